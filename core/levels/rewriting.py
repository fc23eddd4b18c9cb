"""A digest in a language model's words: asked for from the quotations alone, and kept only if all of it stands in them.

What the memories say is data: it stands between tags that it cannot close, and gives no orders.
"""

import re
from collections.abc import Sequence
from datetime import tzinfo
from itertools import takewhile

from core import prompts
from core.answer.evidence import Claim, Evidence
from core.levels import wording
from core.memory import Memory
from core.notes.grounding import copies, repeats
from core.ports import Message
from core.store.derived import Role
from core.text.sanitise import shown, shown_line
from core.text.sentences import spans
from core.text.words import words

RULES = prompts.SUMMARISE

SENTENCES = {Role.EPISODE: 3, Role.DAY: 5, Role.WEEK: 7, Role.CARD: 5}
"""How many sentences a summary of each role may have."""
LONGEST = 900
"""Characters of a summary."""
MOST_TOKENS = 260
COPIED, REPEATED, UNGROUNDED = "copied", "repeated", "ungrounded"
_PROMPT = f" {' '.join(words(RULES))} "
_TAG = re.compile(r"<(?=/?\s*quot)", re.IGNORECASE)
_SELF = re.compile(r"\b(?:I|I'm|I've|[Mm]e|[Mm]y|[Mm]ine|[Yy]ou|[Yy]ours?|[Ww]e|[Oo]ur|[Uu]s)\b")
_QUOTED = re.compile(r": “.*”\Z")
_OPENER = re.compile(r"\W*([A-Z][\w'’-]+)")


def asking(role: Role, text: str, title: str = "") -> list[Message]:
    """The messages that ask for a summary of a derived memory's `text`; a card needs its `title`."""
    head, lines = parts(role, text)
    about = f"{title}. {head[0]}" if title else head[0]
    quoted = "\n".join(_TAG.sub("‹", shown_line(line)) for line in lines)
    asked = (
        f"{_TAG.sub('‹', shown_line(about))}\n<quotations>\n{quoted}\n</quotations>\n\n"
        f"Summarise them in at most {wording.counted(SENTENCES[role], 'sentence')}."
    )
    return [Message("system", RULES), Message("user", asked)]


def parts(role: Role, text: str) -> tuple[list[str], list[str]]:
    """What stays as it is of a derived memory's text, at least its first line, and its quotations, line by line.

    A card ends with what is quoted of it; all that stands before is stated.
    """
    lines = text.split("\n")
    first = 1
    if role is Role.CARD:
        first = len(lines) - sum(1 for _ in takewhile(_QUOTED.search, reversed(lines[1:])))
    return lines[:first], lines[first:]


def checked(said: str, role: Role, sources: Sequence[Memory], zone: tzinfo) -> str:
    """The summary on one line a sentence, or nothing unless every sentence of it stands in the sources.

    A sentence that begins with a speaker's name must stand in what that speaker said.
    """
    text = shown(said).strip()
    parts = [" ".join(text[start:end].split()) for start, end in spans(text)]
    if not parts or len(parts) > SENTENCES[role] or len(text) > LONGEST or copies(text, _PROMPT, _own(sources)):
        return ""
    evidence = [Evidence(source, zone) for source in sources]
    return "\n".join(parts) if all(_stands(part, evidence) for part in parts) else ""


def fault(said: str, sources: Sequence[Memory]) -> str:
    """What is wrong with a summary that `checked` leaves nothing of: COPIED from the prompt, REPEATED or UNGROUNDED."""
    text = shown(said)
    if copies(text, _PROMPT, _own(sources)):
        return COPIED
    return REPEATED if any(repeats(text[start:end]) for start, end in spans(text)) else UNGROUNDED


def _own(sources: Sequence[Memory]) -> str:
    return f" {' '.join(words(' '.join(source.text for source in sources)))} "


def _stands(sentence: str, evidence: Sequence[Evidence]) -> bool:
    claim = Claim(sentence)
    if claim.empty or repeats(sentence) or _SELF.search(sentence):
        return False
    opener = _OPENER.match(sentence)
    first = opener[1].lower() if opener else ""
    own = [one for one in evidence if first in (one.memory.source.author or "").lower().split()]
    return claim.stands_in(own or evidence)
