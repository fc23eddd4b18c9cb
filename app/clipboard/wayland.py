"""The clipboard of a Wayland session, through wl-paste: which program copied is not told there."""

import contextlib
import os
import select
import subprocess
from collections.abc import Mapping

from app.capture.desktop.seam import DesktopGone
from app.clipboard.clips import HINTS, LONGEST, Clip

ANSWER_SECONDS = 5.0
FIRST_SECONDS = 0.3
MOST_BYTES = 4 * LONGEST


class WaylandClipboard:
    """Runs `wl-paste --watch`, which says a line each time something is copied."""

    name = "Wayland"

    def __init__(self, command: str, environment: Mapping[str, str]) -> None:
        self._command = command
        self._environment = dict(environment)
        self._watch = subprocess.Popen(
            [command, "--watch", "echo"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self._environment,
        )
        assert self._watch.stdout
        if select.select([self._watch.stdout], [], [], FIRST_SECONDS)[0]:  # what is there already is told too
            os.read(self._watch.stdout.fileno(), 65536)

    def next(self, seconds: float) -> Clip | None:
        """Wait until something is copied, and read it. Raises: DesktopGone."""
        told = self._watch.stdout
        if told is None or told.closed:
            raise DesktopGone("The clipboard was closed.")
        if not select.select([told], [], [], seconds)[0]:
            return None
        if not os.read(told.fileno(), 65536):
            raise DesktopGone("wl-paste ended.", "The compositor may not let programs watch the clipboard.")
        formats = self._asked("--list-types").decode("utf-8", "replace").split("\n")
        if any(name.strip().lower().endswith(HINTS) for name in formats):
            return Clip("", left_out="marked as a password")
        if not any(name.startswith(("text/plain", "UTF8_STRING", "STRING")) for name in formats):
            return None
        data = self._asked("--no-newline", "--type", "text")
        if len(data) > MOST_BYTES:
            return Clip("", left_out="too long")
        return Clip(data.decode("utf-8", "replace")) if data else None

    def close(self) -> None:
        """End wl-paste."""
        if self._watch.stdout and not self._watch.stdout.closed:
            self._watch.terminate()
            self._watch.wait(ANSWER_SECONDS)
            self._watch.stdout.close()

    def _asked(self, *options: str) -> bytes:
        """What wl-paste prints, as far as it counts; nothing where it fails or takes too long."""
        child = subprocess.Popen(
            [self._command, *options],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=self._environment,
        )
        assert child.stdout
        data = bytearray()
        with child.stdout as said:
            while len(data) <= MOST_BYTES and select.select([said], [], [], ANSWER_SECONDS)[0]:
                part = os.read(said.fileno(), 65536)
                if not part:
                    break
                data += part
        with contextlib.suppress(ProcessLookupError):
            child.kill()
        child.wait()
        return bytes(data)
