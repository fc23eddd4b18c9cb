"""Evidence recall on LoCoMo's dialogues: `python tests/benchmarks/locomo.py DATA [--together] [--ablate]`.

DATA is a file in LoCoMo's format (github.com/snap-research/locomo). Each conversation gets a home of its own, or with
`--together` all share one. A question counts with the share of its evidence turns among the first k memories; questions
without evidence that exists are left out. "in context" is the share of answerable questions (categories 1 to 4) whose
answer's content words all stand in the first ten memories.
"""

import argparse
import json
import re
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app import Ebb
from core.clock import utc_now
from core.memory import Hit
from core.recall import fusion
from core.recall.engine import RETENTION, Request
from core.store.filters import Filters
from core.text.words import content, stem

CATEGORIES = {1: "multi-hop", 2: "temporal", 3: "open-domain", 4: "single-hop", 5: "adversarial"}
CHANNELS = (*fusion.EVIDENCE, *fusion.PREFERENCE, RETENTION)
DEPTH = 20


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the turns that answer it."""

    text: str
    evidence: frozenset[str]
    category: int
    answer: str


def turns(sample: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """A conversation's turns as `add_many` takes them."""
    conversation = sample["conversation"]
    sessions = sorted(int(key[8:]) for key in conversation if re.fullmatch(r"session_\d+", key))
    for number in sessions:
        said = datetime.strptime(conversation[f"session_{number}_date_time"], "%I:%M %p on %d %B, %Y")
        for turn in conversation[f"session_{number}"]:
            yield {
                "text": turn["text"],
                "kind": "chat",
                "occurred_at": said.replace(tzinfo=UTC),
                "source": {
                    "app": "locomo",
                    "uri": f"{sample['sample_id']}/{turn['dia_id']}",
                    "thread": f"{sample['sample_id']}/session-{number}",
                    "author": turn["speaker"],
                },
            }


def questions(sample: dict[str, Any], known: set[str]) -> Iterator[Question]:
    """The questions that have evidence among the turns."""
    for asked in sample["qa"]:
        marks = re.findall(r"D\d+:\d+", " ".join(asked["evidence"]))
        evidence = frozenset(f"{sample['sample_id']}/{mark}" for mark in marks) & known
        if evidence:
            yield Question(asked["question"], evidence, asked["category"], str(asked.get("answer", "")))


@dataclass(slots=True)
class Score:
    """What one retriever got: a row per question."""

    categories: list[int]
    recall: list[tuple[float, float, float]]
    reciprocal: list[float]
    in_context: list[float]
    seconds: list[float]


def judge(score: Score, question: Question, hits: Sequence[Hit], seconds: float) -> None:
    """Add one question's result."""
    found = [hit.memory.source.uri for hit in hits]
    score.categories.append(question.category)
    shares = [len(question.evidence & set(found[:k])) / len(question.evidence) for k in (5, 10, 20)]
    score.recall.append((shares[0], shares[1], shares[2]))
    first = next((rank for rank, uri in enumerate(found, start=1) if uri in question.evidence), 0)
    score.reciprocal.append(1 / first if first else 0.0)
    wanted = {stem(word) for word in content(question.answer)}
    if wanted and question.category != 5:
        held = {stem(word) for hit in hits[:10] for word in content(hit.memory.text)}
        score.in_context.append(float(wanted <= held))
    score.seconds.append(seconds)


def retrievers(ablate: bool) -> dict[str, frozenset[str]]:
    """The rows: which channels each leaves out."""
    everything = frozenset(CHANNELS)
    rows = {
        "FTS only": everything - {fusion.WORDS},
        "dense only": everything - {fusion.MEANING},
        "Ebb": frozenset[str](),
    }
    if ablate:
        rows |= {f"Ebb without {name}": frozenset({name}) for name in CHANNELS}
    return rows


def run(
    samples: Sequence[dict[str, Any]], home: Path, rows: dict[str, frozenset[str]], scores: dict[str, Score]
) -> None:
    """Index conversations into one home and ask all their questions in every way."""
    items = [turn for sample in samples for turn in turns(sample)]
    with Ebb.open(home, background=False) as ebb:
        began, cpu = time.perf_counter(), time.process_time()
        ebb.add_many(items)
        added = time.perf_counter() - began
        ebb.settle()
        print(
            f"{samples[0]['sample_id']}: {len(items):,} turns added in {added:.2f} s, embedded in "
            f"{time.perf_counter() - began - added:.1f} s ({time.process_time() - cpu:.1f} cpu s)",
            flush=True,
        )
        known = {item["source"]["uri"] for item in items}
        for question in (one for sample in samples for one in questions(sample, known)):
            for name, left_out in rows.items():
                request = Request(question.text, DEPTH, Filters(), False, utc_now(), left_out=left_out)
                before = time.perf_counter()
                hits = ebb.recall().search(request)
                judge(scores[name], question, hits, time.perf_counter() - before)


def report(scores: dict[str, Score]) -> None:
    """Print the tables."""
    import numpy as np  # after `app`, which sets the number of its threads

    print(f"\n{'':24}{'recall@5':>9}{'@10':>7}{'@20':>7}{'MRR':>7}{'in context':>12}{'p50 ms':>8}{'p95 ms':>8}")
    for name, score in scores.items():
        recall = np.array(score.recall).mean(axis=0)
        p50, p95 = np.percentile(np.array(score.seconds) * 1000, [50, 95])
        print(
            f"{name:24}{recall[0]:9.3f}{recall[1]:7.3f}{recall[2]:7.3f}{np.mean(score.reciprocal):7.3f}"
            f"{np.mean(score.in_context):12.3f}{p50:8.1f}{p95:8.1f}"
        )
    print(f"\n{'recall@5 / @10 / @20':24}" + "".join(f"{name:>22}" for name in CATEGORIES.values()))
    for name, score in scores.items():
        recall, categories = np.array(score.recall), np.array(score.categories)
        cells = [recall[categories == number].mean(axis=0) for number in CATEGORIES]
        print(f"{name:24}" + "".join(f"{' / '.join(f'{part:.3f}' for part in cell):>22}" for cell in cells))
    asked = len(next(iter(scores.values())).recall)
    print(f"\n{asked:,} questions; times are whole searches, the query's embedding included")


def main() -> None:
    """Run the benchmark from the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--together", action="store_true", help="all conversations in one home")
    parser.add_argument("--ablate", action="store_true", help="also each channel left out in turn")
    given = parser.parse_args()
    samples = json.loads(given.data.read_text(encoding="utf-8"))
    rows = retrievers(given.ablate)
    scores = {name: Score([], [], [], [], []) for name in rows}
    groups = [samples] if given.together else [[sample] for sample in samples]
    with tempfile.TemporaryDirectory(prefix="ebb-locomo-") as folder:
        for number, group in enumerate(groups):
            run(group, Path(folder) / str(number), rows, scores)
    report(scores)


if __name__ == "__main__":
    main()
