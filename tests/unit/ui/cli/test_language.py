"""`ebb models` on a hub on this machine: list, pull, verify, use, remove."""

import hashlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.language import fetching
from tests.gguf import scripted
from tests.hub import Hub, running
from tests.unit.ui.cli.conftest import Run

NAME = "someone/small-GGUF/small.gguf"


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Hub]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.setattr(fetching, "WAIT", 0.01)
    with running() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        hub.add(NAME, scripted(tmp_path / "small.gguf", "Yes.").read_bytes())
        yield hub
    from huggingface_hub import close_session

    close_session()


def test_the_list_shows_size_memory_licence_and_fit_and_asks_no_hub(run: Run, hub: Hub) -> None:
    printed = run("models", "list", "--json").json()
    assert printed["machine"]["cores"] >= 1
    one = next(model for model in printed["models"] if model["name"] == "qwen3-4b")
    assert (one["licence"], one["open"], one["path"], one["used"]) == ("Apache-2.0", True, None, False)
    assert one["fit"] in ("fits", "slow", "tight", "too large")
    assert one["memory"] > one["bytes"] > 2e9
    shown = run("models").out
    assert "Llama 3.1 Community License" in shown and "2.5 GB" in shown
    assert hub.asked == []


def test_a_model_is_pulled_verified_used_and_removed(run: Run, hub: Hub, home: Path) -> None:
    outcome = run("models", "pull", NAME)
    path = Path(outcome.out.strip())
    assert outcome.code == 0 and path.is_relative_to(home / "models")
    assert "licence" in outcome.err and hashlib.sha256(path.read_bytes()).hexdigest() in outcome.err
    assert run("models", "verify", "small.gguf", "--json").json()["checked"] == "hub"
    assert run("models", "use", NAME, "--json").json()["path"] == str(path)
    assert run("models", "list", "--json").json()["models"][-1]["used"] is True
    assert "in use" in run("models", "list").out
    assert run("models", "remove", NAME).code == 2, "nobody said yes"
    assert path.exists()
    assert run("models", "remove", NAME, "--yes").code == 0
    assert not path.exists()
    assert run("models", "list", "--json").json()["language"] == {"path": None}


def test_errors_are_one_line_with_the_contracts_codes(run: Run, hub: Hub, home: Path) -> None:
    for name, code in (("qwen", 5), ("someone/small-GGUF/none.gguf", 5), ("https://hub/x", 3), ("a/b/c.txt", 3)):
        outcome = run("models", "pull", name)
        assert (outcome.code, outcome.out, len(outcome.err.splitlines())) == (code, "", 1)
    hub.add(NAME, b"GGUF", announced="0" * 64)
    outcome = run("models", "pull", NAME)
    assert (outcome.code, outcome.out) == (5, "") and "SHA-256" in outcome.err
    assert list((home / "models").rglob("*.gguf*")) == []


def test_a_repository_named_with_escape_codes_reaches_neither_hub_nor_terminal(run: Run, hub: Hub) -> None:
    outcome = run("models", "pull", "a/b/\x1b]0;x\x07.gguf")
    assert outcome.code == 3 and "\x1b" not in outcome.err
    assert hub.asked == []


def test_an_interrupt_ends_a_pull_at_once_even_where_nothing_arrives_and_the_next_goes_on(
    run: Run, hub: Hub, home: Path
) -> None:
    content = scripted(home.parent / "long.gguf", "Yes.").read_bytes()
    assert len(content) > 300_000
    hub.hold_at = 200_000
    child = subprocess.Popen(
        [sys.executable, "-m", "ui.cli.main", "--home", str(home), "models", "pull", NAME],
        cwd=Path(__file__).parents[4],
        stderr=subprocess.PIPE,
        env=os.environ | {"EBB_WORK_BACKGROUND": "false"},
        text=True,
    )
    assert hub.held.wait(60)
    part = home / "models" / "someone--small-GGUF" / "small.gguf.part"
    while not (part.exists() and part.stat().st_size):
        assert child.poll() is None
        time.sleep(0.01)
    child.send_signal(signal.SIGINT)
    _, told = child.communicate(timeout=5)  # well below the patience with a silent hub
    assert child.returncode == 1 and "goes on from there" in told.splitlines()[-1]
    assert "Words of the hub" not in told and "\x1b" not in told
    hub.hold_at = 0
    assert run("models", "pull", NAME).code == 0
    assert hub.downloads[0] == "" and hub.downloads[-1].startswith("bytes=")
