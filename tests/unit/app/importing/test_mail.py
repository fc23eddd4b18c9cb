"""Mail: mbox, eml, emlx and Maildir; odd encodings, threads, attachments, and hostile messages."""

import zipfile
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

import pytest

from app.importing import mail
from app.importing.items import Reached
from app.importing.readers import reader
from tests.unit.app.importing.gathered import items, remarks, written

POSTMARK = b"From ida@example.org Fri May  3 10:15:00 2024\n"


def letter(text: str = "Hello Jonah", **fields: str) -> EmailMessage:
    message = EmailMessage()
    given = {"From": "Ida Berg <ida@example.org>", "To": "jonah@example.org", "Subject": "Boat trip"}
    given |= {"Date": "Fri, 03 May 2024 10:15:00 +0200", "Message-ID": "<1@example.org>"}
    for name, value in (given | {name.replace("_", "-"): value for name, value in fields.items()}).items():
        if value:
            message[name] = value
    message.set_content(text)
    return message


def mbox(path: Path, *messages: EmailMessage | bytes) -> Path:
    raw = (message if isinstance(message, bytes) else message.as_bytes() for message in messages)
    return written(path, b"".join(POSTMARK + one + b"\n\n" for one in raw))


def test_a_message_keeps_its_words_sender_time_and_place_in_the_talk(tmp_path: Path) -> None:
    path = written(tmp_path / "x.eml", letter("Hello Jonah\n\n> your words\nyes\n").as_bytes())
    (item,) = items(mail.read, path)
    assert item.text == "To: jonah@example.org\n\nHello Jonah\n\n> your words\nyes"
    assert (item.kind, item.title, item.tags) == ("chat", "Boat trip", ())
    assert item.occurred_at == datetime(2024, 5, 3, 8, 15, tzinfo=UTC)
    assert item.source == {
        "app": "mail",
        "uri": "mid:1@example.org",
        "file": str(path),
        "title": "Boat trip",
        "thread": "mail:1@example.org",
        "author": "Ida Berg",
    }


def test_answers_lie_in_the_thread_that_their_references_begin_with(tmp_path: Path) -> None:
    answer = letter(Message_ID="<3@x>", References="<1@example.org> <2@example.org>", In_Reply_To="<2@example.org>")
    short = letter(Message_ID="<4@x>", In_Reply_To="<1@example.org>")
    gmail = letter(Message_ID="<5@x>", X_GM_THRID="1790")
    path = mbox(tmp_path / "x.mbox", letter(), answer, short, gmail)
    assert [item.source["thread"] for item in items(mail.read, path)] == ["mail:1@example.org"] * 3 + [
        "mail:gmail-1790"
    ]


def test_a_mailbox_is_cut_at_its_postmarks_only(tmp_path: Path) -> None:
    first = letter("Dear Jonah,\nFrom here 2024 it is far.\n\nFrom now on we write.\n\n>From Ida\n>>From Bo\n")
    path = mbox(tmp_path / "x.mbox", first, letter("Second", Message_ID="<2@x>"))
    one, two = items(mail.read, path)
    assert "From here 2024 it is far.\n\nFrom now on we write.\n\nFrom Ida\n>From Bo" in one.text
    assert two.text.endswith("Second")


def test_how_far_it_is_is_told_in_bytes(tmp_path: Path) -> None:
    path = mbox(tmp_path / "x.mbox", letter(), letter(Message_ID="<2@x>"))
    told = [found for found in mail.read(path) if isinstance(found, Reached)]
    assert {one.total for one in told} == {path.stat().st_size}
    assert told[0].done == 0 < told[1].done < told[-1].done == path.stat().st_size


def test_html_is_turned_into_text_where_there_is_nothing_else(tmp_path: Path) -> None:
    both = letter("the plain one")
    both.add_alternative("<p>the other</p>", subtype="html")
    only = letter(Message_ID="<2@x>")
    only.set_content("<h1>Sale</h1><script>x</script><p>All <b>cats</b></p>", subtype="html")
    first, second = items(mail.read, mbox(tmp_path / "x.mbox", both, only))
    assert first.text.endswith("the plain one")
    assert second.text.endswith("\n\nSale\n\nAll cats")


def test_attachments_are_named_and_not_taken_in(tmp_path: Path) -> None:
    message = letter("See below")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="Plän [1].pdf")
    message.add_attachment("notes", filename="notes.txt")
    inner = letter("inside", Subject="Fwd")
    message.add_attachment(inner)
    (item,) = items(mail.read, written(tmp_path / "x.eml", message.as_bytes()))
    assert item.text.endswith("See below\n\n[attachment Plän (1).pdf]\n[attachment notes.txt]\n[attachment Fwd]")


@pytest.mark.parametrize(
    ("raw", "subject"),
    [
        (b"Subject: =?utf-8?b?S8Okc2U=?= =?utf-8?q?_f=C3=BCr?=", "Käse für"),
        ("Subject: Käse".encode(), "Käse"),
        ("Subject: Käse".encode("latin-1"), "Käse"),
        (b"Subject: =?nonsense?q?K=E4se?=", "Käse"),
        (b"Subject: =?utf-8?b?broken", "=?utf-8?b?broken"),
        (b"Subject: a\x1b[31mb\n folded", "ab folded"),
        (b"subject:", ""),
    ],
)
def test_subjects_are_read_however_they_were_written(tmp_path: Path, raw: bytes, subject: str) -> None:
    path = written(tmp_path / "x.eml", b"From: a@b\nDate: x\n" + raw + b"\n\nwords")
    assert (items(mail.read, path)[0].title or "") == subject


@pytest.mark.parametrize("charset", ["iso-8859-1", "nonsense", "", "utf-8"])
def test_a_body_is_read_with_a_charset_that_lies(tmp_path: Path, charset: str) -> None:
    head = f"From: a@b\nSubject: s\nContent-Type: text/plain; charset={charset}\nContent-Transfer-Encoding: 8bit\n\n"
    path = written(tmp_path / "x.eml", head.encode() + "Käse für Zoë".encode("latin-1"))
    assert items(mail.read, path)[0].text == "Käse für Zoë"


def test_gmail_s_labels_become_tags_and_spam_and_trash_stay_out(tmp_path: Path) -> None:
    kept = letter(X_Gmail_Labels="Inbox,Unread,Travel plans,Category Updates")
    gone = [letter(Message_ID=f"<{label}@x>", X_Gmail_Labels=label) for label in ("Spam", "Trash")]
    path = mbox(tmp_path / "x.mbox", kept, *gone)
    assert [item.tags for item in items(mail.read, path)] == [("travel-plans",)]
    assert remarks(mail.read, path) == ["messages left out because they lie in the spam, the trash or the drafts: 2"]


def test_a_message_without_an_id_is_known_by_its_bytes(tmp_path: Path) -> None:
    path = mbox(tmp_path / "x.mbox", letter("One", Message_ID=""), letter("Two", Message_ID=""))
    first, second = (item.source["uri"] for item in items(mail.read, path))
    assert first.startswith("x.mbox#") and first != second
    assert [item.source["uri"] for item in items(mail.read, path)] == [first, second]


def test_every_form_of_mailbox_is_recognised(tmp_path: Path) -> None:
    raw = letter().as_bytes()
    written(tmp_path / "maildir/cur/1.host:2,S", raw)
    written(tmp_path / "maildir/new/2.host", letter(Message_ID="<2@x>").as_bytes())
    with zipfile.ZipFile(tmp_path / "takeout.zip", "w") as file:
        file.writestr("Takeout/Mail/All.mbox", POSTMARK + raw)
    forms = {
        written(tmp_path / "a.eml", raw): 1,
        written(tmp_path / "a.emlx", f"{len(raw)}\n".encode() + raw + b"<?xml version='1.0'?><plist/>"): 1,
        mbox(tmp_path / "Inbox", letter()): 1,
        tmp_path / "maildir": 2,
        tmp_path / "takeout.zip": 1,
    }
    for path, count in forms.items():
        assert reader(path).name == "mail", path
        assert len(items(mail.read, path)) == count
        assert "plist" not in items(mail.read, path)[0].text


def test_a_text_that_begins_like_a_sentence_is_no_mail(tmp_path: Path) -> None:
    assert not mail.recognises(written(tmp_path / "x", "From here on: nothing\nSubject to change\n"))
    assert not mail.recognises(written(tmp_path / "y", "Note: a\nTo do: b\nAlso: c\n\nwords"))


def test_what_cannot_be_read_costs_only_itself(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail, "LARGEST", 5_000)
    empty = letter("", Message_ID="<2@x>", Subject="")
    path = mbox(
        tmp_path / "x.mbox", letter(), letter("x" * 900 + "\n" * 9_000, Message_ID="<3@x>"), empty, letter("End")
    )
    assert [item.text.split("\n")[-1] for item in items(mail.read, path)] == ["Hello Jonah", "End"]
    assert len([found for found in mail.read(path) if not isinstance(found, Reached)]) == 4


NESTED = b"".join(b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (n, n) for n in range(3000))


@pytest.mark.parametrize(
    "raw",
    [
        NESTED,
        b"Content-Type: multipart/mixed; boundary=x\n\n" + b"--x\n\na\n" * 20_000,
        b"From: " + b"<" * 50_000 + b"\n\nx",
        b"From: " + b'"a" ' * 20_000 + b"\n\nx",
        b"To: " + b"a@b," * 50_000 + b"\n\nx",
        b"Date: Fri, 99 Xyz 99999 99:99:99 +9999\nReferences: " + b"<" * 9_000 + b"\n\nx",
        b"Subject: " + b"=?utf-8?q?a?= " * 5_000 + b"\n\nx",
        b"Content-Type: text/plain; " + b"a*0*=b;" * 5_000 + b"\n\nx",
        b"Content-Transfer-Encoding: base64\n\n!!!!",
        b"Content-Type: \xff; charset=\"\xff\"\nContent-Disposition: attachment; filename*=x'y'%ff\n\nx",
        b"Content-Type: text/plain; charset=idna\n\n\xff\xff",
        b"Content-Type: text/plain; charset=base64\n\nx",
        b"X-Gmail-Labels: " + b"," * 5_000 + b"\n\nx",
    ],
)
def test_a_hostile_message_costs_little_and_only_itself(tmp_path: Path, raw: bytes) -> None:
    path = mbox(tmp_path / "x.mbox", raw, letter("End"))
    assert items(mail.read, path)[-1].text.endswith("End")
