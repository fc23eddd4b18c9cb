"""What the seventh format adds: what a language model thinks of two names that may mean the same."""

ALIAS_COLUMNS = (
    # JSON: verdict (same, different, unsure), first, second, reason, by; a verdict of '' if nothing usable was said.
    # NULL: not judged yet.
    "note TEXT",
    "note_run INTEGER",
)
