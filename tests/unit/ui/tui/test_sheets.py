"""Styles are read once for the colours that they are read with."""

from ui.tui.themes import Sheets

CSS = "Label { color: $ink; }"


def colour(sheets: Sheets) -> object:
    """The colour that the one rule gives."""
    return sheets.rules[0].styles.color


def test_the_same_colours_are_not_read_again_and_others_are() -> None:
    sheets = Sheets({"ink": "#ff0000"})
    sheets.add_source(CSS)
    first = sheets.rules
    sheets.set_variables({"ink": "#ff0000"})
    sheets.reparse()
    assert sheets.rules is first
    before = colour(sheets)
    sheets.set_variables({"ink": "#00ff00"})
    sheets.reparse()
    assert colour(sheets) != before
