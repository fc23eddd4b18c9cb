"""Secrets are found in text and in lines that were read, and ordinary text is left alone."""

import random
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban, luhn

from core.screen.frame import Line, Rect, Word
from core.screen.secrets import found, mask, masked

AWS_ID = "AKIA" + "Z7QW4E2RT5Y6UPAS"
GITHUB = "ghp_" + "aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA2"
GITLAB = "glpat-" + "x9Yz8Wv7Ut6Sr5Qp4On3"
KEY = "wJ4lrXUt7FEMI+K7MDENGbPxRfiCYz3kQ9TnV8Ls"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0MiJ9.c2lnbmF0dXJlLTEyMzQ1Njc4OTA"


def read(*texts: str, gap: int = 4) -> list[Line]:
    """Lines below each other, each letter 8 by 16 pixels."""
    return [placed(text, 0, row * (16 + gap)) for row, text in enumerate(texts)]


def placed(text: str, x: int, y: int) -> Line:
    words, at = [], 0
    for word in text.split(" "):
        words.append(Word(word, Rect(x + at * 8, y, len(word) * 8, 16)))
        at += len(word) + 1
    return Line(text, Rect(x, y, len(text) * 8, 16), tuple(words))


def texts(lines: list[Line]) -> list[str]:
    return [line.text for line in mask(lines)[0]]


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("pay 4111 1111 1111 1111 now", "pay [card] now"),
        ("4111-1111-1111-1111", "[card]"),
        ("5555555555554444", "[card]"),
        ("378282246310005 3782 822463 10005", "[card] [card]"),
        ("4111\u00a01111\u00a01111\u00a01111", "[card]"),
        ("41l1 1111 11Il 1111", "[card]"),
        ("4111 1111\n1111 1111", "[card]"),
        ("1 4111 1111 1111 1111", "1 [card]"),
        ("IBAN DE89 3704 0044 0532 0130 00.", "IBAN [iban]."),
        ("GB82WEST12345698765432", "[iban]"),
        ("DE89 37O4 0044 O532 0130 00", "[iban]"),
        ("fr14 2004 1010 0505 0001 3m02 606", "[iban]"),
        (f"id {AWS_ID}, next", "id [token], next"),
        (f"export TOKEN={GITHUB}", "export TOKEN=[token]"),
        (f"({GITLAB})", "([token])"),
        (f"Authorization: Bearer {JWT}", "Authorization: Bearer [token]"),
        (f"aws_secret_access_key = {KEY}", "aws_secret_access_key = [token]"),
        (f"nothing names this {KEY} key", "nothing names this [token] key"),
        ("password: hunter2", "password: [password]"),
        ("Password: letmein", "Password: [password]"),
        ('"password": "correct horse", "x": 1', '"password": "[password]", "x": 1'),
        ("the password is Tr0ub4dor&3.", "the password is [password]."),
        ("DB_PASSWORD=s3cr3t-w0rd", "DB_PASSWORD=[password]"),
        ("password=aB(9[x]<{7", "password=[password]"),
        ("Password: $1hrk8mK", "Password: [password]"),
        ("Passwort: geheim1", "Passwort: [password]"),
        ("Mot de passe : azerty!9", "Mot de passe : [password]"),
        ("пароль: Щука42", "пароль: [password]"),
        ("密码：abc123!", "密码：[password]"),
        ("Contrasefia: abc123x", "Contrasefia: [password]"),
        ("psql postgres://bob:pa55w0rd@db/app", "psql postgres://bob:[password]@db/app"),
        ("https: //bob:pa55w0rd@db/app", "https: //bob:[password]@db/app"),
        ("Wi-Fi password coffeeWinter$", "Wi-Fi password [password]"),
        ("Recovery phrase: apple banana cherry dog", "Recovery phrase: [password]"),
        ("Card security code 123, PIN: 4821", "Card security code [code], PIN: [code]"),
        ("Your verification code is 482 913", "Your verification code is [code]"),
        ("Password\nTr0ub4dor&3\nLog in", "Password\n[password]\nLog in"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----\nend", "[key]\nend"),
        ("--BEGIN OPENSSH PRIVATE KEY\nMIIE\nrest", "[key]"),
    ],
)
def test_a_secret_is_replaced_by_what_it_is(text: str, clean: str) -> None:
    assert masked(text) == clean


@pytest.mark.parametrize(
    "text",
    [
        "4111 1111 1111 1112",
        "1700000000000 1234567890123456",
        "DE88 3704 0044 0532 0130 00 is no account",
        "2026-11-21 15:16:17,204 INFO 4711",
        "commit 3f786850e387550fdab836ed7e6dc881de23001b",
        "550e8400-e29b-41d4-a716-446655440000",
        "Password: must be at least 8 characters",
        "Forgot your password? Reset your password here.",
        "password = get_password()",
        "self.password = password",
        "password = os.environ[PASSWORD]",
        "token: Optional[str] = None",
        "def login(password: str, token: str | None) -> bool:",
        "password: ${DB_PASSWORD}",
        "Password: ••••••••",
        "except FileNotFoundError: raise PurePosixPathHelpFormatter",
        "the key point is that tokens are cheap",
        "getSubscriptionStatusForOrganizationMembershipUpgrade2",
        "https://www.example.com/articles/2024/05/how-to-grow-tomatoes?page=2",
        "/usr/lib/x86_64-linux-gnu/gstreamer-1.0/libgstcoreelements.so",
        "78.57142857142857 and 3.14159265358979",
        "GPIO pin 13 is high, step 4",
        "",
    ],
)
def test_ordinary_text_is_left_as_it_is(text: str) -> None:
    assert found(text) == []
    wrong_but_grouped = text.startswith(("4111", "DE88"))
    assert (texts(read(text)) == [text]) is not wrong_but_grouped


@given(st.integers(0, 10**9), st.sampled_from(["4", "51", "34", "6011", "3530"]), st.sampled_from(["", " ", "-"]))
def test_every_card_whose_check_digit_holds_is_found(seed: int, start: str, gap: str) -> None:
    length = 15 if start == "34" else 16
    digits = start + "".join(random.Random(seed).choices(string.digits, k=length - len(start) - 1))
    digits += luhn.calc_check_digit(digits)
    cuts = (4, 10, 15) if length == 15 else (4, 8, 12, 16)
    number = gap.join(digits[a:b] for a, b in zip((0, *cuts), cuts, strict=False))
    assert masked(f"no. {number}, thanks") == "no. [card], thanks"


@given(st.integers(0, 10**18 - 1), st.booleans())
def test_every_account_whose_check_digits_hold_is_found(account: int, grouped: bool) -> None:
    number = "DE" + iban.calc_check_digits(f"DE00{account:018}") + f"{account:018}"
    shown = " ".join(number[at : at + 4] for at in range(0, 22, 4)) if grouped else number
    assert masked(f"to {shown} please") == "to [iban] please"


@given(st.text())
def test_any_text_can_be_searched_and_spans_are_in_order_and_apart(text: str) -> None:
    for is_read in (False, True):
        spans = found(text, read=is_read)
        assert all(0 <= span.start < span.end <= len(text) for span in spans)
        assert all(one.end <= other.start for one, other in zip(spans, spans[1:], strict=False))


def test_the_words_of_a_secret_become_one_word_and_one_rectangle() -> None:
    (line,), rects = mask(read("pay 4111 1111 1111 1111 now"))
    assert [word.text for word in line.words] == ["pay", "[card]", "now"]
    assert rects == [Rect(32, 0, 19 * 8, 16)] == [line.words[1].rect]
    assert line.text == "pay [card] now"


def test_what_stands_in_the_same_word_stays_in_the_text_but_is_painted_over() -> None:
    (line,), rects = mask(read('x password="hunter2", y'))
    assert [word.text for word in line.words] == ["x", 'password="[password]",', "y"]
    assert rects == [line.words[1].rect]


def test_the_texts_of_the_words_are_the_text_of_the_line() -> None:
    for line in mask(read(f"{GITHUB} and {GITHUB}", "password: a1b2c3 PIN: 1234", "plain words"))[0]:
        assert " ".join(word.text for word in line.words) == line.text


def test_a_token_that_goes_on_in_the_next_line_is_masked_in_both() -> None:
    lines = read(f"export TOKEN={GITHUB[:22]}", f"{GITHUB[22:]} and more")
    results, rects = mask(lines)
    assert [line.text for line in results] == ["export TOKEN=[token]", "[token] and more"]
    assert [rect.y for rect in rects] == [0, 20]


def test_a_card_over_two_lines_is_masked_in_both() -> None:
    assert texts(read("Card 4111 1111", "1111 1111 thanks")) == ["Card [card]", "[card] thanks"]


def test_a_private_key_is_masked_line_by_line_and_the_text_after_it_stays() -> None:
    lines = read("-----BEGIN EC PRIVATE KEY-----", "MHcCAQEEIA", "oUQDQgAE", "-----END EC PRIVATE KEY-----", "done")
    assert texts(lines) == ["[key]", "[key]", "[key]", "[key]", "done"]


def test_a_private_key_whose_end_is_not_shown_is_masked_to_the_end_of_its_column() -> None:
    key = [placed(text, 0, 20 * row) for row, text in enumerate(["BEGIN PRIVATE KEY", "abcdefgh", "ijklmnop"])]
    beside = [placed(f"menu entry {row}", 600, 20 * row) for row in range(3)]
    mixed = [line for pair in zip(key, beside, strict=True) for line in pair]
    assert texts(mixed) == ["[key]", "menu entry 0", "[key]", "menu entry 1", "[key]", "menu entry 2"]


def test_a_line_does_not_go_on_in_the_next_column() -> None:
    left, right = placed("Card 4111 1111", 0, 0), placed("1111 1111 items", 600, 0)
    assert texts([left, right]) == ["Card 4111 1111", "1111 1111 items"]


def test_a_token_in_which_reading_put_blanks_is_masked_whole() -> None:
    broken = f"{GITHUB[:14]} {GITHUB[14:27]} {GITHUB[27:]}"
    assert texts(read(f"token: {broken} is new")) == ["token: [token] is new"]


def test_a_token_cut_off_at_the_windows_edge_is_masked() -> None:
    assert texts(read(f"token {GITHUB[:18]}")) == ["token [token]"]
    assert texts(read(f"{KEY[12:]} cut on the left")) == ["[token] cut on the left"]


def test_a_number_that_was_read_wrongly_is_masked_where_it_is_grouped_like_a_card() -> None:
    assert texts(read("4111 1111 1111 1117")) == ["[card]"]
    assert texts(read("4111 1111 1111 11 valid thru 09/28")) == ["[card] valid thru 09/28"]
    assert texts(read("number 4111111111111117")) == ["number 4111111111111117"]


def test_an_account_that_was_read_wrongly_is_masked_behind_its_name() -> None:
    assert texts(read("IBAN: DE89 3704 0044 0532 O13O O1")) == ["IBAN: [iban]"]
    assert texts(read("IBAN: 1T60 X054 2811 1010 0000 0123 45 due")) == ["IBAN: [iban] due"]


def test_a_password_below_its_label_is_masked_but_not_the_next_label() -> None:
    assert texts(read("Password", "winterBerlin$")) == ["Password", "[password]"]
    assert texts(read("Password", "Remember me")) == ["Password", "Remember me"]


def test_a_line_without_words_is_painted_over_whole() -> None:
    line = Line(f"key {GITHUB} end", Rect(5, 6, 300, 16))
    (result,), rects = mask([line])
    assert (result.text, rects) == ("key [token] end", [line.rect])


def test_lines_without_a_place_are_taken_in_their_order() -> None:
    lines = [Line(text, Rect(0, 0, 0, 0)) for text in ("Password", "Tr0ub4dor&3", "plain")]
    assert texts(lines) == ["Password", "[password]", "plain"]


def test_without_secrets_lines_come_back_the_same() -> None:
    lines = read("The meeting is on Thursday", "at 14:30 in room 204")
    assert mask(lines) == (lines, [])
    assert mask([]) == ([], [])


@given(st.lists(st.text(alphabet=string.printable), max_size=6))
def test_any_lines_can_be_masked_and_keep_their_number_and_places(some: list[str]) -> None:
    lines = read(*(" ".join(text.split()) for text in some))
    results, rects = mask(lines)
    assert [line.rect for line in results] == [line.rect for line in lines]
    assert all(any(line.rect.meet(rect) for line in lines) or rect.area == 0 for rect in rects)
