"""The jobs panel: what works behind the screen, how far it is, and how to stop it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Label

from ui.tui.jobs import Job
from ui.tui.rows import Row
from ui.tui.screens.dialogue import Dialogue
from ui.tui.widgets.memorylist import MemoryList

_BEAT = 0.25
"""Seconds between two looks at the jobs."""
_MARKS = {"running": "▶", "done": "✓", "cancelled": "■", "failed": "✗"}


class JobsScreen(Dialogue[None]):
    """Lists the jobs of this sitting, newest first."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,ctrl+b", "dismiss(None)", show=False),
        Binding("x,delete", "cancel", show=False),
    ]

    def compose(self) -> ComposeResult:
        """The list and its keys."""
        with Vertical(classes="dialogue dialogue-choice"):
            yield Label("Jobs", classes="dialogue-title", markup=False)
            yield MemoryList(id="jobs")
            yield Label("x stops the chosen one, esc goes back", classes="dialogue-keys", markup=False)

    def on_mount(self) -> None:
        jobs = self.query_one("#jobs", MemoryList)
        jobs.hint = ("Nothing works behind the screen.", "Imports, exports and downloads are shown here.")
        jobs.focus()
        self._look()
        self.set_interval(_BEAT, self._look)

    def _look(self) -> None:
        rows = tuple(_row(number, job) for number, job in enumerate(self.ebb_app.jobs))
        self.query_one("#jobs", MemoryList).show_rows(rows, keep=True)

    def action_cancel(self) -> None:
        chosen = self.query_one("#jobs", MemoryList).cursor
        for number, job in enumerate(self.ebb_app.jobs):
            if number == chosen:
                job.cancel()


def _row(number: int, job: Job) -> Row:
    return Row(str(number), "job", _MARKS[job.state], job.name, below=told(job), faint=job.state != "running")


def told(job: Job) -> str:
    """How far a job is, in a line: `1,204 of 10,000 · 310 per second · 28 s left`."""
    if job.state != "running":
        return job.words
    if job.cancelled():
        return "stopping…"
    so_far = f"{job.done:,} of {job.total:,}" if job.total else f"{job.done:,}"
    left = job.remaining
    parts = [so_far, f"{job.rate:,.0f} per second", "" if left is None else f"{clock(left)} left"]
    return " · ".join(filter(None, parts)) if job.done else "beginning…"


def clock(seconds: float) -> str:
    """A stretch of time for people: `28 s`, `3:10`, `1:02:00`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
