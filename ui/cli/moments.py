"""Times as a person types and reads them; every `now` is handed in."""

from datetime import datetime, timedelta


def local_now() -> datetime:
    """Return the present, aware, in the machine's own zone."""
    return datetime.now().astimezone()


def moment(words: str | None, now: datetime, *, end: bool = False) -> datetime | None:
    """Read a WHEN as the beginning of what it names, or as its end: "until May 2023" takes all of May in.

    None stays None; a bare length such as "3d" is one moment, that long ago. Raises: BadTime.
    """
    if words is None:
        return None
    from core.text.times import span, when

    if not end:
        return when(words, now)
    _, over = span(words, now)
    return when(words, now) if over == now else over


def as_of(words: str | None, now: datetime) -> datetime | None:
    """Read the WHEN of --as-of as the last instant of what it names: a day is known up to its end.

    None stays None. Raises: BadTime.
    """
    over = moment(words, now, end=True)
    if words is None or over is None or over == moment(words, now):
        return over
    return over - timedelta(microseconds=1)


def date_of(at: datetime) -> str:
    """Write the local date, as in 12 May 2023."""
    local = at.astimezone()
    return f"{local.day} {local:%b %Y}"
