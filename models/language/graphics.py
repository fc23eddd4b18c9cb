"""Which graphics processors the installed runtime was built for; nothing of it is loaded."""

import importlib.util
from pathlib import Path

_BACKENDS = {"cuda": "CUDA", "metal": "Metal", "vulkan": "Vulkan", "hip": "ROCm", "sycl": "SYCL"}


def graphics() -> str:
    """The graphics interface of the runtime's build, such as "CUDA"; "" if it has none or is not installed."""
    found = importlib.util.find_spec("llama_cpp")
    folders = found.submodule_search_locations if found else None
    names = {path.name for folder in folders or () for path in Path(folder, "lib").glob("*ggml-*")}
    return next((shown for part, shown in _BACKENDS.items() if any(f"ggml-{part}" in name for name in names)), "")
