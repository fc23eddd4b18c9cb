"""WhatsApp exports: every way of writing a date, lines of the program itself, media, and what is hostile."""

import zipfile
from datetime import datetime
from pathlib import Path

import pytest

from app.importing import whatsapp
from app.importing.items import Item, Reached, Remark, Skipped
from app.importing.readers import reader

NAME = "WhatsApp Chat with Anna.txt"


def chat(folder: Path, *lines: str, name: str = NAME) -> Path:
    path = folder / name
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def turns(path: Path) -> list[Item]:
    return [found for found in whatsapp.read(path) if isinstance(found, Item)]


def said(path: Path) -> list[tuple[str, str]]:
    return [(item.source["author"], item.text) for item in turns(path)]


def remarks(path: Path) -> list[str]:
    return [found.text for found in whatsapp.read(path) if isinstance(found, Remark)]


def times(path: Path) -> list[str]:
    found = [item.occurred_at for item in turns(path)]
    return [f"{at.astimezone():%Y-%m-%d %H:%M:%S}" if at else "" for at in found]


def test_a_message_becomes_a_chat_memory_with_author_thread_time_and_place(tmp_path: Path) -> None:
    path = chat(tmp_path, "30/01/19, 20:49 - Anna Berg: Hello,", "how are you?")
    (item,) = turns(path)
    assert item == Item(
        text="Hello,\nhow are you?",
        kind="chat",
        occurred_at=datetime(2019, 1, 30, 20, 49).astimezone(),
        source={
            "app": "whatsapp",
            "uri": "whatsapp:Anna/30/01/19, 20:49",
            "thread": "whatsapp:Anna",
            "file": str(path),
            "author": "Anna Berg",
            "title": "Anna",
        },
    )


@pytest.mark.parametrize(
    ("stamp", "expected"),
    [
        ("30/01/19, 20:49 - ", "2019-01-30 20:49:00"),
        ("30.01.19, 20:49 - ", "2019-01-30 20:49:00"),
        ("30-01-2019 20:49 - ", "2019-01-30 20:49:00"),
        ("1/30/19, 8:49 PM - ", "2019-01-30 20:49:00"),
        ("1/30/19, 8:49\u202fPM - ", "2019-01-30 20:49:00"),
        ("01/30/2019, 08:49 p. m. - ", "2019-01-30 20:49:00"),
        ("30/01/2019, 12:05 a.\u00a0m. - ", "2019-01-30 00:05:00"),
        ("30/01/2019, 12:05 pm - ", "2019-01-30 12:05:00"),
        ("2019/01/30, 20:49 - ", "2019-01-30 20:49:00"),
        ("2019-01-30 20:49 - ", "2019-01-30 20:49:00"),
        ("2019/1/30 下午8:49 - ", "2019-01-30 20:49:00"),
        ("2019. 1. 30. 오후 8:49 - ", "2019-01-30 20:49:00"),
        ("30.1.2019 klo 20.49 - ", "2019-01-30 20:49:00"),
        ("30.01.2019 г., 20:49 ч. - ", "2019-01-30 20:49:00"),
        ("30/1/2562 20:49 - ", "2019-01-30 20:49:00"),
        ("٣٠/١/٢٠١٩، ٢٠:٤٩ - ", "2019-01-30 20:49:00"),
        ("30/1/2019، 8:49 م - ", "2019-01-30 20:49:00"),
        ("[30.01.19, 20:49:07] ", "2019-01-30 20:49:07"),
        ("\u200e[1/30/19, 8:49:07 PM] ", "2019-01-30 20:49:07"),
        ("[2019-01-30 20:49:07] ", "2019-01-30 20:49:07"),
    ],
)
def test_every_way_of_writing_the_time_is_read(tmp_path: Path, stamp: str, expected: str) -> None:
    path = chat(tmp_path, f"{stamp}Anna: Hello", f"{stamp}Ben: Hi")
    assert whatsapp.recognises(path)
    assert said(path) == [("Anna", "Hello"), ("Ben", "Hi")]
    assert times(path) == [expected, expected]


@pytest.mark.parametrize(
    ("stamps", "month"),
    [
        (("01/02/19, 10:00", "01/13/19, 10:00"), 1),  # a thirteenth month there is not
        (("02/01/19, 10:00", "13/01/19, 10:00"), 1),
        (("09/10/19, 10:00", "10/10/19, 10:00", "01/11/19, 10:00"), 10),  # the other way, time runs backwards
        (("10/09/19, 10:00", "10/10/19, 10:00", "11/01/19, 10:00"), 10),
        (("10/06/19, 10:00", "10/07/19, 10:00", "10/08/19, 10:00"), 10),  # three days rather than three months
        (("1/2/19, 3:04 PM", "2/2/19, 3:04 PM"), 1),  # only Americans write so
        (("05/06/19, 10:00",), 6),
    ],
)
def test_the_order_of_day_and_month_follows_from_the_whole_file(
    tmp_path: Path, stamps: tuple[str, ...], month: int
) -> None:
    path = chat(tmp_path, *(f"{stamp} - Anna: {number}" for number, stamp in enumerate(stamps)))
    first = turns(path)[0].occurred_at
    assert first and first.astimezone().month == month


def test_an_order_that_cannot_be_told_is_said(tmp_path: Path) -> None:
    sure = chat(tmp_path, "30/01/19, 20:49 - Anna: Hello")
    assert remarks(sure) == []
    unsure = chat(tmp_path, "05/06/19, 20:49 - Anna: Hello")
    assert remarks(unsure) == ["its dates can be read in two ways; they were read with the day before the month"]


def test_a_quoted_stamp_of_another_form_stays_in_its_message(tmp_path: Path) -> None:
    path = chat(tmp_path, "30/01/19, 20:49 - Anna: He wrote:", "[30/01/19, 20:48:11] Ben: No", "2. 30.1.19 - x")
    assert said(path) == [("Anna", "He wrote:\n[30/01/19, 20:48:11] Ben: No\n2. 30.1.19 - x")]


def test_what_the_program_itself_says_is_left_out_and_counted(tmp_path: Path) -> None:
    path = chat(
        tmp_path,
        "30/01/19, 20:40 - Messages and calls are end-to-end encrypted.",
        "30/01/19, 20:41 - Anna created group “Trip: Oslo”",
        '30/01/19, 20:42 - Anna changed the subject from "A" to "B: c"',
        "30/01/19, 20:43 - Anna: This message was deleted",
        "30/01/19, 20:44 - Ben:",
        "30/01/19, 20:45 - Ben: null",
        "30/01/19, 20:46 - Ben: See you : there",
        "30/01/19, 20:47 - Ben: It is late. \u200e<This message was edited>",
    )
    assert said(path) == [("Ben", "See you : there"), ("Ben", "It is late.")]
    assert remarks(path) == ["lines of the program itself were left out: 6"]


def test_the_iphones_marks_tell_its_own_words_from_the_persons(tmp_path: Path) -> None:
    path = chat(
        tmp_path,
        "[30.01.19, 20:40:00] Trip: \u200eNachrichten und Anrufe sind Ende-zu-Ende-verschlüsselt.",
        "\u200e[30.01.19, 20:41:00] Anna: \u200e<Anhang: 00000012-PHOTO-2019-01-30-20-41-00.jpg>",
        "[30.01.19, 20:42:00] Anna: Der Plan \u200e<Anhang: 00000013-Plan.pdf>",
        "[30.01.19, 20:43:00] ~\u00a0Ben: \u200eBild weggelassen",
        "[30.01.19, 20:44:00] \u202a+49 170 1234567\u202c: \u200eStandort: https://maps.google.com/?q=59.9,10.7",
        "[30.01.19, 20:45:00] ~\u00a0Ben: Frag @\u2068Anna\u2069 danach",
    )
    assert said(path) == [
        ("Anna", "[image 00000012-PHOTO-2019-01-30-20-41-00.jpg]"),
        ("Anna", "Der Plan [file 00000013-Plan.pdf]"),
        ("+49 170 1234567", "Standort: https://maps.google.com/?q=59.9,10.7"),
        ("Ben", "Frag @Anna danach"),
    ]
    assert sorted(remarks(path)) == [
        "lines of the program itself were left out: 1",
        "turns left out because they held only media that the export does not name: 1",
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("IMG-20190130-WA0001.jpg (file attached)", "[image IMG-20190130-WA0001.jpg]"),
        ("PTT-20190130-WA0002.opus (archivo adjunto)", "[voice message PTT-20190130-WA0002.opus]"),
        ("\u200eReport [1].pdf (tiedosto)\nPlease read", "[file Report (1).pdf]\nPlease read"),
        ("Anna.vcf (file attached)", "[contact Anna.vcf]"),
        ("notes.txt (see below)", "notes.txt (see below)"),
    ],
)
def test_media_that_is_named_stays_as_a_name(tmp_path: Path, text: str, expected: str) -> None:
    assert said(chat(tmp_path, f"30/01/19, 20:49 - Anna: {text}")) == [("Anna", expected)]


@pytest.mark.parametrize("omitted", ["<Media omitted>", "<Medien ausgeschlossen>", "<Без медиафайлов>"])
def test_media_without_a_name_is_left_out_and_counted(tmp_path: Path, omitted: str) -> None:
    path = chat(tmp_path, f"30/01/19, 20:49 - Anna: {omitted}", "30/01/19, 20:50 - Anna: <3")
    assert said(path) == [("Anna", "<3")]
    assert remarks(path) == ["turns left out because they held only media that the export does not name: 1"]


def test_windows_line_ends_and_byte_order_marks_change_nothing(tmp_path: Path) -> None:
    path = tmp_path / NAME
    path.write_bytes("\ufeff30/01/19, 20:49 - Änne: Hello\r\nworld\r\n30/01/19, 20:50 - Ben: Hi\r\n".encode())
    assert whatsapp.recognises(path)
    assert said(path) == [("Änne", "Hello\nworld"), ("Ben", "Hi")]


def test_a_later_export_that_begins_later_gives_the_same_addresses(tmp_path: Path) -> None:
    lines = ["30/01/19, 20:49 - Anna: Yes", "30/01/19, 20:50 - Anna: Yes", "30/01/19, 20:50 - Anna: Yes"]
    before = turns(chat(tmp_path, *lines))
    assert len({item.source["uri"] for item in before}) == 3
    later = turns(chat(tmp_path, *lines[1:], "31/01/19, 09:00 - Ben: No", name="WhatsApp Chat with Anna (1).txt"))
    assert [item.source["uri"] for item in later[:2]] == [item.source["uri"] for item in before[1:]]
    assert later[0].source["thread"] == before[0].source["thread"]


@pytest.mark.parametrize(
    ("name", "thread"),
    [
        ("WhatsApp Chat with Anna.txt", "Anna"),
        ("WhatsApp-Chat mit Anna Berg.txt", "Anna Berg"),
        ("Chat de WhatsApp con Anna.txt", "Anna"),
        ("Conversation WhatsApp avec Anna.txt", "Anna"),
        ("Conversa do WhatsApp com Anna.txt", "Anna"),
        ("WhatsApp Chat - Anna.zip", "Anna"),
        ("trip.txt", "trip"),
    ],
)
def test_a_chat_is_called_by_its_files_name(tmp_path: Path, name: str, thread: str) -> None:
    path = tmp_path / name
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as file:
            file.writestr("_chat.txt", "[30.01.19, 20:49:00] Anna: Hello\n")
            file.writestr("00000012-PHOTO.jpg", b"\xff\xd8\xff")
    else:
        chat(tmp_path, "30/01/19, 20:49 - Anna: Hello", name=name)
    assert reader(path).name == "whatsapp"
    assert [item.source["thread"] for item in turns(path)] == [f"whatsapp:{thread}"]


@pytest.mark.parametrize(
    "text",
    [
        "My diary\n30/01/19, 20:49 - Anna: Hello",
        "[2019-01-30 20:49] A journal's entry: it looks nearly so",
        "2019-01-30 20:49 Another journal",
        "30/01/19, 20:49 - nobody speaks here",
        "1. 2. 3.",
    ],
)
def test_other_texts_are_not_taken_for_chats(tmp_path: Path, text: str) -> None:
    assert not whatsapp.recognises(chat(tmp_path, text, name="notes.txt"))


def test_how_far_the_reader_is_grows_up_to_the_size_of_the_file(tmp_path: Path) -> None:
    path = chat(tmp_path, *(f"30/01/19, 20:49 - Anna: {number}" for number in range(2000)))
    reached = [found for found in whatsapp.read(path) if isinstance(found, Reached)]
    assert len(reached) >= 4
    assert [one.done for one in reached] == sorted(one.done for one in reached)
    assert reached[-1] == Reached(path.stat().st_size, path.stat().st_size)


def test_a_day_that_does_not_exist_takes_the_time_before(tmp_path: Path) -> None:
    path = chat(tmp_path, "30/01/19, 20:49 - Anna: One", "99/99/19, 20:50 - Anna: Two", "30/01/19, 29:99 - Anna: Three")
    assert times(path) == ["2019-01-30 20:49:00"] * 3


def test_escape_codes_in_names_reach_neither_author_nor_thread(tmp_path: Path) -> None:
    path = chat(tmp_path, "30/01/19, 20:49 - A\x1b[31mnna: Hello", name="a\x1b]0;x\x07b.txt")
    (item,) = turns(path)
    assert "\x1b" not in item.source["author"] + item.source["thread"] + item.source["title"] + item.source["uri"]


def test_a_file_that_cannot_be_read_is_skipped_with_a_reason(tmp_path: Path) -> None:
    path = tmp_path / "WhatsApp Chat with Anna.zip"
    path.write_bytes(b"PK\x03\x04 broken")
    assert not whatsapp.recognises(path)
    assert [found.reason for found in whatsapp.read(path) if isinstance(found, Skipped)] == ["the zip is damaged"]


def test_long_lines_of_nothing_but_stamp_pieces_cost_no_time(tmp_path: Path) -> None:
    path = chat(
        tmp_path, "30/01/19, 20:49 - Anna: Hello", "1/" * 200_000, "[" * 200_000, "a " * 200_000, "<x:" * 99_999
    )
    (item,) = turns(path)
    assert len(item.text) > 1_000_000
