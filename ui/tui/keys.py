"""Keys of the person's own: read from the settings, checked against every other key, and refused with a reason."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from textual.keys import KEY_NAME_REPLACEMENTS, Keys, _character_to_key

from core.text.sanitise import shown_line
from ui.tui.actions import ACTIONS, DIGITS, EVERYWHERE, Action, key_name, name_of

_NAMED: Final = frozenset(key.value for key in Keys) | frozenset(KEY_NAME_REPLACEMENTS.values())
_MODIFIERS: Final = ("ctrl", "alt", "shift")
WITH_MEMORIES: Final = frozenset({"today", "search", "ask", "timeline", "memories"})
"""Places that stand together with a list of memories."""


def rebound(wanted: Mapping[str, str]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The keys by action's name, as Textual writes them, and a line for each that cannot be had.

    A key that something else has in the same place stays with it, unless that is given another key too.
    """
    known = {name_of(action): action for action in ACTIONS}
    keys: dict[str, str] = {}
    problems: list[str] = []
    for name, typed in wanted.items():
        given = [_key(part) for part in typed.split(",") if part.strip()]
        if name not in known or known[name].command in DIGITS:
            problems.append(_unknown(name, known))
        elif not given or "" in given:
            problems.append(f"app.keys: {shown_line(typed, 20)!r} for {name} is no key. Try x, ^x, f10 or alt+x.")
        else:
            keys[name] = ",".join(given)
    while found := next(_conflicts(keys), None):
        name, other, key = found
        del keys[name]
        problems.append(f"app.keys: {key_name(key)} for {name} is taken by {other}; {name} keeps its own.")
    return keys, tuple(problems)


def with_keys(action: Action, keys: Mapping[str, str]) -> Action:
    """The action with the person's keys, where they have any for it."""
    own = keys.get(name_of(action)) if keys else None
    return action if own is None else replace(action, keys=own)


def _conflicts(keys: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """What was given a key that something else has where both work: its name, the other's and the key."""
    actions = [with_keys(action, keys) for action in ACTIONS]
    for action in actions:
        if name_of(action) in keys:
            for other in actions:
                both = set(action.keys.split(",")) & set(other.keys.split(",")) - {""}
                if both and other is not action and _meet(action.place, other.place):
                    yield name_of(action), name_of(other), min(both)
                    break


def _meet(place: str, other: str) -> bool:
    together = "memories" in (place, other) and {place, other} <= WITH_MEMORIES
    return place == other or EVERYWHERE in (place, other) or together


def _key(typed: str) -> str:
    """One key in Textual's name, "" for what is none: `^x`, `ctrl+x`, `/`, `X`, `f10`."""
    *modifiers, last = typed.strip().replace("^", "ctrl+", 1).split("+") if typed.strip() != "^" else ["^"]
    modifiers = [modifier.strip().lower() for modifier in modifiers]
    last = last.strip() if len(last.strip()) == 1 and not modifiers else last.strip().lower()
    name = _character_to_key(last) if len(last) == 1 else last
    if not all(modifier in _MODIFIERS for modifier in modifiers) or (len(last) != 1 and name not in _NAMED):
        return ""
    return "+".join([*modifiers, name])


def _unknown(name: str, known: Mapping[str, Action]) -> str:
    from difflib import get_close_matches

    if name in known:
        return f"app.keys: {name} has the digits, which cannot be changed."
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f" Did you mean {near[0]}?" if near else ""
    return f"app.keys: there is no action {shown_line(name, 40)!r}.{hint}"
