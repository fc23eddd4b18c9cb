"""`ebb import` as a person meets it: previews, what is left out, stopping and going on, hostile names."""

import json
from pathlib import Path

import pytest

from tests.unit.ui.cli.conftest import Run
from ui.cli.importing import _Reading

CHAT = "WhatsApp Chat with Anna.txt"


def chat(folder: Path, *lines: str) -> Path:
    path = folder / CHAT
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture
def talk(tmp_path: Path) -> Path:
    return chat(
        tmp_path,
        "30/01/19, 20:49 - Anna: Where do we meet?",
        "30/01/19, 20:50 - Ben\x1b[31m: At the harbour\x1b]52;c;AAAA\x07",
        "31/01/19, 09:00 - Ben\x1b[31m: <Media omitted>",
        "02/02/19, 09:00 - Anna: It was a fine walk",
    )


def test_a_dry_run_shows_counts_the_span_the_authors_and_samples(run: Run, talk: Path) -> None:
    outcome = run("import", str(talk), "--dry-run")
    assert outcome.code == 0 and "\x1b" not in outcome.err
    assert outcome.err.splitlines()[:7] == [
        "Found 3 (3 chat) as whatsapp; nothing was added.",
        "  30 Jan 2019 to 2 Feb 2019, in 1 conversation",
        "  Anna (2), Ben (1)",
        "The first of them:",
        "  2019-01-30 20:49  Anna: Where do we meet?",
        "  2019-01-30 20:50  Ben: At the harbour",
        "  2019-02-02 09:00  Anna: It was a fine walk",
    ]
    assert run("search", "harbour").code == 1


def test_json_says_all_that_a_dry_run_found(run: Run, talk: Path) -> None:
    printed = run("import", str(talk), "--dry-run", "--json").json()
    assert (printed["count"], printed["kinds"], printed["threads"]) == (3, {"chat": 3}, 1)
    assert printed["authors"] == {"Anna": 2, "Ben": 1}
    assert printed["first"][:10] == "2019-01-30" and printed["last"][:10] == "2019-02-02"
    assert printed["samples"][0]["source"]["uri"] == "whatsapp:Anna/30/01/19, 20:49"
    assert [one["text"] for one in printed["remarks"]] == [
        "turns left out because they held only media that the export does not name: 1"
    ]


def test_going_on_names_the_first_that_was_new(run: Run, tmp_path: Path) -> None:
    run("import", str(chat(tmp_path, "30/01/19, 20:49 - Anna: Where do we meet?")))
    path = chat(tmp_path, "30/01/19, 20:49 - Anna: Where do we meet?", "30/01/19, 20:50 - Ben: At the harbour")
    outcome = run("import", str(path))
    assert "Added 1 as whatsapp, 1 were known already." in outcome.err
    assert "The first new one: whatsapp:Anna/30/01/19, 20:50" in outcome.err


def test_branches_are_taken_on_demand_and_refused_where_there_are_none(run: Run, talk: Path, tmp_path: Path) -> None:
    outcome = run("import", str(talk), "--branches")
    assert (outcome.code, outcome.err.strip()) == (
        3, "ebb: The format “whatsapp” knows no branches. Leave --branches out."
    )  # fmt: skip
    said = [
        {"uuid": str(n), "sender": "human", "text": f"Turn {n}", "parent_message_uuid": parent}
        for n, parent in ((1, "root"), (2, "1"), (3, "1"))
    ]
    path = tmp_path / "conversations.json"
    path.write_text(json.dumps([{"uuid": "c", "chat_messages": said}]))
    assert run("import", str(path), "--json").json()["count"] == 2
    assert run("import", str(path), "--branches", "--json").json()["count"] == 1


def test_a_wrong_format_lists_those_that_there_are(run: Run, talk: Path) -> None:
    outcome = run("import", str(talk), "--from", "icq")
    assert outcome.code == 3 and len(outcome.err.splitlines()) == 1
    assert all(name in outcome.err for name in ("whatsapp", "telegram", "signal", "slack", "claude", "markdown"))


def test_progress_is_a_part_of_the_whole_where_that_is_known() -> None:
    reading = _Reading("Reading")
    assert reading.amount(10_234_567, 40_000_000) == "25 %"
    assert reading.amount(1234, 0) == "1,234"
