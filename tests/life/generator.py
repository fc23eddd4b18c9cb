"""Sixty days of a life, by seed: what was written down, day by day, and what was true on each of them.

People move, change jobs, adopt a second dog; plans shift, things repeat, some is corrected, some ends, and much that is
only asked, wished, supposed or heard of stands between.
"""

import random
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.life.phrasings import SMALLTALK, Phrasings

START = datetime(2025, 3, 3, 7, tzinfo=UTC)  # a Monday
DAYS = 60
CITIES = (
    "Porto",
    "Lisbon",
    "Berlin",
    "Vienna",
    "Ghent",
    "Oslo",
    "Turin",
    "Leeds",
    "Nantes",
    "Krakow",
    "Malmo",
    "Basel",
)
FIRMS = ("Acme", "Beacon", "Corvid", "Dunmore", "Ellipsis", "Fernhill", "Gantry", "Halyard", "Inkwell", "Juniper")
FRIENDS = ("Tomas", "Priya", "Grace", "Jonah")
DENTISTS = ("Dr Silva", "Dr Okafor", "Dr Lindqvist", "Dr Moreau")
CARS = ("Skoda", "Fiat", "Toyota", "Renault", "Volvo")
SPOTS = ("under the flower pot", "in the shed", "behind the meter", "in the blue jar", "on the top shelf")
CAFES = ("Luna", "Copper Kettle", "Nordlys", "Magnolia", "Harbour House")
PETS = (("dog", "Buddy"), ("cat", "Misty"), ("dog", "Scout"), ("rabbit", "Clover"), ("cat", "Pepper"), ("dog", "Ziggy"))
HOBBIES = ("pottery", "fencing", "chess", "archery", "ballet", "climbing")
TOWNS = ("Sintra", "Bruges", "Delft", "Siena", "Bergen", "Lucca")
GOODS = ("kettle", "lamp", "backpack", "tent", "blender", "drill")
FOODS = ("walnuts", "shellfish", "celery", "sesame")
PLACES = ("Rome", "Athens", "Dublin")
MONTHS = ("June", "July", "September", "October")
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")


@dataclass(frozen=True)
class Fact:
    """A slot of somebody: how it is asked for, what the program calls it, whether it has many values at once."""

    key: str
    subject: str
    slot: str
    question: str
    many: bool = False


@dataclass
class Entry:
    """One thing written down: the arguments of `add`; `sets` is what it makes true, `ends` what it makes untrue."""

    item: dict[str, Any]
    event: str
    fact: Fact | None = None
    sets: str | None = None
    ends: tuple[str, ...] = ()
    repeats: bool = False
    id: str = ""


@dataclass
class Life:
    """Everything written down, in order of time, and the facts that it speaks of."""

    entries: list[Entry] = field(default_factory=list)
    facts: dict[str, Fact] = field(default_factory=dict)

    def truth(self, fact: Fact, at: datetime) -> tuple[str, ...]:
        """The values that a fact has at a time, oldest first."""
        values: list[str] = []
        for entry in self.entries:
            if entry.fact == fact and entry.item["occurred_at"] <= at:
                if entry.ends or (entry.sets and not fact.many):
                    values = [value for value in values if fact.many and value not in entry.ends]
                if entry.sets and entry.sets not in values:
                    values.append(entry.sets)
        return tuple(values)

    def ever(self, fact: Fact) -> tuple[str, ...]:
        """Every value that a fact has had."""
        return tuple(dict.fromkeys(entry.sets for entry in self.entries if entry.fact == fact and entry.sets))


def life(seed: int, phrasings: Phrasings) -> Life:
    """A life by seed, told in these phrasings; the same seed tells the same life."""
    return _Teller(random.Random(seed), phrasings).life()


class _Teller:
    def __init__(self, chance: random.Random, phrasings: Phrasings) -> None:
        self.chance = chance
        self.phrasings = phrasings
        self.told = Life()

    def life(self) -> Life:
        """Tell everything, then put it in order."""
        self._slots()
        self._plans()
        self._sets()
        self._distractors()
        for _ in range(DAYS * 2):
            self._write(self.chance.choice(SMALLTALK), self.chance.randrange(DAYS), "smalltalk")
        self.told.entries.sort(key=lambda entry: entry.item["occurred_at"])
        return self.told

    def _slots(self) -> None:
        me = [
            ("residence", "self", "lives in", "Where do I live?", CITIES),
            ("job", "self", "works at", "Where do I work?", FIRMS),
            ("phone", "self", "phone", "What is my phone number?", self._numbers()),
            ("rent", "self/rent", "is", "What is the rent?", ("850", "905", "960", "1015")),
            ("dentist", "self", "dentist", "Who is my dentist?", DENTISTS),
            ("car", "self", "drives", "What car do I drive?", CARS),
            ("key", "self/spare key", "is kept", "Where is the spare key?", SPOTS),
            ("favourite", "self", "favourite cafe", "What is my favourite cafe?", CAFES),
            ("hours", "self/library", "opens", "When does the library open?", ("9:00", "10:00", "8:30")),
            ("thermostat", "self/thermostat", "is", "What is the thermostat set to?", ("19", "20", "21", "18")),
        ]
        for event, subject, slot, question, values in me:
            fact = self._fact(Fact(event, subject, slot, question))
            self._changes(fact, event, self._some(values, self.chance.choice((2, 3))), ends=event == "job")
        for name in self.chance.sample(FRIENDS, 3):
            fact = self._fact(Fact(f"{name} residence", name.lower(), "lives in", f"Where does {name} live?"))
            self._changes(fact, "residence", self._some(CITIES, 2), name=name)
            fact = self._fact(Fact(f"{name} job", name.lower(), "works at", f"Where does {name} work?"))
            self._changes(fact, "job", self._some(FIRMS, 2), name=name)

    def _changes(self, fact: Fact, event: str, values: list[str], *, name: str = "", ends: bool = False) -> None:
        """A first value, changes with days between, perhaps a repetition, a correction, an end."""
        days = sorted(self.chance.sample(range(1, DAYS - 4, 3), len(values) + 1))
        before = ""
        for day, value in zip(days, values, strict=False):
            kind = f"{event}.change" if before else f"{event}.first"
            if event == "rent" and before and self.chance.random() < 0.3:
                kind = "correction"
            self._say(kind, day, fact, sets=value, ends=(before,) if before else (), name=name, old=before, new=value)
            if self.chance.random() < 0.3:
                self._say(f"{event}.first", day + 1, fact, sets=value, name=name, new=value, repeats=True)
            before = value
        if ends and self.chance.random() < 0.5:
            self._say(f"{event}.end", days[-1] + 2, fact, ends=(before,), name=name, old=before)

    def _plans(self) -> None:
        place = self.chance.choice(PLACES)
        name = " ".join(sorted(("trip", place.lower())))
        fact = self._fact(Fact("trip", f"self/{name}", "is on", f"When is the trip to {place}?"))
        days = sorted(self.chance.sample(range(1, DAYS - 2), 3))
        first, second = self.chance.sample(MONTHS, 2)
        self._say("trip.first", days[0], fact, sets=first, place=place, month=first)
        self._say("trip.change", days[1], fact, sets=second, ends=(first,), place=place, month=first, later=second)
        if self.chance.random() < 0.4:
            self._say("trip.end", days[2], fact, ends=(second,), place=place)
        fact = self._fact(Fact("appointment", "self/dentist", "is on", "When is my dentist appointment?"))
        week = self.chance.randrange(1, 7)
        old, new = sorted(self.chance.sample(range(2, 5), 2))
        words: dict[str, Any] = {"day": WEEKDAYS[old], "next": WEEKDAYS[new], "hour": "15:00"}
        self._say("appointment.first", week * 7, fact, sets=words["day"], **words)
        self._say("appointment.change", week * 7 + 1, fact, sets=words["next"], ends=(words["day"],), **words)

    def _sets(self) -> None:
        self._additions(
            "pet",
            "pets",
            "What pets do I have?",
            [pet for _, pet in self._some(PETS, 3)],
            animals={name: animal for animal, name in PETS},
        )
        self._additions("hobby", "does", "What hobbies do I have?", self._some(HOBBIES, 3))
        self._additions("visit", "has been to", "Where have I been?", self._some(TOWNS, 3), ends=False)
        self._additions("bought", "bought", "What did I buy?", self._some(GOODS, 3), ends=False)
        self._additions("allergy", "is allergic to", "What am I allergic to?", self._some(FOODS, 2), ends=False)

    def _additions(
        self,
        event: str,
        slot: str,
        question: str,
        values: list[str],
        *,
        ends: bool = True,
        animals: dict[str, str] | None = None,
    ) -> None:
        fact = self._fact(Fact(event, "self", slot, question, many=True))
        days = sorted(self.chance.sample(range(1, DAYS - 8), len(values)))
        for day, value in zip(days, values, strict=True):
            self._say(f"{event}.add", day, fact, sets=value, new=value, animal=(animals or {}).get(value, ""))
        if ends and self.chance.random() < 0.6:
            gone = self.chance.choice(values[:2])
            self._say(f"{event}.end", days[-1] + 4, fact, ends=(gone,), old=gone)

    def _distractors(self) -> None:
        wrongs = {"residence": CITIES, "job": FIRMS, "rent": ("1200", "1350"), "key": SPOTS, "pet": ("Rex", "Nala")}
        for event, values in wrongs.items():
            used = {value for fact in self.told.facts.values() for value in self.told.ever(fact)}
            free = [value for value in values if value not in used] or ["Utopia"]
            for phrase in self.chance.sample(self.phrasings[f"distractor.{event}"], 3):
                text = phrase.format(wrong=self.chance.choice(free), animal="hamster")
                self._write(text, self.chance.randrange(2, DAYS), "distractor")

    def _say(
        self,
        kind: str,
        day: int,
        fact: Fact,
        /,
        *,
        sets: str | None = None,
        ends: tuple[str, ...] = (),
        name: str = "",
        repeats: bool = False,
        **words: Any,
    ) -> None:
        """One event, in a note or, for a friend, by turns in their own chat or in a note about them."""
        own = not name or self.chance.random() < 0.5
        phrase = self.chance.choice(self.phrasings[kind if own else f"{kind}.other"])
        text = phrase.format(name=name, **words)
        text = text[0].upper() + text[1:]
        self._write(text, day, kind, fact, sets, ends, author=name if own else "", repeats=repeats)

    def _write(
        self,
        text: str,
        day: int,
        event: str,
        fact: Fact | None = None,
        sets: str | None = None,
        ends: tuple[str, ...] = (),
        author: str = "",
        repeats: bool = False,
    ) -> None:
        at = START + timedelta(days=day, minutes=self.chance.randrange(14 * 60), microseconds=len(self.told.entries))
        item: dict[str, Any] = {"text": text, "occurred_at": at}
        if author:
            item |= {"kind": "chat", "source": {"author": author, "app": "chat", "thread": f"{author}-{day}"}}
        self.told.entries.append(Entry(item, event, fact, sets, ends, repeats))

    def _fact(self, fact: Fact) -> Fact:
        self.told.facts[fact.key] = fact
        return fact

    def _some(self, values: Any, count: int) -> list[Any]:
        return self.chance.sample(list(values), count)

    def _numbers(self) -> tuple[str, ...]:
        return tuple(f"555-{self.chance.randrange(1000, 9999)}" for _ in range(4))
