"""Where a vault is, whose it is, and who writes it: what has to be true before anything is written."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from time import sleep
from typing import TYPE_CHECKING

from app.vault.manifest import FILE, FOLDER, Manifest
from app.vault.report import Report
from app.vault.wanted import Wanted
from core.errors import BadInput, DiskFull, Locked
from core.store.streaming import streaming
from core.text.sanitise import shown_line

if TYPE_CHECKING:
    from app.ebb import Ebb

SUBFOLDER = "Ebb"
"""What Ebb's part of somebody's own vault is called."""
_LOOK = 0.5  # seconds between two looks whether the memory changed


def located(directory: Path, *, into: bool = False) -> Path:
    """The folder that is or becomes the vault: `directory`, or with `into` a subfolder of somebody's own vault.

    Raises: BadInput for a file, and for a folder with other files in it.
    """
    directory = Path(directory).expanduser().absolute()
    shown = shown_line(str(directory))
    for known in (directory, directory / SUBFOLDER):
        if (known / FOLDER / FILE).is_file():
            return known
    root = directory / SUBFOLDER if into else directory
    try:
        if root.exists() and any(not entry.name.startswith(".") for entry in root.iterdir()):
            hint = (
                "Name an empty folder." if into else f"Name an empty folder, or --into for a folder {SUBFOLDER} in it."
            )
            raise BadInput(f"{shown} is not empty, and no vault of Ebb's.", hint)
    except OSError as error:
        raise BadInput(f"{shown} cannot be a vault ({error.strerror}).", "Name a folder.") from error
    return root


def export(
    ebb: "Ebb",
    root: Path,
    wanted: Wanted,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Report:
    """Write the vault at `root`, as `located` gives it. Raises: BadInput, Locked, DiskFull."""
    from app.vault.export import Export

    with _held(root, wanted), streaming(ebb.exchange.store):
        return Export(ebb, _manifest(ebb, root, wanted), wanted).run(progress, cancelled)


def watch(
    ebb: "Ebb", root: Path, wanted: Wanted, tell: Callable[[Report], None], cancelled: Callable[[], bool]
) -> None:
    """Write the vault whenever the memory changed, until cancelled; `tell` gets the report of every run.

    Whether it changed is asked twice a second and costs next to nothing; while another program writes the vault, this
    one waits. Raises: BadInput, DiskFull.
    """
    from app.vault.watching import Watching

    watching = Watching(ebb, lambda wanted: _manifest(ebb, root, wanted), wanted)
    while not cancelled():
        if watching.is_due():
            with suppress(Locked), _held(root, wanted), streaming(ebb.exchange.store):
                if report := watching.follow(_stamp(root), cancelled):
                    tell(report)
                watching.stamp = _stamp(root)
        sleep(_LOOK)


def _stamp(root: Path) -> tuple[int, int]:
    """What tells whether another program wrote the manifest."""
    try:
        status = (root / FOLDER / FILE).stat()
    except FileNotFoundError:
        return -1, -1
    return status.st_size, status.st_mtime_ns


def _manifest(ebb: "Ebb", root: Path, wanted: Wanted) -> Manifest:
    """The manifest, unless the vault is one of another kind. Raises: BadInput."""
    manifest = Manifest.load(root, dry=wanted.dry_run, durable=ebb.config.store.durability == "full")
    flavour = manifest.header.get("flavour", wanted.style.flavour)
    if flavour != wanted.style.flavour:
        said = f"Add --flavour {shown_line(flavour, 20)}, or name another folder."
        raise BadInput(f"This vault is not written for {wanted.style.flavour}.", said)
    redacted = manifest.header.get("redacted", "")
    if manifest.exists and redacted != wanted.redaction:
        said = f"with {shown_line(redacted, 60)} taken out" if redacted else "with nothing taken out"
        raise BadInput(f"This vault was written {said}.", "Give the same --redact, or name another folder.")
    return manifest


@contextmanager
def _held(root: Path, wanted: Wanted) -> Iterator[None]:
    """Keep other programs of Ebb's from writing the vault, and say what the system says."""
    from app.vault.folder import Folder
    from core.store.lock import FileLock

    try:
        if wanted.dry_run:
            yield
            return
        Folder(root).make(f"{FOLDER}/lock")
        try:
            with FileLock(root / FOLDER / "lock", 0).held():
                yield
        except Locked as error:
            raise Locked("Another Ebb is writing this vault.", "Try again when it has ended.") from error
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DiskFull(
                f"There is no space left for {root}.", "Free some space; the same command goes on."
            ) from error
        reason = shown_line(error.strerror or str(error))
        raise BadInput(
            f"The vault {shown_line(str(root))} cannot be written ({reason}).", "Look at that folder."
        ) from error
