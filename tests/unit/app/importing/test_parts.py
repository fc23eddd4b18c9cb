"""The files of folders and zips: order, addresses, and what is hostile in an archive is passed over, the rest read."""

import os
import struct
import zipfile
from datetime import UTC, datetime
from pathlib import Path
from stat import S_IFLNK

import pytest

from app.importing import markdown, parts
from app.importing.items import Skipped
from app.importing.parts import Part
from core.errors import Unreadable
from tests.unit.app.importing.gathered import items, skipped, written


def zipped(path: Path, members: dict[str, str | bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in members.items():
            file.writestr(name, content)
    return path


def names(path: Path) -> list[str]:
    return [found.name for found in parts.parts(path, lambda name: name.endswith(".md")) if isinstance(found, Part)]


def reasons(path: Path) -> list[str]:
    return [
        found.reason for found in parts.parts(path, lambda name: name.endswith(".md")) if isinstance(found, Skipped)
    ]


def test_a_zip_of_a_folder_and_the_folder_give_the_same_addresses(tmp_path: Path) -> None:
    for name in ("b.md", "a/x.md", "pic.png"):
        written(tmp_path / "vault" / name, name)
    path = zipped(tmp_path / "backup of May.zip", {f"vault/{name}": name for name in ("b.md", "a/x.md", "pic.png")})
    assert sorted(names(path)) == sorted(names(tmp_path / "vault")) == ["vault/a/x.md", "vault/b.md"]


def test_a_zip_without_one_folder_around_it_is_named_after_its_file(tmp_path: Path) -> None:
    assert names(zipped(tmp_path / "vault.zip", {"b.md": "b", "a/x.md": "x"})) == ["vault/a/x.md", "vault/b.md"]


def test_a_member_has_its_size_its_time_and_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(zipfile.ZipInfo("a.md", (2024, 5, 3, 10, 20, 30)), "words")
    part = next(found := parts.parts(path, str.islower))
    assert isinstance(part, Part)
    assert (part.size, part.data(), part.file) == (5, b"words", f"{path}/a.md")
    assert list(found) == []
    assert part.changed == datetime(2024, 5, 3, 10, 20, 30).astimezone(UTC)


def test_a_member_larger_than_asked_for_is_refused(tmp_path: Path) -> None:
    (part,) = parts.parts(written(tmp_path / "a.md", "12345"), str.islower)
    assert isinstance(part, Part)
    assert part.data(5) == b"12345"
    with pytest.raises(Unreadable, match="larger than"):
        part.data(4)


def test_hidden_members_and_folders_are_passed_over(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", {".obsidian/a.md": "", "__MACOSX/._a.md": "", "v/.trash/a.md": "", "v/a.md": "a"})
    assert names(path) == ["v/a.md"]


@pytest.mark.parametrize(
    "name", ["../../evil.md", "/etc/evil.md", "C:\\evil.md", "v\\..\\..\\evil.md", "v/../../evil.md"]
)
def test_a_name_that_leads_out_is_refused_and_the_rest_is_read(tmp_path: Path, name: str) -> None:
    path = zipped(tmp_path / "x.zip", {name: "evil", "v/good.md": "good"})
    assert [item.text for item in items(markdown.read, path)] == ["good"]
    assert list(skipped(markdown.read, path).values()) == ["its name leads out of the zip"]
    assert os.listdir(tmp_path) == ["x.zip"]


def test_odd_but_honest_names_are_read(tmp_path: Path) -> None:
    assert names(zipped(tmp_path / "x.zip", {"./Q: what?.md": "a", "./a/b..c.md": "b"})) == [
        "x/Q: what?.md",
        "x/a/b..c.md",
    ]


def test_a_link_in_a_zip_is_refused(tmp_path: Path) -> None:
    link = zipfile.ZipInfo("v/leak.md")
    link.external_attr = (S_IFLNK | 0o777) << 16
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as file:
        file.writestr(link, "/etc/passwd")
        file.writestr("v/good.md", "good")
    assert names(path) == ["v/good.md"]
    assert reasons(path) == ["a link"]


def test_an_encrypted_member_is_refused_and_the_rest_is_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", {"v/locked.md": "secret", "v/open.md": "good"})
    data = bytearray(path.read_bytes())
    data[6] |= 1  # the general purpose flags of the first local header,
    data[data.index(b"PK\1\2") + 8] |= 1  # and of its entry in the list
    path.write_bytes(data)
    assert names(path) == ["v/open.md"]
    assert reasons(path) == ["it is encrypted"]


def test_an_archive_in_the_archive_is_told_and_never_opened(tmp_path: Path) -> None:
    inner = zipped(tmp_path / "inner.zip", {"a.md": "a"}).read_bytes()
    path = zipped(tmp_path / "x.zip", {"v/inner.zip": inner, "v/good.md": "good"})
    assert names(path) == ["v/good.md"]
    assert reasons(path) == ["an archive inside the zip; unpack it and import it by itself"]


def test_a_bomb_is_refused_before_it_is_unpacked_and_the_rest_is_read(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", {"v/bomb.md": b"0" * (40 * 1024 * 1024), "v/good.md": "good"})
    assert names(path) == ["v/good.md"]
    assert reasons(path) == ["it unpacks to more than 200 times its size, as a zip bomb does"]


def test_many_small_bombs_are_refused_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = zipped(tmp_path / "x.zip", {f"v/{number}.md": b"0" * 100_000 for number in range(20)})
    assert len(names(path)) == 20
    monkeypatch.setattr(parts, "TOTAL", 1_000_000)
    assert reasons(path) == ["the zip unpacks to far more than its size, as a zip bomb does"]


def test_a_member_that_claims_less_than_it_holds_gives_no_more_than_it_claims(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", {"v/a.md": b"x" * 5000})
    data = path.read_bytes().replace(struct.pack("<L", 5000), struct.pack("<L", 50))
    path.write_bytes(data)
    assert list(skipped(markdown.read, path).values()) == ["it is damaged in the zip"]


def test_a_zip_of_a_million_members_is_refused_before_its_list_is_read(tmp_path: Path) -> None:
    entry = b"PK\1\2" + bytes(24) + struct.pack("<HHH", 4, 0, 0) + bytes(12) + b"a.md"
    directory = entry * 1_000_000
    path = tmp_path / "x.zip"
    path.write_bytes(directory + b"PK\5\6" + struct.pack("<HHHHLLH", 0, 0, 0xFFFF, 0xFFFF, len(directory), 0, 0))
    assert zipfile.is_zipfile(path)
    assert reasons(path) == ["the zip holds more than 250,000 files"]


@pytest.mark.parametrize("end", [0.1, 0.5, 0.99])
def test_a_zip_that_was_cut_short_is_one_line(tmp_path: Path, end: float) -> None:
    path = zipped(tmp_path / "x.zip", {f"v/{number}.md": f"note {number}" * 50 for number in range(20)})
    whole = path.read_bytes()
    path.write_bytes(whole[: int(len(whole) * end)])
    assert reasons(path) == ["the zip is damaged"]


def test_a_damaged_member_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "x.zip"
    with zipfile.ZipFile(path, "w") as file:
        for name in ("a", "b", "c"):
            file.writestr(f"v/{name}.md", f"note {name} " * 20)
    path.write_bytes(path.read_bytes().replace(b"note b note b", b"note x note x", 1))
    assert [item.title for item in items(markdown.read, path)] == ["a", "c"]
    assert skipped(markdown.read, path) == {"b.md": "it is damaged in the zip"}


def test_of_thousands_of_bad_members_the_first_are_named_and_the_rest_counted(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", {f"../{number}.md": "x" for number in range(500)})
    told = reasons(path)
    assert len(told) == parts.MOST_LISTED + 1
    assert told[-1] == "more files that cannot be read: 400"


def test_a_name_with_escape_codes_comes_through_as_text(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", {"v/\x1b[31mred\u202e.md": "words"})
    (item,) = items(markdown.read, path)
    assert item.title == "red"


def test_a_pipe_is_never_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.md")
    assert reasons(tmp_path) == reasons(tmp_path / "a.md") == ["not a regular file"]
    assert parts.beginning(tmp_path / "a.md", str.islower) == b""
