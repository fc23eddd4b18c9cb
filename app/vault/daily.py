"""What a person writes on a day's page of the vault, around the section that Ebb renews: a note of that day."""

from collections.abc import Iterator, Mapping
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from app.importing import markup
from app.importing.dates import journal_day
from app.importing.items import Skipped
from app.vault import frontmatter, names, pages, reading
from app.vault.reading import File
from core.errors import BadInput
from core.store import adopting

if TYPE_CHECKING:
    from app.vault.restoring import Restoring

APP = "daily note"
_AT_ONCE = 500  # pages that are taken together


def take_days(restoring: "Restoring", files: Iterator[File]) -> None:
    """Remember what was written on these pages; what was changed since is a revision."""
    while part := list(islice(files, _AT_ONCE)):
        _take({file.path: text for file in part if (text := _written(restoring, file))}, restoring)


def _take(written: Mapping[str, str], restoring: "Restoring") -> None:
    addresses = {f"{restoring.root.name}/{path}": path for path in written}
    known = restoring.store.read(partial(adopting.with_addresses, app=APP, addresses=list(addresses)))
    for address, path in addresses.items():
        try:
            if address in known:
                restoring.ebb.exchange.keeping.edit(known[address], text=written[path], why="edited in the vault")
            else:
                _add(restoring, path, address, written[path])
        except BadInput as error:
            restoring.books.skipped.append(Skipped(path, error.message.rstrip(".")))


def _add(restoring: "Restoring", path: str, address: str, text: str) -> None:
    source = {"app": APP, "uri": address, "file": str(restoring.origin / path)}
    day = journal_day(names.stem(path))
    id = restoring.ebb.add(text, tags=markup.tags(text), occurred_at=day, source=source)
    restoring.books.new.add([id])
    restoring.books.kinds["note"] += 1


def _written(restoring: "Restoring", file: File) -> str:
    """The person's own words on the page of a day, "" if there are none."""
    if journal_day(names.stem(file.path)) is None:
        return ""
    try:
        content = reading.content_of(restoring.root, file)
    except OSError:
        return ""
    try:
        _, content = frontmatter.split(content)
    except frontmatter.NoFrontMatter:
        if pages.section(content.encode()) is None:
            return ""
    outside = pages.renewed(content.encode(), b"").decode()
    lines = [line for line in outside.splitlines() if not line.startswith("ebb-page::")]
    text = "\n".join(lines).strip()
    return text if any(map(str.isalnum, text)) else ""
