"""A picture that was kept can be read once more by the other engine; its secrets stay masked."""

from pathlib import Path

import pytest

from app.screens.browsing import Screens
from app.screens.rereading import reread
from core.errors import BadInput
from models.ocr import readers
from tests.unit.app.screens.scene import after
from tests.unit.app.screens.seeing import Seat, band, drawn, needs_tesseract

pytestmark = [
    needs_tesseract,
    pytest.mark.skipif(not readers(("eng",)).rapidocr, reason="RapidOCR is not installed"),
]


def test_a_picture_is_read_again_as_it_looked_with_all_its_bands(home: Path) -> None:
    seat = Seat(home)
    seat.see(["The ferry leaves at noon", "Card 4111 1111 1111 1111"])
    texts = ["The ferry leaves at noon", "Card 4111 1111 1111 1111", "Tickets on board"]
    frame = seat.see(drawn(texts), band(2), at=after(seconds=2))
    seat.read_all()
    screens = Screens(seat.store, seat.home, seat.config)
    lines = reread(screens, frame, seat.config.capture)
    assert [line.text for line in lines if "4111" in line.text] == []
    assert {"The ferry leaves at noon", "Tickets on board"} <= {line.text for line in lines}
    seat.close()


def test_without_a_picture_there_is_nothing_to_read(home: Path) -> None:
    seat = Seat(home, pictures=False)
    frame = seat.see(["Words alone"])
    seat.read_all()
    with pytest.raises(BadInput, match="No picture"):
        reread(Screens(seat.store, seat.home, seat.config), frame, seat.config.capture)
    seat.close()
