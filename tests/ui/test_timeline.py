"""The timeline: days, what each holds, the year at a glance, lanes, and finding a day in words."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from app import Ebb
from tests.ui.conftest import NOW, TODAY, Opening
from tests.ui.seen import mornings, see_screens
from tests.ui.stage import Stage
from tests.ui.test_hostile import PAYLOAD, UNSAFE
from ui.tui.heat import SHADES, Heat, later, month_on
from ui.tui.screens.timeline import TimelineScreen
from ui.tui.widgets.daylist import DayList, bar_of
from ui.tui.widgets.daystrip import DayStrip
from ui.tui.widgets.heatstrip import HeatStrip
from ui.tui.widgets.yearmap import YearMap

SIZES = [(60, 20), (80, 24), (120, 40), (200, 60)]


def room(stage: Stage) -> TimelineScreen:
    """The timeline on the screen."""
    assert isinstance(stage.app.screen, TimelineScreen)
    return stage.app.screen


def day_of(stage: Stage) -> date | None:
    """The day that is chosen and shown."""
    screen = room(stage)
    return screen._day if screen._shown.day == screen._day else None


async def test_days_come_newest_first_with_the_memories_of_the_chosen_one(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.press("f6")
        screen = await stage.sees("Today", "Yesterday", "Buy oat milk")
        assert screen.index("Today") < screen.index("Yesterday")
        await stage.press("down")
        await stage.sees("Three offers for the roof")
        assert "oat milk" not in stage.text()


async def test_the_keys_below_say_where_they_lead(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (80, 24), room="timeline") as stage:
        await stage.sees("Buy oat milk", "y Year", "tab Memories")
        await stage.press("tab")
        await stage.sees("tab Days")
        await stage.press("y")
        await stage.sees("y Days", "tab Memories")
        await stage.press("tab")
        await stage.sees("y Days", "tab Year")


async def test_a_day_is_found_in_words_and_the_nearest_is_shown(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.press("f6")
        await stage.sees("Today", "Buy oat milk")
        await stage.press("g")
        await stage.sees("Go to day")
        await stage.type("3 months ago")
        await stage.press("enter")
        await stage.sees("Ola's birthday")


async def test_words_that_name_no_day_are_answered_with_what_would(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in) as stage:
        await stage.press("f6")
        await stage.sees("Today")
        await stage.press("g")
        await stage.type("when pigs fly")
        await stage.press("enter")
        await stage.until(lambda: stage.app._notifications)
        assert "Today" in stage.text()


async def test_a_memory_of_the_day_opens_and_escape_comes_back(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (80, 24)) as stage:
        await stage.press("f6")
        await stage.sees("Today", "Buy oat milk")
        await stage.press("tab", "enter")
        await stage.sees("esc Back")
        await stage.press("escape")
        await stage.sees(f"{NOW.astimezone():%A}", "Yesterday")


def test_bars_are_in_proportion_and_never_vanish() -> None:
    assert bar_of(10, 10) == "━━━━━━━━"
    assert bar_of(5, 10) == "━━━━    "
    assert bar_of(1, 1000) == "╸       "


@pytest.mark.parametrize("size", SIZES)
async def test_a_year_is_shown_at_a_glance_and_its_cursor_goes_by_day_and_week(
    lived_in: Path, open_app: Opening, size: tuple[int, int]
) -> None:
    async with open_app(lived_in, size, room="timeline") as stage:
        await stage.sees("Today", "Yesterday")
        await stage.press("y")
        await stage.sees("Mon", "Wed", "Jan", "Dec", f"{TODAY.year}", "memories on")
        assert not room(stage).query_one(DayList).display
        for key, days in (("up", -1), ("left", -8), ("down", -7), ("right", 0), ("w", -7), ("W", 0)):
            await stage.press(key)
            await stage.until(lambda days=days: day_of(stage) == TODAY + timedelta(days=days))  # type: ignore[misc]
        await stage.press("pageup")
        await stage.until(lambda: day_of(stage) == month_on(TODAY, -12))
        await stage.sees(f"{TODAY.year - 1}", "Nothing on this day.")
        await stage.press("home")
        await stage.until(lambda: day_of(stage) == date(TODAY.year - 1, 1, 1))
        for _ in range(3):
            await stage.press("pageup")
        assert room(stage).query_one(YearMap).day.year >= TODAY.year - 2, "no further back than there is anything"


async def test_enter_and_a_click_open_a_day_of_the_year(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (80, 24), room="timeline") as stage:
        await stage.sees("Today", "Yesterday")
        await stage.press("y", "up")
        await stage.sees("Three offers for the roof")
        await stage.press("enter")
        await stage.until(lambda: room(stage).memories.has_focus)
        assert room(stage).query_one(DayList).selected == TODAY - timedelta(days=1)
        await stage.press("y")
        year = room(stage).query_one(YearMap)
        await stage.until(lambda: year.has_focus)
        wanted = max(TODAY - timedelta(days=2), date(TODAY.year, 1, 1))
        at = year.region.offset + year.place_of(wanted)
        await stage.pilot.click(offset=at)
        await stage.until(lambda: day_of(stage) == wanted)
        await stage.pilot.click(offset=at)
        await stage.until(lambda: not room(stage).by_year)
        await stage.press("y", "escape")
        assert not room(stage).by_year


async def test_the_line_of_days_marks_the_chosen_one_and_clicks_choose(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (80, 24), room="timeline") as stage:
        await stage.sees("Today", "Yesterday", "▲")
        strip = room(stage).query_one(HeatStrip)
        assert strip.first() == TODAY - timedelta(days=strip.size.width - 1)
        await stage.pilot.click(offset=(strip.region.right - 3, strip.region.y))
        await stage.until(lambda: day_of(stage) == TODAY - timedelta(days=2))
        await stage.sees("Marta wants to leave")
        await stage.press("end")
        await stage.until(lambda: day_of(stage) == TODAY - timedelta(days=400))
        assert strip.first() < TODAY - timedelta(days=400), "it goes where the chosen day is"


async def test_weeks_and_months_are_steps_to_days_that_hold_something(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, room="timeline") as stage:
        await stage.sees("Today", "Yesterday")
        for key, days in (("w", 30), ("M", 0), ("w", 30), ("w", 60), ("w", 90), ("m", 400), ("m", 400), ("W", 90)):
            await stage.press(key)
            await stage.until(lambda days=days: day_of(stage) == TODAY - timedelta(days=days))  # type: ignore[misc]


async def test_programs_and_sources_have_lanes_and_a_click_finds_the_memory(home: Path, open_app: Opening) -> None:
    see_screens(home)
    noon = mornings()[-1]
    with Ebb.open(home, background=False) as ebb:
        ebb.add("A letter came.", occurred_at=noon + timedelta(minutes=90), source={"app": "Thunderbird"})
        ebb.add("Read on the train.", occurred_at=noon + timedelta(minutes=30), source={"app": "Firefox"})
    async with open_app(home, room="timeline") as stage:
        await stage.sees("firefox", "code", "xterm", "Thunderbird", "A letter came.")
        strip = room(stage).query_one(DayStrip)
        names = [lane.name for lane in strip._lanes]
        assert names == ["firefox", "code", "xterm", "Thunderbird"], "one program, one lane"
        row = names.index("Thunderbird")
        await stage.pilot.click(offset=(strip.region.right - 2, strip.region.y + row))
        await stage.until(lambda: room(stage).memories.has_focus)
        memory = room(stage).current()
        assert memory is not None
        assert memory.text == "A letter came."


async def test_what_is_to_come_does_not_hide_today(lived_in: Path, open_app: Opening) -> None:
    with Ebb.open(lived_in, background=False) as ebb:
        ebb.add("The dentist.", occurred_at=NOW + timedelta(days=40))
    async with open_app(lived_in, room="timeline") as stage:
        await stage.sees("Buy oat milk")
        assert day_of(stage) == TODAY
        await stage.press("up")
        await stage.sees("The dentist.")
        await stage.press("d")
        await stage.until(lambda: day_of(stage) == TODAY)


async def test_what_came_in_today_is_of_yesterday_once_midnight_has_passed(
    home: Path, open_app: Opening, let_midnight_pass: Callable[[], None]
) -> None:
    with Ebb.open(home, background=False) as ebb:
        ebb.add("Written before noon.", occurred_at=NOW - timedelta(hours=3))
    async with open_app(home, (80, 24), room="timeline") as stage:
        await stage.sees("Written before noon.")
        today = room(stage).query_one(DayList).today
        assert day_of(stage) == today
        let_midnight_pass()
        await stage.sees("Yesterday")
        await stage.until(lambda: room(stage).query_one(DayList).today == today + timedelta(days=1))
        assert day_of(stage) == today, "the day that one looks at stays"


async def test_a_day_whose_memories_are_forgotten_gives_way_to_the_nearest(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, room="timeline") as stage:
        await stage.sees("Yesterday")
        await stage.press("down", "down")
        await stage.sees("Marta wants to leave")
        with Ebb.open(lived_in, background=False) as ebb:
            ebb.forget([memory.id for memory in ebb.day(TODAY - timedelta(days=2))])
        await stage.until(lambda: day_of(stage) == TODAY - timedelta(days=3))
        await stage.sees("長い題名")


@pytest.mark.parametrize("size", SIZES[::3])
async def test_an_empty_memory_has_an_empty_year(home: Path, open_app: Opening, size: tuple[int, int]) -> None:
    async with open_app(home, size, room="timeline") as stage:
        await stage.sees("Nothing is remembered yet.")
        assert not any(label in stage.text() for label in ("Year", "Go to", "Memories", "Open"))
        await stage.press("y", "up", "left", "pageup", "enter", "w", "M", "d", "tab", "escape", "y", "m", "d")
        assert isinstance(stage.app.screen, TimelineScreen)


async def test_an_hour_is_written_whole_where_the_cursor_is(home: Path, open_app: Opening) -> None:
    day = datetime.now().astimezone().replace(hour=9, minute=1, second=0, microsecond=0) - timedelta(days=1)
    with Ebb.open(home, background=False) as ebb:
        for hours in (0, 3, 8):
            ebb.add(f"Written {hours} hours on", occurred_at=day + timedelta(hours=hours))
    async with open_app(home, (80, 24), room="timeline") as stage:
        await stage.sees("Yesterday", "Written 8 hours on", "09:00")
        await stage.press("tab", "down")
        await stage.sees("09:00")
        assert next(line for line in stage.lines() if "09:00" in line)


async def test_a_room_fills_the_width_of_the_terminal(lived_in: Path, open_app: Opening) -> None:
    async with open_app(lived_in, (80, 24), room="timeline") as stage:
        await stage.sees("Today", "Yesterday")
        assert room(stage).query_one("#timeline").region.right == 80
        assert room(stage).memories.region.right == room(stage).query_one("#day").region.right - 1


async def test_hostile_sources_are_letters_in_the_lanes(home: Path, open_app: Opening) -> None:
    with Ebb.open(home, background=False) as ebb:
        ebb.add(PAYLOAD, source={"app": PAYLOAD})
    async with open_app(home, (80, 24), room="timeline") as stage:
        await stage.sees("1 memory")
        assert not UNSAFE.search(stage.text())


async def test_any_year_that_a_memory_can_lie_in_is_drawn(home: Path, open_app: Opening) -> None:
    with Ebb.open(home, background=False) as ebb:
        ebb.add("The first.", occurred_at=datetime(1, 1, 5, 12, tzinfo=UTC))
        ebb.add("The last.", occurred_at=datetime(9999, 12, 27, 12, tzinfo=UTC))
    async with open_app(home, (80, 24), room="timeline") as stage:
        await stage.sees("The first.")
        for text, keys in (("The last.", ("W", "M")), ("The first.", ("w", "m"))):
            await stage.press("home" if text == "The last." else "end")
            await stage.sees(text)
            await stage.press("y", "pageup", "pagedown", "down", "right", "up", "left", *keys, "home", "end", "y")
            await stage.sees(text)


def test_shades_tell_apart_quarters_of_the_days_and_equal_days_are_alike() -> None:
    start = date(2026, 1, 1)
    heat = Heat({later(start, number): number + 1 for number in range(100)})
    shades = [heat.shade(later(start, number)) for number in range(100)]
    assert shades == sorted(shades)
    assert {shade: shades.count(shade) for shade in (1, 2, 3, 4)} == {1: 25, 2: 25, 3: 25, 4: 25}
    assert heat.shade(later(start, -1)) == 0
    assert len(SHADES) == 5
    even = Heat({later(start, number): 3 for number in range(9)})
    assert {even.shade(day) for day in even.counts} == {1}


def test_months_go_on_at_the_end_of_the_calendar_too() -> None:
    assert month_on(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert month_on(date(2024, 2, 29), -12) == date(2023, 2, 28)
    assert month_on(date(9999, 12, 31), 1).year == 9999
    assert month_on(date(1, 1, 1), -1).year == 1
    assert later(date.max, 1) == date.max


def test_days_are_counted_alike_whatever_the_clock_was_put_to(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "Europe/Oslo")
    time.tzset()
    try:
        begin = datetime(2026, 3, 28, 0, 30, tzinfo=UTC)
        moments = [begin + timedelta(minutes=30 * number) for number in range(120)]
        with Ebb.open(home, background=False) as ebb:
            ebb.add_many([{"text": f"At {moment}", "occurred_at": moment} for moment in moments])
            expected: dict[date, int] = {}
            for moment in reversed(moments):
                day = moment.astimezone().date()
                expected[day] = expected.get(day, 0) + 1
            assert ebb.days() == list(expected.items())
            assert ebb.days(2) == list(expected.items())[:2]
    finally:
        monkeypatch.undo()
        time.tzset()
