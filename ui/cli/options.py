"""Options that several commands share, and how what was typed becomes text."""

import os
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

import click

from core.memory import Kind
from core.text.clean import cleaned

F = TypeVar("F", bound=Callable[..., Any])
KINDS = click.Choice([kind.value for kind in Kind])


def filters(command: F) -> F:
    """Add --since, --until, --kind and --tag."""
    for option in (
        click.option("--tag", "tags", metavar="T", multiple=True, help="Only with this tag; may be repeated."),
        click.option(
            "--kind", "kinds", type=KINDS, multiple=True, metavar="K", help="Only this kind; may be repeated."
        ),
        click.option("--until", metavar="WHEN", help="Only up to the end of this time: 2023-05-31, May 2023."),
        click.option("--since", metavar="WHEN", help="Only from this time on: 2023-05-01, yesterday, 3 weeks ago."),
    ):
        command = option(command)
    return command


def looking_back(command: F) -> F:
    """Add --as-of."""
    return click.option(
        "--as-of", "as_of", metavar="WHEN", help="From what was known then: 2023-05-31, last Tuesday, March 2025."
    )(command)


def typed(words: Sequence[str]) -> str:
    """Join typed words into text; bytes that are no UTF-8 become U+FFFD."""
    text = " ".join(words)
    if text.isascii():
        return text
    return cleaned(os.fsencode(text).decode("utf-8", "replace")).text
