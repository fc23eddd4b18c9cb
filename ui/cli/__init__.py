"""The command `ebb`, one module per family of commands."""
