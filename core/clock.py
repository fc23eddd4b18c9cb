"""Time at the edges: aware UTC datetimes inside, whole microseconds since 1970 in the store."""

from datetime import UTC, datetime, timedelta

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)


def utc_now() -> datetime:
    """The present, aware, in UTC."""
    return datetime.now(UTC)


def aware(time: datetime) -> datetime:
    """The same instant in UTC; a time without a zone is read as the machine's local time."""
    return time.astimezone(UTC)


def to_micros(time: datetime) -> int:
    """Microseconds since 1970-01-01 UTC; exact, negative before."""
    return (aware(time) - _EPOCH) // _MICROSECOND


def from_micros(micros: int) -> datetime:
    """The inverse of `to_micros`, aware UTC."""
    return _EPOCH + timedelta(microseconds=micros)


def zoned(time: datetime | None) -> datetime:
    """The time as given if it bears a zone; else, and for None (the present), in the machine's zone."""
    return time if time is not None and time.tzinfo else (time or utc_now()).astimezone()
