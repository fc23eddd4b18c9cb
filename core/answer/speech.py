"""What a model says, as it comes: without its thinking and control characters, and stopped when it repeats itself."""

import re
from collections import Counter

from core.text.sanitise import shown
from core.text.sentences import spans

_OPEN, _CLOSE = "<think>", "</think>"
_MARKER = re.compile(r"\s*\[\d+\]")
LONGEST_PERIOD = 80  # characters
LOOP = 120  # characters that a repeated stretch must fill, and
TIMES = 4  # times it must stand there, before it counts as a loop
SAID_OFTEN = 3  # times that one sentence may not be said
SENTENCE = 12  # characters below which a sentence ("Yes.") may come again


class Speech:
    """Gathers the pieces of one answer."""

    def __init__(self) -> None:
        self._heard = ""
        self._given = 0

    def hear(self, piece: str) -> str:
        """Take the next piece; returns what of the answer may be shown now, safe for a terminal."""
        self._heard += piece
        spoken = self._spoken()
        fresh, self._given = spoken[self._given :], max(self._given, len(spoken))
        return shown(fresh)

    @property
    def text(self) -> str:
        """The answer so far, safe to show; without its repetitions if it is stuck."""
        spoken = shown(self._spoken()).strip()
        return _unrepeated(spoken) if self.stuck() else spoken

    def stuck(self) -> bool:
        """Whether the answer goes round in circles: its end repeats, or a whole sentence comes a third time."""
        spoken = self._spoken().rstrip()
        return _period(spoken) > 0 or (spoken.endswith((".", "!", "?", "]")) and _said_often(spoken))

    def _spoken(self) -> str:
        """What was heard, less a first block of thinking; nothing while it is not clear whether there is one."""
        heard = self._heard.lstrip()
        if _CLOSE in heard:
            return heard.rpartition(_CLOSE)[2].lstrip()
        return "" if heard.startswith(_OPEN) or _OPEN.startswith(heard) else heard


def _period(text: str) -> int:
    """The length of the stretch that the text's end repeats over and over; 0 if it does not."""
    for length in range(1, min(LONGEST_PERIOD, len(text) // TIMES) + 1):
        times = max(TIMES, -(-LOOP // length))
        if text.endswith(text[-length:] * times):
            return length
    return 0


def _said_often(text: str) -> bool:
    said = Counter(_bare(text[start:end]) for start, end in spans(text))
    return any(times >= SAID_OFTEN and len(sentence) >= SENTENCE for sentence, times in said.items())


def _unrepeated(text: str) -> str:
    """The text with a loop at its end said once, and each sentence where it is first said."""
    if length := _period(text):
        stretch = text[-length:]
        while text.endswith(stretch * 2):
            text = text[:-length]
    seen: set[str] = set()
    kept: list[str] = []
    for start, end in spans(text):
        sentence = _bare(text[start:end])
        if sentence not in seen:
            kept.append(text[start:end])
        seen.add(sentence)
    return " ".join(kept)


def _bare(sentence: str) -> str:
    return _MARKER.sub("", sentence).strip().casefold()
