"""`ebb models`: the models that Ebb works with, all of them files on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from core.errors import ExitCode, ModelMissing
from core.text.sanitise import shown_line
from ui.cli.command import Family
from ui.cli.figures import size
from ui.cli.output import paint, put, put_json, say
from ui.cli.session import Session

if TYPE_CHECKING:
    from app.model_files import ModelFile

_SETTING = "language.model"


@click.group(cls=Family, invoke_without_command=True)
@click.pass_context
def models(ctx: click.Context) -> Any:
    """List, choose and check the models."""
    if ctx.invoked_subcommand is None:
        return ctx.invoke(list_)
    return None


@models.command("list")
@click.pass_obj
def list_(session: Session) -> ExitCode:
    """List the models in use."""
    with session.open() as ebb:
        meaning, path = ebb.semantic(), ebb.config.language.model
    if session.json:
        put_json({"embedding": {"name": meaning}, "language": {"path": path}})
        return ExitCode.DONE
    put(f"meaning  {shown_line(meaning) if meaning else 'none: only keywords work'}")
    put(f"answers  {shown_line(path) if path else 'none: answers are quoted from memory'}")
    if path is None:
        say("Choose one with: ebb models use FILE.gguf")
    return ExitCode.DONE


@models.command("use")
@click.argument("file", type=click.Path())
@click.pass_obj
def use(session: Session, file: str) -> ExitCode:
    """Let the GGUF model in FILE write the answers."""
    from app.model_files import described
    from ui.cli.settings import change

    path = Path(file).expanduser().absolute()
    about = described(path)
    change(session, _SETTING, str(path))
    if session.json:
        put_json(_figures(about))
    else:
        say(f"Answers are written by {shown_line(about.name)} from now on.")
    return ExitCode.DONE


@models.command("verify")
@click.argument("file", type=click.Path(), required=False)
@click.pass_obj
def verify(session: Session, file: str | None) -> ExitCode:
    """Check the language model, or the GGUF model in FILE."""
    from app.model_files import described

    path = Path(file).expanduser().absolute() if file else _configured(session)
    about = described(path)
    if session.json:
        put_json(_figures(about))
    else:
        from ui.cli.lines import table

        put("\n".join(table(_rows(about))))
    return ExitCode.DONE


@models.command("remove")
@click.pass_obj
def remove(session: Session) -> ExitCode:
    """Use no language model any more; its file stays where it is."""
    from ui.cli.settings import change

    path = _configured(session)
    change(session, _SETTING, None)
    if session.json:
        put_json({"path": str(path), "removed": True})
    else:
        say(f"Answers are quoted from memory again; {shown_line(str(path))} was left where it is.")
    return ExitCode.DONE


@models.command("pull", hidden=True)
@click.argument("name", nargs=-1)
def pull(name: tuple[str, ...]) -> ExitCode:
    """Say that models are not downloaded by Ebb."""
    raise ModelMissing("Ebb downloads no models.", "Get a GGUF file yourself, then: ebb models use FILE.gguf")


def _configured(session: Session) -> Path:
    from app.config import load

    model = load(session.place().config).language.model
    if model is None:
        raise ModelMissing("No language model is set.", "Choose one with: ebb models use FILE.gguf")
    return Path(model)


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
