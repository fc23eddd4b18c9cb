"""The two ends of a plain sitting: a line read, a line written."""

import sys
from typing import TYPE_CHECKING

from ui.cli.moments import local_now
from ui.cli.output import piece, put

if TYPE_CHECKING:
    from ui.cli.session import Session


def run(session: "Session") -> None:
    """Open the memory and sit until the person leaves. Raises: CannotOpen's family."""
    from ui.plain.sitting import Sitting

    with session.open_to_stay() as ebb:
        Sitting(ebb, asked, put, local_now).run()


def asked(question: str) -> str | None:
    """Put a question and read the line that is typed; None at the end of input."""
    piece(question)
    typed = sys.stdin.readline()
    if not typed:
        put()
        return None
    return typed.rstrip("\n")
