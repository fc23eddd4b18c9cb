"""The app's long work: jobs run in threads of their own, whatever room is shown, and say in passing how they ended."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from textual.message import Message
from textual.reactive import reactive

from core.text.sanitise import shown_line
from ui.tui.background import told
from ui.tui.holding import Holding
from ui.tui.jobs import Job, Jobs, briefly

if TYPE_CHECKING:
    from app import Ebb


_BEAT = 0.5
"""Seconds between two looks at the jobs."""


class Working(Holding):
    """An app that does long work behind its rooms."""

    @dataclass
    class JobEnded(Message):
        """A job came to its end, `state` done, cancelled or failed."""

        job: Job
        state: str
        words: str

    at_work: reactive[str] = reactive("")
    """What works behind the screen and how far it is; empty when nothing does."""

    def __init__(self, open_ebb: "Callable[[], Ebb]") -> None:
        super().__init__(open_ebb)
        self.jobs = Jobs()

    def on_mount(self) -> None:
        self.set_interval(_BEAT, self._look_at_jobs)

    def _look_at_jobs(self) -> None:
        self.at_work = briefly(self.jobs.running)

    def _tell_rooms(self) -> None:
        """Let the rooms look again, but not at each step of a job: they do when it ends."""
        if not self.jobs.running:
            super()._tell_rooms()

    def start_job(self, name: str, work: "Callable[[Ebb, Job], str]") -> Job:
        """Begin long work; `work` calls `job.progress`, asks `job.cancelled`, and returns what came of it in a line."""
        job = Job(name, work)
        self.jobs.add(job)
        self.run_worker(partial(self._work, job), thread=True, exit_on_error=False, group="jobs")
        return job

    def _work(self, job: Job) -> None:
        try:
            words = job.work(self.opened(), job)
            state = "cancelled" if job.cancelled() else "done"
        except Exception as error:  # the edge of a thread: nothing may be lost without a word
            state, words = "failed", told(error)
        self.post_message(self.JobEnded(job, state, words))

    def on_working_job_ended(self, message: JobEnded) -> None:
        """Close the job, and say how it ended."""
        message.job.end(message.state, shown_line(message.words))
        words = f"{shown_line(message.job.name)}: {message.job.words}"
        failed = message.state == "failed"
        self.notify(words, severity="error" if failed else "information", markup=False, timeout=8)
        self.memories_changed()
