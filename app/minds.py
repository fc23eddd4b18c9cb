"""The models a memory uses, loaded when first needed and introduced to the engine here and nowhere else."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from app.config import Config
from app.home import Home
from core.errors import ModelMissing

if TYPE_CHECKING:
    from core.ports import Embedder, Encoding, LanguageModel


BATCH_CHARACTERS = 2000
"""Characters embedded in one go, about 500 tokens: an eighth of a second, the longest that a query waits."""


class SharedEmbedder:
    """One embedder for the query and for the work behind; a query waits for one small batch at most."""

    def __init__(self, embedder: "Embedder") -> None:
        self._embedder = embedder
        self._lock = threading.Lock()
        self._next = threading.Lock()
        self.name = embedder.name
        self.dimensions = embedder.dimensions
        self.token_dimensions = embedder.token_dimensions
        self.max_tokens = embedder.max_tokens

    def encode(self, texts: Sequence[str]) -> "Sequence[Encoding]":
        """Embed texts, in order."""
        found: list[Encoding] = []
        for batch in _batches(texts):
            with self._turn():
                found += self._embedder.encode(batch)
        return found

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """How many tokens each text has, uncut."""
        with self._turn():
            return self._embedder.count_tokens(texts)

    @contextmanager
    def _turn(self) -> Iterator[None]:
        """The model to oneself. Whoever waits is next: one that comes back at once waits for it in turn."""
        with self._next:
            self._lock.acquire()
        try:
            yield
        finally:
            self._lock.release()


def _batches(texts: Sequence[str]) -> Iterator[Sequence[str]]:
    """Runs of texts with at most BATCH_CHARACTERS together, at least one text in each."""
    start, size = 0, 0
    for at, text in enumerate(texts):
        if at > start and size + len(text) > BATCH_CHARACTERS:
            yield texts[start:at]
            start, size = at, 0
        size += len(text)
    if start < len(texts):
        yield texts[start:]


class Minds:
    """The embedding model and the language model of one home."""

    def __init__(self, home: Home, config: Config) -> None:
        self._home = home
        self._config = config
        self._guard = threading.Lock()
        self._embedder: SharedEmbedder | None = None
        self._language: LanguageModel | None = None
        self.embedder_problem: str | None = None
        self.embedder_hint = ""
        self._name: str | None = None

    def shared_embedder(self) -> SharedEmbedder | None:
        """The embedding model, loaded once; None when there is none, and then `embedder_problem` says why."""
        from models.embedding import load
        from models.errors import ModelFault

        with self._guard:
            if self._embedder is None and self.embedder_problem is None:
                setting = self._config.embedding
                try:
                    self._embedder = SharedEmbedder(load(setting.model, self._home.cache, download=setting.download))
                except ModelFault as error:
                    self.embedder_problem, self.embedder_hint = error.message, error.hint
            return self._embedder

    def embedder_name(self) -> str | None:
        """The name that the embedding model's vectors bear, or None; the packaged one is not loaded for that."""
        if self.embedder_problem:
            return None
        if self._embedder:
            return self._embedder.name
        from models.embedding import packaged_name

        if name := packaged_name(self._config.embedding.model):
            return name
        embedder = self.shared_embedder()
        return embedder.name if embedder else None

    def language_name(self) -> str | None:
        """What to call the configured language model, or None; nothing is started or asked for it."""
        setting = self._config.language
        if setting.server:
            return setting.server_model or setting.server.partition("//")[2] or setting.server
        return Path(setting.model).stem if setting.model else None

    def language(self) -> "LanguageModel":
        """The configured language model, its process started when first asked. Raises: ModelMissing, ModelBroken."""
        from app.generating import model_errors

        with self._guard:
            if self._language is None:
                with model_errors():
                    self._language = self._served() if self._config.language.server else self._local()
            return self._language

    def warm(self) -> None:
        """Begin to load a configured model's file and return at once, so that recall and loading take place together.

        What goes wrong is told by the first question.
        """
        from core.errors import EbbError
        from models.language.runtime import LlamaProcess

        if self._config.language.present:
            with suppress(EbbError):
                model = self.language()
                if isinstance(model, LlamaProcess):
                    model.warm()

    def _local(self) -> "LanguageModel":
        from models.language.runtime import LlamaProcess

        setting = self._config.language
        if not setting.model:
            raise ModelMissing("No language model is set.", "`ebb models use FILE.gguf` sets one.")
        file = Path(setting.model).expanduser()
        if not file.exists():
            raise ModelMissing(f"There is no file {file}.", "`ebb models use FILE.gguf` chooses another.")
        return LlamaProcess(
            file,
            threads=setting.threads,
            context=setting.context,
            log=self._home.logs / "language-model.log",
            kept=self._home.cache / "prompts",
            unload_after=setting.unload_after,
            gpu_layers=setting.gpu_layers,
        )

    def _served(self) -> "LanguageModel":
        from models.language.loopback import Served

        setting = self._config.language
        assert setting.server
        return Served(
            setting.server, model=setting.server_model, context=setting.context, allow_remote=setting.allow_remote
        )

    def close(self) -> None:
        """Stop the language model's process; idempotent."""
        with self._guard:
            language, self._language = self._language, None
        if language:
            language.close()
