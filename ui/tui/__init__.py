"""The terminal app."""

import os

os.environ.setdefault("TEXTUAL_FPS", "120")  # a list that was just found may wait for two frames
