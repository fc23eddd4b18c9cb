"""The terminal app."""

import os

os.environ.setdefault("TEXTUAL_FPS", "240")  # what was just found waits for up to two frames
