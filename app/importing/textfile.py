"""Plain text in any encoding: one file becomes one document, its words unchanged."""

import re
from collections.abc import Iterator
from pathlib import Path

from app.importing.items import Found, Item, Remark, Skipped
from app.importing.parts import Part, beginning, parts
from core.errors import Unreadable
from core.memory import Kind
from core.text import clean

LARGEST = 32 * 1024 * 1024  # Bytes; the text of twenty Bibles, and at most 16 million characters of it are kept.
FEW = 10  # Broken bytes that a damaged text of a few words may have.
SAMPLE = 64 * 1024  # Bytes that the encoding is judged by.
USUAL = "cp1252"  # What Windows programs wrote before UTF-8 in western languages; it reads Latin-1 too.
LIKELY = (
    *(USUAL, "cp1250", "cp1251", "koi8_r", "cp1253", "cp1254", "cp1255", "cp1256"),
    *("cp932", "euc_jp", "gb18030", "big5", "cp949"),
)
KANA = re.compile("[\u3040-\u30ff]")
ENDINGS = (".txt", ".text", ".log", ".org", ".rst", ".adoc", ".asc")


def recognises(path: Path) -> bool:
    """Whether `path` is a file of text, whatever its name ends in."""
    start = beginning(path, lambda name: name.lower().endswith(ENDINGS)) if path.is_file() else b""
    return bool(start.strip()) and not is_binary(start)


def read(path: Path) -> Iterator[Found]:
    """Yield a document for the file, or for each text file in a folder or zip."""
    for part in parts(path, lambda name: name.lower().endswith(ENDINGS)):
        if isinstance(part, Skipped):
            yield part
        else:
            yield from _document(part)


def decoded(data: bytes) -> tuple[str, str]:
    """The text of a file with plain line ends, and what to tell about its encoding ("" for nothing).

    The encoding is what the byte order mark says, else UTF-8; where that does not fit, UTF-16 if every other byte is
    zero, else what charset-normalizer finds likely.
    """
    known = clean.decoded(data)
    remark = ""
    if known.replaced:
        remark = f"{known.replaced:,} characters could not be read"
        if wide := _wide(data):
            known, remark = clean.cleaned(data.decode(wide, "replace")), ""
        elif _was_never_utf8(data, known.replaced):
            encoding = _likely(data)
            known = clean.cleaned(data.decode(encoding, "replace"))
            remark = f"it is not UTF-8; read as {_called(encoding)}"
    return known.text.replace("\r\n", "\n").replace("\r", "\n"), remark


def is_binary(data: bytes) -> bool:
    """Whether the first bytes are those of a picture, archive or program rather than of text in any encoding."""
    return not _wide(data) and clean.looks_binary(data) and not _is_old_text(data)


def _document(part: Part) -> Iterator[Found]:
    try:
        data = part.data(LARGEST)
    except Unreadable as error:
        yield Skipped(part.file, error.message)
        return
    if is_binary(data):
        yield Skipped(part.file, "not a text file")
        return
    text, remark = decoded(data)
    if remark:
        yield Remark(part.file, remark)
    text = text.strip("\n")
    if not any(map(str.isalnum, text)):
        yield Skipped(part.file, "it holds no text")
        return
    title = clean.title(Path(part.name).name)
    source = {"app": "text", "uri": part.name, "file": part.file}
    yield Item(text, Kind.DOCUMENT, title, (), part.changed, source, names=(title, Path(part.name).stem))


def _wide(data: bytes) -> str:
    """UTF-16 without a byte order mark, which has a zero beside most letters of every alphabet but the eastern."""
    head = data[:SAMPLE]
    if len(head) < 8 or b"\0" not in head or head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    if odd * 5 > len(head) * 2 and even * 50 < len(head):
        return "utf-16-le"
    return "utf-16-be" if even * 5 > len(head) * 2 and odd * 50 < len(head) else ""


def _is_old_text(data: bytes) -> bool:
    """Whether bytes that are no UTF-8 may be text of an older encoding: none of them is a control."""
    head = data[:SAMPLE]
    controls = sum(head.count(byte) for byte in range(32) if byte not in b"\t\n\v\f\r\b\x1b")
    return controls == 0 and not head.startswith((b"%PDF-", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff"))


def _was_never_utf8(data: bytes, broken: int) -> bool:
    """Whether so many broken bytes are more than damage: some bytes of old encodings look like UTF-8 by chance."""
    sound = sum(not char.isascii() for char in data[: 16 * SAMPLE].decode("utf-8", "ignore"))
    return broken > (sound if broken > FEW else 4 * sound)


def _likely(data: bytes) -> str:
    from charset_normalizer import from_bytes

    sample = data[:SAMPLE]
    found = from_bytes(sample, cp_isolation=list(LIKELY), enable_fallback=False)
    best = found.best()
    if best is None:
        return USUAL
    kana = next((one for one in found if len(KANA.findall(str(one))) * 4 > len(str(one))), None)
    if kana is not None:
        return kana.encoding
    usual = next((one for one in found if USUAL in one.could_be_from_charset), None)
    western = sum(byte > 127 for byte in sample) * 10 < len(sample) * 3
    if usual is not None and western and usual.chaos <= best.chaos and usual.coherence >= best.coherence - 0.02:
        return USUAL
    return best.encoding


def _called(encoding: str) -> str:
    return encoding.replace("cp12", "Windows-12") if encoding.startswith("cp12") else encoding.upper().replace("_", "-")
