"""What the Settings room lists: the settings in groups, and beside them the capture, the models and the checks."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from core.text.sanitise import shown_line
from ui.tui.labels import check_label, label_of, plain, value_words
from ui.tui.widgets.ledger import Entry

if TYPE_CHECKING:
    from app import Ebb
    from app.config import Setting
    from app.model_store import Offer
    from core.errors import EbbError

_VALUE: Final = 60
_BYTES: Final = 1000


@dataclass(frozen=True, slots=True)
class Group:
    """One part of the room: the sections of the file that it shows, after `more`, which looks further."""

    name: str
    sections: tuple[str, ...]
    more: "Callable[[Ebb], Iterator[Entry]] | None" = None


@dataclass(frozen=True, slots=True)
class Looked:
    """A group's lines, and the settings among them by name."""

    entries: tuple[Entry, ...]
    settings: "dict[str, Setting]"


def looked(group: Group, ebb: "Ebb") -> Looked:
    """Look at one group, in a thread."""
    from app.config import described

    every = [plain(one) for one in described(ebb.home / "config.toml")]
    known = [one for section in group.sections for one in every if one.name.startswith(f"{section}.")]
    known = [one for one in known if one.name != "app.keys"]  # which has a group of its own
    more = tuple(group.more(ebb)) if group.more else ()
    return Looked((*more, *map(_of_setting, known)), {one.name: one for one in known})


def _of_setting(one: "Setting") -> Entry:
    value = shown_line(value_words(one.value), _VALUE)
    ink = "" if one.origin == "default" else "set"
    return Entry(one.name, "setting", label_of(one.name), value, one.name, one.about, ink)


def keys(ebb: "Ebb") -> Iterator[Entry]:
    """Every command with its keys, those of the person's own marked; first what gives all of them their own again."""
    from app.config import load
    from ui.tui.actions import ACTIONS, DIGITS, key_names, name_of
    from ui.tui.keys import place_name, rebound, with_keys

    own, problems = rebound(load(ebb.home / "config.toml").app.keys or {})
    about = "Enter gives every command its own keys again."
    yield Entry("all", "keys", "all keys", f"{len(own):,} changed" if own else "as they came", "", about)
    for number, words in enumerate(problems):
        yield Entry(f"problem {number}", "told", "! config.toml", words, "", words, "alarm")
    for action in ACTIONS:
        if action.command not in DIGITS:
            name, one = name_of(action), with_keys(action, own)
            note, ink = ("yours", "set") if name in own else ("", "")
            about = f"{action.does}. Enter waits for another key, r gives it its own again.\n{name}"
            label = f"{place_name(action.place)}: {action.label}"
            yield Entry(name, "key", label, key_names(one, all_keys=True) or "none", note, about, ink)


def capture(ebb: "Ebb") -> Iterator[Entry]:
    """Whether the screen is captured, and the way to begin, stop, pause and go on."""
    from app.capture.health import health
    from app.home import located
    from core.clock import utc_now

    found = health(located(ebb.home), utc_now())
    problem = shown_line(found.problems[0]) if found.problems else ""
    if not found.running and found.state == "off":
        yield Entry(
            "start", "capture", "screen", "off", "enter starts", "Nothing on the screen is kept until you start it."
        )
        return
    ink = "alarm" if found.state == "trouble" else "on" if found.state == "capturing" else ""
    about = problem or f"{found.frames_kept:,} pictures kept in this run. Enter stops it; what was kept stays."
    yield Entry("stop", "capture", "screen", found.state, "enter stops", about, ink)
    yield Entry("pause", "capture", "pause", "paused" if found.paused else "no", "f9", "Pause for a while, or go on.")


def models(ebb: "Ebb") -> Iterator[Entry]:
    """What writes the answers, and the models that can: those here first to use, the others to fetch."""
    from app.home import located
    from app.model_store import machine, offers

    used = ebb.config.language.model
    writes = shown_line(ebb.model_name() or "", _VALUE) or "none: answers are quotes"
    about = "What writes the answers. Enter lets none write them: they are quoted from memory then."
    yield Entry("none", "model", "answers", writes, "", about)
    yield Entry("file", "model", "file", "a file of yours…", "", "Use any GGUF model that is on this machine.")
    for one in offers(located(ebb.home), ebb.config.language.context, machine()):
        yield _of_offer(one, used)


def _of_offer(one: "Offer", used: str | None) -> Entry:
    from pathlib import Path

    here = one.pulled is not None
    in_use = bool(one.pulled and used and Path(used).expanduser().absolute() == one.pulled.path)
    entry = one.entry
    weight = size(entry.bytes if entry else one.pulled.bytes if one.pulled else 0)
    licence = shown_line(entry.licence) if entry else "its licence stands on its page"
    does = "Enter stops using it, x deletes it." if in_use else "Enter uses it, x deletes it." if here else ""
    does = does or f"Enter fetches {weight} from the Hugging Face hub, after you agreed."
    about = f"{size(one.memory)} of memory while it works; {licence}. {does}"
    state = "in use" if in_use else "here" if here else f"{weight}, {one.fit}"
    ink = "on" if in_use else "" if here or one.fit in {"fits", "slow"} else "faint"
    return Entry(f"model {one.name}", "model", shown_line(one.name, 40), state, "" if here else "to fetch", about, ink)


def place(ebb: "Ebb") -> Iterator[Entry]:
    """Where everything lies, how much it is, and the ways in and out."""
    figures = ebb.stats()["bytes"]
    home = shown_line(str(ebb.home))
    yield Entry("home", "told", "folder", home, "", f"All that Ebb keeps is in {home}, on this machine alone.")
    yield Entry("db", "told", "memories", size(figures["db"]), "", "The database with every memory: ebb.db.")
    yield Entry("screens", "told", "pictures", size(figures["screens"]), "", "What was seen on the screen: screens/.")
    yield Entry("models", "told", "models", size(figures["models"]), "", "Models that were fetched: models/.")
    about = "Bring in notes, chats, mail or documents."
    yield Entry("import", "action", "import", "notes, chats, mail, documents…", "", about)
    about = "Write everything as a vault of Markdown notes."
    yield Entry("export", "action", "export", "a folder of Markdown notes…", "", about)


def checks(ebb: "Ebb") -> Iterator[Entry]:
    """What can be wrong with the memory and the machine, one line each; reads the whole database."""
    for one in ebb.doctor():
        mark, ink = {True: ("✓", ""), None: ("!", "faint"), False: ("✗", "alarm")}[one.ok]
        detail = shown_line(one.detail)
        about = f"{detail}. {shown_line(one.hint)}" if one.hint else f"{detail}."
        label = f"{mark} {check_label(one.name)}"
        yield Entry(one.name, "told", label, shown_line(detail, 2 * _VALUE), "", f"{about}\n{one.name}", ink)


GROUPS: Final = (
    Group("Look", ("app",)),
    Group("Capture", ("capture",), capture),
    Group("Models", ("language", "embedding"), models),
    Group("Answers", ("answer",)),
    Group("Sleep", ("sleep", "librarian", "decay")),
    Group("Programs", ("mcp",)),
    Group("Keys", (), keys),
    Group("Storage", ("store", "work", "export"), place),
    Group("Checks", (), checks),
)


def size(count: float) -> str:
    """A number of bytes for people: 4.2 MB."""
    for unit in ("B", "kB", "MB"):
        if count < _BYTES:
            return f"{count:.0f} B" if unit == "B" else f"{count:.1f} {unit}"
        count /= _BYTES
    return f"{count:.1f} GB"


def problem(name: str, text: str) -> "EbbError | None":
    """Why a setting may not have what was typed, None where it may."""
    from app.config import checked, from_text
    from core.errors import EbbError

    try:
        checked(name, from_text(name, text))
    except EbbError as error:
        return error
    return None
