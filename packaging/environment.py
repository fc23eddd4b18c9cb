"""Makes the project's own environment in .venv: `python3 packaging/environment.py [--dev]`, safe to repeat.

Only the standard library, and syntax that an older Python can still read, so that the version check below can speak.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import platform
import shutil
import subprocess
import sys
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STATE = VENV / "ebb.json"
"""What was installed, and from which pyproject.toml; gone while an installation is under way."""
CPU_INDEX = "https://download.pytorch.org/whl/cpu"


def main() -> None:
    """Bring .venv up to date with pyproject.toml; exits with pip's status if that fails."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--dev", action="store_true", help="also install what the checks and tests need")
    dev = parser.parse_args().dev
    if sys.version_info < (3, 11):  # noqa: UP036
        sys.exit(f"Ebb needs Python 3.11 or newer, this is {platform.python_version()}. Try: make PYTHON=python3.12")
    state = read_state()
    if state.get("key") == key(state.get("llm", False)) and (state.get("dev") or not dev):
        say("environment: .venv is up to date")
        return
    make_venv(state)
    install(dev or state.get("dev", False))


def install(dev: bool) -> None:
    """Install PyTorch, Ebb with its dependencies, and the language-model runtime if it can be built."""
    STATE.unlink(missing_ok=True)
    install_torch()
    say("environment: Ebb and what it depends on")
    pip("install", "--editable", ".[dev]" if dev else ".")
    llm = install_llm()
    STATE.write_text(json.dumps({"key": key(llm), "dev": dev, "llm": llm, "root": str(ROOT)}) + "\n")


def install_torch() -> None:
    """On Linux without an NVIDIA GPU, install the CPU build first, so that pip never fetches CUDA's gigabytes."""
    wanted = next(name for name in project()["dependencies"] if name.startswith("torch=="))
    version = wanted.partition("==")[2]
    there = installed(f"from importlib.metadata import version; assert version('torch').startswith('{version}')")
    if sys.platform != "linux" or has_nvidia() or there:
        return
    say("environment: PyTorch, the build for the CPU alone (no NVIDIA GPU here)")
    index = ["--extra-index-url", CPU_INDEX, "--retries", "1", "--timeout", "20"]
    if pip("install", "--no-deps", *index, f"{wanted}+cpu", check=False):
        say(f"environment: no CPU build of PyTorch at {CPU_INDEX}; the default build follows, several gigabytes")


def install_llm() -> bool:
    """Build the language-model runtime; True if it is there afterwards. Ebb works without it."""
    there = installed("import importlib.metadata as metadata; metadata.version('llama-cpp-python')")
    if compiler() is None and not there:
        say("environment: no C++ compiler, so no language-model runtime; Ebb answers in quotes. `ebb doctor` says more")
        return False
    say("environment: the language-model runtime" + ("" if there else ", built from source (about four minutes)"))
    with (VENV / "llm-build.log").open("wb") as errors:
        failed = pip("install", *project()["optional-dependencies"]["llm"], check=False, stderr=errors)
    if failed:
        say("environment: the runtime could not be built, so Ebb answers in quotes; .venv/llm-build.log says why")
        print("    to try again: rm .venv/ebb.json, and the same command once more", flush=True)
    return not failed


def make_venv(state: dict[str, Any]) -> None:
    """Create .venv, or create it anew if it is broken, half made or was made in another folder."""
    if state.get("root", str(ROOT)) == str(ROOT) and installed("import pip"):
        return
    say(f"environment: .venv with Python {platform.python_version()}")
    if subprocess.run([sys.executable, "-m", "venv", "--clear", str(VENV)]).returncode:
        sys.exit("Python's venv module does not work here; on Debian and Ubuntu: apt install python3-venv")


def pip(*arguments: str, check: bool = True, stderr: IO[bytes] | None = None) -> int:
    """Run the environment's pip with its own progress display; returns its status, or exits with it if `check`."""
    command = [str(PYTHON), "-m", "pip", "--no-input", "--disable-pip-version-check", *arguments]
    status = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, stderr=stderr).returncode
    if status and check:
        sys.exit(f"pip failed ({status}); what it printed above says why. The same command can simply be run again.")
    return status


def installed(statement: str) -> bool:
    """True if `statement` runs in the environment without an error."""
    return PYTHON.exists() and not subprocess.run([str(PYTHON), "-c", statement], capture_output=True).returncode


def project() -> dict[str, Any]:
    """The [project] table of pyproject.toml."""
    import tomllib

    return dict(tomllib.loads((ROOT / "pyproject.toml").read_text())["project"])


def read_state() -> dict[str, Any]:
    """What the last finished installation wrote, or an empty dict."""
    try:
        return dict(json.loads(STATE.read_text()))
    except (OSError, ValueError):
        return {}


def key(llm: bool) -> str:
    """A fingerprint of all that decides what must be installed; without the runtime, a new compiler counts too."""
    texts = [(ROOT / "pyproject.toml").read_text(), Path(__file__).read_text(), platform.python_version(), str(ROOT)]
    if not llm:
        texts.append(str(compiler()))
    return hashlib.sha256("\0".join(texts).encode()).hexdigest()


def compiler() -> str | None:
    """The C++ compiler's path, or None."""
    named = os.environ.get("CXX", "").split()
    return next((path for name in [*named[:1], "c++", "g++", "clang++"] if (path := shutil.which(name))), None)


def has_nvidia() -> bool:
    """True if an NVIDIA driver is loaded or its tool is there."""
    return Path("/proc/driver/nvidia/version").exists() or shutil.which("nvidia-smi") is not None


def say(line: str) -> None:
    """One line of progress, at once."""
    print(f"==> {line}", flush=True)


if __name__ == "__main__":
    main()
