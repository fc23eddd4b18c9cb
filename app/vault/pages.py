"""The pages that a vault has besides its notes: days, entities, an index. Ebb renews one marked section of each."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from app.vault.edges import escaped
from app.vault.note import Style

DAY, ENTITY, INDEX = "day", "entity", "index"
_MARKS = {"obsidian": ("%% ebb:begin %%", "%% ebb:end %%"), "logseq": ("- ebb-section:: begin", "- ebb-section:: end")}
_SECTION = re.compile(
    rb"^(%% ebb:begin %%|- ebb-section:: begin)[ \t]*\r?\n.*?^(%% ebb:end %%|- ebb-section:: end)",
    re.MULTILINE | re.DOTALL,
)
MOST = 1000
"""Lines of a section: what comes after is counted only."""


@dataclass(frozen=True, slots=True)
class Told:
    """A memory, or a conversation of several, as a line of a day; times are local."""

    path: str
    begun: datetime
    ended: datetime
    count: int = 1


Link = Callable[[str], str]
"""Makes the link to a file, as the page that it stands on writes it."""


def marked(lines: Sequence[str], style: Style, more: int = 0) -> bytes:
    """The section that holds these lines, and says how many `more` there are; as bytes without a last line end."""
    begin, end = _MARKS[style.flavour]
    more += max(0, len(lines) - MOST)
    rest = [f"- … and {more:,} more"] if more else []
    return "\n".join([begin, *lines[:MOST], *rest, end]).encode()


def section(data: bytes) -> bytes | None:
    """The marked section of a page's bytes, None if somebody took it out."""
    match = _SECTION.search(data)
    return match[0] if match else None


def renewed(data: bytes, new: bytes) -> bytes:
    """A page with its section replaced; what the person wrote around it stays."""
    return _SECTION.sub(lambda _: new, data, count=1)


def page(kind: str, new: bytes, style: Style, aliases: Sequence[str] = ()) -> bytes:
    """A whole new page."""
    from app.vault import frontmatter, logseq

    block = logseq.block if style.flavour == "logseq" else frontmatter.block
    return block({"ebb-page": kind, "aliases": tuple(aliases)}).encode() + new + b"\n"


def day(told: Iterable[Told], link: Link) -> list[str]:
    """A day's memories in order of time, a conversation on one line."""
    return [_line(one, link) for one in told]


def _line(one: Told, link: Link) -> str:
    if one.count == 1:
        return f"- {one.begun:%H:%M} {link(one.path)}"
    return f"- {one.begun:%H:%M}–{one.ended:%H:%M} {link(one.path)} … {one.count:,} parts of a conversation"


def entity(name: str, aliases: Sequence[str], paths: Iterable[tuple[date, str]], count: int, link: Link) -> list[str]:
    """Who or what somebody is called, and the newest memories that name them."""
    others = f", also called {', '.join(map(escaped, aliases))}" if aliases else ""
    lines = [f"{escaped(name)}{others}: in {count:,} {'memory' if count == 1 else 'memories'}.", ""]
    return lines + [f"- {on.isoformat()} {link(path)}" for on, path in paths]


def index(days: Sequence[tuple[date, str]], entities: Mapping[str, Sequence[str]], count: int, link: Link) -> list[str]:
    """How much there is, the days by month, newest first, and whom and what the memories speak of."""
    lines = [f"{count:,} {'memory' if count == 1 else 'memories'}.", ""]
    for heading, paths in entities.items():
        lines += [f"**{heading}** " + " · ".join(map(link, paths)), ""]
    months: dict[str, list[str]] = {}
    for on, path in sorted(days, reverse=True):
        months.setdefault(f"{on:%Y-%m}", []).append(link(path))
    return lines + [f"- {month}: {' · '.join(links)}" for month, links in months.items()]
