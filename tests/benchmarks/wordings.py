"""How a diary tells of things and how it is asked about them: several lists, each held apart from the others.

`TUNED` and `DEVELOPED` are what the rules were made with. `HELD_OUT` was looked at since. `FRESH` was written down
before the rules that it measures, and not looked at while they were made.
"""

from dataclasses import dataclass


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


@dataclass(frozen=True, slots=True)
class Asks:
    """How they are asked about."""

    runs: tuple[str, ...]
    distance: tuple[str, ...]
    longest: tuple[str, ...]
    spent: tuple[str, ...]
    books: tuple[str, ...]
    book_count: tuple[str, ...]
    last_book: tuple[str, ...]
    last_met: tuple[str, ...]
    first_met: tuple[str, ...]
    met: tuple[str, ...]
    who: tuple[str, ...]
    when: tuple[str, ...]
    also: tuple[tuple[str, str], ...]
    when_that: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    thing: str = "book"
    """What is read, as an answer calls one of it."""


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
PLAIN = Asks(
    runs=("How many times did I run in {month}?",),
    distance=("How many km did I run in {month}?",),
    longest=("What was my longest run in {month}?",),
    spent=("How much did I spend on {x} in {month}?",),
    books=("Which books did I read?", "List all the books I have read so far"),
    book_count=("How many books did I read?",),
    last_book=("What was the last book I read?",),
    last_met=("When did I last meet {x}?",),
    first_met=("When did I first meet {x}?",),
    met=("How often did I meet {x}?",),
    who=("With whom did I see {x}?",),
    when=("When did I visit {x}?",),
    also=(("How often did I run in June?", "and in {month}?"),),
    when_that=(("Did I visit {x}?", "When was that?"),),
    unknown=(
        "When did I visit Lucca?",
        "With whom did I see Ran?",
        "How many times did I swim in April?",
        "How much did I spend on furniture?",
        "When did I read Persuasion?",
        "When did I last meet Leopold?",
        "What is my blood type?",
        "Who repaired the boiler?",
        "When did I fly to Chile?",
        "How often did I play tennis?",
    ),
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
"""Phrasings that were written after the first rules, and of which what was counted in error was looked at."""

DEVELOPED = Phrasings(
    runs=(
        "Out for a {n} km jog.",
        "Covered {n} km running before breakfast.",
        "Lunch break run of {n} km.",
        "We did {n} km on the running track.",
        "Running with {friend} again, {n} km.",
    ),
    no_runs=(
        "Did not feel like running.",
        "{friend} has run {n} km again.",
        "Hoping for a {n} km run at the weekend.",
        "Bought new running socks.",
    ),
    read=(
        "Got through the book {x} at last.",
        "{x} finished, a wonderful book.",
        "Spent the evening with the novel {x} and finished it.",
        "Finally done with {x}, could not put it down.",
    ),
    unread=("{friend} recommended the book {x}.", "The book {x} is still on my shelf.", "Ordered the book {x}."),
    watched=("Went to see {x} with {friend}.", "Movie evening with {friend}, {x} this time."),
    met=("Dinner with {x}.", "Bumped into {x} outside the library.", "{x} came by for tea.", "Saw {x} at the concert."),
    unmet=("{x} had no time today.", "Wrote {x} a long letter.", "Would like to see {x}.", "Phoned {x}."),
    spent=("{n} euros for {x}.", "Bill for {x}: €{n}.", "I bought {x} for €{n}."),
    visited=("Weekend trip to {x}.", "Been to {x}, nice old streets.", "Walked around {x} all afternoon."),
)
DEVELOPED_ASKS = Asks(
    runs=(
        "how many runs did I do in {month}?",
        "Can you count my runs in {month}?",
        "How frequently did I go running in {month}?",
        "runs in {month}, how many?",
    ),
    distance=(
        "What's the total distance I ran in {month}?",
        "how many kilometers in total did I jog in {month}",
        "sum of km run in {month}",
    ),
    longest=("What's the longest I ran in {month}?", "my longest run in {month}"),
    spent=(
        "How much have I paid for {x} in {month}?",
        "what was my spending on {x} in {month}?",
        "money spent on {x} in {month}",
    ),
    books=("What books have I finished?", "Please list every book that I've read", "all the books I read"),
    book_count=("How many books have I finished?", "number of books I've read?"),
    last_book=("Which book did I read last?", "most recent book I read"),
    last_met=("Last time I saw {x}?", "When did I see {x} last?", "What was the last day I met {x}?"),
    first_met=("When did I meet {x} for the first time?", "When did I first run into {x}?"),
    met=("How many times did I see {x}?", "How often did {x} and I meet?", "Can you tell me how often I've met {x}?"),
    who=("Who did I see {x} with?", "Who was with me at {x}?"),
    when=("When was I in {x}?", "On what day did I visit {x}?", "When did I go to {x}?"),
    also=(("How often did I run in June?", "what about {month}?"), ("How many runs did I do in June?", "and {month}?")),
    when_that=(("Did I ever go to {x}?", "On which day?"),),
    unknown=(
        "When was I in Lucca?",
        "Who did I see Ran with?",
        "number of swims in April?",
        "what was my spending on furniture?",
        "Last time I saw Leopold?",
        "How often have I gone climbing?",
        "Which concerts did I give?",
        "When did I buy a car?",
        "What is my shoe size?",
        "total distance I rowed in May",
    ),
)

FRESH = Phrasings(
    runs=(
        "Laced up and did {n} km through the woods.",
        "{n} km jog at dusk, windy.",
        "Got {n} km of running in before the rain.",
        "Park run with {friend}, then some more: {n} km altogether.",
    ),
    no_runs=(
        "Skipped my run, too tired.",
        "{friend} did {n} km on the treadmill.",
        "Thinking about a {n} km run on Sunday.",
        "My running shoes are worn out.",
    ),
    read=(
        "Turned the last page of the book {x} tonight.",
        "{x}: finished. What a novel.",
        "Read {x} in two sittings.",
        "Devoured the whole of {x} on the sofa.",
    ),
    unread=("{friend} lent me the book {x}, sounds promising.", "Started the book {x} but gave up after ten pages."),
    watched=("{friend} came over and we put on the film {x}.", "Cinema with {friend}: {x}."),
    met=(
        "Lunch with {x}, talked for hours.",
        "Caught up with {x} over a beer.",
        "{x} and I sat in the park until dark.",
        "Finally saw {x} again.",
    ),
    unmet=("{x} could not make it.", "Still waiting for {x} to answer.", "Sent {x} a birthday card."),
    spent=("{x} set me back €{n}.", "Picked up {x}, €{n}.", "€{n} gone on {x}."),
    visited=("Spent the day in {x}.", "{x} with the whole family, sunny.", "Took the bus to {x} and looked around."),
)
FRESH_ASKS = Asks(
    runs=(
        "could you tell me how many runs I did in {month}?",
        "number of runs in {month}",
        "how many time did i go runing in {month}",
        "In {month}, how often was I out running?",
    ),
    distance=(
        "What distance did I cover running in {month}?",
        "total km run in {month}",
        "How many kilometres have I run altogether in {month}, please?",
    ),
    longest=(
        "Which of my runs in {month} was the longest?",
        "longest run {month}?",
        "How far was my longest run in {month}?",
    ),
    spent=(
        "What did {x} cost me in {month}?",
        "total spent on {x} in {month}",
        "How much money went on {x} in {month}?",
    ),
    books=(
        "Could you give me a list of the books I've finished?",
        "books read so far?",
        "Tell me which books I have been through.",
    ),
    book_count=(
        "What number of books have I read?",
        "how many books have i finished reading",
        "Count the books I read.",
    ),
    last_book=("Which book did I finish most recently?", "my latest read book?"),
    last_met=(
        "When was it that I last saw {x}?",
        "last time with {x}?",
        "What day did I most recently meet up with {x}?",
    ),
    first_met=("When did I get together with {x} for the first time?", "earliest meeting with {x}?"),
    met=("On how many occasions did I see {x}?", "How many times have {x} and I met?", "count of meetings with {x}"),
    who=("Who was with me when I saw {x}?", "Who did I watch {x} with?"),
    when=("What day was I in {x}?", "On which date did I go to {x}?", "when was my trip to {x}"),
    also=(("How often did I run in June?", "How about {month}?"), ("number of runs in June", "and during {month}?")),
    when_that=(("Was I ever in {x}?", "when exactly?"), ("Have I been to {x}?", "What day was that?")),
    unknown=(
        "Which day did I go to Lucca?",
        "Who was with me when I saw Ran?",
        "swims in April, how many?",
        "what did furniture cost me in May?",
        "last time with Leopold?",
        "When was my trip to Chile?",
        "list the concerts I went to",
        "How often did I see the dentist?",
        "How many operas have I been to?",
        "Do I have a middle name?",
    ),
)
