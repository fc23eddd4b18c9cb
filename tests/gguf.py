"""Builds small GGUF models that llama.cpp loads for real: one that says an exact sentence, one with random weights.

Both are of the llama architecture with a SentencePiece vocabulary: the unknown, begin and end tokens, the 256 byte
tokens, the chat template's markers, the space, then pieces of text.
"""

from collections.abc import Sequence
from pathlib import Path

import gguf
import numpy as np
from numpy.typing import NDArray

TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}<|{{ message.role }}|>{{ message.content | trim }}<|end|>{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)
MARKERS = ("<|system|>", "<|user|>", "<|assistant|>", "<|end|>")
END = 2
FIRST_BYTE = 3
FIRST_MARKER = FIRST_BYTE + 256
SPACE = FIRST_MARKER + len(MARKERS)
FIRST_PIECE = SPACE + 1

Array = NDArray[np.float32]


def scripted(
    path: Path,
    sentence: str | bytes,
    chat_template: str | None = TEMPLATE,
    *,
    context: int = 4096,
    endless: bool = False,
) -> Path:
    """Write a model that answers every prompt with exactly `sentence`; about half a megabyte.

    With one-hot embeddings and zero attention, the next token depends on the last one only: a token of the sentence
    leads to the next, the last to the end (or to the first, if `endless`), and whatever ends the prompt to the first.
    Bytes beyond ASCII in a `bytes` sentence are said as byte tokens, each value at most once.
    """
    pieces = _pieces(sentence)
    texts = [piece for piece in pieces if isinstance(piece, str)]
    ids = [FIRST_PIECE + texts.index(p) if isinstance(p, str) else FIRST_BYTE + p for p in pieces]
    size = FIRST_PIECE + len(texts)
    width = -(-size // 32) * 32
    embedding = np.eye(size, width, dtype=np.float32)
    output = np.zeros((size, width), dtype=np.float32)
    following = {now: then for now, then in zip(ids, [*ids[1:], ids[0] if endless else END], strict=True)}
    for token in range(size):
        output[following.get(token, ids[0]), token] = 1
    weights = _layer(0, width, np.zeros)
    return _write(path, texts, {"token_embd": embedding, "output": output, **weights}, chat_template, 1, context)


def random_weights(
    path: Path, seed: int = 0, *, width: int = 64, layers: int = 2, context: int = 4096, chat_template: str = TEMPLATE
) -> Path:
    """Write a model with random weights, which babbles and hardly ever ends by itself."""
    random = np.random.default_rng(seed)
    texts = ["▁the", "▁a", "ing", "▁and", "ed", "▁of", "er", "▁to"]
    size = FIRST_PIECE + len(texts)

    def drawn(shape: tuple[int, ...]) -> Array:
        return random.standard_normal(shape, dtype=np.float32) / np.float32(np.sqrt(width))

    weights = {"token_embd": drawn((size, width)), "output": drawn((size, width))}
    weights["output"][END] = 0
    for layer in range(layers):
        weights |= _layer(layer, width, drawn)
    return _write(path, texts, weights, chat_template, layers, context)


def _pieces(sentence: str | bytes) -> list[str | int]:
    """The sentence as distinct pieces of at least four characters, and as byte values where it is not ASCII."""
    if isinstance(sentence, str):
        return list(_distinct(sentence, set()))
    pieces: list[str | int] = []
    run = ""
    for value in sentence:
        if value < 128:
            run += chr(value)
            continue
        pieces += [*_distinct(run, {piece for piece in pieces if isinstance(piece, str)}), value]
        run = ""
    return [*pieces, *_distinct(run, {piece for piece in pieces if isinstance(piece, str)})]


def _distinct(text: str, used: set[str]) -> list[str]:
    """`text` cut into pieces that differ from each other and from those used; a space is written "▁"."""
    rest = text.replace(" ", "▁")
    pieces: list[str] = []
    while rest:
        length = next((n for n in range(4, len(rest)) if rest[:n] not in used | set(pieces)), len(rest))
        pieces.append(rest[:length])
        rest = rest[length:]
    while len(pieces) > 1 and pieces[-1] in used | set(pieces[:-1]):
        pieces[-2:] = [pieces[-2] + pieces[-1]]
    return pieces


def _layer(number: int, width: int, fill: object) -> dict[str, Array]:
    head = 32
    shapes = {
        "attn_q": (head, width),
        "attn_k": (head, width),
        "attn_v": (head, width),
        "attn_output": (width, head),
        "ffn_gate": (head, width),
        "ffn_up": (head, width),
        "ffn_down": (width, head),
    }
    assert callable(fill)
    weights = {name: np.asarray(fill(shape), dtype=np.float32) for name, shape in shapes.items()}
    weights |= {name: np.ones(width, dtype=np.float32) for name in ("attn_norm", "ffn_norm")}
    return {f"blk.{number}.{name}": value for name, value in weights.items()}


def _write(
    path: Path, texts: Sequence[str], weights: dict[str, Array], template: str | None, layers: int, context: int
) -> Path:
    width = weights["token_embd"].shape[1]
    writer = gguf.GGUFWriter(path, "llama")
    writer.add_name(path.stem)
    writer.add_file_type(gguf.LlamaFileType.MOSTLY_F16)
    writer.add_context_length(context)
    writer.add_embedding_length(width)
    writer.add_block_count(layers)
    writer.add_feed_forward_length(32)
    writer.add_head_count(1)
    writer.add_head_count_kv(1)
    writer.add_key_length(32)
    writer.add_value_length(32)
    writer.add_rope_dimension_count(32)
    writer.add_layer_norm_rms_eps(1e-5)
    _add_vocabulary(writer, texts, template)
    for name, value in weights.items():
        writer.add_tensor(f"{name}.weight", value.astype(np.float16) if value.ndim > 1 else value)
    writer.add_tensor("output_norm.weight", np.ones(width, dtype=np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _add_vocabulary(writer: gguf.GGUFWriter, texts: Sequence[str], template: str | None) -> None:
    byte_tokens = [f"<0x{value:02X}>" for value in range(256)]
    tokens = ["<unk>", "<s>", "</s>", *byte_tokens, *MARKERS, "▁", *texts]
    kind = gguf.TokenType
    kinds = [kind.UNKNOWN, kind.CONTROL, kind.CONTROL, *[kind.BYTE] * 256]
    kinds += [*[kind.CONTROL] * len(MARKERS), *[kind.NORMAL] * (1 + len(texts))]
    writer.add_tokenizer_model("llama")
    writer.add_tokenizer_pre("default")
    writer.add_token_list(tokens)
    writer.add_token_scores([-float(number) for number in range(len(tokens))])
    writer.add_token_types(kinds)
    writer.add_bos_token_id(1)
    writer.add_eos_token_id(END)
    writer.add_unk_token_id(0)
    writer.add_add_bos_token(True)
    if template is not None:
        writer.add_chat_template(template)
