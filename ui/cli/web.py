"""`ebb web`: the terminal app in a browser on this machine."""

import click

from core.errors import BadInput, ExitCode
from ui.cli.command import Command
from ui.cli.output import put, put_json, say
from ui.cli.session import Session


@click.command(cls=Command)
@click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N", help="The port; 0 takes a free one.")
@click.option("--open", "open_it", is_flag=True, help="Open the link in your browser.")
@click.pass_obj
def web(session: Session, port: int, open_it: bool) -> ExitCode:
    """Serve the app to a browser on this machine, until Ctrl-C.

    Prints a link that works once. Nothing but this machine can reach it.
    """
    import asyncio

    from ui.web.server import Server

    server = Server(session.place().root, port)

    def began(link: str) -> None:
        if session.json:
            put_json({"link": link})
        else:
            put(link)
        say("Open this link in a browser on this machine; it works once. Ctrl-C ends it.")
        if open_it:
            click.launch(link)

    try:
        asyncio.run(server.serve(began))
    except OSError as error:
        raise BadInput(
            f"Port {port} cannot be used: {error.strerror}.", "Leave --port out to take a free one."
        ) from error
    return ExitCode.DONE
