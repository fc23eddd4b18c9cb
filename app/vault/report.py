"""What an export did to a vault."""

from dataclasses import dataclass, field


@dataclass(slots=True)
class Report:
    """What a run did, or would have done; paths are those of notes, from the vault down.

    `edited` are files that somebody edited and that stay; of those in `offered` the memory changed too, and its note
    lies in `.ebb/incoming`. `deleted` are files that somebody deleted and that are not written again. `left` are those
    of forgotten memories that stay, since they were edited.
    """

    memories: int = 0
    written: int = 0
    updated: int = 0
    unchanged: int = 0
    removed: int = 0
    pages: int = 0
    pictures: int = 0
    edited: list[str] = field(default_factory=list)
    offered: list[str] = field(default_factory=list)
    deleted: list[str] = field(default_factory=list)
    moved: list[tuple[str, str]] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    dry_run: bool = False
    cancelled: bool = False

    @property
    def changed(self) -> int:
        """How many notes came into the vault, were written anew, moved, or were taken out."""
        return self.written + self.updated + self.removed + len(self.moved)

    def __str__(self) -> str:
        """The counts in one line."""
        parts = [f"{self.written:,} new", f"{self.updated:,} changed", f"{self.unchanged:,} as before"]
        parts += [f"{self.removed:,} taken out"] if self.removed else []
        extras = [f"{self.pages:,} pages"] if self.pages else []
        extras += [f"{self.pictures:,} pictures"] if self.pictures else []
        did = "Would write" if self.dry_run else "Wrote"
        return f"{did} notes: {', '.join(parts)}{'; ' if extras else ''}{', '.join(extras)}."
