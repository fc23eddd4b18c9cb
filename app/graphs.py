"""The links of a memory as a graph: what is around one memory, the whole in figures, and pictures of both."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp
from typing import TYPE_CHECKING, Any

from app.lookback import Lookback
from core.clock import to_micros, utc_now
from core.errors import BadInput
from core.graph import neighbourhood as near
from core.graph.neighbourhood import Neighbourhood
from core.graph.nodes import Naming, Tie
from core.store import edges, links
from core.store.connection import Connection
from core.store.store import Store

if TYPE_CHECKING:
    from core.graph.network import Network
    from core.graph.overview import Overview
    from core.graph.picture import Picture

FORMATS = ("png", "svg", "html")
MOST_STEPS = 4
_RECENT = 200
"""Newest memories among which the one to start at is looked for."""
_STAGES = 4
"""Reading, grouping, placing, drawing."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A picture that was written: how many memories and lines are in it, and what is left out, in words."""

    file: Path
    format: str
    memories: int
    lines: int
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        return {
            "file": str(self.file),
            "format": self.format,
            "memories": self.memories,
            "lines": self.lines,
            "notes": list(self.notes),
        }


class Graphs:
    """Graphs of one memory; each is built when it is asked for."""

    def __init__(self, store: Store, lookback: Lookback) -> None:
        self._store = store
        self._lookback = lookback

    def neighbourhood(self, id: str, *, steps: int = 2, kinds: Sequence[str] = (), least: float = 0.0) -> Neighbourhood:
        """What is up to `steps` links away from a memory, over links of these kinds (empty: all) of at least `least`.

        Raises: MemoryNotFound, BadInput for steps that are not 1 to 4.
        """
        if not 1 <= steps <= MOST_STEPS:
            raise BadInput(f"{steps} steps cannot be shown.", f"Choose 1 to {MOST_STEPS}.")
        centre = self._lookback.seq(id)

        def work(connection: Connection) -> near.Reach:
            return near.reach(connection, centre, steps=steps, kinds=kinds, least=least)

        found = self._store.snapshot(work)
        nodes = dict(zip(found.steps, self._naming().nodes(list(found.steps)), strict=True))
        ties = tuple(
            Tie(nodes[edge.source].id, nodes[edge.target].id, edge.kind, edge.weight, edge.why)
            for edge in found.edges
            if nodes[edge.source].id and nodes[edge.target].id
        )
        steps_of = {nodes[seq].id: step for seq, step in found.steps.items() if nodes[seq].id}
        return Neighbourhood(
            nodes[centre], tuple(node for seq, node in nodes.items() if node.id and seq != centre), ties, steps_of
        )

    def overview(self, *, kinds: Sequence[str] = (), least: float = 0.0) -> "Overview":
        """The whole in figures, over links of these kinds (empty: all) of at least `least`."""
        from core.graph.overview import overview

        return overview(self._network(kinds, least), self._naming())

    def bond(self, a: str, b: str) -> links.Bond:
        """What stands between two memories now, to be put back later. Raises: MemoryNotFound."""
        first, second = self._lookback.seq(a), self._lookback.seq(b)
        return self._store.snapshot(lambda connection: links.bond(connection, first, second))

    def put_back(self, bond: links.Bond) -> None:
        """Make what stands between two memories what it was when the bond was asked for."""
        at = to_micros(utc_now())
        self._store.write(lambda connection: links.put_back(connection, bond, at))

    def start(self) -> str | None:
        """The most linked of the newest memories, to begin a walk at; None if there is no memory."""

        def work(connection: Connection) -> int | None:
            recent = edges.newest(connection, _RECENT)
            degrees = edges.degrees(connection, recent)
            return max(recent, key=lambda seq: degrees[seq], default=None)

        seq = self._store.snapshot(work)
        return self._naming().nodes([seq])[0].id if seq is not None else None

    def picture(
        self,
        file: Path,
        format: str,
        *,
        id: str | None = None,
        steps: int = 2,
        kinds: Sequence[str] = (),
        least: float = 0.0,
        replace: bool = False,
        progress: Progress = lambda done, total: None,
    ) -> Drawn:
        """Draw the whole, or what is around `id`, into a file that only the person can read; it appears whole or not.

        `progress` is told how many of the stages are done. Raises: BadInput for a file that cannot be written there,
        MemoryNotFound.
        """
        target = self._target(file, format, replace)
        progress(0, _STAGES)
        if id is not None:
            from core.graph.drawing import of_neighbourhood

            made = of_neighbourhood(self.neighbourhood(id, steps=steps, kinds=kinds, least=least))
        else:
            from core.graph.drawing import of_whole

            made = of_whole(self._network(kinds, least), self._naming(), lambda done: progress(done, _STAGES))
        progress(_STAGES - 1, _STAGES)
        _write(made, target, format)
        progress(_STAGES, _STAGES)
        return Drawn(target, format, len(made.dots), len(made.lines), made.notes)

    def _network(self, kinds: Sequence[str] = (), least: float = 0.0) -> "Network":
        from core.graph.network import Network

        return Network(self._store.snapshot(lambda connection: edges.columns(connection, kinds, least)))

    def _naming(self) -> Naming:
        return Naming(self._store, utc_now(), self._lookback.curve)

    def _target(self, file: Path, format: str, replace: bool) -> Path:
        if format not in FORMATS:
            raise BadInput(f"There is no picture format {format!r}.", f"Choose from {', '.join(FORMATS)}.")
        target = file.absolute()
        if target.is_dir():
            raise BadInput(f"{target} is a folder.", f"Name a file in it, as in: {target.name}/memory.{format}")
        if not target.parent.is_dir():
            raise BadInput(f"There is no folder {target.parent}.", "Make it first.")
        own = self._store.path.parent.glob(self._store.path.name + "*")
        if target.exists() and any(target.samefile(part) for part in own):
            raise BadInput(f"{target} belongs to the memory itself.", "Name another file.")
        if target.exists() and not replace:
            raise BadInput(f"{target} is there already.", "Choose another name, or replace it.")
        return target


def _write(picture: "Picture", target: Path, format: str) -> None:
    """Draw beside the target, then put it in its place."""
    handle, name = mkstemp(prefix=f".{target.stem}-", suffix=f".{format}", dir=target.parent)
    os.close(handle)
    try:
        if format == "html":
            from core.graph.page import page

            Path(name).write_text(page(picture), encoding="utf-8")
        else:
            from core.graph.plot import draw

            draw(picture, Path(name), format)
        Path(name).replace(target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
