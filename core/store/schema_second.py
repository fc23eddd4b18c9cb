"""What the second format adds: recalls, descriptions, validity, runs, statements, proposals, derived memories."""

MEMORY_COLUMNS = (
    "difficulty REAL NOT NULL DEFAULT 2.1181",  # FSRS's D, 1 to 10; by default that of a first grade of good
    "importance REAL NOT NULL DEFAULT 0.5",  # 0 to 1
    "let_go INTEGER NOT NULL DEFAULT 0",  # 1: the person lets it fade, it is not offered for review
    "valid_from INTEGER",  # when what it says began to hold; NULL: when it occurred
    "valid_until INTEGER",  # when it ceased to hold; NULL: it holds
    "known_until INTEGER",  # when that was said: the occurrence of what superseded it
    "role TEXT NOT NULL DEFAULT ''",  # what a derived memory is: episode, day, week, card, profile
    "described INTEGER NOT NULL DEFAULT 0",  # the version of each step behind that has seen it as it stands; 0: due
    "linked INTEGER NOT NULL DEFAULT 0",
    "reconciled INTEGER NOT NULL DEFAULT 0",
    "levelled INTEGER NOT NULL DEFAULT 0",  # 0: sleep has not seen it as it stands; 1: its episode and day; 2: all
)

OTHER_COLUMNS = (
    ("memory_tags", "actor TEXT NOT NULL DEFAULT 'person'"),
    ("links", "actor TEXT NOT NULL DEFAULT 'person'"),
    ("links", "run_id INTEGER"),
    ("memory_entities", "run_id INTEGER"),  # the run in which an earlier memory was found to bear a new name
    ("revisions", "run_id INTEGER"),
    ("revisions", "cause INTEGER REFERENCES memories (seq) ON DELETE SET NULL"),
    ("entities", "same_as INTEGER REFERENCES entities (id) ON DELETE SET NULL"),  # an alias points at its entity
    ("entities", "key TEXT NOT NULL DEFAULT ''"),  # the name folded, by which it is found
)

TABLES = (
    """CREATE INDEX memories_due ON memories (seq)
        WHERE status <> 'forgotten' AND (described = 0 OR linked = 0 OR reconciled = 0)""",
    "CREATE INDEX memories_derived ON memories (seq) WHERE role <> ''",
    # What sleep has still to see; whatever changes what a memory says, or whether it holds, makes it due again.
    "CREATE INDEX memories_unlevelled ON memories (levelled, seq) WHERE levelled < 2 AND role = ''",
    """CREATE TRIGGER memories_to_level AFTER UPDATE OF text, title, status, valid_until, known_until ON memories
        WHEN old.levelled > 0 AND (old.text <> new.text OR old.title <> new.title OR old.status <> new.status
            OR old.valid_until IS NOT new.valid_until OR old.known_until IS NOT new.known_until)
        BEGIN UPDATE memories SET levelled = 0 WHERE seq = new.seq; END""",
    # One row per recall, with the memory's stability and difficulty after it and its retention just before it.
    """CREATE TABLE recalls (id INTEGER PRIMARY KEY, seq INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        at INTEGER NOT NULL, event TEXT NOT NULL, retention REAL NOT NULL, stability REAL NOT NULL,
        difficulty REAL NOT NULL)""",
    "CREATE INDEX recalls_by_memory ON recalls (seq, at)",
    "CREATE INDEX links_by_person ON links (source) WHERE actor = 'person'",
    # Memories of the first format begin with FSRS's first difficulties: easy for notes, hard for what was only seen.
    """UPDATE memories SET difficulty = iif(kind = 'screen', 5.1122, 1.0)
        WHERE kind IN ('note', 'profile', 'screen')""",
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
    "CREATE INDEX wiki_links_by_target ON wiki_links (target) WHERE target IS NOT NULL",
    "INSERT INTO titles (title, seq) SELECT title, seq FROM memories WHERE title <> ''",
    # Memories by the cell of the vector space that they lie in, with the sign bits of their vector, so that the
    # nearest are found without looking at all; a cell that fills up is split in two.
    """CREATE TABLE cells (id INTEGER PRIMARY KEY, model_id INTEGER NOT NULL REFERENCES models (id),
        centre BLOB NOT NULL)""",
    """CREATE TABLE cell_members (cell INTEGER NOT NULL REFERENCES cells (id) ON DELETE CASCADE, seq INTEGER NOT NULL
        REFERENCES memories (seq) ON DELETE CASCADE, bits BLOB NOT NULL, PRIMARY KEY (cell, seq)) WITHOUT ROWID""",
    "CREATE UNIQUE INDEX cell_members_by_memory ON cell_members (seq)",
    """CREATE TRIGGER cells_emptied AFTER DELETE ON cell_members
        WHEN NOT EXISTS (SELECT 1 FROM cell_members WHERE cell = old.cell)
        BEGIN DELETE FROM cells WHERE id = old.cell; END""",
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
        superseded_by INTEGER REFERENCES statements (id) ON DELETE SET NULL, run_id INTEGER,
        "key" TEXT NOT NULL DEFAULT '',  -- what makes two values the same
        form TEXT NOT NULL DEFAULT 'holds',  -- holds: one at a time; joins: one of many; ends: no longer; held: past
        ends_at INTEGER)""",  # when it ceases by what it says itself
    "CREATE INDEX statements_by_memory ON statements (seq)",
    "CREATE INDEX statements_by_slot ON statements (subject, slot, said_at)",
    "CREATE INDEX statements_by_superseder ON statements (superseded_by) WHERE superseded_by IS NOT NULL",
    # Bands of a text's MinHash: memories that share one may be near copies of each other.
    """CREATE TABLE bands (band INTEGER NOT NULL, seq INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        PRIMARY KEY (band, seq)) WITHOUT ROWID""",
    "CREATE INDEX bands_by_memory ON bands (seq)",
    # What is only likely, for a person to decide: state is open, accepted or declined.
    """CREATE TABLE proposals (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, a INTEGER NOT NULL
        REFERENCES memories (seq) ON DELETE CASCADE, b INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        why TEXT NOT NULL, score REAL NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'open',
        decided_at INTEGER, run_id INTEGER, UNIQUE (kind, a, b))""",
    # Which names mean the same: state is made, open (only likely), undone or declined; these last are never made again.
    """CREATE TABLE entity_aliases (alias INTEGER NOT NULL REFERENCES entities (id) ON DELETE CASCADE,
        entity INTEGER NOT NULL REFERENCES entities (id) ON DELETE CASCADE, why TEXT NOT NULL, at INTEGER NOT NULL,
        actor TEXT NOT NULL, run_id INTEGER, state TEXT NOT NULL, PRIMARY KEY (alias, entity)) WITHOUT ROWID""",
    "CREATE INDEX entity_aliases_by_entity ON entity_aliases (entity)",
    "CREATE INDEX memory_entities_by_run ON memory_entities (run_id) WHERE run_id IS NOT NULL",
    "CREATE INDEX entities_by_key ON entities (key)",
    "CREATE INDEX entities_same_as ON entities (same_as) WHERE same_as IS NOT NULL",
    # A derived memory: `key` names what it is about (a day, an entity), `basis` what it was made from.
    """CREATE TABLE derivations (seq INTEGER PRIMARY KEY REFERENCES memories (seq) ON DELETE CASCADE,
        key TEXT NOT NULL UNIQUE, basis BLOB NOT NULL, run_id INTEGER)""",
    """CREATE TABLE spans (seq INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        source INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE, "start" INTEGER NOT NULL,
        "end" INTEGER NOT NULL, PRIMARY KEY (seq, source, "start")) WITHOUT ROWID""",
    "CREATE INDEX spans_by_source ON spans (source)",
)
