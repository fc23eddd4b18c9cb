"""The runtime's memory of a prompt's beginning, as bytes: taken out of a model and put back into one.

Only the sequence is taken, never the scores of the last batch, which would add batch × vocabulary × 4 bytes.
"""

import ctypes
import hashlib
import struct
from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llama_cpp import Llama

SEQUENCE = 0


def common(some: Sequence[int], others: Sequence[int]) -> int:
    """How many tokens two sequences begin with in common."""
    for at, (one, other) in enumerate(zip(some, others, strict=False)):
        if one != other:
            return at
    return min(len(some), len(others))


def hashed(tokens: Sequence[int]) -> str:
    """The name of a beginning: the SHA-256 of its tokens, as 32-bit little-endian numbers."""
    return hashlib.sha256(struct.pack(f"<{len(tokens)}i", *tokens)).hexdigest()


def saved(llama: "Llama") -> bytes:
    """The state after all that the model has read; b"" if the runtime has none to give."""
    import llama_cpp

    size = llama_cpp.llama_state_seq_get_size(llama.ctx, SEQUENCE)
    buffer = (ctypes.c_uint8 * size)()
    written = llama_cpp.llama_state_seq_get_data(llama.ctx, buffer, size, SEQUENCE)
    return bytes(memoryview(buffer)[:written])


def loaded(llama: "Llama", state: bytes, tokens: Sequence[int]) -> bool:
    """Put back the state after `tokens`; False, with the model's memory empty, if it is not of that length."""
    import llama_cpp

    memory = llama_cpp.llama_get_memory(llama.ctx)
    llama_cpp.llama_memory_clear(memory, True)
    llama.n_tokens = 0
    buffer = ctypes.cast(ctypes.c_char_p(state), ctypes.POINTER(ctypes.c_uint8))
    read = llama_cpp.llama_state_seq_set_data(llama.ctx, buffer, len(state), SEQUENCE)
    if read != len(state) or llama_cpp.llama_memory_seq_pos_max(memory, SEQUENCE) != len(tokens) - 1:
        llama_cpp.llama_memory_clear(memory, True)
        return False
    llama.input_ids[: len(tokens)] = tokens
    llama.n_tokens = len(tokens)
    llama._requires_eval = True
    return True
