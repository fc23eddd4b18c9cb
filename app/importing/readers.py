"""The formats that Ebb can import; a further one is a module and a line here."""

from pathlib import Path

from app.importing import (
    bookmarks,
    calendar,
    chatgpt,
    claude,
    dayone,
    ebb_json,
    ebb_vault,
    history,
    instagram,
    jrnl,
    mail,
    markdown,
    pdf,
    signal,
    slack,
    telegram,
    textfile,
    whatsapp,
)
from app.importing.folder import walked_once
from app.importing.items import Reader
from core.errors import BadInput

# In the order in which `auto` asks them: the specific before the general.
READERS = (
    Reader("ebb-vault", ebb_vault.recognises, ebb_vault.read, restore=ebb_vault.restore),
    Reader("ebb-json", ebb_json.recognises, ebb_json.read, restore=ebb_json.restore),
    Reader("chatgpt", chatgpt.recognises, chatgpt.read, chatgpt.read_all),
    Reader("claude", claude.recognises, claude.read, claude.read_all),
    Reader("telegram", telegram.recognises, telegram.read),
    Reader("slack", slack.recognises, slack.read),
    Reader("instagram", instagram.recognises, instagram.read),
    Reader("signal", signal.recognises, signal.read),
    Reader("whatsapp", whatsapp.recognises, whatsapp.read),
    Reader("dayone", dayone.recognises, dayone.read),
    Reader("jrnl", jrnl.recognises, jrnl.read),
    Reader("bookmarks", bookmarks.recognises, bookmarks.read),
    Reader("history", history.recognises, history.read),
    Reader("markdown", markdown.recognises, markdown.read),
    # What is asked for folders too stands behind Markdown: a vault may hold a PDF or a letter.
    Reader("mail", mail.recognises, mail.read),
    Reader("calendar", calendar.recognises, calendar.read),
    Reader("pdf", pdf.recognises, pdf.read),
    Reader("text", textfile.recognises, textfile.read),
)


def names() -> tuple[str, ...]:
    """The names that `--from` takes, `auto` first."""
    return ("auto", *(reader.name for reader in READERS))


def reader(path: Path, format: str = "auto") -> Reader:
    """The reader called `format`, or with `auto` the first that recognises what is at `path`.

    Raises: BadInput if there is no such format, nothing at `path`, or nobody recognises it.
    """
    known = {reader.name: reader for reader in READERS}
    if format != "auto" and format not in known:
        raise BadInput(f"Ebb cannot import the format “{format}”.", f"It knows: {', '.join(names())}.")
    if not path.exists():
        raise BadInput(f"There is no file or folder {path}.", "Check the path.")
    if format != "auto":
        return known[format]
    with walked_once():
        for candidate in READERS:
            if candidate.recognises(path):
                return candidate
    raise BadInput(f"Nothing that Ebb can import was found at {path}.", f"It reads: {', '.join(known)}.")
