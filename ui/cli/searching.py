"""`ebb search`: recall memories by words and meaning."""

from dataclasses import replace
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
    """Find memories by their words and their meaning, best first.

    Filters may stand among the words: kind:screen app:firefox by:ana #tag since:"last week" until: on: is:pinned
    in:title and @name for a search that was saved in the app.
    """
    now = local_now()
    words = typed(query)
    since, until = moment(given["since"], now), moment(given["until"], now, end=True)
    back = as_of(given["as_of"], now)
    from app.querying import understood
    from app.saved import Saved, expanded
    from core.text.sanitise import shown_line

    with session.open() as ebb:
        start = perf_counter()
        asked = understood(expanded(words, Saved(ebb.home).all()) if "@" in words else words, now)
        asked = replace(
            asked,
            since=since or asked.since,
            until=until or asked.until,
            kinds=(*given["kinds"], *asked.kinds),
            tags=(*given["tags"], *asked.tags),
        )
        hits = ebb.queries.find(asked, limit=limit, now=now, all=everything, as_of=back).as_hits
        seen = ebb.screens.of_memories([hit.memory.id for hit in hits if hit.memory.kind == "screen"])
        elapsed = round((perf_counter() - start) * 1000, 1)
        meaning = ebb.semantic() is not None
    if not meaning:
        say(KEYWORDS_ONLY)
    for problem in asked.problems:
        say(f"Left out: {shown_line(problem)}.")
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
