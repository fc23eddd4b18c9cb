"""Every format: what is whole goes in once, and random damage to a file never stops an import."""

import random
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from app import Ebb
from app.importing import bookmarks, calendar, dayone, history, jrnl, mail, markdown
from app.importing.readers import READERS
from app.importing.run import imported
from tests.unit.app.importing.gathered import Read, items, written
from tests.unit.app.importing.test_bookmarks import HTML, places
from tests.unit.app.importing.test_calendar import DENTIST, event, ics
from tests.unit.app.importing.test_dayone import ENTRY, export
from tests.unit.app.importing.test_history import chrome
from tests.unit.app.importing.test_jrnl import TWO
from tests.unit.app.importing.test_mail import letter, mbox
from tests.unit.app.importing.test_parts import zipped

ROUNDS = 40
PIECES = (
    b"\n",
    b":",
    b";",
    b"=",
    b"\xff",
    b"\0",
    b"<",
    b'"',
    b"99999999999",
    b"-1",
    b"[",
    b"{",
    b"BEGIN:VEVENT\n",
    b"\n\n",
)


def busy(path: Path) -> Path:
    rule = event(RRULE="FREQ=WEEKLY;BYDAY=MO;UNTIL=20241231T000000Z", EXDATE="20240510T100000Z", DURATION="PT1H")
    return ics(path, DENTIST, rule)


def posted(path: Path) -> Path:
    message = letter("Käse für\n\n> quoted\n")
    message.add_alternative("<p>a <a href='http://x'>b</a>", subtype="html")
    message.add_attachment(b"x", maintype="image", subtype="png", filename="ü.png")
    return mbox(path, message, message)


def noted(path: Path) -> Path:
    return zipped(path, {"v/a.md": "---\ntitle: x\ntags: [a]\n---\nwords #b [[c]] ![[d.png]]\n" * 20, "v/b.md": "b"})


def entries(path: Path) -> Path:
    whole = export(path.with_suffix(".zip"), ENTRY, ENTRY)
    path.write_bytes(zipfile.ZipFile(whole).read("Journal.json"))
    return path


MADE: list[tuple[Read, str, Callable[[Path], Path]]] = [
    (mail.read, "x.mbox", posted),
    (calendar.read, "x.ics", busy),
    (dayone.read, "x.json", entries),
    (jrnl.read, "x.txt", lambda path: written(path, TWO)),
    (bookmarks.read, "x.html", lambda path: written(path, HTML)),
    (bookmarks.read, "places.sqlite", places),
    (history.read, "History", lambda path: chrome(path, ("https://x.org/a", "A"), ("https://x.org/b?token=c", "B"))),
    (markdown.read, "x.zip", noted),
]


@pytest.mark.parametrize(("read", "name", "make"), MADE, ids=[name for _, name, _ in MADE])
def test_damage_never_stops_an_import(tmp_path: Path, read: Read, name: str, make: Callable[[Path], Path]) -> None:
    path = make(tmp_path / name)
    whole = path.read_bytes()
    assert items(read, path)
    chance = random.Random(name)
    for _ in range(ROUNDS):
        path.write_bytes(damaged(whole, chance))
        list(read(path))
        for one in READERS:
            one.recognises(path)


@pytest.mark.parametrize(("read", "name", "make"), MADE, ids=[name for _, name, _ in MADE])
def test_what_was_imported_once_adds_nothing_again(
    tmp_path: Path, read: Read, name: str, make: Callable[[Path], Path]
) -> None:
    path = make(tmp_path / name)
    format = next(one.name for one in READERS if one.read is read)
    with Ebb.open(tmp_path / "home") as ebb:
        first = imported(ebb, path, format=format)
        assert first.added > 0
        again = imported(ebb, path, format=format)
        assert (again.added, again.known) == (0, first.added + first.known)
        assert all(ebb.get(id).source.uri and ebb.get(id).source.file for id in again.ids)


def damaged(whole: bytes, chance: random.Random) -> bytes:
    data = bytearray(whole)
    for _ in range(chance.choice((1, 2, 5, 30))):
        at = chance.randrange(len(data))
        match chance.randrange(4):
            case 0:
                data[at] = chance.randrange(256)
            case 1:
                del data[at : at + chance.randrange(1, 20)]
            case 2:
                data[at:at] = data[max(0, at - 50) : at] * chance.choice((1, 3, 20))
            case _:
                data[at:at] = chance.choice(PIECES)
    return bytes(data)
