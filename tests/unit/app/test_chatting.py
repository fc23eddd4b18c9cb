"""Conversations on a real memory: what is said is kept, what Ebb says never counts, what is private leaves no trace."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from app import Ebb
from app.chatting import HEARD, NOTED, Conversation
from core.answer.extract import UNKNOWN
from core.chat.turn import Turn
from core.errors import BadInput, MemoryNotFound, ModelBroken
from core.memory import Answer, Memory
from models.language.runtime import available
from tests.gguf import scripted

BOAT = "The boat is moored at Larvik, berth 14."


@pytest.fixture
def ebb(home: Path) -> Iterator[Ebb]:
    """A memory of one note; nothing is embedded behind a test's back."""
    with Ebb.open(home, background=False) as opened:
        opened.add(BOAT)
        yield opened


@pytest.fixture
def chat(ebb: Ebb) -> Conversation:
    """A conversation in which nothing was said yet."""
    return ebb.chats.begin()


def said(chat: Conversation, text: str, **options: object) -> Turn:
    """Say something that gets an answer."""
    turn = chat.say(text, **options)  # type: ignore[arg-type]
    assert turn is not None
    return turn


def texts(chat: Conversation) -> list[str]:
    """The words of the branch in use."""
    return [turn.text for turn in chat.path()]


def on_disk(home: Path, words: str) -> list[str]:
    """The files of a home that hold these words anywhere."""
    return [file.name for file in home.rglob("*") if file.is_file() and words.encode() in file.read_bytes()]


# What is said is kept


def test_a_question_is_answered_with_its_sources_and_both_turns_are_memories(ebb: Ebb, chat: Conversation) -> None:
    turn = said(chat, "Where is the boat moored?")
    assert turn.citations[0].quote == BOAT
    you, answer = (ebb.get(one.memory or "") for one in chat.path())
    assert (you.text, you.kind, you.source.author) == ("Where is the boat moored?", "chat", "You")
    assert (answer.text, answer.kind, answer.source.author, answer.trust) == (turn.text, "chat", "Ebb", "agent")
    assert you.source.thread == answer.source.thread == f"ebb-chat:{chat.id}"


def test_a_conversation_that_is_opened_again_is_as_it_was(ebb: Ebb, chat: Conversation) -> None:
    said(chat, "Where is the boat moored?")
    said(chat, "Who painted the opera house in Vienna?")
    again = ebb.chats.open(chat.id)
    assert again.to_json() == chat.to_json()
    assert ebb.chats.open(chat.id[:16].lower()).title == "Where is the boat moored?"
    said(again, "My cat is called Tom.")
    assert len(ebb.chats.open(chat.id).path()) == 6


def test_what_the_person_states_answers_later_questions(ebb: Ebb, chat: Conversation) -> None:
    assert said(chat, "My cat is called Tom.").text == NOTED
    turn = said(chat, "What is my cat called?")
    assert turn.citations[0].quote == "My cat is called Tom."
    assert [hit.memory.text for hit in ebb.search("cat")] == ["My cat is called Tom."]


def test_the_same_words_said_twice_are_two_turns(ebb: Ebb, chat: Conversation) -> None:
    for _ in range(2):
        said(chat, "My cat is called Tom.")
    assert len({turn.memory for turn in chat.path() if turn.yours}) == 2


def test_nothing_can_be_said_without_words(chat: Conversation) -> None:
    with pytest.raises(BadInput):
        chat.say("  \n")
    assert chat.path() == []
    assert not chat.is_written


def test_a_conversation_that_is_not_there_is_named(ebb: Ebb) -> None:
    for id in ("01ARZ3NDEKTSV4RRFFQ69G5FAV", "no", "\x1b[2J", ""):
        with pytest.raises(MemoryNotFound):
            ebb.chats.open(id)


# What Ebb says, and what is merely asked, never counts


def test_what_was_asked_before_is_no_evidence_when_it_is_asked_again(ebb: Ebb, chat: Conversation) -> None:
    for _ in range(3):
        turn = said(chat, "Who painted the ceiling of the opera house?")
        assert (turn.abstained, turn.text, turn.citations) == (True, UNKNOWN, ())
        ebb.settle()
    assert ebb.ask("Who painted the ceiling of the opera house?").abstained


def test_an_answer_is_never_quoted_by_another(ebb: Ebb, chat: Conversation) -> None:
    first = said(chat, "Where is the boat moored?")
    ebb.settle()
    ebb.forget([first.citations[0].id])
    assert said(chat, "Where is the boat moored?").abstained
    assert ebb.search("moored Larvik") == []


def test_what_ebb_says_is_not_described_linked_or_summed_up(ebb: Ebb, chat: Conversation) -> None:
    said(chat, "Where is the boat moored?")
    ebb.settle()
    answer = ebb.get(chat.path()[1].memory or "")
    assert (answer.role, answer.tags, answer.keywords, answer.links) == ("answer", (), (), ())
    assert [memory.text for memory in ebb.recent()] == [BOAT]
    assert ebb.levels.profile().lines == ()


def test_a_question_goes_with_the_turns_before_it_and_what_is_known_of_the_person(
    ebb: Ebb, chat: Conversation, monkeypatch: pytest.MonkeyPatch
) -> None:
    said(chat, "I love rowing. I always row on Sundays.")
    said(chat, "Where is the boat moored?")
    asked: list[tuple[str, list[str], list[str]]] = []
    ask = ebb.ask

    def heard(question: str, **options: Any) -> Answer:
        asked.append((question, [turn.text for turn in options["history"]], list(options["profile"])))
        return ask(question, **options)

    monkeypatch.setattr(ebb, "ask", heard)
    monkeypatch.setattr(ebb, "model_name", lambda: "a model")
    said(chat, "It leaks. Who mends it?")
    ((question, before, profile),) = asked
    assert question == "Who mends it?"
    assert before == [*(turn.text for turn in chat.path()[:4]), "It leaks."]
    assert any("rowing" in line for line in profile)


# Forgetting reaches into conversations


def test_an_answer_goes_with_the_memory_that_it_quotes(ebb: Ebb, home: Path, chat: Conversation) -> None:
    turn = said(chat, "Where is the boat moored?")
    ebb.forget([turn.citations[0].id], forever=True)
    again = ebb.chats.open(chat.id)
    assert [(one.kept, one.text) for one in again.path()] == [("kept", "Where is the boat moored?"), ("erased", "")]
    assert on_disk(home, "Larvik") == []


def test_a_turn_that_is_forgotten_hides_and_comes_back(ebb: Ebb, chat: Conversation) -> None:
    said(chat, "My cat is called Tom.")
    id = chat.path()[0].memory or ""
    ebb.forget([id])
    hidden = ebb.chats.open(chat.id).path()[0]
    assert (hidden.kept, hidden.text) == ("forgotten", "")
    ebb.restore([id])
    assert texts(ebb.chats.open(chat.id))[0] == "My cat is called Tom."


def test_a_turn_that_is_erased_leaves_no_words(ebb: Ebb, home: Path, chat: Conversation) -> None:
    said(chat, "My cat is called Aristophanes.")
    ebb.forget([chat.path()[0].memory or ""], forever=True)
    assert ebb.chats.open(chat.id).path()[0].kept == "erased"
    assert on_disk(home, "Aristophanes") == []
    assert ebb.chats.newest() == []


def test_an_answer_is_forgotten_with_what_it_quotes_and_can_be_brought_back(ebb: Ebb, chat: Conversation) -> None:
    turn = said(chat, "Where is the boat moored?")
    gone = [turn.citations[0].id, turn.memory or ""]
    ebb.forget(gone[:1])
    assert [(one.kept, one.text) for one in ebb.chats.open(chat.id).path()][1] == ("forgotten", "")
    assert ebb.search("Larvik", kinds=["chat"]) == []
    ebb.restore(gone)
    assert ebb.chats.open(chat.id).to_json() == chat.to_json()
    assert [check.name for check in ebb.doctor() if check.ok is False] == []


def test_a_conversation_of_which_nothing_is_left_is_not_listed(ebb: Ebb, chat: Conversation) -> None:
    said(chat, "Where is the boat moored?")
    ids = [turn.memory or "" for turn in chat.path()]
    ebb.forget(ids)
    assert ebb.chats.newest() == []
    ebb.restore(ids)
    assert [past.id for past in ebb.chats.newest()] == [chat.id]


# Retry, edit, branch


def test_another_answer_stands_beside_the_first(chat: Conversation) -> None:
    first = said(chat, "Where is the boat moored?")
    second = chat.retry()
    assert second is not None
    assert (second.parent, chat.place(second.id), chat.place(first.id)) == (first.parent, (2, 2), (1, 2))
    assert chat.turn_to(second.id)
    assert chat.path()[-1].id == first.id


def test_words_said_anew_are_a_branch_and_the_old_ones_no_longer_hold(ebb: Ebb, chat: Conversation) -> None:
    said(chat, "My cat is called Tom.")
    old = chat.path()[0]
    chat.edit(old.id, "My cat is called Felix.")
    assert texts(chat) == ["My cat is called Felix.", NOTED]
    assert [one.quote for one in said(chat, "What is my cat called?").citations] == ["My cat is called Felix."]
    assert ebb.get(old.memory or "").state == "superseded"
    assert chat.turn_to(chat.path()[0].id)
    assert texts(chat) == ["My cat is called Tom.", NOTED]
    assert ebb.get(old.memory or "").state != "superseded"
    assert [one.quote for one in said(chat, "What is my cat called?").citations] == ["My cat is called Tom."]
    assert [revision.why for revision in ebb.history(old.memory or "")] == [
        "said anew in the conversation",
        "taken up again in the conversation",
    ]


def test_the_branch_in_use_is_the_one_that_is_opened_again(ebb: Ebb, chat: Conversation) -> None:
    said(chat, "Where is the boat moored?")
    chat.edit(chat.path()[0].id, "What is moored at Larvik?")
    chat.turn_to(chat.path()[0].id)
    assert texts(ebb.chats.open(chat.id))[0] == "Where is the boat moored?"


def test_only_own_words_are_edited_and_only_questions_answered_again(chat: Conversation) -> None:
    with pytest.raises(BadInput):
        chat.retry()
    turn = said(chat, "Where is the boat moored?")
    with pytest.raises(BadInput):
        chat.edit(turn.id, "At sea.")
    with pytest.raises(BadInput):
        chat.edit(77, "At sea.")
    assert not chat.turn_to(turn.id), "there is no other branch"


# Private


def test_a_private_conversation_leaves_nothing_on_the_disk(ebb: Ebb, home: Path) -> None:
    chat = ebb.chats.begin(private=True)
    before = ebb.stats()["memories"]
    assert said(chat, "My secret word is xylophone, keep quiet.").text == HEARD
    turn = said(chat, "Where is the boat moored? My word is xylophone.")
    chat.retry()
    chat.edit(chat.path()[0].id, "My secret word is zylophone.")
    assert turn.citations[0].quote == BOAT
    assert (ebb.stats()["memories"], ebb.chats.newest(), chat.is_written) == (before, [], False)
    assert {one.kept for one in chat.path()} == {"private"}
    ebb.settle()
    assert on_disk(home, "xylophone") == []
    assert ebb.history(turn.citations[0].id) == []


def test_private_turns_stand_in_the_middle_while_it_is_open_and_are_gone_later(ebb: Ebb, home: Path) -> None:
    chat = ebb.chats.begin()
    said(chat, "My cat is called Tom.")
    chat.private = True
    said(chat, "My secret word is xylophone.")
    chat.private = False
    said(chat, "My dog is called Rex.")
    assert texts(chat)[::2] == ["My cat is called Tom.", "My secret word is xylophone.", "My dog is called Rex."]
    assert texts(ebb.chats.open(chat.id))[::2] == ["My cat is called Tom.", "My dog is called Rex."]
    assert on_disk(home, "xylophone") == []


# Search and export


def test_past_conversations_are_found_by_what_was_asked_or_answered(ebb: Ebb, chat: Conversation) -> None:
    said(chat, "Where is the boat moored?")
    other = ebb.chats.begin()
    said(other, "Who painted the ceiling of the opera?")
    said(other, "My cat is called Tom.")
    assert [past.id for past in ebb.chats.newest()] == [other.id, chat.id]
    for words, wanted in (("opera ceiling", other), ("Tom", other), ("berth", chat)):
        past, hit = ebb.chats.search(words)[0]
        assert past.id == wanted.id, words
        assert hit.memory.source.thread == f"ebb-chat:{wanted.id}"
    assert ebb.chats.search("zeppelin") == []


def test_an_export_holds_the_branch_in_use_with_its_sources(ebb: Ebb, chat: Conversation) -> None:
    turn = said(chat, "Where is the boat moored?")
    document = ebb.chats.markdown(chat)
    assert document.startswith("# Where is the boat moored?\n")
    assert f"- [1] {BOAT} `{turn.citations[0].id}`: “{BOAT}”" in document


# With a language model


@pytest.fixture
def tell(tmp_path: Path, home: Path) -> Iterator[object]:
    """Opens a memory whose model says a sentence."""
    if not available():
        pytest.skip("llama-cpp-python is not installed")
    opened: list[Ebb] = []

    def opening(sentence: str, *, endless: bool = False) -> Ebb:
        model = scripted(tmp_path / "model.gguf", sentence, endless=endless)
        ebb = Ebb.open(home, background=False, settings_flags={"language.model": str(model)})
        opened.append(ebb)
        ebb.add(BOAT)
        return ebb

    yield opening
    for ebb in opened:
        ebb.close()


def test_a_models_answer_streams_and_its_doubts_are_kept(tell: object) -> None:
    ebb = tell("The boat is moored at Larvik [1]. It is red.")  # type: ignore[operator]
    chat = ebb.chats.begin()
    pieces: list[str] = []
    heard: list[Turn] = []
    turn = chat.say("Where is the boat moored?", on_text=pieces.append, heard=heard.append)
    assert len(pieces) > 1
    assert [one.text for one in heard] == ["Where is the boat moored?"]
    assert (turn.mode, turn.model, turn.unsupported) == ("generated", "model", ("It is red.",))
    assert ebb.chats.open(chat.id).path()[-1].unsupported == ("It is red.",)


def test_an_answer_that_is_stopped_is_kept_as_far_as_it_went(tell: object) -> None:
    ebb = tell("the boat went on and on and on over the wide sea ", endless=True)  # type: ignore[operator]
    chat = ebb.chats.begin()
    pieces: list[str] = []
    turn = chat.say("Where is the boat moored?", on_text=pieces.append, cancelled=lambda: len(pieces) > 5)
    assert turn is not None
    assert turn.stopped
    assert turn.text.startswith("the boat went on")
    assert ebb.chats.open(chat.id).path()[-1].stopped
    assert chat.say("Where is the boat moored?", cancelled=lambda: True) is None, "nothing was said yet"
    assert chat.path()[-1].yours


def test_a_question_whose_answer_fails_is_kept_and_can_be_asked_again(tell: object, tmp_path: Path) -> None:
    ebb = tell("The boat is moored at Larvik.")  # type: ignore[operator]
    whole = (tmp_path / "model.gguf").read_bytes()
    (tmp_path / "model.gguf").write_bytes(whole[:-4000])
    chat = ebb.chats.begin()
    with pytest.raises(ModelBroken):
        chat.say("Where is the boat moored?")
    assert [(one.text, one.kept) for one in chat.path()] == [("Where is the boat moored?", "kept")]
    assert chat.retry(extractive=True).citations[0].quote == BOAT


def test_words_that_a_crash_left_without_a_memory_get_it_when_they_are_read(ebb: Ebb, chat: Conversation) -> None:
    said(chat, "My cat is called Tom.")
    with closing(sqlite3.connect(ebb.home / "ebb.db")) as connection, connection:
        connection.execute(
            """INSERT INTO talk_turns (talk, parent, role, at, text)
                SELECT talk, id, 'you', at + 1, 'My dog is called Rex.' FROM talk_turns ORDER BY id DESC LIMIT 1"""
        )
        connection.execute("UPDATE talks SET leaf = (SELECT max(id) FROM talk_turns)")
    with closing(sqlite3.connect(ebb.home / "ebb.db")) as connection:
        (plan,) = connection.execute(
            "EXPLAIN QUERY PLAN SELECT talk FROM talk_turns WHERE role = 'you' AND text IS NOT NULL"
        ).fetchall()
    assert "talk_turns_waiting" in plan[3], "looking for them costs nothing where there are none"
    ebb.chats.begin()
    again = ebb.chats.open(chat.id)
    assert (again.path()[-1].text, again.path()[-1].kept) == ("My dog is called Rex.", "kept")
    assert ebb.search("Rex")[0].memory.text == "My dog is called Rex."


# Its episode


def episodes(ebb: Ebb) -> list[Memory]:
    """The episodes there are."""
    found = ebb.search("boat episode You Ebb", limit=50, kinds=("summary",))
    return [hit.memory for hit in found if hit.memory.role == "episode"]


def test_a_conversation_has_an_episode_with_what_was_asked_and_what_was_answered(ebb: Ebb, chat: Conversation) -> None:
    said(chat, "My cat is called Tom and he hates the boat.")
    said(chat, "Where is the boat moored?")
    said(chat, "And in which berth is it moored?")
    ebb.settle()
    ebb.levels.sleep()
    (episode,) = episodes(ebb)
    assert "My cat is called Tom and he hates the boat." in episode.text
    assert "Where is the boat moored?" in episode.text
    assert f"“{BOAT}" in episode.text
    answer = ebb.ask("Where is the boat moored?")
    assert [citation.quote for citation in answer.citations] == [BOAT]


def test_an_episode_goes_with_the_memory_that_an_answer_in_it_quotes(ebb: Ebb, chat: Conversation) -> None:
    for question in ("Where is the boat moored?", "In which berth is the boat?", "Where does the boat lie?"):
        said(chat, question)
    ebb.settle()
    ebb.levels.sleep()
    assert any("Larvik" in memory.text for memory in episodes(ebb))
    ebb.forget([chat.path()[1].citations[0].id])
    assert not any("Larvik" in memory.text for memory in episodes(ebb))
    ebb.settle()
    ebb.levels.sleep()
    assert not any("Larvik" in memory.text for memory in episodes(ebb))


def test_how_a_question_that_leans_on_the_conversation_was_read_is_told_with_its_answer(
    ebb: Ebb, chat: Conversation
) -> None:
    assert said(chat, "Where is the boat moored?").understood == ""
    turn = said(chat, "And in which berth is it moored?")
    assert "boat" in turn.understood
    assert chat.path()[-1].understood == turn.understood
    assert "understood" not in turn.to_json()
