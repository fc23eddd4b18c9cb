"""A throw-away home with something of everything a person may meet in Ebb; what `gallery.py` photographs."""

import random
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from app import Ebb
from app.home import Home, prepare
from app.importing.run import imported
from app.mcp.scopes import Scope
from app.mcp.session import Session
from app.saved import Saved
from core.store import proposals
from tests.ui.seen import see_screens

NOW = datetime.now(UTC)
SAMPLE = Path(__file__).parents[2] / "app" / "sample"
PLAN = """# Mooring plan
Moor at **Larvik** before [[The boat]] is lifted, then ask at [the harbour](https://harbour.example/berths?from=may)
whether berth 14 stays ours. *High tide* is two hours before Oslo's, and the `tide table` in the cabin is last year's.

## What to bring
- [ ] thirty metres of rope
  - ten of them thick
- [x] the new fenders
- [ ] the key: see [[Nobody knows]]

> Never cleat a wet line twice, said Ola, and Ola has never lost a boat.

| what | bought where | price |
|------|--------------|------:|
| rope | chandler, Larvik | 1,120 |
| fenders, two pairs | online | 640 |
| oil for the engine | petrol station | 89 |

```python
def berth(number: int) -> str:
    return f"pontoon B, berth {number}"
```

1. lines on deck before the mole
2. fenders out on the *left*
3. engine slow, then neutral

![chart](chart.png)
"""
LONG = (
    "Why the harbour master of Larvik thinks that the pontoons should be turned by ninety degrees before the winter "
    "storms, and what the sailing club answered him in its letter of the ninth"
)
TODAY = (
    ("Mooring plan", PLAN, ("boat", "larvik", "plan")),
    ("The boat", "The boat is moored at **Larvik**, berth 14.\nThe key hangs behind the oilskins.", ("boat",)),
    ("", "Buy oat milk, stamps and a birthday card for Ola #errand", ("errand",)),
    (LONG, "A long letter; the short of it is in its last line: not before the lift-out.", ("larvik",)),
    ("長い題名のノート 🚢", "幅の広い文字と latin letters、絵文字 👩‍👩‍👧 👍🏽 🇳🇴 ❤️ も。", ("日本語", "emoji👍")),
    ("שלום מהנמל", "הסירה עוגנת בלארוויק, רציף 14. The berth is 14.", ("עברית",)),
)
EARLIER = (
    (1, "", "Marta wants to leave on the Thursday ferry, not on the Friday one.", ()),
    (2, "Roof", "Three offers for the roof: 14,200, 15,900 and 17,000. We take the middle one.", ("house",)),
    (2, "", "Ana lives in Oslo, near the park.", ("people",)),
    (1, "", "Ana has a flat in Bergen now, near the park.", ("people",)),
    (5, "", "The tide table in the cabin is last year's", ("boat",)),
    (4, "", "The tide table in the cabin is the one of last year", ("boat",)),
    (90, "Locker", "The number of the locker at the pool is 212, and the code is the year of the flood.", ()),
    (120, "Garden", "The apple tree was planted in 2019 beside the shed; it needs pruning in February.", ("garden",)),
    (
        150,
        "Doctor Haug",
        "Doctor Haug said: less salt, more walking, come back in a year. Bring the list.",
        ("health",),
    ),
    (365, "Lift-out", "The boat was lifted out at Larvik at ten. Two blisters below the waterline.", ("boat",)),
    (366, "", "Zinc anodes: two, 40 mm, from the chandler by the bridge", ("boat",)),
)
SAID = "Where is the boat moored?", "Who wants to leave on the Thursday ferry?", "What did the last emperor eat?"


def furnish(root: Path) -> None:
    """Fill a home in half a minute: the sample, two mornings of screens, and something for every part of the app."""
    see_screens(root)
    prepare(Home(root))
    with Ebb.open(root, background=False) as ebb:
        for part in (SAMPLE / "vault", SAMPLE / "conversations.json"):
            imported(ebb, part)
        _spread(ebb)
        ids = _written(ebb)
        ebb.settle()
        ebb.levels.sleep()
        _linked(ebb, ids)
        _doubted(ebb, ids)
        _changed(ebb, ids)
        _asked_by_agents(ebb)
        Saved(root).save("boats", "#boat kind:note")
        Saved(root).save("people-lately", 'who since:"3 weeks ago"')
        talk = ebb.chats.begin()
        for words in SAID:
            talk.say(words)
        ebb.settle()


def _spread(ebb: Ebb) -> None:
    """Small notes over more than a year, so that the year has a face."""
    chance = random.Random(7)
    did = "Walked", "Ran", "Cooked", "Swam", "Read", "Painted", "Called home", "Waited", "Sang", "Cycled", "Mended nets"
    whom = "Priya", "Tomasz", "Grace", "Ola", "Marta", "nobody", "the whole choir", "Henrik", "two neighbours"
    where = "by the lake", "in the kitchen", "at the museum", "under the bridge", "on the night train", "at the pool"
    why = "it rained", "the tap leaked", "we had time", "the soup was late", "a bulb blew", "the bus came early"
    days = [day for day in range(3, 400) for _ in range(chance.choice((0, 0, 0, 1, 1, 2, 4)))]
    said = "{} with {} {}; {}.".format
    ebb.add_many(
        [
            {
                "text": said(*map(chance.choice, (did, whom, where, why))),
                "occurred_at": NOW - timedelta(days=day, hours=9 * chance.random()),
            }
            for day in days
        ]
    )


def _written(ebb: Ebb) -> dict[str, str]:
    """What the person wrote; ids by title, or by the first word."""
    ids = {}
    for number, (title, text, tags) in enumerate(TODAY):
        at = NOW - timedelta(minutes=7 * number + 1)
        ids[title or text] = ebb.add(text, title=title or None, tags=tags, occurred_at=at)
    for number, (days, title, text, tags) in enumerate(EARLIER):
        at = NOW - timedelta(days=days, minutes=number)
        ids[title or text] = ebb.add(text, title=title or None, tags=tags, occurred_at=at)
    return ids


def _linked(ebb: Ebb, ids: dict[str, str]) -> None:
    ebb.link(ids["The boat"], ids["Lift-out"], "the same boat")
    ebb.link(ids["Mooring plan"], ids["Roof"], "both cost money")
    for link in ebb.links(ids["Locker"]):
        ebb.unlink(ids["Locker"], link.id)
    ebb.pin(ids["The boat"])


def _doubted(ebb: Ebb, ids: dict[str, str]) -> None:
    """A conflict and a duplicate that wait for a word."""
    seq, at = ebb._lookback.seq, int(NOW.timestamp() * 1e6)
    older, newer = ids[EARLIER[4][2]], ids[EARLIER[5][2]]
    pairs = (
        ("supersede", ids[EARLIER[2][2]], ids[EARLIER[3][2]], "both say where Ana is"),
        ("duplicate", older, newer, "the same words"),
    )
    for kind, a, b, why in pairs:
        put = partial(proposals.propose, kind=kind, a=seq(a), b=seq(b), why=why, score=0.9, at=at, run=None)
        ebb._store.write(put)


def _changed(ebb: Ebb, ids: dict[str, str]) -> None:
    roof = ids["Roof"]
    ebb.edit(roof, text="Three offers for the roof: 14,200, 15,900 and 16,500. We take the middle one, from Haugen.")
    ebb.edit(roof, title="Roof offers", tags=["house", "money"])
    ebb.edit(roof, text="Four offers for the roof: 14,200, 15,900, 16,500 and 18,000. We take the second, from Haugen.")


def _asked_by_agents(ebb: Ebb) -> None:
    ebb.agents.hand_in(
        Scope("claude", add=True), "The ferry to Larvik leaves at noon on Sundays.", title="Sunday ferry"
    )
    ebb.agents.hand_in(Scope("claude", add=True), "The user prefers the window seat.")
    Session(ebb, "claude").call("search", {"query": "Larvik"})
