"""A real desktop for tests and benchmarks: an X server with monitors, a window manager, and windows that play a script.

    with screens() as shown, cast(shown) as actors:
        editor = actors.editor()
        editor.type("Dear Ida,")
        with X11Desktop(shown.display) as desktop: ...

`screens()` starts Xvfb on a free display with two monitors, LEFT (0, 0) and RIGHT beside it, 1920 x 1080 each, and
openbox; `shown.environment` is what a child process needs to find it. `cast()` opens one process that owns all windows.
Every call on an actor returns when its change is on the screen. A rectangle is the inside of a window on the screen,
as (x, y, width, height); openbox adds a title bar of about 20 pixels above. Moving parts (caret, clock, spinner, video)
stand still until `tick()` moves them by a step, or `animate(fps=...)` lets them move by themselves.
In a test: `pytestmark = needs_screens`, and the fixtures of `tests.desktop.fixtures` where one desktop per module is
enough.
"""

import json
import os
import shutil
import signal
import struct
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest

MONITORS = ((1920, 1080), (1920, 1080))
NAMES = ("LEFT", "RIGHT", "THIRD", "FOURTH")
PATIENCE = 20.0
"""Seconds to wait for a server or a window manager to start."""
Box = tuple[int, int, int, int]

MISSING = [name for name in ("Xvfb", "openbox") if not shutil.which(name)]
needs_screens = pytest.mark.skipif(bool(MISSING), reason=f"not installed: {', '.join(MISSING)}")
"""Marks tests that need an X server and a window manager."""

SECRETS = (
    "Card 4111 1111 1111 1111 valid 12/29",
    "IBAN DE89 3704 0044 0532 0130 00",
    "AWS key AKIAIOSFODNN7EXAMPLE",
    "password: correct-horse-battery-7",
)


def poem(lines: int, start: int = 0) -> list[str]:
    """So many different lines of plain words."""
    words = "harbour lantern copper willow ledger morning ferry garden violin parcel winter kitchen".split()
    size = len(words)
    return [
        f"{n:03d} The {words[n % size]} by the {words[n * 5 % size]} holds {n * 37 % 911} of the {words[n * 7 % size]}s"
        for n in range(start, start + lines)
    ]


class Screens:
    """A running X server."""

    def __init__(self, display: str, server: "subprocess.Popen[bytes]", monitors: Sequence[tuple[int, int]]) -> None:
        self.display = display
        self.server = server
        self.monitors = tuple(monitors)
        kept = {name: value for name, value in os.environ.items() if name not in ("WAYLAND_DISPLAY", "XAUTHORITY")}
        self.environment = kept | {"DISPLAY": display}

    def kill(self) -> None:
        """End the server as a crash would."""
        self.server.kill()
        self.server.wait(PATIENCE)

    def freeze(self, still: bool = True) -> None:
        """Stop the server where it is, or let it go on."""
        self.server.send_signal(signal.SIGSTOP if still else signal.SIGCONT)


class Actor:
    """One window. Calls return when the change can be seen."""

    def __init__(self, cast: "Cast", name: str, number: int) -> None:
        self._cast = cast
        self.name = name
        self.number = number
        """The window's number in X, as the desktop's window ids name it."""

    def _do(self, command: str, **given: Any) -> Any:
        return self._cast.do(self.name, command, **given)

    def type(self, text: str, pace: float = 0.0) -> None:
        """Type behind the last line, with so many seconds between two keys."""
        if not pace:
            self._do("type", text=text)
            return
        for key in text:
            self._do("type", text=key)
            time.sleep(pace)

    def say(self, text: str) -> None:
        """Add a line at the end, scrolling to it."""
        self._do("say", text=text)

    def line(self, number: int, text: str) -> None:
        """Change one line; the number counts from the document's start."""
        self._do("line", number=number, text=text)

    def lines(self, lines: Sequence[str]) -> None:
        """Change all lines."""
        self._do("lines", lines=list(lines))

    def scroll(self, by: int) -> None:
        """Scroll by lines, down where positive."""
        self._do("scroll", by=by)

    def shown(self) -> list[str]:
        """The lines that show now."""
        return list(self._do("shown"))

    def title(self, text: str) -> None:
        """Change the title."""
        self._do("title", text=text)

    def move(self, rect: Box) -> None:
        """Put the inside there."""
        self._do("move", rect=list(rect))

    def rect(self) -> Box:
        """Where the inside is on the screen."""
        x, y, width, height = self._do("rect")
        return (x, y, width, height)

    def front(self) -> None:
        """Raise it and give it the keyboard."""
        self._do("front")

    def hide(self) -> None:
        """Take it off the screen."""
        self._do("hide")

    def show(self) -> None:
        """Bring it back."""
        self._do("show")

    def close(self) -> None:
        """Close it for good."""
        self._do("close")

    def tick(self, times: int = 1) -> None:
        """Let the moving parts move by steps."""
        self._do("tick", times=times)

    def animate(self, *parts: str, fps: float = 2.0) -> None:
        """Add moving parts (caret, clock, spinner, video) and let all move by themselves."""
        self._do("animate", parts=parts, fps=fps)

    def still(self) -> None:
        """Hold the moving parts still."""
        self._do("animate", parts=(), fps=0)

    def shape(self, rects: Sequence[Box]) -> None:
        """Let it show only inside these rectangles, relative to it; a hole shows what is behind."""
        self._do("shape", rects=[list(rect) for rect in rects])

    def put(self, prop: str, *values: int) -> None:
        """Set a property of numbers, such as _NET_WM_WINDOW_OPACITY."""
        self._do("set_property", prop=prop, values=list(values))


class Cast:
    """All actors of one desktop; their process ends with the `with` block."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._count = 0
        self.hear()

    @property
    def pid(self) -> int:
        """The process that owns the windows."""
        return self._process.pid

    def hear(self) -> Any:
        """The next answer. Raises: RuntimeError for an error, or when the process is gone."""
        assert self._process.stdout
        heard = self._process.stdout.readline()
        answer = json.loads(heard) if heard else {"error": "the windows' process is gone"}
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer["answer"]

    def do(self, name: str, command: str, **given: Any) -> Any:
        """Let one window do something; waits for it."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps([name, command, given]) + "\n")
        self._process.stdin.flush()
        return self.hear()

    def nudge(self) -> None:
        """Move the pointer, as a person would."""
        self.do("", "nudge")

    def window(
        self,
        app: str | None,
        title: str,
        rect: Box,
        lines: Sequence[str] = (),
        *,
        dark: bool = False,
        ground: tuple[int, int, int] | None = None,
        size: int = 14,
        font: str = "DejaVuSansMono",
        popup: bool = False,
        owner: Actor | None = None,
        pid: int | None = None,
        kind: str = "",
        parts: Sequence[str] = (),
    ) -> Actor:
        """Open a window; an `app` of None leaves out WM_CLASS, `popup` goes past the window manager.

        It says that it is of process `pid`, else of one that all windows of its program share. `kind` is an EWMH
        window type such as dialog, dock or desktop; `ground` is a background of its own, in red, green and blue.
        """
        self._count += 1
        name = f"{self._count}"
        number = self.do(
            name,
            "open",
            app=app,
            title=title,
            rect=list(rect),
            lines=list(lines),
            dark=dark,
            ground=ground,
            size=size,
            font=font,
            popup=popup,
            owner=owner.name if owner else None,
            pid=pid or _process_of(app),
            kind=kind,
            parts=list(parts),
        )
        return Actor(self, name, int(number))

    def editor(self, rect: Box = (40, 60, 900, 700), lines: Sequence[str] = (), **given: Any) -> Actor:
        """An editor with a caret, for typing."""
        return self.window("Editor", "notes.txt - Editor", rect, lines, parts=("caret",), **given)

    def page(self, rect: Box = (40, 60, 1200, 900), lines: Sequence[str] = (), **given: Any) -> Actor:
        """A browser with a long page, for scrolling and for changing lines."""
        title = "Tide tables - Mozilla Firefox"
        return self.window("firefox", title, rect, lines or poem(400), font="DejaVuSans", **given)

    def chat(self, rect: Box = (1000, 60, 800, 500), **given: Any) -> Actor:
        """A chat, for lines that arrive."""
        return self.window("Chat", "Family - Chat", rect, ("09:00 Ida: good morning",), **given)

    def video(self, rect: Box = (2000, 100, 960, 640), **given: Any) -> Actor:
        """A player with a moving picture under two lines of text."""
        return self.window("Player", "Harbour film - Player", rect, poem(2, 700), parts=("video",), **given)

    def clock(self, rect: Box = (3400, 20, 220, 60), **given: Any) -> Actor:
        """A clock."""
        return self.window("Clock", "Clock", rect, parts=("clock",), **given)

    def spinner(self, rect: Box = (3400, 160, 400, 200), **given: Any) -> Actor:
        """A window that is loading."""
        return self.window("Loader", "Loading", rect, ("Loading the harbour",), parts=("spinner",), **given)

    def private(self, rect: Box = (2100, 300, 1000, 600), lines: Sequence[str] = (), **given: Any) -> Actor:
        """A browser's private window."""
        title = "Gifts for Ida — Mozilla Firefox Private Browsing"
        return self.window("firefox", title, rect, lines or poem(20, 800), **given)

    def password(self, rect: Box = (600, 400, 420, 160), **given: Any) -> Actor:
        """A keyring's password prompt."""
        lines = ("Unlock the keyring", "Password: hunter2-shown")
        return self.window("Pinentry-gtk-2", "Unlock Keyring", rect, lines, kind="dialog", **given)

    def secrets(self, rect: Box = (100, 100, 1000, 400), lines: Sequence[str] = SECRETS, **given: Any) -> Actor:
        """A page with a card, an IBAN, a key and a password in clear."""
        return self.window("Viewer", "Accounts - Viewer", rect, lines, **given)

    def menu(self, owner: Actor, rect: Box = (300, 300, 240, 160), **given: Any) -> Actor:
        """A menu that no window manager frames, over its owner."""
        lines = ("Cut", "Copy", "Paste")
        return self.window(None, "", rect, lines, popup=True, owner=owner, **given)

    def locker(self, rect: Box = (0, 0, 3840, 1080), app: str = "i3lock") -> Actor:
        """A screen lock over everything."""
        return self.window(app, app, rect, ("Locked",), popup=True, dark=True)


def _process_of(app: str | None) -> int | None:
    """A process for each program, so that windows of different ones do not seem to belong together; none lives."""
    return 2**22 + 1 + zlib.crc32(app.encode()) % 10**6 if app else None


def _started_server(width: int, height: int) -> "tuple[subprocess.Popen[bytes], str]":
    """Xvfb on a display that it finds free itself; it never blanks, as no actor touches the keyboard."""
    told, tell = os.pipe()
    command = [
        "Xvfb",
        "-displayfd",
        str(tell),
        "-screen",
        "0",
        f"{width}x{height}x24",
        "-nolisten",
        "tcp",
        "-noreset",
        "-s",
        "0",
    ]
    server = subprocess.Popen(command, pass_fds=(tell,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(tell)
    with open(told) as numbers:
        number = numbers.readline().strip()
    if not number:
        server.wait(PATIENCE)
        raise RuntimeError("Xvfb did not start")
    return server, f":{number}"


def _set_monitors(display: str, monitors: Sequence[tuple[int, int]]) -> None:
    """Divide the screen into monitors beside each other; the first has the server's output (RandR 1.5, SetMonitor)."""
    from Xlib.display import Display

    connection = Display(display)
    try:
        root = connection.screen().root
        output = root.xrandr_get_screen_resources_current().outputs[0]
        major = connection.display.get_extension_major("RANDR")
        x = 0
        for place, (width, height) in enumerate(monitors):
            outputs = (output,) if place == 0 else ()
            sizes = struct.pack("<hhHHII", x, 0, width, height, width // 4, height // 4)
            head = struct.pack("<IIBBH", root.id, connection.intern_atom(NAMES[place]), place == 0, 0, len(outputs))
            body = head + sizes + struct.pack(f"<{len(outputs)}I", *outputs)
            connection.display.send_request(_Raw(struct.pack("<BBH", major, 43, 1 + len(body) // 4) + body), False)
            x += width
        connection.sync()
    finally:
        connection.close()


class _Raw:
    """A request in bytes, for one that the library cannot write."""

    def __init__(self, binary: bytes) -> None:
        self._binary = binary
        self._serial: int | None = None


def _managed(display: str) -> bool:
    """Whether a window manager has taken the screen."""
    from Xlib import X
    from Xlib.display import Display

    connection = Display(display)
    try:
        check = connection.intern_atom("_NET_SUPPORTING_WM_CHECK")
        return connection.screen().root.get_full_property(check, X.AnyPropertyType) is not None
    finally:
        connection.close()


def _ended(process: "subprocess.Popen[Any]") -> None:
    """End a process, stopped or not."""
    if process.poll() is None:
        process.send_signal(signal.SIGCONT)
        process.terminate()
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(PATIENCE)


def wait_for(happened: Any, what: str, patience: float = PATIENCE) -> None:
    """Look again and again until something is so. Raises: TimeoutError."""
    end = time.monotonic() + patience
    while not happened():
        if time.monotonic() > end:
            raise TimeoutError(f"{what} did not happen")
        time.sleep(0.02)


@contextmanager
def screens(monitors: Sequence[tuple[int, int]] = MONITORS, manager: bool = True) -> Iterator[Screens]:
    """An X server with these monitors side by side, and openbox unless `manager` is false."""
    width, height = sum(width for width, _ in monitors), max(height for _, height in monitors)
    server, display = _started_server(width, height)
    shown = Screens(display, server, monitors)
    openbox = None
    try:
        _set_monitors(display, monitors)
        if manager:
            quiet = subprocess.DEVNULL
            command = ["openbox", "--sm-disable"]
            openbox = subprocess.Popen(command, env=shown.environment, stdin=quiet, stdout=quiet, stderr=quiet)
            wait_for(lambda: _managed(display), "openbox")
        yield shown
    finally:
        if openbox:
            _ended(openbox)
        _ended(server)


@contextmanager
def cast(shown: Screens) -> Iterator[Cast]:
    """The windows of one desktop, none at first."""
    player = Path(__file__).with_name("player.py")
    pipe = subprocess.PIPE
    process = subprocess.Popen(
        [sys.executable, str(player)],
        env=shown.environment,
        stdin=pipe,
        stdout=pipe,
        stderr=subprocess.DEVNULL,
        text=True,
    )
    try:
        yield Cast(process)
    finally:
        _ended(process)
        for stream in (process.stdin, process.stdout):
            if stream:
                with suppress(BrokenPipeError):
                    stream.close()
