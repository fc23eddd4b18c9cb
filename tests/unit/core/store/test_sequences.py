"""Whatever is done to memories, in any order: what is derived from them fits them, now and after opening again."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, initialize, invariant, multiple, rule

from app import Ebb
from tests.unit.core.store.scene import FakeEmbedder, assert_sound, embed, found

THREADS = st.sampled_from([None, "morning", "evening", "shared"])
TAGS = st.lists(st.sampled_from(["garden", "work", "çay"]), max_size=2)
COMMON = st.sampled_from(["rain", "bread and rain", "the long walk", "Straße"])


class Life(RuleBasedStateMachine):
    """A memory that things happen to; `texts` is what it should hold."""

    ids = Bundle("ids")

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.texts: dict[str, str] = {}
        self.gone: dict[str, str] = {}
        self.erased: set[str] = set()
        self.made = 0
        self.ebb = Ebb.open(self.folder, background=False)

    def teardown(self) -> None:
        self.ebb.close()
        shutil.rmtree(self.folder)

    def _text(self, common: str) -> str:
        """A text with a word that no other has."""
        self.made += 1
        return f"{common} word{self.made}x"

    def _item(self, common: str, thread: str | None, tags: list[str]) -> dict[str, object]:
        source = {"thread": thread, "author": "Ana"} if thread else None
        return {"text": self._text(common), "kind": "chat" if thread else "note", "tags": tags, "source": source}

    @initialize(target=ids)
    def begin(self) -> str:
        return self._add("rain", "shared", [])

    @rule(target=ids, common=COMMON, thread=THREADS, tags=TAGS)
    def add(self, common: str, thread: str | None, tags: list[str]) -> str:
        return self._add(common, thread, tags)

    def _add(self, common: str, thread: str | None, tags: list[str]) -> str:
        item = self._item(common, thread, tags)
        id = self.ebb.add(**item)  # type: ignore[arg-type]
        self.texts[id] = str(item["text"])
        return id

    @rule(target=ids, parts=st.lists(st.tuples(COMMON, THREADS, TAGS), max_size=6))
    def add_many(self, parts: list[tuple[str, str | None, list[str]]]) -> object:
        items = [self._item(*part) for part in parts]
        ids = self.ebb.add_many([*items, *items[:1]] if items and not items[0]["source"] else items)
        self.texts |= {id: str(item["text"]) for id, item in zip(ids, items, strict=False)}
        return multiple(*ids[: len(items)])

    def _known(self, ids: list[str]) -> list[str]:
        return [id for id in ids if id not in self.erased]

    @rule(id=ids, common=COMMON, title=st.sampled_from([None, "", "A title"]), tags=st.none() | TAGS)
    def edit(self, id: str, common: str, title: str | None, tags: list[str] | None) -> None:
        for known in self._known([id]):
            held = self.texts if known in self.texts else self.gone
            held[known] = self._text(common)
            self.ebb.edit(known, text=held[known], title=title, tags=tags)

    @rule(id=ids, tags=TAGS)
    def tag(self, id: str, tags: list[str]) -> None:
        for known in self._known([id]):
            self.ebb.edit(known, tags=tags)

    @rule(some=st.lists(ids, min_size=1, max_size=4))
    def forget(self, some: list[str]) -> None:
        self.ebb.forget(self._known(some))
        self.gone |= {id: self.texts.pop(id) for id in set(some) if id in self.texts}

    @rule(some=st.lists(ids, min_size=1, max_size=4))
    def restore(self, some: list[str]) -> None:
        self.ebb.restore(self._known(some))
        self.texts |= {id: self.gone.pop(id) for id in set(some) if id in self.gone}

    @rule(some=st.lists(ids, min_size=1, max_size=3))
    def erase(self, some: list[str]) -> None:
        self.ebb.forget(self._known(some), forever=True)
        self.erased |= set(some)
        for held in (self.texts, self.gone):
            for id in set(some) & set(held):
                del held[id]

    @rule(a=ids, b=ids)
    def link(self, a: str, b: str) -> None:
        if a != b and len(self._known([a, b])) == 2:
            self.ebb.link(a, b, "because")

    @rule(id=ids, number=st.integers(1, 3))
    def undo(self, id: str, number: int) -> None:
        for known in self._known([id]):
            if number <= len(self.ebb.history(known)):
                held = self.texts if known in self.texts else self.gone
                held[known] = self.ebb.undo(known, number).text

    @rule(limit=st.integers(1, 5), name=st.sampled_from(["fake", "other"]))
    def embed(self, limit: int, name: str) -> None:
        embed(self.ebb._store, FakeEmbedder(name), limit)

    @rule()
    def reopen(self) -> None:
        before = {memory.id: memory.text for memory in self.ebb.select()}
        self.ebb.close()
        self.ebb = Ebb.open(self.folder, background=False)
        assert {memory.id: memory.text for memory in self.ebb.select()} == before

    @invariant()
    def all_fits(self) -> None:
        assert_sound(self.ebb._store)
        assert {memory.id: memory.text for memory in self.ebb.select()} == self.texts
        assert {memory.id for memory in self.ebb.select(state="forgotten")} == set(self.gone)

    @invariant()
    def each_is_found_by_its_own_word(self) -> None:
        for held, there in ((self.texts, True), (self.gone, False)):
            for id, text in held.items():
                seq = self.ebb._lookback.seq(id)
                assert (seq in found(self.ebb._store, text.split()[-1])) is there


Life.TestCase.settings = settings(
    max_examples=20,
    stateful_step_count=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
TestWhateverIsDone = Life.TestCase
