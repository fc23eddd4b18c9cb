"""What was read of a frame, taken in: its picture as a file, then its lines and its episode's text at once."""

from collections.abc import Sequence
from dataclasses import replace

from app.home import Home
from app.screens import pictures
from core.screen.frame import Line, Pixels, Rect
from core.screen.union import Member, Seen, joined, on_screen
from core.store import frames, screen_lines, screens
from core.store.connection import Connection
from core.store.frames import Frame
from core.store.screen_lines import Stored
from core.store.store import Store
from core.text import clean

LONGEST_LINE = 2000


def kept(
    store: Store,
    home: Home,
    frame_id: int,
    lines: Sequence[Line],
    picture: Pixels | None,
    *,
    reader: str,
    masked: int,
    url: str,
    secrets: bool,
) -> bool:
    """`Keeping.finish`; `secrets` masks them in the window's title too.

    The file is there before the row names it, and goes again if nobody wants the row any more.
    """
    frame = store.read(lambda connection: frames.get(connection, frame_id))
    if frame is None or frame.state != "waiting":
        return False
    file, size = None, 0
    if picture is not None:
        data = pictures.packed(pictures.to_keep(frame, picture))
        file, size = pictures.path_of(frame.id, frame.at), len(data)
        pictures.write(home, file, data)
    read = [line for line in map(_storable, lines) if line.text]
    title = _masked(frame.title) if secrets else frame.title

    def work(connection: Connection) -> bool:
        now = frames.get(connection, frame_id)
        if now is None or now.state != "waiting":
            return False
        frames.mark_read(connection, frame_id, file, size, reader, masked)
        if title != frame.title:
            screens.retitle(connection, now, title)
        _remember(connection, replace(now, title=title), read, url)
        return True

    done = store.write(work)
    if not done and file:
        pictures.remove(home, [file])
    if title != frame.title:
        store.write(screens.wipe_log, transaction=False)
    return done


def _masked(title: str) -> str:
    from core.screen.secrets import masked

    return masked(title)


def retold(connection: Connection, episode: int) -> str:
    """Put an episode's text together anew from all its frames; returns it."""
    screen_lines.unplace(connection, episode)
    of = screen_lines.of_frames(connection, [one.id for one in frames.of_episode(connection, episode)])
    for frame in frames.of_episode(connection, episode):
        _join(connection, frame, [(one.id, one.line) for one in of.get(frame.id, [])])
    return text_of(connection, episode)


def text_of(connection: Connection, episode: int) -> str:
    """An episode's text: its distinct lines in reading order."""
    return "\n".join(one.text for one in screen_lines.text_of(connection, episode))


def _remember(connection: Connection, frame: Frame, lines: Sequence[Line], url: str) -> None:
    """Store the lines, and let the episode's memory say what they add."""
    numbers = screen_lines.add(connection, frame.episode, frame.id, lines)
    _join(connection, frame, list(zip(numbers, lines, strict=True)))
    episode = screens.get(connection, frame.episode)
    assert episode is not None, "a frame goes with its episode"
    text = text_of(connection, frame.episode)
    if text or episode.seq is not None:
        screens.remember(connection, episode, text, title=frame.title, url=url, at=frame.at)


def _join(connection: Connection, frame: Frame, lines: Sequence[tuple[int, Line]]) -> None:
    members = [
        Member(one.id, one.place, one.text, one.confidence)
        for one in screen_lines.text_of(connection, frame.episode)
        if one.place is not None
    ]
    whole = Rect(0, 0, frame.rect.width, frame.rect.height)
    outcome = joined(members, _shown(connection, frame), (whole,) if frame.key else frame.bands, lines)
    screen_lines.place(connection, outcome.places.items())
    screen_lines.repeat(connection, outcome.repeats)


def _shown(connection: Connection, frame: Frame) -> list[Seen]:
    """The lines that the window showed before this frame; all of them where it is a whole picture of the same size."""
    before = _before(connection, frame)
    lines = screen_lines.of_frames(connection, [one.id for one in before])
    return on_screen((one.key, one.bands, [_seen(line) for line in lines.get(one.id, [])]) for one in before)


def _before(connection: Connection, frame: Frame) -> list[Frame]:
    if not frame.key:
        return frames.chain(connection, frame)[:-1]
    last = frames.before(connection, frame)
    return frames.chain(connection, last) if last else []


def _seen(line: Stored) -> Seen:
    return Seen(line.rect, line.text, line.same if line.same is not None else line.id)


def _storable(line: Line) -> Line:
    text = " ".join(clean.cleaned(line.text).text.split())[:LONGEST_LINE]
    return replace(line, text=text)
