"""The app's screens: the rooms one stays in, and the dialogues that open over them."""
