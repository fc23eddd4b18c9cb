"""The command `ebb`: the global options and the table of commands, each imported only when it is called."""

import os
import sys
from typing import Any

import click

from ui.cli import edge, output
from ui.cli.command import LazyGroup, Sections, debug_flag, home_options, json_flag
from ui.cli.session import Session

SECTIONS: Sections = (
    (
        "Remember",
        (
            ("add", "ui.cli.adding:add"),
            ("capture", "ui.cli.capturing:capture"),
            ("import", "ui.cli.importing:import_"),
            ("clipboard", "ui.cli.clipboard:clipboard"),
            ("hook", "ui.cli.hook:hook"),
        ),
    ),
    (
        "Recall",
        (
            ("search", "ui.cli.searching:search"),
            ("ask", "ui.cli.asking:ask"),
            ("chat", "ui.cli.chatting:chat"),
            ("chats", "ui.cli.chatting:chats"),
            ("about", "ui.cli.about:about"),
            ("timeline", "ui.cli.timeline:timeline"),
            ("review", "ui.cli.reviewing:review"),
            ("conflicts", "ui.cli.conflicts:conflicts"),
            ("graph", "ui.cli.graph:graph"),
            ("stats", "ui.cli.figures:stats"),
        ),
    ),
    (
        "One memory",
        (
            ("show", "ui.cli.memory:show"),
            ("edit", "ui.cli.editing:edit"),
            ("pin", "ui.cli.memory:pin"),
            ("links", "ui.cli.linking:links"),
            ("link", "ui.cli.linking:link"),
            ("unlink", "ui.cli.linking:unlink"),
            ("history", "ui.cli.history:history"),
            ("forget", "ui.cli.forgetting:forget"),
            ("restore", "ui.cli.forgetting:restore"),
        ),
    ),
    (
        "Other programs",
        (
            ("export", "ui.cli.exporting:export"),
            ("mcp", "ui.cli.mcp:mcp"),
            ("quarantine", "ui.cli.quarantine:quarantine"),
        ),
    ),
    (
        "Upkeep",
        (
            ("sleep", "ui.cli.sleeping:sleep"),
            ("models", "ui.cli.language:models"),
            ("bench", "ui.cli.bench:bench"),
            ("backup", "ui.cli.upkeep:backup"),
            ("restore-backup", "ui.cli.upkeep:restore_backup"),
            ("undo", "ui.cli.undoing:undo"),
            ("doctor", "ui.cli.upkeep:doctor"),
            ("config", "ui.cli.settings:config"),
            ("web", "ui.cli.web:web"),
            ("completion", "ui.cli.completion:completion"),
        ),
    ),
)
SHORT_HELP = """Ebb keeps what you write and finds it again. The app needs a terminal; these work without one:

  ebb add "Anna's train leaves at 9:14"    remember something
  ebb search train                         find it again
  ebb ask "When does the train leave?"     get an answer with its sources
  ebb --help                               everything else"""


def _print_version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if not wanted or ctx.resilient_parsing:
        return
    from importlib.metadata import PackageNotFoundError, version

    try:
        output.put(f"ebb {version('ebb-memory')}")
    except PackageNotFoundError:
        output.put("ebb (not installed)")
    ctx.exit()


@click.group(
    cls=LazyGroup,
    sections=SECTIONS,
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_print_version, help="Print the version."
)
@click.option("--plain", is_flag=True, help="Plain lines instead of the app, for screen readers.")
@click.pass_context
def cli(ctx: click.Context, plain: bool) -> Any:
    """Ebb: a memory of your own, on your own machine.

    Without a command it opens the terminal app.
    """
    if ctx.invoked_subcommand is not None:
        return None
    session = ctx.ensure_object(Session)
    seen = output.terminal() and output.terminal(sys.stdin)
    if plain or (seen and os.environ.get("TERM") == "dumb"):
        from ui.plain.lines import run as sit_down

        return sit_down(session)
    if not seen:
        return output.put(SHORT_HELP)
    from ui.tui.app import run as open_app
    from ui.tui.preferences import preferences

    return open_app(session.open_to_stay, preferences=preferences(session.place().config))


cli.params += [*home_options(), json_flag(), debug_flag()]


def run() -> None:
    """Run the command line and end the process with the contract's exit code."""
    output.calm()
    session = Session()
    sys.exit(edge.guarded(session, lambda: cli.main(prog_name="ebb", standalone_mode=False, obj=session)))


if __name__ == "__main__":
    run()
