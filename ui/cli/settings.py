"""`ebb config`: what is set, where it comes from, and changing it."""

from typing import Any

import click

from app.config import checked, described, from_text, setting
from core.errors import ExitCode
from ui.cli.command import Family
from ui.cli.output import paint, put, put_json, say
from ui.cli.session import Session


@click.group(cls=Family, invoke_without_command=True)
@click.pass_context
def config(ctx: click.Context) -> Any:
    """Show and change the settings."""
    if ctx.invoked_subcommand is None:
        return ctx.invoke(show)
    return None


@config.command("show")
@click.pass_obj
def show(session: Session) -> ExitCode:
    """List every setting with its value and where that comes from."""
    place = session.place().config
    settings = described(place)
    if session.json:
        put_json(
            {"file": str(place), "settings": {one.name: {"value": one.value, "from": one.origin} for one in settings}}
        )
        return ExitCode.DONE
    from core.text.sanitise import shown_line

    room = max(len(one.name) for one in settings)
    for one in settings:
        put(
            f"{one.name.ljust(room)}  {paint(shown_line(_text(one.value)), 'title')}  {paint(f'({one.origin})', 'dim')}"
        )
        put(f"{' ' * room}  {paint(one.about, 'dim')}")
    say(f"Settings are kept in {place}.")
    return ExitCode.DONE


@config.command("get")
@click.argument("name")
@click.pass_obj
def get(session: Session, name: str) -> ExitCode:
    """Print the value of one setting."""
    value = setting(session.place().config, name).value
    if session.json:
        put_json({"name": name, "value": value})
    else:
        from core.text.sanitise import shown_line

        put(shown_line(_text(value)))
    return ExitCode.DONE


@config.command("set")
@click.argument("name")
@click.argument("value")
@click.pass_obj
def set_(session: Session, name: str, value: str) -> ExitCode:
    """Change a setting; "none" goes back to the default where there is none."""
    wanted = checked(name, from_text(name, value))
    change(session, name, wanted)
    if session.json:
        put_json({"name": name, "value": wanted})
    else:
        say(f"{name} is now {_text(wanted)}.")
    return ExitCode.DONE


@config.command("unset")
@click.argument("name")
@click.pass_obj
def unset(session: Session, name: str) -> ExitCode:
    """Take a setting out of the file, so that the default holds."""
    setting(session.place().config, name)
    change(session, name, None)
    if session.json:
        put_json({"name": name, "value": None})
    else:
        say(f"{name} is back at its default.")
    return ExitCode.DONE


def change(session: Session, name: str, value: Any) -> None:
    """Write one setting into the home's file, making the home if need be. Raises: ReadOnlyHome, DiskFull, BadInput."""
    from app.config_file import write
    from app.home import prepare, unwritable

    home = prepare(session.place())
    try:
        write(home.config, name, value)
    except OSError as error:
        raise unwritable(home, error) from error


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, tuple):
        return ", ".join(value) or "none"
    return "none" if value is None else str(value)
