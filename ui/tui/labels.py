"""What the settings and the checks are called on the screen, in plain words; the file and the commands keep theirs."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from app.config import Setting

LABELS: Final = {
    "app.theme": "colours",
    "app.start": "first room",
    "capture.exclude_apps": "never these programs",
    "capture.exclude_titles": "never these windows",
    "capture.exclude_urls": "never these web pages",
    "capture.only_apps": "only these programs",
    "capture.unknown": "unknown windows",
    "capture.private": "private windows",
    "capture.hours": "only at these hours",
    "capture.monitors": "only these monitors",
    "capture.interval": "seconds between looks",
    "capture.idle": "pause after idle seconds",
    "capture.battery": "on battery",
    "capture.secrets": "hide passwords, cards",
    "capture.pictures": "keep pictures too",
    "capture.languages": "languages on the screen",
    "capture.reader": "reads text with",
    "capture.gigabytes": "gigabytes for pictures",
    "capture.days": "days to keep pictures",
    "language.model": "model that answers",
    "language.threads": "processor cores to use",
    "language.context": "most it reads at once",
    "language.gpu_layers": "share on graphics card",
    "language.unload_after": "seconds it stays loaded",
    "language.server": "server that answers",
    "language.server_model": "model on that server",
    "language.allow_remote": "server may be elsewhere",
    "embedding.model": "finds by meaning with",
    "embedding.download": "may fetch that model",
    "answer.budget_tokens": "text read for an answer",
    "answer.floor": "proof an answer needs",
    "sleep.when": "when Ebb sleeps",
    "librarian.when": "model helps in sleep",
    "librarian.minutes": "its minutes a day",
    "librarian.memories": "its memories a day",
    "librarian.quiet": "its seconds of quiet",
    "decay.curve": "how memories fade",
    "mcp.clients": "what programs may see",
    "store.durability": "safe from power cuts",
    "work.background": "learn after commands",
    "export.links": "links in exported notes",
    "export.flavour": "exports are for",
    "export.pictures": "pictures in exports",
}
"""What each setting does for the person, by its own name."""

_ABOUT: Final = {
    "capture.exclude_apps": "Programs of which nothing is kept; * and ? stand for any letters.",
    "capture.exclude_titles": "Windows of which nothing is kept, by their titles; * and ? stand for any letters.",
    "capture.exclude_urls": "Web pages of which nothing is kept, such as *.bank.example/*.",
    "capture.only_apps": "Where any stand here, nothing is kept of all other programs.",
    "capture.unknown": "What becomes of a window when nobody can tell which program it belongs to.",
    "capture.hours": "Where any stand here, nothing is kept at other times: Mon-Fri 08:00-18:00.",
    "capture.monitors": "Where any stand here, nothing is kept of other monitors; by name or number.",
    "capture.secrets": "Whether passwords, keys, card and account numbers are masked in what is kept.",
    "capture.languages": "Languages of what is read off the screen, as Tesseract names them: eng, deu, fra.",
    "capture.reader": "What reads the text off the screen: auto takes tesseract where it can.",
    "language.model": "A model file (GGUF) on this machine that writes answers; without one they are quotes.",
    "language.threads": "How many processor cores the model works on; none takes all but one.",
    "language.context": "How long question, memories and answer may be together, in tokens: 4,000 are 3,000 words.",
    "language.gpu_layers": "How many layers of the model the graphics card works on; none gives it all of them.",
    "language.unload_after": "How long the model stays in working memory after the last question.",
    "language.server": "A server to ask instead of a file (OpenAI-compatible), such as http://127.0.0.1:11434/v1.",
    "embedding.model": "The model that finds memories by what they mean: the one that comes with Ebb, or another.",
    "embedding.download": "Whether the model that finds by meaning may be fetched where it is missing.",
    "answer.budget_tokens": "How much of your memories is read for an answer, in tokens: 4,000 are 3,000 words.",
    "answer.floor": "How well memories must fit; below that Ebb says that it does not know. none: as measured.",
    "sleep.when": "Asleep, Ebb links and sums up. idle: once a day, while nobody uses it; never: only by `ebb sleep`.",
    "librarian.when": "The model describes memories by itself. idle: while nobody asks; never: only by `ebb sleep`.",
    "librarian.minutes": "How many minutes a day the model may work on memories by itself.",
    "librarian.memories": "How many memories a day the model may look at by itself.",
    "librarian.quiet": "How long nobody must have asked anything before the model begins by itself.",
    "decay.curve": "fsrs fades fast at first and ever slower later; ebbinghaus by the same share every day.",
    "mcp.clients": "What other programs may see and add through `ebb mcp`: tables [mcp.clients.NAME].",
    "store.durability": "full: what is saved survives a power cut; normal: a little faster, the last seconds may go.",
    "work.background": "Whether Ebb goes on learning what memories mean after a command has ended.",
    "export.links": "wiki writes links as [[Name]], markdown as [Name](Name.md).",
    "export.flavour": "The program that exported notes are to be read with.",
}
"""What a setting means, where its own words are for those who know the engine."""

_CHECKS: Final = {
    "home": "folder",
    "SQLite": "database program",
    "full text": "search by words",
    "permissions": "who can read it",
    "disk": "free space",
    "meaning": "search by meaning",
    "language model": "model that answers",
    "reading": "reading pictures",
    "screen": "screen capture",
    "pending": "still to learn",
}


def label_of(name: str) -> str:
    """What a setting is called on the screen."""
    return LABELS.get(name, name)


def check_label(name: str) -> str:
    """What a check is called on the screen."""
    return _CHECKS.get(name, name)


def plain(one: "Setting") -> "Setting":
    """The setting with what it means in plain words."""
    return replace(one, about=_ABOUT.get(one.name, one.about))


def value_words(value: Any) -> str:
    """A setting's value for people: yes and no for a switch, else as it is typed."""
    from app.config import as_text

    return ("yes" if value else "no") if isinstance(value, bool) else as_text(value)
