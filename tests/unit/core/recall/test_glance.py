"""A glance: the words alone, without a model, and nothing that would cost time."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from core.decay.curve import Curve
from core.errors import BadInput, Overtaken
from core.recall.engine import Recall
from core.store.filters import Filters
from tests.unit.core.recall.scene import NOW, Scene
from tests.unit.core.recall.test_engine import HOSTILE


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    """A memory whose model cannot be asked, as if it never came to an end of loading."""
    made = Scene(tmp_path)
    made.recall = Recall(made.store, _never, Curve.EBBINGHAUS)
    yield made
    made.store.close()


def _never() -> None:
    raise AssertionError("a glance waits for no model")


def test_words_and_beginnings_are_seen_without_the_model(scene: Scene) -> None:
    scene.add("The harbour is full.")
    scene.add("The dog sleeps.")
    assert scene.glance("full harb") == ["The harbour is full."]
    assert scene.glance("vessel") == []


def test_what_is_dormant_is_seen_only_where_nothing_else_is(scene: Scene) -> None:
    long_ago = NOW - timedelta(days=20_000)
    scene.add("An old boat.", kind="screen", occurred_at=long_ago)
    assert scene.glance("boat") == ["An old boat."]
    scene.add("A new boat.")
    assert scene.glance("boat") == ["A new boat."]
    assert len(scene.glance("boat", include_all=True)) == 2


def test_a_name_alone_also_brings_what_its_bearer_said(scene: Scene) -> None:
    scene.say("Ana", "The weather is fine.")
    scene.add("I met Ana.")
    assert set(scene.glance("ana")) == {"I met Ana.", "The weather is fine."}


def test_filters_hold(scene: Scene) -> None:
    scene.add("A boat.")
    assert scene.glance("boat", filters=Filters(kinds=("chat",))) == []


def test_who_no_longer_waits_is_not_answered(words_only: Scene) -> None:
    words_only.add("A boat.")
    with pytest.raises(Overtaken):
        words_only.find("boat", stop=lambda: True)


@pytest.mark.parametrize("query", HOSTILE, ids=range(len(HOSTILE)))
def test_no_query_is_too_strange(scene: Scene, query: str) -> None:
    scene.add("The boat is moored.")
    assert set(scene.glance(query)) <= {"The boat is moored."}


def test_an_empty_query_is_refused(scene: Scene) -> None:
    with pytest.raises(BadInput):
        scene.glance(" ")
