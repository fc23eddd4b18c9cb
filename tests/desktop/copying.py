"""A program that copies: a process of its own that owns the clipboard of an X server, with whatever formats it is told.

Run as `python copying.py DISPLAY`; each line of its input is a JSON object, each answered with a line once it owns the
clipboard: `formats` maps names to texts; `how` is whole, parts (bit by bit), endless, or silent, which answers nobody.
"""

import json
import select
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PART = 65536


class Copier:
    """The process that copies."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def copy(self, text: str = "", formats: dict[str, str] | None = None, how: str = "whole") -> None:
        """Copy a text, or the formats given; returns once it is on the clipboard."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps({"formats": formats or {"UTF8_STRING": text}, "how": how}) + "\n")
        self._process.stdin.flush()
        assert self._process.stdout.readline() == "owned\n", "the copying process is gone"


@contextmanager
def copier(environment: dict[str, str]) -> Iterator[Copier]:
    """A process that copies on the display of the environment."""
    command = [sys.executable, str(Path(__file__)), environment["DISPLAY"]]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe, text=True) as process:
        try:
            yield Copier(process)
        finally:
            process.terminate()


class _Owner:
    def __init__(self, name: str) -> None:
        from Xlib import X
        from Xlib.display import Display

        self.display = Display(name)
        self.window = self.display.screen().root.create_window(0, 0, 1, 1, 0, X.CopyFromParent)
        self.clipboard = self.display.intern_atom("CLIPBOARD")
        self.given: dict[str, Any] = {}
        self.parts: dict[tuple[int, int], tuple[Any, int, bytes]] = {}

    def own(self, given: dict[str, Any]) -> None:
        from Xlib import X

        self.given = given
        self.window.set_selection_owner(self.clipboard, X.CurrentTime)
        self.display.sync()
        print("owned", flush=True)

    def serve(self) -> None:
        from Xlib import X

        while self.display.pending_events():
            event = self.display.next_event()
            if event.type == X.SelectionRequest and self.given["how"] != "silent":
                self._answer(event)
            elif event.type == X.PropertyNotify and event.state == X.PropertyDelete:
                self._go_on(event.window, event.atom)

    def _answer(self, event: Any) -> None:
        from Xlib import X, Xatom
        from Xlib.protocol import event as events

        name = self.display.get_atom_name(event.target)
        place = event.property
        if name == "TARGETS":
            atoms = [self.display.intern_atom(one) for one in ("TARGETS", *self.given["formats"])]
            event.requestor.change_property(place, Xatom.ATOM, 32, atoms)
        elif name not in self.given["formats"]:
            place = X.NONE
        elif self.given["how"] in ("parts", "endless"):
            event.requestor.change_attributes(event_mask=X.PropertyChangeMask)
            data = self.given["formats"][name].encode()
            event.requestor.change_property(place, self.display.intern_atom("INCR"), 32, [len(data)])
            self.parts[event.requestor.id, place] = (event.requestor, event.target, data)
        else:
            data = self.given["formats"][name].encode()
            for start in range(0, len(data), PART):
                part = data[start : start + PART]
                event.requestor.change_property(place, event.target, 8, part, mode=X.PropModeAppend)
        told = events.SelectionNotify(
            time=event.time, requestor=event.requestor, selection=event.selection, target=event.target, property=place
        )
        event.requestor.send_event(told)
        self.display.flush()

    def _go_on(self, window: Any, place: int) -> None:
        waiting = self.parts.get((window.id, place))
        if waiting is None:
            return
        requestor, target, data = waiting
        requestor.change_property(place, target, 8, data[:PART])
        self.display.flush()
        if not data:
            del self.parts[window.id, place]
        elif self.given["how"] != "endless":
            self.parts[window.id, place] = (requestor, target, data[PART:])


def main(name: str) -> None:
    """Own and answer until the input ends."""
    owner = _Owner(name)
    while True:
        owner.serve()
        ready = select.select([owner.display.fileno(), sys.stdin], [], [])[0]
        if sys.stdin in ready:
            line = sys.stdin.readline()
            if not line:
                return
            owner.own(json.loads(line))


if __name__ == "__main__":
    main(sys.argv[1])
