"""What agents want remembered waits for the person; what they ask for is written down."""

import json
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app import Ebb
from app.mcp import agents
from app.mcp.agents import shortened
from app.mcp.scopes import Scope
from app.mcp.session import Session, UnknownTool
from core.errors import BadInput, MemoryNotFound

WRITER = Scope("claude", add=True)


@pytest.fixture
def ebb(home: Path) -> Iterator[Ebb]:
    """An open, empty memory that nothing works behind."""
    with Ebb.open(home, background=False) as opened:
        yield opened


def writing(ebb: Ebb) -> Session:
    """The session of a client that may hand in drafts."""
    (ebb.home / "config.toml").write_text("[mcp.clients.claude]\nadd = true\n")
    return Session(ebb, "claude")


def test_a_draft_is_found_by_nobody_until_it_is_kept(ebb: Ebb) -> None:
    id = ebb.agents.hand_in(WRITER, "The ferry leaves at noon.", title="Ferry", tags=["Travel"])
    assert (ebb.count(), ebb.search("ferry"), ebb.select(state="forgotten")) == (0, [], [])
    assert ebb.agents.gate("claude").search("ferry").values["memories"] == []
    with pytest.raises(MemoryNotFound):
        ebb.get(id)
    assert ebb.agents.keep(id) == id
    kept = ebb.get(id)
    assert (kept.text, kept.title, kept.tags) == ("The ferry leaves at noon.", "Ferry", ("travel",))
    assert (kept.trust, kept.source.app, kept.kind) == ("agent", "claude", "note")
    assert [hit.memory.id for hit in ebb.search("ferry")] == [id]
    assert ebb.agents.waiting() == []


def test_a_draft_tells_when_it_happened(ebb: Ebb) -> None:
    when = datetime(2023, 5, 8, tzinfo=UTC)
    dated = ebb.agents.hand_in(WRITER, "The boat was sold.", occurred_at=when)
    handed = ebb.agents.draft(ebb.agents.hand_in(WRITER, "The boat was bought.")).at
    for draft in ebb.agents.waiting():
        ebb.agents.keep(draft.id)
    assert ebb.get(dated).occurred_at == when
    assert {memory.occurred_at for memory in ebb.select()} == {when, handed}


def test_a_draft_that_is_dropped_leaves_nothing(ebb: Ebb, home: Path) -> None:
    id = ebb.agents.hand_in(WRITER, "The password of the harbour is Quetzalcoatl.")
    assert ebb.agents.drop(id[:8]).text.endswith("Quetzalcoatl.")
    assert (ebb.agents.waiting(), ebb.count()) == ([], 0)
    with pytest.raises(MemoryNotFound, match="ebb quarantine"):
        ebb.agents.keep(id)


def test_the_same_text_waits_once_and_is_remembered_once(ebb: Ebb) -> None:
    first = ebb.agents.hand_in(WRITER, "The ferry leaves at noon.")
    assert ebb.agents.hand_in(WRITER, "The ferry leaves at noon.", title="again") == first
    assert ebb.agents.count_waiting() == 1
    assert ebb.agents.keep(first) == first
    with pytest.raises(MemoryNotFound):
        ebb.agents.keep(first)
    assert ebb.count() == 1


def test_no_more_drafts_are_taken_than_a_person_can_look_at(ebb: Ebb, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agents, "MOST_WAITING", 2)
    ebb.agents.hand_in(WRITER, "one")
    ebb.agents.hand_in(WRITER, "two")
    with pytest.raises(BadInput, match="ebb quarantine"):
        ebb.agents.hand_in(WRITER, "three")
    ebb.agents.hand_in(Scope("cursor", add=True), "of another client")
    assert ebb.agents.count_waiting() == 3


@pytest.mark.parametrize("text", ["", " \n\u200b", "x" * 20_001])
def test_what_cannot_be_a_memory_does_not_wait(ebb: Ebb, text: str) -> None:
    with pytest.raises(BadInput):
        ebb.agents.hand_in(WRITER, text)
    assert ebb.agents.waiting() == []


def test_a_client_that_may_only_read_hands_in_nothing(ebb: Ebb) -> None:
    with pytest.raises(BadInput, match="mcp.clients.claude"):
        ebb.agents.hand_in(Scope("claude"), "The ferry leaves at noon.")
    session = Session(ebb, "claude")
    assert "add" not in [tool.name for tool in session.tools()]
    with pytest.raises(UnknownTool):
        session.call("add", {"text": "The ferry leaves at noon."})
    assert ebb.agents.waiting() == []


def test_every_call_is_written_down_with_what_went_out(ebb: Ebb) -> None:
    a = ebb.add("The ferry leaves at noon.")
    session = writing(ebb)
    session.call("search", {"query": "ferry"})
    session.resource(f"ebb://memory/{a}")
    session.prompt("recall", {"topic": "ferry"})
    session.call("add", {"text": "A secret of 12 letters", "title": "Secret"})
    wrong: list[Callable[[], object]] = [
        lambda: session.call("search", {"query": "ferry", "where": "here"}),
        lambda: session.call("drop", {}),
        lambda: session.resource("file:///etc/passwd"),
        lambda: session.prompt("nothing", {}),
    ]
    for refused in wrong:
        with pytest.raises((BadInput, MemoryNotFound)):
            refused()
    noted = [(one.tool, one.memories, one.outcome == "done") for one in reversed(ebb.agents.calls())]
    assert noted == [
        ("search", 1, True), ("resource", 1, True), ("prompt recall", 1, True), ("add", 0, True),
        ("search", 0, False), ("drop", 0, False), ("resource", 0, False), ("prompt nothing", 0, False),
    ]  # fmt: skip
    assert {one.client for one in ebb.agents.calls()} == {"claude"}
    assert "letters" not in str(ebb.agents.calls()), "what a draft says stands in the quarantine alone"


def test_a_client_that_nobody_named_is_written_down_by_what_it_calls_itself(ebb: Ebb) -> None:
    session = Session(ebb)
    session.call("timeline", {}, "Evil\x1b[2J\nclaude")
    session.call("timeline", {})
    assert [one.client for one in ebb.agents.calls()] == ["default", "“Evil claude”"]


def test_nothing_goes_out_that_could_not_be_written_down(ebb: Ebb, monkeypatch: pytest.MonkeyPatch) -> None:
    ebb.add("The ferry leaves at noon.")
    session = Session(ebb)
    ebb._store.write(lambda connection: connection.execute("DROP TABLE agent_calls"))
    with pytest.raises(Exception, match="agent_calls"):
        session.call("search", {"query": "ferry"})


def test_arguments_are_written_down_shortened() -> None:
    told = shortened({"query": "long " * 100, "limit": 5, "kinds": ["note"], "text": "x" * 1234, "evil\x1b[2J": None})
    assert len(told.pop("query")) <= 80
    assert told == {"limit": 5, "kinds": "['note']", "text": "1,234 characters", "evil": None}
    assert len(json.dumps(shortened({f"n{n}" * 99: "y" * 10**6 for n in range(99)}))) < 2_000


@pytest.mark.parametrize(
    ("tool", "given", "said"),
    [
        ("search", {}, "query is missing"),
        ("search", {"query": 5}, "query must be text"),
        ("search", {"query": "x" * 2001}, "at most 2,000"),
        ("search", {"query": "x", "limit": "many"}, "limit must be a whole number"),
        ("search", {"query": "x", "limit": 1.5}, "limit must be a whole number"),
        ("search", {"query": "x", "tags": "one"}, "tags must be a list"),
        ("search", {"query": "x", "kinds": [1]}, "kinds must be a list"),
        ("search", {"query": "x", "colour": 1}, "no argument 'colour'"),
        ("read", {"id": "nothing"}, "no memory 'nothing'"),
        ("timeline", {"day": "someday"}, "someday"),
        ("ask", {"question": ""}, "question is missing"),
    ],
)
def test_wrong_arguments_are_refused_in_one_line(ebb: Ebb, tool: str, given: dict[str, object], said: str) -> None:
    with pytest.raises((BadInput, MemoryNotFound)) as caught:
        Session(ebb).call(tool, given)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_numbers_beyond_their_bounds_are_brought_back(ebb: Ebb) -> None:
    ebb.add_many({"text": f"hedgehog {number}"} for number in range(60))
    assert len(Session(ebb).call("search", {"query": "hedgehog", "limit": 10**9}).values["memories"]) == 50
    assert len(Session(ebb).call("search", {"query": "hedgehog", "limit": -3}).values["memories"]) == 1


@pytest.mark.parametrize(
    "words", ["\ud800 lone", "NUL \0 here", "\x1b[2J\u202e", '" OR 1=1 --', "NEAR(", "*", "\U000e0041" * 50]
)
def test_no_words_of_a_client_break_a_call(ebb: Ebb, words: str) -> None:
    ebb.add("The ferry leaves at noon.")
    session = writing(ebb)
    for tool, name in (("search", "query"), ("ask", "question"), ("recall_context", "topic"), ("read", "id")):
        with suppress(BadInput, MemoryNotFound):
            json.dumps(dict(session.call(tool, {name: words}, words).values)).encode()
    with suppress(BadInput):
        session.call("add", {"text": f"words: {words}", "title": words, "tags": [words]})
    wrong: list[Callable[[], object]] = [
        lambda: session.call(words, {}),
        lambda: session.resource(words),
        lambda: session.prompt(words, {}),
    ]
    for refused in wrong:
        with pytest.raises((BadInput, MemoryNotFound)) as caught:
            refused()
        assert str(caught.value).isprintable()
    assert len(ebb.agents.calls()) == 8
    assert all(text.isprintable() for one in ebb.agents.calls() for text in (one.client, one.tool, one.outcome))


@pytest.mark.parametrize("number", [float("inf"), float("nan"), True, "5"])
def test_what_is_no_whole_number_is_refused(ebb: Ebb, number: object) -> None:
    with pytest.raises(BadInput, match="whole number"):
        Session(ebb).call("timeline", {"days": number})
