"""Plain text: every encoding that people meet is read, and what is no text is not."""

from pathlib import Path

import pytest

from app.importing import textfile
from tests.unit.app.importing.gathered import items, remarks, skipped, written

GERMAN = "Ein schöner Tag in München, wir gingen früh über die Brücke und aßen Käse."
POLISH = "Zażółć gęślą jaźń, proszę o przesłanie książki do domu"
RUSSIAN = "Сегодня мы ходили в лес и собирали грибы, было очень хорошо."
GREEK = "Καλημέρα κόσμε, σήμερα πήγαμε στη θάλασσα"
JAPANESE = "今日は天気がいいので散歩に行きました。とても楽しかったです。"
CHINESE = "今天天气很好，我们去公园散步，非常开心。"
KOREAN = "오늘은 날씨가 좋아서 산책을 갔습니다. 정말 즐거웠어요."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_every_form_of_unicode_is_read_without_a_word(encoding: str) -> None:
    assert textfile.decoded(GERMAN.encode(encoding)) == (GERMAN, "")
    assert not textfile.is_binary(GERMAN.encode(encoding))


@pytest.mark.parametrize(
    ("text", "encoding", "called"),
    [
        (GERMAN, "cp1252", "Windows-1252"),
        ("Käse für Zoë", "latin-1", "Windows-1252"),
        ("El niño comió piñas en España y mañana irá", "cp1252", "Windows-1252"),
        (POLISH, "cp1250", "Windows-1250"),
        (RUSSIAN, "cp1251", "Windows-1251"),
        (RUSSIAN, "koi8_r", "KOI8-R"),
        (GREEK, "cp1253", "Windows-1253"),
        (JAPANESE, "shift_jis", "CP932"),
        (JAPANESE, "euc_jp", "EUC-JP"),
        (CHINESE, "gb18030", "GB18030"),
        (KOREAN, "euc_kr", "CP949"),
    ],
)
def test_old_encodings_are_found_and_named(text: str, encoding: str, called: str) -> None:
    assert textfile.decoded(text.encode(encoding)) == (text, f"it is not UTF-8; read as {called}")
    assert not textfile.is_binary(text.encode(encoding))


def test_a_few_broken_bytes_do_not_turn_utf8_into_something_else() -> None:
    text, remark = textfile.decoded(GERMAN.encode() + b"\xff" + GERMAN.encode())
    assert text == f"{GERMAN}\ufffd{GERMAN}"
    assert remark == "1 characters could not be read"


@pytest.mark.parametrize(
    "data", [bytes(range(256)), b"%PDF-1.7\n", b"\x89PNG\r\n\x1a\n", b"PK\3\4" + bytes(20), b"\0" * 50]
)
def test_what_is_no_text_is_told_apart(data: bytes) -> None:
    assert textfile.is_binary(data)


def test_a_file_becomes_a_document_named_after_itself(tmp_path: Path) -> None:
    path = written(tmp_path / "server.log", "10:00 started\r\n10:01 failed\r\n")
    assert textfile.recognises(path)
    (item,) = items(textfile.read, path)
    assert (item.kind, item.title, item.text) == ("document", "server.log", "10:00 started\n10:01 failed")
    assert item.source == {"app": "text", "uri": "server.log", "file": str(path)}


def test_pictures_and_empty_files_are_refused(tmp_path: Path) -> None:
    picture = written(tmp_path / "x.log", b"\x89PNG\r\n\x1a\n" + bytes(50))
    assert not textfile.recognises(picture)
    assert skipped(textfile.read, picture) == {"x.log": "not a text file"}
    assert skipped(textfile.read, written(tmp_path / "empty.log", " \n")) == {"empty.log": "it holds no text"}


def test_a_folder_of_texts_tells_what_each_was_read_as(tmp_path: Path) -> None:
    written(tmp_path / "a.log", RUSSIAN.encode("cp1251"))
    written(tmp_path / "b.rst", "Title\n=====\n")
    assert [item.title for item in items(textfile.read, tmp_path)] == ["a.log", "b.rst"]
    assert remarks(textfile.read, tmp_path) == ["it is not UTF-8; read as Windows-1251"]
