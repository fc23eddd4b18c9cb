"""The program that is killed while it writes a vault or reads one back; a line is `HOW HOME NUMBER`, as in `ingest`.

The vault is the folder `vault-NUMBER` beside the home; a child that came to its end says so and waits.
"""

import signal
from pathlib import Path

from app import Ebb
from app.importing.run import imported
from app.vault import json_form, opening, paging
from app.vault.wanted import Wanted
from tests.crash import ingest


def export(home: Path, number: int) -> None:
    """Write the vault."""
    with Ebb.open(home, background=False) as ebb:
        opening.export(ebb, vault(home, number), Wanted())
    finish("export")


def take_back(home: Path, number: int) -> None:
    """Read the vault."""
    with Ebb.open(home, background=False) as ebb:
        imported(ebb, vault(home, number))
    finish("import")


def write_json(home: Path, number: int) -> None:
    """Write the JSON form into the folder of the vault."""
    with Ebb.open(home, background=False) as ebb:
        json_form.write(ebb, vault(home, number))
    finish("json")


def finish(what: str) -> None:
    """Say that it came to its end, and wait to be killed."""
    ingest.say("finished", what)
    signal.pause()


def vault(home: Path, number: int) -> Path:
    """Where the vault of this number is."""
    return home.parent / f"vault-{number}"


if __name__ == "__main__":
    assert paging  # imported before the fork, like everything else
    ingest.HOW = {"export": export, "import": take_back, "json": write_json}
    ingest.main()
