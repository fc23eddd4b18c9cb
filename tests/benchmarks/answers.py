"""Answers without a model: `python -m tests.benchmarks.answers [DATA] [--conversations N] [--seeds N]`.

DATA is a file in LoCoMo's format (github.com/snap-research/locomo), each conversation in a home of its own. Printed, by
category: how often a question is answered at all, the token F1 of its short answer and of its best quotation against
the gold answer, whether the gold answer's words all stand in what is quoted, whether a turn that holds the answer is
cited; exact match of the short answer on questions for when, how many and who; and the curve of the evidence floor.
Category 5 asks for what was never said: the less of it is answered, the better. Then the same on a diary by seed, where
counts, lists and totals are known, in each of the lists of phrasings of `tests.benchmarks.wordings` and `calibration`:
what is exactly right, what says that it is doubtful ("at least" must claim no more than there is), what is only quoted,
what is not answered though it could be, and what is wrong without saying so. The last columns are the precision of
what is said plainly, and the share that is right whether it is said plainly or with a doubt.
"""

import argparse
import json
import re
import string
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import product
from pathlib import Path
from time import process_time
from typing import Any

from app import Ebb
from core.answer.extract import FLOOR, NEAREST, Wanted, extracted, sureness, wanted
from core.memory import Answer
from core.recall.engine import Request
from core.store.filters import Filters
from core.text.words import content, stem
from tests.benchmarks.calibration import OTHER_EVENTS, OTHER_EVENTS_ASKS, OTHER_WORDS, OTHER_WORDS_ASKS
from tests.benchmarks.lifelog import NOW, Question, lifelog
from tests.benchmarks.locomo import CATEGORIES, turns
from tests.benchmarks.wordings import (
    DEVELOPED,
    DEVELOPED_ASKS,
    FRESH,
    FRESH_ASKS,
    HELD_OUT,
    PLAIN,
    TUNED,
    Asks,
    Phrasings,
)

FLOORS = (0.0, 0.3, 0.35, 0.375, 0.4, 0.425, 0.45, 0.475, 0.5, 0.55, 0.6, 0.65)


@dataclass(frozen=True, slots=True)
class Turn:
    """A turn of a conversation."""

    role: str
    text: str


@dataclass(frozen=True, slots=True)
class Judged:
    """One question of LoCoMo, answered; `sure` is the evidence of its best memory, `would` whether it is right then."""

    category: int
    asks: Wanted
    answered: bool
    short: float
    quote: float
    holds: bool
    cites: bool
    exact: bool
    sure: float
    would: bool


def plain(text: str) -> list[str]:
    """The tokens of an answer as question answering is scored: lower case, no articles, no punctuation."""
    bare = text.lower().translate(str.maketrans("", "", string.punctuation + "“”‘’…"))
    return [word for word in bare.split() if word not in {"a", "an", "the"}]


def f1(said: str, gold: str) -> float:
    """The harmonic mean of precision and recall of tokens."""
    one, other = plain(said), plain(gold)
    same = sum((Counter(one) & Counter(other)).values())
    return 2 * same / (len(one) + len(other)) if same else 0.0


def short(answer: Answer) -> str:
    """What stands before the first quotation, else the quotation itself."""
    head = answer.text.split("“", 1)[0].strip(" :\n")
    return head or (answer.citations[0].quote if answer.citations else "")


def judge(ebb: Ebb, asked: dict[str, Any], now: Any, uri: dict[str, str], sample: str) -> Judged:
    """Ask one question of LoCoMo."""
    question, gold = asked["question"], str(asked.get("answer", ""))
    marks = {f"{sample}/{mark}" for mark in re.findall(r"D\d+:\d+", " ".join(asked["evidence"]))}
    answer = ebb.ask(question, now=now, extractive=True)
    found = ebb.recall().find(Request(question, 20, Filters(superseded=False, derived=False), False, now))
    sure = max(sureness(found, question), default=0.0)
    unfloored = extracted(question, found, now.tzinfo, ebb._minds.shared_embedder(), 0.0)
    quotes = [citation.quote for citation in answer.citations]
    return Judged(
        asked["category"],
        wanted(question),
        not answer.abstained,
        0.0 if answer.abstained else f1(short(answer), gold),
        max((f1(quote, gold) for quote in quotes), default=0.0),
        bool(quotes) and _stems(gold) <= _stems(" ".join([answer.text, *quotes])),
        any(uri.get(citation.id) in marks for citation in answer.citations),
        not answer.abstained and plain(short(answer)) == plain(gold),
        sure,
        any(uri.get(citation.id) in marks for citation in unfloored.citations),
    )


def _stems(text: str) -> set[str]:
    return {stem(word) for word in content(text)}


def conversation(sample: dict[str, Any], folder: Path, every: int) -> Iterator[Judged]:
    """All questions of a conversation, or every so many."""
    items = list(turns(sample))
    now = max(item["occurred_at"] for item in items) + timedelta(days=1)
    with Ebb.open(folder, background=False) as ebb:
        ids = ebb.add_many(items)
        ebb.settle()
        uri = {id: item["source"]["uri"] for id, item in zip(ids, items, strict=True)}
        for asked in sample["qa"][::every]:
            yield judge(ebb, asked, now, uri, sample["sample_id"])


def report(judged: Sequence[Judged]) -> None:
    """Print LoCoMo's tables."""
    head = f"{'LoCoMo':14}{'asked':>7}{'answered':>10}{'F1 short':>10}{'F1 quote':>10}{'all words':>11}{'cites it':>10}"
    print(f"\n{head}")
    rows = [(name, [one for one in judged if one.category == number]) for number, name in CATEGORIES.items()]
    rows.append(("1 to 4", [one for one in judged if one.category != 5]))
    for name, part in rows:
        if part:
            cells = [_mean(one.short for one in part), _mean(one.quote for one in part)]
            cells += [_mean(one.holds for one in part), _mean(one.cites for one in part)]
            numbers = (
                f"{cells[0]:10.3f}{cells[1]:10.3f}{cells[2]:11.3f}{cells[3]:10.3f}" if part[0].category != 5 else ""
            )
            print(f"{name:14}{len(part):7}{_mean(one.answered for one in part):10.3f}{numbers}")
    print(f"\n{'exact match':14}{'asked':>7}{'exact':>10}{'F1 short':>10}")
    for kind in (Wanted.TIME, Wanted.AMOUNT, Wanted.PERSON):
        part = [one for one in judged if one.asks is kind and one.category != 5]
        if part:
            numbers = f"{_mean(one.exact for one in part):10.3f}{_mean(one.short for one in part):10.3f}"
            print(f"{kind.value:14}{len(part):7}{numbers}")
    curve(judged)


def curve(judged: Sequence[Judged]) -> None:
    """Print what each floor would give: coverage of what can be answered, precision of what is, category 5 answered."""
    known = [one for one in judged if one.category != 5]
    unknown = [one for one in judged if one.category == 5]
    print(f"\n{'floor':>7}{'coverage':>10}{'precision':>11}{'unanswerable answered':>23}")
    for floor in FLOORS:
        passed = [one for one in known if one.sure >= floor]
        wrong = _mean(one.sure >= floor for one in unknown)
        mark = "  <- in use" if floor == FLOOR else ""
        share, precision = len(passed) / max(len(known), 1), _mean(one.would for one in passed)
        print(f"{floor:7.3f}{share:10.3f}{precision:11.3f}{wrong:23.3f}{mark}")
    print("coverage: answerable questions answered; precision: of these, those whose evidence is quoted")


def diary(name: str, lists: Sequence[tuple[Phrasings, Asks]], seeds: int, wrong: bool) -> None:
    """Ask the diaries and print the table: what is said plainly and is right, with a doubt, by quoting, and wrongly."""
    results: dict[str, list[str]] = defaultdict(list)
    numbers: dict[str, list[bool]] = defaultdict(list)
    took: list[float] = []
    for (told, asks), seed in product(lists, range(seeds)):
        log = lifelog(seed, told, asks)
        with tempfile.TemporaryDirectory() as folder, Ebb.open(Path(folder) / "home", background=False) as ebb:
            ebb.add_many(log.items)
            ebb.settle()
            for question in log.questions:
                history = [Turn("you", question.after)] if question.after else []
                began = process_time()
                answer = ebb.ask(question.text, now=NOW, extractive=True, history=history)
                took.append((process_time() - began) * 1000)
                became = outcome(question, answer)
                results[question.kind].append(became)
                numbers[question.kind].append(right(question, replace(answer, text=_bare(answer.text))))
                if wrong and became not in {"exact", "none"}:
                    print(
                        f"{seed} {became} {question.after} {question.text} | {question.answer} | {answer.text[:600]!r}"
                    )
    columns = "".join(f"{one:>8}" for one in OUTCOMES)
    print(f"\n{name:14}{'asked':>7}{columns}{'plainly right':>15}{'right at all':>14}")
    for kind, found in [*results.items(), ("all", [one for part in results.values() for one in part])]:
        exact, *others = (_mean(one == became for one in found) for became in OUTCOMES)
        said = exact + others[-1]
        cells = "".join(f"{share:8.3f}" for share in (exact, *others))
        anyhow = _mean(numbers[kind] if kind != "all" else [one for part in numbers.values() for one in part])
        print(f"{kind:14}{len(found):7}{cells}{exact / said if said else 1.0:15.3f}{anyhow:14.3f}")
    print(
        f"CPU ms a question: {sum(took) / len(took):.1f} on average, {sorted(took)[len(took) * 95 // 100]:.1f} at 95 %"
    )


def _bare(text: str) -> str:
    """An answer without the doubt that it begins with."""
    doubt = next((one for one in DOUBTS if text.startswith(one)), "")
    rest = text.removeprefix(doubt)
    return rest[:1].upper() + rest[1:] if doubt else text


OUTCOMES = ("exact", "hedged", "quoted", "none", "wrong")
DOUBTS = ("At least ", "As far as I can find, ", "Perhaps ")


def outcome(question: Question, answer: Answer) -> str:
    """What became of a question: one of `OUTCOMES`.

    "hedged" says that it may not be all or not be so, and with "at least" claims no more than there is; "quoted" claims
    nothing beyond a quotation; "none" is an abstention that should have been an answer.
    """
    if right(question, answer):
        return "exact"
    if answer.abstained:
        return "none"
    doubt = next((one for one in DOUBTS if answer.text.startswith(one)), "")
    if doubt == "At least ":
        return "hedged" if honest(question, answer) else "wrong"
    if doubt and question.answer:
        return "hedged"
    quotes = answer.text.startswith((NEAREST, "“") if question.kind != "list" else NEAREST)
    return "quoted" if quotes and question.answer else "wrong"


def honest(question: Question, answer: Answer) -> bool:
    """Whether an answer that says "at least" is borne out: no more is claimed than there is."""
    if not question.answer:
        return False
    known = {"once": "1", "twice": "2"}
    said, true = (
        known.get(text.split()[0].lower(), text.split()[0]).strip("€:")
        for text in (answer.text.removeprefix("At least ").replace(":", " "), question.answer[0])
    )
    true = str(len(question.answer)) if question.kind == "list" else true
    return float(said) <= float(true)


def right(question: Question, answer: Answer) -> bool:
    """Whether an answer says exactly what is known: a list names all and no more, what is not known is not answered."""
    if not question.answer:
        return answer.abstained
    if question.kind == "list":
        quotes = [citation.quote for citation in answer.citations]
        named = [name for name in question.answer if any(name in quote for quote in quotes)]
        return len(named) == len(question.answer) == len(quotes) and not answer.text.startswith("At least ")
    if question.kind == "last" and not question.answer[0][0].isdigit():
        return question.answer[0] in answer.text
    return short(answer).startswith(question.answer[0])


def _mean(values: Any) -> float:
    kept = [float(value) for value in values]
    return sum(kept) / len(kept) if kept else 0.0


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--conversations", type=int, default=100, help="only the first so many")
    parser.add_argument("--every", type=int, default=1, help="only every so many questions")
    parser.add_argument("--seeds", type=int, default=5, help="diaries")
    parser.add_argument(
        "--lists", nargs="*", default=["known", "developed", "calibration", "fresh"], help="of phrasings"
    )
    parser.add_argument("--wrong", action="store_true", help="print what was wrong in the diaries")
    given = parser.parse_args()
    began = process_time()
    if given.data:
        judged: list[Judged] = []
        for sample in json.loads(given.data.read_text(encoding="utf-8"))[: given.conversations]:
            with tempfile.TemporaryDirectory(prefix="ebb-answers-") as folder:
                judged += conversation(sample, Path(folder) / "home", given.every)
            print(f"{sample['sample_id']}: {len(judged)} questions, {process_time() - began:.0f} CPU s", flush=True)
        report(judged)
    if given.seeds:
        lists = {
            "known": [(TUNED, PLAIN)],
            "developed": [(DEVELOPED, DEVELOPED_ASKS)],
            "held out": [(HELD_OUT, PLAIN)],
            "calibration": [(OTHER_WORDS, OTHER_WORDS_ASKS), (OTHER_EVENTS, OTHER_EVENTS_ASKS)],
            "fresh": [(FRESH, FRESH_ASKS)],
        }
        for name in given.lists:
            diary(name, lists[name], given.seeds, given.wrong and name in {"known", "developed", "calibration"})


if __name__ == "__main__":
    main()
