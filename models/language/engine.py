"""One GGUF model in llama.cpp: tokens in, text out. Runs in the worker process only, on one thread.

The prompt's beginning that is the same as last time is not computed again (llama.cpp's cache of this process).
"""

import codecs
import ctypes
import json
from collections.abc import Callable, Iterator, Sequence
from typing import Any

import llama_cpp
from llama_cpp.llama_grammar import LlamaGrammar, json_schema_to_gbnf

from models.language.errors import PromptTooLong
from models.language.grammar import bounded, strict
from models.language.template import Prompt, Turn, laid_out

BATCH = 128  # tokens per step of reading the prompt; larger ones make cancelling and saved states heavier
LEAST_ROOM = 16  # tokens; a prompt that leaves less for the answer is refused
SEED = 1


class Engine:
    """A loaded model; `stopped` is asked at every step of the computation and ends an answer at once."""

    def __init__(self, path: str, *, context: int, threads: int, template: str | None, stopped: Callable[[], bool]):
        self._stopped, self._template = stopped, template
        self._llama = llama_cpp.Llama(
            path, n_ctx=context, n_batch=BATCH, n_threads=threads, n_threads_batch=threads, seed=SEED, verbose=True
        )
        self._vocab = self._llama._model.vocab
        self._abort = llama_cpp.ggml_abort_callback(lambda _: self._stopped())
        llama_cpp.llama_set_abort_callback(self._llama.ctx, self._abort, ctypes.c_void_p(0))
        self._lead = self._spaced_lead()

    def count(self, text: str) -> int:
        """The number of tokens in `text`, none of them special."""
        return len(self._tokens(text, special=False))

    def stream(
        self, turns: Sequence[Turn], *, max_tokens: int, temperature: float, schema: dict[str, Any] | None
    ) -> Iterator[str]:
        """Yield the answer's text as it comes. Raises: PromptTooLong."""
        prompt = laid_out(turns, self._template, bos=self._special("bos"), eos=self._special("eos"))
        tokens = self.prompt_tokens(prompt)
        room = self._llama.n_ctx() - len(tokens)
        if room < LEAST_ROOM:
            raise PromptTooLong(f"The prompt has {len(tokens)} tokens; the model holds {self._llama.n_ctx()}.")
        pieces = self._pieces(tokens, min(max_tokens, room), temperature, schema)
        yield from _trimmed(_until(_decoded(pieces), prompt.stop))

    def prompt_tokens(self, prompt: Prompt) -> list[int]:
        """The prompt's tokens: special ones are read in the template's parts only; begins with at most one BOS."""
        tokens: list[int] = []
        for part in prompt.parts:
            tokens += self._tokens(part.text, special=not part.literal, inner=bool(tokens))
        bos = self._llama.token_bos()
        if llama_cpp.llama_vocab_get_add_bos(self._vocab) and tokens[:1] != [bos]:
            tokens.insert(0, bos)
        return tokens

    def _pieces(
        self, tokens: list[int], limit: int, temperature: float, schema: dict[str, Any] | None
    ) -> Iterator[bytes]:
        generation = self._llama.generate(tokens, temp=temperature, grammar=_grammar(schema))
        try:
            for count, token in enumerate(generation, start=1):
                if self._stopped() or llama_cpp.llama_vocab_is_eog(self._vocab, token):
                    return
                yield self._bytes(token)
                if count >= limit:
                    return
        except RuntimeError:
            if not self._stopped():
                raise
        finally:
            generation.close()

    def _tokens(self, text: str, *, special: bool, inner: bool = False) -> list[int]:
        """Tokens of `text`; inside a prompt, without the space that some vocabularies put before every text."""
        lead = self._lead if inner else []
        raw = ("\n" if lead else "") + text
        tokens: list[int] = self._llama.tokenize(raw.encode("utf-8", "replace"), add_bos=False, special=special)
        if lead and tokens[: len(lead)] != lead:
            return self._tokens(text, special=special)
        return tokens[len(lead) :]

    def _spaced_lead(self) -> list[int]:
        """The tokens of a line break where the vocabulary puts a space before each text; else none."""
        first = self._llama.tokenize(b"a", add_bos=False, special=False)[:1]
        spaced = bool(first) and self._bytes(first[0]).startswith(b" ")
        return list(self._llama.tokenize(b"\n", add_bos=False, special=False)) if spaced else []

    def _bytes(self, token: int) -> bytes:
        size = 64
        while True:
            buffer = ctypes.create_string_buffer(size)
            length = llama_cpp.llama_token_to_piece(self._vocab, token, buffer, size, 0, False)
            if length >= 0:
                return buffer.raw[:length]
            size = -length

    def _special(self, name: str) -> str:
        token = self._llama.token_bos() if name == "bos" else self._llama.token_eos()
        text = llama_cpp.llama_vocab_get_text(self._vocab, token) if token >= 0 else b""
        return str(text.decode("utf-8", "replace"))


def _grammar(schema: dict[str, Any] | None) -> LlamaGrammar | None:
    if schema is None:
        return None
    return LlamaGrammar.from_string(strict(json_schema_to_gbnf(json.dumps(bounded(schema)))), verbose=False)


def _decoded(pieces: Iterator[bytes]) -> Iterator[str]:
    """Text as soon as its bytes are whole; undecodable bytes become U+FFFD and hold nothing up."""
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    for piece in pieces:
        if text := decoder.decode(piece):
            yield text
    if rest := decoder.decode(b"", final=True):
        yield rest


def _until(texts: Iterator[str], stop: str | None) -> Iterator[str]:
    """The texts up to `stop`, holding back only what might be its beginning."""
    held = ""
    for text in texts:
        held += text
        if stop is None:
            yield held
            held = ""
            continue
        if stop in held:
            yield held[: held.index(stop)]
            return
        keep = next((size for size in range(len(stop) - 1, 0, -1) if held.endswith(stop[:size])), 0)
        yield held[: len(held) - keep]
        held = held[len(held) - keep :]
    yield held


def _trimmed(texts: Iterator[str]) -> Iterator[str]:
    """The texts without empty ones and without white space before the first word."""
    begun = False
    for text in texts:
        shown = text if begun else text.lstrip()
        begun = begun or bool(shown)
        if shown:
            yield shown
