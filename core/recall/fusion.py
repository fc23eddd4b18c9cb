"""How the channels of recall add up to one score.

Each channel is scaled by its best candidate and added with a fixed weight: fusing scores beats fusing ranks by 4 to 9
points of recall@10 (measured on LoCoMo). The weights were found there too, two conversations left out at a time.
Where a channel is missing, the other evidence takes its share.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Float32 = NDArray[np.float32]

WORDS, MEANING, CONTEXT, AROUND = "words", "meaning", "context", "around"
SESSION, AUTHOR, DATE, ASKING = "session", "author", "date", "asking"
ANSWER, SUBSTANCE, LINKS = "answer", "substance", "links"

EVIDENCE: Mapping[str, float] = {WORDS: 0.22, MEANING: 0.02, CONTEXT: 0.6, AROUND: 0.22}
"""Channels that find: bm25 with context, sentence cosine, MaxSim with context, the cosine of a memory and those beside
it.
"""

EVIDENCE_WITHOUT_TOKENS: Mapping[str, float] = {WORDS: 0.55, MEANING: 0.14, AROUND: 0.5}
"""The same for an embedder that gives no token vectors."""

PREFERENCE: Mapping[str, float] = {
    SESSION: 0.5,
    AUTHOR: 0.15,
    DATE: 0.6,
    ASKING: -0.12,
    ANSWER: 0.28,
    SUBSTANCE: 0.25,
    LINKS: 0.02,
}
"""Channels that only prefer: how good the best of the session is, who, when, whether a turn only asks, whether it holds
what is asked for, whether it tells much at all, and whether links lead there.
"""

REPEATED, REPEATED_OF_SEVERAL, MOST_REPEATED = 0.005, 0.03, 10
"""What each turn of a session loses for every better turn of it, up to so many, and where a question asks for several
things: these lie in several sessions, and the tenth turn of one rarely adds to the first nine.
"""


@dataclass(slots=True)
class Channels:
    """Raw scores of every candidate per channel, each (candidates,) float32; NaN where a candidate has none yet.

    `threads` holds the candidates' thread numbers, None for a memory that stands alone; `several` says that the
    question asks for several things.
    """

    size: int
    threads: Sequence[int | None] = ()
    scores: dict[str, Float32] = field(default_factory=dict)
    several: bool = False

    def put(self, channel: str, values: Float32) -> None:
        """Set one channel's scores."""
        self.scores[channel] = values


def scaled(values: Float32) -> Float32:
    """Divided by the largest, so that the best candidate has 1, and never below 0. NaN stays."""
    best = np.nanmax(values, initial=0.0)
    return np.maximum(values / best if best > 0 else values, np.float32(0))


def fused(channels: Channels, left_out: frozenset[str] = frozenset()) -> tuple[Float32, dict[str, Float32]]:
    """The weighted sum per candidate, and each channel scaled; channels `left_out` do not count.

    A candidate that lacks a channel gets its words' score there: a memory that is not embedded yet competes as well as
    its words do.
    """
    parts = {name: scaled(values) for name, values in channels.scores.items() if name not in left_out}
    words = parts.get(WORDS, np.zeros(channels.size, dtype=np.float32))
    parts = {name: np.where(np.isnan(values), words, values) for name, values in parts.items()}
    evidence = EVIDENCE if CONTEXT in channels.scores else EVIDENCE_WITHOUT_TOKENS
    present = {name: weight for name, weight in evidence.items() if name in parts}
    share = sum(evidence.values()) / sum(present.values()) if present else 1.0
    total = np.zeros(channels.size, dtype=np.float32)
    for name, weight in present.items():
        total += np.float32(weight * share) * parts[name]
    if SESSION not in left_out:
        parts[SESSION] = scaled(_sessions(total, channels.threads))
    for name, weight in PREFERENCE.items():
        if name in parts:
            total += np.float32(weight) * parts[name]
    lost = REPEATED_OF_SEVERAL if channels.several else REPEATED
    return (total if SESSION in left_out else varied(total, channels.threads, lost)), parts


def _sessions(evidence: Float32, threads: Sequence[int | None]) -> Float32:
    """The best candidate of each candidate's thread; a memory alone is its own session."""
    best: dict[int, np.float32] = {}
    for thread, value in zip(threads, evidence, strict=False):
        if thread is not None:
            best[thread] = max(best.get(thread, value), value)
    sessions = [value if thread is None else best[thread] for thread, value in zip(threads, evidence, strict=False)]
    return np.array(sessions, dtype=np.float32) if sessions else evidence.copy()


def varied(total: Float32, threads: Sequence[int | None], lost: float = REPEATED) -> Float32:
    """The scores, each lowered by `lost` for every better candidate of its session."""
    members: dict[int, list[int]] = {}
    for place, thread in enumerate(threads):
        if thread is not None and total[place] > 0:
            members.setdefault(thread, []).append(place)
    lowered = total.copy()
    for places in members.values():
        if len(places) > 1:
            better = len(places) - np.searchsorted(np.sort(total[places]), total[places], side="right")
            lowered[places] *= (1 - lost) ** np.minimum(better, MOST_REPEATED)
    return lowered
