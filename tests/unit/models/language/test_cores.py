"""A model leaves one physical core to the rest of the machine."""

import os

from models.language.cores import default_threads, physical_cores


def test_there_are_at_most_as_many_cores_as_hardware_threads() -> None:
    assert 1 <= physical_cores() <= (os.cpu_count() or 1)


def test_one_core_is_left_free_where_there_are_several() -> None:
    assert default_threads() == max(1, physical_cores() - 1)
