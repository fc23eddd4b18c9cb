"""The account of what agents asked for and what they were given; the oldest calls make room for new ones."""

import sqlite3
from dataclasses import dataclass

KEPT = 10_000
"""Calls that are kept: some months of an agent that asks a hundred times a day."""


@dataclass(frozen=True, slots=True)
class Call:
    """One call: when (microseconds), who, which tool with what, how many memories went out, how long, what came of it.

    `arguments` is JSON, shortened; `outcome` is "done", or the line that refused it.
    """

    at: int
    client: str
    tool: str
    arguments: str
    memories: int
    ms: float
    outcome: str


def note(connection: sqlite3.Connection, call: Call, kept: int = KEPT) -> None:
    """Write a call down; beyond `kept` of them the oldest goes."""
    number = connection.execute(
        "INSERT INTO agent_calls (at, client, tool, arguments, memories, ms, outcome) VALUES (?, ?, ?, ?, ?, ?, ?)",
        (call.at, call.client, call.tool, call.arguments, call.memories, call.ms, call.outcome),
    ).lastrowid
    assert number is not None
    connection.execute("DELETE FROM agent_calls WHERE id <= ?", (number - kept,))


def newest(connection: sqlite3.Connection, limit: int, client: str | None = None) -> list[Call]:
    """The last calls, newest first; of one client only, if it is named."""
    rows = connection.execute(
        """SELECT at, client, tool, arguments, memories, ms, outcome FROM agent_calls WHERE ? IN (client, '')
            ORDER BY id DESC LIMIT ?""",
        (client or "", limit),
    )
    return [Call(*row) for row in rows]
