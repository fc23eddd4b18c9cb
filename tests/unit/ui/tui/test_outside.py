"""What may be opened outside of Ebb, and what is only shown."""

from pathlib import Path

import pytest

from ui.tui.outside import open_outside, opens


@pytest.mark.parametrize("target", ["https://x.org/a?b", "HTTP://x.org", "mailto:a@b.org"])
def test_the_web_and_mail_are_opened(target: str) -> None:
    assert opens(target) == target


@pytest.mark.parametrize(
    "target", ["javascript:x", "data:text/html,x", "ssh://x", "vbscript:x", "x.md", "", "-x", "http"]
)
def test_other_addresses_are_only_shown(target: str) -> None:
    assert opens(target) == ""


def test_a_file_is_opened_if_it_is_there_and_nothing_that_runs(tmp_path: Path) -> None:
    note, program, entry = tmp_path / "a note.md", tmp_path / "run", tmp_path / "x.desktop"
    for file in (note, program, entry):
        file.write_text("x")
    program.chmod(0o700)
    assert opens(str(note)) == opens(note.as_uri()) == str(note)
    assert [opens(str(file)) for file in (program, entry, tmp_path / "gone.md")] == ["", "", ""]


def test_without_a_desktop_it_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DISPLAY", raising=False)
    monkeypatch.delenv("WAYLAND_DISPLAY", raising=False)
    assert "c copies it" in open_outside("https://x.org")
