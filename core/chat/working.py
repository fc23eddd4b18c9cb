"""Working memory: what of a conversation and of the person goes to the model, beside what is recalled.

The newest turns come first in importance and last in order. An exchange is kept whole, cut, or left out; what is cut
keeps its first sentences. Nothing here counts for evidence: it tells what is being talked about.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from core.chat.turn import Turn
from core.text.sentences import spans

SHARE = 0.25
"""The share of the answer's budget that turns and profile may take together; the rest is for recalled memories."""
PROFILE_SHARE = 0.25
"""The share of that for the profile."""
MOST_TURNS = 12
LONGEST = 0.4
"""The share of the turns' room that a single turn may take."""

Count = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Working:
    """What goes along: turns in order, lines of the profile, and what both take in tokens."""

    turns: tuple[Turn, ...]
    profile: tuple[str, ...]
    tokens: int


def estimated(text: str) -> int:
    """How many tokens a text takes, roughly and rather too many: one for three bytes of it."""
    return len(text.encode("utf-8", "replace")) // 3 + 4


def working(path: Sequence[Turn], profile: Sequence[str], budget: int, count: Count = estimated) -> Working:
    """The turns of a branch and the lines of a profile, best first, that fit their share of `budget` tokens."""
    room = int(budget * SHARE)
    lines, spent = _lines(profile, int(room * PROFILE_SHARE), count)
    chosen: list[Turn] = []
    left = room - spent
    most = int(left * LONGEST)
    for turn in reversed([turn for turn in path if turn.text.strip()][-MOST_TURNS:]):
        fitting = _fitted(turn, min(left, most), count)
        if fitting is None:
            break
        left -= count(fitting.text)
        chosen.append(fitting)
    return Working(tuple(chosen[::-1]), lines, room - left)


def _lines(profile: Sequence[str], room: int, count: Count) -> tuple[tuple[str, ...], int]:
    kept: list[str] = []
    spent = 0
    for line in profile:
        price = count(line)
        if spent + price > room:
            break
        kept.append(line)
        spent += price
    return tuple(kept), spent


def _fitted(turn: Turn, room: int, count: Count) -> Turn | None:
    """The turn whole, or its first sentences with an ellipsis; None where not even one fits."""
    if len(turn.text) <= room * 8 and count(turn.text) <= room:
        return turn
    kept = ""
    for _, end in spans(turn.text[: room * 8]):
        shorter = turn.text[:end] + " …"
        if count(shorter) > room:
            break
        kept = shorter
    return replace(turn, text=kept) if kept else None
