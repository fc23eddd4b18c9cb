"""Wordings on which it is settled when an answer may state a number plainly: none of them is in any other list.

`OTHER_WORDS` tells of what the diary always tells of, in other words; `OTHER_EVENTS` puts other events in their place:
rides for runs, albums for books, plays for films, calls for meetings.
"""

from tests.benchmarks.wordings import Asks, Phrasings

OTHER_WORDS = Phrasings(
    runs=(
        "Ran the long loop, {n} km in the drizzle.",
        "{n} km on foot before sunrise, legs like lead.",
        "Put in {n} km with the running group.",
        "Laced up the trainers and did {n} km round the lake.",
        "Tempo session, {n} km, new personal best.",
        "A gentle {n} km jog to clear my head.",
    ),
    no_runs=(
        "My knee hurts, so no running this week.",
        "{friend} bragged about a run of {n} km.",
        "Thinking about signing up for a {n} km race.",
        "Read an article about trail running.",
    ),
    read=(
        "Turned the last page of {x} tonight.",
        "Read {x} in one sitting.",
        "That's {x} read, on to something lighter.",
        "Came to the end of the novel {x}.",
        "Closed the book {x} with a sigh, what an ending.",
    ),
    unread=("{friend} lent me the book {x}.", "Started the book {x} and gave up.", "Everybody talks about {x}."),
    watched=(
        "{friend} and I saw {x} at the open-air cinema.",
        "Rewatched {x} on the sofa, {friend} loved it.",
        "Film night: {x}, with {friend}.",
    ),
    met=(
        "Brunch with {x}.",
        "Had {x} over for cards.",
        "{x} and I sat in the park for an hour.",
        "Met up with {x} after work.",
        "Long talk with {x} on the bench.",
    ),
    unmet=("{x} is away until Friday.", "{x} sent a photo.", "Must see {x} before summer.", "Thought of {x} today."),
    spent=(
        "Another €{n} gone on {x}.",
        "{x} cost me €{n}.",
        "Handed over €{n} for {x}.",
        "Picked up {x}, €{n} all told.",
        "€{n} at the till for {x}.",
    ),
    visited=(
        "Took the early train to {x} and strolled about.",
        "A day out in {x}.",
        "{x} at last, what a place.",
        "Spent the day in {x}.",
        "We drove over to {x}.",
    ),
)
OTHER_WORDS_ASKS = Asks(
    runs=(
        "How often did I go for a run in {month}?",
        "In {month}, how many runs were there?",
        "number of runs, {month}",
    ),
    distance=("How far did I run in {month}?", "How many kilometres have I run in {month} altogether?"),
    longest=("How long was my longest run in {month}?", "What was the longest distance I ran in {month}?"),
    spent=("What did I spend on {x} in {month}?", "How much money went on {x} in {month}?"),
    books=("Which books have I read?", "Give me a list of the books I read"),
    book_count=("How many books have I read?", "How many books did I get through?"),
    last_book=("What book did I finish most recently?", "What's the last book I read?"),
    last_met=("When was the last time I saw {x}?", "When did I most recently meet {x}?"),
    first_met=("When was the first time I met {x}?", "When did I first see {x}?"),
    met=("How many times have I met {x}?", "How often have I seen {x}?"),
    who=("Who watched {x} with me?", "With whom did I watch {x}?"),
    when=("When did I travel to {x}?", "When was my trip to {x}?", "Which day was I in {x}?"),
    also=(("How many times did I run in June?", "and how about {month}?"),),
    when_that=(("Was I ever in {x}?", "When exactly?"),),
    unknown=(
        "When did I travel to Lucca?",
        "With whom did I watch Ran?",
        "How often did I row in April?",
        "How much did I spend on insurance in May?",
        "When did I last see Leopold?",
        "When did I sell the car?",
        "How many times did I sing in April?",
        "What is my passport number?",
    ),
)
OTHER_EVENTS = Phrasings(
    runs=(
        "Cycled {n} km along the canal.",
        "Bike ride, {n} km, headwind all the way.",
        "{n} km in the saddle today.",
        "Out on the bike with {friend}: {n} km.",
        "Pedalled {n} km up to the dam.",
        "Took the road bike out, {n} km.",
    ),
    no_runs=(
        "The bike has a flat tyre.",
        "{friend} cycled {n} km on Sunday.",
        "Would love to cycle {n} km one day.",
        "Too windy to cycle.",
    ),
    read=(
        "Listened to the album {x} from start to end.",
        "The album {x} on repeat while cooking.",
        "Played the record {x} tonight.",
        "Heard the whole album {x} on the tram.",
    ),
    unread=("{friend} swears by the album {x}.", "Want to listen to the album {x}.", "The album {x} is sold out."),
    watched=(
        "Saw the play {x} with {friend}.",
        "Theatre with {friend}, they gave {x}.",
        "{friend} took me to see {x} on stage.",
    ),
    met=(
        "Called {x} about the holidays.",
        "Phoned {x} in the evening.",
        "An hour on the phone with {x}.",
        "{x} rang me up.",
        "Video call with {x}.",
    ),
    unmet=("Tried to call {x}, no answer.", "{x} wrote a postcard.", "I should call {x}.", "Met {x} in town."),
    spent=(
        "€{n} for {x}, dearer than last time.",
        "Forked out €{n} on {x}.",
        "The {x} came to €{n}.",
        "Bought {x}: €{n}.",
    ),
    visited=(
        "Explored {x} with a map from 1980.",
        "On the ferry and off to {x}, back by night.",
        "Saw the old town of {x}.",
        "Stayed in {x} for the day.",
    ),
)
OTHER_EVENTS_ASKS = Asks(
    runs=("How many times did I cycle in {month}?", "How often did I ride my bike in {month}?"),
    distance=("How many km did I cycle in {month}?", "How far did I ride in {month}?"),
    longest=("What was my longest bike ride in {month}?", "my longest ride in {month}?"),
    spent=("How much did {x} cost me in {month}?", "How much did I pay for {x} in {month}?"),
    books=("Which albums did I listen to?", "List the albums I listened to"),
    book_count=("How many albums did I listen to?",),
    last_book=("What was the last album I listened to?", "Which album did I hear last?"),
    last_met=("When did I last phone {x}?", "When did I last talk to {x} on the phone?"),
    first_met=("When did I first call {x}?",),
    met=("How often did I call {x}?", "How many times did I phone {x}?"),
    who=("Who did I see the play {x} with?", "With whom did I see {x}?"),
    when=("When did I see {x}?", "When did I visit {x}?"),
    also=(("How often did I cycle in June?", "and in {month}?"),),
    when_that=(("Have I been to {x}?", "When was that?"),),
    unknown=(
        "When did I visit Lucca?",
        "Who did I see the play Ran with?",
        "How often did I ski in March?",
        "How much did I pay for jewellery?",
        "When did I last phone Leopold?",
        "When did I plant the tree?",
        "What is my landlord's address?",
    ),
    thing="album",
)
