"""The last thing between the app and the terminal: no control character passes, whoever forgot to take it out."""

import re
from typing import Final

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Wall(LineFilter):
    """Puts U+FFFD in place of every control character and direction override in a drawn line."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments where they are clean, as they nearly always are."""
        if not any(_CONTROL.search(segment.text) for segment in segments):
            return segments
        return [
            segment if segment.control else Segment(_CONTROL.sub("\ufffd", segment.text), segment.style)
            for segment in segments
        ]


_ON_CONSOLE: Final = str.maketrans(
    {
        **dict(zip("●◆▣◇★◌✦▸▶↳✓✗‖…“”‘’⌫╌•○▪◉◎", "*+#o*o*>>\\vx|.\"\"''<-*o.*o", strict=True)),
        **dict.fromkeys("▁▂▃", "▄"),
        **dict.fromkeys("▅▆▇", "█"),
        **dict.fromkeys("▏▎▍", "▌"),
        **dict.fromkeys("▋▊▉", "█"),
        **dict.fromkeys("▕▐", "▐"),
        **{chr(dots): ":" for dots in range(0x2801, 0x2900)},
    }
)
"""Signs that the fonts of the Linux console lack, each with one of the same width that they have."""


class Console(LineFilter):
    """Writes for the Linux console, whose fonts have 256 or 512 signs."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments in signs that can be seen there."""
        return [Segment(text.translate(_ON_CONSOLE), style, control) for text, style, control in segments]


CONSOLE: Final = Console()
