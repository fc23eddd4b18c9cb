"""Where a memory lives on disk: the home folder, its parts and who may read them. Opens no database."""

import errno
import os
import re
from dataclasses import dataclass
from pathlib import Path

from core.errors import DiskFull, EbbError, ReadOnlyHome, UsageError

PROFILE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
FOLDER_MODE = 0o700
FILE_MODE = 0o600


@dataclass(frozen=True, slots=True)
class Home:
    """One home folder, absolute; one home is one memory."""

    root: Path

    @property
    def db(self) -> Path:
        """The database."""
        return self.root / "ebb.db"

    @property
    def config(self) -> Path:
        """The settings file; it may be missing."""
        return self.root / "config.toml"

    @property
    def logs(self) -> Path:
        """The folder of logs, which never hold what a person wrote."""
        return self.root / "logs"

    @property
    def models(self) -> Path:
        """The folder of downloaded models."""
        return self.root / "models"

    @property
    def screens(self) -> Path:
        """The folder of screen images."""
        return self.root / "screens"

    @property
    def cache(self) -> Path:
        """The folder of derived files; deleting it loses nothing."""
        return self.root / "cache"


def located(home: str | os.PathLike[str] | None = None, profile: str | None = None) -> Home:
    """Find the home: `home`, else EBB_HOME, else the platform's data folder; a profile is a folder beside it.

    Touches nothing on disk. Raises: UsageError for a profile that is no plain name.
    """
    chosen = os.fspath(home) if home else os.environ.get("EBB_HOME")
    root = Path(chosen).expanduser() if chosen else _platform_folder()
    root = Path(os.path.abspath(root))
    if profile is None:
        return Home(root)
    if not PROFILE.fullmatch(profile):
        raise UsageError("A profile's name has only letters, digits, '-' and '_'.", "Try --profile work.")
    return Home(root.with_name(f"{root.name}-{profile}"))


def prepare(home: Home) -> Home:
    """Make the home's folders where they are missing, readable by their owner alone; return the home.

    A folder that is already there keeps its mode. Raises: ReadOnlyHome, DiskFull.
    """
    try:
        for folder in (home.root, home.screens, home.models, home.logs):
            _make(folder)
    except OSError as error:
        raise unwritable(home, error) from error
    return home


def unwritable(home: Home, error: OSError) -> EbbError:
    """Say what an OSError that was met while writing into the home means for the person."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFull(f"There is no space left for {home.root}.", "Free some space, then try again.")
    if home.root.exists() and not home.root.is_dir():
        return ReadOnlyHome(f"The home {home.root} is a file, not a folder.", "Name a folder with --home or EBB_HOME.")
    reason = (error.strerror or type(error).__name__).lower()
    return ReadOnlyHome(f"The home {home.root} cannot be written: {reason}.", "Name another with --home or EBB_HOME.")


def make_private(path: Path) -> None:
    """Let only the owner read and write a file, whatever the umask."""
    os.chmod(path, FILE_MODE)


def write_private(path: Path, text: str) -> None:
    """Replace a file with `text` in one step, as UTF-8 and readable by its owner alone. Raises: OSError."""
    passing = path.with_name(f".{path.name}.{os.getpid()}")
    handle = os.open(passing, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE)
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            make_private(passing)
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        os.replace(passing, path)
    except BaseException:
        passing.unlink(missing_ok=True)
        raise


def _make(folder: Path) -> None:
    if folder.is_dir():
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        folder.mkdir(FOLDER_MODE)
    except FileExistsError:
        if not folder.is_dir():
            raise
        return
    folder.chmod(FOLDER_MODE)


def _platform_folder() -> Path:
    from platformdirs import user_data_path

    return user_data_path("ebb", appauthor=False)
