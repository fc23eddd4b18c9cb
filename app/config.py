"""The settings: what can be set, the defaults, and how flags, environment and file lay over each other.

A flag beats the environment (EBB_LANGUAGE_MODEL for `language.model`), that beats config.toml, that beats the default.
What a setting may be is said once, beside its field. The file itself is read and written by `app.config_file`.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from types import UnionType
from typing import Any, get_args, get_origin

from app.config_file import read
from core.errors import BadInput


def _setting(
    default: Any,
    about: str,
    *,
    least: float | None = None,
    choices: tuple[str, ...] = (),
    check: Callable[[Any], None] | None = None,
    by_hand: bool = False,
) -> Any:
    said = {"about": about, "least": least, "choices": choices, "check": check, "by_hand": by_hand}
    return field(default=default, metadata=said)


def _check_hours(stretches: tuple[str, ...]) -> None:
    from core.screen.hours import parsed

    for stretch in stretches:
        parsed(stretch)


@dataclass(frozen=True, slots=True)
class Embedding:
    """The model that finds memories by meaning."""

    model: str = _setting("all-MiniLM-L6-v2", "The embedding model: the packaged one, or a sentence-transformers name.")
    download: bool = _setting(False, "Whether a missing embedding model may be fetched from the network.")


@dataclass(frozen=True, slots=True)
class Language:
    """The local model that writes answers."""

    model: str | None = _setting(None, "A GGUF file; without one, answers are quoted from memory.")
    threads: int | None = _setting(None, "Threads the model runs on; none = physical cores less one.", least=1)
    context: int = _setting(4096, "Tokens that prompt and answer may have together.", least=512)
    gpu_layers: int | None = _setting(None, "Layers on the GPU; none = all, if the runtime can use one.", least=0)
    unload_after: float = _setting(300.0, "Seconds without a question after which the model leaves memory.", least=1)
    server: str | None = _setting(
        None, "An OpenAI-compatible server to use instead of a file, such as http://127.0.0.1:11434/v1."
    )
    server_model: str | None = _setting(None, "The model to ask the server for; none = the first it has.")
    allow_remote: bool = _setting(
        False, "Whether the server may be another machine, which then reads memories.", by_hand=True
    )

    @property
    def present(self) -> bool:
        """Whether answers are written by a model at all."""
        return bool(self.model or self.server)


@dataclass(frozen=True, slots=True)
class Answering:
    """How answers are put together."""

    budget_tokens: int = _setting(3000, "Tokens of memories that an answer may be written from.", least=100)
    floor: float | None = _setting(
        None, "Evidence below which Ebb says that it does not know; none = measured.", least=0
    )


@dataclass(frozen=True, slots=True)
class Decay:
    """How memories fade."""

    curve: str = _setting("fsrs", "The forgetting curve.", choices=("fsrs", "ebbinghaus"))


@dataclass(frozen=True, slots=True)
class Work:
    """What happens behind a command."""

    background: bool = _setting(True, "Whether embedding goes on in a process of its own after a command ends.")


@dataclass(frozen=True, slots=True)
class Sleep:
    """When what was taken in becomes episodes, digests, cards and a profile."""

    when: str = _setting(
        "idle",
        "idle sleeps once a day when nobody asks for anything; never leaves it to `ebb sleep`.",
        choices=("idle", "never"),
    )


@dataclass(frozen=True, slots=True)
class Librarian:
    """What the language model does for memories while nobody asks for anything. A question stops it at once."""

    when: str = _setting(
        "idle",
        "idle lets the model describe, put into words and compare; never leaves it to `ebb sleep`.",
        choices=("idle", "never"),
    )
    minutes: float = _setting(30.0, "Minutes a day that the model may work on memories.", least=0)
    memories: int = _setting(300, "Memories a day that the model may be asked about.", least=0)
    quiet: float = _setting(30.0, "Seconds without a question before the model begins.", least=0)


@dataclass(frozen=True, slots=True)
class Capture:
    """What of the screen is remembered, how, and for how long. Nothing is captured until `ebb capture start`."""

    exclude_apps: tuple[str, ...] = _setting((), "Programs that are never captured, as patterns (* and ?).")
    exclude_titles: tuple[str, ...] = _setting((), "Windows that are never captured, as patterns of their titles.")
    exclude_urls: tuple[str, ...] = _setting((), "Pages that are never captured, as patterns (*.bank.example/*).")
    only_apps: tuple[str, ...] = _setting((), "If any, the only programs that are captured, as patterns.")
    unknown: str = _setting(
        "skip", "What becomes of a window of which nobody can tell whose it is.", choices=("skip", "keep")
    )
    private: str = _setting(
        "skip", "What becomes of private and incognito windows of browsers.", choices=("skip", "keep")
    )
    hours: tuple[str, ...] = _setting(
        (), "If any, the only times at which is captured (Mon-Fri 08:00-18:00).", check=_check_hours
    )
    monitors: tuple[str, ...] = _setting((), "If any, the only monitors that are captured, by name or number.")
    interval: float = _setting(1.0, "Seconds between two looks while something changes.", least=0.2)
    idle: float = _setting(300.0, "Seconds without a key or a movement after which nothing is captured.", least=5)
    battery: str = _setting("slower", "What is done on battery.", choices=("same", "slower", "pause"))
    secrets: bool = _setting(True, "Whether cards, keys, tokens, IBANs and passwords are masked.")
    pictures: bool = _setting(True, "Whether pictures are kept besides the text.")
    languages: tuple[str, ...] = _setting(("eng",), "Languages of what is read, as Tesseract names them.")
    reader: str = _setting(
        "auto", "What reads the text: auto takes tesseract where it can.", choices=("auto", "tesseract", "rapidocr")
    )
    gigabytes: float = _setting(5.0, "Room for pictures; the least remembered go first, their text stays.", least=0.01)
    days: int = _setting(90, "Days after which pictures go; their text stays.", least=1)


@dataclass(frozen=True, slots=True)
class Store:
    """How memories are kept on disk."""

    durability: str = _setting(
        "full", "full survives a power cut; normal is a little faster.", choices=("full", "normal")
    )


@dataclass(frozen=True, slots=True)
class Export:
    """How a vault is written where `ebb export` does not say otherwise."""

    links: str = _setting(
        "wiki", "How notes link to each other: wiki as in [[Name]], markdown as in [Name](Name.md).",
        choices=("wiki", "markdown"),
    )  # fmt: skip
    flavour: str = _setting("obsidian", "The program that the vault is for.", choices=("obsidian", "logseq"))
    pictures: bool = _setting(True, "Whether a few pictures of what was seen on the screen go with it.")


def _check_clients(clients: Mapping[str, Any]) -> None:
    from app.mcp.scopes import check_clients

    check_clients(clients)


@dataclass(frozen=True, slots=True)
class Mcp:
    """What other programs' agents may see of the memory."""

    clients: dict[str, Any] | None = _setting(
        None,
        "What each program may see through `ebb mcp`: tables [mcp.clients.NAME] with kinds, tags, since, add.",
        check=_check_clients,
        by_hand=True,
    )


def _check_keys(keys: Mapping[str, Any]) -> None:
    for name, key in keys.items():
        if type(key) is not str:
            raise BadInput(f"app.keys: the key for {name} must be text, not {key!r}.", 'As in "search.why" = "x".')


@dataclass(frozen=True, slots=True)
class App:
    """How the terminal app looks, where it begins, and its keys."""

    theme: str = _setting(
        "auto",
        "The colours: auto follows the terminal, sixteen uses the terminal's sixteen, none goes without.",
        choices=("auto", "dark", "light", "contrast", "sixteen", "none"),
    )
    start: str = _setting(
        "today",
        "The room that the app begins with.",
        choices=("today", "search", "ask", "chat", "timeline", "graph", "review", "screens", "settings"),
    )
    keys: dict[str, Any] | None = _setting(
        None, 'Keys of your own: below [app.keys] lines such as "search.why" = "x".', check=_check_keys, by_hand=True
    )


@dataclass(frozen=True, slots=True)
class Config:
    """All settings, in the sections of config.toml."""

    embedding: Embedding = field(default_factory=Embedding)
    language: Language = field(default_factory=Language)
    answer: Answering = field(default_factory=Answering)
    decay: Decay = field(default_factory=Decay)
    work: Work = field(default_factory=Work)
    store: Store = field(default_factory=Store)
    sleep: Sleep = field(default_factory=Sleep)
    librarian: Librarian = field(default_factory=Librarian)
    capture: Capture = field(default_factory=Capture)
    mcp: Mcp = field(default_factory=Mcp)
    export: Export = field(default_factory=Export)
    app: App = field(default_factory=App)


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its dotted name, value, and where the value came from (flag, environment, file, default).

    `choices` are all the values it may have, where these can be listed; `by_hand` says that only an editor changes it.
    """

    name: str
    value: Any
    origin: str
    about: str
    default: Any = None
    choices: tuple[str, ...] = ()
    by_hand: bool = False

    @property
    def text(self) -> str:
        """The value as it is typed."""
        return as_text(self.value)


def load(file: Path, flags: Mapping[str, Any] | None = None) -> Config:
    """Read the settings; `flags` maps dotted names to values. A missing file means the defaults.

    Raises: BadInput for a file that is no TOML, an unknown name or a value of the wrong kind.
    """
    layers = _layers(file, flags or {})
    sections = {}
    for section in fields(Config):
        kind: Any = section.type
        given = {part.name: layers[f"{section.name}.{part.name}"][0] for part in fields(kind)}
        sections[section.name] = kind(**given)
    return Config(**sections)


def described(file: Path, flags: Mapping[str, Any] | None = None) -> list[Setting]:
    """List every setting with its value and origin, in the order of the file's sections. Raises as `load`."""
    layers = _layers(file, flags or {})
    return [_described(name, part, *layers[name]) for name, part in _known().items()]


def _described(name: str, part: Any, value: Any, origin: str) -> Setting:
    said = part.metadata
    choices = ("true", "false") if bool in _kinds(part) else said["choices"]
    return Setting(name, value, origin, said["about"], part.default, choices, said["by_hand"])


def as_text(value: Any) -> str:
    """Write a value as a person types it: true, none, a list with commas."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    if isinstance(value, float):
        return f"{value:g}"
    return "none" if value is None else str(value)


def setting(file: Path, name: str) -> Setting:
    """Look one setting up. Raises: BadInput, also for an unknown name, with the nearest one."""
    _part(name)
    return next(one for one in described(file) if one.name == name)


def checked(name: str, value: Any) -> Any:
    """Return `value` if the setting may have it; "none" stands for None. Raises: BadInput."""
    part = _part(name)
    return _fit(name, part, value)


def from_text(name: str, text: str) -> Any:
    """Read what was typed as the setting's kind; what does not fit comes back as text.

    Raises: BadInput, also for what can only be written into the file by hand.
    """
    _check_hand(name)
    return _from_text(text, _kinds(_part(name)))


def _check_hand(name: str) -> None:
    if _part(name).metadata["by_hand"]:
        raise BadInput(f"{name} can only be set by hand.", "Write it into config.toml with an editor.")


def _layers(file: Path, flags: Mapping[str, Any]) -> dict[str, tuple[Any, str]]:
    known = _known()
    found = {name: (part.default, "default") for name, part in known.items()}
    for name, value in read(file).items():
        found[name] = (checked(name, value), "file")
    for name in known:
        text = os.environ.get("EBB_" + name.replace(".", "_").upper())
        if text is not None:
            found[name] = (checked(name, from_text(name, text)), "environment")
    for name, value in flags.items():
        _check_hand(name)
        found[name] = (checked(name, value), "flag")
    return found


def _known() -> dict[str, Any]:
    sections = [(section.name, section.type) for section in fields(Config)]
    return {f"{name}.{part.name}": part for name, kind in sections for part in fields(kind)}  # type: ignore[arg-type]


def _part(name: str) -> Any:
    part = _known().get(name)
    if part is None:
        raise _unknown(name)
    return part


def _kinds(part: Any) -> tuple[Any, ...]:
    kinds = get_args(part.type) if isinstance(part.type, UnionType) else (part.type,)
    return tuple(get_origin(kind) or kind for kind in kinds)


def _unknown(name: str) -> BadInput:
    from difflib import get_close_matches

    near = get_close_matches(name, _known(), n=1, cutoff=0.5)
    hint = f"Did you mean {near[0]}?" if near else "See 'ebb config show'."
    return BadInput(f"There is no setting {name!r}.", hint)


def _fit(name: str, part: Any, value: Any) -> Any:
    kinds = _kinds(part)
    if value in (None, "", "none") and type(None) in kinds:
        return None
    if float in kinds and type(value) is int:
        value = float(value)
    if tuple in kinds and isinstance(value, list) and all(type(one) is str and one.strip() for one in value):
        value = tuple(value)
    if type(value) not in kinds:
        raise BadInput(f"{name} must be {_named(kinds)}, not {value!r}.", part.metadata["about"])
    choices, least = part.metadata["choices"], part.metadata["least"]
    if choices and value not in choices:
        raise BadInput(f"{name} must be {' or '.join(choices)}, not {value!r}.")
    if least is not None and not value >= least:
        raise BadInput(f"{name} must be at least {least:g}, not {value!r}.")
    if part.metadata["check"]:
        part.metadata["check"](value)
    return value


def _from_text(text: str, kinds: tuple[Any, ...]) -> Any:
    words = {"true": True, "yes": True, "on": True, "1": True, "false": False, "no": False, "off": False, "0": False}
    plain = text.strip().lower()
    if tuple in kinds:
        return () if plain in ("", "none") else tuple(part.strip() for part in text.split(",") if part.strip())
    if bool in kinds:
        return words.get(plain, text)
    for kind in (int, float):
        if kind in kinds:
            try:
                return kind(plain)
            except ValueError:
                return text
    return text


def _named(kinds: tuple[Any, ...]) -> str:
    names = {
        str: "text",
        int: "a whole number",
        float: "a number",
        bool: "true or false",
        type(None): "none",
        tuple: "a list of texts",
        dict: "a table",
    }
    return " or ".join(names[kind] for kind in kinds)
