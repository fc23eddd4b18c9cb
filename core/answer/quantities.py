"""How much a sentence says: "5 km", "1 h 20 min", "€12.50", "30 pages", brought to one unit of each kind."""

import re
from dataclasses import dataclass

_UNITS_LIST = """
    km 1 km kilometre kilometres kilometer kilometers kms
    km 0.001 m metre metres meter meters
    km 1.609344 mi mile miles
    minutes 1 min mins minute minutes
    minutes 60 h hr hrs hour hours
    pages 1 page pages
    kg 1 kg kilo kilos kilogram kilograms
    steps 1 steps
    € 1 € eur euro euros
    $ 1 $ usd dollar dollars
    £ 1 £ gbp pound pounds
    crowns 1 crown crowns kr nok
    litres 1 l litre litres liter liters
"""
_UNITS: dict[str, tuple[str, float]] = {}
for _line in _UNITS_LIST.strip().splitlines():
    _unit, _factor, *_names = _line.split()
    _UNITS |= dict.fromkeys(_names, (_unit, float(_factor)))
MONEY = "€$£"
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.,]\d{1,2})?"
_WORDS = "|".join(sorted((re.escape(name) for name in _UNITS if name.isalpha()), key=len, reverse=True))
_AFTER = re.compile(rf"(?<![\w.,])(?P<n>{_NUMBER})\s?(?P<unit>(?:{_WORDS})\b|[€$£])", re.I)
_BEFORE = re.compile(rf"(?P<unit>[€$£])\s?(?P<n>{_NUMBER})(?!\w)")


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in the unit of its kind: km, minutes, pages, kg, a currency."""

    value: float
    unit: str


def unit_of(noun: str) -> str:
    """The unit that a noun of a question names: "kilometres" is "km"; "" for none."""
    last = noun.rpartition(" ")[2]
    return _UNITS[last][0] if last in _UNITS else ""


def names_of(unit: str) -> tuple[str, ...]:
    """The words of a unit's kind: "km" is also said in miles."""
    return tuple(name for name, (kind, _) in _UNITS.items() if kind == unit and name.isalpha())


def quantities(text: str, unit: str = "") -> list[Quantity]:
    """The amounts of a text in order, only those of `unit` if one is given; hours and minutes beside them are one."""
    matches = sorted([*_AFTER.finditer(text), *_BEFORE.finditer(text)], key=lambda match: match.start())
    found: list[tuple[Quantity, int]] = []
    for match in matches:
        kind, factor = _UNITS[match["unit"].lower()]
        amount = Quantity(_value(match["n"]) * factor, kind)
        follows = found and re.fullmatch(r"[\s,]*(?:and\s)?", text[found[-1][1] : match.start()])
        if follows and kind == found[-1][0].unit == "minutes":
            amount = Quantity(found.pop()[0].value + amount.value, kind)
        found.append((amount, match.end()))
    return [amount for amount, _ in found if not unit or amount.unit == unit]


def said(amount: Quantity) -> str:
    """An amount in words: "12.5 km", "1 h 20 min", "€40"."""
    value = f"{amount.value:.2f}".rstrip("0").rstrip(".")
    if amount.unit in MONEY:
        return f"{amount.unit}{amount.value:.2f}".removesuffix(".00")
    if amount.unit == "minutes" and amount.value >= 60:
        hours, minutes = divmod(round(amount.value), 60)
        return f"{hours} h {minutes} min" if minutes else f"{hours} h"
    return f"{value} {amount.unit}"


def _value(number: str) -> float:
    if re.fullmatch(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?", number):
        return float(number.replace(",", ""))
    return float(number.replace(",", "."))
