"""The tables, as they are created; changed only by further migrations."""

# A thread's turns are found with their context: the two texts before and after in the same thread, each cut to
# what a turn may weigh. The index reads this view, so it can be rebuilt and checked from the data alone.
_NEIGHBOUR = """coalesce((SELECT substr(n.text, 1, 2000) FROM memories n WHERE n.thread_id = m.thread_id
    AND n.seq {side} m.seq AND n.status <> 'forgotten' ORDER BY n.seq {order} LIMIT 1 OFFSET {offset}), '')"""

_BEFORE = [_NEIGHBOUR.format(side="<", order="DESC", offset=offset) for offset in (0, 1)]
_AFTER = [_NEIGHBOUR.format(side=">", order="ASC", offset=offset) for offset in (0, 1)]

INDEXED_VIEW = f"""CREATE VIEW indexed AS SELECT m.seq AS seq,
    {_BEFORE[1]} AS before2, {_BEFORE[0]} AS before1, m.text AS text, {_AFTER[0]} AS after1, {_AFTER[1]} AS after2,
    m.title AS title,
    coalesce((SELECT group_concat(t.name, ' ') FROM memory_tags mt JOIN tags t ON t.id = mt.tag_id
              WHERE mt.seq = m.seq), '') AS tags
    FROM memories m WHERE m.status <> 'forgotten'"""

INDEX_COLUMNS = ("before2", "before1", "text", "after1", "after2", "title", "tags")

TABLES = (
    """CREATE TABLE sources (id INTEGER PRIMARY KEY, app TEXT NOT NULL, title TEXT NOT NULL, file TEXT NOT NULL,
        author TEXT NOT NULL, UNIQUE (author, app, title, file))""",
    "CREATE TABLE threads (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    "CREATE TABLE models (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    """CREATE TABLE memories (
        seq INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, title TEXT NOT NULL,
        text TEXT NOT NULL,
        context TEXT NOT NULL DEFAULT '', keywords TEXT NOT NULL DEFAULT '[]',
        source_id INTEGER NOT NULL REFERENCES sources (id), thread_id INTEGER REFERENCES threads (id),
        uri TEXT NOT NULL, trust TEXT NOT NULL,
        created_at INTEGER NOT NULL, occurred_at INTEGER NOT NULL,
        stability REAL NOT NULL, last_recalled_at INTEGER NOT NULL, recall_count INTEGER NOT NULL DEFAULT 0,
        pinned INTEGER NOT NULL DEFAULT 0,
        status TEXT NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'superseded', 'forgotten')),
        fingerprint BLOB NOT NULL UNIQUE, version INTEGER NOT NULL DEFAULT 1,
        embedded_by INTEGER REFERENCES models (id))""",
    "CREATE INDEX memories_by_time ON memories (occurred_at)",
    "CREATE INDEX memories_by_thread ON memories (thread_id, seq) WHERE thread_id IS NOT NULL",
    "CREATE INDEX memories_by_title ON memories (title COLLATE NOCASE) WHERE title <> ''",
    "CREATE INDEX memories_by_embedding ON memories (embedded_by, seq) WHERE status <> 'forgotten'",
    "CREATE INDEX memories_by_kind ON memories (kind, status)",
    "CREATE INDEX memories_superseded ON memories (seq) WHERE status = 'superseded'",
    "CREATE INDEX memories_forgotten ON memories (occurred_at) WHERE status = 'forgotten'",
    "CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE)",
    """CREATE TABLE memory_tags (seq INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        tag_id INTEGER NOT NULL REFERENCES tags (id), PRIMARY KEY (seq, tag_id)) WITHOUT ROWID""",
    "CREATE INDEX memory_tags_by_tag ON memory_tags (tag_id)",
    "CREATE TABLE entities (id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, UNIQUE (name, kind))",
    """CREATE TABLE memory_entities (seq INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        entity_id INTEGER NOT NULL REFERENCES entities (id), role TEXT NOT NULL,
        PRIMARY KEY (seq, entity_id, role)) WITHOUT ROWID""",
    "CREATE INDEX memory_entities_by_entity ON memory_entities (entity_id)",
    """CREATE TABLE links (source INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        target INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE, kind TEXT NOT NULL, weight REAL NOT NULL,
        why TEXT NOT NULL, created_at INTEGER NOT NULL, PRIMARY KEY (source, target, kind)) WITHOUT ROWID""",
    "CREATE INDEX links_by_target ON links (target)",
    """CREATE TABLE revisions (id INTEGER PRIMARY KEY, seq INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        at INTEGER NOT NULL, actor TEXT NOT NULL, why TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL)""",
    "CREATE INDEX revisions_by_memory ON revisions (seq)",
    """CREATE TABLE vectors (id INTEGER PRIMARY KEY, seq INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, model_id INTEGER NOT NULL REFERENCES models (id),
        vector BLOB NOT NULL)""",
    "CREATE INDEX vectors_by_memory ON vectors (seq)",
    "CREATE TABLE token_vectors (id INTEGER PRIMARY KEY REFERENCES vectors (id) ON DELETE CASCADE, data BLOB NOT NULL)",
    """CREATE TABLE vector_blocks (model_id INTEGER NOT NULL REFERENCES models (id), block INTEGER NOT NULL,
        present BLOB NOT NULL, bits BLOB NOT NULL, PRIMARY KEY (model_id, block)) WITHOUT ROWID""",
    INDEXED_VIEW,
    f"""CREATE VIRTUAL TABLE memory_index USING fts5 ({", ".join(INDEX_COLUMNS)}, content='indexed',
        content_rowid='seq', tokenize='porter unicode61 remove_diacritics 2')""",
)
