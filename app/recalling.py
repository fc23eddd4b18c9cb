"""Recall that knows what has ceased to hold: superseded memories only for the past, or where nothing else is found."""

from dataclasses import replace
from typing import TYPE_CHECKING

from app.truths import Truths
from core.truth.past import asks_of_the_past

if TYPE_CHECKING:
    from core.memory import Hit
    from core.recall.engine import Found, Recall, Request


def recalled(recall: "Recall", truth: Truths, request: "Request") -> "Found":
    """What recall finds; a superseded memory stands behind those that superseded it. Raises: BadInput.

    Where nothing that holds has a word of the query, what was superseded may.
    """
    from core.recall.fusion import WORDS

    past = request.filters.superseded or asks_of_the_past(request.query)
    found = recall.find(_with(request, superseded=past))
    if not past and not _by_channel(found, WORDS) and truth.anything_superseded():
        found = recall.find(_with(request, superseded=True))
    places = truth.order(found.hits)
    return replace(found, hits=[found.hits[at] for at in places], closeness=[found.closeness[at] for at in places])


def glanced(recall: "Recall", request: "Request") -> "list[Hit]":
    """What recall sees at a glance, of what holds; superseded memories only for the past. Raises: BadInput."""
    past = request.filters.superseded or asks_of_the_past(request.query)
    return recall.glance(_with(request, superseded=past))


def _by_channel(found: "Found", channel: str) -> bool:
    """Whether anything was found through a channel."""
    return any(why.channel == channel for hit in found.hits for why in hit.why)


def _with(request: "Request", *, superseded: bool) -> "Request":
    return replace(request, filters=replace(request.filters, superseded=superseded))
