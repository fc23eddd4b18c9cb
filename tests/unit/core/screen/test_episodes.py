"""Which frames are one episode: by program, title, window and time."""

from datetime import UTC, datetime, timedelta

import pytest

from core.screen.episodes import Open, continued, is_over, normalised

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)


def going(
    id: int = 1, title: str = "notes", window: str = "a", *, ago: float = 1, began: float = 10, length: int = 0
) -> Open:
    """An open episode; `ago` and `began` in minutes before NOW."""
    return Open(id, title, window, NOW - timedelta(minutes=began), NOW - timedelta(minutes=ago), length)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("main.py - Editor", "● main.py - Editor"),
        ("main.py - Editor", "*main.py - Editor"),
        ("main.py - Editor", "main.py (modified) - Editor"),
        ("main.py — Editor", "main.py — Editor — Edited"),
        ("a.c (~/src) - VIM", "a.c [+] (~/src) - VIM"),
        ("a.c - VIM", "a.c + - VIM"),
        ("Inbox - Mail", "(3) Inbox - Mail"),
        ("Inbox - Mail", "Inbox (1204 unread) - Mail"),
        ("Inbox - Mail", "[12] Inbox - Mail"),
        ("⠋ build", "⠹ build"),
        ("✳ build", "build"),
        ("Film 00:14:03 - Player", "Film 01:22:59 - Player"),
        ("Copying 14% - Files", "Copying 99 % - Files"),
    ],
)
def test_titles_that_only_count_or_spin_are_the_same(one: str, other: str) -> None:
    assert normalised(one) == normalised(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("main.py - Editor", "test.py - Editor"),
        ("Chapter 3", "Chapter 4"),
        ("C++", "C"),
        ("2024 report", "2025 report"),
    ],
)
def test_other_titles_stay_apart(one: str, other: str) -> None:
    assert normalised(one) != normalised(other)


def test_the_same_title_goes_on_also_in_another_window() -> None:
    assert continued([going()], "notes", "a", NOW, 1.0) == 1
    assert continued([going()], "* notes", "b", NOW, 1.0) == 1


def test_of_two_episodes_the_one_of_that_title_goes_on() -> None:
    assert continued([going(1, "mail", "a", ago=0), going(2, "notes", "a", ago=2)], "notes", "a", NOW, 1.0) == 2


def test_a_pause_ends_an_episode_later_while_its_window_is_there() -> None:
    assert continued([going(ago=6)], "notes", "b", NOW, 1.0) is None
    assert continued([going(ago=6)], "notes", "a", NOW, 1.0) == 1
    assert continued([going(ago=21, began=30)], "notes", "a", NOW, 1.0) is None


def test_no_episode_is_longer_than_two_hours_or_its_text_too_long() -> None:
    assert continued([going(began=119)], "notes", "a", NOW, 1.0) == 1
    assert continued([going(began=121)], "notes", "a", NOW, 1.0) is None
    assert continued([going(length=20_001)], "notes", "a", NOW, 1.0) is None


def test_a_window_that_changes_its_title_alone_is_still_the_same_episode() -> None:
    just = going(title="Untitled", ago=0.1)
    assert continued([just], "letter.txt", "a", NOW, 0.05) == 1
    assert continued([just], "letter.txt", "a", NOW, 0.9) is None, "most of it changed: another page"
    assert continued([just], "letter.txt", "b", NOW, 0.05) is None, "another window"
    assert continued([going(title="Untitled", ago=1)], "letter.txt", "a", NOW, 0.05) is None, "too late"


def test_an_episode_is_over_once_nothing_can_go_on_with_it() -> None:
    assert not is_over(going(ago=19, began=30), NOW)
    assert is_over(going(ago=21, began=30), NOW)
