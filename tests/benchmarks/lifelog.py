"""A quarter of a diary, by seed, with questions whose answers are known: counts, lists, totals, first, last, who, when.

Between what took place stands what did not: wishes, plans, cancellations, and what others did.
"""

import random
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

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
class Phrasings:
    """How things are written down."""

    runs: tuple[str, ...]
    no_runs: tuple[str, ...]
    read: tuple[str, ...]
    unread: tuple[str, ...]
    watched: tuple[str, ...]
    met: tuple[str, ...]
    unmet: tuple[str, ...]
    spent: tuple[str, ...]
    visited: tuple[str, ...]


TUNED = Phrasings(
    runs=(
        "Ran {n} km along the river.",
        "Went for a run before work, {n} km.",
        "Today I ran {n} km, slow but fine.",
        "Morning run: {n} km.",
        "Jogged {n} km with {friend}.",
    ),
    no_runs=(
        "Wanted to run but it rained.",
        "I didn't run today.",
        "{friend} ran {n} km this morning.",
        "Tomorrow I will run {n} km.",
        "Planning to run a half marathon some day.",
        "I should run more often.",
    ),
    read=("Finished reading the book {x}.", "I read the book {x}, liked it.", "Read the book {x} on the train."),
    unread=("I want to read the book {x}.", "{friend} read the book {x}.", "Bought the book {x}, not opened yet."),
    watched=("Watched the film {x} with {friend}.", "Saw the film {x} at the cinema with {friend}."),
    met=("Met {x} for coffee.", "Had a long walk, then I met {x} for lunch.", "Met {x} at the market."),
    unmet=("{x} cancelled, so we did not meet.", "I hope to meet {x} soon."),
    spent=("Spent €{n} on {x}.", "Paid €{n} for {x}."),
    visited=("Visited {x} today.", "We visited {x}, lovely weather.", "Yesterday I visited {x}."),
)
HELD_OUT = Phrasings(
    runs=(
        "Got up at six and ran {n} km before breakfast.",
        "Evening run with {friend}: {n} km in the park.",
        "{n} km run, legs like lead.",
        "After work we ran {n} km on the track.",
    ),
    no_runs=(
        "Too hot to run.",
        "{friend} says she ran {n} km, show-off.",
        "No run today, knee hurts.",
        "Signed up to run {n} km in autumn.",
    ),
    read=(
        "The book {x} is done, what an ending.",
        "Stayed up late and finished the book {x}.",
        "Just read the book {x}.",
    ),
    unread=("{friend} keeps praising the book {x}.", "Got the book {x} from the library."),
    watched=("{friend} and I watched the film {x}.", "Film night: we saw {x} with {friend}."),
    met=("Ran into {x} at the station.", "Coffee with {x}.", "I met up with {x} after work."),
    unmet=("{x} wrote that she is ill.", "Must meet {x} again some time."),
    spent=("{n} euros spent on {x}.", "The {x} cost me {n} euros.", "I spent €{n} on {x} today."),
    visited=("Day trip to {x}.", "We took the train and visited {x}.", "Drove to {x} and visited the old town."),
)
"""Phrasings that were written after the rules, and of which only what was counted in error was looked at."""


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


def lifelog(seed: int, told: Phrasings = TUNED) -> Log:
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
    return Log(items, [*_asked(runs, read, met, spent), *_known(seen, towns), *_unknown(draw)])


def _asked(
    runs: list[tuple[datetime, int]],
    read: list[tuple[datetime, str]],
    met: list[tuple[datetime, str]],
    spent: list[tuple[datetime, str, int]],
) -> list[Question]:
    found: list[Question] = []
    for number, month in enumerate(MONTHS, start=3):
        distances = [n for at, n in runs if at.month == number]
        if distances:
            asked = f"How many times did I run in {month}?"
            found.append(Question(asked, "count", (times(len(distances)),)))
            found.append(Question(f"How many km did I run in {month}?", "total", (f"{sum(distances)} km",)))
            found.append(Question(f"What was my longest run in {month}?", "longest", (f"{max(distances)} km",)))
            found.append(
                Question(f"and in {month}?", "follow-up", (times(len(distances)),), "How often did I run in June?")
            )
        for shop in SHOPS:
            prices = [n for at, what, n in spent if at.month == number and what == shop]
            if prices:
                found.append(Question(f"How much did I spend on {shop} in {month}?", "total", (f"€{sum(prices)}",)))
    if read:
        books = tuple(book for _, book in read)
        found.append(Question("Which books did I read?", "list", books))
        found.append(Question("List all the books I have read so far", "list", books))
        found.append(Question("How many books did I read?", "count", (f"{len(books)} book",)))
        found.append(Question("What was the last book I read?", "last", (books[-1],)))
    for friend in dict.fromkeys(whom for _, whom in met):
        days = [at for at, whom in met if whom == friend]
        found.append(Question(f"When did I last meet {friend}?", "last", (said(days[-1]),)))
        found.append(Question(f"When did I first meet {friend}?", "first", (said(days[0]),)))
        found.append(Question(f"How often did I meet {friend}?", "count", (times(len(days)),)))
    return found


def _known(seen: dict[str, str], towns: dict[str, datetime]) -> list[Question]:
    who = [Question(f"With whom did I see {film}?", "who", (friend,)) for film, friend in seen.items()]
    when = [Question(f"When did I visit {town}?", "when", (said(at),)) for town, at in towns.items()]
    follow = [
        Question("When was that?", "follow-up", (said(at),), f"Did I visit {town}?") for town, at in towns.items()
    ]
    return [*who, *when, *follow]


def _unknown(draw: random.Random) -> list[Question]:
    asked = [
        f"When did I visit {TOWNS[-1]}?",
        f"With whom did I see {FILMS[-1]}?",
        "How many times did I swim in April?",
        "How much did I spend on furniture?",
        f"When did I read {BOOKS[-2]}?",
        "When did I last meet Leopold?",
        "What is my blood type?",
        "Who repaired the boiler?",
        "When did I fly to Chile?",
        "How often did I play tennis?",
    ]
    return [Question(text, "unanswerable", ()) for text in draw.sample(asked, len(asked))]


def times(count: int) -> str:
    """A number of times as an answer says it."""
    return {1: "Once", 2: "Twice"}.get(count, f"{count} times")


def said(at: datetime) -> str:
    """A day as an answer says it."""
    return f"{at.day} {at:%B %Y}"
