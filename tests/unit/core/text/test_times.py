"""Words become the times that people mean by them, or are refused; nothing is guessed."""

from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import BadTime
from core.text.times import ago, day_name, duration, span, when

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2023, 5, 17, 15, 30, tzinfo=BERLIN)  # a Wednesday


def local(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("2023-05-08", "2023-05-08", "2023-05-09"),
        ("2023-05", "2023-05-01", "2023-06-01"),
        ("2023-05-08T10:00", "2023-05-08T10:00", "2023-05-08T10:01"),
        ("2023-05-08 10:00:05", "2023-05-08T10:00:05", "2023-05-08T10:00:06"),
        ("2023-05-08T10:00Z", "2023-05-08T12:00", "2023-05-08T12:01"),
        ("2023-05-08T10:00-05:00", "2023-05-08T17:00", "2023-05-08T17:01"),
        ("today", "2023-05-17", "2023-05-18"),
        ("Yesterday", "2023-05-16", "2023-05-17"),
        ("tomorrow", "2023-05-18", "2023-05-19"),
        ("the day before yesterday", "2023-05-15", "2023-05-16"),
        ("the day after tomorrow", "2023-05-19", "2023-05-20"),
        ("Tuesday", "2023-05-16", "2023-05-17"),
        ("wed", "2023-05-17", "2023-05-18"),
        ("last Tuesday", "2023-05-16", "2023-05-17"),
        ("last Wednesday", "2023-05-10", "2023-05-11"),
        ("this Friday", "2023-05-19", "2023-05-20"),
        ("this past Friday", "2023-05-12", "2023-05-13"),
        ("next Wednesday", "2023-05-24", "2023-05-25"),
        ("Friday last week", "2023-05-12", "2023-05-13"),
        ("Monday of this week", "2023-05-15", "2023-05-16"),
        ("Monday, 8 May 2023", "2023-05-08", "2023-05-09"),
        ("last week", "2023-05-08", "2023-05-15"),
        ("this week", "2023-05-15", "2023-05-22"),
        ("next week", "2023-05-22", "2023-05-29"),
        ("last month", "2023-04-01", "2023-05-01"),
        ("last year", "2022-01-01", "2023-01-01"),
        ("last weekend", "2023-05-13", "2023-05-15"),
        ("two weekends ago", "2023-05-06", "2023-05-08"),
        ("the past 3 days", "2023-05-14", "2023-05-18"),
        ("last two weeks", "2023-05-03", "2023-05-18"),
        ("past week", "2023-05-10", "2023-05-18"),
        ("May 2023", "2023-05-01", "2023-06-01"),
        ("8 May 2023", "2023-05-08", "2023-05-09"),
        ("May 8, 2023", "2023-05-08", "2023-05-09"),
        ("December 1,2022", "2022-12-01", "2022-12-02"),
        ("the 8th of May 2022", "2022-05-08", "2022-05-09"),
        ("Aug. 11 2022", "2022-08-11", "2022-08-12"),
        ("8 May", "2023-05-08", "2023-05-09"),
        ("18 May", "2022-05-18", "2022-05-19"),
        ("29 February", "2020-02-29", "2020-03-01"),
        ("February 2024", "2024-02-01", "2024-03-01"),
        ("in March", "2023-03-01", "2023-04-01"),
        ("May", "2023-05-01", "2023-06-01"),
        ("June", "2022-06-01", "2022-07-01"),
        ("last May", "2022-05-01", "2022-06-01"),
        ("8-10 May 2023", "2023-05-08", "2023-05-11"),
        ("May 8 to 10, 2023", "2023-05-08", "2023-05-11"),
        ("25/12/2022", "2022-12-25", "2022-12-26"),
        ("12/25/2022", "2022-12-25", "2022-12-26"),
        ("05/05/2022", "2022-05-05", "2022-05-06"),
        ("2022/12/25", "2022-12-25", "2022-12-26"),
        ("5.12.2022", "2022-12-05", "2022-12-06"),
        ("2021", "2021-01-01", "2022-01-01"),
        ("summer 2022", "2022-06-01", "2022-09-01"),
        ("the summer of 2021", "2021-06-01", "2021-09-01"),
        ("winter 2021", "2021-12-01", "2022-03-01"),
        ("last summer", "2022-06-01", "2022-09-01"),
        ("last spring", "2022-03-01", "2022-06-01"),
        ("last winter", "2022-12-01", "2023-03-01"),
        ("Christmas 2022", "2022-12-25", "2022-12-26"),
        ("New Year's Eve 2021", "2021-12-31", "2022-01-01"),
        ("last Halloween", "2022-10-31", "2022-11-01"),
        ("first week of June 2022", "2022-06-01", "2022-06-08"),
        ("the last week of August 2022", "2022-08-25", "2022-09-01"),
        ("the second weekend of August 2022", "2022-08-13", "2022-08-15"),
        ("the last Friday in May 2022", "2022-05-27", "2022-05-28"),
        ("3rd Monday of January 2023", "2023-01-16", "2023-01-17"),
        ("beginning of November 2022", "2022-11-01", "2022-11-11"),
        ("mid-May 2022", "2022-05-11", "2022-05-22"),
        ("the first half of September 2022", "2022-09-01", "2022-09-16"),
        ("late last year", "2022-09-01", "2023-01-01"),
        ("the weekend before April 10, 2023", "2023-04-08", "2023-04-10"),
        ("the weekend before 9 April 2023", "2023-04-01", "2023-04-03"),
        ("the Sunday before 25 October 2022", "2022-10-23", "2022-10-24"),
        ("the Saturday after 28 October 2022", "2022-10-29", "2022-10-30"),
        ("the week before 16 November 2022", "2022-11-09", "2022-11-16"),
        ("the last Friday before Christmas 2022", "2022-12-23", "2022-12-24"),
        ("the first Monday after Christmas 2022", "2022-12-26", "2022-12-27"),
        ("two weeks before August 11, 2022", "2022-07-25", "2022-08-01"),
        ("3 weeks ago", "2023-04-24", "2023-05-01"),
        ("5 months ago", "2022-12-01", "2023-01-01"),
        ("ten years ago", "2013-01-01", "2014-01-01"),
        ("a few days ago", "2023-05-12", "2023-05-16"),
        ("in 2 days", "2023-05-19", "2023-05-20"),
        ("two weeks from now", "2023-05-29", "2023-06-05"),
        ("2 hours ago", "2023-05-17T13:00", "2023-05-17T14:00"),
        ("last 10 minutes", "2023-05-17T15:20", "2023-05-17T15:30"),
        ("10m", "2023-05-17T15:20", "2023-05-17T15:30"),
        ("1h30m", "2023-05-17T14:00", "2023-05-17T15:30"),
        ("7 days", "2023-05-10", "2023-05-17T15:30"),
        ("now", "2023-05-17T15:30", "2023-05-17T15:30:01"),
        ("noon", "2023-05-17T12:00", "2023-05-17T12:01"),
        ("5 pm yesterday", "2023-05-16T17:00", "2023-05-16T17:01"),
        ("yesterday at 5:15pm", "2023-05-16T17:15", "2023-05-16T17:16"),
        ("last Tuesday, 12am", "2023-05-16T00:00", "2023-05-16T00:01"),
        ("8 May at 17:05", "2023-05-08T17:05", "2023-05-08T17:06"),
        ("this morning", "2023-05-17T05:00", "2023-05-17T12:00"),
        ("tomorrow afternoon", "2023-05-18T12:00", "2023-05-18T18:00"),
        ("Sunday in the evening", "2023-05-14T18:00", "2023-05-15"),
        ("last night", "2023-05-16T18:00", "2023-05-17T06:00"),
        ("last night at 2am", "2023-05-17T02:00", "2023-05-17T02:01"),
    ],
)
def test_words_cover_the_time_that_people_mean(words: str, start: str, end: str) -> None:
    assert span(words, NOW) == (local(start), local(end))


@pytest.mark.parametrize(
    ("words", "moment"),
    [
        ("yesterday", "2023-05-16"),
        ("last week", "2023-05-08"),
        ("3 weeks ago", "2023-04-26"),
        ("5 months ago", "2022-12-17"),
        ("7 days", "2023-05-10"),
        ("2 hours ago", "2023-05-17T13:30"),
        ("10m", "2023-05-17T15:20"),
        ("now", "2023-05-17T15:30"),
        ("a few days ago", "2023-05-14"),
        ("May 2022", "2022-05-01"),
        ("since last Tuesday?", "2023-05-16"),
    ],
)
def test_one_moment_is_the_beginning_or_exactly_so_long_ago(words: str, moment: str) -> None:
    result = when(words, NOW)
    assert result == local(moment)
    assert result.tzinfo is BERLIN


@pytest.mark.parametrize(
    ("now", "words", "start"),
    [
        ("2024-02-29T12:00", "a year ago", "2023-02-28"),
        ("2024-03-31T12:00", "1 month ago", "2024-02-29"),
        ("2024-01-01T00:30", "yesterday", "2023-12-31"),
        ("2024-01-01T00:30", "last month", "2023-12-01"),
        ("2024-01-01T00:30", "last year", "2023-01-01"),
        ("2024-01-03T12:00", "last week", "2023-12-25"),
        ("2023-12-31T12:00", "next month", "2024-01-01"),
        ("2023-12-31T12:00", "this weekend", "2023-12-30"),
        ("2023-12-31T12:00", "last weekend", "2023-12-23"),
        ("2024-01-15T12:00", "last winter", "2022-12-01"),
        ("2024-01-15T12:00", "winter", "2023-12-01"),
        ("2024-01-15T12:00", "in December", "2023-12-01"),
    ],
)
def test_years_months_and_leap_days_end_where_the_calendar_says(now: str, words: str, start: str) -> None:
    assert when(words, local(now)) == local(start)


def test_days_are_those_of_the_clock_where_it_is_put_forward_and_back() -> None:
    spring = local("2023-03-26T12:00")
    assert when("12 hours ago", spring) == local("2023-03-25T23:00")
    start, end = span("today", spring)
    assert end - start == timedelta(1)  # by the wall clock
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=23)
    start, end = span("29 October 2023", NOW)
    assert end.astimezone(UTC) - start.astimezone(UTC) == timedelta(hours=25)


def test_a_midnight_that_the_clock_skips_moves_forward() -> None:
    beirut = ZoneInfo("Asia/Beirut")
    start = when("2022-03-27", datetime(2022, 4, 1, tzinfo=beirut))
    assert (start.hour, start.utcoffset()) == (1, timedelta(hours=3))


def test_words_are_read_in_the_zone_of_now() -> None:
    late = datetime(2023, 5, 17, 23, 30, tzinfo=UTC)
    assert when("today", late) == datetime(2023, 5, 17, tzinfo=UTC)
    tokyo = timezone(timedelta(hours=9))
    assert when("today", late.astimezone(tokyo)) == datetime(2023, 5, 18, tzinfo=tokyo)


REFUSED = """
    |soonish|as|am|Ana|may I|blah yesterday|yesterday blah|May 32|0 May|29 Feb 2023|31 June|half past two|25:00|13pm|12
    3 dogs|5000 years ago|2023-13-01|2023-02-30|99/99/9999|Monday, 9 May 2023|last|ago|the|0001-01-01|9999-12-31
    the other day|recently|a while ago|8.5.22|1.2.3.4|-5 days|between May and June|\x1b]0;x\x07
"""


@pytest.mark.parametrize("words", [words.strip() for words in REFUSED.replace("\n", "|").split("|")])
def test_what_is_no_time_is_refused_with_examples(words: str) -> None:
    with pytest.raises(BadTime, match="is no time that Ebb can read|more than one way") as caught:
        when(words, NOW)
    assert "2023-05-08" in caught.value.hint
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize("words", ["day before " * 20000, "9" * 5000, "1" * 150 + " days ago"], ids=len)
def test_words_without_end_are_refused_at_once(words: str) -> None:
    with pytest.raises(BadTime, match="is no time that Ebb can read"):
        when(words, NOW)


@pytest.mark.parametrize("words", ["03/04/05", "03/04/2005", "3.4.05", "5/6"])
def test_a_date_that_can_be_read_in_two_ways_is_refused(words: str) -> None:
    with pytest.raises(BadTime, match="more than one way"):
        when(words, NOW)


SPOKEN = "last 3 weeks ago may 31 2023 the first of day before , - at 5pm"


@given(st.text() | st.lists(st.sampled_from(SPOKEN.split(" "))).map(" ".join))
def test_any_words_give_an_interval_or_are_refused(words: str) -> None:
    try:
        start, end = span(words, NOW)
    except BadTime:
        return
    assert start < end
    assert start.tzinfo is BERLIN


@given(st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1)))
def test_an_iso_time_is_read_back_exactly(time: datetime) -> None:
    time = time.replace(tzinfo=UTC)
    assert when(time.isoformat(), NOW).astimezone(UTC) == time


@pytest.mark.parametrize(
    ("words", "seconds"),
    [
        ("90s", 90),
        ("10m", 600),
        ("2h", 7200),
        ("3d", 3 * 86400),
        ("1w", 7 * 86400),
        ("1.5h", 5400),
        ("1h 30m", 5400),
        ("1h30m", 5400),
        ("2 weeks", 14 * 86400),
        ("an hour and ten minutes", 4200),
        ("a month", 30 * 86400),
        ("1y", 365 * 86400),
    ],
)
def test_how_long_a_length_is(words: str, seconds: int) -> None:
    assert duration(words) == timedelta(seconds=seconds)


@pytest.mark.parametrize(
    "words", ["", "10", "m", "0m", "-5m", "ten", "yesterday", "10 parsecs", "999999 decades", "10m ago"]
)
def test_what_is_no_length_is_refused(words: str) -> None:
    with pytest.raises(BadTime, match="is no length of time"):
        duration(words)


@pytest.mark.parametrize(
    ("then", "words"),
    [
        ("2023-05-17T15:29:30", "just now"),
        ("2023-05-17T15:29", "1 minute ago"),
        ("2023-05-17T14:45", "45 minutes ago"),
        ("2023-05-17T13:10", "2 hours ago"),
        ("2023-05-17T00:10", "15 hours ago"),
        ("2023-05-16T23:50", "yesterday"),
        ("2023-05-15T15:30", "2 days ago"),
        ("2023-05-05T15:30", "12 days ago"),
        ("2023-05-03T15:30", "2 weeks ago"),
        ("2023-04-26T01:00", "3 weeks ago"),
        ("2023-03-17T15:30", "2 months ago"),
        ("2022-06-01T15:30", "11 months ago"),
        ("2022-05-17T15:30", "1 year ago"),
        ("2013-05-17T15:30", "10 years ago"),
        ("2023-05-17T16:30", "in 1 hour"),
        ("2023-05-18T23:00", "tomorrow"),
        ("2023-05-22T15:30", "in 5 days"),
    ],
)
def test_how_long_ago_a_time_is(then: str, words: str) -> None:
    assert ago(local(then), NOW) == words


def test_shortly_after_midnight_an_hour_ago_is_not_yesterday() -> None:
    assert ago(local("2023-05-16T23:50"), local("2023-05-17T00:20")) == "30 minutes ago"


def test_how_long_ago_follows_the_local_day() -> None:
    assert ago(datetime(2023, 5, 15, 22, 30, tzinfo=UTC), NOW) == "yesterday"


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2023, 5, 17), "Today"),
        (date(2023, 5, 16), "Yesterday"),
        (date(2023, 5, 18), "Tomorrow"),
        (date(2023, 5, 11), "Thursday"),
        (date(2023, 5, 10), "Wed 10 May"),
        (date(2023, 5, 20), "Sat 20 May"),
        (date(2021, 5, 10), "Mon 10 May 2021"),
    ],
)
def test_what_a_day_is_called(day: date, name: str) -> None:
    assert day_name(day, NOW.date()) == name
