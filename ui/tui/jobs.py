"""Long work behind every room: each job with its progress, rate, remaining time and a way to stop it."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Event
from typing import TYPE_CHECKING

from core.text.sanitise import shown_line

if TYPE_CHECKING:
    from app import Ebb

MOST = 50
"""Jobs that are remembered; the oldest ended ones go."""


@dataclass(slots=True, eq=False)
class Job:
    """One piece of long work; `work` runs in a thread and calls `progress`, everything else only reads.

    `state` is running, done, cancelled or failed; `words` then says in one line what came of it. `total` is 0 while it
    is not known. Times are seconds of a clock that never goes back.
    """

    name: str
    work: "Callable[[Ebb, Job], str]"
    state: str = "running"
    words: str = ""
    done: int = 0
    total: int = 0
    began: float = field(default_factory=time.monotonic)
    ended: float | None = None
    _stop: Event = field(default_factory=Event)

    def progress(self, done: int, total: int) -> None:
        """Take note of how far the work is."""
        self.done, self.total = done, total

    def cancel(self) -> None:
        """Ask the work to stop; it does at its next step."""
        self._stop.set()

    def cancelled(self) -> bool:
        """Whether the work was asked to stop."""
        return self._stop.is_set()

    @property
    def seconds(self) -> float:
        """How long it has run."""
        return (self.ended or time.monotonic()) - self.began

    @property
    def rate(self) -> float:
        """Steps per second so far."""
        return self.done / self.seconds if self.seconds > 0 else 0.0

    @property
    def remaining(self) -> float | None:
        """Seconds that are left at this rate, None while that cannot be told."""
        if self.state != "running" or not self.total or not self.rate:
            return None
        return max(0.0, (self.total - self.done) / self.rate)

    def end(self, state: str, words: str) -> None:
        """Close the job."""
        self.ended, self.state, self.words = time.monotonic(), state, words


class Jobs:
    """The jobs of this sitting, newest first; only the thread of the screen adds to them."""

    def __init__(self) -> None:
        self._jobs: list[Job] = []

    def __iter__(self) -> Iterator[Job]:
        return iter(self._jobs)

    def add(self, job: Job) -> None:
        """Put a job on the list."""
        self._jobs.insert(0, job)
        ended = [one for one in self._jobs if one.state != "running"]
        for one in ended[MOST:]:
            self._jobs.remove(one)

    @property
    def running(self) -> list[Job]:
        """What is at work now, newest first."""
        return [job for job in self._jobs if job.state == "running"]


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


def briefly(jobs: list[Job]) -> str:
    """What is at work, for a line that holds other things too: `▶ Import notes 42% · 28 s left`."""
    if not jobs:
        return ""
    job = jobs[0]
    share = f" {100 * job.done // job.total}%" if job.total else f" {job.done:,}" if job.done else ""
    left = "" if job.remaining is None else f" · {clock(job.remaining)} left"
    others = f" and {len(jobs) - 1} more" if len(jobs) > 1 else ""
    return f"▶ {shown_line(job.name, 24)}{share}{left}{others}"


def clock(seconds: float) -> str:
    """A stretch of time for people: `28 s`, `3:10`, `1:02:00`."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"
