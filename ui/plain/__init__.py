"""Ebb in plain lines, for screen readers, braille displays and the simplest terminals."""
