"""Commands that a person ran in their shell, remembered where they asked for it."""
