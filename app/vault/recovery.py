"""What a run that was cut short left behind: each file is looked at, and the manifest says again what stands there."""

from dataclasses import replace

from app.vault import pages
from app.vault.folder import Folder
from app.vault.manifest import Entry, Manifest, digest
from app.vault.places import PAGE


def recover(manifest: Manifest, folder: Folder) -> None:
    """Set the entries of a run that did not end to what became of their files. Raises: OSError."""
    lost: list[str] = []
    found: list[tuple[str, Entry, None]] = []
    for key in manifest.unsure():
        entry = manifest.get(key)
        if entry is None:
            continue
        data = folder.read(entry.path)
        if data is None:
            if entry.unsure and folder.seen(entry.path) is None:
                lost.append(key)
        elif earlier := _earlier(key, entry, data):
            found.append((key, earlier, None))
    manifest.drop(lost)
    manifest.record(found)
    manifest.settle(recovered=True)


def _earlier(key: str, entry: Entry, data: bytes) -> Entry | None:
    """The entry as it was before, if its file was not replaced yet; None if it was, or if somebody edited it."""
    hash = digest(data)
    if key.startswith(PAGE):
        section = pages.section(data)
        signature = digest(section) if section is not None else ""
        known = signature in (before for _, before in entry.prior)
        return replace(entry, hash=hash, signature=signature, size=-1) if known else None
    if hash != entry.hash and hash in (before for before, _ in entry.prior):
        return replace(entry, hash=hash, signature="", size=-1)
    return None
