"""Lives a life through the facade and holds what Ebb answers against what was true."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from app import Ebb
from core.memory import State
from tests.life.generator import DAYS, START, Entry, Fact, Life

EVERY = 6
"""Days between two that are asked about."""


@dataclass
class Score:
    """Counts by name, each with how many were right; `wrong` holds examples."""

    right: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    wrong: dict[str, list[str]] = field(default_factory=dict)

    def count(self, name: str, right: bool, example: str = "") -> None:
        """Count one case."""
        self.total[name] += 1
        self.right[name] += right
        if not right:
            self.wrong.setdefault(name, []).append(example)

    def share(self, name: str) -> float:
        """The share that was right; 1 where there was none."""
        return self.right[name] / self.total[name] if self.total[name] else 1.0

    def add(self, other: "Score") -> None:
        """Take another's counts in."""
        self.right += other.right
        self.total += other.total
        for name, examples in other.wrong.items():
            self.wrong.setdefault(name, []).extend(examples)


def remember(ebb: Ebb, life: Life) -> None:
    """Write a life down, in order of time, and let Ebb do all that follows behind."""
    ids = ebb.add_many([entry.item for entry in life.entries])
    for entry, id in zip(life.entries, ids, strict=True):
        entry.id = id
    ebb.settle()


def judged(home: Path, life: Life, *, asks: bool = True, every: int = EVERY) -> Score:
    """Live a life in a new home and look at it `every` so many days; what was right, by name.

    Without `asks` no question is put, which costs most.
    """
    score = Score()
    with Ebb.open(home, background=False) as ebb:
        remember(ebb, life)
        _judge_memories(ebb, life, score)
        for fact in life.facts.values():
            for day in range(every, DAYS + every, every):
                at = START + timedelta(days=day)
                _judge_slot(ebb, life, fact, at, score)
                if asks and fact.slot not in {"has been to", "bought"}:
                    _judge_answer(ebb, life, fact, at, score)
    return score


def _judge_memories(ebb: Ebb, life: Life, score: Score) -> None:
    """Nothing is lost; what holds is not superseded, additions never are; what does not hold is."""
    end = START + timedelta(days=DAYS + 1)
    reachable = {memory.id for memory in ebb.select()}
    for entry in life.entries:
        memory = ebb.get(entry.id)
        score.count("kept verbatim", memory.text == entry.item["text"], memory.text)
        score.count("all reachable", entry.id in reachable, memory.text)
        superseded = memory.state == State.SUPERSEDED
        if entry.fact is None or entry.sets is None:
            score.count("not superseded wrongly", not superseded, memory.text)
            continue
        holds = entry.sets in life.truth(entry.fact, end)
        over = any(told.until for told in ebb.truth.statements(entry.id) if told.form != "ends")
        if entry.fact.many and holds:
            score.count("additions kept", not superseded and not over, memory.text)
        if holds:
            score.count("not superseded wrongly", not superseded, memory.text)
        elif entry.fact.slot != "is on":
            score.count("supersessions made", over or superseded, memory.text)


def _judge_slot(ebb: Ebb, life: Life, fact: Fact, at: datetime, score: Score) -> None:
    if fact.slot == "is on":
        return
    truth = life.truth(fact, at)
    known = ebb.truth.current(fact.subject, fact.slot, as_of=at)
    stale = [value for value in life.ever(fact) if value not in truth]
    right = all(_holds(value, known) for value in truth)
    example = f"{fact.key} on {at.date()}: {truth} but {known}"
    score.count("all current values" if fact.many else "current value", right, example)
    score.count("no old value as current", not any(_holds(value, known) for value in stale), example)


def _judge_answer(ebb: Ebb, life: Life, fact: Fact, at: datetime, score: Score) -> None:
    truth = life.truth(fact, at)
    if not truth:
        return
    answer = ebb.ask(fact.question, as_of=at, extractive=True)
    score.count(
        "answer as of",
        all(value in answer.text for value in truth),
        f"{fact.question} {at.date()}: {truth} but {answer.text}",
    )
    if fact.many:
        return
    entries = {entry.id: entry for entry in life.entries}
    lead = answer.citations[0].id if answer.citations else None
    score.count(
        "answer leads with it",
        lead is not None and _is_current(entries[lead], fact, truth),
        f"{fact.question} {at.date()}: {truth} but {answer.text}",
    )
    for everything in (False, True):
        hits = ebb.search(fact.question, as_of=at, all=everything, limit=10)
        told = [entries[hit.memory.id] for hit in hits if entries[hit.memory.id].fact == fact]
        current = [place for place, entry in enumerate(told) if entry.sets in truth]
        leads = not current or current[0] == 0 or told[0].sets is None
        example = f"{fact.question} {at.date()}: {truth} but {[entry.item['text'] for entry in told]}"
        score.count("old never leads" + (" (--all)" if everything else ""), leads, example)


def _is_current(entry: Entry, fact: Fact, truth: tuple[str, ...]) -> bool:
    return entry.fact == fact and entry.sets in truth


def _holds(value: str, known: list[str]) -> bool:
    return any(value.lower() in one.lower() for one in known)
