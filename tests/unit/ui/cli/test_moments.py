"""Times as they are typed."""

from datetime import UTC, datetime, timedelta

import pytest

from ui.cli.moments import moment

NOW = datetime(2025, 6, 12, 15, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("words", "start", "end"),
    [
        ("May 2023", datetime(2023, 5, 1, tzinfo=UTC), datetime(2023, 6, 1, tzinfo=UTC)),
        ("yesterday", datetime(2025, 6, 11, tzinfo=UTC), datetime(2025, 6, 12, tzinfo=UTC)),
        ("2025-06-01", datetime(2025, 6, 1, tzinfo=UTC), datetime(2025, 6, 2, tzinfo=UTC)),
        ("2h", NOW - timedelta(hours=2), NOW - timedelta(hours=2)),
    ],
)
def test_since_takes_the_beginning_and_until_the_end_of_what_is_named(
    words: str, start: datetime, end: datetime
) -> None:
    assert (moment(words, NOW), moment(words, NOW, end=True)) == (start, end)


def test_nothing_typed_is_no_time() -> None:
    assert moment(None, NOW) is None
