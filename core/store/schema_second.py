"""What the second format adds: recalls, descriptions, validity, runs, statements, proposals, derived memories."""

MEMORY_COLUMNS = (
    "difficulty REAL NOT NULL DEFAULT 5.0",  # FSRS's D, 1 to 10
    "importance REAL NOT NULL DEFAULT 0.5",  # 0 to 1
    "valid_from INTEGER",  # when what it says began to hold; NULL: when it occurred
    "valid_until INTEGER",  # when it ceased to hold; NULL: it holds
    "known_until INTEGER",  # when that was said: the occurrence of what superseded it
    "role TEXT NOT NULL DEFAULT ''",  # what a derived memory is: episode, day, week, card, profile
    "described INTEGER NOT NULL DEFAULT 0",  # the version of each step behind that has seen it as it stands; 0: due
    "linked INTEGER NOT NULL DEFAULT 0",
    "reconciled INTEGER NOT NULL DEFAULT 0",
)

OTHER_COLUMNS = (
    ("memory_tags", "actor TEXT NOT NULL DEFAULT 'person'"),
    ("links", "actor TEXT NOT NULL DEFAULT 'person'"),
    ("links", "run_id INTEGER"),
    ("revisions", "run_id INTEGER"),
    ("revisions", "cause INTEGER REFERENCES memories (seq) ON DELETE SET NULL"),
    ("entities", "same_as INTEGER REFERENCES entities (id) ON DELETE SET NULL"),  # an alias points at its entity
)

TABLES = (
    """CREATE INDEX memories_due ON memories (seq)
        WHERE status <> 'forgotten' AND (described = 0 OR linked = 0 OR reconciled = 0)""",
    "CREATE INDEX memories_derived ON memories (seq) WHERE role <> ''",
    # One row per recall, with the memory's stability and difficulty after it and its retention just before it.
    """CREATE TABLE recalls (id INTEGER PRIMARY KEY, seq INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        at INTEGER NOT NULL, event TEXT NOT NULL, retention REAL NOT NULL, stability REAL NOT NULL,
        difficulty REAL NOT NULL)""",
    "CREATE INDEX recalls_by_memory ON recalls (seq, at)",
    # Time expressions in a memory's text, [start, end) in characters, resolved to [from_at, until_at) in microseconds.
    """CREATE TABLE times (seq INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE, "start" INTEGER NOT NULL,
        "end" INTEGER NOT NULL, from_at INTEGER NOT NULL, until_at INTEGER NOT NULL,
        PRIMARY KEY (seq, "start", "end")) WITHOUT ROWID""",
    "CREATE INDEX times_by_start ON times (from_at)",
    # Titles a memory has had, so that a [[link]] to an old one still finds it; and every [[link]] that was typed.
    """CREATE TABLE titles (title TEXT NOT NULL COLLATE NOCASE, seq INTEGER NOT NULL
        REFERENCES memories (seq) ON DELETE CASCADE, PRIMARY KEY (title, seq)) WITHOUT ROWID""",
    """CREATE TABLE wiki_links (seq INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        title TEXT NOT NULL COLLATE NOCASE, target INTEGER REFERENCES memories (seq) ON DELETE SET NULL,
        PRIMARY KEY (seq, title)) WITHOUT ROWID""",
    "CREATE INDEX wiki_links_open ON wiki_links (title) WHERE target IS NULL",
    # What changed memories on its own: one row per pass, so that all it did can be undone.
    """CREATE TABLE runs (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, at INTEGER NOT NULL,
        ended_at INTEGER, state TEXT NOT NULL DEFAULT 'running', counts TEXT NOT NULL DEFAULT '{}')""",
    "CREATE INDEX revisions_by_run ON revisions (run_id) WHERE run_id IS NOT NULL",
    "CREATE INDEX links_by_run ON links (run_id) WHERE run_id IS NOT NULL",
    # What a memory states of somebody: subject and slot have values, each over an interval, each at its span.
    """CREATE TABLE statements (id INTEGER PRIMARY KEY, seq INTEGER NOT NULL
        REFERENCES memories (seq) ON DELETE CASCADE, "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
        subject TEXT NOT NULL, slot TEXT NOT NULL, value TEXT NOT NULL, cue TEXT NOT NULL DEFAULT '',
        said_at INTEGER NOT NULL, valid_from INTEGER, valid_until INTEGER, known_until INTEGER,
        superseded_by INTEGER REFERENCES statements (id) ON DELETE SET NULL, run_id INTEGER)""",
    "CREATE INDEX statements_by_memory ON statements (seq)",
    "CREATE INDEX statements_by_slot ON statements (subject, slot)",
    # What is only likely, for a person to decide: state is open, accepted or declined.
    """CREATE TABLE proposals (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, a INTEGER NOT NULL
        REFERENCES memories (seq) ON DELETE CASCADE, b INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        why TEXT NOT NULL, score REAL NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'open',
        decided_at INTEGER, run_id INTEGER, UNIQUE (kind, a, b))""",
    # A derived memory: `key` names what it is about (a day, an entity), `basis` what it was made from.
    """CREATE TABLE derivations (seq INTEGER PRIMARY KEY REFERENCES memories (seq) ON DELETE CASCADE,
        key TEXT NOT NULL UNIQUE, basis BLOB NOT NULL, run_id INTEGER)""",
    """CREATE TABLE spans (seq INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        source INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE, "start" INTEGER NOT NULL,
        "end" INTEGER NOT NULL, PRIMARY KEY (seq, source, "start")) WITHOUT ROWID""",
    "CREATE INDEX spans_by_source ON spans (source)",
)
