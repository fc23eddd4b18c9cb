"""Whatever keeps frames from coming shows within 15 seconds in `ebb capture status --json`, and no longer once it is
over."""

import os
import secrets
import signal
import socket
import struct
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.crash.capture_life import DAEMON, PATIENCE, READER, WATCH, Life, frozen, life, noticed, send
from tests.desktop.stage import Actor, Screens, cast, needs_screens, screens

pytestmark = [needs_screens, pytest.mark.timeout(300)]
MONITORS = ((1024, 700),)
COOKIE = b"MIT-MAGIC-COOKIE-1"


@pytest.fixture
def say(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Print a line that is seen."""

    def printed(line: str) -> None:
        with capsys.disabled():
            print(f"\n  {line}", flush=True)

    return printed


@contextmanager
def running(tmp_path: Path, shown: Screens, module: str = DAEMON) -> Iterator[tuple[Life, Actor]]:
    """A capture that is well and has read the only window there is."""
    with cast(shown) as actors, life(tmp_path / "home", shown) as seen:
        page = actors.window("Editor", "Letters", (20, 40, 600, 300), ("The tide comes in at noon.",))
        seen.start(module)
        noticed(lambda: seen.reads("tide") and seen.is_well(), "the first reading", PATIENCE)
        yield seen, page


def goes_on(seen: Life, page: Actor, word: str) -> None:
    """Make sure that the capture is well again, and that what shows from now on is found."""
    noticed(seen.is_well, "being well again", PATIENCE)
    page.say(f"Here comes the {word} at last.")
    noticed(lambda: seen.reads(word), "capturing again", PATIENCE)
    noticed(seen.is_well, "staying well", PATIENCE)


def test_a_killed_x_server_shows_and_another_one_is_taken_up(tmp_path: Path, say: Callable[[str], None]) -> None:
    with screens(MONITORS, manager=False) as shown, life(tmp_path / "home", shown) as seen:
        seen.start()
        noticed(seen.is_well, "the start", PATIENCE)
        shown.kill()
        took = noticed(lambda: "desktop is gone" in seen.problems(), "noticing")
        again = ["Xvfb", shown.display, "-screen", "0", "1024x700x24", "-nolisten", "tcp", "-noreset"]
        with subprocess.Popen(again, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
            back = noticed(seen.is_well, "being well again", PATIENCE)
            server.kill()
        say(f"X server killed: shows after {took:.1f} s; well {back:.1f} s after there is another")


def test_a_frozen_x_server_shows(tmp_path: Path, say: Callable[[str], None]) -> None:
    with screens(MONITORS) as shown, running(tmp_path, shown) as (seen, page):
        shown.freeze()
        took = noticed(lambda: "does not respond" in seen.problems(), "noticing")
        shown.freeze(False)
        goes_on(seen, page, "pelican")
        say(f"X server frozen: shows after {took:.1f} s")


@pytest.mark.parametrize("owning", ["DamageExt", "ShmSeg"])
def test_a_display_that_is_revoked_shows_until_it_is_granted_again(
    tmp_path: Path, say: Callable[[str], None], owning: str
) -> None:
    with guarded(tmp_path) as (shown, known), running(tmp_path, shown) as (seen, page):
        mine = connected(shown)
        try:
            cookie = known.read_bytes()[-16:]
            write_cookie(known, secrets.token_bytes(16))
            cut_off(mine, seen.said()["pid"], owning)
            took = noticed(lambda: "desktop is gone" in seen.problems(), "noticing")
            before = seen.said()["at"]
            noticed(lambda: seen.said()["at"] > before, "another try", PATIENCE)
            assert "cannot be opened" in seen.problems(), "it is refused"
            write_cookie(known, cookie)
            goes_on(seen, page, "pelican")
        finally:
            mine.close()
        assert seen.started[0].poll() is None, "the daemon lives on"
        say(f"display revoked, connection with {owning}: shows after {took:.1f} s")


def test_a_stopped_daemon_shows(tmp_path: Path, say: Callable[[str], None]) -> None:
    with screens(MONITORS) as shown, running(tmp_path, shown) as (seen, page):
        daemon = seen.said()["pid"]
        frozen([daemon])
        took = noticed(lambda: "does not respond" in seen.problems(), "noticing")
        send(daemon, signal.SIGCONT)
        goes_on(seen, page, "pelican")
        say(f"daemon stopped: shows after {took:.1f} s")


def test_a_stopped_reader_shows_with_what_waits_for_it(tmp_path: Path, say: Callable[[str], None]) -> None:
    with screens(MONITORS) as shown, running(tmp_path, shown) as (seen, page):
        readers = frozen(seen.alive(READER))
        page.say("Here is a walrus to be read.")
        took = noticed(lambda: "reader does not respond" in seen.problems(), "noticing")
        noticed(lambda: seen.status()["pending_ocr"] > 0, "something that waits", PATIENCE)
        assert not seen.reads("walrus")
        for reader in readers:
            send(reader, signal.SIGCONT)
        noticed(lambda: seen.reads("walrus"), "reading what waited", PATIENCE)
        goes_on(seen, page, "pelican")
        say(f"reader stopped: shows after {took:.1f} s")


def test_a_reader_that_was_killed_again_and_again_is_forgiven_once_one_reads(
    tmp_path: Path, say: Callable[[str], None]
) -> None:
    with screens(MONITORS) as shown, running(tmp_path, shown) as (seen, page):
        for number in range(3):
            before = seen.alive(READER)
            for reader in before:
                send(reader, signal.SIGKILL)
            page.say(f"This is line {number} for the next reader.")
            noticed(lambda: bool(set(seen.alive(READER)) - set(before)), "another reader", PATIENCE)  # noqa: B023
        begun = time.monotonic()
        goes_on(seen, page, "pelican")
        say(f"reader killed three times: well after {time.monotonic() - begun:.1f} s")


def test_a_killed_daemon_is_started_again_and_without_anybody_to_do_so_it_shows(
    tmp_path: Path, say: Callable[[str], None]
) -> None:
    with screens(MONITORS) as shown, running(tmp_path, shown, WATCH) as (seen, page):
        first = seen.said()["pid"]
        send(first, signal.SIGKILL)
        back = noticed(lambda: seen.status()["pid"] not in (None, first), "the restart")
        goes_on(seen, page, "pelican")
        for pid in frozen([*seen.alive(WATCH), seen.said()["pid"]]):
            send(pid, signal.SIGKILL)
        took = noticed(lambda: "has died" in seen.problems(), "noticing")
        assert seen.status()["running"] is False
        seen.start(WATCH)
        goes_on(seen, page, "heron")
        say(f"daemon killed: back after {back:.1f} s; its watch killed too: shows after {took:.1f} s")


def test_a_daemon_whose_watch_was_killed_goes_on_under_another(tmp_path: Path, say: Callable[[str], None]) -> None:
    with screens(MONITORS) as shown, running(tmp_path, shown, WATCH) as (seen, page):
        (watch,) = seen.alive(WATCH)
        send(watch, signal.SIGKILL)
        took = noticed(lambda: bool(set(seen.alive(WATCH)) - {watch}), "another watch")
        goes_on(seen, page, "walrus")
        send(seen.said()["pid"], signal.SIGKILL)
        goes_on(seen, page, "heron")
        say(f"watch killed: another one after {took:.1f} s")


# A display with a key


@contextmanager
def guarded(folder: Path) -> Iterator[tuple[Screens, Path]]:
    """An X server that lets in who knows its cookie, and the file that tells it; without that nobody may come in."""
    granted, known = folder / "granted", folder / "known"
    cookie = secrets.token_bytes(16)
    write_cookie(granted, cookie)
    write_cookie(known, cookie)
    told, tell = os.pipe()
    size = "x".join(map(str, MONITORS[0]))
    command = ["Xvfb", "-displayfd", str(tell), "-auth", str(granted), "-screen", "0", f"{size}x24", "-noreset"]
    quiet = subprocess.DEVNULL
    server = subprocess.Popen([*command, "-nolisten", "tcp"], pass_fds=(tell,), stdout=quiet, stderr=quiet)
    os.close(tell)
    with open(told) as numbers:
        shown = Screens(f":{numbers.readline().strip()}", server, MONITORS)
    shown.environment["XAUTHORITY"] = str(known)
    try:
        yield shown, known
    finally:
        shown.kill()


def write_cookie(file: Path, cookie: bytes) -> None:
    """Write an Xauthority file (Xau(3)): this machine, any display, one cookie."""
    parts = (socket.gethostname().encode(), b"", COOKIE, cookie)
    passing = file.with_suffix(".new")
    passing.write_bytes(struct.pack(">H", 256) + b"".join(struct.pack(">H", len(part)) + part for part in parts))
    passing.replace(file)


def connected(shown: Screens) -> Any:
    """A connection of the test's own."""
    from Xlib.display import Display

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XAUTHORITY", shown.environment["XAUTHORITY"])
        return Display(shown.display)


def cut_off(mine: Any, pid: int, owning: str) -> None:
    """Close the connection of a process that owns such a resource, from the server's side (KillClient)."""
    from Xlib.ext import res
    from Xlib.xobject.resource import Resource

    told = mine.res_query_client_ids([{"client": 0, "mask": res.LocalClientPIDMask}]).ids
    bases = [one.spec.client for one in told if list(one.value) == [pid]]
    (base,) = [base for base in bases if owning in kinds(mine, base)]
    Resource(mine.display, base).kill_client()  # the first resource that it made names the client
    mine.sync()
    assert base not in [one.resource_base for one in mine.res_query_clients().clients]


def kinds(mine: Any, base: int) -> list[str]:
    """The kinds of resources that a connection owns."""
    return [mine.get_atom_name(one.resource_type) for one in mine.res_query_client_resources(base).types]
