"""The process that runs a model reaches neither the memory nor the network, nor any other process."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from app import Ebb
from models.language.runtime import available
from models.language.sandbox import Cell, offered
from tests.gguf import TEMPLATE, scripted

ROOT = Path(__file__).parents[4]
needs_landlock = pytest.mark.skipif(not offered().landlock, reason="this kernel has no Landlock")
needs_seccomp = pytest.mark.skipif(not offered().seccomp, reason="this system has no seccomp that Ebb knows")

PROBE = """
import ctypes, json, os, socket, subprocess, sys, threading
from pathlib import Path

def outcome(work):
    try:
        work()
    except OSError as error:
        return type(error).__name__
    except Exception as error:
        return "broken: " + repr(error)
    return "done"

def thread():
    ran = []
    one = threading.Thread(target=ran.append, args=(1,))
    one.start()
    one.join()
    assert ran

def shared_memory():
    if ctypes.CDLL(None, use_errno=True).shmget(0, 4096, 0o1600) < 0:
        raise PermissionError(ctypes.get_errno())

def probed(model, home, outside):
    attempts = {
        "the model": lambda: Path(model).read_bytes(),
        "its own code": lambda: __import__("wave"),
        "a thread": thread,
        "the database": lambda: (Path(home) / "ebb.db").read_bytes(),
        "the settings": lambda: (Path(home) / "config.toml").read_bytes(),
        "the folder": lambda: os.listdir(home),
        "other files": lambda: Path("/etc/passwd").read_bytes(),
        "a new file": lambda: Path(outside).write_bytes(b"x"),
        "changing the model": lambda: open(model, "r+b").close(),
        "removing the model": lambda: os.unlink(model),
        "the parent's variables": lambda: Path(f"/proc/{os.getppid()}/environ").read_bytes(),
        "a TCP socket": lambda: socket.socket(socket.AF_INET).close(),
        "a local socket": lambda: socket.socket(socket.AF_UNIX).close(),
        "a pair of sockets": lambda: socket.socketpair(),
        "a copy of itself": lambda: os.fork() or os._exit(0),
        "another program": lambda: subprocess.run(["/bin/true"]),
        "becoming another program": lambda: os.execv("/bin/true", ["true"]),
        "a signal to its parent": lambda: os.kill(os.getppid(), 0),
        "its parent's limits": lambda: __import__("resource").prlimit(os.getppid(), 7),
        "shared memory": shared_memory,
    }
    return {name: outcome(work) for name, work in attempts.items()}
"""
ALONE = f"""{PROBE}
from models.language.sandbox import close_in
cell = close_in(Path(sys.argv[1]))
print(json.dumps([cell.landlock, cell.seccomp, cell.outside, cell.words, probed(*sys.argv[1:4])]))
"""
WORKER = f"""{PROBE}
import models.language.worker as worker
def serve(engine, frame, output):
    said = engine.stream([{{"role": "user", "content": "?"}}], max_tokens=5, temperature=0.0, schema=None)
    output.send({{"id": frame["id"], "end": probed(*frame["paths"]), "says": "".join(said)}})
worker._serve = serve
worker.main()
"""
FREE = ("the model", "its own code", "a thread")
FILES = (
    *("the database", "the settings", "the folder", "other files", "a new file", "changing the model"),
    *("removing the model", "the parent's variables"),
)


@pytest.fixture
def paths(tmp_path: Path) -> list[str]:
    """A model, a home with a memory in it, and a file that does not exist."""
    home = tmp_path / "home"
    with Ebb.open(home, background=False) as ebb:
        ebb.add("The boat is moored.")
    (home / "config.toml").touch()
    return [str(scripted(home / "models" / "small.gguf", "Yes.")), str(home), str(tmp_path / "new")]


def closed_in(paths: list[str]) -> tuple[Cell, str, dict[str, str]]:
    done = subprocess.run([sys.executable, "-c", ALONE, *paths], cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    landlock, seccomp, outside, words, outcomes = json.loads(done.stdout)
    return Cell(landlock, seccomp, outside), words, outcomes


@needs_landlock
@needs_seccomp
def test_a_process_that_is_closed_in_reads_the_model_and_nothing_of_the_memory(paths: list[str]) -> None:
    cell, words, outcomes = closed_in(paths)
    assert cell == offered(), "no thread stands outside"
    assert (
        "Landlock" in words
        and "seccomp" in words
        and "no " not in words.replace("no socket", "").replace("no program", "")
    )
    assert {name: outcomes.pop(name) for name in FREE} == dict.fromkeys(FREE, "done")
    assert outcomes == dict.fromkeys(outcomes, "PermissionError")
    assert set(FILES) < set(outcomes)
    assert Path(paths[0]).exists() and not Path(paths[2]).exists()


@needs_landlock
@needs_seccomp
@pytest.mark.skipif(not available(), reason="llama-cpp-python is not installed")
def test_the_worker_that_has_loaded_a_model_is_closed_in_and_still_answers(paths: list[str]) -> None:
    settings: dict[str, Any] = {"path": paths[0], "threads": 2, "context": 512, "template": TEMPLATE, "keeps": False}
    asked = [settings, {"do": "stream", "id": 1, "paths": paths}]
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-c", WORKER],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert process.stdin and process.stdout
    with process:
        process.stdin.write(b"".join(json.dumps(frame).encode() + b"\n" for frame in asked))
        process.stdin.flush()
        ready = json.loads(process.stdout.readline())
        assert ready.get("ready"), ready
        told = json.loads(process.stdout.readline())
        process.kill()
    assert ready["cell"] == offered().words
    outcomes = told["end"]
    assert told["says"] == "Yes."
    assert {name: outcomes.pop(name) for name in FREE} == dict.fromkeys(FREE, "done")
    assert outcomes == dict.fromkeys(outcomes, "PermissionError")


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (Cell(0, False), "not held by Landlock or seccomp"),
        (Cell(7, False), "makes no TCP connection (Landlock); is not held by seccomp"),
        (Cell(0, True), "not held by Landlock,"),
        (Cell(7, True, 2), "2 threads stand outside"),
    ],
)
def test_what_is_missing_is_said(cell: Cell, expected: str) -> None:
    assert expected in cell.words
