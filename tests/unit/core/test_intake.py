"""What is given becomes a draft: checked, cleaned, dated, and known again when it comes again."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import intake
from core.clock import from_micros, to_micros
from core.errors import BadInput
from core.memory import Kind
from core.text.clean import MAX_CHARACTERS

NOW = datetime(2024, 5, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(days=400)


def _key(text: str = "hedgehog", now: datetime = NOW, **rest: Any) -> bytes:
    return intake.draft(text, now=now, **rest).fingerprint


@pytest.mark.parametrize("text", ["", "   \n\t ", "\u200b\u200e", "\0", "\x1b[31m\x1b[0m"])
def test_a_text_in_which_nothing_can_be_read_is_refused(text: str) -> None:
    with pytest.raises(BadInput, match="nothing to remember"):
        intake.draft(text, now=NOW)


def test_a_text_of_fifty_megabytes_is_refused() -> None:
    with pytest.raises(BadInput, match="at most"):
        intake.draft("x" * 50_000_000, now=NOW)
    assert MAX_CHARACTERS < 50_000_000


def test_what_cannot_be_stored_is_replaced_and_the_rest_is_verbatim() -> None:
    text = "a\0b \ud800c \u202eright-to-left\u202c [bold] \x1b]52;c;eA==\x07 \r\n"
    assert intake.draft(text, now=NOW).text == text.replace("\0", "\ufffd").replace("\ud800", "\ufffd")


@pytest.mark.parametrize("text", [b"bytes", None, 5, ["x"]])
def test_a_text_must_be_a_str(text: object) -> None:
    with pytest.raises(BadInput, match="must be a str"):
        intake.draft(text, now=NOW)  # type: ignore[arg-type]


def test_an_unknown_kind_is_refused_and_the_known_ones_are_named() -> None:
    with pytest.raises(BadInput, match="note.*screen"):
        intake.draft("x", "tweet", now=NOW)


@pytest.mark.parametrize(
    "source",
    [{"aap": "x"}, {"app": "x", 1: "y"}, "https://example.org", ["app"]],
    ids=["name", "number", "str", "list"],
)
def test_a_source_that_is_none_is_refused(source: Any) -> None:
    with pytest.raises(BadInput, match="source"):
        intake.draft("x", source=source, now=NOW)


def test_a_sources_parts_are_cleaned_and_empty_ones_left_out() -> None:
    source = intake.source_of({"app": "a\0b", "title": "", "uri": None, "file": "x" * 9000})
    assert (source.app, source.title, source.uri) == ("a\ufffdb", None, None)
    assert source.file is not None and len(source.file) == 2000


def test_one_tag_may_be_a_str_and_each_is_kept_once() -> None:
    assert intake.tags_of("Garden") == ("garden",)
    assert intake.tags_of(["#Garden", "garden", "spring time"]) == ("garden", "spring-time")
    with pytest.raises(BadInput):
        intake.tags_of(["#"])


def test_the_same_text_is_the_same_memory_whenever_it_is_typed() -> None:
    assert _key() == _key(now=LATER)
    assert _key() == _key(title="other", tags=["other"])
    assert _key() != _key("badger")
    assert _key() != _key(kind=Kind.DOCUMENT)
    assert _key() != _key(occurred_at=NOW)
    assert _key() != _key(source={"author": "Ana"})


def test_with_an_address_the_time_does_not_matter_but_the_text_does() -> None:
    here = {"uri": "talk/1"}
    assert _key(source=here, occurred_at=NOW) == _key(source=here | {"file": "moved", "title": "T"}, occurred_at=LATER)
    assert _key(source=here) != _key("badger", source=here)
    assert _key(source=here) != _key(source={"uri": "talk/2"})


def test_fields_do_not_run_into_each_other() -> None:
    assert _key(source={"app": "a", "thread": "b"}) != _key(source={"app": "ab"})
    assert _key("x', None", source={"app": "y"}) != _key("x", source={"app": "y"})


def test_equal_turns_of_one_thread_are_as_many_memories_and_come_again_as_the_same() -> None:
    turn = {"text": "Yes.", "kind": "chat", "source": {"thread": "t", "author": "Ana"}}
    first = [draft.fingerprint for draft in intake.drafts([turn, turn, turn], NOW)]
    assert len(set(first)) == 3
    assert [draft.fingerprint for draft in intake.drafts([turn, turn, turn], LATER)] == first


def test_equal_notes_and_turns_with_an_address_are_one() -> None:
    note = {"text": "Yes."}
    turn = {"text": "Yes.", "kind": "chat", "source": {"thread": "t", "uri": "t/1"}}
    assert len({draft.fingerprint for draft in intake.drafts([note, note, turn, turn], NOW)}) == 2


@pytest.mark.parametrize(
    ("item", "says"),
    [
        ({}, "text"),
        ({"text": ""}, "nothing"),
        ({"text": "x", "when": "now"}, "'when'"),
        ({"text": "x", "occurred_at": "yesterday"}, "must be a datetime"),
        ({"text": "x", "tags": 5}, "5|int|iterable"),
    ],
)
def test_a_bad_item_is_named_by_its_number(item: Mapping[str, Any], says: str) -> None:
    with pytest.raises(BadInput, match=f"Item 2: .*({says})"):
        intake.drafts([{"text": "fine"}, item], NOW)


def test_a_date_is_the_start_of_its_local_day_and_a_zone_is_kept() -> None:
    assert from_micros(intake.instant(date(2024, 3, 1))) == datetime(2024, 3, 1).astimezone()
    east = datetime(2024, 3, 1, 12, tzinfo=timezone(timedelta(hours=5, minutes=30)))
    assert from_micros(intake.instant(east)) == datetime(2024, 3, 1, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize("time", [datetime.min, datetime.max, datetime.min.replace(tzinfo=UTC), date.max, date.min])
def test_a_time_that_is_none_in_some_zone_is_refused(time: date) -> None:
    """Shown in local time it would raise, and with it a whole list."""
    with pytest.raises(BadInput, match="calendar"):
        intake.instant(time)


@given(st.datetimes(datetime(1, 1, 4), datetime(9999, 12, 28), timezones=st.just(UTC)))
def test_every_other_instant_is_kept_to_the_microsecond(time: datetime) -> None:
    assert from_micros(intake.instant(time)) == time
    assert from_micros(to_micros(time)).astimezone(timezone(timedelta(hours=14))) == time


def test_what_a_memory_is_trusted_as_follows_from_where_it_came_from() -> None:
    def trust(kind: str = "note", **source: str) -> str:
        return intake.draft("x", kind, source=source or None, now=NOW).trust

    assert trust() == "self"
    assert trust(author="Ana") == "self"
    assert trust(file="notes/a.md") == trust("document", uri="x") == "import"
    assert trust("chat") == trust("chat", file="x.json") == "chat"
    assert trust("screen", uri="x") == "screen"
