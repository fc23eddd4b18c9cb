"""Engines that read text in pictures: which are on this machine, and the one to take."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.util import find_spec

from models.errors import NoReader
from models.ocr.lines import Box, Engine, Image, ReadLine, ReadWord
from models.ocr.tessdata import Data, found, install_command

__all__ = [
    "WITHOUT_RAPIDOCR",
    "Box",
    "Engine",
    "Image",
    "NoReader",
    "ReadLine",
    "ReadWord",
    "Readers",
    "find_reader",
    "readers",
]

WITHOUT_RAPIDOCR = "pipx inject ebb-memory rapidocr onnxruntime"


@dataclass(frozen=True, slots=True)
class Readers:
    """What is on this machine: Tesseract's data, whether both engines are installed, and what installs the rest."""

    data: Data
    tesseract: bool
    rapidocr: bool
    install: str
    """The command for what Tesseract lacks, "" where it lacks nothing."""


def _installed(module: str) -> bool:
    try:
        return find_spec(module) is not None
    except ValueError:  # it was taken out of this process
        return False


def readers(languages: Sequence[str]) -> Readers:
    """Look which engines could read the languages; loads none. Raises: NoReader for a name that is no language."""
    data = found(languages)
    bound = _installed("tesserocr")
    commands = ([] if bound else ["pipx inject ebb-memory tesserocr"]) + (
        [install_command(data.missing)] if data.missing else []
    )
    rapid = _installed("rapidocr") and _installed("onnxruntime")
    return Readers(data, bound and data.folder is not None, rapid, " && ".join(commands))


def find_reader(preference: str = "auto", languages: Sequence[str] = ("eng",)) -> Engine:
    """The engine of a preference: auto, tesseract or rapidocr; auto takes RapidOCR where Tesseract cannot be had.

    Languages that are missing are left out as long as there is one. RapidOCR reads English, Chinese and other Latin
    text whatever the languages. Raises: NoReader with what installs the engine.
    """
    at_hand = readers(languages)
    if at_hand.tesseract and at_hand.data.folder and preference != "rapidocr":
        from models.ocr.tesseract import Tesseract

        return Tesseract(at_hand.data.folder, at_hand.data.present)
    if preference == "tesseract":
        raise NoReader("Tesseract or the data of its languages is not installed.", at_hand.install)
    if not at_hand.rapidocr:
        raise NoReader("Nothing on this machine reads text in pictures.", at_hand.install or WITHOUT_RAPIDOCR)
    from models.ocr.rapid import Rapid

    return Rapid()
