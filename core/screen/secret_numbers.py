"""Payment cards and bank accounts in a text, also where reading took letters for digits.

Luhn's check and the IBAN's structures and check digits are python-stdnum's; this module only finds the candidates.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import accumulate
from typing import NamedTuple

_DIGITS = {
    letter: digit
    for digit, letters in {
        "0": "OoQD",
        "1": "Il|!i",
        "2": "Zz",
        "4": "A",
        "5": "Ss$",
        "6": "Gb",
        "8": "B",
        "9": "gq",
    }.items()
    for letter in letters
}
_LETTERS = {
    "0": "O",
    "1": "I",
    "2": "Z",
    "5": "S",
    "6": "G",
    "8": "B",
    "|": "I",
    "!": "I",
    "$": "S",
    "]": "J",
    "}": "J",
}
_GROUP = re.compile(rf"[0-9{re.escape(''.join(_DIGITS))}]+")
_GAP = re.compile(r"[ \u00a0\u2009\t\n]{0,2}[-–—.·]?[ \u00a0\u2009\t\n]{0,2}")
_CARD_WORDS = re.compile(
    r"card|visa|master|maestro|amex|american express|discover|diners|jcb|unionpay|karte|carte|tarjeta|cart[aãã]o|carta"
    r"|kaart|kort|karta|карт|カード|卡|cvv|cvc|expir|gültig|valid thru|\b(?:0[1-9]|1[0-2]) ?/ ?(?:20)?[2-4]\d\b",
    re.IGNORECASE,
)
_CARD_SHAPES = ((4, 4, 4, 4), (4, 4, 4, 4, 3), (4, 6, 5), (4, 6, 4), (4, 4, 4, 1))
_CONTEXT = 120
"""Characters on either side in which a word about cards or accounts counts."""
_IBAN_START = re.compile(r"(?<![A-Za-z0-9])[A-Za-z0158]{2} ?[0-9OoQDIl|SsZzB]{2}(?=[ \-\n]?[A-Za-z0-9|\]}])")
_IBAN_WORD = re.compile(r"[itl1|] ?ban\b|konto|account", re.IGNORECASE)
_BLURRED_IBAN = re.compile(
    # Behind its name whatever it has become, or in groups of four of which the first begins with letters.
    r"(?:(?i:[itl1|] ?ban)\W{1,4}(?P<named>[A-Z0-9£$€|@]{15,34}(?![\w]))"
    r"|(?<!\S)(?P<grouped>(?=[A-Z£€|])[A-Z0-9£€|]{2,3}[0-9OoSsIlZB@£]{2}"
    r"(?: [A-Z0-9|\]}]{4}){2,7}(?: [A-Z0-9|\]}]{1,3})?)(?!\w))"
)
_LOST = 2
"""Characters that reading may leave out of an account number or add to it."""
_LONGEST_IBAN = 34  # ISO 13616-1


class _Group(NamedTuple):
    start: int
    end: int
    digits: str


def cards(text: str, *, read: bool = False) -> list[tuple[int, int]]:
    """Where card numbers stand: Luhn holds, and the first digits and the grouping are those of a card.

    `read` says that the text was read from a picture, where a digit may be wrong: then the grouping is enough, and
    beside words about cards so is a number that is cut off.
    """
    found: list[tuple[int, int]] = []
    for run in _runs(text):
        start = 0
        while start < len(run):
            end = next(
                (end for end in range(min(len(run), start + 19), start, -1) if _is_card(text, run[start:end], read)),
                None,
            )
            if end is not None:
                found.append((run[start].start, run[end - 1].end))
            start = end if end is not None else start + 1
    return found


def ibans(text: str, *, read: bool = False) -> list[tuple[int, int]]:
    """Where account numbers stand: the country's structure fits and the check digits hold.

    `read` says that the text was read from a picture: then the structure is enough, and so are groups of four or the
    word IBAN before a number whose structure does not quite fit.
    """
    found: list[tuple[int, int]] = []
    for country in _IBAN_START.finditer(text):
        if found and country.start() < found[-1][1]:
            continue
        if (last := _iban_end(text, country.start(), read)) is not None:
            found.append((country.start(), last))
    for match in _BLURRED_IBAN.finditer(text) if read else ():
        start, end = match.span("named" if match["named"] else "grouped")
        if sum(char.isdigit() for char in text[start:end]) >= 10:
            found.append((start, end))
    return found


def _runs(text: str) -> Iterator[list[_Group]]:
    """Groups of digits that only blanks, dashes or dots hold apart."""
    run: list[_Group] = []
    for match in _GROUP.finditer(text):
        group = _group(text, match)
        if run and (group is None or not _GAP.fullmatch(text, run[-1].end, match.start())):
            yield run
            run = []
        if group is not None:
            run.append(group)
    if run:
        yield run


def _group(text: str, match: re.Match[str]) -> _Group | None:
    """The digits of a group; None where it is a part of a word, or more letters than digits."""
    if text[match.start() - 1 : match.start()].isalnum() or text[match.end() : match.end() + 1].isalnum():
        return None
    real = sum(char.isdigit() for char in match[0])
    return (
        _Group(match.start(), match.end(), "".join(_DIGITS.get(char, char) for char in match[0]))
        if (real * 2 >= len(match[0]))
        else None
    )


def _is_card(text: str, groups: list[_Group], read: bool) -> bool:
    from stdnum import luhn

    digits = "".join(group.digits for group in groups)
    if re.search(r"\d[.,]$", text[: groups[0].start][-2:]):  # the decimals of a number
        return False
    if not 12 <= len(digits) <= 19 or not _is_issued(digits) or not _letters_are_few(text, groups):
        return False
    regular = _irregular(groups) == 0
    if len(digits) >= 13 and luhn.is_valid(digits) and (regular or (read and _irregular(groups) == 1)):
        return True
    if not read or not regular:
        return False
    about = _near(_CARD_WORDS, text, groups[0].start, groups[-1].end)
    return about or (len(groups) >= 3 and len(digits) in (15, 16))


def _is_issued(digits: str) -> bool:
    """Whether payment cards begin like this (ISO/IEC 7812: major industries 3 to 6; Mastercard also 2221 to 2720)."""
    return digits[0] in "3456" or "2221" <= digits[:4] <= "2720"


def _letters_are_few(text: str, groups: list[_Group]) -> bool:
    written = "".join(text[group.start : group.end] for group in groups)
    return sum(not char.isdigit() for char in written) * 4 <= len(written)


def _irregular(groups: list[_Group]) -> int:
    """How many gaps between the groups stand where no card has one."""
    gaps = list(accumulate(len(group.digits) for group in groups))[:-1]
    return min(sum(gap not in tuple(accumulate(shape)) for gap in gaps) for shape in _CARD_SHAPES)


def _iban_end(text: str, start: int, read: bool) -> int | None:
    from stdnum import iban

    places = _places(text, start)
    country = "".join(_LETTERS.get(text[place], text[place]) for place in places[:2]).upper()
    kinds = _structure(country)
    if not kinds or len(places) < len(kinds) - _LOST:
        return None
    if len(places) >= len(kinds) and not text[places[len(kinds) - 1] + 1 :][:1].isalnum():
        end = places[len(kinds) - 1] + 1
        written = "".join(text[place] for place in places[: len(kinds)])
        number = "".join(_as_kind(char, kind) for char, kind in zip(written, kinds, strict=True)).upper()
        tried = (number, *_alternatives(number, kinds))
        if any(iban.is_valid(one, check_country=False) for one in tried):
            return end
        if read and _fits(number, kinds) and sum(char.isdigit() for char in written) >= 8:
            return end
    return _blurred_end(text, start, places, len(kinds)) if read else None


def _blurred_end(text: str, start: int, places: list[int], length: int) -> int | None:
    """Where a number ends that reading gave a character too few or too many, if it stands behind the word IBAN."""
    for count in (length, length - 1, length + 1, length - 2, length + 2):
        if count > len(places) or text[places[count - 1] + 1 :][:1].isalnum():
            continue
        written = [text[place] for place in places[:count]]
        digits = sum(char.isdigit() for char in written)
        if digits * 2 >= count and _IBAN_WORD.search(text[max(start - 24, 0) : start]):
            return places[count - 1] + 1
    return None


def _places(text: str, start: int) -> list[int]:
    """Where the next letters and digits stand, across single blanks, dashes and line breaks."""
    places: list[int] = []
    for place in range(start, len(text)):
        char = text[place]
        if char.isascii() and (char.isalnum() or char in "|!$]}"):
            places.append(place)
            if len(places) == _LONGEST_IBAN:
                break
        elif char not in " -\n\u00a0" or (places and place - places[-1] > 2):
            break
    return places


@lru_cache(maxsize=512)
def _structure(country: str) -> str:
    """What each character of a country's IBAN is (a letter, n digit, c either); empty for a country without."""
    from stdnum import numdb

    if not re.fullmatch("[A-Z]{2}", country):
        return ""
    found: str = numdb.get("iban").info(f"{country}00")[0][1].get("bban", "")
    return "aann" + "".join(kind * int(count) for count, kind in re.findall(r"(\d+)!([nac])", found)) if found else ""


def _as_kind(char: str, kind: str) -> str:
    """A character as what must stand in its place."""
    if kind == "n":
        return _DIGITS.get(char, char)
    return _LETTERS.get(char, char) if kind == "a" or not char.isalnum() else char


def _alternatives(number: str, kinds: str) -> Iterator[str]:
    """The number with letters and digits swapped where either may stand and they look alike; one place at a time."""
    for place, kind in enumerate(kinds):
        other = (_DIGITS.get(number[place]) or _LETTERS.get(number[place])) if kind == "c" else None
        if other:
            yield number[:place] + other + number[place + 1 :]


def _fits(number: str, kinds: str) -> bool:
    tests = {"n": str.isdigit, "a": str.isalpha, "c": str.isalnum}
    return all(tests[kind](char) for char, kind in zip(number, kinds, strict=True))


def _near(words: re.Pattern[str], text: str, start: int, end: int) -> bool:
    return words.search(text[max(start - _CONTEXT, 0) : start] + "\n" + text[end : end + _CONTEXT]) is not None
