"""The other names that a note gives for its matter: `aliases:` above it, `alias::` in it, [[Title|other name]]."""

import re

MOST = 10
_FRONT_MATTER = re.compile(r"\A---\n(.{0,4000}?)\n---(?:\n|\Z)", re.DOTALL)
_LISTED = re.compile(
    r"^alias(?:es)?:[ \t]*(?:\[(?P<row>[^\]\n]*)\]|(?P<one>[^\n\[]+)|(?P<list>(?:\n[ \t]*-[ \t]+[^\n]+)+))", re.M
)
_PROPERTY = re.compile(r"^[ \t]*(?:- )?alias(?:es)?:: *(?P<row>[^\n]+)$", re.M)
_LINK = re.compile(r"\[\[(?P<title>[^\[\]|#\n]{1,80}?)(?:#[^\[\]|\n]*?)?\\?\|(?P<name>[^\[\]|\n]{1,80})\]\]")


def own_aliases(text: str) -> list[str]:
    """The names that a note gives itself besides its title, in order."""
    found: list[str] = []
    if (above := _FRONT_MATTER.match(text)) and (listed := _LISTED.search(above[1])):
        found += (listed["row"] or listed["one"] or "").split(",") or []
        found += re.findall(r"-[ \t]+([^\n]+)", listed["list"] or "")
    if property := _PROPERTY.search(text[:4000]):
        found += property["row"].split(",")
    cleaned = (name.strip().strip("\"'[]").strip() for name in found)
    return [name for name in dict.fromkeys(cleaned) if name][:MOST]


def linked_aliases(text: str) -> list[tuple[str, str]]:
    """Titles of other notes with the names that links to them show: [("Grace Adeyemi", "Dr. Adeyemi")]."""
    pairs = ((match["title"].strip(), match["name"].strip()) for match in _LINK.finditer(text))
    return list(dict.fromkeys(pair for pair in pairs if all(pair)))[:MOST]
