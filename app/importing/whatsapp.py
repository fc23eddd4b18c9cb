"""WhatsApp's "Export chat": a text file, alone or in a zip with its media; each message becomes one memory.

The app writes U+200E before words of its own, in any language. An export holds at most the last 40,000 messages, so a
message's address is its stamp as it was written, not its line: a later export of the same chat adds only what is new.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from app.importing.items import Found, Remark
from app.importing.media import kind_of, named
from app.importing.parts import Part, beginning
from app.importing.stamps import STAMP, Form, Order, moment
from app.importing.textfile import decoded
from app.importing.turns import EVERY, SYSTEM, UNNAMED, Extent, LeftOut, Thread, called, text_of, told

MARK = "\u200e"
AUTHOR = re.compile(r"([^\n\"“”«»]{1,120}?):(?: |\u00a0|(?=\u200e))")
# iOS: <attached: 00000012-PHOTO.jpg>, the word in any language.
ATTACHED = re.compile(r"(?:\u200e|(?=<[^<>:\n]{3,30}:\s?\d{8}-))<[^<>:\n]{3,30}:\s?([^<>\n]{1,200}\.\w{1,5})>")
# Android: IMG-20190120-WA0001.jpg (file attached).
SENT = re.compile(r"(\u200e?)([^\n:*?\"<>|/\\]{1,200}\.\w{1,5}) \(([^()\n]{2,40})\)(?=\n|\Z)")
SENT_WORDS = frozenset(
    (
        *("file attached", "datei angehängt", "archivo adjunto", "fichier joint", "file allegato", "arquivo anexado"),
        *("ficheiro anexado", "bestand bijgevoegd", "файл добавлен", "dosya ekli", "plik załączony", "bifogad fil"),
        *("файл прикреплен", "vedhæftet fil", "fil vedlagt", "tiedosto liitetty"),
        *("添付ファイル", "文件附件", "파일 첨부됨"),
    )
)
OWN_NAME = re.compile(r"(?:IMG|VID|PTT|AUD|STK|DOC)-\d{8}-WA\d+\.\w+")
OMITTED = re.compile(r"<[^<>:\n]{3,40}>")
OMITTED_WORDS = re.compile(r"(?:omitted|weggelassen|omitid[oa]|omis|omess[oa]|ocult[oa]|weggelaten|пропущен[оа]?)\.?\Z")
EDITED = re.compile(rf"\s?{MARK}<[^<>:\n]{{3,60}}>\Z")
GONE = frozenset(
    (
        *("null", "this message was deleted", "you deleted this message", "diese nachricht wurde gelöscht"),
        *("du hast diese nachricht gelöscht", "se eliminó este mensaje", "eliminaste este mensaje"),
        *("ce message a été supprimé", "vous avez supprimé ce message", "questo messaggio è stato eliminato"),
        *("hai eliminato questo messaggio", "mensagem apagada", "esta mensagem foi apagada"),
        *("você apagou esta mensagem", "je hebt dit bericht verwijderd"),
        *("dit bericht is verwijderd", "данное сообщение удалено", "вы удалили данное сообщение"),
    )
)
FRAME = re.compile("[\u200e\u202a-\u202c\u2066-\u2069\ufeff]")  # What WhatsApp puts around names and its own words.
CHAT_FILE = re.compile(r"_chat\.txt|.*whatsapp.*\.txt", re.IGNORECASE)
NAME = re.compile(
    r"(?:whatsapp[ -]chat|chat (?:de |do )?whatsapp|conversation whatsapp|conversa do whatsapp|чат whatsapp)"
    r"(?: ?-|\s(?:with|mit|con|avec|com|met|med|de|с|ile))?\s+(.+)",
    re.IGNORECASE,
)
BARE = re.compile(r"_chat\.txt")
COPY = re.compile(r"\s*\(\d+\)\Z")


class Message(NamedTuple):
    """One stamped stretch of the file: its stamp and what follows up to the next one."""

    stamp: re.Match[str]
    body: str


def recognises(path: Path) -> bool:
    """Whether `path` is such a chat, or a zip or folder that holds one: its first line bears a stamp and an author."""
    if path.is_file() and path.suffix.lower() not in (".txt", ".zip"):
        return False
    start = beginning(path, _wanted)
    text = decoded(start)[0].lstrip("\n") if start else ""
    first = STAMP.match(text)
    if first is None or (first["open"] and len(first["a"]) == 4 and not first["second"]):
        return False  # the last is how Signal's and jrnl's exports look
    return any(AUTHOR.match(message.body) for message in _messages(text))


def read(path: Path) -> Iterator[Found]:
    """Yield the messages of every chat in order; what the app itself says is left out and counted."""
    yield from told(path, _wanted, _chat)


def _wanted(name: str) -> bool:
    return name.count("/") <= 1 and bool(CHAT_FILE.fullmatch(name.rsplit("/", 1)[-1]))


def _messages(text: str) -> Iterator[Message]:
    form: Form | None = None
    open_: re.Match[str] | None = None
    for match in STAMP.finditer(text):
        form = form or Form.of(match)
        if Form.of(match) != form:
            continue
        if open_:
            yield Message(open_, text[open_.end() : match.start() - 1])
        open_ = match
    if open_:
        yield Message(open_, text[open_.end() :].rstrip("\n"))


def _chat(part: Part, extent: Extent) -> Iterator[Found]:
    text, remarks = text_of(part)
    yield from remarks
    order = Order.of(message.stamp for message in _messages(text))
    name = _name(part)
    thread = Thread("whatsapp", name, part.file, name)
    left_out = LeftOut()
    last = None
    for number, message in enumerate(_messages(text), 1):
        last = moment(message.stamp, order) or last
        author, said = _split(message.body)
        said = _text(said, left_out) if author else ""
        if said:
            place = FRAME.sub("", message.stamp[0]).strip("[]-–— \u202f\u00a0")
            day = "".join(message.stamp.group("a", "b", "c"))
            yield thread.item(said, author, last, place, day)
        elif not author:
            left_out.note(SYSTEM)
        if number % EVERY == 0:
            yield extent.within(message.stamp.start() * part.size // len(text))
    if not order.certain:
        first, then = ("day", "month") if order.day_first else ("month", "day")
        yield Remark(part.file, f"its dates can be read in two ways; they were read with the {first} before the {then}")
    yield from left_out.remarks(part.file)


def _split(body: str) -> tuple[str, str]:
    """Author and words; no author for a line of the program itself."""
    match = AUTHOR.match(body)
    if match is None:
        return "", ""
    return FRAME.sub("", match[1]).strip().removeprefix("~").strip(), body[match.end() :]


def _text(said: str, left_out: LeftOut) -> str:
    """The words of a message with its media named; "" for what is none, which is counted."""
    said, attached = ATTACHED.subn(lambda match: named(kind_of(match[1]), match[1]), said)
    said = SENT.sub(_sent, said, count=1) if SENT.match(said) else said
    said = EDITED.sub("", said)
    own = said.startswith(MARK) and not attached and "\n" not in said and "http" not in said
    said = FRAME.sub("", said).strip("\n")
    bare = said.strip()
    if OMITTED.fullmatch(bare) or (own and OMITTED_WORDS.search(bare)):
        left_out.note(UNNAMED)
        return ""
    if own or not bare or bare.casefold().rstrip(".") in GONE:
        left_out.note(SYSTEM)
        return ""
    return said


def _sent(match: re.Match[str]) -> str:
    mark, name, said = match.groups()
    if mark or OWN_NAME.fullmatch(name) or said.casefold() in SENT_WORDS:
        return named(kind_of(name), name)
    return match[0]


def _name(part: Part) -> str:
    """Whom the chat is with, by the name of the file, or of the zip or folder around one that is called _chat.txt."""
    name = COPY.sub("", called(part, BARE))
    match = NAME.fullmatch(name)
    return match[1] if match else name
