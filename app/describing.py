"""Lets the local language model describe memories, and keeps only what stands in them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, replace

from app.generating import model_errors
from core import present
from core.answer.speech import Speech
from core.clock import to_micros, utc_now
from core.memory import Memory
from core.notes.grounding import Ground, Grounded
from core.notes.schema import LONGEST_REPLY, LONGEST_TEXT, SCHEMA, Reply, asking, reply
from core.ports import LanguageModel
from core.store import descriptions, entities, revisions, rows, runs
from core.store.connection import Connection
from core.store.revisions import Author
from core.store.rows import Row
from core.store.store import Store

ROOM = 64  # tokens that a chat template may add
FIELDS = ("title", "context", "keywords", "auto_tags")

Begin = Callable[[Connection], int]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many memories a model described; how many were changed, could not be used; parts kept and dropped."""

    read: int = 0
    revised: int = 0
    failed: int = 0
    kept: int = 0
    dropped: int = 0


def describe_with_model(
    store: Store,
    model: LanguageModel,
    *,
    limit: int,
    cancelled: Callable[[], bool] | None = None,
    progress: Callable[[int, int], None] | None = None,
    run: Begin | None = None,
) -> Counts:
    """Ask the model about up to `limit` memories, newest and most recalled first; each is one transaction.

    What it says becomes a revision by "model:<name>" in the run that `run` gives, else in one of its own. What the
    person set stays. A memory is asked about once as it stands, so the next call goes on where this one was cancelled.
    Raises: ModelMissing, ModelBroken.
    """
    stopped = cancelled or (lambda: False)
    work = _Work(store, model, stopped, run)
    seqs = store.read(lambda connection: descriptions.to_model(connection, limit))
    try:
        for done, seq in enumerate(seqs):
            if stopped():
                break
            if progress:
                progress(done, len(seqs))
            work.take(seq)
    finally:
        work.end()
    if progress:
        progress(work.counts.read, len(seqs))
    return work.counts


class _Work:
    """One pass over memories."""

    def __init__(self, store: Store, model: LanguageModel, stopped: Callable[[], bool], run: Begin | None) -> None:
        self._store = store
        self._model = model
        self._stopped = stopped
        self._given = run
        self._own: int | None = None
        self.counts = Counts()

    def take(self, seq: int) -> None:
        """Describe one memory, unless it is gone or the pass is stopped meanwhile."""
        row, listeners, tags = self._store.read(lambda connection: self._read(connection, seq))
        if row is None:
            return
        memory = present.memory(row, utc_now())
        with model_errors():
            said = self._said(memory, tags, listeners)
        if self._stopped():
            return
        found = reply(said)
        zone = row.occurred_at.astimezone().tzinfo
        assert zone is not None
        ground = Ground(memory, zone, listeners)
        grounded = ground.checked(found, tags) if found else Grounded(Reply(), 0, 0)
        revised = self._store.write(lambda connection: self._write(connection, row, grounded.reply))
        now = self.counts
        self.counts = Counts(
            now.read + 1, now.revised + revised, now.failed + (found is None), now.kept + grounded.kept,
            now.dropped + grounded.dropped,
        )  # fmt: skip

    def end(self) -> None:
        """Close the run, if this pass began one."""
        if self._own is not None:
            number = self._own
            self._store.write(lambda connection: runs.end(connection, number, to_micros(utc_now())))

    def _read(self, connection: Connection, seq: int) -> tuple[Row | None, list[str], list[str]]:
        row = rows.by_seq(connection, [seq]).get(seq)
        listeners = descriptions.listeners(connection, [seq]).get(seq, [])
        return row, listeners, descriptions.vocabulary(connection)

    def _said(self, memory: Memory, tags: list[str], listeners: list[str]) -> str:
        """The model's reply; a memory that is too long for it is shown in part, a reply that loops is cut off."""
        room = self._model.context_tokens - LONGEST_REPLY - ROOM
        messages = asking(memory, tags, listeners)
        while sum(self._model.count_tokens(message.content) for message in messages) > room and len(memory.text) > 200:
            memory = replace(memory, text=memory.text[: min(len(memory.text), LONGEST_TEXT) // 2])
            messages = asking(memory, tags[:10], listeners)
        speech = Speech()

        def enough() -> bool:
            return self._stopped() or speech.stuck()

        for piece in self._model.stream(messages, max_tokens=LONGEST_REPLY, schema=SCHEMA, cancelled=enough):
            speech.hear(piece)
        return speech.text

    def _write(self, connection: Connection, row: Row, found: Reply) -> bool:
        """Store what was kept of a memory that still is as it was read; returns whether anything changed."""
        if not descriptions.is_as_read(connection, row.seq, row.version):
            return False
        at = to_micros(utc_now())
        changes = self._changes(connection, row, found)
        revised = False
        if changes:
            number = self._run(connection)
            author = Author(f"model:{self._model.name}", number)
            why = "described by the language model"
            revised = revisions.revise(connection, row.seq, changes, at=at, why=why, author=author)
            runs.count(connection, number, revisions=int(revised))
        if found.entities:
            numbers = entities.put(connection, dict(found.entities))
            entities.mention(connection, [(row.seq, id) for id in numbers.values()], self._run(connection))
        descriptions.mark_modelled(connection, row.seq)
        return revised

    def _changes(self, connection: Connection, row: Row, found: Reply) -> dict[str, object]:
        decided = descriptions.decided(connection, [row.seq], FIELDS).get(row.seq, set())
        current = revisions.current(connection, row.seq)
        assert current is not None
        tags = {*current["auto_tags"], *found.tags} - set(current["tags"])  # type: ignore[misc, call-overload]
        said: dict[str, object] = {
            "title": found.title,
            "context": found.context,
            "keywords": json.dumps(found.keywords, ensure_ascii=False) if found.keywords else "",
            "auto_tags": sorted(tags),
        }
        return {name: value for name, value in said.items() if value and name not in decided}

    def _run(self, connection: Connection) -> int:
        if self._given:
            return self._given(connection)
        if self._own is None:
            self._own = runs.begin(connection, "describing", to_micros(utc_now()))
        return self._own
