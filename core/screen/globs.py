"""Patterns with * and ? as people write them in the settings: for names, titles and addresses, whatever the case."""

import re
import unicodedata
from functools import lru_cache

_NAME_PARTS = re.compile(r"[.\-_ ]+")
_UNSEEN = frozenset({"Mn", "Cf", "Cc"})
_SCHEME = re.compile(r"^[a-z][a-z0-9+.-]*:(?://)?")
_ADDRESS = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[^\W\d_][\w-]+(?::\d+)?(?:[/?#]\S*)?|https?://\S+")


@lru_cache(maxsize=1024)
def folded(text: str) -> str:
    """The text as patterns see it: no case, no accents, no invisible marks; white space single, none at the ends."""
    return " ".join(_bared(_bared(text).casefold()).split())


def app_excluded(pattern: str, app: str) -> bool:
    """Whether a pattern that keeps programs out fits: the whole name or one of its parts (chrome: google-chrome)."""
    name = folded(app)
    return any(_fits(pattern, part) for part in (name, *_NAME_PARTS.split(name)))


def app_named(pattern: str, app: str) -> bool:
    """Whether a pattern that lets programs in fits: the whole name or its last dotted part, no less."""
    name = folded(app)
    return _fits(pattern, name) or _fits(pattern, name.rsplit(".", 1)[-1])


def title_matches(pattern: str, title: str) -> bool:
    """Whether a pattern fits a whole title; one without * and ? fits wherever it stands in the title."""
    text = folded(title)
    return _fits(pattern, text) or _fits(pattern, f" {text} ") or (_is_plain(pattern) and folded(pattern) in text)


def url_matches(pattern: str, url: str) -> bool:
    """Whether a pattern fits an address, with or without its scheme, user and port.

    A host stands for its subdomains too, `*.` also for the host itself; a pattern without a path fits every path.
    """
    wanted, address = _bare(pattern), _bare(url)
    host, path = _split(address, "/?#")
    wanted_host, wanted_path = _split(wanted, "/#")
    if _fits(wanted, address) or _fits(wanted, host):
        return True
    hosts = [wanted_host, "*." + wanted_host, wanted_host.removeprefix("*.")]
    return bool(wanted_host) and any(_fits(one, host) for one in hosts) and _fits(wanted_path or "*", path or "/")


def addresses(text: str) -> list[str]:
    """What looks like a web address in a text, as it stands there."""
    return _ADDRESS.findall(folded(text))


def _bare(url: str) -> str:
    """An address without scheme, credentials, port and trailing dot of the host; its host in Unicode."""
    rest = _SCHEME.sub("", folded(url)) if "://" in url or "@" not in url else folded(url)
    host, path = _split(rest, "/#")
    host = host.rsplit("@", 1)[-1]
    host = re.sub(r":[\d*]*$", "", host).rstrip(".")
    return _unicode_host(host) + path


def _split(address: str, marks: str) -> tuple[str, str]:
    """An address as its host and the rest, which begins with a slash, or is empty."""
    place = min((index for mark in marks if (index := address.find(mark)) >= 0), default=len(address))
    rest = address[place:]
    return address[:place], rest if rest.startswith("/") or not rest else f"/{rest}"


def _bared(text: str) -> str:
    """The text in parts, without marks on letters and without what cannot be seen."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(char for char in parts if char.isspace() or unicodedata.category(char) not in _UNSEEN)


def _unicode_host(host: str) -> str:
    if "xn--" not in host:
        return host
    try:
        return folded(host.encode("ascii").decode("idna"))
    except UnicodeError:
        return host


def _is_plain(pattern: str) -> bool:
    return "*" not in pattern and "?" not in pattern


def _fits(pattern: str, text: str) -> bool:
    return _compiled(pattern).fullmatch(text) is not None


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    wild = {"*": ".*", "?": "."}
    parts = re.split(r"(\*+|\?)", folded(pattern))
    return re.compile("".join(wild.get(part[:1], re.escape(part)) for part in parts), re.DOTALL)
