"""The process behind one browser tab: the terminal app, drawn through Textual's web driver."""

import sys

from ui.cli import edge
from ui.cli.session import Session


def main() -> None:
    """Run the app on the home that is named, and end with its exit code."""
    from ui.tui.app import run
    from ui.tui.preferences import preferences

    session = Session(home=sys.argv[1])
    chosen = preferences(session.place().config)
    sys.exit(edge.guarded(session, lambda: run(session.open_to_stay, preferences=chosen)))


if __name__ == "__main__":
    main()
