"""PDF: each page with its number; what is locked, scanned, broken or hostile is one line and the memory unharmed."""

import io
import zipfile
import zlib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter

from app.importing import pdf, pdf_pages
from app.importing.items import Item, Reached
from app.importing.readers import reader
from tests.unit.app.importing.gathered import items, remarks, skipped, written


def drawn(*pages: str) -> bytes:
    """A PDF with one line of Helvetica on each page; "" leaves a page without text."""
    kids = " ".join(f"{4 + 2 * number} 0 R" for number in range(len(pages)))
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Count {len(pages)} /Kids [{kids}] >>",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    for number, words in enumerate(pages):
        stream = f"BT /F1 12 Tf 72 700 Td ({words}) Tj ET" if words else ""
        font = "/Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 595 842]"
        objects.append(f"<< /Type /Page /Parent 2 0 R {font} /Contents {5 + 2 * number} 0 R >>")
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
    data, places = "%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"trailer << /Size {len(objects) + 1} /Root 1 0 R >>\nstartxref\n{len(data)}\n%%EOF\n"
    return f"{data}xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}{end}".encode("latin-1")


def rewritten(data: bytes, **options: str) -> bytes:
    """The same, written by pypdf, with a title, or a password."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(data)))
    if title := options.get("title"):
        writer.add_metadata({"/Title": title, "/CreationDate": "D:20240503101500+02'00'"})
    if "password" in options:
        writer.encrypt(options["password"], "owner", algorithm="RC4-128")
    writer.write(out := io.BytesIO())
    return out.getvalue()


def test_each_page_is_a_document_with_its_number_in_the_address(tmp_path: Path) -> None:
    path = written(tmp_path / "tides.pdf", rewritten(drawn("High water", "Low water"), title="Tides of the bay"))
    assert reader(path).name == "pdf"
    high, low = items(pdf.read, path)
    assert high == Item(
        text="High water",
        kind="document",
        title="Tides of the bay, page 1",
        occurred_at=datetime(2024, 5, 3, 8, 15, tzinfo=UTC),
        source={
            "app": "pdf",
            "uri": "tides.pdf#page=1",
            "file": str(path),
            "title": "Tides of the bay",
        },
    )
    assert (low.text, low.source["uri"]) == ("Low water", "tides.pdf#page=2")
    assert [found for found in pdf.read(path) if isinstance(found, Reached)][-1].done == path.stat().st_size


def test_a_file_without_a_title_is_called_by_its_name(tmp_path: Path) -> None:
    (item,) = items(pdf.read, written(tmp_path / "The plan.pdf", drawn("Words")))
    assert item.title == "The plan"


def test_files_of_folders_and_zips_are_read(tmp_path: Path) -> None:
    written(tmp_path / "papers/a.pdf", drawn("First"))
    written(tmp_path / "papers/deep/b.pdf", drawn("Second"))
    with zipfile.ZipFile(tmp_path / "papers.zip", "w") as file:
        file.writestr("papers/a.pdf", drawn("First"))
    assert [item.source["uri"] for item in items(pdf.read, tmp_path / "papers")] == [
        "papers/a.pdf#page=1",
        "papers/deep/b.pdf#page=1",
    ]
    assert reader(tmp_path / "papers").name == reader(tmp_path / "papers.zip").name == "pdf"
    assert [item.text for item in items(pdf.read, tmp_path / "papers.zip")] == ["First"]


def test_what_is_locked_is_said_and_what_only_forbids_printing_is_read(tmp_path: Path) -> None:
    locked = written(tmp_path / "locked.pdf", rewritten(drawn("Secret"), password="pass"))
    assert skipped(pdf.read, locked) == {"locked.pdf": "it is protected by a password; save a copy without one"}
    free = written(tmp_path / "free.pdf", rewritten(drawn("Open"), password=""))
    assert [item.text for item in items(pdf.read, free)] == ["Open"]


def test_scanned_pages_are_told(tmp_path: Path) -> None:
    scanned = written(tmp_path / "scan.pdf", drawn("", ""))
    reason = "its pages are pictures without text; a program for text recognition can add it"
    assert skipped(pdf.read, scanned) == {"scan.pdf": reason}
    mixed = written(tmp_path / "mixed.pdf", drawn("Words", ""))
    assert [item.source["uri"] for item in items(pdf.read, mixed)] == ["mixed.pdf#page=1"]
    assert remarks(pdf.read, mixed) == ["pages without text, which were left out: 1"]


@pytest.mark.parametrize("data", [b"%PDF-1.4\n", b"%PDF-1.4\n" + bytes(range(256)) * 50, drawn("x")[:200]])
def test_what_is_broken_is_one_line(tmp_path: Path, data: bytes) -> None:
    assert skipped(pdf.read, written(tmp_path / "x.pdf", data)) == {"x.pdf": "it is damaged"}


def test_a_file_without_pages_is_said(tmp_path: Path) -> None:
    assert skipped(pdf.read, written(tmp_path / "x.pdf", drawn())) == {"x.pdf": "it has no pages"}


def test_what_is_no_pdf_is_said(tmp_path: Path) -> None:
    assert skipped(pdf.read, written(tmp_path / "x.pdf", "words")) == {"x.pdf": "it is no PDF"}


def test_a_tree_of_pages_that_runs_in_a_circle_ends(tmp_path: Path) -> None:
    circle = drawn("x").replace(b"/Kids [4 0 R]", b"/Kids [2 0 R]")
    assert list(skipped(pdf.read, written(tmp_path / "x.pdf", circle))) == ["x.pdf"]


def test_a_file_that_takes_too_long_is_ended_and_the_next_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(tmp_path / "a.pdf", drawn("Slow"))
    monkeypatch.setattr(pdf, "SECONDS", 0.01)
    assert skipped(pdf.read, tmp_path) == {"a.pdf": "it takes too much time or memory to read"}


def test_a_page_that_unpacks_to_far_more_than_its_size_costs_only_itself(tmp_path: Path) -> None:
    page = b"BT /F1 12 Tf 72 700 Td (x) Tj ET"
    bomb = zlib.compress(page * 2_600_000)
    stream = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s" % (len(bomb), bomb)
    data = drawn("x", "Second").replace(b"<< /Length %d >>\nstream\n%s" % (len(page), page), stream)
    path = written(tmp_path / "x.pdf", data)
    assert [item.text for item in items(pdf.read, path)] == ["Second"]
    assert skipped(pdf.read, path) == {"x.pdf": "pages that cannot be read: 1"}


def test_too_many_pages_are_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pdf, "MOST_PAGES", 1)
    path = written(tmp_path / "x.pdf", drawn("One", "Two"))
    assert "only the first 1 of its 2 pages were read" in remarks(pdf.read, path)
    assert pdf_pages.MOST_PAGES == 5_000
