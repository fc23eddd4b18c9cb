"""The questions that Ebb puts to a language model: memories as numbered data, short enough for small models.

What a memory says is data. It stands between tags that it cannot close, and the rules say that it gives no orders.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from core import prompts
from core.answer.followups import EBB, Turn
from core.memory import Kind, Memory
from core.ports import Message
from core.text.sanitise import shown, shown_line

UNKNOWN = prompts.UNKNOWN

TALK_TURNS, TALK_LETTERS = 6, 400
"""Turns of a conversation that a prompt shows, and characters of each."""
PROFILE_LINES = 8

_KINDS = {
    Kind.NOTE: "the person's note",
    Kind.CHAT: "message",
    Kind.SCREEN: "text on the screen",
    Kind.DOCUMENT: "document",
    Kind.SUMMARY: "summary",
    Kind.FACT: "fact",
    Kind.PROFILE: "profile",
}
_TRUST = {
    "self": "written by the person",
    "chat": "said in a chat",
    "screen": "read off the screen",
    "import": "imported",
}
_UNKNOWN_TRUST = "not known to be true"
_TAG = re.compile(r"<(?=/?\s*(?:memor|conversation|person))", re.IGNORECASE)
_ABSTENTION = re.compile(
    r"\W*(?:(?:i'm |i am )?sorry,? (?:but )?)?(?:i (?:really )?(?:don't|do not|cannot|can't) (?:know|say|tell|answer)\b"
    r"|(?:the|your|these) (?:numbered )?memories (?:don't|do not|cannot) \w+"
    r"|(?:there is|i have|i found) no (?:information|mention|memory|record)\b"
    r"|(?:it|this|that) is not (?:mentioned|stated|known)\b|unknown\W*\Z|not (?:mentioned|stated|known)\b)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A memory and what of its text a prompt shows: all of it, or its key sentences; `over` is what of it is over."""

    memory: Memory
    text: str
    over: str = ""


def answering(
    question: str,
    excerpts: Sequence[Excerpt],
    *,
    now: datetime,
    history: Sequence[Turn] = (),
    profile: Sequence[str] = (),
) -> list[Message]:
    """The messages that ask for an answer from excerpts, which are numbered from 1; dates are in `now`'s zone.

    Turns of a conversation and lines about the person tell what the question means; they are no memories to cite.
    """
    blocks = "\n".join(numbered(n, excerpt, now.tzinfo) for n, excerpt in enumerate(excerpts, start=1))
    asked = (
        f"{_about(profile)}<memories>\n{blocks}\n</memories>\n\n{_talk(history)}"
        f"Today is {_date(now, now.tzinfo)}.\n"
        f"Question: {_plain(question)}\n"
        f"Answer from the memories, each sentence with its [number], or write: {UNKNOWN}"
    )
    return [Message("system", prompts.ANSWER), Message("user", asked)]


def restating(question: str, history: Sequence[Turn]) -> list[Message]:
    """The messages that ask for a question to be said so that it can be understood without the conversation."""
    return [Message("system", prompts.RESTATE), Message("user", f"{_talk(history)}Last question: {_plain(question)}")]


def _talk(history: Sequence[Turn]) -> str:
    """The last turns between tags, one a line; nothing where there are none."""
    lines = [
        f"{'Ebb' if turn.role in EBB else 'Person'}: {_plain(turn.text[: 4 * TALK_LETTERS], TALK_LETTERS)}"
        for turn in history[-TALK_TURNS:]
    ]
    return "<conversation>\n" + "\n".join(lines) + "\n</conversation>\n\n" if lines else ""


def _about(profile: Sequence[str]) -> str:
    lines = [f"- {_plain(line, TALK_LETTERS)}" for line in profile[:PROFILE_LINES]]
    return "<person>\n" + "\n".join(lines) + "\n</person>\n\n" if lines else ""


def _plain(text: str, room: int | None = None) -> str:
    """Text on one line that cannot open or close a tag."""
    return _TAG.sub("‹", shown_line(text, room))


def numbered(n: int, excerpt: Excerpt, zone: tzinfo | None) -> str:
    """One excerpt between tags that give its number, date and source; nothing in it can close them."""
    memory = excerpt.memory
    trust = _TRUST.get(memory.trust, _UNKNOWN_TRUST)
    over = f' outdated="{_quoted(excerpt.over)}"' if excerpt.over else ""
    head = (
        f'<memory number="{n}" date="{_date(memory.occurred_at, zone)}" from="{_origin(memory)}" trust="{trust}"{over}>'
    )
    return f"{head}\n{_TAG.sub('‹', shown(excerpt.text)).strip()}\n</memory>"


def abstains(answer: str) -> bool:
    """Whether an answer begins by saying that the model does not know, or says nothing."""
    return not answer.strip() or _ABSTENTION.match(answer.replace("’", "'")) is not None


def _origin(memory: Memory) -> str:
    source = memory.source
    parts = [_KINDS.get(Kind(memory.kind), "memory") if memory.kind in set(Kind) else "memory"]
    parts += [f"by {source.author}"] if source.author else []
    parts += [part for part in (memory.title or source.title, source.app) if part]
    return _quoted(", ".join(parts), 120)


def _quoted(text: str, room: int = 200) -> str:
    """Text on one line that cannot end the attribute or the tag that it stands in."""
    return shown_line(text, room).replace('"', "'").replace("<", "‹").replace(">", "›")


def _date(when: datetime, zone: tzinfo | None) -> str:
    """ "Monday 8 May 2023", in words that do not depend on the machine's language."""
    local = when.astimezone(zone)
    day = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")[local.weekday()]
    months = "January February March April May June July August September October November December".split()
    return f"{day} {local.day} {months[local.month - 1]} {local.year}"
