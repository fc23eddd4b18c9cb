"""What closing statements does to memories: one all of whose statements are over becomes superseded, and back."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from core.store import links, revisions, statements
from core.store.connection import Connection
from core.store.revisions import Author
from core.store.statements import Statement
from core.text.sentences import spans
from core.text.words import content
from core.truth.statement import SELF, UNTOLD, Form

COVERED = 0.8
"""The share of a memory's content words that superseded statements must cover for it to say nothing else."""
_ASIDE = 3
"""Content words beside a statement in its sentence ("Big news: …") that say nothing of their own."""


@dataclass(frozen=True, slots=True)
class State:
    """What decides on a memory: its text, status and interval as they are stored."""

    text: str
    status: str
    valid_until: int | None
    known_until: int | None


def apply(connection: Connection, seq: int, author: Callable[[], Author], at: int) -> bool:
    """Make a memory superseded, or active again, as its statements say; returns whether anything changed.

    What a person decided of its status stays.
    """
    state = _state(connection, seq)
    told = statements.of(connection, seq)
    if state is None or state.status == "forgotten":
        return False
    over = _over(state.text, told)
    wanted = _wanted(over) if over else {"status": "active", "valid_until": None, "known_until": None}
    if wanted == {"status": state.status, "valid_until": state.valid_until, "known_until": state.known_until}:
        return False
    if not over and state.status == "active":
        return False
    maker = author()
    if maker.actor != "person" and _decided(connection, seq):
        return False
    why, by = _reason(connection, over)
    revisions.revise(connection, seq, wanted, at=at, why=why, author=replace(maker, cause=by))
    statements.unlink(connection, seq)
    if by is not None:
        said = "; ".join(dict.fromkeys(map(line, over)))[:500]
        maker = Author("ebb", maker.run, by)
        links.add(
            connection, by, seq, kind=links.SUPERSEDES, weight=1.0, why=f"supersedes: {said}", at=at, author=maker
        )
    return True


def _over(text: str, told: list[Statement]) -> list[Statement]:
    """The closed statements of a memory that says nothing else; [] if it does.

    That something ended belongs to the change that it is told with: "I left Acme and joined Beacon".
    """
    told = [one for one in told if one.slot != UNTOLD]
    closed = [one for one in told if one.superseded_by is not None]
    standing = [one for one in told if one.form in {Form.HOLDS, Form.JOINS} and one.superseded_by is None]
    if not closed or standing:
        return []
    places = {(one.subject, one.slot) for one in closed}
    changes = [one for one in told if one.form == Form.ENDS and (one.subject, one.slot) in places]
    covered = {(one.start, one.end) for one in (*closed, *changes)}
    apart = [one.start for one in told if (one.start, one.end) not in covered]
    total = sum(len(content(text[start:end])) for start, end in spans(text))
    said = sum(_covered(text, span, covered, apart) for span in spans(text))
    return closed if total and said >= COVERED * total else []


def _covered(text: str, sentence: tuple[int, int], covered: set[tuple[int, int]], apart: list[int]) -> int:
    """The content words of a sentence that these spans cover, and few beside them unless they state something."""
    start, end = sentence
    size = len(content(text[start:end]))
    own = sum(
        len(content(text[max(first, start) : min(last, end)])) for first, last in covered if first < end > start < last
    )
    aside = any(start <= place < end for place in apart) or size - own > _ASIDE
    return min(own, size) if aside or not own else size


def _wanted(over: list[Statement]) -> dict[str, object]:
    return {
        "status": "superseded",
        "valid_until": max(one.valid_until or 0 for one in over),
        "known_until": max(one.known_until or 0 for one in over),
    }


def _reason(connection: Connection, over: list[Statement]) -> tuple[str, int | None]:
    """Why, and the memory that it came from."""
    if not over:
        return "what superseded it is gone", None
    last = max(over, key=lambda one: (one.known_until or 0, one.id))
    by = statements.numbered(connection, [last.superseded_by or 0]).get(last.superseded_by or 0)
    if by is None:
        return "superseded", None
    return f"superseded: {line(last)}; {_change(by)}", by.seq


def line(one: Statement) -> str:
    """A statement as a line: "lives in Porto", "ana lives in Porto", "spare key is kept in the shed"."""
    owner, _, thing = one.subject.partition("/")
    whose = "" if owner == SELF else f"{owner}'s " if thing else owner
    return " ".join(f"{whose}{thing} {one.slot} {one.value}".split())


def _change(by: Statement) -> str:
    said = "no longer" if by.form == Form.ENDS else f"now {by.value}"
    return f"{said} ({by.cue})" if by.cue and by.cue not in said else said


def _state(connection: Connection, seq: int) -> State | None:
    found = revisions.current(connection, seq)
    if found is None:
        return None
    valid, known = found["valid_until"], found["known_until"]
    return State(str(found["text"]), str(found["status"]), valid, known)  # type: ignore[arg-type]


def _decided(connection: Connection, seq: int) -> bool:
    """Whether the last change of a memory's status was a person's."""
    changes = [one for one in revisions.of_memory(connection, seq) if "status" in one.after]
    return bool(changes) and changes[-1].actor == "person"
