"""A question answered from memory: by the local model where there is one, else by quoting; never without evidence."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from time import perf_counter
from typing import TYPE_CHECKING

from app.config import Config
from app.minds import Minds
from core.answer.extract import UNKNOWN, extracted, passing
from core.clock import aware, zoned
from core.errors import BadInput
from core.memory import Answer
from core.recall.engine import Recall, Request
from core.recall.question import LONGEST
from core.store.filters import Filters

if TYPE_CHECKING:
    from core.recall.engine import Found

READ = 20
"""Memories recalled for an answer."""


class Asking:
    """Answers questions over one memory."""

    def __init__(self, recall: Recall, minds: Minds, config: Config) -> None:
        self._recall = recall
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
    ) -> Answer:
        """Answer or abstain; dates are in the zone of `now`, else the machine's; `as_of` from what was known then.

        Raises: BadInput, ModelError's family.
        """
        began = perf_counter()
        asked = question.strip()
        if not asked:
            raise BadInput("There is no question.", 'Ask one, as in: ebb ask "When did I last see Ana?"')
        local = zoned(now or as_of)
        filters = Filters(superseded=False, derived=False, as_of=aware(as_of) if as_of else None)
        found = self._recall.find(Request(asked, READ, filters, False, local))
        if extractive or not self._config.language.model:
            embedder = self._minds.shared_embedder()
            answer = extracted(asked[:LONGEST], found, local.tzinfo, embedder, self._config.answer.floor)
        else:
            answer = self._generated(asked, found, local, on_text, cancelled)
        return replace(answer, question=question, elapsed_ms=(perf_counter() - began) * 1000)

    def _generated(
        self,
        question: str,
        found: "Found",
        now: datetime,
        on_text: Callable[[str], None] | None,
        cancelled: Callable[[], bool] | None,
    ) -> Answer:
        from app.generating import generated

        hits = passing(found, self._config.answer.floor)
        if not hits:
            return Answer(UNKNOWN, (), True, mode="generated", model=self._minds.language_name())
        return generated(
            question,
            [hit.memory for hit in hits],
            self._minds.language(),
            now=now,
            on_text=on_text,
            cancelled=cancelled,
            budget=self._config.answer.budget_tokens,
        )
