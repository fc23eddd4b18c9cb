"""What the app carries in and out: imports, exports and the sample, each as a job."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from core.text.sanitise import shown_line
from ui.tui.working import Working

if TYPE_CHECKING:
    from app import Ebb
    from app.importing.report import Report
    from ui.tui.jobs import Job


class Carrying(Working):
    """An app that imports, exports and opens a sample."""

    def __init__(self, open_ebb: "Callable[[], Ebb]") -> None:
        super().__init__(open_ebb)
        self._own = open_ebb
        self._sample: Path | None = None

    @property
    def in_sample(self) -> bool:
        """Whether the sample is open instead of the person's own memory."""
        return self._sample is not None

    def action_import(self) -> None:
        from ui.tui.screens.pathing import PathPrompt

        about = "Notes, a vault, chats, mail, bookmarks: a file, a folder or an export. Nothing there is changed."
        self.push_screen(PathPrompt("Import", about, "~/notes", verb="imports it"), self._import)

    def _import(self, words: str | None) -> None:
        if words and words.strip():
            path = Path(words.strip()).expanduser()
            self.start_job(f"Import {path.name or path}", partial(_imported, path))

    def action_export(self) -> None:
        from ui.tui.screens.pathing import PathPrompt

        about = "A folder of Markdown notes, as Obsidian reads them. What you edited there is never overwritten."
        self.push_screen(PathPrompt("Export", about, "~/ebb-vault", verb="writes it"), self._export)

    def _export(self, words: str | None) -> None:
        if words and words.strip():
            path = Path(words.strip()).expanduser()
            self.start_job(f"Export {path.name or path}", partial(_exported, path))

    def action_sample(self) -> None:
        if not self.in_sample:
            self.start_job("Sample", self._fill_sample)

    def _fill_sample(self, ebb: "Ebb", job: "Job") -> str:
        from app.sampling import filled

        place = filled(ebb.home, job.progress, job.cancelled)
        if job.cancelled():
            return "stopped; choosing it again goes on."
        self.call_from_thread(self._enter_sample, place)
        return "This is the sample; Today leads back to your own memory."

    def _enter_sample(self, place: Path) -> None:
        self._sample = place
        self.change_memory(partial(_opened, place))

    def action_leave_sample(self) -> None:
        place, self._sample = self._sample, None
        if place is not None:
            self.change_memory(self._own, partial(_thrown_away, place))


def _opened(place: Path) -> "Ebb":
    from app import Ebb

    return Ebb.open(place)


def _thrown_away(place: Path) -> None:
    from app.sampling import thrown_away

    thrown_away(place)


def _imported(path: Path, ebb: "Ebb", job: "Job") -> str:
    from app.importing.run import imported

    return _told(imported(ebb, path, progress=job.progress, cancelled=job.cancelled))


def _told(report: "Report") -> str:
    known = f", {report.known:,} were known already" if report.known else ""
    left = f"; {len(report.skipped):,} left out ({shown_line(report.skipped[0].reason)})" if report.skipped else ""
    said = f"added {report.added:,} as {report.format}{known}{left}."
    return f"{said} Stopped; importing the same again goes on from there." if report.cancelled else said


def _exported(path: Path, ebb: "Ebb", job: "Job") -> str:
    from app.vault.export import exported

    report = exported(ebb, path, progress=job.progress, cancelled=job.cancelled)
    return f"{report}"
