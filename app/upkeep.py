"""Looking after a memory: its figures, its health, its backups."""

import os
import shlex
import shutil
import stat
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import beside
from app.config import Config
from app.home import Home
from app.minds import Minds
from app.model_files import described
from core.clock import from_micros, utc_now
from core.errors import BadInput, DamagedDatabase, EbbError
from core.store import backup as copies
from core.store import days, health
from core.store.store import Store

if TYPE_CHECKING:
    from app.capture.health import Health

LOW_SPACE_BYTES = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Status:
    """What the lines around a room show; `model` and `semantic` are names, or None for none.

    `capture` is None as long as the screen was never captured here.
    """

    memories: int
    pending: int
    model: str | None
    semantic: str | None
    capture: "Health | None" = None


@dataclass(frozen=True, slots=True)
class Check:
    """One thing looked at: `ok` is None where it works but could be better; `hint` is what to do."""

    name: str
    ok: bool | None
    detail: str
    hint: str = ""


def stats(store: Store, home: Home, pending: int) -> dict[str, Any]:
    """The contract's figures; bytes as they lie on disk, times ISO 8601 or None."""
    oldest, newest = store.read(days.extent)
    return {
        "memories": store.read(days.by_kind),
        "links": store.read(days.link_count),
        "pending": pending,
        "bytes": {
            "db": sum(_size(home.db.with_name(home.db.name + suffix)) for suffix in ("", "-wal")),
            "screens": _folder_size(home.screens),
            "models": _folder_size(home.models),
        },
        "oldest": from_micros(oldest).isoformat() if oldest is not None else None,
        "newest": from_micros(newest).isoformat() if newest is not None else None,
    }


def backup(store: Store, home: Home, file: Path, progress: Callable[[int, int], None] | None) -> Path:
    """Copy the database to `file`, replacing an older backup there, with saved searches and the app's settings.

    Raises: BadInput, DiskFull, ReadOnlyHome.
    """
    if file.is_dir():
        raise BadInput(f"{file} is a folder.", "Name a file, as in: ebb backup ebb-backup.db")
    own = [store.path.with_name(store.path.name + part) for part in ("", "-wal", "-shm", ".lock")]
    if file.exists() and any(part.exists() and file.samefile(part) for part in own):
        raise BadInput(f"{file} is the memory itself.", "Name another file.")
    if not file.absolute().parent.is_dir():
        raise BadInput(f"There is no folder {file.absolute().parent}.", "Make it first.")
    texts = beside.collected(home)
    store.read(lambda connection: copies.copy_to(connection, file.absolute(), progress, texts))
    return file.absolute()


def captured(store: Store, home: Home) -> "Health | None":
    """How the capture of the screen is now; None where it was never turned on."""
    from app.capture.control import control_file

    if not control_file(home).exists():
        return None
    from app.capture.health import health

    return health(home, utc_now(), store)


def doctor(store: Store, home: Home, minds: Minds, config: Config, pending: int) -> list[Check]:
    """Look at everything that can be wrong, one check each; the database's own check reads the whole file."""
    return [
        Check("home", True, str(home.root)),
        _sqlite(),
        _integrity(store),
        _full_text(store),
        _permissions(home),
        _space(home),
        _meaning(minds),
        _language(config, minds),
        _reading(config),
        _screen(store, home),
        _pending(pending),
    ]


def _sqlite() -> Check:
    version, safe = health.sqlite_version()
    note = "" if safe else "; before 3.51.3, so Ebb writes under a lock of its own"
    return Check("SQLite", True, version + note)


def _integrity(store: Store) -> Check:
    try:
        problems = store.read(health.problems)
    except EbbError as error:
        problems = [error.message]
    problems = [problem for problem in problems if "FTS5" not in problem]  # the index has a check of its own
    if not problems:
        return Check("database", True, "sound")
    return Check("database", False, problems[0], "Restore a backup with `ebb restore-backup FILE`.")


def _full_text(store: Store) -> Check:
    try:
        store.write(health.verify_index)
    except DamagedDatabase:
        return Check("full text", False, "the index does not fit the memories", "`ebb doctor --fix` makes it anew.")
    except EbbError as error:
        return Check("full text", None, f"not checked: {error.message}", error.hint)
    return Check("full text", True, "FTS5 index fits the memories")


def _permissions(home: Home) -> Check:
    if os.name != "posix":
        return Check("permissions", True, "left to the system")
    files = [home.root, home.db, home.config, home.logs, home.models, home.screens]
    open_ones = [path.name for path in files if path.exists() and stat.S_IMODE(path.stat().st_mode) & 0o077]
    if open_ones:
        return Check(
            "permissions",
            None,
            f"others on this machine can reach {', '.join(open_ones)}",
            f"chmod -R go= {shlex.quote(str(home.root))}",
        )
    return Check("permissions", True, "only you can read this memory")


def _space(home: Home) -> Check:
    free = shutil.disk_usage(home.root).free
    enough = free >= LOW_SPACE_BYTES
    return Check("disk", True if enough else None, f"{free / 1e9:.1f} GB free", "" if enough else "Free some space.")


def _meaning(minds: Minds) -> Check:
    embedder = minds.shared_embedder()
    if embedder is None:
        return Check("meaning", None, f"keywords only. {minds.embedder_problem}", minds.embedder_hint)
    return Check("meaning", True, embedder.name)


def _language(config: Config, minds: Minds) -> Check:
    from models.language.runtime import available
    from models.language.sandbox import offered

    if config.language.server:
        return _server(minds)
    runtime = 'llama-cpp-python is not installed: pipx inject ebb-memory "llama-cpp-python>=0.3.36,<0.4"'
    if not config.language.model:
        hint = "`ebb models list` shows local models that can write the answers" if available() else runtime
        return Check("language model", None, "none: answers are quoted from memory", hint)
    if not available():
        return Check("language model", False, "the runtime is missing", runtime)
    try:
        found = described(Path(config.language.model).expanduser())
    except EbbError as error:
        return Check("language model", False, error.message, error.hint)
    kind = found.quantisation or found.architecture
    return Check("language model", True, f"{found.name} ({kind}); {offered().words}")


def _server(minds: Minds) -> Check:
    """Whether the server in a language model's place is one that Ebb talks to, and answers."""
    from app.generating import model_errors
    from models.language.loopback import Served

    try:
        model = minds.language()
        with model_errors():
            names = model.reach() if isinstance(model, Served) else []
    except EbbError as error:
        return Check("language model", False, error.message, error.hint)
    return Check("language model", bool(names) or None, f"a server with {len(names)} models")


def _reading(config: Config) -> Check:
    """What reads the text on the screen: Tesseract with all languages, or what is missing of it."""
    from models.ocr import WITHOUT_RAPIDOCR, NoReader, readers

    try:
        found = readers(config.capture.languages)
    except NoReader as error:
        return Check("reading", False, error.message, error.hint)
    languages = ", ".join(found.data.present)
    wanted = config.capture.reader
    if found.tesseract and wanted != "rapidocr":
        missing = ", ".join(found.data.missing)
        note = f"; the data of {missing} is missing" if missing else ""
        return Check("reading", None if missing else True, f"Tesseract: {languages}{note}", found.install)
    if found.rapidocr and wanted == "rapidocr":
        return Check("reading", True, "RapidOCR")
    if found.rapidocr and wanted == "auto":
        return Check("reading", None, "RapidOCR, several times slower than Tesseract, which is missing", found.install)
    return Check("reading", False, "nothing reads the text on the screen", found.install or WITHOUT_RAPIDOCR)


def _screen(store: Store, home: Home) -> Check:
    """Whether the screen is captured as the person wants it."""
    from app.capture.control import control

    if not control(home).wanted:
        return Check("screen", True, "not captured; 'ebb capture start' turns it on")
    found = captured(store, home)
    if found is None or found.state == "trouble":
        detail = " ".join(found.problems) if found else "nothing is captured"
        return Check("screen", False, detail, "'ebb capture status' says more.")
    return Check("screen", True, found.state)


def _pending(pending: int) -> Check:
    return Check("pending", True if not pending else None, f"{pending} still to be embedded" if pending else "nothing")


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _folder_size(folder: Path) -> int:
    return sum(_size(path) for path in folder.rglob("*") if path.is_file())
