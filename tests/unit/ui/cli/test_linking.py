"""`ebb links`: kinds, strength and reasons; what is related, what stands alone, what everything leads to."""

from collections.abc import Callable
from pathlib import Path

import pytest

from app import Ebb
from tests.unit.ui.cli.conftest import Outcome

Run = Callable[..., Outcome]
GARDEN = (
    "Planted the garlic today, forty cloves, and covered the bed with straw mulch.",
    "The garlic shoots are up, and the straw mulch keeps the frost off the bed.",
)


@pytest.fixture
def garden(home: Path) -> list[str]:
    with Ebb.open(home, background=False) as ebb:
        ids = [ebb.add(text, source={"app": f"pad {at}"}) for at, text in enumerate(GARDEN)]
        ids.append(ebb.add("The train leaves at noon \x1b]52;c;AAAA\x07[[Nowhere]]", source={"app": "other"}))
        ebb.settle()
    return ids


def test_a_link_shows_its_kind_its_strength_and_why(run: Run, garden: list[str]) -> None:
    outcome = run("links", garden[0])
    first, why = outcome.out.splitlines()[:2]
    assert first.split()[:2] == ["←", "similar"]
    assert 0 < float(first.split()[2]) <= 1
    assert why.strip().startswith("both about ")


def test_what_is_unlinked_is_suggested_no_more_until_it_is_linked_again(run: Run, garden: list[str]) -> None:
    a, b, alone = garden
    assert run("unlink", a, b).code == 0
    assert run("links", a, "--suggest").code == 1
    run("link", a, b)
    run("unlink", b, alone)
    assert run("links", a, "--suggest", "--json").json() == {"id": a, "suggestions": []}


def test_a_suggestion_says_why_and_how_to_take_it(run: Run, garden: list[str], home: Path) -> None:
    a, b, _ = garden
    with Ebb.open(home, background=False) as ebb:
        ebb._store.write(lambda connection: connection.execute("DELETE FROM links").rowcount)
    outcome = run("links", a, "--suggest")
    assert f"ebb link {a} {b}" in outcome.out
    assert "both about" in outcome.out
    (one,) = run("links", a, "--suggest", "--json").json()["suggestions"]
    assert one["memory"]["id"] == b and set(one) == {"memory", "score", "why"}


def test_orphans_and_hubs_need_no_id(run: Run, garden: list[str]) -> None:
    assert [memory["id"] for memory in run("links", "--orphans", "--json").json()["orphans"]] == [garden[2]]
    assert {hub["memory"]["id"] for hub in run("links", "--hubs", "--json").json()["hubs"]} == set(garden[:2])
    assert garden[2] in run("links", "--orphans").out
    assert garden[0] in run("links", "--hubs", "--limit", "2").out
    assert "\x1b" not in run("links", "--orphans").out + run("links", garden[2]).out + run("links", garden[2]).err


@pytest.mark.parametrize("wrong", [(), ("01ABCDEFGH", "--hubs"), ("--hubs", "--orphans"), ("--suggest",)])
def test_what_makes_no_sense_together_is_wrong_usage(run: Run, wrong: tuple[str, ...]) -> None:
    assert run("links", *wrong).code == 2
