"""What can go wrong with a model; `app` turns these into the errors a person sees.

ModelFault
├── EmbedderMissing     the embedding model or its runtime is not installed
├── WeightsRejected     a model file is not the one that was pinned
└── NoReader            nothing on this machine reads text in pictures
"""


class ModelFault(Exception):
    """A model cannot be used: one sentence of what (`message`) and one of what to do (`hint`)."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class EmbedderMissing(ModelFault):
    """The embedding model, or the package that runs it, is not on this machine."""


class WeightsRejected(ModelFault):
    """A model file differs from the one whose SHA-256 is pinned, or is no safetensors file."""


class NoReader(ModelFault):
    """What reads the text in pictures, or the data of its languages, is not on this machine or is damaged."""
