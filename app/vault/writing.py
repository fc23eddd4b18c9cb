"""Files on their way into a vault: gathered, noted in the manifest, then put in their places all at once."""

from dataclasses import dataclass

from app.vault.folder import Folder, Waiting
from app.vault.manifest import Base, Entry, Manifest, digest

_MOST = 200
_MOST_BYTES = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Pending:
    """A file to be put in its place: `seen` is what stood there when it was looked at.

    Without a key the manifest says nothing of it.
    """

    key: str
    path: str
    data: bytes
    seen: tuple[int, int] | None
    signature: str = ""
    base: Base | None = None
    of: str = ""


class Writing:
    """Gathers files and writes them; what changed under its hands in between is left alone."""

    def __init__(self, folder: Folder, manifest: Manifest, *, dry: bool) -> None:
        self._folder = folder
        self._manifest = manifest
        self._dry = dry
        self._pending: list[Pending] = []
        self._bytes = 0

    def put(self, pending: Pending) -> None:
        """Have a file written, now or with those that follow. Raises: OSError."""
        self._pending.append(pending)
        self._bytes += len(pending.data)
        if len(self._pending) >= _MOST or self._bytes >= _MOST_BYTES:
            self.commit()

    def commit(self) -> None:
        """Write what was gathered. Raises: OSError."""
        pending, self._pending, self._bytes = self._pending, [], 0
        if self._dry or not pending:
            return
        ready = [one for one in pending if self._folder.seen(one.path) == one.seen]
        for one in ready:
            self._folder.make(one.path)
        laid = self._folder.lay([(one.path, one.data) for one in ready])
        self._manifest.record(
            (one.key, self._entry(one, at), one.base) for one, at in zip(ready, laid, strict=True) if one.key
        )
        pairs = zip(ready, laid, strict=True)
        self._folder.place([at for one, at in pairs if self._folder.seen(one.path) == one.seen])
        self._manifest.settle()

    def _entry(self, one: Pending, at: Waiting) -> Entry:
        before = self._manifest.get(one.key)
        return Entry(
            one.path, digest(one.data), one.signature, at.size, at.mtime, one.of, was=before.was if before else ""
        )
