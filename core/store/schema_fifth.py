"""What the fifth format adds: what a language model thinks of a proposal."""

PROPOSAL_COLUMNS = (
    # JSON: verdict (same, update, addition), older, newer, reason, by; a verdict of '' if nothing usable was said.
    # NULL: not judged yet.
    "note TEXT",
    "note_run INTEGER",
)
