"""Language model files that a person names: looked into before they are used."""

from dataclasses import dataclass
from pathlib import Path

from core.errors import ModelBroken, ModelMissing


@dataclass(frozen=True, slots=True)
class ModelFile:
    """What a GGUF file says of itself; None and "" where it does not say, `context` in tokens."""

    path: Path
    name: str
    architecture: str
    quantisation: str
    context: int | None
    parameters: int | None
    bytes: int


def described(path: Path) -> ModelFile:
    """Check that the file at `path` is a whole GGUF model that can answer, without loading it.

    Raises: ModelMissing if there is no such file, ModelBroken if it is something else or part of it is missing.
    """
    from models.language.errors import NotGguf
    from models.language.local import verify

    if not path.exists():
        raise ModelMissing(f"There is no file {path}.", "Check the path.")
    try:
        found = verify(path)
    except NotGguf as error:
        raise ModelBroken(str(error), "Fetch it again, or choose another file.") from error
    return ModelFile(
        path=path,
        name=found.name,
        architecture=found.architecture,
        quantisation=found.quantisation,
        context=found.context,
        parameters=found.parameters,
        bytes=found.size_bytes,
    )
