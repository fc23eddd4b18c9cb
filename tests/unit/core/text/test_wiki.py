"""The names that a text links to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.wiki import MOST_NAMES, called


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("See [[Boiler log]].", ("Boiler log",)),
        ("[[Boiler log|the log]] and [[Boiler log#Valve]] and [[Boiler log^a1]]", ("Boiler log",)),
        ("![[Garlic]] is embedded", ("Garlic",)),
        ("| [[Boiler log\\|the log]] | ![[gear.svg\\|16]] |", ("Boiler log",)),
        ("![[gear.svg]] ![[Sea.MP3#t=4]] ![[plan v1.2]] [[gear.svg]]", ("plan v1.2", "gear.svg")),
        ("[[ two   spaces ]]", ("two spaces",)),
        ("`[[no]]` and ``a ` [[no]]`` but [[yes]]", ("yes",)),
        ("```\n[[no]]\n```\n[[yes]]\n~~~\n[[no]]\n~~~", ("yes",)),
        ("[plan](notes/The%20plan.md) [web](https://a.b/c.md) [x](y.txt) [m](mailto:me@a.md)", ("The plan",)),
        ("[[]] [[ ]] [[#heading]] [[a\nb]] [single] [[a[b]] ]]", ()),
        ("Cafe\u0301: [[Cafe\u0301]]", ("Caf\u00e9",)),
        ("nothing", ()),
    ],
)
def test_names_are_read_as_they_are_typed(text: str, names: tuple[str, ...]) -> None:
    assert called(text) == names


def test_a_text_full_of_brackets_is_read_in_a_moment() -> None:
    assert called("[[" * 200_000) == ()
    assert len(called("\n".join(f"[[n{at}]]" for at in range(5000)))) == MOST_NAMES


@given(st.text(alphabet="[]|#`ab \n"))
def test_a_name_holds_no_bracket_and_is_never_empty(text: str) -> None:
    assert all(name.strip() == name and name and not set(name) & set("[]|#") for name in called(text))
