"""Capturing from login on: a systemd user service, a launchd agent, or a desktop autostart entry, whichever fits.

The files are made here, every path escaped as the format asks; the folder `packaging` holds finished examples.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import BadInput

if TYPE_CHECKING:
    from app.home import Home

UNIT = "ebb-capture.service"
ENTRY = "ebb-capture.desktop"
LABEL = "dev.ebb.capture"
_TIMEOUT = 20

SERVICE = """\
[Unit]
Description=Ebb remembers what was on the screen
PartOf=graphical-session.target
After=graphical-session.target
StartLimitIntervalSec=300
StartLimitBurst=10

[Service]
Type=exec
ExecStart={command}
Restart=on-failure
RestartSec=5
# Wrong usage, wrong settings, and another daemon at work: trying again would change nothing.
RestartPreventExitStatus=2 3 6
TimeoutStopSec=20
UMask=0077
Nice=5
MemoryMax=2G
TasksMax=64
# No network at all, no new rights, no namespaces: what is captured cannot leave by this process.
RestrictAddressFamilies=AF_UNIX
NoNewPrivileges=yes
LockPersonality=yes
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallErrorNumber=EPERM
SystemCallFilter=@system-service
SystemCallFilter=~@keyring @privileged

[Install]
WantedBy=graphical-session.target
"""
"""Only what a user's own manager can enforce without namespaces, so that it starts on every machine."""

DESKTOP_ENTRY = """\
[Desktop Entry]
Type=Application
Name=Ebb screen memory
Comment=Remembers what was on the screen, on this machine alone
Exec={command}
Terminal=false
NoDisplay=true
Categories=Utility;
X-GNOME-Autostart-enabled=true
"""


@dataclass(frozen=True, slots=True)
class Installed:
    """What was put where; `active` says whether the system has already been told."""

    kind: str
    file: Path
    active: bool


def service(command: Sequence[str]) -> str:
    """The systemd unit that runs a command line."""
    return SERVICE.format(command=" ".join(_for_systemd(part) for part in command))


def desktop_entry(command: Sequence[str]) -> str:
    """The autostart entry that runs a command line."""
    return DESKTOP_ENTRY.format(command=" ".join(_for_desktop(part) for part in command))


def agent(command: Sequence[str]) -> str:
    """The launchd agent that runs a command line."""
    import plistlib

    wanted = {
        "Label": LABEL,
        "ProgramArguments": [_plain(part) for part in command],
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        "ThrottleInterval": 10,
        "ProcessType": "Background",
        "LimitLoadToSessionType": "Aqua",
        "Nice": 5,
        "Umask": 0o077,
    }
    return plistlib.dumps(wanted, sort_keys=False).decode()


def command_of(home: "Home", *words: str) -> list[str]:
    """The command line of `ebb` for this home, by full paths: who starts it has another search path."""
    script = Path(sys.executable).with_name("ebb")
    program = [str(script)] if script.exists() else [sys.executable, "-P", "-m", "ui.cli.main"]
    return [*program, "--home", str(home.root), "capture", *words]


def install(home: "Home") -> Installed:
    """Let capturing start with each login from now on. Raises: BadInput for a path that no such file can hold."""
    kind = _kind()
    file = places()[kind]
    if kind == "systemd":
        _write(file, service(command_of(home, "run")))
        active = _told("systemctl", "--user", "daemon-reload") and _told("systemctl", "--user", "enable", UNIT)
    elif kind == "launchd":
        _write(file, agent(command_of(home, "run")))
        active = True  # launchd looks into the folder at each login
    else:
        _write(file, desktop_entry(command_of(home, "start")))
        active = True
    return Installed(kind, file, active)


def uninstall() -> list[Path]:
    """Take away whatever `install` made, in any form; returns the files that went."""
    gone = []
    for kind, file in places().items():
        if not file.exists():
            continue
        if kind == "systemd":
            _told("systemctl", "--user", "disable", UNIT)
        file.unlink()
        gone.append(file)
        if kind == "systemd":
            _told("systemctl", "--user", "daemon-reload")
    return gone


def places() -> dict[str, Path]:
    """Where each form lies, for this user."""
    config = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config")
    return {
        "systemd": config / "systemd" / "user" / UNIT,
        "launchd": Path.home() / "Library" / "LaunchAgents" / f"{LABEL}.plist",
        "autostart": config / "autostart" / ENTRY,
    }


def _kind() -> str:
    if sys.platform == "darwin":
        return "launchd"
    return "systemd" if shutil.which("systemctl") and Path("/run/systemd/system").is_dir() else "autostart"


def _write(file: Path, text: str) -> None:
    from app.home import write_private

    file.parent.mkdir(parents=True, exist_ok=True)
    write_private(file, text)


def _told(*command: str) -> bool:
    """Tell the system; False where it does not listen, in which case the next login sees the file."""
    with suppress(OSError, subprocess.TimeoutExpired):
        return subprocess.run(command, capture_output=True, timeout=_TIMEOUT, check=False).returncode == 0
    return False


def _plain(part: str) -> str:
    """A word of a command line without what no such file can hold. Raises: BadInput."""
    if not part.isprintable():
        raise BadInput("A path with control characters cannot be installed.", "Move the home to a plainer path.")
    return part


def _for_systemd(part: str) -> str:
    """One word in double quotes (systemd.service(5), systemd.syntax(7)): C escapes, no specifiers, no variables."""
    escaped = _plain(part).replace("\\", "\\\\").replace('"', '\\"').replace("%", "%%").replace("$", "$$")
    return f'"{escaped}"'


def _for_desktop(part: str) -> str:
    """One word in double quotes (Desktop Entry Specification 1.5): quoted as an argument, then escaped as a string."""
    quoted = _plain(part)
    for special in '\\"`$':
        quoted = quoted.replace(special, f"\\{special}")
    return '"' + quoted.replace("%", "%%").replace("\\", "\\\\") + '"'
