"""Phrasings as different people type or say them, by which the reading of changes is developed and measured.

Keys and fields are those of `tests.life.phrasings`; `COUNTEREXAMPLES` state no change of anything of the writer's.
"""

from typing import Final

from tests.life.developed_others import COUNTEREXAMPLES, DISTRACTORS
from tests.life.developed_people import PEOPLE
from tests.life.developed_things import THINGS
from tests.life.phrasings import Phrasings

__all__ = ["COUNTEREXAMPLES", "DEVELOPED"]

DEVELOPED: Final[Phrasings] = {**PEOPLE, **THINGS, **DISTRACTORS}
