"""The lines of Today that lead somewhere: what waits for the person, and what a new memory can begin with."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from core.text.sanitise import shown_line
from ui.tui.rows import MARKS, Row, ago, day_name, name_of, opening, row_of_memory

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime
    from pathlib import Path

    from app.today import Slept, Talk, Today
    from core.memory import Memory
    from ui.tui.rescue import Left

_NAMED = 3
"""Memories that a line names."""
_MADE = {"episode": "episode", "day": "day", "week": "week", "card": "card"}
"""What sleep makes, in words."""
_QUOTED = 60
"""Characters of words that a line quotes."""
_PLACE = 70
"""Characters of a path that are shown, its end."""


@dataclass(frozen=True, slots=True)
class Lead:
    """A line with what it means below; `command` is what choosing it does: an action of the app, or `read ID`."""

    headline: str
    below: str
    command: str
    when: str = ""

    def row(self) -> Row:
        """The lead as a row of a list."""
        return Row(f"lead {self.command}", "lead", "▸", self.headline, below=self.below, when=self.when)


def leads(today: "Today", now: "datetime", sample: bool) -> tuple[Lead, ...]:
    """What waits for the person today, the most pressing first; `sample` says that the sample is open."""
    back = Lead("This is the sample", "Enter goes back to your own memory and throws the sample away.", "leave_sample")
    return (*([back] if sample else []), *_leads(today, now))


def _leads(today: "Today", now: "datetime") -> Iterator[Lead]:
    if today.quarantined:
        said = _number(today.quarantined, "text")
        yield Lead(f"Another program wants to add {said}", "Nothing is taken in before you keep it.", "agents")
    if today.conflicts:
        from app.today import FADING

        first = today.conflicts[0]
        said = f"{FADING} or more pairs" if len(today.conflicts) >= FADING else _number(len(today.conflicts), "pair")
        yield Lead(
            f"{said} may contradict or repeat each other", f"{name_of(first.a)} and {name_of(first.b)}", "go('review')"
        )
    if today.fading:
        from app.today import FADING

        more = " or more" if len(today.fading) >= FADING else ""
        they = "memory is" if len(today.fading) == 1 else "memories are"
        names = _names([due.memory for due in today.fading])
        yield Lead(f"{len(today.fading)}{more} {they} fading and worth keeping", names, "go('review')")
    if today.slept:
        yield _of_sleep(today.slept, now)
    if today.then:
        years = today.day.year - today.then.occurred_at.astimezone().year
        title, rest = opening(today.then)
        past = "a year ago" if years == 1 else f"{years} years ago"
        yield Lead(f"On this day, {past}: {title}", rest, f"read {today.then.id}")


def _of_sleep(slept: "Slept", now: "datetime") -> Lead:
    made = [f"{count} {_MADE[role]}{'s' if count != 1 else ''}" for role, count in _made(slept.run.counts).items()]
    command = f"read {slept.digest.id}" if slept.digest else "go('timeline')"
    below = ", ".join(made)
    return Lead("What sleep made of the last days", below, command, ago(slept.run.ended_at or slept.run.at, now))


def _made(counts: dict[str, int]) -> dict[str, int]:
    """How many memories of each role sleep made or made anew."""
    found: dict[str, int] = {}
    for name, count in counts.items():
        role, _, outcome = name.partition(" ")
        if role in _MADE and outcome in ("made", "remade") and count:
            found[role] = found.get(role, 0) + count
    return found


def welcome(home: "Path", sample: bool) -> tuple[Lead, ...]:
    """What a memory without anything in it can begin with; `sample` says that this is the one to try things in."""
    place = shown_line(str(home))
    place = place if len(place) <= _PLACE else f"…{place[1 - _PLACE :]}"
    begin = (
        ("Import what you have", "Notes, vaults, chats, mail: a file, a folder or an export.", "import"),
        ("Try it on a sample first", "A memory of its own beside yours, thrown away with one key.", "sample"),
        ("The screen is not captured", "Capture stays off until you turn it on in Settings.", "go('settings')"),
        (
            "Answers quote your memories",
            "A model on this machine can write them; Settings list some.",
            "go('settings')",
        ),
        ("Everything stays on this machine", place, "explain"),
    )
    return tuple(Lead(*parts) for parts in begin if not (sample and parts[2] == "sample"))


def rescued(left: "Sequence[Left]", now: "datetime", key: str) -> tuple[Lead, ...]:
    """A line for what was being written each time that the app crashed, newest first; `key` throws it away."""
    below = f"Enter puts it back into the sheet; {key} throws it away."
    return tuple(
        Lead(f"Not saved in a crash: “{shown_line(one.words, _QUOTED)}”", below, f"rescued {one.file.name}", when)
        for one in left
        for when in (ago(one.at, now),)
    )


def row_of_entry(entry: "Memory | Talk", now: "datetime") -> Row:
    """The row of a memory, or of a conversation: its name, its turns and the last words of it that came in."""
    from app.today import Talk

    if not isinstance(entry, Talk):
        return row_of_memory(entry, now)
    title, rest = opening(entry.last)
    said = rest if title == shown_line(entry.name) else " ".join(part for part in (title, rest) if part)
    return Row(
        id=f"talk on {entry.own}" if entry.own else f"talk read {entry.last.id}",
        kind="talk",
        mark=MARKS["chat"],
        headline=shown_line(entry.name, _QUOTED),
        below=f"{_number(entry.turns, 'turn')} · {said}",
        when=day_name(entry.last.occurred_at, now),
    )


def _number(count: int, name: str) -> str:
    return f"{count} {name}" if count == 1 else f"{count} {name}s"


def _names(memories: "Sequence[Memory]") -> str:
    named = ", ".join(name_of(memory) for memory in memories[:_NAMED])
    return f"{named} and others" if len(memories) > _NAMED else named
