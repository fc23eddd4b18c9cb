"""Times as other programs write them."""

from datetime import UTC, datetime

import pytest

from app.importing.dates import journal_day, moment


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("2025-03-08T09:15:00Z", datetime(2025, 3, 8, 9, 15, tzinfo=UTC)),
        ("2025-03-08T09:15:00.123+02:00", datetime(2025, 3, 8, 7, 15, tzinfo=UTC)),
        ("2025-03-08 09:15:00 -5", datetime(2025, 3, 8, 14, 15, tzinfo=UTC)),
        ("2025-03-08T09:15:00-0530", datetime(2025, 3, 8, 14, 45, tzinfo=UTC)),
        ("2025-03-08 09:15", datetime(2025, 3, 8, 9, 15).astimezone(UTC)),
        ("2025-03-08", datetime(2025, 3, 8, 12).astimezone(UTC)),
        ("[[2025/3/8]]", datetime(2025, 3, 8, 12).astimezone(UTC)),
        ("1699543575.5", datetime.fromtimestamp(1699543575.5, UTC)),
        (1699543575, datetime.fromtimestamp(1699543575, UTC)),
        (1699543575000, datetime.fromtimestamp(1699543575, UTC)),
    ],
)
def test_a_time_is_read(words: object, expected: datetime) -> None:
    assert moment(words) == expected


@pytest.mark.parametrize(
    "words",
    ["", "soon", "2025-02-30", "2025-13-01", "0000-01-01", "20250308", "9" * 400, "٢٠٢٥-٠٣-٠٨x", True, None, [], {}, 0]
    + [float("nan"), float("inf"), -1e300, "2025-03-08T09:15:00+99:99"],
)
def test_what_is_no_time_is_none(words: object) -> None:
    assert moment(words) is None


def test_a_journal_name_may_go_on_after_the_day() -> None:
    assert journal_day("2025-03-08 Saturday") == moment("2025-03-08")
    assert journal_day("2025-03-081") is None
    assert journal_day("2025-03_08") is None
    assert journal_day("Saturday 2025-03-08") is None
