"""Lets the local language model describe memories, and keeps only what stands in them."""

import json
from collections.abc import Callable
from dataclasses import dataclass, fields, replace

from app.generating import model_errors
from app.hearing import ROOM, fits, heard
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

FIELDS = ("title", "context", "keywords", "auto_tags")

Begin = Callable[[Connection], int]


@dataclass(frozen=True, slots=True)
class Counts:
    """How many memories a model described; how many were changed, could not be used; parts kept and dropped.

    Of the dropped parts `copied` are words of the prompt and `repeated` go in circles; `looped` replies were cut off.
    """

    read: int = 0
    revised: int = 0
    failed: int = 0
    kept: int = 0
    dropped: int = 0
    copied: int = 0
    repeated: int = 0
    looped: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, part.name) + getattr(other, part.name) for part in fields(Counts)))


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
    own: list[int] = []

    def begun(connection: Connection) -> int:
        if not own:
            own.append(runs.begin(connection, "describing", to_micros(utc_now())))
        return own[0]

    work = Describer(store, model, stopped, run or begun)
    counts = Counts()
    seqs = store.read(lambda connection: descriptions.to_model(connection, limit))
    try:
        for done, seq in enumerate(seqs):
            if stopped():
                break
            if progress:
                progress(done, len(seqs))
            counts += work.take(seq)
    finally:
        if own:
            store.write(lambda connection: runs.end(connection, own[0], to_micros(utc_now())))
    if progress:
        progress(counts.read, len(seqs))
    return counts


class Describer:
    """Describes memories one by one, in the run that `run` gives in a transaction."""

    def __init__(self, store: Store, model: LanguageModel, stopped: Callable[[], bool], run: Begin) -> None:
        self._store = store
        self._model = model
        self._stopped = stopped
        self._run = run

    def take(self, seq: int) -> Counts:
        """Describe one memory, unless it is gone or the work is stopped. Raises: ModelMissing, ModelBroken."""
        row, listeners, tags = self._store.read(lambda connection: self._read(connection, seq))
        if row is None:
            return Counts()
        memory = present.memory(row, utc_now())
        with model_errors():
            speech = self._said(memory, tags, listeners)
        if self._stopped():
            return Counts()
        found = reply(speech.text)
        zone = row.occurred_at.astimezone().tzinfo
        assert zone is not None
        ground = Ground(memory, zone, listeners)
        checked = ground.checked(found, tags) if found else Grounded(Reply(), 0, 0)
        revised = self._store.write(lambda connection: self._write(connection, row, checked.reply))
        return Counts(
            read=1,
            revised=int(revised),
            failed=int(found is None),
            kept=checked.kept,
            dropped=checked.dropped,
            copied=checked.copied,
            repeated=checked.repeated,
            looped=int(speech.stuck()),
        )

    def pass_over(self, seq: int) -> None:
        """Do not ask about a memory as it stands."""
        self._store.write(lambda connection: descriptions.mark_modelled(connection, seq))

    def _read(self, connection: Connection, seq: int) -> tuple[Row | None, list[str], list[str]]:
        row = rows.by_seq(connection, [seq]).get(seq)
        listeners = descriptions.listeners(connection, [seq]).get(seq, [])
        return row, listeners, descriptions.vocabulary(connection)

    def _said(self, memory: Memory, tags: list[str], listeners: list[str]) -> Speech:
        """The model's reply; a memory that is too long for it is shown in part, a reply that loops is cut off."""
        room = self._model.context_tokens - LONGEST_REPLY - ROOM
        messages = asking(memory, tags, listeners)
        while not fits(self._model, messages, room) and len(memory.text) > 200:
            memory = replace(memory, text=memory.text[: min(len(memory.text), LONGEST_TEXT) // 2])
            messages = asking(memory, tags[:10], listeners)
        return heard(self._model, messages, LONGEST_REPLY, self._stopped, SCHEMA)

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
