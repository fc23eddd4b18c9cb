"""A living Markdown vault: memories as files that people read and edit, and the way back."""
