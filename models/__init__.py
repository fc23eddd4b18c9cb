"""Everything that runs a neural network; knows nothing of memories, stores or screens."""
