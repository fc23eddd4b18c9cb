"""`ebb capture`: remembering what is on the screen, on and off, and whether it goes well."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

from core.errors import ExitCode
from core.text.sanitise import shown_line
from ui.cli.command import Family
from ui.cli.output import paint, put, put_json, say
from ui.cli.session import Session

if TYPE_CHECKING:
    from app.capture.health import Health
    from app.home import Home
    from app.screens.browsing import Frame, Skip

_STYLES = {"capturing": "good", "trouble": "bad", "off": "dim"}
_WORDS = {
    "off": "off",
    "capturing": "capturing",
    "paused": "paused",
    "idle": "waiting: nobody is at the keyboard",
    "locked": "waiting: the screen is locked",
    "resting": "waiting",
    "trouble": "not capturing as it should",
}


@click.group(cls=Family, invoke_without_command=True)
@click.pass_context
def capture(ctx: click.Context) -> Any:
    """Remember what is on the screen; off until you start it."""
    if ctx.invoked_subcommand is None:
        return ctx.invoke(status)
    return None


@capture.command("start")
@click.pass_obj
def start(session: Session) -> ExitCode:
    """Start capturing, and say what is kept and where."""
    from app.capture.health import is_running
    from app.capture.launch import look_first
    from app.capture.launch import start as launch

    home = _prepared(session)
    before = is_running(home)
    name, note = look_first(home)
    found = launch(home)
    if session.json:
        put_json({"started": not before, **found.as_json()})
        return ExitCode.DONE
    say("Capturing goes on." if before else f"Capturing has started on {shown_line(name)}.")
    for line in _promise(home, note):
        say(line)
    for problem in found.problems:
        say(paint(shown_line(problem), "warn"))
    return ExitCode.DONE


@capture.command("stop")
@click.pass_obj
def stop(session: Session) -> ExitCode:
    """Stop capturing; what was kept stays."""
    from app.capture.install import places
    from app.capture.launch import stop as end

    was = end(session.place())
    if session.json:
        put_json({"stopped": was})
        return ExitCode.DONE
    say("Capturing has stopped." if was else "Capturing was off already.")
    if any(file.exists() for file in places().values()):
        say("It starts again with the next login; 'ebb capture uninstall' ends that.")
    return ExitCode.DONE


@capture.command("status")
@click.pass_obj
def status(session: Session) -> ExitCode:
    """Say whether the screen is captured, and what is wrong if not."""
    from app.capture.health import health
    from core.clock import utc_now

    found = health(session.place(), utc_now())
    if session.json:
        put_json(found.as_json())
        return ExitCode.DONE
    from ui.cli.lines import table

    put(paint(_WORDS[found.state], _STYLES.get(found.state, "warn")))
    for problem in found.problems:
        put(f"  {shown_line(problem)}")
    put("\n".join(table(_rows(found))))
    return ExitCode.DONE


@capture.command("pause")
@click.argument("length", metavar="[FOR]", nargs=-1)
@click.pass_obj
def pause(session: Session, length: tuple[str, ...]) -> ExitCode:
    """Capture nothing for 10m, 2h or a day; without FOR until 'ebb capture resume'."""
    from app.capture import control
    from core.clock import aware, utc_now
    from core.text.times import duration

    until = aware(utc_now() + duration(" ".join(length))) if length else None
    control.pause(_prepared(session), until)
    if session.json:
        put_json({"paused": True, "until": until.isoformat() if until else None})
    elif until:
        say(f"Capturing is paused until {until.astimezone():%H:%M on %d %b}.")
    else:
        say("Capturing is paused; 'ebb capture resume' goes on.")
    return ExitCode.DONE


@capture.command("resume")
@click.pass_obj
def resume(session: Session) -> ExitCode:
    """End a pause."""
    from app.capture import control
    from app.capture.health import is_running

    home = _prepared(session)
    control.resume(home)
    running = is_running(home)
    if session.json:
        put_json({"paused": False, "running": running})
    else:
        say("Capturing goes on." if running else "The pause is over, but capturing is off: ebb capture start")
    return ExitCode.DONE


@capture.command("once")
@click.pass_obj
def once(session: Session) -> ExitCode:
    """Look at the screens once, now, and read what is there."""
    from app.capture.once import once as look
    from app.config import load

    home = _prepared(session)
    seen = look(home, load(home.config))
    if session.json:
        skipped = [{"app": app, "rule": rule} for app, rule in seen.skipped]
        put_json({"frames": list(seen.frames), "waiting": list(seen.waiting), "skipped": skipped})
    else:
        read = len(seen.frames) - len(seen.waiting)
        say(f"Kept and read {read} {'window' if read == 1 else 'windows'}.")
        if seen.waiting:
            say(f"{len(seen.waiting)} more will be read later; 'ebb doctor' says what may be missing.")
        for app, rule in seen.skipped:
            say(f"Not captured: {shown_line(app) or 'a window'} ({shown_line(rule)})")
    return ExitCode.DONE if seen.frames else ExitCode.NOTHING


@capture.command("run")
@click.pass_obj
def run(session: Session) -> ExitCode:
    """Capture in the foreground until interrupted; what services run."""
    from app.capture import control, launch, loop

    home = _prepared(session)
    launch.look_first(home)
    control.want(home, True)
    loop.run(home)
    return ExitCode.DONE


@capture.command("why")
@click.argument("id", metavar="ID")
@click.pass_obj
def why(session: Session, id: str) -> ExitCode:
    """Say which rule let a memory of the screen in, or one frame by its number."""
    with session.open() as ebb:
        wanted = id if id.isdigit() and len(id) < 19 else ebb.get(id).id
        frames = ebb.screens.why(wanted)
    if session.json:
        put_json({"id": wanted, "frames": [_frame_json(frame) for frame in frames]})
    elif not frames:
        say("This was not captured from the screen.")
    else:
        put("\n".join(_frame_lines(frames)))
    return ExitCode.DONE if frames else ExitCode.NOTHING


@capture.command("read")
@click.argument("id", metavar="ID")
@click.option("--exact/--fast", default=True, help="With the slow, more exact engine (as set otherwise).")
@click.pass_obj
def read(session: Session, id: str, exact: bool) -> ExitCode:
    """Read one kept picture again, more exactly; ID is a memory or a frame's number. Nothing is stored."""
    from app.screens.rereading import reread

    with session.open() as ebb:
        frames = ebb.screens.why(id if id.isdigit() and len(id) < 19 else ebb.get(id).id)
        pictured = [frame for frame in frames if frame.pictured]
        if not pictured:
            say("No picture of it is kept.")
            return ExitCode.NOTHING
        capture, frame = ebb.config.capture, pictured[-1]
        lines = reread(ebb.screens, frame.id, capture, "rapidocr" if exact else capture.reader)
    if session.json:
        put_json({"frame": frame.id, "lines": [{"text": line.text, "box": list(line.rect)} for line in lines]})
    else:
        put("\n".join(shown_line(line.text) for line in lines))
    return ExitCode.DONE if lines else ExitCode.NOTHING


@capture.command("log")
@click.option("--day", metavar="WHEN", help="A day: 2023-05-31, yesterday. Today unless given.")
@click.pass_obj
def log(session: Session, day: str | None) -> ExitCode:
    """Say what was not captured, and which rule kept it out; its content was never looked at."""
    from ui.cli.moments import local_now, moment

    wanted = (moment(day, local_now()) or local_now()).astimezone().date()
    with session.open() as ebb:
        skipped = ebb.screens.skipped(wanted)
    if session.json:
        put_json({"day": wanted.isoformat(), "skipped": [_skip_json(skip) for skip in skipped]})
        return ExitCode.DONE if skipped else ExitCode.NOTHING
    for skip in skipped:
        span = f"{skip.first_at.astimezone():%H:%M}-{skip.last_at.astimezone():%H:%M}"
        who = shown_line(skip.app) or "a window of nobody knows what"
        put(f"{span}  {who}  {paint(shown_line(skip.rule), 'dim')}  {skip.looks:,} looks")
    if not skipped:
        say("Nothing was left out on that day.")
    return ExitCode.DONE if skipped else ExitCode.NOTHING


@capture.command("install")
@click.pass_obj
def install(session: Session) -> ExitCode:
    """Start capturing with each login."""
    from app.capture.install import install as put_in_place

    done = put_in_place(_prepared(session))
    if session.json:
        put_json({"kind": done.kind, "file": str(done.file), "active": done.active})
        return ExitCode.DONE
    say(f"Capturing starts with each login from now on ({shown_line(str(done.file))}).")
    if not done.active:
        say("The system could not be told; it sees the file at the next login.")
    say("Start it now with: ebb capture start")
    return ExitCode.DONE


@capture.command("uninstall")
@click.pass_obj
def uninstall(session: Session) -> ExitCode:
    """Start capturing with each login no longer."""
    from app.capture.install import uninstall as take_away

    gone = take_away()
    if session.json:
        put_json({"files": [str(file) for file in gone]})
    elif gone:
        say("Capturing does not start with the login any more; 'ebb capture stop' ends it now.")
    else:
        say("Nothing was installed.")
    return ExitCode.DONE if gone else ExitCode.NOTHING


def _prepared(session: Session) -> Home:
    from app.home import prepare

    return prepare(session.place())


def _promise(home: Home, note: str) -> Iterator[str]:
    """What is stored and where, what is not, and how to end it."""
    from app.config import load

    known = load(home.config).capture
    pictures = "Text and pictures" if known.pictures else "The text"
    yield f"  kept      {pictures} of what changes in your windows, on this machine alone."
    yield f"  where     {shown_line(str(home.db))} and {shown_line(str(home.screens))}"
    if known.pictures:
        yield f"            Pictures go after {known.days} days or beyond {known.gigabytes:g} GB; the text stays."
    yield "  never     private windows, password prompts and managers, lock screens, Ebb itself."
    if own := [*known.exclude_apps, *known.exclude_titles, *known.exclude_urls]:
        yield f"            By your settings: {shown_line(', '.join(own))}"
    if known.secrets:
        yield "  masked    cards, keys, tokens, IBANs and passwords, in text and picture."
    if note:
        yield f"  here      {shown_line(note)}"
    yield "  stop      ebb capture stop · ebb capture pause 1h · ebb forget --last 10m"


def _frame_json(frame: Frame) -> dict[str, Any]:
    return {
        "id": frame.id,
        "at": frame.at.isoformat(),
        "app": frame.app,
        "title": frame.title,
        "monitor": frame.monitor,
        "rule": frame.rule,
        "reader": frame.reader,
        "masked": frame.masked,
        "picture": frame.pictured,
    }


def _skip_json(skip: Skip) -> dict[str, Any]:
    return {
        "app": skip.app,
        "rule": skip.rule,
        "first_at": skip.first_at.isoformat(),
        "last_at": skip.last_at.isoformat(),
        "looks": skip.looks,
    }


def _frame_lines(frames: list[Frame]) -> Iterator[str]:
    """The window, then each frame with its rule."""
    yield f"{paint(shown_line(frames[0].title), 'title')}  {shown_line(frames[0].app)}"
    for frame in frames:
        masked = f", {frame.masked} masked" if frame.masked else ""
        picture = "" if frame.pictured else ", no picture"
        about = f"{shown_line(frame.rule)} · read by {shown_line(frame.reader)}{masked}{picture}"
        yield f"  {frame.id:>6}  {frame.at.astimezone():%d %b %H:%M:%S}  {about}"


def _rows(found: Health) -> Iterator[tuple[str, str]]:
    from ui.cli.figures import size

    if found.age is not None:
        yield "last look", f"{found.age:.0f} s ago" if found.age < 120 else f"{found.age / 60:,.0f} min ago"
    if found.running:
        yield "process", f"{found.pid}, {found.cpu_percent:.1f} % of one core"
        yield "since start", f"{found.frames_seen:,} looks, {found.frames_kept:,} with something new"
    yield "to be read", f"{found.pending_ocr:,}"
    yield "today", size(found.bytes_today)
