"""Lays messages out as a prompt by the model's own chat template, keeping what people wrote apart from the template.

The template is run, sandboxed, on placeholders; the contents are put in afterwards as separate parts, so that the
tokenizer can read special tokens in the template and never in a message: text cannot forge a turn.
"""

import json
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from jinja2 import Template, TemplateError, ext, nodes, parser
from jinja2.sandbox import ImmutableSandboxedEnvironment

Turn = Mapping[str, str]

PLAIN_STOP = "\nUser:"


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of the prompt; `literal` parts are message contents, in which no special token may be read."""

    text: str
    literal: bool


@dataclass(frozen=True, slots=True)
class Prompt:
    """The parts in order, and the text at which an answer to a prompt without a template ends."""

    parts: tuple[Part, ...]
    stop: str | None = None


def laid_out(turns: Sequence[Turn], template: str | None, *, bos: str = "", eos: str = "") -> Prompt:
    """Lay out turns (`role`, `content`) by `template`; without one, or with one that fails, as plain text.

    A template that takes no system turn gets its text at the head of the first user turn.
    """
    for attempt in (turns, _folded(turns)):
        parts = _rendered(attempt, template, bos, eos) if template else None
        if parts is not None:
            return Prompt(parts)
    return Prompt(_plain(turns), PLAIN_STOP)


def _rendered(turns: Sequence[Turn], template: str | None, bos: str, eos: str) -> tuple[Part, ...] | None:
    """The rendered parts; None if the template fails or loses or repeats a content."""
    mark = f"EBB{secrets.token_hex(8)}N"
    messages = [{"role": turn["role"], "content": f"{mark}{n}Z"} for n, turn in enumerate(turns)]
    try:
        text = _compiled(template or "").render(
            messages=messages,
            add_generation_prompt=True,
            enable_thinking=False,
            bos_token=bos,
            eos_token=eos,
            tools=None,
            raise_exception=_refuse,
            strftime_now=lambda form: datetime.now().astimezone().strftime(form),
        )
    except Exception:  # a template is a program out of the file: it may raise anything
        return None
    pieces = re.split(f"{mark}([0-9]+)Z", text)
    if sorted(map(int, pieces[1::2])) != list(range(len(turns))):
        return None
    literal = [turns[int(number)]["content"].strip() for number in pieces[1::2]]
    parts = [Part(piece, False) for piece in pieces[::2]]
    inserted = [part for pair in zip(parts, [Part(text, True) for text in literal], strict=False) for part in pair]
    return tuple(part for part in (*inserted, parts[-1]) if part.text)


def _folded(turns: Sequence[Turn]) -> list[Turn]:
    system = "\n\n".join(turn["content"] for turn in turns if turn["role"] == "system")
    others = [dict(turn) for turn in turns if turn["role"] != "system"]
    if others and system:
        others[0]["content"] = f"{system}\n\n{others[0]['content']}"
    return list(others)


def _plain(turns: Sequence[Turn]) -> tuple[Part, ...]:
    parts: list[Part] = []
    for turn in turns:
        head = {"user": "User: ", "assistant": "Assistant: "}.get(turn["role"], "")
        parts += [Part(head, False), Part(turn["content"].strip(), True), Part("\n\n", False)]
    return tuple(part for part in (*parts, Part("Assistant:", False)) if part.text)


def _refuse(message: str) -> None:
    raise TemplateError(message)


class _Generation(ext.Extension):
    """Lets `{% generation %}` blocks through, as Transformers does."""

    tags = {"generation"}  # noqa: RUF012

    def parse(self, parser: parser.Parser) -> list[nodes.Node]:
        next(parser.stream)
        return list(parser.parse_statements(("name:endgeneration",), drop_needle=True))


@lru_cache(maxsize=2)
def _compiled(template: str) -> Template:
    return _environment().from_string(template)


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[_Generation, ext.loopcontrols]
    )
    environment.filters["tojson"] = _to_json
    return environment


def _to_json(value: Any, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, indent=indent)
