"""A zip of Ebb's vault: recognised by its list of files or its notes, and unpacked beside everything to be read."""

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from tempfile import TemporaryDirectory

from app.home import FILE_MODE, FOLDER_MODE
from app.importing.items import Skipped
from app.importing.parts import Part, holds, parts
from app.vault import states
from app.vault.manifest import FILE, FOLDER
from app.vault.reading import ENDING, LARGEST, is_ours
from core.errors import Unreadable

_LISTS = (f"{FOLDER}/{FILE}", f"{FOLDER}/{states.FILE}")
_LOOKED_AT = 20  # notes that are looked at for an id where no list of files was packed
_MOST_LIST = 512 * 1024 * 1024  # bytes of a list of a vault's files


def is_vault(path: Path) -> bool:
    """Whether a file is such a zip."""
    if path.suffix.lower() != ".zip" or not path.is_file():
        return False
    if holds(path, lambda name: _is_list(name) and name.endswith(FILE)):
        return True
    found = (part for part in parts(path, _is_note) if isinstance(part, Part))
    return any(_begins_as_ours(part) for part in islice(found, _LOOKED_AT))


@contextmanager
def unpacked(path: Path) -> Iterator[tuple[Path, list[Skipped]]]:
    """The vault's folder while inside, under the name that it has in the zip, and what could not be unpacked."""
    with TemporaryDirectory(prefix="ebb-vault-") as passing:
        refused: list[Skipped] = []
        root = Path(passing) / path.stem
        for part in parts(path, lambda name: _is_note(name) or _is_list(name), _is_list):
            if isinstance(part, Skipped):
                refused.append(part)
                continue
            root = Path(passing) / part.name.split("/", 1)[0]
            try:
                _unpack(part, Path(passing) / part.name)
            except Unreadable as error:
                refused.append(Skipped(part.file, error.message))
            except OSError as error:
                refused.append(Skipped(part.file, f"it cannot be unpacked ({error.strerror})"))
        root.mkdir(FOLDER_MODE, exist_ok=True)
        yield root, refused


def _unpack(part: Part, target: Path) -> None:
    """Write one file. Raises: Unreadable, OSError."""
    target.parent.mkdir(FOLDER_MODE, parents=True, exist_ok=True)
    data = part.data(_MOST_LIST if _is_list(part.name) else LARGEST)
    target.touch(FILE_MODE, exist_ok=False)
    target.write_bytes(data)


def _begins_as_ours(part: Part) -> bool:
    try:
        with part.stream() as stream:
            return is_ours(stream.read(4096))
    except Unreadable:
        return False


def _is_note(name: str) -> bool:
    return name.lower().endswith(ENDING)


def _is_list(name: str) -> bool:
    return name.endswith(_LISTS) and name.removesuffix(_LISTS[0]).removesuffix(_LISTS[1])[-1:] in ("", "/")
