"""The terminal app in a browser on the same machine."""
