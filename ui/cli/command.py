"""Commands that are imported when they are called, and the options that every command has."""

from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from ui.cli.session import Session

Sections = Sequence[tuple[str, Sequence[tuple[str, str]]]]


class Command(click.Command):
    """A command that also takes the global flags after its name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += [json_flag(), debug_flag(hidden=True)]


class Family(click.Group):
    """A group of commands with one subject, such as `ebb models`."""

    command_class = Command

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.params += [json_flag(), debug_flag(hidden=True)]


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports the module of the one that is called.

    `sections` are headings for the help, each with (name, "module:attribute") pairs in order.
    """

    def __init__(self, *args: Any, sections: Sections = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sections = sections
        self.places = dict(pair for _, pairs in sections for pair in pairs)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order of the help."""
        return list(self.places)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command; None if there is no such name."""
        place = self.places.get(cmd_name)
        if place is None:
            return None
        module, _, attribute = place.partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or name the nearest one. Raises: click.UsageError."""
        name = args[0]
        if not ctx.resilient_parsing and name not in self.places and not name.startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(name, self.places, n=1)
            raise click.UsageError(
                f"There is no command {name!r}." + (f" Did you mean {near[0]!r}?" if near else ""), ctx
            )
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the commands of each section with their first sentence."""
        for heading, pairs in self.sections:
            commands = [(name, self.get_command(ctx, name)) for name, _ in pairs]
            rows = [(name.ljust(14), command.get_short_help_str(60)) for name, command in commands if command]
            with formatter.section(heading):
                formatter.write_dl(rows)


def json_flag() -> click.Option:
    """Make the `--json` flag, which may stand before and after the command's name."""
    return _noted("--json", "json", "Print JSON instead of text.", is_flag=True)


def debug_flag(hidden: bool = False) -> click.Option:
    """Make the `--debug` flag, which adds tracebacks to errors."""
    return _noted("--debug", "debug", "Print a traceback when something fails.", is_flag=True, hidden=hidden)


def home_options() -> list[click.Parameter]:
    """Make the options that choose the memory."""
    return [
        _noted("--home", "home", "The folder of the memory.  [env: EBB_HOME]", metavar="DIR", type=click.Path()),
        _noted("--profile", "profile", "A second memory beside the first.", metavar="NAME"),
    ]


def _noted(option: str, name: str, about: str, **kind: Any) -> click.Option:
    def note(ctx: click.Context, _: click.Parameter, value: Any) -> None:
        if value:
            setattr(ctx.ensure_object(Session), name, value)

    return click.Option([option], expose_value=False, is_eager=True, callback=note, help=about, **kind)
