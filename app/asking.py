"""A question answered from memory: by the local model where there is one, else by quoting; never without evidence."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from time import perf_counter
from typing import TYPE_CHECKING

from app.config import Config
from app.minds import Minds
from app.recalling import recalled
from app.truths import Truths
from core.answer.asked import tally_of
from core.answer.extract import UNKNOWN, extracted, passing
from core.answer.followups import Turn, alone
from core.answer.stated import Stated, answered
from core.clock import aware, zoned
from core.errors import BadInput
from core.memory import Answer, Memory
from core.recall.engine import Recall, Request
from core.recall.question import LONGEST
from core.store.filters import Filters
from core.truth.past import asks_of_the_past

if TYPE_CHECKING:
    from core.recall.engine import Found

READ = 20
"""Memories recalled for an answer."""


Near = Callable[[Filters], "Found"]
"""What recall finds for the question, under other filters."""
Tallied = Callable[[str, datetime, Filters, Near], Answer | None]


class Asking:
    """Answers questions over one memory."""

    def __init__(
        self, recall: Recall, minds: Minds, config: Config, truth: Truths, tally: Tallied | None = None
    ) -> None:
        """`tally` answers what is to be counted, listed or added up, from all that a store holds."""
        self._tally = tally
        self._recall = recall
        self._truth = truth
        self._minds = minds
        self._config = config

    def answer(
        self,
        question: str,
        *,
        now: datetime | None = None,
        extractive: bool = False,
        on_text: Callable[[str], None] | None = None,
        cancelled: Callable[[], bool] | None = None,
        as_of: datetime | None = None,
        history: Sequence[Turn] = (),
        profile: Sequence[str] = (),
    ) -> Answer:
        """Answer or abstain; dates are in the zone of `now`, else the machine's; `as_of` from what was known then.

        A question that leans on the conversation in `history`, whose turns are in order, is said anew with it first, as
        the answer's `understood` tells. `profile` are lines about the person. Neither is ever evidence.
        Raises: BadInput, ModelError's family.
        """
        began = perf_counter()
        asked = question.strip()
        if not asked:
            raise BadInput("There is no question.", 'Ask one, as in: ebb ask "When did I last see Ana?"')
        local = zoned(as_of or now)
        generates = not extractive and self._config.language.present
        understood = self._understood(asked, history, local, generates, cancelled)
        answer = self._answered(understood, local, generates, as_of, on_text, cancelled, history, profile)
        return replace(
            answer,
            question=question,
            understood=understood if understood != asked else "",
            elapsed_ms=(perf_counter() - began) * 1000,
        )

    def _understood(
        self,
        asked: str,
        history: Sequence[Turn],
        local: datetime,
        generates: bool,
        cancelled: Callable[[], bool] | None,
    ) -> str:
        """The question as it stands alone: by rules, or where they leave it open by the model, if there is one."""
        standing = alone(asked, history, local)
        if not standing.open or not generates:
            return standing.text
        from app.generating import restated

        return restated(asked, history, self._minds.language(), cancelled) or standing.text

    def _answered(
        self,
        asked: str,
        local: datetime,
        generates: bool,
        as_of: datetime | None,
        on_text: Callable[[str], None] | None,
        cancelled: Callable[[], bool] | None,
        history: Sequence[Turn],
        profile: Sequence[str],
    ) -> Answer:
        filters = Filters(superseded=False, derived=False, as_of=aware(as_of) if as_of else None)
        stated = self._truth.answering(asked, local, past=asks_of_the_past(asked))
        if not generates and (quoted := answered(asked, stated, local.tzinfo)):
            return quoted

        def near(within: Filters) -> "Found":
            return self._recall.find(Request(asked, READ, within, False, local))

        if self._tally and (counted := self._tally(asked[:LONGEST], local, filters, near)):
            return counted
        found, past = self._found(Request(asked, READ, filters, False, local))
        overs = self._truth.over([hit.memory.id for hit in found.hits], local)
        if not generates:
            embedder, floor = self._minds.shared_embedder(), self._config.answer.floor
            counting = self._tally is not None and tally_of(asked[:LONGEST], local) is not None
            return extracted(asked[:LONGEST], found, local.tzinfo, embedder, floor, overs, past, counting)
        memories = _leading(asked, stated, found, self._config)
        if not memories:
            return Answer(UNKNOWN, (), True, mode="generated", model=self._minds.language_name())
        from app.generating import generated

        return generated(
            asked,
            memories,
            self._minds.language(),
            now=local,
            on_text=on_text,
            cancelled=cancelled,
            budget=self._config.answer.budget_tokens,
            overs=overs,
            history=history,
            profile=profile,
        )

    def _found(self, request: Request) -> "tuple[Found, bool]":
        """What is recalled, and whether it may be of the past: as asked for, or since nothing else answers."""
        floor = self._config.answer.floor
        found = recalled(self._recall, self._truth, request)
        if asks_of_the_past(request.query) or passing(found, floor, request.query):
            return found, asks_of_the_past(request.query)
        wider = replace(request, filters=replace(request.filters, superseded=True))
        return recalled(self._recall, self._truth, wider), True


def _leading(question: str, stated: list[Stated], found: "Found", config: Config) -> list[Memory]:
    """The memories to answer from: those that state what is asked for, then those that bear the question out."""
    hits = [hit.memory for hit in passing(found, config.answer.floor, question)]
    known = [one.memory for one in stated]
    ids = {memory.id for memory in known}
    return [*{memory.id: memory for memory in known}.values(), *(memory for memory in hits if memory.id not in ids)]
