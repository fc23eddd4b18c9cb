"""`ebb completion`: the script that teaches a shell to complete the command."""

import click

from core.errors import ExitCode
from ui.cli.command import Command
from ui.cli.output import put

_LINES = {
    "bash": 'eval "$(ebb completion bash)"   # in ~/.bashrc',
    "zsh": 'eval "$(ebb completion zsh)"   # in ~/.zshrc',
    "fish": "ebb completion fish | source   # in ~/.config/fish/config.fish",
}


@click.command(cls=Command, epilog="\b\n" + "\n".join(_LINES.values()))
@click.argument("shell", type=click.Choice(list(_LINES)))
@click.pass_context
def completion(ctx: click.Context, shell: str) -> ExitCode:
    """Print the completion script for bash, zsh or fish."""
    from click.shell_completion import ShellComplete, get_completion_class

    kind = get_completion_class(shell)
    if kind is None:
        raise click.UsageError(f"{shell} is not supported.", ctx)
    put(ShellComplete.source(kind(ctx.find_root().command, {}, "ebb", "_EBB_COMPLETE")))
    return ExitCode.DONE
