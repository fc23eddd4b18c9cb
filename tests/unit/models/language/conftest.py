"""Loaded models, each in a child process that ends with its test."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import pytest

from models.language.runtime import LlamaProcess, available

Load = Callable[..., LlamaProcess]


@pytest.fixture
def load(tmp_path: Path) -> Iterator[Load]:
    """Start a model's process; skips where the runtime is not installed."""
    if not available():
        pytest.skip("llama-cpp-python is not installed")
    with ExitStack() as stack:

        def loaded(path: Path, **options: Any) -> LlamaProcess:
            return stack.enter_context(closing(LlamaProcess(path, log=tmp_path / "logs" / "model.log", **options)))

        yield loaded
