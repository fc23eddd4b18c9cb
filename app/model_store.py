"""The language models in a home: those of the catalogue, those that were pulled, and what this machine can run.

Nothing is fetched unless `pull` is called, which is done when a person types it and at no other time.
"""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.home import Home, prepare, unwritable, write_private
from app.model_files import ModelFile, described
from core.errors import BadInput, DiskFull, EbbError, ExitCode, Locked, ModelBroken, ModelError, ModelMissing

if TYPE_CHECKING:
    from models.language.catalogue import Entry

USABLE = 0.9
"""The part of the memory that a model may take at most; the rest is the system's."""
SLOW_BELOW = {1: 1, 4: 2, 8: 4}
"""The cores below which a model of that class says a few words a second at best, if no graphics processor helps."""

_REPOSITORY = re.compile(r"[A-Za-z0-9][\w.-]{0,95}/[A-Za-z0-9][\w.-]{0,95}", re.ASCII)
_FILE = re.compile(r"(?:[A-Za-z0-9][\w.+-]*/)*[A-Za-z0-9][\w.+-]{0,195}\.gguf", re.ASCII)


class PullStopped(ModelError):
    """The person stopped the download; what arrived is kept for the next time."""

    exit_code = ExitCode.NOTHING


@dataclass(frozen=True, slots=True)
class Machine:
    """What a model can run on: bytes of memory, physical cores, and a graphics interface or ""."""

    memory: int
    free: int
    cores: int
    graphics: str


@dataclass(frozen=True, slots=True)
class Pulled:
    """A model that was fetched; `checked` is what its sum was compared with: "catalogue", "hub" or "nothing".

    `name` is the catalogue's, or "OWNER/REPO/FILE".
    """

    name: str
    path: Path
    repository: str
    file: str
    revision: str
    bytes: int
    sha256: str
    checked: str
    pulled_at: str

    def to_json(self) -> dict[str, Any]:
        """The same as JSON can say it."""
        return asdict(self) | {"path": str(self.path)}


@dataclass(frozen=True, slots=True)
class Offer:
    """One model of the list: what it needs in bytes, how it fits ("fits", "slow", "tight", "too large"), if it is here.

    "tight" is a model that fits only when other programs give memory back. `entry` is None for one not catalogued.
    """

    name: str
    entry: "Entry | None"
    memory: int
    fit: str
    pulled: Pulled | None


def machine() -> Machine:
    """Look at this machine."""
    import psutil

    from models.language.cores import physical_cores
    from models.language.graphics import graphics

    memory = psutil.virtual_memory()
    return Machine(memory.total, memory.available, physical_cores(), graphics())


def fit(memory: int, size: int, on: Machine) -> str:
    """How a model of a class (1, 4, 8) that needs so many bytes does on a machine."""
    if memory > on.memory * USABLE:
        return "too large"
    if memory > on.free:
        return "tight"
    return "slow" if not on.graphics and on.cores < SLOW_BELOW[size] else "fits"


def offers(home: Home, context: int, on: Machine) -> list[Offer]:
    """The catalogue in its order, then what was pulled beside it; `context` in tokens is what a model will hold."""
    from models.language.catalogue import WORKING_BYTES, catalogue

    here = {one.name: one for one in pulled(home)}
    listed = []
    for entry in catalogue():
        need = entry.memory(context)
        listed.append(Offer(entry.name, entry, need, fit(need, entry.size, on), here.pop(entry.name, None)))
    for one in here.values():
        need = one.bytes + WORKING_BYTES
        listed.append(Offer(one.name, None, need, fit(need, _class(one.bytes), on), one))
    return listed


def pulled(home: Home) -> list[Pulled]:
    """The models in the home that were pulled and are still there, by name."""
    found = (_record(path) for path in sorted(home.models.glob("*/*.gguf.json")))
    return sorted((one for one in found if one and one.path.exists()), key=lambda one: one.name)


def found(home: Home, name: str) -> Path:
    """The file that a person means: a path, the name of a pulled model, or the name of its file.

    Raises: ModelMissing, with the nearest names, also for a model of the catalogue that was not pulled.
    """
    path = Path(name).expanduser().absolute()
    if path.is_file():
        return path
    here = pulled(home)
    for one in here:
        if name.casefold() in (one.name.casefold(), one.path.name.casefold()):
            return one.path
    from models.language.catalogue import entry

    if known := entry(name):
        raise ModelMissing(f"{known.title} is not on this machine yet.", f"Get it with: ebb models pull {known.name}")
    if os.sep in name or name.casefold().endswith(".gguf"):
        raise ModelMissing(f"There is no file {path}.", "Check the path.")
    raise _unknown(name, [one.name for one in here])


def pull(
    home: Home,
    name: str,
    *,
    now: datetime,
    progress: Callable[[int, int | None], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    announce: Callable[[str, int | None, str], None] | None = None,
) -> Pulled:
    """Fetch a model of the catalogue, or OWNER/REPO/FILE.gguf, into the home; one that is here already stays.

    `announce` is called with the file's name, its bytes and the licence ("" if unknown) before the first is fetched.
    Raises: BadInput for another kind of name, ModelMissing for an unknown one and without a network, ModelBroken for a
    wrong sum and what is no model, DiskFull, ReadOnlyHome, Locked while another pull goes on, PullStopped.
    """
    from core.store.lock import FileLock
    from models.language.catalogue import entry
    from models.language.fetching import fetched, looked_up

    known = entry(name)
    repository, file = (known.repository, known.file) if known else _parts(name)
    wanted = known.sha256 if known else None
    target = prepare(home).models / repository.replace("/", "--") / file.rpartition("/")[2]
    here = _record(_note(target)) if target.exists() else None
    if here and wanted and here.sha256 == wanted:
        return here
    with _errors(home), _alone(FileLock(home.root / "pull.lock", 0)):
        remote = looked_up(repository, file)
        if here and here.sha256 == remote.sha256:
            return here
        if announce:
            announce(f"{file} from {repository}", remote.bytes, known.licence if known else "")
        target.parent.mkdir(mode=0o700, exist_ok=True)
        arrived = fetched(remote, target, sha256=wanted, progress=progress, cancelled=cancelled)
        _check(arrived.path)
        one = Pulled(
            name=known.name if known else f"{repository}/{file}",
            path=arrived.path,
            repository=repository,
            file=file,
            revision=remote.revision,
            bytes=arrived.bytes,
            sha256=arrived.sha256,
            checked="catalogue" if wanted else "hub" if remote.sha256 else "nothing",
            pulled_at=now.isoformat(),
        )
        write_private(_note(target), json.dumps(one.to_json(), indent=1) + "\n")
    return one


def verified(home: Home, path: Path, cancelled: Callable[[], bool] | None = None) -> tuple[ModelFile, Pulled | None]:
    """Check a model's file: its header, and all of it against its SHA-256 if it was pulled.

    Raises: ModelMissing, ModelBroken, PullStopped once `cancelled()` is true.
    """
    from models.language.fetching import digest

    about = described(path)
    note = _record(_note(path)) if path.is_relative_to(home.models) else None
    if note:
        with _errors(home):
            sum_ = digest(path, cancelled)
        if sum_ != note.sha256:
            raise ModelBroken(
                f"{path} is not what was pulled: its SHA-256 is {sum_}, not {note.sha256}.",
                f"Fetch it again: ebb models remove {note.name}, then ebb models pull {note.name}",
            )
    return about, note


def removable(home: Home, name: str) -> Pulled:
    """The pulled model called so, or whose file is. Raises: ModelMissing for all else: other files are not Ebb's."""
    here = pulled(home)
    path = Path(name).expanduser().absolute()
    for one in here:
        if name.casefold() in (one.name.casefold(), one.path.name.casefold()) or path == one.path:
            return one
    if path.exists():
        raise ModelMissing(f"{path} was not pulled by Ebb.", "Delete it yourself if you want to.")
    raise _unknown(name, [one.name for one in here], catalogued=False)


def remove(home: Home, model: Pulled) -> None:
    """Delete a pulled model's file and what was noted of it. Raises: ReadOnlyHome."""
    try:
        model.path.unlink(missing_ok=True)
        _note(model.path).unlink(missing_ok=True)
        model.path.with_name(f"{model.path.name}.part").unlink(missing_ok=True)
        if not any(model.path.parent.iterdir()):
            model.path.parent.rmdir()
    except OSError as error:
        raise unwritable(home, error) from error


def _parts(name: str) -> tuple[str, str]:
    """The repository and the file of "OWNER/REPO/FILE.gguf". Raises: BadInput; ModelMissing for a plain name."""
    if "://" in name:
        raise BadInput("A model is named, not addressed.", "Write OWNER/REPO/FILE.gguf, as the hub shows it.")
    owner, _, rest = name.partition("/")
    repository, _, file = rest.partition("/")
    if not rest:
        raise _unknown(name, [])
    if not (_REPOSITORY.fullmatch(f"{owner}/{repository}") and _FILE.fullmatch(file)):
        raise BadInput(f"{name!r} names no GGUF file.", "Write a name of 'ebb models list', or OWNER/REPO/FILE.gguf.")
    return f"{owner}/{repository}", file


def _unknown(name: str, here: list[str], *, catalogued: bool = True) -> ModelMissing:
    from difflib import get_close_matches

    from models.language.catalogue import catalogue

    names = list(dict.fromkeys([*here, *(one.name for one in catalogue() if catalogued)]))
    near = get_close_matches(name.casefold(), names, n=3, cutoff=0.4)
    hint = f"Did you mean {' or '.join(near)}?" if near else "'ebb models list' shows what there is."
    return ModelMissing(f"There is no model {name!r}.", hint)


def _check(path: Path) -> None:
    """Keep a fetched file only if it is a model that can answer. Raises: ModelBroken."""
    try:
        described(path)
    except EbbError:
        path.unlink()
        raise


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}.json")


def _record(note: Path) -> Pulled | None:
    """What was noted of a pulled model; None if nothing readable was."""
    try:
        values = json.loads(note.read_text(encoding="utf-8"))
        return Pulled(**(values | {"path": note.with_suffix("")}))
    except (OSError, ValueError, TypeError):
        return None


def _class(size: int) -> int:
    """The class that a file of so many bytes belongs to, at about .6 bytes a parameter."""
    return 1 if size < 2e9 else 4 if size < 4e9 else 8


@contextmanager
def _alone(lock: Any) -> Iterator[None]:
    try:
        with lock.held():
            yield
    except Locked as error:
        raise Locked("A model is being pulled already.", "Wait for it, or stop it.") from error


@contextmanager
def _errors(home: Home) -> Iterator[None]:
    """Turn what can go wrong with a download into what a person can do."""
    from models.language import fetching

    again = "The same command goes on from there."
    try:
        yield
    except fetching.Stopped as error:
        raise PullStopped(str(error), again) from error
    except fetching.NoSpace as error:
        raise DiskFull(str(error), f"Free some space. {again}") from error
    except fetching.WrongContent as error:
        raise ModelBroken(str(error), "Nothing of it was kept. Try again later, or choose another.") from error
    except fetching.BrokenOff as error:
        raise ModelMissing(str(error), f"What arrived is kept. {again}") from error
    except fetching.NotThere as error:
        raise ModelMissing(str(error), "'ebb models list' shows what there is; HF_TOKEN names a login.") from error
    except fetching.FetchFailed as error:
        raise ModelMissing(
            str(error), "Check the network, or get a GGUF file elsewhere: ebb models use FILE"
        ) from error
    except OSError as error:
        raise unwritable(home, error) from error
