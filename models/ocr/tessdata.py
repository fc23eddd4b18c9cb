"""Where Tesseract's language data lies on this machine, what is missing of it, and the command that installs it."""

import os
import re
import shutil
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from models.errors import NoReader

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{1,30}")
"""A language as Tesseract names it: eng, deu, chi_sim."""
PLACES = (
    "usr/share/tesseract-ocr/*/tessdata",
    "usr/share/tesseract-ocr/tessdata",
    "usr/share/tessdata",
    "usr/local/share/tessdata",
)
"""Where distributions put the data, below the root."""
SHARED = Path("share") / "tessdata"
"""Where Homebrew, MacPorts and Nix put it, below the folder that they and their programs are in."""
INSTALLERS = (
    ("apt-get", "sudo apt install", "tesseract-ocr-{}", "-"),
    ("dnf", "sudo dnf install", "tesseract-langpack-{}", "_"),
    ("pacman", "sudo pacman -S", "tesseract-data-{}", "_"),
    ("zypper", "sudo zypper install", "tesseract-ocr-traineddata-{}", "_"),
    ("apk", "sudo apk add", "tesseract-ocr-data-{}", "_"),
)
"""Programs that install packages: their command, the data's package, and what stands for _ in a language's name."""


@dataclass(frozen=True, slots=True)
class Data:
    """The folder that holds most of the wanted languages (None without any), which, and which it lacks."""

    folder: Path | None
    present: tuple[str, ...]
    missing: tuple[str, ...]


def folders() -> list[Path]:
    """The folders of language data on this machine: TESSDATA_PREFIX first, newer versions before older ones."""
    named = os.environ.get("TESSDATA_PREFIX")
    candidates = [Path(named), Path(named) / "tessdata"] if named else []
    for place in PLACES:
        candidates += sorted(Path("/").glob(place), reverse=True)
    if homebrew := os.environ.get("HOMEBREW_PREFIX"):
        candidates.append(Path(homebrew) / SHARED)
    if program := shutil.which("tesseract"):
        candidates.append(Path(program).parent.parent / SHARED)
    return [folder for folder in candidates if folder.is_dir() and any(folder.glob("*.traineddata"))]


def found(languages: Iterable[str]) -> Data:
    """Look for the languages' data; of folders that hold equally many, the first. Raises: NoReader for a bad name."""
    wanted = tuple(dict.fromkeys(languages)) or ("eng",)
    for name in wanted:
        if not NAME.fullmatch(name):
            raise NoReader(
                f"{name[:40]!r} is no language as Tesseract names them.",
                "Use names such as eng or deu: ebb config set capture.languages eng,deu",
            )
    best = Data(None, (), wanted)
    for folder in folders():
        present = tuple(name for name in wanted if (folder / f"{name}.traineddata").is_file())
        if len(present) > len(best.present):
            best = Data(folder, present, tuple(name for name in wanted if name not in present))
    return best


def install_command(languages: Sequence[str]) -> str:
    """The command that installs the data of languages on this system."""
    if sys.platform == "darwin":
        return "brew install tesseract tesseract-lang"
    for program, command, package, joint in INSTALLERS:
        if shutil.which(program):
            return " ".join([command, *(package.format(name.replace("_", joint)) for name in languages)])
    return f"install the Tesseract data of {', '.join(languages)} and name its folder in TESSDATA_PREFIX"
