"""ICS calendars: events, tasks and journal entries; one broken entry costs only itself."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.importing import calendar
from app.importing.readers import reader
from tests.unit.app.importing.gathered import items, skipped, written

DENTIST = """BEGIN:VEVENT
UID:42@example.org
DTSTART;TZID=Europe/Berlin:20240503T100000
DTEND;TZID=Europe/Berlin:20240503T113000
SUMMARY:Dentist\\, the new one
LOCATION:Main Street 5
DESCRIPTION:Bring the card.\\nAsk about the\\, bridge and do not forget that lines
  are folded.
ATTENDEE;CN="Ida Berg":mailto:ida@example.org
ATTENDEE:mailto:jonah@example.org
CATEGORIES:HEALTH,Personal
BEGIN:VALARM
TRIGGER:-PT15M
END:VALARM
END:VEVENT
"""


def ics(path: Path, *entries: str, head: str = "") -> Path:
    return written(path, f"BEGIN:VCALENDAR\nVERSION:2.0\n{head}{''.join(entries)}END:VCALENDAR\n".replace("\n", "\r\n"))


def event(**fields: str) -> str:
    given = {"UID": "x", "SUMMARY": "Meeting", "DTSTART": "20240503T100000Z"} | fields
    return (
        "BEGIN:VEVENT\n"
        + "".join(f"{name.replace('_', '-')}:{value}\n" for name, value in given.items())
        + "END:VEVENT\n"
    )


def test_an_event_becomes_a_note_that_says_when_where_and_with_whom(tmp_path: Path) -> None:
    path = ics(tmp_path / "home.ics", DENTIST)
    assert reader(path).name == "calendar"
    (item,) = items(calendar.read, path)
    assert item.text == (
        "Dentist, the new one\nWhen: 3 May 2024, 10:00 to 11:30 (Europe/Berlin)\nWhere: Main Street 5\n"
        "With: Ida Berg, jonah@example.org\n\n"
        "Bring the card.\nAsk about the, bridge and do not forget that lines are folded."
    )
    assert (item.title, item.tags, item.kind) == ("Dentist, the new one", ("health", "personal"), "note")
    assert item.occurred_at == datetime(2024, 5, 3, 8, tzinfo=UTC)
    assert item.source == {"app": "calendar", "uri": "home.ics#42@example.org", "file": str(path)}


def test_what_recurs_is_one_note_with_its_rule_in_words(tmp_path: Path) -> None:
    path = ics(tmp_path / "x.ics", event(RRULE="FREQ=WEEKLY;BYDAY=FR;COUNT=5", EXDATE="20240510T100000Z"))
    (item,) = items(calendar.read, path)
    assert "Repeats: every week on Friday, 5 times, except on 10 May 2024" in item.text


def test_a_moved_occurrence_is_a_note_of_its_own(tmp_path: Path) -> None:
    moved = event(RECURRENCE_ID="20240510T100000Z", DTSTART="20240511T100000Z")
    first, second = items(calendar.read, ics(tmp_path / "x.ics", event(RRULE="FREQ=WEEKLY"), moved))
    assert second.source["uri"].startswith(f"{first.source['uri']}/2024-05-10")


def test_whole_days_are_said_without_hours_and_their_end_is_the_last_day(tmp_path: Path) -> None:
    path = ics(tmp_path / "x.ics", event(DTSTART="20240503", DTEND="20240506"), event(UID="y", DTSTART="20240503"))
    holiday, day = items(calendar.read, path)
    assert "When: 3 May 2024 to 5 May 2024" in holiday.text
    assert day.text == "Meeting\nWhen: 3 May 2024"
    assert day.occurred_at == datetime(2024, 5, 3, 12).astimezone()


def test_tasks_and_journal_entries_are_taken_too(tmp_path: Path) -> None:
    task = "BEGIN:VTODO\nUID:t\nSUMMARY:Pay rent\nDUE:20240531T120000Z\nSTATUS:NEEDS-ACTION\nEND:VTODO\n"
    entry = "BEGIN:VJOURNAL\nUID:j\nSUMMARY:Day\nDTSTART:20240503\nDESCRIPTION:It rained.\nEND:VJOURNAL\n"
    todo, journal = items(calendar.read, ics(tmp_path / "x.ics", task, entry))
    assert todo.text == "Pay rent\nDue: 31 May 2024, 12:00 (UTC)\nStatus: needs-action"
    assert journal.text == "Day\nWhen: 3 May 2024\n\nIt rained."


def test_a_zone_of_the_file_s_own_is_understood(tmp_path: Path) -> None:
    zone = (
        "BEGIN:VTIMEZONE\nTZID:Our Own Zone\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0500\n"
        "TZOFFSETTO:+0500\nEND:STANDARD\nEND:VTIMEZONE\n"
    )
    odd = event().replace("DTSTART:20240503T100000Z", "DTSTART;TZID=Our Own Zone:20240503T100000")
    (item,) = items(calendar.read, ics(tmp_path / "x.ics", odd, head=zone))
    assert item.occurred_at == datetime(2024, 5, 3, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        ("BEGIN:VEVENT\nUID:e\nDTSTART:20240503\nEND:VEVENT\n", "entries that say nothing: 1"),
        ("BEGIN:VEVENT\nSUMMARY:never closed\nBROKEN LINE\n", "entries that cannot be read: 1"),
        ("BEGIN:VEVENT\nSUMMARY:" + "x" * 300_000 + "\nEND:VEVENT\n", "entries that cannot be read: 1"),
    ],
)
def test_a_bad_entry_costs_only_itself(tmp_path: Path, bad: str, reason: str) -> None:
    path = ics(tmp_path / "x.ics", event(UID="a"), bad, event(UID="b"))
    assert [item.source["uri"] for item in items(calendar.read, path)] == ["x.ics#a", "x.ics#b"]
    assert skipped(calendar.read, path) == {"x.ics": reason}


@pytest.mark.parametrize(
    "value", ["garbage", "99999999T999999Z", "00000000", "", "20240230", "-1", "P1D", "20240503T25"]
)
@pytest.mark.parametrize(
    "field", ["DTSTART", "DTEND", "DURATION", "RRULE", "EXDATE", "RECURRENCE_ID", "DUE", "CATEGORIES"]
)
def test_odd_values_never_stop_the_import(tmp_path: Path, field: str, value: str) -> None:
    path = ics(tmp_path / "x.ics", event(**{field: value}), event(UID="b", SUMMARY="Good"))
    assert items(calendar.read, path)[-1].title == "Good"


def test_many_hostile_lines_are_read_in_linear_time(tmp_path: Path) -> None:
    path = written(
        tmp_path / "x.ics", "BEGIN:VCALENDAR\n" + "BEGIN:VTIMEZONE\n" * 50_000 + event() + "END:VALARM\n" * 50_000
    )
    assert len(items(calendar.read, path)) == 1
