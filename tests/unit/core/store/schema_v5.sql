-- The fifth format, as it was written into files. It never changes: files of it are out there.
CREATE TABLE sources (id INTEGER PRIMARY KEY, app TEXT NOT NULL, title TEXT NOT NULL, file TEXT NOT NULL,
        author TEXT NOT NULL, UNIQUE (author, app, title, file));
CREATE TABLE threads (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE models (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE memories (
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
        embedded_by INTEGER REFERENCES models (id), difficulty REAL NOT NULL DEFAULT 2.1181, importance REAL NOT NULL DEFAULT 0.5, let_go INTEGER NOT NULL DEFAULT 0, valid_from INTEGER, valid_until INTEGER, known_until INTEGER, role TEXT NOT NULL DEFAULT '', described INTEGER NOT NULL DEFAULT 0, linked INTEGER NOT NULL DEFAULT 0, reconciled INTEGER NOT NULL DEFAULT 0, levelled INTEGER NOT NULL DEFAULT 0);
CREATE INDEX memories_by_time ON memories (occurred_at);
CREATE INDEX memories_by_thread ON memories (thread_id, seq) WHERE thread_id IS NOT NULL;
CREATE INDEX memories_by_title ON memories (title COLLATE NOCASE) WHERE title <> '';
CREATE INDEX memories_by_embedding ON memories (embedded_by, seq) WHERE status <> 'forgotten';
CREATE INDEX memories_by_kind ON memories (kind, status);
CREATE INDEX memories_superseded ON memories (seq) WHERE status = 'superseded';
CREATE INDEX memories_forgotten ON memories (occurred_at) WHERE status = 'forgotten';
CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE memory_tags (seq INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        tag_id INTEGER NOT NULL REFERENCES tags (id), actor TEXT NOT NULL DEFAULT 'person', PRIMARY KEY (seq, tag_id)) WITHOUT ROWID;
CREATE INDEX memory_tags_by_tag ON memory_tags (tag_id);
CREATE TABLE entities (id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, same_as INTEGER REFERENCES entities (id) ON DELETE SET NULL, key TEXT NOT NULL DEFAULT '', UNIQUE (name, kind));
CREATE TABLE memory_entities (seq INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        entity_id INTEGER NOT NULL REFERENCES entities (id), role TEXT NOT NULL, run_id INTEGER,
        PRIMARY KEY (seq, entity_id, role)) WITHOUT ROWID;
CREATE INDEX memory_entities_by_entity ON memory_entities (entity_id);
CREATE TABLE links (source INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        target INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE, kind TEXT NOT NULL, weight REAL NOT NULL,
        why TEXT NOT NULL, created_at INTEGER NOT NULL, actor TEXT NOT NULL DEFAULT 'person', run_id INTEGER, PRIMARY KEY (source, target, kind)) WITHOUT ROWID;
CREATE INDEX links_by_target ON links (target);
CREATE TABLE revisions (id INTEGER PRIMARY KEY, seq INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        at INTEGER NOT NULL, actor TEXT NOT NULL, why TEXT NOT NULL, before TEXT NOT NULL, after TEXT NOT NULL, run_id INTEGER, cause INTEGER REFERENCES memories (seq) ON DELETE SET NULL);
CREATE INDEX revisions_by_memory ON revisions (seq);
CREATE TABLE vectors (id INTEGER PRIMARY KEY, seq INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, model_id INTEGER NOT NULL REFERENCES models (id),
        vector BLOB NOT NULL);
CREATE INDEX vectors_by_memory ON vectors (seq);
CREATE TABLE token_vectors (id INTEGER PRIMARY KEY REFERENCES vectors (id) ON DELETE CASCADE, data BLOB NOT NULL);
CREATE TABLE vector_blocks (model_id INTEGER NOT NULL REFERENCES models (id), block INTEGER NOT NULL,
        present BLOB NOT NULL, bits BLOB NOT NULL, PRIMARY KEY (model_id, block)) WITHOUT ROWID;
CREATE VIEW indexed AS SELECT m.seq AS seq,
    coalesce((SELECT substr(n.text, 1, 2000) FROM memories n WHERE n.thread_id = m.thread_id
    AND n.seq < m.seq AND n.status <> 'forgotten' ORDER BY n.seq DESC LIMIT 1 OFFSET 1), '') AS before2, coalesce((SELECT substr(n.text, 1, 2000) FROM memories n WHERE n.thread_id = m.thread_id
    AND n.seq < m.seq AND n.status <> 'forgotten' ORDER BY n.seq DESC LIMIT 1 OFFSET 0), '') AS before1, m.text AS text, coalesce((SELECT substr(n.text, 1, 2000) FROM memories n WHERE n.thread_id = m.thread_id
    AND n.seq > m.seq AND n.status <> 'forgotten' ORDER BY n.seq ASC LIMIT 1 OFFSET 0), '') AS after1, coalesce((SELECT substr(n.text, 1, 2000) FROM memories n WHERE n.thread_id = m.thread_id
    AND n.seq > m.seq AND n.status <> 'forgotten' ORDER BY n.seq ASC LIMIT 1 OFFSET 1), '') AS after2,
    m.title AS title,
    coalesce((SELECT group_concat(t.name, ' ') FROM memory_tags mt JOIN tags t ON t.id = mt.tag_id
              WHERE mt.seq = m.seq), '') AS tags
    FROM memories m WHERE m.status <> 'forgotten';
CREATE VIRTUAL TABLE memory_index USING fts5 (before2, before1, text, after1, after2, title, tags, content='indexed',
        content_rowid='seq', tokenize='porter unicode61 remove_diacritics 2');
CREATE INDEX memories_due ON memories (seq)
        WHERE status <> 'forgotten' AND (described = 0 OR linked = 0 OR reconciled = 0);
CREATE INDEX memories_derived ON memories (seq) WHERE role <> '';
CREATE INDEX memories_unlevelled ON memories (levelled, seq) WHERE levelled < 2 AND role = '';
CREATE TRIGGER memories_to_level AFTER UPDATE OF text, title, status, valid_until, known_until ON memories
        WHEN old.levelled > 0 AND (old.text <> new.text OR old.title <> new.title OR old.status <> new.status
            OR old.valid_until IS NOT new.valid_until OR old.known_until IS NOT new.known_until)
        BEGIN UPDATE memories SET levelled = 0 WHERE seq = new.seq; END;
CREATE TABLE recalls (id INTEGER PRIMARY KEY, seq INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        at INTEGER NOT NULL, event TEXT NOT NULL, retention REAL NOT NULL, stability REAL NOT NULL,
        difficulty REAL NOT NULL);
CREATE INDEX recalls_by_memory ON recalls (seq, at);
CREATE INDEX links_by_person ON links (source) WHERE actor = 'person';
CREATE TABLE times (seq INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE, "start" INTEGER NOT NULL,
        "end" INTEGER NOT NULL, from_at INTEGER NOT NULL, until_at INTEGER NOT NULL,
        PRIMARY KEY (seq, "start", "end")) WITHOUT ROWID;
CREATE INDEX times_by_start ON times (from_at);
CREATE TABLE titles (title TEXT NOT NULL COLLATE NOCASE, seq INTEGER NOT NULL
        REFERENCES memories (seq) ON DELETE CASCADE, PRIMARY KEY (title, seq)) WITHOUT ROWID;
CREATE TABLE wiki_links (seq INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        title TEXT NOT NULL COLLATE NOCASE, target INTEGER REFERENCES memories (seq) ON DELETE SET NULL,
        PRIMARY KEY (seq, title)) WITHOUT ROWID;
CREATE INDEX wiki_links_open ON wiki_links (title) WHERE target IS NULL;
CREATE INDEX wiki_links_by_target ON wiki_links (target) WHERE target IS NOT NULL;
CREATE TABLE cells (id INTEGER PRIMARY KEY, model_id INTEGER NOT NULL REFERENCES models (id),
        centre BLOB NOT NULL);
CREATE TABLE cell_members (cell INTEGER NOT NULL REFERENCES cells (id) ON DELETE CASCADE, seq INTEGER NOT NULL
        REFERENCES memories (seq) ON DELETE CASCADE, bits BLOB NOT NULL, PRIMARY KEY (cell, seq)) WITHOUT ROWID;
CREATE UNIQUE INDEX cell_members_by_memory ON cell_members (seq);
CREATE TRIGGER cells_emptied AFTER DELETE ON cell_members
        WHEN NOT EXISTS (SELECT 1 FROM cell_members WHERE cell = old.cell)
        BEGIN DELETE FROM cells WHERE id = old.cell; END;
CREATE TABLE runs (id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, kind TEXT NOT NULL, at INTEGER NOT NULL,
        ended_at INTEGER, state TEXT NOT NULL DEFAULT 'running', counts TEXT NOT NULL DEFAULT '{}');
CREATE INDEX revisions_by_run ON revisions (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX links_by_run ON links (run_id) WHERE run_id IS NOT NULL;
CREATE TABLE statements (id INTEGER PRIMARY KEY, seq INTEGER NOT NULL
        REFERENCES memories (seq) ON DELETE CASCADE, "start" INTEGER NOT NULL, "end" INTEGER NOT NULL,
        subject TEXT NOT NULL, slot TEXT NOT NULL, value TEXT NOT NULL, cue TEXT NOT NULL DEFAULT '',
        said_at INTEGER NOT NULL, valid_from INTEGER, valid_until INTEGER, known_until INTEGER,
        superseded_by INTEGER REFERENCES statements (id) ON DELETE SET NULL, run_id INTEGER,
        "key" TEXT NOT NULL DEFAULT '',  -- what makes two values the same
        form TEXT NOT NULL DEFAULT 'holds',  -- holds: one at a time; joins: one of many; ends: no longer; held: past
        ends_at INTEGER);
CREATE INDEX statements_by_memory ON statements (seq);
CREATE INDEX statements_by_slot ON statements (subject, slot, said_at);
CREATE INDEX statements_by_superseder ON statements (superseded_by) WHERE superseded_by IS NOT NULL;
CREATE TABLE bands (band INTEGER NOT NULL, seq INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        PRIMARY KEY (band, seq)) WITHOUT ROWID;
CREATE INDEX bands_by_memory ON bands (seq);
CREATE TABLE proposals (id INTEGER PRIMARY KEY, kind TEXT NOT NULL, a INTEGER NOT NULL
        REFERENCES memories (seq) ON DELETE CASCADE, b INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        why TEXT NOT NULL, score REAL NOT NULL, at INTEGER NOT NULL, state TEXT NOT NULL DEFAULT 'open',
        decided_at INTEGER, run_id INTEGER, note TEXT, note_run INTEGER, UNIQUE (kind, a, b));
CREATE TABLE entity_aliases (alias INTEGER NOT NULL REFERENCES entities (id) ON DELETE CASCADE,
        entity INTEGER NOT NULL REFERENCES entities (id) ON DELETE CASCADE, why TEXT NOT NULL, at INTEGER NOT NULL,
        actor TEXT NOT NULL, run_id INTEGER, state TEXT NOT NULL, PRIMARY KEY (alias, entity)) WITHOUT ROWID;
CREATE INDEX entity_aliases_by_entity ON entity_aliases (entity);
CREATE INDEX memory_entities_by_run ON memory_entities (run_id) WHERE run_id IS NOT NULL;
CREATE INDEX entities_by_key ON entities (key);
CREATE INDEX entities_same_as ON entities (same_as) WHERE same_as IS NOT NULL;
CREATE TABLE derivations (seq INTEGER PRIMARY KEY REFERENCES memories (seq) ON DELETE CASCADE,
        key TEXT NOT NULL UNIQUE, basis BLOB NOT NULL, run_id INTEGER);
CREATE TABLE spans (seq INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        source INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE, "start" INTEGER NOT NULL,
        "end" INTEGER NOT NULL, PRIMARY KEY (seq, source, "start")) WITHOUT ROWID;
CREATE INDEX spans_by_source ON spans (source);
CREATE TABLE screen_episodes (id INTEGER PRIMARY KEY AUTOINCREMENT,
        seq INTEGER UNIQUE REFERENCES memories (seq) ON DELETE CASCADE, app TEXT NOT NULL, title TEXT NOT NULL,
        url TEXT NOT NULL DEFAULT '', from_at INTEGER NOT NULL, until_at INTEGER NOT NULL,
        open INTEGER NOT NULL DEFAULT 1);
CREATE INDEX screen_episodes_by_time ON screen_episodes (from_at);
CREATE INDEX screen_episodes_open ON screen_episodes (seq) WHERE open = 1;
CREATE TABLE frames (id INTEGER PRIMARY KEY AUTOINCREMENT,
        episode INTEGER NOT NULL REFERENCES screen_episodes (id) ON DELETE CASCADE,
        at INTEGER NOT NULL, "window" TEXT NOT NULL, title TEXT NOT NULL, monitor TEXT NOT NULL,
        x INTEGER NOT NULL, y INTEGER NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
        "key" INTEGER NOT NULL, base INTEGER NOT NULL DEFAULT 0, cut INTEGER NOT NULL DEFAULT 0, bands TEXT NOT NULL,
        "rule" TEXT NOT NULL,  -- which rule let it in
        state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'read', 'failed')),
        spool TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
        file TEXT, bytes INTEGER NOT NULL DEFAULT 0, reader TEXT NOT NULL DEFAULT '',
        masked INTEGER NOT NULL DEFAULT 0);
CREATE INDEX frames_by_episode ON frames (episode, at);
CREATE INDEX frames_by_base ON frames (base, id);
CREATE INDEX frames_by_window ON frames ("window", monitor, id);
CREATE INDEX frames_by_time ON frames (at);
CREATE INDEX frames_waiting ON frames (id) WHERE state = 'waiting';
CREATE INDEX frames_with_file ON frames (at, bytes) WHERE file IS NOT NULL;
CREATE TABLE screen_lines (id INTEGER PRIMARY KEY,
        episode INTEGER NOT NULL REFERENCES screen_episodes (id) ON DELETE CASCADE,
        frame INTEGER NOT NULL REFERENCES frames (id) ON DELETE CASCADE,
        place REAL, same INTEGER, text TEXT NOT NULL, x INTEGER NOT NULL, y INTEGER NOT NULL, width INTEGER NOT NULL,
        height INTEGER NOT NULL, words TEXT NOT NULL, confidence REAL NOT NULL);
CREATE INDEX screen_lines_by_episode ON screen_lines (episode, place) WHERE place IS NOT NULL;
CREATE INDEX screen_lines_repeating ON screen_lines (same) WHERE same IS NOT NULL;
CREATE INDEX screen_lines_by_frame ON screen_lines (frame);
CREATE TABLE skips (day TEXT NOT NULL, "rule" TEXT NOT NULL, app TEXT NOT NULL, first_at INTEGER NOT NULL,
        last_at INTEGER NOT NULL, looks INTEGER NOT NULL, PRIMARY KEY (day, "rule", app)) WITHOUT ROWID;
CREATE TABLE doomed_files (file TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TRIGGER frames_gone AFTER DELETE ON frames WHEN old.file IS NOT NULL
        BEGIN INSERT OR IGNORE INTO doomed_files (file) VALUES (old.file); END;
CREATE TRIGGER frames_bared AFTER UPDATE OF file ON frames WHEN old.file IS NOT NULL AND new.file IS NULL
        BEGIN INSERT OR IGNORE INTO doomed_files (file) VALUES (old.file); END;
CREATE TABLE talks (id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE,
        began_at INTEGER NOT NULL, last_at INTEGER NOT NULL,
        leaf INTEGER REFERENCES talk_turns (id) ON DELETE SET NULL);
CREATE INDEX talks_by_time ON talks (last_at);
CREATE TABLE talk_turns (id INTEGER PRIMARY KEY AUTOINCREMENT,
        talk INTEGER NOT NULL REFERENCES talks (id) ON DELETE CASCADE,
        parent INTEGER REFERENCES talk_turns (id) ON DELETE CASCADE,
        role TEXT NOT NULL CHECK (role IN ('you', 'ebb')), at INTEGER NOT NULL,
        text TEXT, seq INTEGER REFERENCES memories (seq) ON DELETE SET NULL,
        mode TEXT NOT NULL DEFAULT '', model TEXT, abstained INTEGER NOT NULL DEFAULT 0,
        stopped INTEGER NOT NULL DEFAULT 0, aside INTEGER NOT NULL DEFAULT 0,
        unsupported TEXT NOT NULL DEFAULT '[]');
CREATE INDEX talk_turns_by_talk ON talk_turns (talk, id);
CREATE INDEX talk_turns_by_parent ON talk_turns (parent) WHERE parent IS NOT NULL;
CREATE INDEX talk_turns_by_memory ON talk_turns (seq) WHERE seq IS NOT NULL;
CREATE INDEX talk_turns_waiting ON talk_turns (talk) WHERE role = 'you' AND text IS NOT NULL;
CREATE TABLE talk_citations (turn INTEGER NOT NULL REFERENCES talk_turns (id) ON DELETE CASCADE,
        n INTEGER NOT NULL, seq INTEGER NOT NULL REFERENCES memories (seq) ON DELETE CASCADE,
        "start" INTEGER NOT NULL, "end" INTEGER NOT NULL, PRIMARY KEY (turn, n, seq, "start")) WITHOUT ROWID;
CREATE INDEX talk_citations_by_memory ON talk_citations (seq);
