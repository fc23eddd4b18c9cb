"""A rule of recurrence is said in words."""

import pytest
from icalendar.prop import vRecur

from app.importing.recurrence import words


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        ("FREQ=DAILY", "every day"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR", "every 2 weeks on Monday and Friday"),
        ("FREQ=WEEKLY;BYDAY=MO,TU,WE;COUNT=10", "every week on Monday, Tuesday and Wednesday, 10 times"),
        ("FREQ=MONTHLY;BYDAY=1MO,-1FR", "every month on the first Monday and the last Friday"),
        ("FREQ=MONTHLY;BYMONTHDAY=15,-1", "every month on day 15 and the last day"),
        (
            "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=3;UNTIL=20301231T000000Z",
            "every year on day 3 in May, until 31 December 2030",
        ),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=2", "every month on Monday and Tuesday (BYSETPOS=2)"),
    ],
)
def test_a_rule_is_said(rule: str, said: str) -> None:
    assert words(vRecur.from_ical(rule)) == said


def test_values_of_the_wrong_kind_are_said_as_they_are() -> None:
    assert (
        words({"FREQ": None, "INTERVAL": "x", "BYDAY": [7], "BYMONTH": [99], "UNTIL": "soon"})
        == "every time on 7 in 99"
    )
