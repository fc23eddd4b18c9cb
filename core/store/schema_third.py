"""What the third format adds: the screen's episodes, their frames, the lines on them, and what was not captured."""

TABLES = (
    # An episode is a run of frames of one window; its memory is made with the first frame that was read.
    """CREATE TABLE screen_episodes (id INTEGER PRIMARY KEY AUTOINCREMENT,
        seq INTEGER UNIQUE REFERENCES memories (seq) ON DELETE CASCADE, app TEXT NOT NULL, title TEXT NOT NULL,
        url TEXT NOT NULL DEFAULT '', from_at INTEGER NOT NULL, until_at INTEGER NOT NULL,
        open INTEGER NOT NULL DEFAULT 1)""",
    "CREATE INDEX screen_episodes_by_time ON screen_episodes (from_at)",
    "CREATE INDEX screen_episodes_open ON screen_episodes (seq) WHERE open = 1",
    # A frame is what was new in a window at one moment. It waits, its pixels in the spool, until it has been read;
    # then `file` is its picture in the folder of screens, NULL where only the text is kept. A frame that is not `key`
    # holds its bands alone, [[x, y, width, height], ...] relative to the window's part of the monitor, stacked; `base`
    # is the key frame that they are laid over, a key frame's own number, 0 for none; `cut` says that a later key frame
    # of the window was removed, so that what follows does not belong here.
    """CREATE TABLE frames (id INTEGER PRIMARY KEY AUTOINCREMENT,
        episode INTEGER NOT NULL REFERENCES screen_episodes (id) ON DELETE CASCADE,
        at INTEGER NOT NULL, "window" TEXT NOT NULL, title TEXT NOT NULL, monitor TEXT NOT NULL,
        x INTEGER NOT NULL, y INTEGER NOT NULL, width INTEGER NOT NULL, height INTEGER NOT NULL,
        "key" INTEGER NOT NULL, base INTEGER NOT NULL DEFAULT 0, cut INTEGER NOT NULL DEFAULT 0, bands TEXT NOT NULL,
        "rule" TEXT NOT NULL,  -- which rule let it in
        state TEXT NOT NULL DEFAULT 'waiting' CHECK (state IN ('waiting', 'read', 'failed')),
        spool TEXT NOT NULL, tries INTEGER NOT NULL DEFAULT 0,
        file TEXT, bytes INTEGER NOT NULL DEFAULT 0, reader TEXT NOT NULL DEFAULT '',
        masked INTEGER NOT NULL DEFAULT 0)""",  # how many secrets were painted over
    "CREATE INDEX frames_by_episode ON frames (episode, at)",
    "CREATE INDEX frames_by_base ON frames (base, id)",
    """CREATE INDEX frames_by_window ON frames ("window", monitor, id)""",
    "CREATE INDEX frames_by_time ON frames (at)",
    "CREATE INDEX frames_waiting ON frames (id) WHERE state = 'waiting'",
    "CREATE INDEX frames_with_file ON frames (at, bytes) WHERE file IS NOT NULL",
    # A line as it was read on a frame, relative to the window's part of the monitor; `words` are its words' boxes,
    # [[x, y, width, height], ...], or [] where they are not known. Lines with a `place` make up the episode's text, in
    # its order; any other says with `same` which of these it repeats, or NULL where it says nothing.
    """CREATE TABLE screen_lines (id INTEGER PRIMARY KEY,
        episode INTEGER NOT NULL REFERENCES screen_episodes (id) ON DELETE CASCADE,
        frame INTEGER NOT NULL REFERENCES frames (id) ON DELETE CASCADE,
        place REAL, same INTEGER, text TEXT NOT NULL, x INTEGER NOT NULL, y INTEGER NOT NULL, width INTEGER NOT NULL,
        height INTEGER NOT NULL, words TEXT NOT NULL, confidence REAL NOT NULL)""",
    "CREATE INDEX screen_lines_by_episode ON screen_lines (episode, place) WHERE place IS NOT NULL",
    "CREATE INDEX screen_lines_repeating ON screen_lines (same) WHERE same IS NOT NULL",
    "CREATE INDEX screen_lines_by_frame ON screen_lines (frame)",
    # What was not captured, by day and rule, without its content.
    """CREATE TABLE skips (day TEXT NOT NULL, "rule" TEXT NOT NULL, app TEXT NOT NULL, first_at INTEGER NOT NULL,
        last_at INTEGER NOT NULL, looks INTEGER NOT NULL, PRIMARY KEY (day, "rule", app)) WITHOUT ROWID""",
    # Pictures whose rows are gone and whose files have still to go; a crash in between loses none of them.
    "CREATE TABLE doomed_files (file TEXT PRIMARY KEY) WITHOUT ROWID",
    """CREATE TRIGGER frames_gone AFTER DELETE ON frames WHEN old.file IS NOT NULL
        BEGIN INSERT OR IGNORE INTO doomed_files (file) VALUES (old.file); END""",
    """CREATE TRIGGER frames_bared AFTER UPDATE OF file ON frames WHEN old.file IS NOT NULL AND new.file IS NULL
        BEGIN INSERT OR IGNORE INTO doomed_files (file) VALUES (old.file); END""",
)
