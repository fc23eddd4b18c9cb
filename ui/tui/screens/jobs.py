"""The jobs panel: what works behind the screen, how far it is, and how to stop it."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.widgets import Label

from core.text.sanitise import shown_line
from ui.tui.jobs import Job, told
from ui.tui.rows import Row
from ui.tui.screens.dialogue import Dialogue
from ui.tui.screens.telling import TellingScreen
from ui.tui.widgets.drawing import Pieces
from ui.tui.widgets.whole import WholeList

_BEAT = 0.25
"""Seconds between two looks at the jobs."""
_MARKS = {"running": "▶", "done": "✓", "cancelled": "■", "failed": "✗"}


class JobList(WholeList):
    """Jobs, of which those that failed catch the eye."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {"row--failed"}

    def _headline(self, row: Row) -> tuple[Pieces, Pieces]:
        """The sign and the name, the sign of a failure in its own colour."""
        (sign, style), *words = super()._headline(row)[0]
        return [(sign, self.part("failed") if row.mark == _MARKS["failed"] else style), *words], []


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
            yield JobList(id="jobs")
            yield Label("", id="jobs-keys", classes="dialogue-keys", markup=False)

    def on_mount(self) -> None:
        jobs = self.query_one("#jobs", JobList)
        jobs.hint = ("Nothing is running.", "Imports, exports and downloads are shown here.")
        jobs.focus()
        self._look()
        self.set_interval(_BEAT, self._look)

    def _look(self) -> None:
        rows = tuple(_row(number, job) for number, job in enumerate(self.ebb_app.jobs))
        self.query_one("#jobs", JobList).show_rows(rows, keep=True)
        self.on_row_list_highlighted()

    def on_row_list_highlighted(self) -> None:
        """Show the keys that do something with the chosen job."""
        job = self.chosen
        keys = ["enter tells it all"] * (job is not None) + ["x stops it"] * (
            job is not None and job.state == "running"
        )
        self.query_one("#jobs-keys", Label).update(", ".join((*keys, "esc goes back")))

    @property
    def chosen(self) -> Job | None:
        """The job under the cursor."""
        place = self.query_one("#jobs", JobList).cursor
        return next((job for number, job in enumerate(self.ebb_app.jobs) if number == place), None)

    def on_row_list_chosen(self) -> None:
        """Tell what came of the job, which a row may cut short."""
        if job := self.chosen:
            self.app.push_screen(TellingScreen(shown_line(job.name), [told(job)]))

    def action_cancel(self) -> None:
        if job := self.chosen:
            job.cancel()


def _row(number: int, job: Job) -> Row:
    return Row(str(number), "job", _MARKS[job.state], job.name, below=told(job), faint=job.state != "running")
