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

WORDS, MEANING, TOKENS, CONTEXT = "words", "meaning", "tokens", "context"
SESSION, AUTHOR, DATE, ASKING = "session", "author", "date", "asking"

EVIDENCE: Mapping[str, float] = {WORDS: 0.15, MEANING: 0.05, TOKENS: 0.08, CONTEXT: 0.4}
"""Channels that find: bm25 with context, sentence cosine, MaxSim, MaxSim with context."""

EVIDENCE_WITHOUT_TOKENS: Mapping[str, float] = {WORDS: 0.34, MEANING: 0.34}
"""The same for an embedder that gives no token vectors."""

PREFERENCE: Mapping[str, float] = {SESSION: 0.12, AUTHOR: 0.1, DATE: 0.2, ASKING: -0.08}
"""Channels that only prefer: how good the rest of the session is, who, when, and whether a turn only asks."""

SESSION_BEST = 3
"""A session is as good as its best so many candidates are on average."""


@dataclass(slots=True)
class Channels:
    """Raw scores of every candidate per channel, each (candidates,) float32; NaN where a candidate has none yet.

    `threads` holds the candidates' thread numbers, None for a memory that stands alone.
    """

    size: int
    threads: Sequence[int | None] = ()
    scores: dict[str, Float32] = field(default_factory=dict)

    def put(self, channel: str, values: Float32) -> None:
        """Set one channel's scores."""
        self.scores[channel] = values


def scaled(values: Float32) -> Float32:
    """Divided by the largest, so that the best candidate has 1; all 0 if none is above 0. NaN stays."""
    best = np.nanmax(values, initial=0.0)
    return values / best if best > 0 else np.where(np.isnan(values), values, np.float32(0))


def fused(channels: Channels, left_out: frozenset[str] = frozenset()) -> tuple[Float32, dict[str, Float32]]:
    """The weighted sum per candidate, and each channel scaled; channels `left_out` do not count.

    A candidate that lacks a channel gets its words' score there: a memory that is not embedded yet competes as well as
    its words do.
    """
    parts = {name: scaled(values) for name, values in channels.scores.items() if name not in left_out}
    words = parts.get(WORDS, np.zeros(channels.size, dtype=np.float32))
    parts = {name: np.where(np.isnan(values), words, values) for name, values in parts.items()}
    evidence = EVIDENCE if TOKENS in channels.scores else EVIDENCE_WITHOUT_TOKENS
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
    return total, parts


def _sessions(evidence: Float32, threads: Sequence[int | None]) -> Float32:
    """The mean of the best SESSION_BEST candidates of each candidate's thread; a memory alone is its own session."""
    members: dict[int, list[int]] = {}
    for place, thread in enumerate(threads):
        if thread is not None:
            members.setdefault(thread, []).append(place)
    sessions = evidence.copy()
    for places in members.values():
        best = np.sort(evidence[places])[-SESSION_BEST:]
        sessions[places] = best.sum() / SESSION_BEST
    return sessions
