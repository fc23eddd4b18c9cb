"""Everyday English sentences made from patterns, the sample over which the token projection is fitted.

The sample is the same for every run of one vocabulary: it depends on nothing but the seed below.
"""

import random
from collections.abc import Sequence

SEED = 20240229

PATTERNS = """
{name} {did} {thing} in {place} {when}.
I {did} {thing} with {name} and {name} {when}.
Hey {name}! How was {thing} in {place}?
What did {name} say about {thing}?
When did {name} last see {thing}?
My {kin} loves {thing}, but {other} is too {quality} for {other}.
We are planning {thing} for {when}; {name} will bring {other}.
The {word} near {place} was {quality} and a bit {quality}.
That's so {quality}! I really enjoyed {thing} {when}.
Note to self: {task} before {when}.
Remember to {task} and {task}.
{name} works as a {job} in {place} since {year}.
The {job} told my {kin} to {task}.
It cost {number} euros, so I paid by {word}.
Meeting notes: {word}, {word}, {word}; next step: {task}.
On {day} {number} {month} {year} we {did} {thing}.
I feel {quality} because my {kin} {did} {thing}.
Do you still have {thing} from {place}?
Thanks, {name}. I'll {task} {when}.
Our {word} project needs {thing} and more {word}.
The recipe needs {number} grams of {food}, some {food} and {food}.
{name} is allergic to {food} and prefers {food}.
I finished reading a book about {word} and {word}.
The {quality} {word} {did} the {quality} {word}.
Error {number}: the {word} could not open the {word} file.
Flight {number} leaves {place} at {number} on {day}.
My favourite {word} is the {word} one, it looks {quality}.
She {did} {thing}, then he {did} {other}.
Why is {thing} so {quality} in {month}?
{name}'s {kin} moved from {place} to {place} in {year}.
The doctor said that my {word} is {quality}; take {number} pills a day.
{word} {word} {word} {word}
""".strip().splitlines()

SLOTS = {
    "name": "Anna Ben Carlos Dina Emma Felix Grace Hassan Ines Jonas Kenji Lucy Maria Nadia Oliver Priya Quentin Rosa "
    "Sam Tom Uma Victor Wendy Yusuf Zoe",
    "did": "visited painted repaired found bought sold lost built cooked watched discussed organised cancelled started "
    "finished photographed recommended explained borrowed forgot cleaned designed practised won joined",
    "place": "Berlin Paris Tokyo London Chicago Boston Lisbon Mumbai Toronto Nairobi Sydney Istanbul the|office "
    "the|park the|garden the|museum the|hospital the|library school the|mountains the|beach the|gym town",
    "when": "yesterday last|night today tomorrow last|week next|month two|years|ago this|morning on|Friday in|June "
    "last|summer recently after|work at|noon over|the|weekend soon",
    "thing": "a|painting the|guitar an|old|bicycle the|marathon a|birthday|party the|camping|trip a|new|laptop "
    "the|presentation a|charity|concert the|adoption|papers a|puppy the|kitchen pottery|classes the|insurance|contract "
    "a|support|group the|tax|forms some|photos the|server a|short|film volunteer|work the|job|interview my|garden",
    "other": "the|weather that|song the|noise this|plan the|budget her|sister the|dog coffee the|music his|idea "
    "the|deadline swimming the|traffic my|car our|flat",
    "kin": "mother father brother sister daughter son wife husband uncle grandmother cousin friend colleague neighbour",
    "quality": "beautiful expensive quiet strange happy tired proud difficult useful broken warm cold green early late "
    "healthy nervous grateful amazing boring dangerous cheap honest",
    "task": "call|the|bank renew|the|passport book|a|table water|the|plants send|the|invoice buy|milk fix|the|bug "
    "back|up|the|photos pay|the|rent write|to|the|landlord sign|up|for|yoga charge|the|camera update|the|website",
    "job": "nurse teacher carpenter lawyer programmer dancer engineer counsellor chef driver journalist farmer",
    "food": "flour butter rice tomatoes garlic cheese chicken peanuts chocolate onions lemon pasta salmon honey",
    "day": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "month": "January February March April May June July August September October November December",
    "year": "1987 1999 2008 2015 2019 2021 2022 2023 2024",
    "number": "2 3 7 12 15 20 45 99 120 350 404 1000",
}


def sentences(vocabulary: Sequence[str], many: int) -> list[str]:
    """Return so many sentences; `word` slots are filled from the vocabulary, the others from the lists here."""
    choose = random.Random(SEED)
    fillers = {slot: [filler.replace("|", " ") for filler in text.split()] for slot, text in SLOTS.items()}
    fillers["word"] = list(vocabulary)
    return [filled(choose.choice(PATTERNS), fillers, choose) for _ in range(many)]


def filled(pattern: str, fillers: dict[str, list[str]], choose: random.Random) -> str:
    """Fill each slot of a pattern with its own draw."""
    head, *rest = pattern.split("{")
    return head + "".join(choose.choice(fillers[slot]) + tail for slot, tail in (part.split("}", 1) for part in rest))
