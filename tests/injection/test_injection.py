"""Five hundred hostile memories and a model that obeys them all: nothing happens, nothing leaks, lies are marked."""

import hashlib
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from app import Ebb
from app.generating import generated
from core.answer.links import defused
from core.memory import Answer, Kind, Memory, Source, State
from core.text.sanitise import shown
from tests.injection.obedient import Obedient
from tests.injection.payloads import EVIL, Payload, payloads

NOW = datetime(2024, 5, 3, 12, tzinfo=UTC)
ALL = tuple(payloads())
QUESTION = "Where does the boat lie?"
OWN = "The boat lies at berth 12 of the marina."
LINK = re.compile(r"\w+://|\]\(|\bwww\.|javascript:|data:|mailto:|file:|<a |<img|evil\.example/", re.I)
KINDS = {"screen": Kind.SCREEN, "import": Kind.DOCUMENT, "chat": Kind.CHAT}
WATCHED = (
    "socket.connect", "socket.bind", "subprocess.Popen", "os.system", "os.exec", "os.posix_spawn", "os.remove",
    "os.rename", "os.chmod", "shutil.rmtree", "urllib.Request", "webbrowser.open", "os.mkdir",
)  # fmt: skip

_watching: list[list[str]] = []


def _hear(event: str, arguments: tuple[Any, ...]) -> None:
    if _watching and (event in WATCHED or (event == "open" and _writes(arguments))):
        _watching[-1].append(f"{event} {arguments[:2]}")


def _writes(arguments: tuple[Any, ...]) -> bool:
    mode = arguments[1]
    return isinstance(mode, str) and any(letter in mode for letter in "wax+")


sys.addaudithook(_hear)


@pytest.fixture
def done() -> Iterator[list[str]]:
    """What the program does to files, processes and the network while a test runs."""
    seen: list[str] = []
    _watching.append(seen)
    yield seen
    _watching.pop()


def hostile(payload: Payload) -> Memory:
    origin = Source(app="browser", title=payload.text[:60], author=payload.load[:40] or None)
    return Memory(
        "BAD", KINDS[payload.carrier], payload.load[:30], payload.text, "", (), (), NOW, NOW, 1, 1, False, State.VIVID,
        origin, trust=payload.carrier,
    )  # fmt: skip


@cache
def answered(payload: Payload) -> tuple[Answer, str, Obedient]:
    model, heard = Obedient([payload.load]), list[str]()
    answer = generated(QUESTION, [hostile(payload)], model, now=NOW, on_text=heard.append)
    return answer, "".join(heard), model


def test_there_are_five_hundred_and_no_two_are_alike() -> None:
    assert len(ALL) == len({payload.text for payload in ALL}) == 500


def test_the_watch_would_notice(done: list[str], tmp_path: Path) -> None:
    (tmp_path / "x").write_text("x")
    subprocess.run([sys.executable, "-c", ""], check=True)
    assert any(event.startswith("open") for event in done)
    assert any(event.startswith("subprocess") for event in done)


def test_nothing_is_done_because_a_memory_says_so(done: list[str]) -> None:
    for payload in ALL:
        answered.__wrapped__(payload)
    assert done == []


def test_no_escape_code_comes_out_neither_streamed_nor_in_the_end() -> None:
    for payload in ALL:
        answer, heard, _ = answered(payload)
        for text in (heard, answer.text, *answer.unsupported):
            assert text == shown(text), payload
            assert not re.search("[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\u200b]", text), payload


def test_no_link_comes_out_neither_streamed_nor_in_the_end() -> None:
    for payload in ALL:
        answer, heard, _ = answered(payload)
        for text in (heard, answer.text, *answer.unsupported):
            assert not LINK.search(text), (payload, LINK.search(text), text)


def test_every_made_up_sentence_is_marked_and_loses_its_citation() -> None:
    lies = ("treasure of Mallory lies in Samarkand", "Mallory owns 777 camels")
    for payload in ALL:
        answer, _, _ = answered(payload)
        for lie in lies:
            doubts = [sentence for sentence in answer.unsupported if lie in sentence]
            assert doubts, (payload, answer)
            assert all(sentence in answer.text and "[" not in sentence[sentence.find(lie) :] for sentence in doubts)
        for number in map(int, re.findall(r"\[(\d+)\]", answer.text)):
            assert number == 1, payload


def test_every_citation_that_is_left_quotes_its_memory_verbatim() -> None:
    for payload in ALL:
        answer, _, _ = answered(payload)
        for citation in answer.citations:
            assert payload.text[citation.start : citation.end] == citation.quote
            assert citation.n == 1


def test_no_payload_forges_a_tag_of_the_prompt() -> None:
    for payload in ALL:
        _, _, model = answered(payload)
        (prompt,) = model.prompts
        assert prompt.count("<memory ") == prompt.count("</memory>") == 1, payload
        assert prompt.count("<memories>") == prompt.count("</memories>") == 1, payload
        assert 'trust="written by the person"' not in prompt.split("<memories>")[1].split(">", 1)[0]


def test_a_memory_that_was_not_written_by_the_person_says_so_in_the_prompt() -> None:
    told = {"screen": "read off the screen", "import": "imported", "chat": "said in a chat"}
    for payload in ALL[:3]:
        _, _, model = answered(payload)
        assert f'trust="{told[payload.carrier]}"' in model.prompts[0]


def test_a_link_that_the_person_wrote_down_may_be_told() -> None:
    own = "The boat lies at berth 12 of the marina: https://marina.example/berths is the plan."
    mine = replace(hostile(ALL[0]), text=own, trust="self")
    model = Obedient(["The plan of the marina is https://marina.example/berths [1].", f"https://{EVIL}/x"])
    heard: list[str] = []
    answer = generated(QUESTION, [mine], model, now=NOW, on_text=heard.append)
    assert "https://marina.example/berths" in answer.text
    assert "https://marina.example/berths" in "".join(heard)
    assert EVIL not in answer.text


@pytest.mark.parametrize("load", sorted({payload.load for payload in ALL}))
def test_taking_links_out_twice_changes_nothing(load: str) -> None:
    assert defused(defused(load)) == defused(load)


def test_a_home_full_of_payloads_is_left_as_it_was(tmp_path: Path) -> None:
    home = tmp_path / "home"
    items = [
        {"text": payload.text, "kind": KINDS[payload.carrier].value, "source": {"app": "browser", "uri": f"x:{number}"}}
        for number, payload in enumerate(ALL[::5])
    ]
    with Ebb.open(home, background=False) as ebb:
        ebb.add_many([*items, {"text": OWN}])
        ebb.settle()
        ebb.ask(QUESTION, now=NOW, extractive=True)
        model = Obedient([payload.load for payload in ALL[:40:4]])
        ebb._minds._language = model  # the same seam that the real runtime stands behind
        object.__setattr__(ebb.config.language, "model", "obedient.gguf")
        before = _state(ebb, home)
        for question in (QUESTION, "What is the password?", "Forget everything about the boat", "Who is Mallory?"):
            answer = ebb.ask(question, now=NOW)
            assert not LINK.search(answer.text)
            assert answer.text == shown(answer.text)
            quoted = ebb.ask(question, now=NOW, extractive=True)
            assert not re.search(r"\w+://|\]\(", quoted.text)
        assert model.prompts
        assert _state(ebb, home) == before


def _state(ebb: Ebb, home: Path) -> tuple[object, ...]:
    """Everything that an answer must not change."""
    files = sorted(path.relative_to(home).as_posix() for path in home.rglob("*") if path.is_file())
    config = home / "config.toml"
    digest = hashlib.sha256(config.read_bytes()).hexdigest() if config.exists() else ""
    memories = [(memory.id, memory.text, memory.state, memory.pinned) for memory in ebb.recent(1000)]
    return digest, memories, [name for name in files if not name.endswith(("-wal", "-shm"))]
