"""Words and quotes are set off in a text as it reads, whatever signs of Markdown stand between."""

from ui.tui.markdown import Document, read
from ui.tui.marking import marked, places


def found(document: Document) -> list[str]:
    """The texts that are set off, those that touch as one."""
    texts: list[str] = []
    before = False
    for block in document.blocks:
        for piece in (*block.pieces, *(piece for row in block.rows for cell in row for piece in cell)):
            inside = "match" in piece.styles
            if inside and before:
                texts[-1] += piece.text
            elif inside:
                texts.append(piece.text)
            before = inside
        before = False
    return texts


def test_a_word_is_set_off_in_any_case_and_keeps_its_own_style() -> None:
    document = marked(read("The **Boat** is a boat."), ["boat"])
    assert found(document) == ["Boat", "boat"]
    assert [piece.styles for piece in document.blocks[0].pieces if piece.text == "Boat"] == [("strong", "match")]


def test_a_quote_is_found_through_its_signs() -> None:
    text = "Before. The boat is moored at **Larvik**, [berth 14](http://x). After."
    assert found(marked(read(text), ["The boat is moored at **Larvik**, [berth 14](http://x)."])) == [
        "The boat is moored at Larvik, berth 14 (http://x)."
    ]


def test_cells_of_tables_are_looked_through() -> None:
    assert found(marked(read("| a | b |\n|---|---|\n| boat | x |"), ["boat"])) == ["boat"]


def test_where_nothing_stands_the_document_is_the_same() -> None:
    document = read("A line.")
    assert marked(document, ["boat"]) is document
    assert marked(document, []) is document
    assert marked(document, [" "]) is document


def test_letters_that_change_their_number_in_small_are_left_alone() -> None:
    assert places("Straße", ["strasse"]) == []
    assert places("Boat, boat", ["boat"]) == [(0, 4), (6, 10)]


def test_no_text_is_lost_in_cutting() -> None:
    text = "One **two** three `four` [[five]] six"
    plain = "".join(piece.text for piece in read(text).blocks[0].pieces)
    cut = marked(read(text), ["o", "two three", "five six", "e"])
    assert "".join(piece.text for piece in cut.blocks[0].pieces) == plain
