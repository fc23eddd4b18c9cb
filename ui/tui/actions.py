"""The one list of everything the app can do: keys, footer, help and command palette are all read from it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Final
from unicodedata import lookup

from textual.binding import Binding, BindingType

EVERYWHERE: Final = "everywhere"


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do: `command` is Textual's action, `place` the part of a screen that offers it."""

    place: str
    command: str
    keys: str
    label: str
    does: str
    footer: bool = False
    palette: bool = True


ACTIONS: Final[tuple[Action, ...]] = (
    Action("today", "switch_focus", "tab", "List", "Move between the line and the list", True, False),
    Action("today", "throw_away", "x", "Throw away", "Throw away what you were writing when Ebb crashed", True, False),
    Action("search", "focus_query", "slash,ctrl+f", "Search", "Type a new search"),
    Action("search", "clear", "escape", "Clear", "Clear the search, or leave the search field", palette=False),
    Action("search", "switch_focus", "tab", "List", "Move between the search field and the list", True, False),
    Action("search", "mark(1)", "space", "Mark", "Mark or unmark the row; keys act on all marked ones", True),
    Action("search", "stretch(1)", "shift+down", "Mark down", "Mark the row below too", palette=False),
    Action("search", "stretch(-1)", "shift+up", "Mark up", "Mark the row above too", palette=False),
    Action("search", "mark_all", "ctrl+a", "Mark all", "Mark everything that was found"),
    Action("search", "export_chosen", "x", "Export", "Write the marked memories as Markdown notes"),
    Action("search", "save", "ctrl+s,s", "Save", "Save this search under a name, which @name then stands for"),
    Action("search", "saved", "ctrl+o,at", "Saved", "Choose a saved search, or delete one"),
    Action("search", "why", "w", "Why", "Show or hide why each row was found"),
    Action("memories", "open", "enter", "Open", "Read the chosen memory", True),
    Action("memories", "pin", "p", "Pin", "Pin the chosen memory, or unpin it", True),
    Action("memories", "edit", "e", "Edit", "Edit the chosen memory", True),
    Action("memories", "forget", "f", "Forget", "Forget the chosen memory (it can be brought back)", True),
    Action("memories", "tag", "t", "Tags", "Change the tags of the chosen memory", True),
    Action("ask", "send", "enter", "Ask", "Ask what is typed in the field", True, False),
    Action("ask", "focus_question", "slash", "Ask", "Type a new question"),
    Action("ask", "stop", "escape", "Back", "Stop the answer, or go back to the question", True, False),
    Action("ask", "retry", "ctrl+r,r", "Retry", "Ask the same again", True),
    Action("ask", "go_on", "ctrl+g,c", "Go on", "Go on in Chat from this question and its answer", True),
    Action("ask", "cite", "1,2,3,4,5,6,7,8,9", "Source", "Open the memory behind [1] to [9]", True, False),
    Action("chat", "send", "enter", "Say", "Say what is typed in the field", True, False),
    Action("chat", "focus_field", "slash", "Say", "Say something"),
    Action("chat", "stop", "escape", "Back", "Stop the answer, or move between the field and the talk", True, False),
    Action("chat", "switch_focus", "tab", "Talk", "Move between the field, the talk and the sources", palette=False),
    Action("chat", "retry", "ctrl+r,r", "Retry", "Ask for another answer in place of the chosen one", True),
    Action("chat", "anew", "e", "Edit", "Say the chosen words anew, as a branch of their own", True),
    Action("chat", "branch(-1)", "left", "Branch", "Go to the branch before, at the chosen turn"),
    Action("chat", "branch(1)", "right", "Next branch", "Go to the next branch, at the chosen turn"),
    Action("chat", "private", "ctrl+o,o", "Private", "Remember nothing of what follows, or go on remembering", True),
    Action("chat", "begin", "ctrl+t,n", "New", "Begin a new conversation", True),
    Action("chat", "past", "ctrl+l,l", "Past", "Find a past conversation and go on with it", True),
    Action("chat", "export", "x", "Export", "Write the conversation to a file as Markdown"),
    Action("chat", "cite", "1,2,3,4,5,6,7,8,9", "Source", "Open the memory behind [1] to [9]", palette=False),
    Action("timeline", "year", "y", "Year", "Show a year at a glance, or the list of days again", True),
    Action("timeline", "jump", "g,slash", "Go to", "Go to a day in words, such as last Tuesday or May 2023", True),
    Action("timeline", "today", "d", "Newest", "Go to today, or to the newest day before it"),
    Action("timeline", "stride('week', -1)", "w", "Week before", "Go a week back"),
    Action("timeline", "stride('week', 1)", "W", "Week after", "Go a week on"),
    Action("timeline", "stride('month', -1)", "m", "Month before", "Go a month back"),
    Action("timeline", "stride('month', 1)", "M", "Month after", "Go a month on"),
    Action("timeline", "switch_focus", "tab", "Memories", "Move between the days and their memories", True, False),
    Action("timeline", "leave", "escape", "Days", "Go back to the days", palette=False),
    Action("review", "keep", "k", "Keep", "Keep the memory: it is recalled and fades anew", True),
    Action("review", "pin", "p", "Pin", "Pin the memory, so that it never goes dormant", True),
    Action("review", "let_go", "l", "Let go", "Let the memory fade without being asked again", True),
    Action("review", "merge", "m", "Merge", "Merge the memory with the one that says the same", True),
    Action("review", "wrong", "w", "Wrong", "Mark the memory wrong, so that it fades faster", True),
    Action("review", "yes", "y", "Yes", "Answer the question about the chosen pair, text or file with yes", True),
    Action("review", "no", "n,x", "No", "Answer it with no; the same is not asked again", True),
    Action("review", "forget", "f", "Forget", "Forget the memory that stands alone (it can be brought back)", True),
    Action("review", "skip", "s", "Skip", "Leave it for another time", True),
    Action("review", "offer", "b", "Bring back", "Bring back what stands alone and was left so", True),
    Action("review", "undo", "u", "Undo", "Take the last step back", True),
    Action("review", "enough", "q,escape", "Enough", "Stop for now", True, False),
    Action("review", "turn(1)", "tab,right", "Part", "Go to the next part", True, False),
    Action("review", "turn(-1)", "shift+tab,left", "Part before", "Go to the part before", palette=False),
    Action("review", "open", "enter", "Open", "Read the memory", True),
    Action("review", "part('fading')", "F", "Fading", "Go through what is fading and worth keeping"),
    Action("review", "part('conflicts')", "C", "Conflicts", "Go through what may be over"),
    Action("review", "part('duplicates')", "D", "Duplicates", "Go through what seems to be said twice"),
    Action("review", "part('names')", "N", "Names", "Go through names that may mean the same"),
    Action("review", "part('quarantine')", "Q", "Quarantine", "Go through what other programs want remembered"),
    Action("review", "part('vault')", "V", "Vault", "Go through what was deleted from a vault"),
    Action("review", "part('orphans')", "O", "Orphans", "Go through what is linked with nothing"),
    Action("review", "account", "a", "Account", "Show what other programs asked the memory for"),
    Action("graph", "back", "backspace", "Back", "Go back along the walked path", True),
    Action("graph", "forward", "f", "Forward", "Go on again where you came back"),
    Action("graph", "open", "o", "Open", "Read the chosen memory", True),
    Action("graph", "seek", "slash", "Find", "Find a memory to put in the middle", True),
    Action("graph", "suggest", "s", "Suggest", "Show what is related but not linked yet, and link it", True),
    Action("graph", "walk", "enter", "Walk", "Put the chosen memory in the middle", True, False),
    Action("graph", "unlink", "x", "Unlink", "Take the chosen link away, for good"),
    Action("graph", "sift", "1,2,3,4,5,6,7,8", "Kinds", "Switch a kind of links off, or on again", True, False),
    Action("graph", "sift_none", "0", "All", "Show all links again"),
    Action("graph", "least(1)", "plus,equals_sign", "Stronger", "Show stronger links only"),
    Action("graph", "least(-1)", "minus", "Weaker", "Show weaker links too"),
    Action("graph", "hubs", "H", "Hubs", "List the memories with most links"),
    Action("graph", "orphans", "O", "Orphans", "List the memories without links"),
    Action("graph", "map", "m", "Map", "Show the drawing instead of the list, or the list again"),
    Action("graph", "leave", "escape", "Leave", "Go back to where you came from", palette=False),
    Action("screens", "frame(-1)", "left,h", "Earlier", "Go to the picture before", True, False),
    Action("screens", "frame(1)", "right,l", "Later", "Go to the next picture", True, False),
    Action("screens", "episode(-1)", "up,k", "Window before", "Go to the window before", palette=False),
    Action("screens", "episode(1)", "down,j", "Next window", "Go to the next window", palette=False),
    Action("screens", "day(1)", "pagedown", "Day after", "Go to the day after", palette=False),
    Action("screens", "day(-1)", "pageup", "Day before", "Go to the day before", palette=False),
    Action("screens", "jump", "g", "Go to", "Go to a time in words, such as yesterday 14:30", True),
    Action("screens", "find", "slash", "Find", "Find words that were on the screen", True),
    Action("screens", "switch_focus", "tab", "Text", "Move between the day and the text that was read", True, False),
    Action("screens", "hit(1)", "n", "Next hit", "Go to the next place where the words were found", True),
    Action("screens", "hit(-1)", "N", "Hit before", "Go to the place before where the words were found"),
    Action("screens", "open", "enter", "Open", "Read all that this window showed, as one memory", True),
    Action("screens", "large", "z", "Large", "Show the picture alone, or its text again", True),
    Action("screens", "why", "w", "Why", "Say what let this picture in, and what was left out that day", True),
    Action("screens", "forget", "f", "Forget", "Erase what this window showed, pictures and text", True),
    Action("screens", "leave", "escape", "Back", "Go back to where you came from", palette=False),
    Action("reading", "back", "escape,backspace", "Back", "Go back to where you came from", True, False),
    Action("reading", "switch_focus", "tab", "Links", "Walk through the links in the text and beside it", True, False),
    Action("reading", "edit", "e", "Edit", "Edit this memory", True),
    Action("reading", "link", "l", "Link", "Link this memory with another, for a reason if you like", True),
    Action("reading", "history", "h", "History", "Show every change of this memory, and take one back", True),
    Action("reading", "pin", "p", "Pin", "Pin this memory, or unpin it", True),
    Action("reading", "tag", "t", "Tags", "Change the tags of this memory", True),
    Action("reading", "forget", "f", "Forget", "Forget this memory (it can be brought back)", True),
    Action("reading", "graph", "g", "Graph", "Show this memory in the middle of its links", True),
    Action("reading", "wrong", "w", "Wrong", "Mark this memory wrong, so that it fades faster", True),
    Action("reading", "curve", "c", "Curve", "Show or hide how this memory fades", True),
    Action("reading", "switch_focus(-1)", "shift+tab", "Link before", "Walk back through the links", palette=False),
    Action("reading", "screens", "v", "View", "Show the pictures of a memory that was seen on the screen"),
    Action("reading", "edit_outside", "E", "Editor", "Edit this memory in $EDITOR"),
    Action("reading", "source", "o", "Source", "Show where this memory came from, and open that"),
    Action("reading", "unlink", "x", "Unlink", "Take the chosen link of the list away, for good", True),
    Action("reading", "letters", "m", "Letters", "Show the text letter for letter, or read it as Markdown"),
    Action("reading", "beside(-1)", "left", "Earlier", "Go to the memory before, in its conversation or in time"),
    Action("reading", "beside(1)", "right", "Later", "Go to the memory after, in its conversation or in time"),
    Action("history", "back", "escape,backspace", "Back", "Go back to the memory", True, False),
    Action("history", "take_back", "t", "Take back", "Set the memory back to before the chosen change", True),
    Action("history", "switch_focus", "tab", "Switch", "Move between the changes and what they changed", True, False),
    Action("settings", "change", "enter", "Change", "Change the chosen line, or do what it says", True),
    Action("settings", "reset", "r", "Default", "Set the chosen setting back to its default", True),
    Action("settings", "switch_focus", "tab", "Switch", "Move between the groups and their lines", True, False),
    Action("settings", "groups", "left,h,escape", "Groups", "Go to the groups", palette=False),
    Action("settings", "lines", "right,l", "Lines", "Go to the lines of the group", palette=False),
    Action("settings", "remove", "x", "Delete", "Delete the file of the chosen model"),
    Action("trouble", "retry", "r,enter", "Try again", "Try to open the memory again", True),
    Action(EVERYWHERE, "capture", "ctrl+n", "Remember", "Write down something new", True),
    Action(EVERYWHERE, "go('today')", "1,f2,alt+1", "Today", "Go to Today"),
    Action(EVERYWHERE, "go('search')", "2,f3,alt+2", "Search", "Go to Search"),
    Action(EVERYWHERE, "go('ask')", "3,f4,alt+3", "Ask", "Go to Ask"),
    Action(EVERYWHERE, "go('chat')", "4,f5,alt+4", "Chat", "Go to Chat"),
    Action(EVERYWHERE, "go('timeline')", "5,f6,alt+5", "Timeline", "Go to Timeline"),
    Action(EVERYWHERE, "go('graph')", "6,f7,alt+6", "Graph", "Go to Graph"),
    Action(EVERYWHERE, "go('review')", "7,f8,alt+7", "Review", "Go to Review"),
    Action(EVERYWHERE, "go('screens')", "8,alt+8", "Screens", "Go to Screens"),
    Action(EVERYWHERE, "go('settings')", "9,alt+9", "Settings", "Go to Settings"),
    Action(EVERYWHERE, "pause_capture", "f9,alt+p", "Pause", "Pause capturing the screen, or go on"),
    Action(EVERYWHERE, "step(1)", "ctrl+pagedown", "Next", "Go to the next section", palette=False),
    Action(EVERYWHERE, "step(-1)", "ctrl+pageup", "Previous", "Go to the section before", palette=False),
    Action(EVERYWHERE, "go_back", "backspace,escape,alt+left", "Back", "Go back to where you came from", palette=False),
    Action(EVERYWHERE, "undo_last", "u,ctrl+z", "Undo", "Take the last change back"),
    Action(EVERYWHERE, "import", "", "Import", "Bring in notes, chats, mail or documents"),
    Action(EVERYWHERE, "export", "", "Export", "Write everything as a vault of Markdown notes"),
    Action(EVERYWHERE, "jobs", "ctrl+b", "Jobs", "Show what runs in the background: imports, exports, downloads"),
    Action(EVERYWHERE, "agents", "", "Agents", "Show what other programs' agents asked for and want remembered"),
    Action(EVERYWHERE, "command_palette", "ctrl+p", "Commands", "Find any command by name", True, False),
    Action(EVERYWHERE, "explain", "f1,question_mark", "Help", "Explain this screen and its keys", True),
    Action(EVERYWHERE, "shade", "", "Light or dark", "Change between the light and the dark look"),
    Action(EVERYWHERE, "looks", "", "Colours", "Choose the colours: dark, light, high contrast, sixteen or none"),
    Action(EVERYWHERE, "rekey", "", "Keys", "Change the key of a command"),
    Action(EVERYWHERE, "quit", "ctrl+q", "Quit", "Leave Ebb", True),
)


DIGITS: Final = frozenset({"cite", "sift"})
"""Commands that are given the digit that was pressed."""


def name_of(action: Action) -> str:
    """What an action is called in the settings: `search.why`, `everywhere.timeline`."""
    command, _, argument = action.command.partition("(")
    return f"{action.place}.{action.label.lower().replace(' ', '-') if argument else command}"


def actions_of(places: Iterable[str], keys: Mapping[str, str] | None = None) -> list[Action]:
    """The actions of these places, in the order of the list; with `keys` those of the person, by the action's name."""
    found = [action for place in places for action in ACTIONS if action.place == place]
    return [replace(one, keys=keys[name_of(one)]) if name_of(one) in keys else one for one in found] if keys else found


def bindings_of(*places: str) -> list[BindingType]:
    """Textual's bindings for these places; `cite` and `sift` are given the digit that was pressed."""
    return [binding for action in actions_of(places) for binding in _bindings(action)]


def _bindings(action: Action) -> list[Binding]:
    keys = [key for key in action.keys.split(",") if key]
    if action.command in DIGITS:
        return [Binding(key, f"{action.command}({key})", action.label, show=False) for key in keys]
    above_all = action.command in {"quit", "pause_capture"}  # in dialogues too
    name = name_of(action)
    return [Binding(key, action.command, action.label, show=False, priority=above_all, id=name) for key in keys]


_KEY_NAMES: Final = {
    "escape": "esc",
    "slash": "/",
    "question_mark": "?",
    "backspace": "⌫",
    "pagedown": "pgdn",
    "pageup": "pgup",
    "plus": "+",
    "equals_sign": "=",
    "minus": "-",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "at": "@",
    "backslash": "\\",
    "underscore": "_",
}


def key_name(key: str) -> str:
    """How one key is written for people: `ctrl+n` is `^n`, `slash` is `/`."""
    *modifiers, last = key.split("+")
    written = _KEY_NAMES.get(last) or _sign(last) or last
    return "".join("^" if modifier == "ctrl" else f"{modifier}+" for modifier in modifiers) + written


def _sign(name: str) -> str:
    """The sign that a key writes, `full_stop` for one; empty for a key that writes none."""
    try:
        sign = lookup(name.replace("_", " "))
    except KeyError:
        return ""
    return sign if sign.isprintable() and not sign.isspace() else ""


def key_names(action: Action, *, all_keys: bool = False) -> str:
    """The action's keys for people: the first one, or all of them; a run of digits is written 1–9."""
    keys = [key for key in action.keys.split(",") if key]
    if len(keys) > 3:
        return f"{keys[0]}–{keys[-1]}"
    return " ".join(key_name(key) for key in (keys if all_keys else keys[:1]))


def key_of(place: str, command: str, keys: Mapping[str, str], *, typing: bool = False) -> str:
    """The first key of a command for people, with the person's own keys; empty where it has none.

    While one is `typing` it is the first that writes no character.
    """
    action = next((action for action in actions_of([place], keys) if action.command == command), None)
    if action is None or not typing:
        return "" if action is None else key_names(action)
    return next((key_name(key) for key in action.keys.split(",") if key and not _writes(key)), "")


def types(action: Action) -> bool:
    """Whether the action's first key writes a character in a field that is typed in."""
    return _writes(action.keys.partition(",")[0])


def _writes(key: str) -> bool:
    return len(key) == 1 or key in {"slash", "question_mark", "space"}
