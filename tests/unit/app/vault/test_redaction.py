"""Secrets and people taken out of notes before others read them."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app import Ebb
from app.vault.note import Edge, Note
from app.vault.opening import export
from app.vault.redaction import redactor
from app.vault.wanted import wanted
from core.errors import BadInput

AT = datetime(2024, 3, 1, 9, 30, tzinfo=UTC)
CARD = "4111 1111 1111 1111"


def note(**given: Any) -> Note:
    """A note with little in it but what is given."""
    whole = {"id": "01J8Z3T5Y6W7V8X9Q0R1S2T3U4", "kind": "note", "title": "", "text": "", "created_at": AT}
    return Note(**{**whole, "occurred_at": AT, **given})


@pytest.fixture
def known(ebb: Ebb) -> Ebb:
    """A memory that knows two people, one of whom writes to the other."""
    source = {"app": "chat", "thread": "t", "author": "Grace Adeyemi"}
    ebb.add("I met Ronan Keating in Lisbon. Ronan said that he likes it.", kind="chat", source=source)
    ebb.add("Grace Adeyemi told me that she moved.", kind="chat", source={**source, "author": "Ronan Keating"})
    ebb.settle()
    return ebb


def everything(found: Note) -> str:
    """All that a note says, as one text."""
    return repr(found).lower()


def test_people_become_the_same_pseudonym_wherever_they_stand(known: Ebb) -> None:
    redacted = redactor(["persons"], [], known)(
        note(
            title="Dinner with Grace Adeyemi",
            text="Grace Adeyemi and Ronan's friends. Mail grace.adeyemi@example.org or +351 912 345 678.",
            tags=("grace-adeyemi", "dinner"),
            found_tags=("keating",),
            source={"app": "chat", "author": "Ronan Keating", "uri": "chats/grace adeyemi/1", "file": "/files/grace/x"},
            edges=(Edge("01J8Z3T5Y6W7V8X9Q0R1S2T3U5", "Grace Adeyemi 2", "similar", "both name Keating", 0.5, "ebb"),),
            kept={"keywords": ["Adeyemi"], "context": "about Ronan"},
        )
    )
    said = everything(redacted)
    assert not [name for name in ("grace", "adeyemi", "ronan", "keating", "912") if name in said]
    pseudonym = redacted.title.removeprefix("Dinner with ")
    assert pseudonym.startswith("Person ")
    assert redacted.text.startswith(f"{pseudonym} and Person ")
    assert redacted.tags == (pseudonym.lower().replace(" ", "-"), "dinner")
    assert redacted.edges[0].name == f"{pseudonym} 2"
    assert "[e-mail]" in redacted.text
    assert "[phone]" in redacted.text
    assert redacted.id in said.upper()


def test_the_same_memory_gives_the_same_pseudonyms_again(known: Ebb) -> None:
    first = redactor(["persons"], [], known)(note(text="Ronan Keating and Grace Adeyemi"))
    known.add("Somebody else, Ida Brandt, said hello.", kind="chat", source={"author": "Ida Brandt", "thread": "u"})
    known.settle()
    assert redactor(["persons"], [], known)(note(text="Ronan Keating and Grace Adeyemi")) == first


def test_a_given_name_stands_for_all_names_of_whoever_it_may_mean(known: Ebb) -> None:
    redacted = redactor([], ["Keating"], known)(note(text="Ronan Keating met Grace Adeyemi; Ronan left"))
    assert "ronan" not in everything(redacted)
    assert "Grace Adeyemi" in redacted.text


def test_a_name_that_nobody_bears_is_replaced_too(ebb: Ebb) -> None:
    redacted = redactor([], ["Project Nightjar", "Zed"], ebb)(note(title="project nightjar", text="Nightjar by ZED"))
    assert (redacted.title, redacted.text) == ("Name A", "Name A by Name B")


def test_secrets_are_masked_and_people_stay_where_only_secrets_are_asked_for(known: Ebb) -> None:
    redacted = redactor(["secrets"], [], known)(
        note(title=f"card {CARD}", text="Grace Adeyemi, password: hunter2-again", source={"uri": f"x/{CARD}"})
    )
    assert redacted.title == "card [card]"
    assert redacted.text == "Grace Adeyemi, password: [password]"
    assert CARD not in everything(redacted)


def test_what_only_an_identical_memory_needs_does_not_go_out(ebb: Ebb) -> None:
    assert redactor(["secrets"], [], ebb)(note(text="words", kept={"fingerprint": "ab12"})).kept == {}


def test_redacting_twice_changes_nothing_more(known: Ebb) -> None:
    redact = redactor(["secrets", "persons"], [], known)
    once = redact(note(title="Grace Adeyemi", text=f"Ronan paid with {CARD}", tags=("ronan",)))
    assert redact(once) == once


def test_an_unknown_kind_or_a_name_without_letters_is_refused(ebb: Ebb) -> None:
    with pytest.raises(BadInput, match="secrets"):
        redactor(["people"], [], ebb)
    with pytest.raises(BadInput, match="name"):
        redactor([], ["--"], ebb)


def test_no_name_and_no_secret_is_left_anywhere_in_an_exported_folder(known: Ebb, tmp_path: Path) -> None:
    other = known.add(
        f"Adeyemi paid Keating with {CARD}. See [[Grace Adeyemi]].\n\nRONAN'S answer: keating@example.org",
        title="Lunch with Grace Adeyemi",
        tags=["grace-adeyemi", "lunch"],
        source={"app": "notes", "uri": "people/ronan_keating.md", "file": "/files/ronan/x.md"},
    )
    plain = known.add("Grace Adeyemi's own page", title="Grace Adeyemi")
    known.link(other, plain, why="both name Ronan")
    known.settle()
    wanting = wanted(known, redact=("secrets", "persons"))
    report = export(known, tmp_path / "vault", wanting)
    assert report.memories == 4
    files = list((tmp_path / "vault").rglob("*"))
    said = "\n".join([*map(str, files), *(path.read_text("utf-8") for path in files if path.is_file())])
    said = said.replace(str(tmp_path), "").lower()
    assert [name for name in ("grace", "adeyemi", "ronan", "keating", CARD) if name in said] == []
    assert "person" in said
