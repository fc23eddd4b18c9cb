"""Characters that reading mistakes for each other: texts that look alike become the same."""

import unicodedata

_ALIKE = str.maketrans(
    {"0": "o", "1": "l", "i": "l", "|": "l", "!": "l", "5": "s", "$": "s", "8": "b", ",": ".", "‚": "."}
)
_PAIRS = (("rn", "m"), ("vv", "w"), ("cl", "d"))


def blurred(text: str) -> str:
    """The text as a tired reader sees it: no case, no accents, no blanks around dots and slashes, one sign for those
    that look alike. Wildcards stay."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(char for char in plain if not unicodedata.combining(char)).translate(_ALIKE)
    for pair, one in _PAIRS:
        bare = bare.replace(pair, one)
    for mark in "./:":
        bare = mark.join(part.strip() for part in bare.split(mark))
    return " ".join(bare.split())
