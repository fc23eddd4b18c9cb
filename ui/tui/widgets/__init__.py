"""The app's own widgets; each renders plain text that was made safe before it arrived."""
