"""Lets the local language model put digests into its words; what does not stand in their sources changes nothing."""

from collections.abc import Callable, Sequence
from functools import partial

from app.generating import model_errors
from core import present
from core.answer.speech import Speech
from core.clock import utc_now
from core.levels import rewriting
from core.ports import LanguageModel
from core.store import derived, rows
from core.store.derived import Role
from core.store.rows import Row
from core.store.store import Store


def reword(
    store: Store,
    model: LanguageModel,
    ids: Sequence[str],
    *,
    stop: Callable[[], bool],
    progress: Callable[[int, int], None],
) -> int:
    """Ask the model for a summary in place of the quotations of episodes and digests; returns how many were kept.

    Raises: ModelMissing, ModelBroken.
    """
    kept = 0
    for done, id in enumerate(ids):
        if stop():
            break
        progress(done, len(ids))
        found = store.read(partial(rows.by_id, id=id))
        if len(found) == 1 and found[0].role in rewriting.SENTENCES:
            kept += _reworded(store, model, found[0], stop)
    return kept


def _reworded(store: Store, model: LanguageModel, row: Row, stop: Callable[[], bool]) -> bool:
    role = Role(row.role)
    quoted = [source for source, _, _ in store.read(partial(derived.spans, seq=row.seq))]
    said = store.read(partial(rows.by_seq, seqs=quoted)).values()
    zone = row.occurred_at.astimezone().tzinfo
    assert zone is not None
    with model_errors():
        text = _told(model, role, row.text, stop)
    now = utc_now()
    summary = "" if stop() else rewriting.checked(text, role, [present.memory(one, now) for one in said], zone)
    if not summary:
        return False
    head = row.text.split("\n", 1)[0]
    work = partial(derived.reword, seq=row.seq, version=row.version, text=f"{head}\n{summary}", by=model.name)
    return store.write(work)


def _told(model: LanguageModel, role: Role, text: str, stop: Callable[[], bool]) -> str:
    speech = Speech()
    stream = model.stream(
        rewriting.asking(role, text), max_tokens=rewriting.MOST_TOKENS, cancelled=lambda: stop() or speech.stuck()
    )
    for piece in stream:
        speech.hear(piece)
    return speech.text
