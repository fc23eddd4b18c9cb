"""One GGUF model in llama.cpp: tokens in, text out. Runs in the worker process only, on one thread.

The prompt's beginning that is the same as last time is not computed again. The part that all prompts with the same
system turns begin with is taken from a kept state where there is one, and handed out to be kept where there is none.
"""

import codecs
import ctypes
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import llama_cpp
from llama_cpp.llama_grammar import LlamaGrammar, json_schema_to_gbnf

from models.language.errors import PromptTooLong
from models.language.grammar import bounded, strict
from models.language.state import common, hashed, loaded, saved
from models.language.template import Prompt, Turn, laid_out

BATCH = 128  # tokens per step of reading the prompt on the processor; larger ones make cancelling slower
GPU_BATCH = 512  # the same where the layers are on a GPU, which reads them in the time of a few
LEAST_ROOM = 16  # tokens; a prompt that leaves less for the answer is refused
LEAST_KEPT = 32  # tokens; reading fewer anew takes no longer than finding their state
PROBES = ("0", "?")  # two questions that share no beginning
SEED = 1

Recalled = Callable[[str], bytes | None]


@dataclass(slots=True)
class Figures:
    """What the last answer took: tokens, how many of the prompt's were known already, and seconds."""

    prompt: int = 0
    reused: int = 0
    said: int = 0
    first: float = 0.0
    """Seconds until the first token."""
    whole: float = 0.0


class Engine:
    """A loaded model; `stopped` is asked at every step of the computation and ends an answer at once."""

    def __init__(
        self,
        path: str,
        *,
        context: int,
        threads: int,
        template: str | None,
        stopped: Callable[[], bool],
        gpu_layers: int | None = None,
        recalled: Recalled | None = None,
    ) -> None:
        """Load the model; `gpu_layers` None means all of them where the runtime was built for a GPU.

        `recalled` gives the kept state of a beginning; without it nothing is kept. Raises: ValueError.
        """
        self._stopped, self._template, self._recalled = stopped, template, recalled
        self._llama = _llama(path, context, threads, gpu_layers)
        self._vocab = self._llama._model.vocab
        self._abort = llama_cpp.ggml_abort_callback(lambda _: self._stopped())
        llama_cpp.llama_set_abort_callback(self._llama.ctx, self._abort, ctypes.c_void_p(0))
        self._lead = self._spaced_lead()
        self._laid_out([{"role": "user", "content": PROBES[0]}])  # the template is compiled before it is needed
        self._beginning: tuple[str, list[int]] = ("", [])
        self.fresh: tuple[str, bytes] | None = None
        """A beginning that was read anew and its state, to be kept; whoever takes it sets it to None."""
        self.figures = Figures()

    def count(self, text: str) -> int:
        """The number of tokens in `text`, none of them special."""
        return len(self._tokens(text, special=False))

    def stream(
        self, turns: Sequence[Turn], *, max_tokens: int, temperature: float, schema: dict[str, Any] | None
    ) -> Iterator[str]:
        """Yield the answer's text as it comes. Raises: PromptTooLong."""
        began = perf_counter()
        prompt = self._laid_out(turns)
        tokens = self.prompt_tokens(prompt)
        room = self._llama.n_ctx() - len(tokens)
        if room < LEAST_ROOM:
            raise PromptTooLong(f"The prompt has {len(tokens)} tokens; the model holds {self._llama.n_ctx()}.")
        self.figures = Figures(prompt=len(tokens), reused=self._known(tokens))
        if self._begun(turns, tokens):
            pieces = self._timed(self._pieces(tokens, min(max_tokens, room), temperature, schema), began)
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

    def _laid_out(self, turns: Sequence[Turn]) -> Prompt:
        return laid_out(turns, self._template, bos=self._special("bos"), eos=self._special("eos"))

    def _known(self, tokens: Sequence[int]) -> int:
        """How many of the first tokens are in the model's memory already."""
        return common(self._llama.input_ids[: self._llama.n_tokens].tolist(), tokens)

    def _begun(self, turns: Sequence[Turn], tokens: list[int]) -> bool:
        """Take the prompt's stable beginning into memory, from a kept state or by reading it; False if stopped."""
        size = common(self._stable(turns), tokens[:-1]) if self._recalled else 0
        known = self.figures.reused
        if self._recalled is None or size < LEAST_KEPT or known >= size:
            return True
        name = hashed(tokens[:size])
        state = self._recalled(name)
        if state is not None and loaded(self._llama, state, tokens[:size]):
            self.figures.reused = size
            return True
        try:
            if not (known and self._llama._ctx.kv_cache_seq_rm(-1, known, -1)):
                known = 0
            self._llama.n_tokens = self.figures.reused = known
            self._llama.eval(tokens[known:size])
        except RuntimeError:
            if self._stopped():
                return False
            raise
        self.fresh = (name, saved(self._llama))
        return True

    def _stable(self, turns: Sequence[Turn]) -> list[int]:
        """The tokens that every prompt with these system turns begins with, whatever is asked."""
        system = [turn for turn in turns if turn["role"] == "system"]
        if not system:
            return []
        name = json.dumps([turn["content"] for turn in system])
        if self._beginning[0] != name:
            probes = [[*system, {"role": "user", "content": probe}] for probe in PROBES]
            one, other = (self.prompt_tokens(self._laid_out(probe)) for probe in probes)
            self._beginning = (name, one[: common(one, other)])
        return self._beginning[1]

    def _timed(self, pieces: Iterator[bytes], began: float) -> Iterator[bytes]:
        """The pieces, with the figures brought up to date at each."""
        for piece in pieces:
            self.figures.whole = perf_counter() - began
            self.figures.first = self.figures.first or self.figures.whole
            self.figures.said += 1
            yield piece

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


def _llama(path: str, context: int, threads: int, gpu_layers: int | None) -> llama_cpp.Llama:
    """The model, mapped rather than copied into memory; without the GPU if it does not fit there."""

    def opened(layers: int, batch: int) -> llama_cpp.Llama:
        return llama_cpp.Llama(
            path,
            n_ctx=context,  # the runtime's own default is 512
            n_batch=batch,
            n_threads=threads,
            n_threads_batch=threads,
            n_gpu_layers=layers,
            use_mmap=True,
            seed=SEED,
            verbose=True,
        )

    if llama_cpp.llama_supports_gpu_offload() and gpu_layers != 0:
        try:
            return opened(-1 if gpu_layers is None else gpu_layers, GPU_BATCH)
        except (ValueError, RuntimeError):  # too little memory of its own is all that the runtime says
            if gpu_layers is not None:
                raise
    return opened(0, BATCH)


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
