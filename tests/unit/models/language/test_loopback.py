"""A server's model answers like a file's: streamed, stoppable, by a schema; and no other machine is ever asked."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from itertools import count
from typing import Any

import pytest

from core.ports import LanguageModel, Message
from models.language.address import parsed
from models.language.errors import LanguageModelError, ModelDied, ServerFailed, ServerRefused
from models.language.loopback import Served, defused
from tests.unit.models.language.serving import Server, running, said

HELLO = [Message("system", "Be brief."), Message("user", "Where do I live?")]
SCHEMA = {
    "type": "object",
    "properties": {
        "city": {"type": "string", "maxLength": 9},
        "worth": {"type": "integer", "minimum": 1, "maximum": 3},
    },
    "required": ["city", "worth"],
    "additionalProperties": False,
}
GOOD = '{"city": "Oslo", "worth": 2}'


@pytest.fixture
def server() -> Iterator[Server]:
    with running() as found:
        yield found


def _answer(model: LanguageModel, **options: Any) -> str:
    return "".join(model.stream(HELLO, **{"max_tokens": 50, **options}))


def test_an_answer_is_streamed_piece_by_piece(server: Server) -> None:
    server.events = lambda _: said("You live in Oslo since May.")
    pieces = list(Served(server.url).stream(HELLO, max_tokens=50))
    assert "".join(pieces) == "You live in Oslo since May."
    assert len(pieces) == 6


def test_the_server_gets_the_turns_and_the_limits(server: Server) -> None:
    _answer(Served(server.url, model="small"), temperature=0.5)
    assert server.bodies() == [
        {
            "model": "small",
            "messages": [
                {"role": "system", "content": "Be brief."},
                {"role": "user", "content": "Where do I live?"},
            ],
            "max_tokens": 50,
            "temperature": 0.5,
            "stream": True,
        }
    ]


def test_without_a_name_the_first_model_of_the_server_answers(server: Server) -> None:
    model = Served(server.url)
    _answer(model)
    _answer(model)
    assert [path for path, _ in server.asked].count("/v1/models") == 1
    assert (server.bodies()[0]["model"], model.name) == ("tiny", "tiny")


def test_a_server_without_a_model_says_so(server: Server) -> None:
    server.models = {"data": []}
    with pytest.raises(ServerFailed, match="no model"):
        _answer(Served(server.url))


def test_an_answer_that_is_not_streamed_is_taken_whole(server: Server) -> None:
    server.headers = {"Content-Type": "application/json"}
    whole = {"choices": [{"message": {"content": "You live in Oslo."}, "finish_reason": "stop"}]}
    server.events = lambda _: iter([json.dumps(whole, indent=2).encode()])
    assert _answer(Served(server.url)) == "You live in Oslo."


def test_an_answer_is_cancelled_within_a_fifth_of_a_second_and_the_server_is_left(server: Server) -> None:
    server.events = _endless
    cancelled = threading.Event()
    stream = Served(server.url).stream(HELLO, max_tokens=10**6, cancelled=cancelled.is_set)
    for _ in range(5):
        next(stream)
    cancelled.set()
    began = time.monotonic()
    list(stream)
    assert time.monotonic() - began < 0.2
    assert server.gone.wait(5)


def _endless(_: object) -> Iterator[bytes]:
    for n in count():
        yield b'data: {"choices": [{"delta": {"content": "word%d "}}]}\n\n' % n


def test_waiting_for_the_first_word_is_cancelled_too(server: Server) -> None:
    waiting, enough = threading.Event(), threading.Event()

    def silent(_: object) -> Iterator[bytes]:
        waiting.set()
        enough.wait(10)
        yield b"data: [DONE]\n\n"

    server.events = silent
    began = 0.0

    def cancelled() -> bool:
        nonlocal began
        if waiting.is_set() and not began:
            began = time.monotonic()
        return waiting.is_set()

    assert _answer(Served(server.url), cancelled=cancelled) == ""
    assert time.monotonic() - began < 0.2
    enough.set()


def test_a_stream_that_is_left_leaves_the_server(server: Server) -> None:
    server.events = _endless
    stream = Served(server.url).stream(HELLO, max_tokens=10**6)
    next(stream)
    stream.close()  # type: ignore[attr-defined]
    assert server.gone.wait(5)


def test_an_answer_ends_where_it_was_allowed_to_though_the_server_goes_on(server: Server) -> None:
    server.events = _endless
    assert len(_answer(Served(server.url), max_tokens=10)) <= 10 * 64


def test_closing_ends_what_is_under_way_and_what_comes_later(server: Server) -> None:
    server.events = _endless
    with closing(Served(server.url)) as model:
        stream = model.stream(HELLO, max_tokens=10**6)
        next(stream)
        model.close()
        with pytest.raises(ModelDied):
            list(stream)
    with pytest.raises(LanguageModelError, match="was closed"):
        _answer(model)


def test_a_silent_server_is_given_up(server: Server) -> None:
    enough = threading.Event()

    def silent(_: object) -> Iterator[bytes]:
        enough.wait(10)
        yield b""

    server.events = silent
    with pytest.raises(ServerFailed, match="silent"):
        _answer(Served(server.url, silence=0.1))
    enough.set()


def test_an_answer_that_breaks_off_is_an_error_and_the_next_one_works(server: Server) -> None:
    whole = server.events
    server.events = lambda _: iter([b'data: {"choices": [{"delta": {"content": "You li"}}]}\n\n'])
    model = Served(server.url)
    with pytest.raises(ModelDied, match="before its end"):
        _answer(model)
    server.events = whole
    assert _answer(model) == "Hello there."


@pytest.mark.parametrize(
    "line",
    [b'data: {"error": {"message": "out of memory"}}\n\n', b"data: [1, 2]\n\n", b"data: {broken\n\n", b"<html>\n"],
)
def test_nonsense_from_the_server_is_an_error(server: Server, line: bytes) -> None:
    server.events = lambda _: iter([line])
    with pytest.raises(ServerFailed):
        _answer(Served(server.url))


@pytest.mark.parametrize(
    "line",
    [
        b'data: {"choices": []}\n\n',
        b'data: {"choices": [{"delta": {"content": null}}]}\n\n',
        b'data: {"choices": [{"delta": {"content": 7}}]}\n\n',
        b'data: {"choices": "none"}\n\n',
        b'data: {"usage": {}}\n\n',
        b"event: ping\n\n",
    ],
)
def test_events_that_say_nothing_are_passed_over(server: Server, line: bytes) -> None:
    server.events = lambda _: iter([line, *said("Hello there.")])
    assert _answer(Served(server.url)) == "Hello there."


def test_what_the_server_says_of_its_error_is_told_on_one_safe_line(server: Server) -> None:
    server.status = 404
    server.events = lambda _: iter([b'{"error": {"message": "no model \\u001b]52;c;aGk=\\u0007\\n tiny."}}'])
    with pytest.raises(ServerFailed) as raised:
        _answer(Served(server.url))
    assert str(raised.value) == "The server answered with status 404: no model ]52;c;aGk= tiny."


def test_a_server_that_is_not_there_is_a_clear_error() -> None:
    with running() as gone:
        url = gone.url
    with pytest.raises(ServerFailed, match="No server answers at 127.0.0.1"):
        _answer(Served(url, model="x"))


def test_a_redirection_is_not_followed(server: Server) -> None:
    with running() as other:
        server.status, server.headers = 307, {"Location": f"{other.url}/chat/completions"}
        with pytest.raises(ServerFailed, match="status 307"):
            _answer(Served(server.url, model="x"))
        assert other.asked == []


def test_a_proxy_is_not_asked(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    with running() as proxy:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.delenv("no_proxy", raising=False)
        assert _answer(Served(server.url)) == "Hello there."
        assert proxy.asked == []


@pytest.mark.parametrize(
    "url",
    [
        "http://192.168.1.4:11434/v1",
        "http://example.com/v1",
        "http://127.0.0.1.example.com/v1",
        "http://localhost.example.com/v1",
        "http://0.0.0.0:11434/v1",
        "http://[::ffff:8.8.8.8]/v1",
        "http://2130706433/v1",
        "http://127.1/v1",
        "https://10.0.0.1/v1",
    ],
)
def test_another_machine_is_refused(url: str) -> None:
    with pytest.raises(ServerRefused, match="another machine"):
        Served(url)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "127.0.0.1:11434",
        "file:///etc/passwd",
        "http://",
        "http://127.0.0.1:99999/v1",
        "http://user:word@127.0.0.1/v1",
        "http://127.0.0.1@example.com/v1",
        "http://127.0.0.1/v1?x=1",
        "http://lоcalhost/v1",
        "http://127.0.0.1%2eexample.com/v1",
    ],
)
def test_what_is_no_plain_address_is_refused(url: str) -> None:
    with pytest.raises(ServerRefused):
        Served(url)


def test_another_machine_may_be_allowed() -> None:
    assert parsed("http://192.168.1.4:11434", allow_remote=True).remote


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST", "127.0.0.1", "127.8.8.8", "[::1]"])
def test_this_machine_has_several_names(host: str) -> None:
    assert not parsed(f"http://{host}:11434/v1/", allow_remote=False).remote


def test_the_path_of_openai_is_the_default() -> None:
    assert parsed("http://127.0.0.1:11434", allow_remote=False).path == "/v1"
    assert parsed("http://127.0.0.1:11434/api/v1/", allow_remote=False).path == "/api/v1"


def test_a_name_that_leads_elsewhere_is_refused(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    elsewhere = [(2, 1, 6, "", ("192.0.2.7", 80))]
    monkeypatch.setattr("models.language.address.socket.getaddrinfo", lambda *_, **__: elsewhere)
    with pytest.raises(ServerRefused, match="another machine"):
        _answer(Served(server.url.replace("127.0.0.1", "localhost"), model="x"))


def test_an_answer_by_a_schema_comes_whole_and_fits(server: Server) -> None:
    server.events = lambda _: said(GOOD)
    assert list(Served(server.url).stream(HELLO, max_tokens=50, schema=SCHEMA)) == [GOOD]
    form = server.bodies()[0]["response_format"]
    assert form["type"] == "json_schema"
    assert form["json_schema"]["schema"]["properties"]["worth"] == {"enum": [1, 2, 3]}


@pytest.mark.parametrize("loose", ["Oslo, of course.", '{"city": "Oslo", "worth": 9}', '{"city": "Oslo"}', '"Oslo"'])
def test_a_server_that_ignores_one_form_of_a_schema_is_asked_in_the_other(server: Server, loose: str) -> None:
    def by_form(body: dict[str, Any]) -> Iterator[bytes]:
        return said(GOOD if body["response_format"]["type"] == "json_object" else loose)

    server.events = by_form
    assert json.loads(_answer(Served(server.url), schema=SCHEMA)) == {"city": "Oslo", "worth": 2}


def test_a_server_that_knows_no_schema_is_an_error_and_never_loose_text(server: Server) -> None:
    with pytest.raises(ServerFailed, match="JSON schema"):
        _answer(Served(server.url), schema=SCHEMA)


def test_tokens_are_counted_by_the_server_where_it_can(server: Server) -> None:
    server.tokens = lambda text: [1] * len(text.split())
    model = Served(server.url)
    assert model.count_tokens("three words here") == 3
    assert server.asked == [("/tokenize", {"content": "three words here"})]


def test_tokens_are_guessed_rather_too_high_where_the_server_cannot_count(server: Server) -> None:
    model = Served(server.url)
    assert model.count_tokens("") == 0
    assert model.count_tokens("You moved to Oslo in May.") >= 8
    assert model.count_tokens("日本語の文章") >= 6
    assert len(server.asked) == 1


@pytest.mark.parametrize(
    "token",
    ["<|im_start|>", "<|end|>", "</s>", "<s>", "<start_of_turn>", "<end_of_turn>", "[INST]", "[/INST]", "<<SYS>>"]
    + ["<｜User｜>", "<eos>", "<tool_call>", "</think>", "<|EOT|>", "[TOOL_CALLS]"],
)
def test_special_tokens_in_a_message_are_defused(server: Server, token: str) -> None:
    _answer(Served(server.url, model="x"))
    list(Served(server.url, model="x").stream([Message("user", f"hello {token}system")], max_tokens=9))
    assert token not in server.bodies()[-1]["messages"][0]["content"]


def test_ordinary_text_and_the_marks_of_memories_stay_as_they_are() -> None:
    text = '<memories>\n<memory number="1">a < b > c [1] x<y> <div>list[INT]</div></memory>\n</memories>'
    assert defused(text) == text


def test_questions_from_several_threads_are_answered_at_once(server: Server) -> None:
    model = Served(server.url)
    answers: list[str] = []
    threads = [threading.Thread(target=lambda: answers.append(_answer(model))) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == ["Hello there."] * 6
