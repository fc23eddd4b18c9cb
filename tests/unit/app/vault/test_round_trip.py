"""Whatever memories say, a vault brings them back without a difference, and writing it again changes nothing."""

import json
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from app import Ebb
from app.vault import json_form
from core.clock import to_micros
from core.errors import BadInput
from core.memory import Kind
from core.store import links, revisions
from core.store.connection import Connection
from core.store.revisions import Author
from tests.unit.app.vault.scene import export, files, take_back, told

AWKWARD = (
    "---", "\n---\n", "\r\n", "\r", "%% ebb:links %%", "\n%% ebb:links %%\n- [[x]] manual: y\n", "%% ebb:begin %%",
    "[[x]]", "]]", "a: b", "- [[x]] manual: y %%01ARZ3NDEKTSV4RRFFQ69G5FAV%%", '"', "\\", "'", "\x1b[31m", "\u2028",
    "\x85", "\ufeff", "\u202eevil", "\U0001f468\u200d\U0001f469", "key:: value", "\n\n", " ", "\t", "#tag",
    "![[a.png]]", "<!--", "null", "~", "2024-01-01", "yes", "{", "*a", "&a", "!!python/object", "| >", "../x", "CON",
    "a/b", "?", ".", "ebb-id: x", "x" * 300, "\u05e9\u05dc\u05d5\u05dd", "\ufdfa", "e\u0301", "\xe9", "[[Title one]]",
    "Title one", "title ONE", "[a](b.md)", "`", "```\n", "x\n\n\n", "  x",
)  # fmt: skip
CHARACTERS = st.characters(codec="utf-8", exclude_characters="\0")
TEXTS = st.lists(st.sampled_from(AWKWARD) | st.text(CHARACTERS, max_size=12), min_size=1, max_size=6).map("".join)
TITLES = st.none() | st.sampled_from(("Title one", "title ONE", "x" * 300, "---", "null")) | TEXTS
TIMES = st.none() | st.datetimes(datetime(1, 1, 5), datetime(9999, 12, 1), timezones=st.just(UTC))
SOURCES = st.fixed_dictionaries(
    {}, optional={part: TEXTS for part in ("app", "title", "uri", "file", "thread", "author")}
)
MEMORIES = st.fixed_dictionaries(
    {
        "text": TEXTS,
        "title": TITLES,
        "kind": st.sampled_from([kind.value for kind in Kind]),
        "tags": st.lists(TEXTS, max_size=3),
        "occurred_at": TIMES,
        "source": SOURCES,
    }
)
LINKS = st.tuples(st.integers(0, 5), st.integers(0, 5), st.sampled_from(links.KINDS), TEXTS, st.booleans())
EXAMPLES = int(os.environ.get("EBB_ROUND_TRIPS", "300"))
PHASES = (Phase.explicit, Phase.reuse, Phase.generate)
"""Without shrinking, which takes minutes where every example writes files."""
PASSING = ("described", "changed_at")
"""What of a memory is not kept in a vault: what is made again."""


@pytest.fixture(scope="module")
def template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty memory, to be copied."""
    home = tmp_path_factory.mktemp("template") / "home"
    with Ebb.open(home, background=False) as ebb:
        ebb.add("x")
        ebb.forget([ebb.recent()[0].id], forever=True)
    return home


@pytest.fixture
def opened(template: Path) -> Callable[[Path, str], Ebb]:
    """Give a function that opens a copy of the empty memory in a folder."""

    def one(folder: Path, name: str) -> Ebb:
        shutil.copytree(template, folder / name)
        return Ebb.open(folder / name, background=False, settings_flags={"store.durability": "normal"})

    return one


def fill(ebb: Ebb, memories: list[dict[str, Any]], edges: list[Any], pinned: set[int]) -> list[str]:
    """Add what can be added; half of the tags and links are Ebb's own."""
    ids: list[str] = []
    for memory in memories:
        try:
            ids.append(ebb.add(**memory))
        except BadInput:
            continue
    ids = list(dict.fromkeys(ids))
    for source, target, kind, why, own in edges:
        if source < len(ids) and target < len(ids) and source != target:
            a, b = (ebb.exchange.lookback.seq(ids[place]) for place in (source, target))
            author = Author() if own else Author("ebb")

            ebb.exchange.store.write(partial(tie, a=a, b=b, kind=kind, why=" ".join(why.split()), author=author))
    for place in pinned:
        if place < len(ids):
            ebb.pin(ids[place])
    return ids


def tie(connection: Connection, *, a: int, b: int, kind: str, why: str, author: Author) -> None:
    """Link two memories, and let Ebb find a tag."""
    links.add(connection, a, b, kind=kind, weight=0.25, why=why, at=to_micros(MOMENT), author=author)
    revisions.revise(connection, a, {"auto_tags": ["found"]}, at=0, why="found", author=Author("ebb"))


MOMENT = datetime(2024, 5, 8, 12, tzinfo=UTC)


def lines(ebb: Ebb, path: Path) -> list[dict[str, Any]]:
    """Every memory, link and typed name with all that the store holds of it."""
    json_form.write(ebb, path)
    read = [json.loads(line) for line in path.read_bytes().splitlines()]
    kept = [line for line in read if line["type"] in ("memory", "link", "name", "former title")]
    return [{name: value for name, value in line.items() if name not in PASSING} for line in kept]


@settings(
    max_examples=EXAMPLES, deadline=None, phases=PHASES, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    memories=st.lists(MEMORIES, min_size=1, max_size=6),
    edges=st.lists(LINKS, max_size=6),
    pinned=st.sets(st.integers(0, 5), max_size=2),
)
def test_a_vault_brings_every_memory_back_without_a_difference(
    opened: Callable[[Path, str], Ebb], memories: list[dict[str, Any]], edges: list[Any], pinned: set[int]
) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        with opened(folder, "one") as ebb, opened(folder, "two") as other:
            ids = fill(ebb, memories, edges, pinned)
            if not ids:
                return
            vault = folder / "vault"
            assert export(ebb, vault).written == len(ids)
            before = files(vault)
            assert export(ebb, vault).changed == 0
            assert files(vault) == before, "a second export writes nothing"
            report = take_back(other, vault)
            assert (report.added, report.skipped, report.remarks) == (len(ids), (), ())
            assert told(other) == told(ebb)
            assert lines(other, folder / "two.json") == lines(ebb, folder / "one.json")
            assert take_back(ebb, vault).remarks == ()
            assert export(other, vault).changed == 0
