"""Pictures of every screen: `gallery.py --out DIR [--parts …] [--only NAME…] [--sizes 80x24 …] [--themes dark …]`.

Fills a throw-away home (kept in DIR/home for the next run), walks through the app once at each size, and photographs
every screen and state in every theme: DIR/NAME-80x24-dark.svg, and .png where DejaVu fonts are found. Asserts nothing;
the pictures are there to be looked at.
"""

import argparse
import asyncio
import shutil
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2]))

from app import Ebb
from core.errors import BadInput
from tests.benchmarks.photograph import photograph
from tests.benchmarks.sitter import furnish
from tests.ui.stage import Stage
from ui.tui.app import EbbApp
from ui.tui.jobs import Job
from ui.tui.themes import LOOKS

SIZES = ("80x24", "120x40", "200x60")
QUIET = 0.25
"""Seconds after which what waits for a pause in typing has begun."""


class Visit:
    """One walk through the app at one size."""

    def __init__(self, stage: Stage, out: Path, only: Sequence[str], themes: Sequence[str]) -> None:
        self._out, self._only, self.themes = out, only, themes
        self.stage, self.app = stage, stage.app

    async def settled(self) -> None:
        """Wait until nothing works behind the screen but jobs."""
        await asyncio.sleep(QUIET)
        await self.stage.until(lambda: not [one for one in self.app.workers if one.is_running and one.group != "jobs"])
        await self.stage.pilot.pause()

    async def go(self, room: str, *keys: str) -> None:
        """Leave whatever is open, go to a room and press keys there."""
        self.app.clear_notifications()
        while len(self.app.screen_stack) > 1:
            self.app.pop_screen()
            await self.stage.pilot.pause()
        await self.app.switch_mode(room)
        await self.settled()
        await self.press(*keys)

    async def press(self, *keys: str) -> None:
        """Press keys one after the other; `type:words` types."""
        for key in keys:
            if key.startswith("type:"):
                await self.stage.type(key.removeprefix("type:"))
            else:
                await self.stage.press(key)
            await self.settled()

    async def read(self, words: str) -> None:
        """Open the best memory for the words."""
        await self.go("search")
        self.app.screen.query_one("#query").value = ""  # type: ignore[attr-defined]
        await self.press("slash", f"type:{words}")
        await self.settled()
        await self.press("enter")
        await self.stage.until(lambda: self.app.screen.query("#page"))
        await self.settled()

    async def wear(self, theme: str) -> None:
        """Put on a theme."""
        self.app.theme = LOOKS[theme].name
        await asyncio.sleep(0.05)
        await self.stage.pilot.pause()

    async def shot(self, name: str, *, toasts: bool = False, themes: Sequence[str] = ()) -> None:
        """Photograph the screen in every theme, without what is said in passing unless `toasts`."""
        if self._only and not any(name.startswith(one) for one in self._only):
            return
        if not toasts:
            self.app.clear_notifications()
        width, height = self.app.size
        for theme in themes or self.themes:
            await self.wear(theme)
            photograph(self.app, self._out / f"{name}-{width}x{height}-{theme}")
        if not themes:
            await self.wear(self.themes[0])


async def today(visit: Visit) -> None:
    """The room Today."""
    await visit.go("today")
    await visit.shot("today")
    await visit.press("tab", *["down"] * 6)
    await visit.shot("today-list")


async def search(visit: Visit) -> None:
    """The search field, its filters, marks and dialogues."""
    await visit.go("search")
    await visit.shot("search")
    await visit.press("type:boat in larvik")
    await visit.shot("search-results")
    await visit.press("tab", "w")
    await visit.shot("search-why")
    await visit.press("w", "space", "space", "space")
    await visit.shot("search-marked")
    await visit.press("f")
    await visit.shot("search-forget")
    await visit.press("escape", "escape", "slash", "ctrl+u", "type:kind:")
    await visit.shot("search-completion")
    await visit.press("ctrl+u", "type:kind:note #boat rop")
    await visit.shot("search-filters")
    await visit.press("ctrl+s")
    await visit.shot("search-save")
    await visit.press("escape", "ctrl+u", "ctrl+o")
    await visit.shot("search-saved")
    await visit.press("escape", "ctrl+u", "type:zqxj kind:screen")
    await visit.shot("search-nothing")
    await visit.press("ctrl+u", "type:kind:nope since:whenever")
    await visit.shot("search-wrong")
    await visit.press("ctrl+u")


async def reading(visit: Visit) -> None:
    """One memory of each kind."""
    await visit.read("Mooring plan")
    await visit.shot("reading-markdown")
    await visit.press("tab")
    await visit.shot("reading-link")
    await visit.press("tab", "enter")
    await visit.shot("reading-leading")
    await visit.press("escape", "m")
    await visit.shot("reading-letters")
    await visit.press("m", "o")
    await visit.shot("reading-source")
    await visit.read("hangs behind the oilskins")
    await visit.shot("reading-links")
    await visit.read("長い題名のノート")
    await visit.shot("reading-wide")
    await visit.read("הסירה עוגנת")
    await visit.shot("reading-right-to-left")
    await visit.read("pontoons should be turned by ninety degrees")
    await visit.shot("reading-long-title")
    await visit.read("kind:screen boat.py")
    await visit.shot("reading-screen")
    await visit.read("kind:chat speech opening day")
    await visit.shot("reading-chat")
    await visit.read("locker pool flood")
    await visit.shot("reading-alone")


async def history(visit: Visit) -> None:
    """The changes of a memory, of another that has none."""
    await visit.read("offers for the roof")
    await visit.press("h")
    await visit.shot("history")
    await visit.press("down")
    await visit.shot("history-title")
    await visit.read("locker pool flood")
    await visit.press("h")
    await visit.shot("history-none")


async def writing(visit: Visit) -> None:
    """The sheets one writes in."""
    await visit.go("today", "ctrl+n")
    await visit.shot("writing-empty")
    await visit.press("type:Ask Marta about the lift-out, see [[The")
    await visit.shot("writing-completion")
    await visit.press("enter", "escape")
    visit.app.draft = ""
    await visit.read("Mooring plan")
    await visit.press("e")
    await visit.shot("writing-edit")
    await visit.press("type:!", "escape")
    await visit.shot("writing-unsaved")
    await visit.press("escape", "t")
    await visit.shot("writing-tags")


async def ask(visit: Visit) -> None:
    """A question, its answer, and one that memory does not answer."""
    await visit.go("ask")
    await visit.shot("ask")
    await visit.press("type:Where is the boat moored?", "enter")
    await visit.shot("ask-answer")
    await visit.press("1")
    await visit.shot("ask-source")
    await visit.go("ask")
    await visit.press("slash", "ctrl+u", "type:Who painted the opera house in Vienna?", "enter")
    await visit.shot("ask-unknown")


async def chat(visit: Visit) -> None:
    """A conversation."""
    await visit.go("chat")
    await visit.shot("chat")
    await visit.press("ctrl+l")
    await visit.shot("chat-past")
    await visit.press("enter")
    await visit.shot("chat-conversation")
    await visit.press("escape", "up", "up")
    await visit.shot("chat-turn")
    await visit.press("ctrl+t", "ctrl+o")
    await visit.shot("chat-private")
    await visit.press("ctrl+o")


async def timeline(visit: Visit) -> None:
    """Days, lanes and the year."""
    await visit.go("timeline")
    await visit.shot("timeline")
    await visit.press("down")
    await visit.shot("timeline-lanes")
    await visit.press("tab")
    await visit.shot("timeline-day")
    await visit.press("escape", "y")
    await visit.shot("timeline-year")
    await visit.press("y", "g")
    await visit.shot("timeline-jump")
    await visit.press("type:when pigs fly", "enter")
    await visit.shot("timeline-jump-wrong", toasts=True)


async def graph(visit: Visit) -> None:
    """A walk along links."""
    await visit.read("Mooring plan")
    await visit.press("g")
    await visit.shot("graph")
    await visit.press("down", "enter")
    await visit.shot("graph-walked")
    await visit.press("s")
    await visit.shot("graph-suggest")
    await visit.press("escape", "H")
    await visit.shot("graph-hubs")
    await visit.press("escape", "slash", "type:roof")
    await visit.shot("graph-find")
    await visit.press("escape", "m")
    await visit.shot("graph-map")
    await visit.read("locker pool flood")
    await visit.press("g")
    await visit.shot("graph-alone")


async def review(visit: Visit) -> None:
    """Each part of a review and its end."""
    await visit.go("review")
    await visit.shot("review-fading")
    for letter, name in zip("CDQVO", ("conflicts", "duplicates", "quarantine", "vault", "orphans"), strict=True):
        await visit.press(letter)
        await visit.shot(f"review-{name}")
    await visit.press("a")
    await visit.shot("review-account")
    await visit.press("escape", "C", "n")
    await visit.shot("review-part-done")
    await visit.press("F", "k", "l", "q")
    await visit.shot("review-enough")
    await visit.press("escape", "u", "u")
    await visit.shot("review-undone")


async def screens(visit: Visit) -> None:
    """What was seen on the screen."""
    await visit.go("screens")
    await visit.shot("screens")
    await visit.press("left", "up")
    await visit.shot("screens-earlier")
    await visit.press("w")
    await visit.shot("screens-why")
    await visit.press("escape", "z")
    await visit.shot("screens-large")
    await visit.press("z", "slash")
    await visit.shot("screens-find")
    await visit.press("type:boat", "enter")
    await visit.shot("screens-hit")


async def settings(visit: Visit) -> None:
    """Each group of settings, and one being changed."""
    await visit.go("settings")
    await visit.shot("settings")
    for number in range(9):
        await visit.press("right", "down")
        await visit.shot(f"settings-group-{number + 1}")
        await visit.press("left", "down")
    await visit.press(*["up"] * 9, "right", "enter")
    await visit.shot("settings-edit")


async def frame(visit: Visit) -> None:
    """What stands over every room."""
    for room in ("today", "search", "ask", "chat", "timeline", "graph", "review", "screens", "settings"):
        await visit.go(room)
        visit.app.action_explain()
        await visit.settled()
        await visit.shot(f"help-{room}")
    await visit.read("Mooring plan")
    await visit.press("f1")
    await visit.shot("help-reading")
    for theme in visit.themes:  # Textual dresses the palette when it is opened, and never again
        await visit.wear(theme)
        await visit.go("today", "ctrl+p")
        await visit.shot("palette", themes=[theme])
        await visit.press("type:export")
        await visit.shot("palette-found", themes=[theme])
    await visit.wear(visit.themes[0])
    await visit.go("today")
    await visit.app.run_action("agents")
    await visit.settled()
    await visit.shot("agents")
    await visit.go("today")
    await visit.app.run_action("import")
    await visit.settled()
    await visit.shot("importing")
    await visit.press("type:/usr/sha")
    await visit.shot("importing-path")
    await visit.press("escape", "ctrl+b")
    await visit.shot("jobs-none")


async def jobs(visit: Visit) -> None:
    """One job that ended, one that failed, one that runs."""
    await visit.go("today")
    visit.app.start_job("Import Notes", lambda ebb, job: "added 212 as Markdown, 3 were known already.")
    visit.app.start_job("Export ebb-vault", _failing)
    await visit.settled()
    running = visit.app.start_job("Import takeout-2024.zip", _running)
    await visit.stage.until(lambda: running.done and len(visit.app._notifications) == 2)
    await visit.shot("jobs-notices", toasts=True)
    await visit.press("ctrl+b")
    await visit.shot("jobs")
    running.cancel()
    await visit.stage.until(lambda: running.state == "cancelled")


async def notices(visit: Visit) -> None:
    """What is said in passing: a change and its way back."""
    await visit.go("today", "tab", *["down"] * 6, "p")
    await visit.shot("notice-undo", toasts=True)
    visit.app.clear_notifications()
    await visit.press("u")
    await visit.shot("notice-undone", toasts=True)
    visit.app.clear_notifications()
    await visit.press("tab", "type:Call the sailmaker about the genoa #boat", "enter")
    await visit.shot("notice-remembered", toasts=True)
    await visit.press("type:words not saved yet", "ctrl+q")
    await visit.shot("notice-unsaved", toasts=True)
    await visit.press(*["backspace"] * 24)


def _failing(ebb: Ebb, job: Job) -> str:
    raise BadInput("/srv/ebb-vault cannot be written to.", "Choose a folder of your own, or ask who runs this machine.")


def _running(ebb: Ebb, job: Job) -> str:
    while not job.cancelled():
        job.progress(1_204, 10_000)
        time.sleep(0.1)
    return "stopped."


async def empty(visit: Visit) -> None:
    """A new memory: the welcome, and every room without anything in it."""
    await visit.settled()
    await visit.shot("welcome")
    await visit.press("down", "down")
    await visit.shot("welcome-chosen")
    for room in ("search", "ask", "chat", "timeline", "graph", "review", "screens", "settings"):
        await visit.go(room)
        await visit.shot(f"empty-{room}")


async def trouble(visit: Visit) -> None:
    """A memory that cannot be opened."""
    await visit.stage.until(lambda: len(visit.app.screen_stack) > 1)
    await visit.settled()
    await visit.shot("trouble")


PARTS: tuple[Callable[[Visit], Awaitable[None]], ...] = (
    today, search, reading, history, writing, ask, chat, timeline, graph, review, screens, settings, frame, jobs,
    notices, empty, trouble,
)  # fmt: skip


@asynccontextmanager
async def staged(home: Path, size: str) -> AsyncIterator[Stage]:
    """The app on a home."""
    width, height = map(int, size.split("x"))
    app = EbbApp(lambda: Ebb.open(home, background=False), "today")
    try:
        async with app.run_test(size=(width, height), notifications=True) as pilot:
            stage = Stage(app, pilot)
            await stage.until(lambda: app.status is not None or app.trouble)
            yield stage
    finally:
        app.close_memory()


async def walk(home: Path, size: str, given: argparse.Namespace) -> int:
    """Walk through the chosen parts at one size, on a copy of the home; returns how many could not be finished."""
    failed = 0
    with tempfile.TemporaryDirectory() as folder:
        full, new, broken = (Path(folder) / name for name in ("ebb", "new", "broken"))
        shutil.copytree(home, full)
        broken.mkdir()
        (broken / "ebb.db").write_bytes(b"This is not a database." * 400)
        places = {"empty": new, "trouble": broken}
        for part in (part for part in PARTS if part.__name__ in given.parts or not given.parts):
            began = time.process_time()
            try:
                async with staged(places.get(part.__name__, full), size) as stage:
                    await part(Visit(stage, given.out, given.only, given.themes))
            except Exception as error:
                failed += 1
                print(f"{size} {part.__name__}: {type(error).__name__}: {error}", file=sys.stderr)
            print(f"{size} {part.__name__}: {time.process_time() - began:.1f} s", flush=True)
    return failed


def main() -> int:
    """Photograph; returns how many parts could not be finished."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument(
        "--parts", nargs="*", default=[], choices=[part.__name__ for part in PARTS], help="walk through these alone"
    )
    parser.add_argument("--only", nargs="*", default=[], help="photograph these alone: names, or how they begin")
    parser.add_argument("--sizes", nargs="*", default=SIZES)
    parser.add_argument("--themes", nargs="*", default=["dark", "light"], choices=[*LOOKS])
    given = parser.parse_args()
    home = given.out / "home"
    if not home.exists():
        given.out.mkdir(parents=True, exist_ok=True)
        furnish(home)
    return sum(asyncio.run(walk(home, size, given)) for size in given.sizes)


if __name__ == "__main__":
    sys.exit(min(main(), 1))
