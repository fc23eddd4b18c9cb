"""Every command: the contract's JSON shapes, exit codes and what is said to a person."""

import json
import signal
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from models.embedding.packaged import PACKAGE

Run = Any
Complete = Callable[[str], list[str]]
MEMORY = {
    "id", "kind", "title", "text", "context", "keywords", "tags", "created_at", "occurred_at", "retention",
    "stability_days", "pinned", "state", "source", "links",
}  # fmt: skip
TRAIN = "Anna's train to Lisbon leaves at 9:14 from platform 3."
DENTIST = "The dentist moved my appointment to Thursday at half past two."


@pytest.fixture
def command_line() -> Complete:
    """Give a function that completes what was typed, as the shell's script asks for it."""
    from click.shell_completion import BashComplete

    from ui.cli.main import cli

    def complete(typed: str) -> list[str]:
        words = typed.split()
        found = BashComplete(cli, {}, "ebb", "_EBB_COMPLETE").get_completions(words[1:-1], words[-1])
        return [item.value for item in found]

    return complete


def added(run: Run, text: str = TRAIN, *options: str) -> str:
    """The id of a memory that was just added."""
    outcome = run("add", text, *options)
    assert outcome.code == 0, outcome.err
    return str(outcome.out.strip())


def test_add_prints_the_id_and_the_words_are_joined(run: Run) -> None:
    id = run("add", "Buy", "milk", "and  bread").out
    assert run("show", id.strip(), "--json").json()["text"] == "Buy milk and  bread"
    assert id.endswith("\n")


def test_add_takes_title_tags_time_and_kind(run: Run) -> None:
    options = ("--title", "Train", "--tag", "Travel", "--tag", "#anna", "--at", "2023-05-12T10:00Z", "--kind", "chat")
    memory = run("show", added(run, TRAIN, *options), "--json").json()
    assert (memory["title"], memory["tags"], memory["kind"]) == ("Train", ["anna", "travel"], "chat")
    assert datetime.fromisoformat(memory["occurred_at"]) == datetime(2023, 5, 12, 10, tzinfo=UTC)


def test_json_stands_before_or_after_the_command(run: Run) -> None:
    for arguments in (("--json", "add", "one"), ("add", "two", "--json"), ("add", "--json", "three")):
        printed = run(*arguments).json()
        assert printed["count"] == 1
        assert len(printed["ids"]) == 1


@pytest.mark.parametrize("arguments", [("add", "-"), ("add",)])
def test_add_reads_what_is_piped_in(run: Run, arguments: tuple[str, ...]) -> None:
    id = run(*arguments, stdin="Zoë\nsecond line\n".encode()).out.strip()
    assert run("show", id, "--json").json()["text"].startswith("Zoë\nsecond line")


def test_bytes_that_are_no_text_are_replaced_and_that_is_said(run: Run) -> None:
    outcome = run("add", "-", stdin=b"caf\xe9 and more")
    assert (outcome.code, len(outcome.err.splitlines())) == (0, 1)
    assert "1 characters" in outcome.err
    assert run("show", outcome.out.strip(), "--json").json()["text"] == "caf\ufffd and more"


@pytest.mark.parametrize("text", ["", "   ", "\u200b\u200b", "\n\t"])
def test_an_empty_text_is_bad_input(run: Run, text: str) -> None:
    outcome = run("add", text)
    assert (outcome.code, outcome.out, len(outcome.err.splitlines())) == (3, "", 1)


def test_a_time_that_cannot_be_read_is_bad_input(run: Run) -> None:
    outcome = run("add", "x", "--at", "blursday")
    assert (outcome.code, "blursday" in outcome.err) == (3, True)


@pytest.mark.parametrize(
    "arguments",
    [
        ("add", "--nope"),
        ("search",),
        ("search", "x", "--limit", "0"),
        ("search", "x", "--kind", "dream"),
        ("serch", "x"),
        ("chat", "--nope"),
        ("forget",),
        ("forget", "01ABCDEF", "--tag", "x"),
        ("--profile", "../x", "stats"),
        ("completion", "tcsh"),
        ("config", "nope"),
    ],
)
def test_wrong_usage_is_one_line_and_exit_code_2(run: Run, arguments: tuple[str, ...]) -> None:
    outcome = run(*arguments)
    assert (outcome.code, outcome.out, len(outcome.err.splitlines())) == (2, "", 1)
    assert outcome.err.startswith("ebb: ")


def test_a_mistyped_command_names_the_nearest_one(run: Run) -> None:
    assert "Did you mean 'search'?" in run("serch", "x").err


def test_search_prints_the_contracts_shape(run: Run) -> None:
    added(run, TRAIN, "--tag", "travel")
    printed = run("search", "train lisbon", "--json").json()
    assert set(printed) == {"query", "elapsed_ms", "hits"}
    (hit,) = printed["hits"]
    assert set(hit) == {"memory", "score", "why", "snippet"}
    assert set(hit["memory"]) == MEMORY
    assert {"channel", "rank", "score"} == set(hit["why"][0])
    assert "**train**" in hit["snippet"]


def test_search_tells_people_what_when_and_the_id(run: Run) -> None:
    id = added(run, TRAIN, "--title", "Journey", "--tag", "travel")
    outcome = run("search", "train", "--explain")
    for part in ("Journey", "just now", id, "#travel", "**train**", "retention 1.00 (vivid)"):
        assert part in outcome.out


def test_search_filters_by_time_kind_and_tag(run: Run) -> None:
    added(run, "The train in May", "--at", "2023-05-12", "--tag", "may")
    added(run, "The train in June", "--at", "2023-06-12", "--kind", "chat")
    for options, text in (
        (("--until", "May 2023"), "The train in May"),
        (("--since", "2023-06-01"), "The train in June"),
        (("--kind", "chat"), "The train in June"),
        (("--tag", "may"), "The train in May"),
    ):
        hits = run("search", "train", *options, "--json").json()["hits"]
        assert [hit["memory"]["text"] for hit in hits] == [text], options


def test_nothing_found_is_exit_code_1(run: Run) -> None:
    outcome = run("search", "train", "--json")
    assert (outcome.code, outcome.json()["hits"]) == (1, [])
    assert run("search", "train").err == "Nothing found.\n"


def test_search_syntax_in_a_query_is_only_words(run: Run) -> None:
    added(run)
    for query in ('"', "a AND", "NEAR(", "col:x", "*", "^x", "-x", "(", "'; DROP TABLE memories; --"):
        assert run("search", "--", query).code in (0, 1), query
    assert run("search", "train").code == 0


def test_without_an_embedding_model_search_says_once_that_it_has_only_keywords(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / PACKAGE).mkdir()
    (tmp_path / PACKAGE / "__init__.py").touch()
    monkeypatch.syspath_prepend(str(tmp_path))  # an empty package hides the one with the model
    added(run)
    outcome = run("search", "train")
    assert outcome.code == 0
    assert outcome.err.count("keywords only") == 1


def test_ask_prints_the_contracts_shape_with_verbatim_quotes(run: Run) -> None:
    id = added(run)
    printed = run("ask", "When does Anna's train leave?", "--json").json()
    assert set(printed) == {
        "question", "answer", "abstained", "mode", "model", "elapsed_ms", "citations", "unsupported",
    }  # fmt: skip
    cited = printed["citations"][0]
    assert set(cited) == {"n", "id", "quote", "start", "end"}
    assert (cited["id"], cited["quote"]) == (id, TRAIN[cited["start"] : cited["end"]])


def test_ask_shows_the_answer_and_its_numbered_evidence(run: Run) -> None:
    id = added(run, TRAIN, "--title", "Journey")
    outcome = run("ask", "When does Anna's train leave?")
    assert outcome.code == 0
    assert "9:14" in outcome.out
    assert "[1] " in outcome.out
    assert id in outcome.out
    assert "Journey" in outcome.out


def test_an_abstention_is_exit_code_1(run: Run) -> None:
    outcome = run("ask", "What is the capital of Mongolia?", "--json")
    assert (outcome.code, outcome.json()["abstained"]) == (1, True)


def test_an_unknown_id_is_exit_code_1(run: Run) -> None:
    for command in ("show", "pin", "links", "history", "forget", "restore"):
        outcome = run(command, "01ABCDEFGH")
        assert (outcome.code, len(outcome.err.splitlines())) == (1, 1), command


def test_edit_changes_text_title_and_tags_and_history_undoes_it(run: Run) -> None:
    id = added(run, TRAIN, "--tag", "travel")
    memory = run("edit", id, "New", "words", "--title", "T", "--tag", "x", "--untag", "travel", "--json").json()
    assert (memory["text"], memory["title"], memory["tags"]) == ("New words", "T", ["x"])
    revisions = run("history", id, "--json").json()["revisions"]
    assert set(revisions[0]) == {"number", "at", "actor", "why", "before", "after", "cause", "run"}
    assert "→" in run("history", id).out
    assert run("history", id, "--undo", "1", "--json").json()["text"] == TRAIN


def test_edit_without_changes_and_without_a_terminal_is_wrong_usage(run: Run) -> None:
    assert run("edit", added(run)).code == 2


def test_pin_and_unpin(run: Run) -> None:
    id = added(run)
    assert run("pin", id, "--json").json() == {"ids": [id], "count": 1, "pinned": True}
    assert run("show", id, "--json").json()["pinned"] is True
    run("pin", id, "--unpin")
    assert run("show", id, "--json").json()["pinned"] is False


def test_links_are_seen_from_both_ends_and_can_be_taken_away(run: Run) -> None:
    a, b = added(run), added(run, DENTIST)
    run("link", a, b, "--why", "both in the morning")
    (link,) = run("links", b, "--json").json()["links"]
    assert set(link) == {"id", "kind", "weight", "why", "direction"}
    assert (link["id"], link["why"], link["direction"]) == (a, "both in the morning", "in")
    assert "both in the morning" in run("show", a).out
    assert run("unlink", a, b).code == 0
    assert run("links", a, "--json").json()["links"] == []
    assert run("unlink", a, b).code == 1


def test_forgetting_by_id_shows_it_first_and_says_how_to_undo_it(run: Run) -> None:
    id = added(run)
    outcome = run("forget", id)
    assert outcome.out == f"{id}\n"
    assert "Anna's train" in outcome.err
    assert f"ebb restore {id}" in outcome.err
    assert run("search", "train").code == 1
    assert run("restore", id, "--json").json() == {"ids": [id], "count": 1}
    assert run("search", "train").code == 0


@pytest.mark.parametrize(
    "chosen", [("--last", "10m"), ("--tag", "travel"), ("--query", "lisbon TRAIN"), ("--since", "today")]
)
def test_what_options_choose_is_forgotten_only_with_agreement(run: Run, chosen: tuple[str, str]) -> None:
    id = added(run, TRAIN, "--tag", "travel")
    refused = run("forget", *chosen)
    assert (refused.code, "Nothing was forgotten" in refused.err) == (2, True)
    assert run("show", id, "--json").json()["state"] != "forgotten"
    assert run("forget", *chosen, "--yes", "--json").json() == {
        "ids": [id],
        "count": 1,
        "matched": [id],
        "forever": False,
        "dry_run": False,
    }


def test_a_query_forgets_only_what_holds_all_its_words(run: Run) -> None:
    train = added(run)
    added(run, "A train of thought")
    assert run("forget", "--query", "anna train", "--dry-run", "--json").json()["matched"] == [train]


@pytest.mark.parametrize("option", ["--query", "--app", "--last", "--since"])
def test_an_empty_option_never_widens_what_is_forgotten(run: Run, option: str) -> None:
    id = added(run, TRAIN, "--tag", "travel")
    assert run("forget", "--tag", "travel", option, "", "--yes").code == 2
    assert run("show", id, "--json").json()["state"] == "vivid"


def test_options_together_choose_what_all_of_them_apply_to(run: Run) -> None:
    added(run, TRAIN, "--tag", "travel")
    both = added(run, DENTIST, "--tag", "travel", "--at", "2023-05-12")
    outcome = run("forget", "--last", "1h", "--tag", "travel", "--until", "2024-01-01", "--dry-run", "--json")
    assert outcome.json()["matched"] == [both]


def test_a_dry_run_forgets_nothing(run: Run) -> None:
    id = added(run)
    printed = run("forget", id, "--dry-run", "--json").json()
    assert (printed["ids"], printed["matched"], printed["dry_run"]) == ([], [id], True)
    assert run("search", "train").code == 0


def test_erasing_for_ever_needs_agreement_even_by_id(run: Run, home: Path) -> None:
    id = added(run, "the word quetzalcoatlus stands here")
    assert run("forget", id, "--forever").code == 2
    assert run("forget", id, "--forever", "--yes").code == 0
    assert run("show", id).code == 1
    assert not any(b"quetzalcoatlus" in path.read_bytes() for path in home.rglob("*") if path.is_file())


def test_a_selection_that_matches_nothing_is_exit_code_1(run: Run) -> None:
    assert run("forget", "--tag", "nothing", "--yes").code == 1


def test_the_timeline_counts_days_and_lists_one(run: Run) -> None:
    id = added(run, TRAIN, "--at", "2023-05-12 10:00")
    assert run("timeline", "--json").json() == {"days": [{"day": "2023-05-12", "count": 1}]}
    day = run("timeline", "--day", "2023-05-12", "--json").json()
    assert (day["day"], [memory["id"] for memory in day["memories"]]) == ("2023-05-12", [id])
    assert "Friday, 12 May 2023" in run("timeline", "--day", "12 May 2023").out
    assert run("timeline", "--day", "2023-05-13").code == 1


def test_stats_prints_the_contracts_shape(run: Run) -> None:
    added(run)
    printed = run("stats", "--json").json()
    assert set(printed) == {"memories", "links", "pending", "bytes", "oldest", "newest"}
    assert printed["memories"] == {"note": 1}
    assert {"db", "screens", "models"} <= set(printed["bytes"])
    assert "1 note" in run("stats").out


def test_the_doctor_lists_checks(run: Run) -> None:
    added(run)
    outcome = run("doctor", "--fix", "--json")
    assert outcome.code == 0
    assert all(set(check) == {"name", "ok", "detail", "hint"} for check in outcome.json()["checks"])
    assert len(run("doctor").out.splitlines()) >= len(outcome.json()["checks"])


def test_settings_are_listed_changed_and_taken_back(run: Run) -> None:
    assert run("config", "get", "decay.curve").out == "fsrs\n"
    run("config", "set", "decay.curve", "ebbinghaus")
    printed = run("config", "show", "--json").json()["settings"]["decay.curve"]
    assert printed == {"value": "ebbinghaus", "from": "file"}
    assert "ebbinghaus" in run("config").out
    run("config", "unset", "decay.curve")
    assert run("config", "get", "decay.curve", "--json").json() == {"name": "decay.curve", "value": "fsrs"}


@pytest.mark.parametrize("arguments", [("set", "decay.curv", "x"), ("set", "decay.curve", "x"), ("get", "nope")])
def test_a_wrong_setting_is_bad_input(run: Run, arguments: tuple[str, ...]) -> None:
    assert run("config", *arguments).code == 3


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_each_shell_gets_its_completion_script(run: Run, shell: str) -> None:
    outcome = run("completion", shell)
    assert (outcome.code, "_EBB_COMPLETE" in outcome.out) == (0, True)


def test_a_shell_is_told_which_commands_and_options_begin_so(command_line: Complete) -> None:
    assert command_line("ebb se") == ["search"]
    assert command_line("ebb models u") == ["use"]
    assert "--explain" in command_line("ebb search --e")


def test_import_adds_what_can_be_read_and_lists_the_rest(run: Run, tmp_path: Path) -> None:
    vault = tmp_path / "vault"
    vault.mkdir()
    (vault / "train.md").write_text(f"---\ntags: [travel]\n---\n# Train\n\n{TRAIN}\n")
    (vault / "broken.md").write_bytes(bytes(range(256)) * 40)
    outcome = run("import", str(vault), "--wait", "--json")
    printed = outcome.json()
    assert (outcome.code, printed["count"], printed["format"], printed["pending"]) == (0, 1, "markdown", 0)
    assert [Path(entry["file"]).name for entry in printed["skipped"]] == ["broken.md"]
    assert "broken.md" in outcome.err
    again = run("import", str(vault), "--json").json()
    assert (again["count"], again["known"]) == (0, 1)


def test_an_interrupted_import_keeps_what_is_in_and_says_so(run: Run, tmp_path: Path) -> None:
    for number in range(600):
        (tmp_path / f"{number}.md").write_text(f"{TRAIN} Journey {number}.")
    usual = signal.getsignal(signal.SIGINT)

    def interrupt(*_: object) -> None:
        if signal.getsignal(signal.SIGINT) is not usual:
            signal.setitimer(signal.ITIMER_REAL, 0)
            signal.raise_signal(signal.SIGINT)

    before = signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, 0.005, 0.005)
    try:
        outcome = run("import", str(tmp_path), "--json")
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
    printed = outcome.json()
    assert (outcome.code, printed["cancelled"]) == (130, True)
    assert "Stopped before the end" in outcome.err
    assert printed["count"] < 600
    assert sum(run("stats", "--json").json()["memories"].values()) == printed["count"]
    assert signal.getsignal(signal.SIGINT) is usual


def test_a_dry_import_adds_nothing(run: Run, tmp_path: Path) -> None:
    (tmp_path / "note.md").write_text(TRAIN)
    assert run("import", str(tmp_path / "note.md"), "--dry-run", "--json").json()["dry_run"] is True
    assert run("search", "train").code == 1


@pytest.mark.parametrize("arguments", [("/nowhere/at/all",), ("{here}", "--from", "papyrus"), ("{here}/empty",)])
def test_what_cannot_be_imported_is_bad_input(run: Run, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    (tmp_path / "empty").mkdir()
    outcome = run("import", *(part.format(here=tmp_path) for part in arguments))
    assert (outcome.code, len(outcome.err.splitlines())) == (3, 1)


def test_a_file_that_is_no_model_is_refused_and_nothing_is_set(run: Run, tmp_path: Path) -> None:
    (tmp_path / "x.gguf").write_bytes(b"not a model")
    for command in ("use", "verify"):
        assert run("models", command, str(tmp_path / "x.gguf")).code == 5
    assert run("models", "--json").json()["language"] == {"path": None}
    assert run("models", "use", str(tmp_path / "none.gguf")).code == 5
    assert run("models", "remove").code == 5
    assert run("models", "verify").code == 5
    assert run("models", "pull", "x").code == 5


def test_every_command_has_a_help_that_fits_the_screen(run: Run) -> None:
    from ui.cli.main import SECTIONS

    for _, commands in SECTIONS:
        for name, _ in commands:
            outcome = run(name, "--help")
            assert outcome.code == 0
            assert max(map(len, outcome.out.splitlines())) <= 100
            assert "--json" in outcome.out
    assert "..." not in run("--help").out.replace("[ARGS]...", "")


def test_json_never_holds_a_control_character(run: Run) -> None:
    id = added(run, "a \x1b]52;c;QQ==\x07 \x9b31m \u202e b", "--title", "t \x1b[2J")
    for arguments in (("show", id), ("search", "a b"), ("timeline", "--day", "today"), ("history", id)):
        line = run(*arguments, "--json").out
        json.loads(line)
        assert not set(line) & {"\x1b", "\x07", "\x9b", "\u202e"}
