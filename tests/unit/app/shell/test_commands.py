"""Records of commands read, and told apart into stretches of work."""

from datetime import UTC, datetime, timedelta

import pytest

from app.shell.commands import LONGEST, Command, dumped, is_over, loaded, read, stretches, told

NOON = datetime(2024, 3, 1, 12, tzinfo=UTC)


def record(text: str, at: datetime = NOON, *, status: int = 0, seconds: int = 0, folder: str = "/work") -> bytes:
    """One record as a shell's hook writes it."""
    parts = (f"{at.timestamp():.0f}", f"{status}", f"{seconds}", folder, text)
    return "".join(f"{part}\0" for part in parts).encode() + b"\n"


def commands(*records: bytes, shell: str = "zsh") -> list[Command]:
    """The commands in some records."""
    return list(read(b"".join(records), "file", shell))


def test_a_record_says_when_where_and_how_a_command_ended() -> None:
    (one,) = commands(record("make test", status=2, seconds=75))
    assert (one.at, one.folder, one.text, one.status, one.seconds) == (NOON, "/work", "make test", 2, 75)


def test_the_number_in_the_history_of_bash_is_no_part_of_the_command() -> None:
    assert [one.text for one in commands(record("  501  7z l a.7z\n"), record("  502* 2to3 x\n"), shell="bash")] == [
        "7z l a.7z",
        "2to3 x",
    ]


@pytest.mark.parametrize("text", ["ls", "ls -la", "cd ..", "cd ~/work", "pwd", "clear", "exit", "ebb search cats", ""])
def test_what_tells_nobody_anything_is_left_out(text: str) -> None:
    assert commands(record(text)) == []


@pytest.mark.parametrize(
    "data",
    [b"", b"\0\0\0\0\0\n", b"no record", b"x\x000\x000\0/w\0make\0\n", b"99999999999999999\x000\x000\0/w\0make\0\n"],
)
def test_what_is_no_record_is_left_out(data: bytes) -> None:
    assert commands(data) == []


def test_a_torn_record_costs_only_itself() -> None:
    assert [one.text for one in commands(record("make"), record("git fetch")[:-5])] == ["make"]


def test_secrets_are_gone_before_anything_is_kept() -> None:
    assert "hunter2" not in dumped(commands(record("mysql -phunter2"), record("export TOKEN=hunter2")))


def test_a_pasted_file_is_cut() -> None:
    (one,) = commands(record("cat <<X " + "a b " * 3000))
    assert len(one.text) <= LONGEST


def test_what_waits_is_read_back_as_it_was() -> None:
    known = commands(record("make"), record("printf 'a\nb'", status=1))
    assert list(loaded(dumped(known) + "{broken\n")) == known


def test_commands_of_a_folder_belong_together_until_a_long_break() -> None:
    found = stretches(
        commands(
            record("make", NOON),
            record("git fetch", NOON + timedelta(minutes=5), folder="/other"),
            record("make test", NOON + timedelta(minutes=20)),
            record("make docs", NOON + timedelta(minutes=70)),
        )
    )
    assert [[one.text for one in stretch] for stretch in found] == [["make", "make test"], ["git fetch"], ["make docs"]]


def test_a_stretch_is_over_after_half_an_hour() -> None:
    (stretch,) = stretches(commands(record("make")))
    assert not is_over(stretch, NOON + timedelta(minutes=29))
    assert is_over(stretch, NOON + timedelta(minutes=31))


def test_failures_long_runs_and_repetitions_are_told() -> None:
    (stretch,) = stretches(
        commands(
            record("make test", status=2), record("make test", status=2), record("sleep", seconds=75),
            record("top", status=130), record("git push"),
        )
    )  # fmt: skip
    assert told(stretch).splitlines() == [
        "make test  # failed with 2  # 2 times",
        "sleep  # took 0:01:15",
        "top",
        "git push",
    ]
