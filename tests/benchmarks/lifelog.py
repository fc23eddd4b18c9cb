"""A quarter of a diary, by seed, with questions whose answers are known: counts, lists, totals, first, last, who, when.

Between what took place stands what did not: wishes, plans, cancellations, and what others did.
"""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.benchmarks.wordings import PLAIN, TUNED, Asks, Phrasings

START = datetime(2025, 3, 3, 19, tzinfo=UTC)
DAYS = 90
NOW = START + timedelta(days=DAYS)
MONTHS = ("March", "April", "May")
FRIENDS = ("Ana", "Tomas", "Priya", "Jonah", "Grace", "Milo")
BOOKS = ("Dune", "Emma", "Solaris", "Middlemarch", "Ulysses", "Beloved", "Persuasion", "Neuromancer")
FILMS = ("Stalker", "Alien", "Amelie", "Heat", "Vertigo", "Ran")
TOWNS = ("Sintra", "Bruges", "Delft", "Siena", "Bergen", "Lucca")
SHOPS = ("groceries", "books", "tools", "clothes")
SMALL = (
    "Rain all day.",
    "The neighbour's cat sat on the wall again.",
    "Slept badly.",
    "Cooked lentils for dinner.",
    "The kitchen tap drips.",
    "Called the plumber about the tap.",
    "Long call with the bank.",
    "Repotted the basil.",
    "New light bulb in the hall.",
)


@dataclass(frozen=True, slots=True)
class Question:
    """A question with its answer: words that the answer says, or for a list all that it must name; () = not known."""

    text: str
    kind: str
    answer: tuple[str, ...]
    after: str = ""
    """The question asked before, if this one leans on it."""


@dataclass(slots=True)
class Log:
    """What was written down, as `add_many` takes it, and what may be asked."""

    items: list[dict[str, Any]]
    questions: list[Question]


def lifelog(seed: int, told: Phrasings = TUNED, asks: Asks = PLAIN) -> Log:
    """Make one."""
    draw = random.Random(seed)
    items: list[dict[str, Any]] = []
    runs: list[tuple[datetime, int]] = []
    read: list[tuple[datetime, str]] = []
    met: list[tuple[datetime, str]] = []
    spent: list[tuple[datetime, str, int]] = []
    seen: dict[str, str] = {}
    towns: dict[str, datetime] = {}
    books, films, places = list(BOOKS[:-2]), list(FILMS[:-1]), list(TOWNS[:-2])

    def write(day: int, text: str) -> datetime:
        at = START + timedelta(days=day, minutes=draw.randrange(120))
        items.append({"text": text, "occurred_at": at})
        return at

    for day in range(DAYS):
        friend, n = draw.choice(FRIENDS), draw.randrange(3, 15)
        write(day, draw.choice(SMALL) + f" ({day + 1})")
        if draw.random() < 0.3:
            runs.append((write(day, draw.choice(told.runs).format(n=n, friend=friend)), n))
        elif draw.random() < 0.2:
            write(day, draw.choice(told.no_runs).format(n=n, friend=friend))
        if books and draw.random() < 0.08:
            book = books.pop(draw.randrange(len(books)))
            read.append((write(day, draw.choice(told.read).format(x=book)), book))
        elif draw.random() < 0.06:
            write(day, draw.choice(told.unread).format(x=BOOKS[-1], friend=friend))
        if films and draw.random() < 0.07:
            film = films.pop()
            write(day, draw.choice(told.watched).format(x=film, friend=friend))
            seen[film] = friend
        if draw.random() < 0.15:
            whom = draw.choice(FRIENDS[:4])
            met.append((write(day, draw.choice(told.met).format(x=whom)), whom))
        elif draw.random() < 0.06:
            write(day, draw.choice(told.unmet).format(x=draw.choice(FRIENDS[:4])))
        if draw.random() < 0.25:
            what, price = draw.choice(SHOPS), draw.randrange(4, 90)
            spent.append((write(day, draw.choice(told.spent).format(n=price, x=what)), what, price))
        if places and draw.random() < 0.05:
            town, form = places.pop(), draw.choice(told.visited)
            at = write(day, form.format(x=town))
            towns[town] = at - timedelta(days="Yesterday" in form)
    asked = random.Random(seed + 1000)
    questions = [*_asked(asks, asked, runs, read, met, spent), *_known(asks, asked, seen, towns), *_unknown(asks, draw)]
    return Log(items, questions)


def _asked(
    asks: Asks,
    draw: random.Random,
    runs: list[tuple[datetime, int]],
    read: list[tuple[datetime, str]],
    met: list[tuple[datetime, str]],
    spent: list[tuple[datetime, str, int]],
) -> list[Question]:
    found: list[Question] = []

    def ask(kind: str, forms: tuple[str, ...], answer: tuple[str, ...], **filled: str) -> None:
        found.append(Question(draw.choice(forms).format(**filled), kind, answer))

    for number, month in enumerate(MONTHS, start=3):
        distances = [n for at, n in runs if at.month == number]
        if distances:
            ask("count", asks.runs, (times(len(distances)),), month=month)
            ask("total", asks.distance, (f"{sum(distances)} km",), month=month)
            ask("longest", asks.longest, (f"{max(distances)} km",), month=month)
            before, after = draw.choice(asks.also)
            found.append(Question(after.format(month=month), "follow-up", (times(len(distances)),), before))
        for shop in SHOPS:
            prices = [n for at, what, n in spent if at.month == number and what == shop]
            if prices:
                ask("total", asks.spent, (f"€{sum(prices)}",), month=month, x=shop)
    if read:
        books = tuple(book for _, book in read)
        found += [Question(form, "list", books) for form in asks.books]
        ask("count", asks.book_count, (f"{len(books)} {asks.thing}",))
        ask("last", asks.last_book, (books[-1],))
    for friend in dict.fromkeys(whom for _, whom in met):
        days = [at for at, whom in met if whom == friend]
        ask("last", asks.last_met, (said(days[-1]),), x=friend)
        ask("first", asks.first_met, (said(days[0]),), x=friend)
        ask("count", asks.met, (times(len(days)),), x=friend)
    return found


def _known(asks: Asks, draw: random.Random, seen: dict[str, str], towns: dict[str, datetime]) -> list[Question]:
    who = [Question(draw.choice(asks.who).format(x=film), "who", (friend,)) for film, friend in seen.items()]
    when = [Question(draw.choice(asks.when).format(x=town), "when", (said(at),)) for town, at in towns.items()]
    follow: list[Question] = []
    for town, at in towns.items():
        before, after = draw.choice(asks.when_that)
        follow.append(Question(after, "follow-up", (said(at),), before.format(x=town)))
    return [*who, *when, *follow]


def _unknown(asks: Asks, draw: random.Random) -> list[Question]:
    return [Question(text, "unanswerable", ()) for text in draw.sample(asks.unknown, len(asks.unknown))]


def times(count: int) -> str:
    """A number of times as an answer says it."""
    return {1: "Once", 2: "Twice"}.get(count, f"{count} times")


def said(at: datetime) -> str:
    """A day as an answer says it."""
    return f"{at.day} {at:%B %Y}"
