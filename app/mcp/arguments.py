"""The arguments of one call, taken out one by one and checked; what is wrong is said in one line."""

from collections.abc import Mapping
from typing import Any

from core.errors import BadInput
from core.text.clean import cleaned
from core.text.sanitise import shown_line

LONGEST = 2_000
MOST = 20


class Arguments:
    """What a client gave; `done` refuses what nobody asked for."""

    def __init__(self, given: Mapping[str, Any] | None) -> None:
        self._given = dict(given or {})
        self._known: list[str] = []

    def text(self, name: str, longest: int = LONGEST) -> str:
        """A text that must be there. Raises: BadInput."""
        found = self.maybe(name, longest)
        if found is None or not found.strip():
            raise BadInput(f"{name} is missing.", f'Give it as text: {{"{name}": "…"}}')
        return found

    def maybe(self, name: str, longest: int = LONGEST) -> str | None:
        """A text, or None where there is none. Raises: BadInput."""
        value = self._take(name)
        if value is None:
            return None
        if not isinstance(value, str):
            raise BadInput(f"{name} must be text, not {_said(value)}.")
        if len(value) > longest:
            raise BadInput(f"{name} has {len(value):,} characters; at most {longest:,} are taken.")
        return cleaned(value).text

    def texts(self, name: str) -> list[str]:
        """A list of texts, empty where there is none. Raises: BadInput."""
        value = self._take(name)
        if value is None:
            return []
        if not isinstance(value, list) or len(value) > MOST or not all(isinstance(one, str) for one in value):
            raise BadInput(f"{name} must be a list of at most {MOST} texts, not {_said(value)}.")
        return [cleaned(one[:LONGEST]).text for one in value]

    def whole(self, name: str, default: int, least: int, most: int) -> int:
        """A whole number, brought between `least` and `most`. Raises: BadInput."""
        value = self._take(name)
        if value is None:
            return default
        if isinstance(value, bool) or not (isinstance(value, int) or (isinstance(value, float) and value.is_integer())):
            raise BadInput(f"{name} must be a whole number, not {_said(value)}.")
        return int(min(max(value, least), most))

    def done(self) -> None:
        """Refuse an argument that nobody took. Raises: BadInput."""
        if unknown := sorted(set(self._given) - set(self._known)):
            known = f"Known: {', '.join(self._known)}." if self._known else "It takes none."
            raise BadInput(f"There is no argument {shown_line(unknown[0], 40)!r}.", known)

    def _take(self, name: str) -> Any:
        self._known.append(name)
        return self._given.get(name)


def _said(value: Any) -> str:
    return shown_line(str(value)[:400], 60)
