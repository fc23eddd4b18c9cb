"""`ebb search` with a search that was saved in the app."""

from pathlib import Path

from app.saved import Saved
from tests.unit.ui.cli.conftest import Run


def test_a_saved_search_is_used_by_its_name(run: Run, home: Path) -> None:
    run("add", "The roof costs 14,200.", "--tag", "house")
    run("add", "The roof of the boathouse.", "--tag", "boat")
    Saved(home).save("house", "#house")
    found = run("search", "roof", "@house", "--json").json()
    assert [hit["memory"]["text"] for hit in found["hits"]] == ["The roof costs 14,200."]
