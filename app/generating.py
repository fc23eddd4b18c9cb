"""Answers a question with a local language model: packs memories, streams, and checks every citation."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from time import perf_counter

from core.answer.citations import checked
from core.answer.packing import packed
from core.answer.prompts import UNKNOWN, Excerpt, abstains, answering
from core.answer.speech import Speech
from core.answer.validity import Overs
from core.errors import BadInput, ModelBroken, ModelMissing
from core.memory import Answer, Memory
from core.ports import LanguageModel, Message

ANSWER_TOKENS = 400
TEMPLATE_TOKENS = 64  # what a chat template may add around the messages


def generated(
    question: str,
    memories: Sequence[Memory],
    model: LanguageModel,
    *,
    now: datetime,
    on_text: Callable[[str], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
    budget: int = 3000,
    overs: Overs | None = None,
) -> Answer:
    """Answer from `memories`, best first, of which at most `budget` tokens are shown to the model.

    `on_text` gets the answer as it is said, safe for a terminal; the result's text replaces it, with its citations put
    right. What is over by `overs` is labelled for the model. Abstains without memories, and when the
    model says that it does not know. Once `cancelled()` is true, the answer is what was said until then.
    Raises: ModelMissing, ModelBroken; BadInput for a question that leaves no room for memories.
    """
    began = perf_counter()
    text = ""
    excerpts: tuple[Excerpt, ...] = ()
    if memories:
        with model_errors():
            excerpts = _packed(question, memories, model, now, budget, overs or {})
            text = _said(model, answering(question, excerpts, now=now), on_text, cancelled)
    found = checked(text, [one.memory for one in excerpts], question=question, zone=now.tzinfo or UTC)
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
    except errors.LanguageModelError as error:
        raise ModelBroken(str(error), "The log of the model says more; a smaller model needs less memory.") from error


def _packed(
    question: str, memories: Sequence[Memory], model: LanguageModel, now: datetime, budget: int, overs: Overs
) -> tuple[Excerpt, ...]:
    bare = sum(model.count_tokens(message.content) for message in answering(question, (), now=now))
    room = min(budget, model.context_tokens - ANSWER_TOKENS - TEMPLATE_TOKENS - bare)
    excerpts = packed(question, memories, model.count_tokens, room, now.tzinfo, overs)
    if not excerpts:
        raise BadInput("The question leaves the model no room for memories.", "Ask it in fewer words.")
    return excerpts


def _said(
    model: LanguageModel,
    messages: Sequence[Message],
    on_text: Callable[[str], None] | None,
    cancelled: Callable[[], bool] | None,
) -> str:
    """The answer's text, given to `on_text` as it comes; a model that goes round in circles is stopped."""
    speech = Speech()

    def enough() -> bool:
        return speech.stuck() or (cancelled is not None and cancelled())

    for piece in model.stream(messages, max_tokens=ANSWER_TOKENS, cancelled=enough):
        fresh = speech.hear(piece)
        if fresh and on_text:
            on_text(fresh)
    return speech.text
