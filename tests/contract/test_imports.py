"""Every module imports alone in a fresh interpreter and pulls in nothing that its floor must not know."""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCREEN = {"rich", "textual", "textual_image", "click"}
MODELS = {
    "torch",
    "transformers",
    "sentence_transformers",
    "llama_cpp",
    "huggingface_hub",
    "onnxruntime",
    "rapidocr",
    "tesserocr",
}
FORBIDDEN = {
    "core": {"app", "models", "ui", "tokenizers"} | SCREEN | MODELS,
    "models": {"app", "core", "ui"} | SCREEN | MODELS,
    "app": {"ui", "tokenizers"} | SCREEN | MODELS,
    "ui": {"tokenizers"} | MODELS,
}
"""What the mere import of a floor's module must not load; even the models load their runtimes when first used."""
RUNTIME = {"models.language.engine": "llama_cpp"}
"""The module that the language model's own process runs, and the optional runtime that it loads at once."""
PROBE = "import sys, json, importlib; importlib.import_module(sys.argv[1]); print(json.dumps(sorted(sys.modules)))"


def loaded_by(module: str) -> set[str]:
    """The names of all modules in a fresh interpreter, warnings as errors, after importing `module` alone."""
    command = [sys.executable, "-W", "error", "-c", PROBE, module]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, f"import {module} failed:\n{done.stderr}"
    return set(json.loads(done.stdout))


def modules_of(floor: str) -> list[str]:
    """The dotted names of every module of one top-level package."""
    paths = sorted((ROOT / floor).rglob("*.py"))
    parts = [path.relative_to(ROOT).with_suffix("").parts for path in paths]
    return [".".join(part[:-1] if part[-1] == "__init__" else part) for part in parts if part[-1] != "__main__"]


@pytest.mark.parametrize("floor", FORBIDDEN)
def test_every_module_of_a_floor_imports_alone_and_loads_nothing_it_must_not_know(floor: str) -> None:
    modules = [name for name in modules_of(floor) if name not in RUNTIME or find_spec(RUNTIME[name])]
    assert modules
    with ThreadPoolExecutor(2) as pool:
        loaded = dict(zip(modules, pool.map(loaded_by, modules), strict=True))
    too_much = {
        module: sorted((FORBIDDEN[floor] - {RUNTIME.get(module)}) & {name.partition(".")[0] for name in names})
        for module, names in loaded.items()
    }
    assert {module: names for module, names in too_much.items() if names} == {}


def test_the_command_starts_without_loading_the_store_the_app_or_arrays() -> None:
    tops = {name.partition(".")[0] for name in loaded_by("ui.cli.main")}
    assert "click" in tops
    assert tops & {"numpy", "pydantic", "rich", "sqlite_utils", "textual", "yaml"} == set()


def test_from_app_import_ebb_loads_no_screen_and_no_model() -> None:
    tops = {name.partition(".")[0] for name in loaded_by("app")}
    assert tops & (SCREEN | MODELS | {"ui", "tokenizers"}) == set()
