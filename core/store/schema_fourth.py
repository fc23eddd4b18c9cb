"""What the fourth format adds: conversations with Ebb, each a tree of turns."""

TABLES = (
    # `leaf` is the turn that the branch in use ends with, NULL before the first; `name` is what others call it by.
    """CREATE TABLE talks (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,
        began_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
        leaf INTEGER REFERENCES talk_turns (id) ON DELETE SET NULL)""",
    "CREATE INDEX talks_by_time ON talks (last_at)",
    # A turn's words stand in its memory; `text` holds them only where there is none: while an answer is still to come,
    # and where an answer says nothing of any memory. Both are NULL once the memory was erased. `aside` says that its
    # memory was superseded since the person went on from another branch; `unsupported` are the spans of the sentences
    # without support, [[start, end], ...].
    """CREATE TABLE talk_turns (id INTEGER PRIMARY KEY AUTOINCREMENT,
        talk INTEGER NOT NULL REFERENCES talks (id) ON DELETE CASCADE,
        parent INTEGER REFERENCES talk_turns (id) ON DELETE CASCADE,
        role TEXT NOT NULL CHECK (role IN ('you', 'ebb')), at INTEGER NOT NULL,
        text TEXT, seq INTEGER REFERENCES memories (seq) ON DELETE SET NULL,
        mode TEXT NOT NULL DEFAULT '', model TEXT, abstained INTEGER NOT NULL DEFAULT 0,
        stopped INTEGER NOT NULL DEFAULT 0, aside INTEGER NOT NULL DEFAULT 0,
        unsupported TEXT NOT NULL DEFAULT '[]')""",
    "CREATE INDEX talk_turns_by_talk ON talk_turns (talk, id)",
    "CREATE INDEX talk_turns_by_parent ON talk_turns (parent) WHERE parent IS NOT NULL",
    "CREATE INDEX talk_turns_by_memory ON talk_turns (seq) WHERE seq IS NOT NULL",
    "CREATE INDEX talk_turns_waiting ON talk_turns (talk) WHERE role = 'you' AND text IS NOT NULL",
    # What an answer cites: the characters of a memory, under the number that stands in the answer.
    """CREATE TABLE talk_citations (turn INTEGER NOT NULL REFERENCES talk_turns (id) ON DELETE CASCADE,
        n INTEGER NOT NULL, seq INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, PRIMARY KEY (turn, n, seq, "start")) WITHOUT ROWID""",
    "CREATE INDEX talk_citations_by_memory ON talk_citations (seq)",
)
