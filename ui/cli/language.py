"""`ebb models`: the models that Ebb works with, all of them files on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.errors import ExitCode, ModelMissing, UsageError
from core.text.sanitise import cells, shown_line
from ui.cli.command import Family
from ui.cli.figures import size
from ui.cli.output import agreed, can_ask, paint, put, put_json, say
from ui.cli.session import Session

if TYPE_CHECKING:
    from app.model_files import ModelFile
    from app.model_store import Offer

_SETTING = "language.model"
_HEAD = ("name", "billions", "to fetch", "memory", "here", "licence")
_CHECKED = {
    "catalogue": "the one in Ebb's catalogue",
    "hub": "the one that the hub announced",
    "nothing": "which nobody had announced",
}
_FIT_STYLES = {"fits": "good", "too large": "bad"}


@click.group(cls=Family, invoke_without_command=True)
@click.pass_context
def models(ctx: click.Context) -> Any:
    """List, fetch, choose and check the models."""
    if ctx.invoked_subcommand is None:
        return ctx.invoke(list_)
    return None


@models.command("list")
@click.pass_obj
def list_(session: Session) -> ExitCode:
    """List the models and how they fit this machine.

    "tight" fits when other programs give memory back; "slow" says a few words a second. Nothing is fetched.
    """
    from app.model_store import machine, offers

    with session.open() as ebb:
        meaning, language = ebb.semantic(), ebb.config.language
        path = language.model
    here = machine()
    found = offers(session.place(), language.context, here)
    if session.json:
        put_json(
            {
                "embedding": {"name": meaning},
                "language": {"path": path},
                "machine": {"memory": here.memory, "free": here.free, "cores": here.cores, "graphics": here.graphics},
                "models": [_offered(one, path) for one in found],
            }
        )
        return ExitCode.DONE
    put(f"meaning  {shown_line(meaning) if meaning else 'none: only keywords work'}")
    put(f"answers  {shown_line(path) if path else 'none: answers are quoted from memory'}")
    parts = [f"{here.cores} {'core' if here.cores == 1 else 'cores'}", f"{size(here.free)} of {size(here.memory)} free"]
    put(f"machine  {', '.join([*parts, here.graphics or 'no graphics processor'])}")
    put("")
    for line in _columns([_HEAD, *(_shown(one, path) for one in found)]):
        put(line)
    if path is None:
        say("Get one with: ebb models pull NAME, or use a file of your own: ebb models use FILE.gguf")
    return ExitCode.DONE


@models.command("pull")
@click.argument("name")
@click.pass_obj
def pull(session: Session, name: str) -> ExitCode:
    """Download a model and check its SHA-256.

    NAME is one of the list, or OWNER/REPO/FILE.gguf on the Hugging Face hub. Ctrl-C stops it; the same command goes
    on from there.
    """
    from app.model_store import PullStopped
    from app.model_store import pull as fetch
    from core.clock import utc_now
    from ui.cli.progress import Progress

    bar = Progress("Fetching bytes")

    def announce(file: str, amount: int | None, licence: str) -> None:
        terms = f"licence {licence}" if licence else "its licence stands on its page"
        say(shown_line(f"{file}: {size(amount) if amount else 'of unknown size'}, {terms}."))

    try:
        model = fetch(session.place(), name, now=utc_now(), progress=bar, announce=announce)
    except KeyboardInterrupt as error:  # at once, also while the hub is silent; what arrived is on the disk
        raise PullStopped("Stopped.", "The same command goes on from there.") from error
    finally:
        bar.end()
    if session.json:
        put_json(model.to_json())
        return ExitCode.DONE
    put(shown_line(str(model.path)))
    say(f"SHA-256 {model.sha256}, {_CHECKED[model.checked]}.")
    say(f"Let it write the answers with: ebb models use {shown_line(model.name)}")
    return ExitCode.DONE


@models.command("use")
@click.argument("file", metavar="NAME|FILE")
@click.pass_obj
def use(session: Session, file: str) -> ExitCode:
    """Let a model write the answers.

    NAME is a pulled model's; FILE is any GGUF model on this machine.
    """
    from app.model_files import described
    from app.model_store import found
    from ui.cli.settings import change

    path = found(session.place(), file)
    about = described(path)
    change(session, _SETTING, str(path))
    if session.json:
        put_json(_figures(about))
    else:
        say(f"Answers are written by {shown_line(about.name)} from now on.")
    return ExitCode.DONE


@models.command("verify")
@click.argument("file", metavar="[NAME|FILE]", required=False)
@click.pass_obj
def verify(session: Session, file: str | None) -> ExitCode:
    """Check a model's file.

    Without a name that is the model in use. All of a pulled model is checked against its SHA-256, of others the header.
    """
    from app.model_store import found, verified
    from ui.cli.progress import interruptible

    path = found(session.place(), file) if file else _configured(session)
    with interruptible() as interrupted:
        about, note = verified(session.place(), path, interrupted)
    if session.json:
        put_json(_figures(about) | {"sha256": note.sha256 if note else None, "checked": note.checked if note else None})
        return ExitCode.DONE
    from ui.cli.lines import table

    sums = [("sha-256", f"{note.sha256}, as it was pulled ({_CHECKED[note.checked]})")] if note else []
    put("\n".join(table([*_rows(about), *sums])))
    return ExitCode.DONE


@models.command("remove")
@click.argument("name", metavar="[NAME]", required=False)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.pass_obj
def remove(session: Session, name: str | None, yes: bool) -> ExitCode:
    """Use no model any more, or delete a pulled one.

    With NAME the file of that pulled model is deleted. A file that Ebb did not pull is never deleted.
    """
    from ui.cli.settings import change

    if name:
        return _delete(session, name, yes)
    path = _configured(session)
    change(session, _SETTING, None)
    if session.json:
        put_json({"path": str(path), "removed": True})
    else:
        say(f"Answers are quoted from memory again; {shown_line(str(path))} was left where it is.")
    return ExitCode.DONE


def _delete(session: Session, name: str, yes: bool) -> ExitCode:
    from app.config import load
    from app.model_store import removable, remove
    from ui.cli.settings import change

    home = session.place()
    model = removable(home, name)
    if not yes:
        if not can_ask():
            raise UsageError("Deleting a model needs a person's yes.", "Add --yes.")
        if not agreed(f"Delete {shown_line(str(model.path))} ({size(model.bytes)})?"):
            return ExitCode.NOTHING
    used = load(home.config).language.model
    if used and Path(used).expanduser().absolute() == model.path:
        change(session, _SETTING, None)
    remove(home, model)
    if session.json:
        put_json({"path": str(model.path), "removed": True, "bytes": model.bytes})
    else:
        say(f"{shown_line(model.name)} is gone; {size(model.bytes)} are free again.")
    return ExitCode.DONE


def _configured(session: Session) -> Path:
    from app.config import load

    model = load(session.place().config).language.model
    if model is None:
        raise ModelMissing("No language model is set.", "Choose one with: ebb models use FILE.gguf")
    return Path(model).expanduser().absolute()


def _figures(about: ModelFile) -> dict[str, Any]:
    return {
        "path": str(about.path),
        "name": about.name,
        "architecture": about.architecture,
        "context": about.context,
        "quantisation": about.quantisation,
        "parameters": about.parameters,
        "bytes": about.bytes,
    }


def _rows(about: ModelFile) -> Iterator[tuple[str, str]]:
    yield "name", paint(shown_line(about.name), "title")
    yield "file", f"{shown_line(str(about.path))} ({size(about.bytes)})"
    parts = [about.architecture, about.quantisation, f"{about.parameters:,} parameters" if about.parameters else ""]
    yield "kind", shown_line(", ".join(part for part in parts if part))
    if about.context:
        yield "context", f"{about.context:,} tokens"


def _offered(one: Offer, used: str | None) -> dict[str, Any]:
    entry, pulled = one.entry, one.pulled
    return {
        "name": one.name,
        "title": entry.title if entry else None,
        "parameters": entry.parameters if entry else None,
        "repository": entry.repository if entry else pulled.repository if pulled else None,
        "file": entry.file if entry else pulled.file if pulled else None,
        "bytes": entry.bytes if entry else pulled.bytes if pulled else None,
        "memory": one.memory,
        "context": entry.context if entry else None,
        "licence": entry.licence if entry else None,
        "open": entry.open if entry else None,
        "sha256": entry.sha256 if entry else pulled.sha256 if pulled else None,
        "fit": one.fit,
        "path": str(pulled.path) if pulled else None,
        "used": _used(one, used),
    }


def _used(one: Offer, used: str | None) -> bool:
    return bool(one.pulled and used and Path(used).expanduser().absolute() == one.pulled.path)


def _shown(one: Offer, used: str | None) -> tuple[str, ...]:
    entry, pulled = one.entry, one.pulled
    amount = entry.bytes if entry else pulled.bytes if pulled else 0
    where = "in use" if _used(one, used) else "pulled" if pulled else one.fit
    return (
        shown_line(one.name, 60),
        f"{entry.parameters:.1f}" if entry else "?",
        size(amount),
        size(one.memory),
        where if one.fit in (where, "fits") else f"{where}, {one.fit}",
        shown_line(entry.licence) if entry else "see its page",
    )


def _columns(rows: list[tuple[str, ...]]) -> Iterator[str]:
    """Rows under a head, the figures on the right, the fit coloured."""
    rooms = [max(cells(row[at]) for row in rows) for at in range(len(_HEAD))]
    for number, row in enumerate(rows):
        texts = []
        for at, (text, room) in enumerate(zip(row, rooms, strict=True)):
            gap = " " * (room - cells(text))
            style = "dim" if not number else "title" if not at else _FIT_STYLES.get(text, "warn") if at == 4 else ""
            painted = paint(text, style) if style else text
            texts.append(gap + painted if at in (1, 2, 3) else painted + gap)
        yield "  ".join(texts).rstrip()
