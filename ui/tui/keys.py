"""Keys of the person's own: read from the settings, checked against every other key, and refused with a reason."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from textual.keys import KEY_NAME_REPLACEMENTS, Keys, _character_to_key

from core.text.sanitise import shown_line
from ui.tui.actions import ACTIONS, DIGITS, EVERYWHERE, Action, key_name, name_of

_NAMED: Final = (
    frozenset(key.value for key in Keys)
    | frozenset(KEY_NAME_REPLACEMENTS.values())
    | frozenset(_character_to_key(chr(code)) for code in range(33, 127) if not chr(code).isalnum())
)
_MODIFIERS: Final = ("ctrl", "alt", "shift")
WITH_MEMORIES: Final = frozenset({"today", "search", "ask", "timeline", "memories"})
"""Places that stand together with a list of memories."""


LISTS: Final = frozenset({"up", "down", "j", "k", "pageup", "pagedown", "home", "end", "enter"})
"""Keys that every list takes for itself."""


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
        elif lost := set(given) & LISTS - set(known[name].keys.split(",")):
            problems.append(f"app.keys: {key_name(min(lost))} for {name} is a key of every list; {name} keeps its own.")
        else:
            keys[name] = ",".join(given)
    while found := next(_conflicts(keys), None):
        name, other, key = found
        del keys[name]
        problems.append(f"app.keys: {key_name(key)} for {name} is taken by {other}; {name} keeps its own.")
    return keys, tuple(problems)


def place_name(place: str) -> str:
    """Where an action works, for people."""
    return {"memories": "Lists"}.get(place, place.capitalize())


def with_keys(action: Action, keys: Mapping[str, str]) -> Action:
    """The action with the person's keys, where they have any for it."""
    own = keys.get(name_of(action)) if keys else None
    return action if own is None else replace(action, keys=own)


def is_key(key: str) -> bool:
    """Whether a key that was pressed can be written into the settings."""
    return bool(_key(key))


def takers(name: str, key: str, keys: Mapping[str, str]) -> list[Action]:
    """What has a key, with these keys of the person's own, where the action called so works; itself left out."""
    own = next(action for action in ACTIONS if name_of(action) == name)
    others = [other for other in ACTIONS if other is not own and _meet(own.place, other.place)]
    found = [other for other in others if key in with_keys(other, keys).keys.split(",")]
    return [with_keys(other, keys) for other in found if key not in _shared(own, other)]


def swapped(name: str, key: str, other: str, keys: Mapping[str, str]) -> dict[str, str]:
    """The keys of two actions of which one takes a key of the other, and this one the first that the one had.

    Empty where that cannot be.
    """
    now = {name_of(action): with_keys(action, keys).keys for action in ACTIONS}
    given = now[name].partition(",")[0]
    left = [given if one == key else one for one in now[other].split(",")]
    changes = {name: key, other: ",".join(dict.fromkeys(one for one in left if one))}
    found, problems = rebound({**keys, **changes})
    return changes if not problems and changes.items() <= found.items() else {}


def _conflicts(keys: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """What was given a key that something else has where both work: its name, the other's and the key."""
    for action in ACTIONS:
        if name_of(action) in keys:
            for other in ACTIONS:
                own, others = (set(with_keys(one, keys).keys.split(",")) for one in (action, other))
                both = own & others - {""} - _shared(action, other)
                if both and other is not action and _meet(action.place, other.place):
                    yield name_of(action), name_of(other), min(both)
                    break


def _shared(action: Action, other: Action) -> set[str]:
    """The keys that both have as they came: what is nearer has them then."""
    return set(action.keys.split(",")) & set(other.keys.split(","))


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
