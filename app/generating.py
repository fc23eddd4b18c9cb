"""Answers a question with a local language model: packs memories, streams, and checks every citation."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, tzinfo
from functools import partial
from time import perf_counter

from core.answer.citations import Checked, checked
from core.answer.followups import LONGEST, Turn
from core.answer.links import Guard, addresses, defused
from core.answer.packing import packed
from core.answer.prompts import UNKNOWN, Excerpt, abstains, answering, restating
from core.answer.speech import Speech
from core.answer.validity import Overs
from core.errors import BadInput, ModelBroken, ModelMissing
from core.memory import Answer, Memory
from core.ports import LanguageModel, Message
from core.text.words import content, stem, words

Cancelled = Callable[[], bool]

ANSWER_TOKENS = 400
RESTATED_TOKENS = 60
TEMPLATE_TOKENS = 64  # what a chat template may add around the messages


def generated(
    question: str,
    memories: Sequence[Memory],
    model: LanguageModel,
    *,
    now: datetime,
    on_text: Callable[[str], None] | None = None,
    cancelled: Cancelled | None = None,
    budget: int = 3000,
    overs: Overs | None = None,
    history: Sequence[Turn] = (),
    profile: Sequence[str] = (),
) -> Answer:
    """Answer from `memories`, best first, of which at most `budget` tokens are shown to the model.

    `on_text` gets the answer as it is said, safe for a terminal; the result's text replaces it, with its citations put
    right. What is over by `overs` is labelled for the model; `history` and `profile` tell it what the question means,
    and are nothing to cite. Abstains without memories, and when the model says that it does not know. No link
    gets through that does not stand in what the person wrote. Once `cancelled()` is true, the answer is what was said
    until then.
    Raises: ModelMissing, ModelBroken; BadInput for a question that leaves no room for memories.
    """
    began = perf_counter()
    text = ""
    excerpts: tuple[Excerpt, ...] = ()
    if memories:
        with model_errors():
            ask = partial(answering, question, now=now, history=history, profile=profile)
            excerpts = _packed(question, memories, model, ask, budget, now.tzinfo, overs or {})
            guard = Guard(addresses(one.memory for one in excerpts))
            text = _said(model, ask(excerpts), on_text, cancelled, guard)
    found = _checked(text, [one.memory for one in excerpts], question, now.tzinfo or UTC)
    abstained = abstains(found.text) and not found.citations
    return Answer(
        text=UNKNOWN if abstained else found.text,
        citations=found.citations,
        abstained=abstained,
        question=question,
        mode="generated",
        model=model.name,
        elapsed_ms=(perf_counter() - began) * 1000,
        unsupported=() if abstained else found.unsupported,
    )


def restated(question: str, history: Sequence[Turn], model: LanguageModel, cancelled: Cancelled | None = None) -> str:
    """The question as the model says it without the conversation; "" where it says more than the conversation holds.

    Raises: ModelMissing, ModelBroken.
    """
    with model_errors():
        pieces = model.stream(restating(question, history), max_tokens=RESTATED_TOKENS, cancelled=cancelled)
        speech = Speech()
        for piece in pieces:
            speech.hear(piece)
    said = next((line.strip(' "“”') for line in speech.text.splitlines() if line.strip()), "")
    held = {stem(word) for turn in history for word in words(turn.text)} | {stem(word) for word in words(question)}
    told = {stem(word) for word in content(said)}
    return said if told and len(said) <= LONGEST and told <= held and said.endswith("?") else ""


def _checked(text: str, memories: Sequence[Memory], question: str, zone: tzinfo) -> Checked:
    """The answer with its citations put right, and without links to what the cited memories do not hold."""
    found = checked(defused(text, addresses(memories)), memories, question=question, zone=zone)
    cited = {citation.id for citation in found.citations}
    known = addresses(memory for memory in memories if memory.id in cited)
    doubts = tuple(defused(sentence, known) for sentence in found.unsupported)
    return Checked(defused(found.text, known), found.citations, doubts)


@contextmanager
def model_errors() -> Iterator[None]:
    """Turn the language model's errors into those that a person is shown. Raises: ModelMissing, ModelBroken."""
    from models.language import errors

    try:
        yield
    except errors.RuntimeMissing as error:
        raise ModelMissing(str(error), "Until then, `ebb ask --extractive` answers without a model.") from error
    except errors.NotGguf as error:
        raise ModelBroken(str(error), "`ebb models use PATH` chooses another file.") from error
    except errors.ServerFailed as error:
        hint = "language.server in config.toml names it; only language.allow_remote there allows another machine."
        raise ModelBroken(str(error), hint) from error
    except errors.LanguageModelError as error:
        raise ModelBroken(str(error), "The log of the model says more; a smaller model needs less memory.") from error


def _packed(
    question: str,
    memories: Sequence[Memory],
    model: LanguageModel,
    ask: Callable[[Sequence[Excerpt]], list[Message]],
    budget: int,
    zone: tzinfo | None,
    overs: Overs,
) -> tuple[Excerpt, ...]:
    bare = sum(model.count_tokens(message.content) for message in ask(()))
    room = min(budget, model.context_tokens - ANSWER_TOKENS - TEMPLATE_TOKENS - bare)
    excerpts = packed(question, memories, model.count_tokens, room, zone, overs)
    if not excerpts:
        raise BadInput("The question leaves the model no room for memories.", "Ask it in fewer words.")
    return excerpts


def _said(
    model: LanguageModel,
    messages: Sequence[Message],
    on_text: Callable[[str], None] | None,
    cancelled: Cancelled | None,
    guard: Guard,
) -> str:
    """The answer's text, given to `on_text` as it comes; a model that goes round in circles is stopped."""
    speech = Speech()

    def enough() -> bool:
        return speech.stuck() or (cancelled is not None and cancelled())

    for piece in model.stream(messages, max_tokens=ANSWER_TOKENS, cancelled=enough):
        fresh = guard.take(speech.hear(piece))
        if fresh and on_text:
            on_text(fresh)
    rest = guard.rest()
    if rest and on_text and not enough():
        on_text(rest)
    return speech.text
