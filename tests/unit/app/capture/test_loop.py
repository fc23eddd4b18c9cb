"""What the daemon's process does before its first beat, and how little it takes with it."""

import os
import subprocess
import sys
from pathlib import Path

from app.capture import control, health, loop
from app.capture.state import read_daemon
from app.config import Config
from app.home import Home, prepare
from app.screens.keeping import Keeping
from core.store.store import Store

HEAVY = ("sqlite_utils", "PIL", "_hashlib", "detect_secrets", "stdnum", "psutil", "asyncio", "http", "email", "click")
"""Modules that the daemon must not hold: each takes megabytes, and others do what it needs of them."""


def test_what_is_not_wanted_does_not_begin(home: Path) -> None:
    place = prepare(Home(home))
    assert loop.main(str(home)) == 0
    assert read_daemon(place) is None and not place.db.exists() and not health.is_running(place)


def test_a_fresh_home_is_made_ready_and_a_broken_one_is_told_of(home: Path) -> None:
    place = prepare(Home(home))
    loop._put_right(place)
    store = Store(place.db, read_only=True)
    assert Keeping(store, place, Config()).waiting() == []
    store.close()
    place.db.write_bytes(b"this is no database at all" * 50)
    control.want(place, True)
    assert loop.main(str(home)) == 4


def test_a_daemon_with_all_its_parts_has_imported_nothing_heavy(home: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from app.capture import loop; from app.home import Home, prepare\n"
        "with loop._parts(prepare(Home(Path(sys.argv[1])))):\n"
        "    import app.capture.beat, app.capture.desktop.x11, core.screen.views, core.screen.rules, mss\n"
        f"    print([one for one in {HEAVY} if one in sys.modules])"
    )
    environment = os.environ | {"PYTHONPATH": str(Path(loop.__file__).parents[2])}
    command = [sys.executable, "-c", code, str(home)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert done.stdout == "[]\n"


def test_a_process_is_alone_only_if_it_had_a_watch() -> None:
    assert not loop._is_alone(0) and not loop._is_alone(os.getppid())
    assert loop._is_alone(os.getpid())
