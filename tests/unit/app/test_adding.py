"""Files given by hand: documents, pictures, and what is neither."""

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from app import Ebb
from app.adding import Filed, Wanted, add_files
from models.ocr import readers

readable = pytest.mark.skipif(not readers(("eng",)).tesseract, reason="Tesseract is not installed")
WORDS = ("The ferry to Lisbon leaves at nine", "from harbour gate fourteen")


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    """A picture of two lines."""
    from PIL import Image, ImageDraw, ImageFont

    image = Image.new("RGB", (900, 200), "white")
    draw, font = ImageDraw.Draw(image), ImageFont.load_default(36)
    for number, line in enumerate(WORDS):
        draw.text((20, 20 + 80 * number), line, font=font, fill="black")
    file = tmp_path / "ferry.png"
    image.save(file)
    return file


def add(ebb: Ebb, *paths: Path, **wanted: Any) -> Filed:
    """Add files."""
    return add_files(ebb, paths, Wanted(**wanted))


@readable
def test_a_picture_becomes_what_can_be_read_in_it(ebb: Ebb, picture: Path) -> None:
    (id,) = add(ebb, picture).ids
    memory = ebb.get(id)
    assert memory.text == "\n".join(WORDS)
    assert (memory.kind, memory.title, memory.source.app) == ("document", "ferry.png", "picture")
    assert memory.source.file == str(picture)


@readable
def test_the_same_picture_again_is_the_same_memory_with_the_new_tag(ebb: Ebb, picture: Path) -> None:
    first = add(ebb, picture, tags=("harbour",))
    assert add(ebb, picture, tags=("boats",)).ids == first.ids
    assert ebb.get(first.ids[0]).tags == ("boats", "harbour")


def test_a_picture_without_a_word_is_left_out(ebb: Ebb, tmp_path: Path) -> None:
    from PIL import Image

    file = tmp_path / "blank.png"
    Image.fromarray(np.full((80, 200, 3), 255, np.uint8)).save(file)
    filed = add(ebb, file)
    assert (filed.ids, filed.skipped[0].reason) == ([], "nothing can be read in the picture")


def test_a_damaged_picture_costs_only_itself(ebb: Ebb, picture: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.png"
    broken.write_bytes(picture.read_bytes()[:300])
    note = tmp_path / "note.md"
    note.write_text("# Boats\n\nThe ferry is late.")
    filed = add(ebb, broken, note)
    assert [one.reason for one in filed.skipped] == ["the picture is damaged"]
    assert ebb.get(filed.ids[0]).title == "Boats"


def test_a_picture_too_large_to_decode_is_refused_by_its_size_alone(ebb: Ebb, tmp_path: Path) -> None:
    file = tmp_path / "bomb.bmp"
    side = (20_000).to_bytes(4, "little")
    file.write_bytes(b"BM" + bytes(8) + (54).to_bytes(4, "little") + (40).to_bytes(4, "little") + side + side
                     + (1).to_bytes(2, "little") + (24).to_bytes(2, "little") + bytes(24))  # fmt: skip
    reason = add(ebb, file).skipped[0].reason
    assert "larger than" in reason or "damaged" in reason


def test_text_is_read_whatever_its_name(ebb: Ebb, tmp_path: Path) -> None:
    file = tmp_path / "server.conf"
    file.write_text("listen on the harbour port\n")
    (id,) = add(ebb, file).ids
    assert ebb.get(id).text.strip() == "listen on the harbour port"


def test_what_the_person_says_of_it_counts(ebb: Ebb, tmp_path: Path) -> None:
    file = tmp_path / "note.md"
    file.write_text("The ferry is late. #boats")
    at = datetime(2020, 5, 1, tzinfo=UTC)
    (id,) = add(ebb, file, title="Late again", tags=("harbour",), kind="fact", occurred_at=at).ids
    memory = ebb.get(id)
    assert (memory.title, memory.kind, memory.occurred_at) == ("Late again", "fact", at)
    assert set(memory.tags) >= {"boats", "harbour"}


def test_wiki_links_between_files_are_linked(ebb: Ebb, tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("It leaves from [[b]].")
    (tmp_path / "b.md").write_text("The harbour.")
    a, b = add(ebb, tmp_path / "a.md", tmp_path / "b.md").ids
    assert [link.id for link in ebb.links(a)] == [b]


@pytest.mark.parametrize(
    ("content", "reason"),
    [(b"", "it is empty"), (os.urandom(40) + bytes(3000), "cannot read this kind"), (None, "no such file")],
)
def test_what_cannot_be_read_is_said_in_one_clause(
    ebb: Ebb, tmp_path: Path, content: bytes | None, reason: str
) -> None:
    file = tmp_path / "thing.dat"
    if content is not None:
        file.write_bytes(content)
    filed = add(ebb, file)
    assert (len(filed.skipped), filed.ids) == (1, [])
    assert reason in filed.skipped[0].reason
    assert filed.skipped[0].file == str(file)


def test_a_folder_or_a_pipe_is_no_file(ebb: Ebb, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    reasons = [one.reason for one in add(ebb, tmp_path, tmp_path / "pipe").skipped]
    assert "folder" in reasons[0]
    assert "regular" in reasons[1]


def test_cancelling_keeps_what_went_in(ebb: Ebb, tmp_path: Path) -> None:
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text(f"The ferry of {name}.")
    done: list[int] = []
    filed = add_files(
        ebb,
        [tmp_path / "a.md", tmp_path / "b.md"],
        Wanted(),
        progress=lambda count, _: done.append(count),
        cancelled=lambda: bool(done),
    )
    assert (len(filed.ids), ebb.count()) == (1, 1)
