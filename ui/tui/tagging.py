"""Tags as people type them: `#boat` inside a note, or a line of words."""

import re
from collections.abc import Iterable

_INLINE = re.compile(r"(?<![\w#/&])(?<!\[\[)#(\w[\w/-]*)")


def inline_tags(text: str) -> list[str]:
    """The `#tags` in a text, each once, in order; headings and plain numbers such as #3 are none."""
    return _once(tag for tag in _INLINE.findall(text) if not tag.isdigit())


def tags_in(words: str) -> list[str]:
    """The tags in a typed line, with or without `#`, parted by spaces or commas, each once, in order."""
    return _once(word.strip("#") for word in re.split(r"[\s,]+", words))


def _once(tags: Iterable[str]) -> list[str]:
    return [tag for tag in dict.fromkeys(tags) if tag]
