"""What belongs together before it is cut into episodes: a folder's notes, an app's windows; and what was copied."""

from collections.abc import Sequence
from datetime import date

from core.clock import from_micros
from core.levels import episodes, wording
from core.store.levels import Member


def day_of(micros: int) -> date:
    """The local day of an instant."""
    return from_micros(micros).astimezone().date()


def of(members: Sequence[Member]) -> list[list[Member]]:
    """What is not said in a thread, by app, kind and folder, each in order."""
    found: dict[tuple[str, str, str], list[Member]] = {}
    for member in members:
        if member.thread_id is None:
            found.setdefault((member.app, member.kind, wording.folder_of(member)), []).append(member)
    return list(found.values())


def written_then(members: Sequence[Member], count: int) -> list[Member]:
    """A day's memories without notes of files that came in such a number that they were copied there, not written.

    Of `count` memories these may be a part, evenly picked.
    """
    copied = {
        member.seq
        for notes in of(members)
        if notes[0].file and notes[0].kind in ("note", "document")
        for member in notes
        if len(notes) * count > episodes.BULK * len(members)
    }
    return [member for member in members if member.seq not in copied]


def runs(members: Sequence[Member]) -> list[list[int]]:
    """Notes of one day and folder are one run, whenever they were written; what a screen showed ends with a pause."""
    if members[0].kind in ("note", "document"):
        return [[member.seq for member in members]] if len(members) <= episodes.BULK else []
    return episodes.runs([(member.seq, member.occurred_at) for member in members])
