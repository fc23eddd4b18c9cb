"""What the sixth format adds: drafts of agents that wait for the person, and an account of what agents asked for."""

TABLES = (
    # A draft is no memory: nothing but the person's review ever reads it. Kept, it becomes one under the same id;
    # dropped, it is gone. `at` and `occurred_at` in microseconds, `tags` a JSON list.
    """CREATE TABLE quarantine (id TEXT PRIMARY KEY, client TEXT NOT NULL, at INTEGER NOT NULL, title TEXT NOT NULL,
        text TEXT NOT NULL, tags TEXT NOT NULL, occurred_at INTEGER, "key" BLOB NOT NULL UNIQUE) WITHOUT ROWID""",
    "CREATE INDEX quarantine_by_client ON quarantine (client)",
    # One row per call: the tool with its arguments shortened (JSON), how many memories went out, how long it took in
    # milliseconds, and the outcome: 'done', or the line that refused it. The oldest rows go when there are many.
    """CREATE TABLE agent_calls (id INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, client TEXT NOT NULL,
        tool TEXT NOT NULL, arguments TEXT NOT NULL, memories INTEGER NOT NULL, ms REAL NOT NULL,
        outcome TEXT NOT NULL)""",
)
