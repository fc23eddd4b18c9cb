"""Bringing memories in from other programs' files: one reader per format, one use case that runs them."""
