"""Single keys from the terminal, without enter."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click


@contextmanager
def single_keys() -> Iterator[Callable[[], str]]:
    """Give a function that waits for the next key; what is typed ahead is kept, and nothing typed is echoed.

    It raises EOFError at the end of input. An escape sequence (an arrow key) comes as one key.
    """
    try:
        import termios
        import tty
    except ImportError:  # Windows
        yield click.getchar
        return
    keyboard = sys.stdin.fileno()
    before = termios.tcgetattr(keyboard)
    try:
        tty.setcbreak(keyboard, termios.TCSADRAIN)
        yield _reader(keyboard)
    finally:
        termios.tcsetattr(keyboard, termios.TCSADRAIN, before)


def _reader(keyboard: int) -> Callable[[], str]:
    typed: list[str] = []

    def read() -> str:
        if not typed:
            found = os.read(keyboard, 64).decode("utf-8", "replace")
            if not found or found == "\x04":
                raise EOFError
            typed.extend([found] if found.startswith("\x1b") else found)
        return typed.pop(0)

    return read
