"""Episodes end with a pause, another app or another topic, and say so in sentences that stand in them."""

from datetime import timedelta

import numpy as np
import pytest

from core.levels import episodes
from core.store import derived
from core.store.derived import Role
from tests.unit.core.levels.scene import NOON, Night, member

MINUTE = 60_000_000
Float32 = np.typing.NDArray[np.float32]


def _topics(*lengths: int, noise: float = 0.3) -> Float32:
    """Unit vectors around one direction for each topic, so many of each."""
    random = np.random.default_rng(7)
    rows = []
    for length in lengths:
        middle = random.standard_normal(64)
        rows += [middle / np.linalg.norm(middle) + noise * random.standard_normal(64) / 8 for _ in range(length)]
    made = np.array(rows, dtype=np.float32)
    return np.asarray(made / np.linalg.norm(made, axis=1, keepdims=True), dtype=np.float32)


def test_a_pause_of_more_than_half_an_hour_ends_a_run() -> None:
    assert episodes.runs([(1, 0), (2, 30 * MINUTE), (3, 61 * MINUTE), (4, 62 * MINUTE)]) == [[1, 2], [3, 4]]


def test_a_talk_without_a_pause_is_cut_so_that_one_more_turn_costs_no_more() -> None:
    cut = episodes.runs([(number, 0) for number in range(1000)])
    assert [len(run) for run in cut] == [400, 400, 200]
    assert sum(cut, []) == list(range(1000))


@pytest.mark.parametrize("lengths", [(8, 8), (6, 9, 7)])
def test_the_topic_turns_where_the_windows_on_both_sides_differ_most(lengths: tuple[int, ...]) -> None:
    assert episodes.turns(_topics(*lengths)) == list(np.cumsum(lengths[:-1]))


def test_a_talk_about_one_thing_has_no_turn() -> None:
    assert episodes.turns(_topics(20)) == []


def test_no_episode_between_two_turns_is_shorter_than_four_memories() -> None:
    borders = episodes.turns(_topics(2, 2, 2, 2, 2, 2, 2, 2))
    assert all(after - before >= episodes.SHORTEST for before, after in zip([0, *borders], [*borders, 16], strict=True))


def test_another_app_begins_another_episode_and_two_memories_are_none() -> None:
    members = [member(number, "text", app=app) for number, app in enumerate(["mail"] * 3 + ["web"] * 4 + ["mail"] * 2)]
    assert [[one.seq for one in part] for part in episodes.episodes(members, {})] == [[0, 1, 2], [3, 4, 5, 6]]


def test_an_episode_quotes_what_was_said_with_who_said_it(night: Night) -> None:
    night.talk()
    night.sleep()
    ((title, text),) = night.made(Role.EPISODE).items()
    head, *lines = text.split("\n")
    assert title.endswith("(8 May 2023)")
    assert head == "Ana and Ben · 8 May 2023, 12:00 to 12:05 · 6 turns"
    assert "Ben: “I moved to Porto last week and found a flat by the harbour.”" in lines
    assert len(lines) <= episodes.MOST_SENTENCES
    assert not any("Hey Ben" in line or "Wow" in line for line in lines)


def test_two_talks_on_one_day_in_one_thread_are_two_episodes_and_hold_their_own_turns(night: Night) -> None:
    first, second = night.talk(), night.talk(NOON + timedelta(hours=3))
    night.sleep()
    held = night.store.read(lambda connection: derived.episode_of(connection, first + second))
    assert held.keys() == {*first, *second}
    assert len({held[seq] for seq in first}) == len({held[seq] for seq in second}) == 1
    assert held[first[0]] != held[second[0]]


def test_a_talk_over_midnight_is_one_episode(night: Night) -> None:
    night.talk(NOON.replace(hour=23, minute=57))
    night.sleep()
    (text,) = night.made(Role.EPISODE).values()
    assert "8 May 2023, 23:57 to 9 May 2023, 00:02" in text


def test_notes_of_one_folder_and_day_are_an_episode_and_a_copied_archive_is_none(night: Night) -> None:
    for number in range(3):
        night.tell(
            f"The boiler was repaired by plumber {number}.", file=f"/vault/flat/{number}.md", name=f"Boiler {number}"
        )
    for number in range(episodes.BULK + 1):
        night.tell(f"Copied page number {number} tells of bees.", file=f"/vault/old/{number}.md")
    night.sleep()
    (text,) = night.made(Role.EPISODE).values()
    assert text.split("\n")[0] == "notes in flat · 8 May 2023, 12:00 · 3 memories"
