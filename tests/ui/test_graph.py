"""The graph: walking from memory to memory, choosing which links to see, finding where to go."""

import re
from pathlib import Path

import pytest

from app import Ebb
from core.store import links
from tests.ui.conftest import Opening
from tests.ui.stage import Stage
from tests.ui.test_hostile import PAYLOAD, UNSAFE
from ui.tui.screens.graph import GraphScreen
from ui.tui.screens.reading import ReadingScreen
from ui.tui.walking import ALL_KINDS
from ui.tui.widgets.kindbar import KindBar
from ui.tui.widgets.linklist import LinkList
from ui.tui.widgets.star import Star

SIZES = [(60, 20), (80, 24), (120, 40)]
NAMES = ("Harbour", "Boat", "Tide", "Ferry", "Oslo", "Alone", "Pier")
LINKS = (
    (1, 2, "manual", 1.0, "the boat lies there"),
    (1, 3, "similar", 0.8, "close in meaning"),
    (4, 1, "mentions", 0.9, "mentions [[Harbour]]"),
    (3, 5, "time", 0.5, "the same day"),
    (3, 4, "entity", 0.3, "both name Larvik"),
    (1, 7, "similar", 0.2, ""),
)


@pytest.fixture
def harbour(home: Path) -> Path:
    """A home with six linked memories and one without links; Harbour is linked most."""
    with Ebb.open(home, background=False) as ebb:
        for name in NAMES:
            ebb.add(f"{name} in a sentence.", title=name)
        ebb._store.write(
            lambda connection: [
                links.add(connection, source, target, kind=kind, weight=weight, why=why, at=0)
                for source, target, kind, weight, why in LINKS
            ]
        )
    return home


def list_of(stage: Stage) -> LinkList:
    """The list of links on the screen."""
    return stage.app.screen.query_one(LinkList)


def chosen(stage: Stage) -> str:
    """The name under the cursor."""
    line = list_of(stage).selected if stage.app.screen.query(LinkList) else None
    return line.name if line else ""


@pytest.mark.parametrize("size", SIZES)
async def test_the_most_linked_memory_is_in_the_middle_of_its_links_by_kind(
    harbour: Path, open_app: Opening, size: tuple[int, int]
) -> None:
    async with open_app(harbour, size) as stage:
        await stage.press("f7")
        screen = await stage.sees("● Harbour", "4 linked", "manual", "→ Boat", "← Ferry", "the boat lies there")
        assert screen.index("manual") < screen.index("← Ferry") < screen.index("Tide")
        assert chosen(stage) == "Boat"
        assert len(stage.lines()) == size[1]
        assert (stage.app.screen.query_one(Star).display) is (size[0] >= 100)


async def test_keys_walk_deeper_and_back_and_the_path_is_shown(harbour: Path, open_app: Opening) -> None:
    async with open_app(harbour, (80, 24)) as stage:
        await stage.press("f7")
        await stage.sees("● Harbour")
        await stage.press("j", "j")
        await stage.sees("close in meaning", "Oslo")
        assert chosen(stage) == "Tide"
        await stage.press("l")
        await stage.until(lambda: chosen(stage) == "Oslo")
        await stage.press("right")
        await stage.sees("Harbour › Tide")
        await stage.until(lambda: chosen(stage) == "Oslo")
        await stage.press("enter")
        await stage.sees("Harbour › Tide › Oslo", "● Oslo")
        await stage.press("backspace", "backspace")
        await stage.gone("›")
        await stage.until(lambda: chosen(stage) == "Oslo")
        await stage.press("h")
        assert chosen(stage) == "Tide"
        await stage.press("h")
        assert chosen(stage) == "Harbour"


async def test_the_way_back_leads_forward_again_and_its_names_can_be_clicked(harbour: Path, open_app: Opening) -> None:
    async with open_app(harbour, (80, 24)) as stage:
        await stage.press("f7")
        await stage.sees("● Harbour")
        await stage.press("j", "j")
        await stage.until(lambda: chosen(stage) == "Tide")
        await stage.press("enter")
        await stage.sees("Harbour › Tide")
        await stage.press("end")
        await stage.until(lambda: chosen(stage) == "Oslo")
        await stage.press("enter")
        await stage.sees("Harbour › Tide › Oslo")
        await stage.press("backspace", "backspace")
        await stage.sees("● Harbour")
        await stage.press("f")
        await stage.sees("● Tide", "Harbour › Tide")
        await stage.press("f")
        await stage.sees("● Oslo", "Harbour › Tide › Oslo")
        trail = stage.app.screen.query_one("#trail").region
        await stage.pilot.click(offset=(trail.x + 2, trail.y))
        await stage.sees("● Harbour")
        await stage.press("f", "f")
        await stage.sees("● Oslo", "Harbour › Tide › Oslo")


async def test_o_reads_a_memory_and_g_there_puts_it_in_the_middle(harbour: Path, open_app: Opening) -> None:
    async with open_app(harbour) as stage:
        await stage.press("f7")
        await stage.sees("● Harbour")
        await stage.press("o")
        await stage.until(lambda: isinstance(stage.app.screen, ReadingScreen))
        await stage.sees("Boat in a sentence.")
        await stage.press("g")
        await stage.sees("● Boat", "← Harbour")
        await stage.press("escape")
        await stage.until(lambda: isinstance(stage.app.screen, ReadingScreen))
        await stage.press("escape")
        await stage.sees("● Harbour")


async def test_digits_and_signs_choose_which_links_are_shown(harbour: Path, open_app: Opening) -> None:
    async with open_app(harbour, (80, 24)) as stage:
        await stage.press("f7")
        await stage.sees("→ Boat", "1 ━━ manual 1")
        await stage.press("1")
        await stage.gone("→ Boat")
        assert "manual 1" in stage.text(), "what is switched off is still named"
        await stage.press("2", "6")
        await stage.gone("Tide")
        await stage.press("0")
        await stage.sees("→ Boat", "Tide")
        await stage.press(*["plus"] * 9)
        await stage.gone("Tide")
        await stage.sees("≥ 0.9", "→ Boat", "← Ferry")
        await stage.press("minus")
        await stage.sees("≥ 0.8", "Tide")


async def test_a_memory_is_found_by_words_and_put_in_the_middle(harbour: Path, open_app: Opening) -> None:
    async with open_app(harbour, (80, 24)) as stage:
        await stage.press("f7")
        await stage.sees("● Harbour")
        await stage.press("slash")
        await stage.sees("Go to a memory", "Alone")
        await stage.type("oslo")
        await stage.until(lambda: [row.headline for row in stage.app.screen.choices.rows][:1] == ["Oslo"])  # type: ignore[attr-defined]
        await stage.press("enter")
        await stage.sees("● Oslo", "Harbour › Oslo")


async def click(stage: Stage, words: str) -> None:
    """Click on words wherever they stand."""
    row = next(number for number, line in enumerate(stage.lines()) if words in line)
    await stage.pilot.click(offset=(stage.lines()[row].index(words) + 1, row))


async def test_what_is_related_but_not_linked_is_suggested_linked_or_refused(harbour: Path, open_app: Opening) -> None:
    with Ebb.open(harbour, background=False) as ebb:
        for does in ("paints", "sleeps", "eats"):
            ebb.add(f"The lighthouse keeper {does}.")
        ebb.settle()
        ebb._store.write(lambda connection: connection.execute("DELETE FROM links"))
        first = ebb.recent(1)[0].id
    async with open_app(harbour, (80, 24)) as stage:
        stage.app.push_screen(GraphScreen(first))
        await stage.sees("The lighthouse keeper")
        await stage.press("s")
        await stage.sees("Related to “The lighthouse keeper", "x never suggests it again")
        rows = stage.app.screen.choices  # type: ignore[attr-defined]
        await stage.until(lambda: len(rows.rows) >= 2)
        refused, wanted = rows.rows[0].id, rows.rows[1]
        await click(stage, "x never suggests it again")
        await stage.until(lambda: refused not in [row.id for row in rows.rows])
        await click(stage, "u takes it back")
        await stage.until(lambda: refused in [row.id for row in rows.rows])
        await stage.press("u")
        await stage.sees("Taken back: refused a link with “")
        rows.cursor = [row.id for row in rows.rows].index(refused)
        await stage.press("x")
        await stage.until(lambda: refused not in [row.id for row in rows.rows])
        rows.cursor = [row.id for row in rows.rows].index(wanted.id)
        await stage.press("enter")
        await stage.sees("Linked “The lighthouse keeper", f"→ {wanted.headline}")
        assert chosen(stage) == wanted.headline
        await stage.press("u")
        await stage.gone(f"→ {wanted.headline}")
        with Ebb.open(harbour, background=False) as ebb:
            assert wanted.id in [one.memory.id for one in ebb.network.suggestions(first)], "it may be suggested again"
            assert refused not in [one.memory.id for one in ebb.network.suggestions(first)]
        await stage.press("u")
        await stage.until(lambda: refused in [one.memory.id for one in stage.app.opened().network.suggestions(first)])


async def test_a_link_is_taken_away_after_a_question(harbour: Path, open_app: Opening) -> None:
    async with open_app(harbour, (80, 24)) as stage:
        await stage.press("f7")
        await stage.sees("→ Boat", "4 linked")
        await stage.press("x")
        await stage.sees("between “Harbour” and “Boat”")
        await stage.press("n", "x", "y")
        await stage.sees("Unlinked “Harbour” and “Boat”", "3 linked")
        assert "→ Boat" not in stage.text()
        await stage.press("u")
        await stage.sees("4 linked", "→ Boat")
        with Ebb.open(harbour, background=False) as ebb:
            boat = next(memory for memory in ebb.recent() if memory.title == "Boat")
            assert [(link.kind, link.why) for link in ebb.links(boat.id)] == [("manual", "the boat lies there")]


async def test_hubs_and_orphans_are_places_to_go_to(harbour: Path, open_app: Opening) -> None:
    with Ebb.open(harbour, background=False) as ebb:
        ebb._store.write(lambda connection: connection.execute("UPDATE memories SET linked = 1"))
    async with open_app(harbour, (80, 24)) as stage:
        await stage.press("f7")
        await stage.sees("● Harbour")
        await stage.press("O")
        await stage.sees("Without links", "Alone")
        await stage.press("enter")
        await stage.sees("● Alone", "0 linked")
        await stage.press("H")
        await stage.sees("Most linked", "4 links")
        await stage.press("escape")
        await stage.gone("Most linked")


async def test_the_drawing_names_what_the_list_lists_and_clicks_choose_and_walk(
    harbour: Path, open_app: Opening
) -> None:
    async with open_app(harbour) as stage:
        await stage.press("f7")
        await stage.sees("● Harbour")
        star = stage.app.screen.query_one(Star)
        await stage.until(lambda: len(star._places) == 5)
        place = next(place for place in star._places if place.name.strip() == "Tide")
        at = (star.region.x + place.x + 2, star.region.y + place.y)
        await stage.pilot.click(offset=at)
        await stage.until(lambda: chosen(stage) == "Tide")
        await stage.pilot.click(offset=at)
        await stage.sees("● Tide", "Harbour › Tide")


async def test_m_shows_the_drawing_where_there_is_room_for_one(harbour: Path, open_app: Opening) -> None:
    async with open_app(harbour, (60, 20)) as stage:
        await stage.press("f7")
        await stage.sees("● Harbour")
        await stage.press("m")
        await stage.gone("● Harbour")
        screen = await stage.sees(" Boat ", " Tide ", " Ferry ")
        assert re.search("[\u2801-\u28ff]", screen), "lines are drawn"


async def test_a_memory_without_links_says_how_to_find_some(home: Path, open_app: Opening) -> None:
    with Ebb.open(home, background=False) as ebb:
        ebb.add("Quite alone")
    async with open_app(home, (80, 24), room="graph") as stage:
        await stage.sees("Quite alone", "Linked with nothing yet; s suggests what is related.", "s Suggest")
        assert not any(key in stage.text() for key in ("⌫ Back", "enter Walk", "1–8 Kinds"))


async def test_the_keys_below_are_those_that_lead_somewhere_now(harbour: Path, open_app: Opening) -> None:
    async with open_app(harbour, (120, 40), room="graph") as stage:
        screen = await stage.sees("● Harbour", "enter Walk", "1–8 Kinds", "linked by hand", "alike in meaning")
        assert "⌫ Back" not in screen
        await stage.press("enter")
        await stage.sees("● Boat", "⌫ Back")
        await stage.press("backspace")
        await stage.sees("● Harbour")
        await stage.gone("⌫ Back")


async def test_every_kind_is_named_in_80_columns(harbour: Path, open_app: Opening) -> None:
    async with open_app(harbour, (80, 24), room="graph") as stage:
        bar = stage.app.screen.query_one(KindBar)
        await stage.until(lambda: bar.counts)
        bar.counts = dict.fromkeys(ALL_KINDS, 12)
        written = bar.render().plain
        assert all(kind[:7] in written for kind in ALL_KINDS) and len(written) <= bar.size.width


async def test_an_empty_memory_says_what_to_do(home: Path, open_app: Opening) -> None:
    async with open_app(home, (60, 20)) as stage:
        await stage.press("f7")
        await stage.sees("Nothing is remembered yet.", "^n writes down the first thing.")
        assert not any(label in stage.text() for label in ("Open", "Find", "Suggest", "Kinds"))
        await stage.press("enter", "l", "h", "j", "o", "m", "backspace", "plus", "3")
        assert isinstance(stage.app.screen, GraphScreen)


async def test_a_forgotten_neighbour_leaves_the_graph(harbour: Path, open_app: Opening) -> None:
    async with open_app(harbour, (80, 24)) as stage:
        await stage.press("f7")
        await stage.sees("→ Boat")
        with Ebb.open(harbour, background=False) as ebb:
            ebb.forget([memory.id for memory in ebb.recent() if memory.title == "Boat"])
        await stage.gone("→ Boat")
        await stage.sees("● Harbour", "3 linked")


@pytest.mark.parametrize("size", SIZES[::2])
async def test_hostile_names_and_reasons_are_letters(home: Path, open_app: Opening, size: tuple[int, int]) -> None:
    with Ebb.open(home, background=False) as ebb:
        first, second = ebb.add(PAYLOAD, title=f"One {PAYLOAD}"), ebb.add(f"x {PAYLOAD}", title=f"Two {PAYLOAD}")
        ebb.link(first, second, f"because {PAYLOAD}")
        ebb.link(first, ebb.add(f"Three {PAYLOAD}"), f"because {PAYLOAD}")
    async with open_app(home, size) as stage:
        await stage.press("f7")
        await stage.sees("One kettle", "Two kettle", "because")
        for key in ("m", "m", "slash"):
            await stage.press(key)
            await stage.pilot.pause()
            text = stage.text()
            assert not UNSAFE.search(text)
            assert "\ufffd" not in text
