"""Scopes: what the settings say of each client, what they are without them, and what is refused."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.config import load
from app.config_file import write
from app.mcp.scopes import READABLE, Scope, scope_of
from core.errors import BadInput
from core.memory import Kind
from core.store.filters import Filters

NOW = datetime(2024, 5, 10, 12, tzinfo=UTC)
SETTINGS = """
[mcp.clients.default]
kinds = ["note"]
[mcp.clients.claude]
kinds = ["note", "screen"]
tags = ["#Work"]
since = "30 days ago"
add = true
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The path of a settings file that does not exist yet."""
    return tmp_path / "config.toml"


def test_an_unknown_client_reads_notes_talks_and_documents_and_hands_in_nothing(file: Path) -> None:
    scope = scope_of(load(file).mcp.clients, "somebody")
    assert (scope.kinds, scope.tags, scope.since, scope.add) == (("note", "chat", "document"), (), "", False)
    assert not scope.whole


def test_a_client_has_the_scope_of_its_own_table_and_any_other_that_of_default(file: Path) -> None:
    file.write_text(SETTINGS)
    clients = load(file).mcp.clients
    assert scope_of(clients, "claude") == Scope("claude", ("note", "screen"), ("work",), "30 days ago", True)
    assert scope_of(clients, "cursor") == Scope("cursor", ("note",))
    assert scope_of(clients, None).kinds == ("note",)


def test_only_a_scope_without_any_bound_is_whole() -> None:
    everything = tuple(kind.value for kind in Kind)
    assert Scope("a", everything).whole
    assert not Scope("a", everything, tags=("work",)).whole
    assert not Scope("a", everything, since="2024-01-01").whole
    assert not Scope("a", everything[1:]).whole


def test_conditions_are_narrowed_and_never_widened() -> None:
    scope = Scope("a", ("note", "chat"), ("work",), "2024-05-01")
    asked = Filters(kinds=("note", "screen"), since=datetime(2024, 4, 1, tzinfo=UTC), tags=("garden",))
    narrowed = scope.within(asked, NOW)
    assert (narrowed.kinds, narrowed.tags, narrowed.tagged) == (("note",), ("garden",), ("work",))
    assert narrowed.since == datetime(2024, 5, 1, tzinfo=NOW.astimezone().tzinfo).astimezone(UTC)
    assert not narrowed.derived
    later = datetime(2024, 5, 8, tzinfo=UTC)
    assert scope.within(Filters(since=later), NOW).since == later


def test_a_kind_outside_of_the_scope_is_not_taken_for_any_kind() -> None:
    assert scope_of(None, None).within(Filters(kinds=("screen",)), NOW).kinds == ("nothing",)
    assert Scope("a", ()).within(Filters(), NOW).kinds == ("nothing",)


def test_a_length_of_time_moves_with_the_present() -> None:
    scope = Scope("a", READABLE, since="7 days ago")
    assert scope.within(Filters(), NOW).since == datetime(2024, 5, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("[mcp.clients.claude]\nkind = ['note']\n", "mcp.clients.claude.kind"),
        ("[mcp.clients.claude]\nkinds = ['notes']\n", '"notes" is no kind'),
        ("[mcp.clients.claude]\nkinds = 'note'\n", "must be a list of texts"),
        ("[mcp.clients.claude]\nadd = 'yes'\n", "true or false"),
        ("[mcp.clients.claude]\nsince = 2024-01-01\n", "must be text"),
        ("[mcp.clients.claude]\nsince = 'whenever'\n", "whenever"),
        ("[mcp.clients.claude]\ntags = ['  ']\n", "tag cannot be empty"),
        ("[mcp.clients]\nclaude = true\n", "mcp.clients.claude must be a table"),
        ("[mcp.clients.'a b']\nadd = true\n", "cannot be the name of a client"),
        ("[mcp]\nclients = 'all'\n", "a table"),
        ("[mcp.client.claude]\nadd = true\n", "mcp.clients"),
    ],
)
def test_what_is_wrong_in_a_clients_table_is_said_in_one_line(file: Path, text: str, said: str) -> None:
    file.write_text(text)
    with pytest.raises(BadInput) as caught:
        load(file)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "start",
    [SETTINGS, 'language.threads = 1\nmcp.clients.claude = { kinds = ["note"], since = "2024", add = true }\n'],
)
def test_clients_stay_when_another_setting_is_changed(file: Path, start: str) -> None:
    file.write_text(start)
    before = load(file).mcp.clients
    write(file, "language.threads", 3)
    write(file, "language.context", 2048)
    assert before
    assert load(file).mcp.clients == before
    assert load(file).language.threads == 3


def test_clients_are_set_by_hand_alone(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EBB_MCP_CLIENTS", "claude")
    with pytest.raises(BadInput, match="by hand"):
        load(file)
