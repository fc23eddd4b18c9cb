"""What kind of thing a person says: what asks, what states, what does neither."""

import pytest

from core.chat.saying import asks, is_small_talk, parted, states


@pytest.mark.parametrize(
    "text",
    [
        "Where is the boat?",
        "where's the boat now",
        "Tell me about Ana",
        "ok, and what about June",
        "and in June?",
        "Ebb, list the books I read",
        "Ana moved to Lisbon. Did she like it?",
        "你好吗？",
    ],
)
def test_a_question_or_a_request_asks(text: str) -> None:
    assert asks(text)


@pytest.mark.parametrize("text", ["My cat is called Tom.", "I ran 5 km today", "thanks", "", "  \n", "!!!"])
def test_a_statement_does_not_ask(text: str) -> None:
    assert not asks(text)


@pytest.mark.parametrize(
    "text", ["My cat is called Tom.", "I saw Ana. Where does she live?", "Hello! I ran 5 km today."]
)
def test_what_says_something_beside_its_question_states(text: str) -> None:
    assert states(text)


@pytest.mark.parametrize(
    "text", ["Where is the boat?", "Hi! Where is it?", "thanks", "Show me May. And June?", "", "?!"]
)
def test_what_only_asks_or_greets_states_nothing(text: str) -> None:
    assert not states(text)


def test_greetings_and_thanks_are_small_talk_and_statements_are_not() -> None:
    assert all(is_small_talk(text) for text in ("Hi!", "thank you so much", "OK", "hello Ebb", "good morning, Ebb."))
    assert not any(is_small_talk(text) for text in ("Hi there is a boat", "thanks to Ana we won", "no boat"))


def test_what_asks_is_parted_from_what_states() -> None:
    assert parted("Hi! I saw Ana. Where does she live? And Tom?") == ("Where does she live? And Tom?", "I saw Ana.")
    assert parted("I saw Ana.") == ("", "I saw Ana.")
