"""The process behind one browser tab: the terminal app, drawn through Textual's web driver."""

import sys

from ui.cli import edge
from ui.cli.session import Session


def main() -> None:
    """Run the app on the home that is named, and end with its exit code."""
    from ui.tui.app import run

    session = Session(home=sys.argv[1])
    sys.exit(edge.guarded(session, lambda: run(session.open_to_stay)))


if __name__ == "__main__":
    main()
