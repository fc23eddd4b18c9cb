"""What going out and coming back costs: `python tests/benchmarks/exchange.py [--sizes 1k,10k] [--large] [--keep DIR]`.

Prints seconds, rates and peak memory of an export to Markdown, of the next one with nothing and with one thing changed,
of what a watch takes to follow one change, of an export to JSON, and of the import of the vault, of the JSON and of a
folder of Markdown notes into empty homes; asserts nothing. Each figure is taken in a fresh process on one thread; CPU
seconds are those of the whole process. The texts are generated as for the store; every eighth memory links to one
before it. `--only again,back` measures these stages alone, on what `--keep` left; `--tree` those of another tree.
"""

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
ONE_THREAD = dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
SLICE = 5000
LINKED = 8

Figures = dict[str, float]


def items(count: int) -> Iterator[dict[str, Any]]:
    """The generated memories, of which every eighth types the title of one before it."""
    from tests.benchmarks.store import Writing

    title = ""
    for number, item in enumerate(Writing(1).items(count)):
        if number % LINKED == 0 and title:
            item["text"] += f" See [[{title}]]."
        title = item.get("title", title)
        yield item


def fill(folder: Path, size: int) -> Figures:
    """Make the home that all else is measured on."""
    from app import Ebb

    with Ebb.open(folder / "home", background=False) as ebb:
        batch: list[dict[str, Any]] = []
        for item in items(size):
            batch.append(item)
            if len(batch) == SLICE:
                ebb.add_many(batch)
                batch = []
        ebb.add_many(batch)
    return {}


def export(folder: Path, size: int) -> Figures:
    """Write the whole vault."""
    seconds, most = _export(folder), peak()
    files = [Path(inside) / name for inside, _, names in os.walk(folder / "vault") for name in names]
    size_on_disk = sum(file.stat().st_size for file in files) / 1e6
    return {"export, s": seconds, "export, memories/s": size / seconds, "vault, MB": size_on_disk,
            "vault, files": len(files), "export, peak MB": most}  # fmt: skip


def again(folder: Path, size: int) -> Figures:
    """Write it again: nothing is to be done."""
    return {"nothing changed, s": _export(folder), "nothing changed, peak MB": peak()}


def one(folder: Path, size: int) -> Figures:
    """Write it again after one memory came."""
    from app import Ebb

    with Ebb.open(folder / "home", background=False) as ebb:
        ebb.add("One more thing to remember.", title="One more")
    return {"one more memory, s": _export(folder)}


def watched(folder: Path, size: int) -> Figures:
    """Follow one change, and one more with the pages after it, as a watch does once it has looked at everything."""
    from app import Ebb
    from app.vault.manifest import Manifest
    from app.vault.wanted import wanted
    from app.vault.watching import Watching

    with Ebb.open(folder / "home", background=False) as ebb:
        watching = Watching(ebb, lambda _: Manifest.load(folder / "vault"), wanted(ebb))

        def look() -> object:
            return watching.follow(watching.stamp, lambda: False)

        look()
        id = ebb.add("Something that happened while the vault was watched.", title="Watched")
        first = timed(look)
        pages = timed(look)
        ebb.edit(id, text="Something else that happened.")
        return {"watch: a new memory, s": first, "watch: its pages, s": pages, "watch: an edit, s": timed(look),
                "watch, peak MB": peak()}  # fmt: skip


def notes(folder: Path, size: int) -> Figures:
    """Make the folder of notes, all in one, as a program would that knows nothing of Ebb."""
    (folder / "notes").mkdir()
    for number, item in enumerate(items(size)):
        name = item.get("title", "").replace("/", "-") or "Note"
        (folder / "notes" / f"{name} {number}.md").write_text(item["text"], encoding="utf-8")
    return {}


def as_json(folder: Path, size: int) -> Figures:
    """Write everything as one file."""
    from app import Ebb
    from app.vault.json_form import write

    with Ebb.open(folder / "home", background=False) as ebb:
        seconds = timed(lambda: write(ebb, folder / "all.jsonl"))
    return {"export to JSON, s": seconds, "export to JSON, peak MB": peak()}


def back(folder: Path, size: int) -> Figures:
    """Take the vault into an empty home."""
    return _imported(folder, size, "vault", "the vault")


def json_back(folder: Path, size: int) -> Figures:
    """Take the JSON into an empty home."""
    return _imported(folder, size, "all.jsonl", "the JSON")


def notes_back(folder: Path, size: int) -> Figures:
    """Take the folder of notes into an empty home."""
    return _imported(folder, size, "notes", "a folder")


def _imported(folder: Path, size: int, path: str, what: str) -> Figures:
    from app import Ebb
    from app.importing.run import imported

    home = folder / f"home of {path}"
    shutil.rmtree(home, ignore_errors=True)
    with Ebb.open(home, background=False) as ebb:
        seconds = timed(lambda: imported(ebb, folder / path))
    return {f"import of {what}, s": seconds, f"import of {what}, memories/s": size / seconds,
            f"import of {what}, peak MB": peak()}  # fmt: skip


def _export(folder: Path) -> float:
    from app import Ebb
    from app.vault.opening import export as write
    from app.vault.wanted import wanted

    with Ebb.open(folder / "home", background=False) as ebb:
        return timed(lambda: write(ebb, folder / "vault", wanted(ebb)))


def timed(work: Callable[[], object]) -> float:
    """Seconds of wall clock."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def peak() -> float:
    """The most memory that this process has had, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


STAGES: dict[str, Callable[[Path, int], Figures]] = {
    "fill": fill, "notes": notes, "export": export, "again": again, "one": one, "watch": watched, "json": as_json,
    "back": back, "json_back": json_back, "notes_back": notes_back,
}  # fmt: skip


def measured(folder: Path, size: int, stages: Iterable[str], tree: Path) -> Figures:
    """The figures of one size, each stage in a process of its own."""
    found: Figures = {}
    for stage in stages:
        command = [sys.executable, __file__, "--stage", stage, str(folder), str(size)]
        environment = os.environ | ONE_THREAD | {"PYTHONPATH": str(tree), "EBB_WORK_BACKGROUND": "false"}
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, env=environment, check=True)
        found |= json.loads(done.stdout)
    return found


def table(figures: dict[str, Figures]) -> None:
    """Print one line per figure and one column per size."""
    print(f"{'':<36}" + "".join(f"{title:>12}" for title in figures))
    for name in dict.fromkeys(name for column in figures.values() for name in column):
        print(f"{name:<36}" + "".join(f"{column[name]:>12,.2f}" for column in figures.values()))


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--sizes", default="1k,10k", help="how many memories, as in 1k,10k,100k")
    parser.add_argument("--large", action="store_true", help="100k too; some minutes")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="leave homes and vaults in DIR")
    parser.add_argument("--only", default="", metavar="STAGES", help=f"some of {','.join(STAGES)}")
    parser.add_argument("--tree", type=Path, default=ROOT, metavar="DIR", help="the source tree that is measured")
    parser.add_argument("--stage", nargs=3, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stage:
        stage, folder, size = options.stage
        taken = STAGES[stage](Path(folder), int(size))
        print(json.dumps({**taken, f"{stage}, CPU s": time.process_time()}))
        return
    figures: dict[str, Figures] = {}
    stages = options.only.split(",") if options.only else list(STAGES)
    with tempfile.TemporaryDirectory() as passing:
        for name in [*options.sizes.split(","), *(["100k"] if options.large else [])]:
            folder = (options.keep or Path(passing)) / name
            if not options.only:
                shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True, exist_ok=True)
            size = int(name.lower().removesuffix("k")) * (1000 if "k" in name.lower() else 1)
            figures[name] = measured(folder, size, stages, options.tree)
    table(figures)


if __name__ == "__main__":
    main()
