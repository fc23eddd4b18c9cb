"""`ebb search`: recall memories by words and meaning."""

from time import perf_counter
from typing import Any

import click

from core.errors import ExitCode
from ui.cli.command import Command
from ui.cli.moments import as_of, date_of, local_now, moment
from ui.cli.options import filters, looking_back, typed
from ui.cli.output import put, put_json, say
from ui.cli.session import Session

KEYWORDS_ONLY = "ebb: keywords only: no embedding model can be used; 'ebb doctor' says why."


@click.command(cls=Command)
@click.argument("query", nargs=-1, required=True)
@click.option(
    "--limit", type=click.IntRange(1, 1000), default=10, metavar="N", show_default=True, help="How many at most."
)
@filters
@looking_back
@click.option("--all", "everything", is_flag=True, help="Also what has gone dormant or was superseded.")
@click.option("--explain", is_flag=True, help="Say why each was found.")
@click.pass_obj
def search(
    session: Session, /, query: tuple[str, ...], limit: int, everything: bool, explain: bool, **given: Any
) -> ExitCode:
    """Find memories by their words and their meaning, best first."""
    now = local_now()
    words = typed(query)
    since, until = moment(given["since"], now), moment(given["until"], now, end=True)
    back = as_of(given["as_of"], now)
    with session.open() as ebb:
        start = perf_counter()
        hits = ebb.search(
            words,
            limit=limit,
            since=since,
            until=until,
            kinds=given["kinds"],
            tags=given["tags"],
            all=everything,
            as_of=back,
        )
        seen = ebb.screens.of_memories([hit.memory.id for hit in hits if hit.memory.kind == "screen"])
        elapsed = round((perf_counter() - start) * 1000, 1)
        meaning = ebb.semantic() is not None
    if not meaning:
        say(KEYWORDS_ONLY)
    if session.json:
        then = {"as_of": back.isoformat()} if back else {}
        put_json({"query": words, **then, "elapsed_ms": elapsed, "hits": [hit.to_json() for hit in hits]})
    else:
        from ui.cli.lines import found

        blocks = [
            "\n".join(found(number, hit, back or now, explain, seen.get(hit.memory.id)))
            for number, hit in enumerate(hits, 1)
        ]
        if blocks:
            blocks = [f"As of {date_of(back)}", *blocks] if back else blocks
            put("\n\n".join(blocks))
        else:
            say("Nothing found.")
    return ExitCode.DONE if hits else ExitCode.NOTHING
