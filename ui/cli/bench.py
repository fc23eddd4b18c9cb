"""`ebb bench`: how fast this machine is at what Ebb does."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.errors import ExitCode
from core.text.sanitise import shown_line
from ui.cli.command import Family
from ui.cli.figures import size
from ui.cli.output import paint, put, put_json
from ui.cli.session import Session

if TYPE_CHECKING:
    from app.benching import ModelSpeed

MOST_RUNS = 50


@click.group(cls=Family)
def bench() -> None:
    """Measure how fast this machine is."""


@bench.command("model")
@click.argument("file", type=click.Path(), required=False)
@click.option("--runs", type=click.IntRange(1, MOST_RUNS), default=3, show_default=True, help="Runs of each kind.")
@click.option("--tokens", type=click.IntRange(64), default=2000, show_default=True, help="Tokens that are kept.")
@click.pass_obj
def model(session: Session, file: str | None, runs: int, tokens: int) -> ExitCode:
    """Measure the language model, or the GGUF model in FILE.

    Tokens read and said in a second, the time until the first token with and without what is kept of the prompt, and
    the memory that it takes. The model answers a question of its own; no memory is read.
    """
    from app.benching import model_speed
    from app.config import load
    from ui.cli.progress import Progress

    bar = Progress("Measuring")
    try:
        found = model_speed(
            load(session.place().config), Path(file) if file else None, runs=runs, beginning=tokens, told=bar
        )
    finally:
        bar.end()
    if session.json:
        put_json(_figures(found))
    else:
        from ui.cli.lines import table

        put("\n".join(table(_rows(found))))
    return ExitCode.DONE


def _rows(found: ModelSpeed) -> Iterator[tuple[str, str]]:
    yield "model", paint(shown_line(found.name), "title")
    yield "file", f"{shown_line(found.path)} ({size(found.bytes)})"
    yield "runs", f"{found.runs} of each kind, on {found.threads} {'thread' if found.threads == 1 else 'threads'}"
    yield "reads", f"{found.read_speed:,.0f} tokens/s (a prompt of {found.prompt:,})"
    yield "says", f"{found.said_speed:,.1f} tokens/s"
    yield "first token", f"{found.first_fresh:.2f} s"
    yield "with kept", f"{found.first_kept:.2f} s, {found.ratio:.1f} times sooner ({found.beginning:,} tokens kept)"
    yield "kept takes", f"{size(found.kept_bytes)} on disk"
    yield "loads in", f"{found.load:.2f} s"
    yield "memory", size(found.memory)


def _figures(found: ModelSpeed) -> dict[str, Any]:
    return {
        "model": found.name,
        "path": found.path,
        "bytes": found.bytes,
        "context": found.context,
        "threads": found.threads,
        "runs": found.runs,
        "prompt_tokens": found.prompt,
        "kept_tokens": found.beginning,
        "kept_bytes": found.kept_bytes,
        "read_tokens_per_s": round(found.read_speed, 1),
        "said_tokens_per_s": round(found.said_speed, 1),
        "first_token_s": {
            "fresh": round(found.first_fresh, 4),
            "kept": round(found.first_kept, 4),
            "ratio": round(found.ratio, 2),
        },
        "load_s": round(found.load, 3),
        "rss_bytes": found.memory,
    }
