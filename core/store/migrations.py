"""Numbered migrations: appended, never edited; each runs in one transaction with its record."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import NewerDatabase, NotADatabase
from core.store import (
    schema,
    schema_fifth,
    schema_fourth,
    schema_second,
    schema_seventh,
    schema_sixth,
    schema_third,
)
from core.store.connection import APPLICATION_ID

if TYPE_CHECKING:
    from sqlite_utils import Database


def create_tables(db: "Database") -> None:
    """Migration 1: the first schema."""
    for statement in schema.TABLES:
        db.execute(statement)


def let_memories_evolve(db: "Database") -> None:
    """Migration 2: recalls, descriptions, links with their makers, validity over time, derived memories."""
    for column in schema_second.MEMORY_COLUMNS:
        db.execute(f"ALTER TABLE memories ADD COLUMN {column}")
    for table, column in schema_second.OTHER_COLUMNS:
        db.execute(f"ALTER TABLE {table} ADD COLUMN {column}")
    for statement in schema_second.TABLES:
        db.execute(statement)


def see_screens(db: "Database") -> None:
    """Migration 3: what was on the screen, frame by frame."""
    for statement in schema_third.TABLES:
        db.execute(statement)


def hold_conversations(db: "Database") -> None:
    """Migration 4: conversations with Ebb."""
    for statement in schema_fourth.TABLES:
        db.execute(statement)


def judge_proposals(db: "Database") -> None:
    """Migration 5: what a language model thinks of a proposal."""
    for column in schema_fifth.PROPOSAL_COLUMNS:
        db.execute(f"ALTER TABLE proposals ADD COLUMN {column}")


def let_agents_in(db: "Database") -> None:
    """Migration 6: what agents want remembered, and what they asked for."""
    for statement in schema_sixth.TABLES:
        db.execute(statement)


def judge_names(db: "Database") -> None:
    """Migration 7: what a language model thinks of two names that may mean the same."""
    for column in schema_seventh.ALIAS_COLUMNS:
        db.execute(f"ALTER TABLE entity_aliases ADD COLUMN {column}")


MIGRATIONS: tuple[Callable[["Database"], None], ...] = (
    create_tables,
    let_memories_evolve,
    see_screens,
    hold_conversations,
    judge_proposals,
    let_agents_in,
    judge_names,
)


def version_of(connection: sqlite3.Connection) -> int:
    """How many migrations the file has had; 0 for an empty file."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def check(connection: sqlite3.Connection, path: Path) -> None:
    """Refuse, untouched, a file that another program or a newer Ebb wrote.

    Raises: NotADatabase, NewerDatabase.
    """
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]
    if application != APPLICATION_ID and (application or tables):
        raise NotADatabase(f"{path} belongs to another program.", "Choose another --home.")
    version = version_of(connection)
    if version > len(MIGRATIONS):
        raise NewerDatabase(
            f"{path} was written by a newer Ebb (format {version}; this one knows {len(MIGRATIONS)}).",
            "Upgrade Ebb; the file was left untouched.",
        )


def is_current(connection: sqlite3.Connection, path: Path) -> bool:
    """Whether the file has had every migration. Raises as `check`."""
    check(connection, path)
    return version_of(connection) == len(MIGRATIONS)


def migrate(connection: sqlite3.Connection, path: Path) -> None:
    """Bring the file to the newest format; a file with data is first copied to `<name>.before-<n>`.

    The caller holds the writers' lock. A file that is current costs one PRAGMA.
    """
    check(connection, path)
    version = version_of(connection)
    if version == len(MIGRATIONS):
        return
    if version:
        _copy(connection, path.with_name(f"{path.name}.before-{version + 1}"))
    _apply(connection, version)


def _apply(connection: sqlite3.Connection, version: int) -> None:
    from sqlite_utils import Database  # .2 s to import: paid only when there is something to migrate

    db = Database(connection, execute_plugins=False)
    for number, migration in enumerate(MIGRATIONS[version:], start=version + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            migration(db)
            connection.execute(f"PRAGMA application_id={APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version={number}")
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def _copy(connection: sqlite3.Connection, target: Path) -> None:
    from core.store.backup import copy_to

    copy_to(connection, target)
