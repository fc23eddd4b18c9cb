"""What was copied, and whether it is remembered: no password, no private window, nothing too short or too long."""

import re
from dataclasses import dataclass
from datetime import datetime

from core.screen.frame import Rect, Window
from core.screen.rules import UNKNOWN, Rules
from core.screen.secrets import masked

LONGEST = 200_000
"""Characters of a copy that is remembered; whoever copies more copies a file."""
SHORTEST = 8
"""Letters and digits below which a copy says nothing by itself."""
HINTS = ("x-kde-passwordmanagerhint", "org.nspasteboard.concealedtype")
"""What password managers put beside a secret, as the end of the format's name in lower case."""
_ADDRESS = re.compile(r"[a-z][a-z0-9+.-]*://|www\.|[~.]{0,2}/|[\w.+-]+@[\w-]+\.", re.IGNORECASE)
_MASK = re.compile(r"\[(?:key|iban|card|token|password|code)\]")


@dataclass(frozen=True, slots=True)
class Clip:
    """A copied text, and the window that had the keyboard then; `app` and `title` are "" where nobody can tell.

    `left_out` says in a word or two why the text was not even read; it is "" then.
    """

    text: str
    app: str = ""
    title: str = ""
    left_out: str = ""


def reason_against(clip: Clip, rules: Rules, now: datetime) -> str:
    """Why a copy is not remembered, in a few words; "" if it is."""
    if clip.left_out:
        return clip.left_out
    decision = rules.decide(Window("clipboard", clip.app, clip.title, Rect(0, 0, 1, 1)), now)
    if not decision.allowed and decision.rule != UNKNOWN:
        return decision.rule
    if len(clip.text) > LONGEST:
        return "too long"
    if sum(map(str.isalnum, _MASK.sub("", masked(clip.text)))) < SHORTEST:
        return "a secret" if sum(map(str.isalnum, clip.text)) >= SHORTEST else "too short"
    return "perhaps a password" if may_be_password(clip.text) else ""


def may_be_password(text: str) -> bool:
    """Whether a text is one word that mixes letters with digits or signs, and no address, path or plain number."""
    word = text.strip()
    if len(word) > 128 or len(word.split()) != 1 or _ADDRESS.match(word):
        return False
    kinds = [
        any(map(str.islower, word)),
        any(map(str.isupper, word)),
        any(map(str.isdigit, word)),
        any(not char.isalnum() for char in word.strip(".,;:!?()\"'")),
    ]
    return kinds[2] and sum(kinds) >= 2 or sum(kinds) >= 3
