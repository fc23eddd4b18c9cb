"""`ebb about`: what is known of somebody or something, or of yourself, each line with its evidence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import click

from core.errors import ExitCode
from core.text.sanitise import shown, shown_line
from ui.cli.command import Command
from ui.cli.moments import date_of, local_now, moment
from ui.cli.output import paint, put, put_json, say, width
from ui.cli.session import Session

if TYPE_CHECKING:
    from core.levels.cards import About
    from core.levels.evidence import Evidence, Fact
    from core.levels.profile import Line, Profile
    from core.store.entities import Entity

_HEADINGS = {"changed": "Changed", "stable": "Stable", "recent": "Recent"}


@click.command(cls=Command)
@click.argument("name", required=False, nargs=-1)
@click.option("--as-of", metavar="WHEN", help="What was known at that time.")
@click.pass_obj
def about(session: Session, name: tuple[str, ...], as_of: str | None) -> ExitCode:
    """Show what is known of NAME, or without one of yourself.

    Every line has its date and the id of the memory that it stands in.
    """
    at = moment(as_of, local_now(), end=True)
    with session.open() as ebb:
        if not name or " ".join(name).lower() in ("me", "you", "myself"):
            return _profile(session, ebb.levels.profile(at))
        asked = " ".join(name)
        found = ebb.levels.candidates(asked)
        if len(found) > 1:
            return _candidates(session, asked, found)
        card = ebb.levels.about(asked, at)
    if session.json:
        put_json(card.to_json())
    else:
        put("\n".join(_card(card)))
    return ExitCode.DONE


def _candidates(session: Session, name: str, found: list[Entity]) -> ExitCode:
    if session.json:
        put_json({"name": name, "candidates": [{"name": one.name, "kind": one.kind} for one in found]})
    else:
        for one in found:
            put(f"{shown_line(one.name, width() - 16)}  {paint(one.kind, 'dim')}")
        say(f"Several go by {shown_line(name, 40)!r}. Give the whole name.")
    return ExitCode.USAGE


def _card(card: About) -> Iterator[str]:
    yield f"{paint(shown_line(card.name, width() - 16), 'title')}  {paint(card.kind, 'dim')}"
    since, last = date_of(card.since), date_of(card.last)
    known = f"known since {since}, last mentioned {last}" if since != last else f"known of {since}"
    yield f"{known}, in {card.memories:,} {'memory' if card.memories == 1 else 'memories'}"
    if card.aliases:
        yield f"also {shown_line(', '.join(card.aliases), width() - 6)}"
    if card.related:
        yield shown_line("with " + ", ".join(f"{one.name} ({one.memories})" for one in card.related), width())
    if card.own:
        yield from ("", "As you put it", shown(card.own))
    yield from _facts(card.holds)
    if card.likes:
        yield from ("", paint("Says of themselves", "title"), *_lines(card.likes))
    if card.lines:
        yield from ("", paint("In the memories", "title"))
    for one in card.lines:
        yield from _evidence(one)


def _facts(facts: Sequence[Fact]) -> Iterator[str]:
    if facts:
        yield from ("", paint("Stated", "title"))
    for fact in facts:
        yield shown_line(fact.text, width())
        for one in fact.evidence:
            yield from _evidence(one)


def _profile(session: Session, profile: Profile) -> ExitCode:
    if session.json:
        put_json(profile.to_json())
    elif not (profile.lines or profile.holds or profile.own):
        say("Nothing is known of you yet. What you write of what you like, avoid or always do will stand here.")
    else:
        put("\n".join(_sections(profile)))
    return ExitCode.DONE if profile.lines or profile.holds or profile.own else ExitCode.NOTHING


def _sections(profile: Profile) -> Iterator[str]:
    yield paint("About you", "title")
    if profile.own:
        yield from ("", "As you put it", shown(profile.own))
    yield from _facts(profile.holds)
    for section, heading in _HEADINGS.items():
        lines = [line for line in profile.lines if line.section == section]
        if lines:
            yield from ("", paint(heading, "title"), *_lines(lines))


def _lines(lines: Sequence[Line]) -> Iterator[str]:
    for line in lines:
        yield shown_line(line.text, width())
        for one in line.evidence[-3:]:
            yield from _evidence(one)


def _evidence(one: Evidence) -> Iterator[str]:
    """When, which memory, who; then the words."""
    from ui.cli.lines import wrapped

    teller = shown_line(one.author or one.title, 30)
    label = f"  {paint(one.label, 'warn')}" if one.label else ""
    yield f"  {date_of(one.at):>11}  {paint(one.id, 'dim')}{teller and '  ' + teller}{label}"
    yield from (f"               {line}" for line in wrapped(f"“{shown_line(one.quote)}”", width() - 15))
