"""What starts the capture at login: each file passes the checker of its format and says exactly what was meant."""

import plistlib
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app.capture import install
from app.home import Home
from core.errors import BadInput

PACKAGING = Path(__file__).parents[4] / "packaging"
RUN = ["/usr/bin/ebb", "capture", "run"]
ODD = 'a b%h$HOME"q\\z;`'
"""A folder's name with everything that one of the formats gives a meaning to."""
needs_systemd = pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd-analyze is not installed")
needs_validator = pytest.mark.skipif(
    not shutil.which("desktop-file-validate"), reason="desktop-file-validate is not installed"
)


@pytest.fixture
def nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of settings of a user for whom no service manager listens."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("PATH", str(tmp_path))
    return tmp_path / "config"


def verified(unit: str, folder: Path) -> tuple[int, str]:
    """What systemd's own checker says about a unit."""
    (folder / install.UNIT).write_text(unit)
    command = ["systemd-analyze", "verify", "--user", "--man=no", str(folder / install.UNIT)]
    environment = {"XDG_RUNTIME_DIR": str(folder), "PATH": "/usr/bin:/bin", "HOME": str(folder)}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)
    return done.returncode, done.stdout + done.stderr


def validated(entry: str, folder: Path) -> tuple[int, str]:
    """What the checker of desktop entries says about one."""
    (folder / install.ENTRY).write_text(entry)
    command = ["desktop-file-validate", str(folder / install.ENTRY)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return done.returncode, done.stdout + done.stderr


def words(quoted: str) -> list[str]:
    """What a shell makes of words in double quotes."""
    done = subprocess.run(["sh", "-c", f"printf '%s\\n' {quoted}"], capture_output=True, text=True)
    return done.stdout.splitlines()


@needs_systemd
@pytest.mark.parametrize("folder", ["plain", ODD])
def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path, folder: str) -> None:
    program = shutil.which("true")
    assert program
    unit = install.service([program, "--home", str(tmp_path / folder), "capture", "run"])
    assert verified(unit, tmp_path) == (0, "")


@needs_systemd
def test_systemds_checker_would_notice(tmp_path: Path) -> None:
    program = shutil.which("true")
    assert program
    broken = install.service([program]).replace("NoNewPrivileges=yes", "NoNewPrivileges=perhaps")
    assert "perhaps" in verified(broken, tmp_path)[1]


def test_the_unit_takes_away_the_network_and_new_rights() -> None:
    lines = install.service(RUN).splitlines()
    assert {"RestrictAddressFamilies=AF_UNIX", "NoNewPrivileges=yes", "RestrictNamespaces=yes", "UMask=0077"} <= {
        *lines
    }


def test_the_words_of_the_units_command_line_survive_systemds_rules() -> None:
    (line,) = [line for line in install.service(["/bin/x", ODD]).splitlines() if line.startswith("ExecStart=")]
    text = line.removeprefix("ExecStart=").replace("%%", "%").replace("$$", r"\$").replace("`", r"\`")
    assert words(text) == ["/bin/x", ODD]


@needs_validator
@pytest.mark.parametrize("folder", ["plain", ODD])
def test_the_desktops_checker_finds_nothing_wrong_with_the_autostart_entry(tmp_path: Path, folder: str) -> None:
    assert validated(install.desktop_entry(["/bin/true", "--home", folder]), tmp_path) == (0, "")


def test_the_words_of_the_entrys_command_line_survive_both_escapings() -> None:
    (line,) = [line for line in install.desktop_entry(["/bin/x", ODD]).splitlines() if line.startswith("Exec=")]
    escaped = line.removeprefix("Exec=")
    assert "\\" not in escaped.replace("\\\\", "")
    assert words(escaped.replace("\\\\", "\\").replace("%%", "%")) == ["/bin/x", ODD]


def test_launchd_gets_back_exactly_what_was_meant() -> None:
    found = plistlib.loads(install.agent(["/bin/x", ODD, "<&>"]).encode())
    assert found["ProgramArguments"] == ["/bin/x", ODD, "<&>"]
    assert found["RunAtLoad"] is True and found["KeepAlive"] == {"SuccessfulExit": False} and found["Umask"] == 0o077


@pytest.mark.parametrize("made", [install.service, install.desktop_entry, install.agent])
def test_a_path_with_a_line_break_is_refused(made: object) -> None:
    assert callable(made)
    with pytest.raises(BadInput, match="control characters"):
        made(["/bin/x", "a\nExecStartPre=/bin/false"])


def test_the_examples_in_packaging_are_what_install_makes() -> None:
    assert (PACKAGING / "systemd" / install.UNIT).read_text() == install.service(RUN)
    assert (PACKAGING / "launchd" / f"{install.LABEL}.plist").read_text() == install.agent(RUN)
    entry = install.desktop_entry(["/usr/bin/ebb", "capture", "start"])
    assert (PACKAGING / "autostart" / install.ENTRY).read_text() == entry


@pytest.mark.skipif(sys.platform != "linux", reason="the file lies elsewhere on other systems")
def test_installing_puts_one_private_file_in_place_and_uninstalling_takes_it_away(nowhere: Path, home: Path) -> None:
    done = install.install(Home(home))
    assert (done.kind, done.file) == ("autostart", nowhere / "autostart" / install.ENTRY)
    assert str(home) in done.file.read_text()
    assert done.file.stat().st_mode & 0o777 == 0o600
    assert install.uninstall() == [done.file]
    assert install.uninstall() == [] and not done.file.exists()


def test_the_command_that_is_installed_names_program_and_home_by_full_path(home: Path) -> None:
    program, *rest = install.command_of(Home(home), "run")
    assert Path(program).is_absolute() and Path(program).exists()
    assert rest[-4:] == ["--home", str(home), "capture", "run"]
