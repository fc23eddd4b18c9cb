"""A file is fetched from a hub on this machine, through every fault that a download meets."""

import hashlib
import os
import resource
import stat
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.language import fetching
from models.language.fetching import (
    BrokenOff,
    NoSpace,
    NotThere,
    Stopped,
    Unreachable,
    WrongContent,
    fetched,
    looked_up,
)
from tests.hub import REVISION, Hub, running

REPOSITORY, FILE = "someone/small-GGUF", "small.gguf"
CONTENT = b"GGUF" + os.urandom(1_500_000)


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    monkeypatch.setenv("no_proxy", "127.0.0.1,localhost")
    monkeypatch.setattr(fetching, "WAIT", 0.01)
    with running() as hub:
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        hub.add(f"{REPOSITORY}/{FILE}", CONTENT)
        yield hub
    from huggingface_hub import close_session

    close_session()


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / FILE


def part(target: Path) -> Path:
    return target.with_name(f"{FILE}.part")


def test_the_hub_is_asked_for_sum_size_and_revision_and_nothing_is_fetched(hub: Hub) -> None:
    remote = looked_up(REPOSITORY, FILE)
    assert (remote.bytes, remote.sha256, remote.revision) == (
        len(CONTENT),
        hashlib.sha256(CONTENT).hexdigest(),
        REVISION,
    )
    assert [method for method, _, _ in hub.asked] == ["HEAD"]
    assert "torch" not in hub.agents[0]


def test_a_file_arrives_whole_checked_private_and_with_its_progress(hub: Hub, target: Path) -> None:
    seen: list[tuple[int, int | None]] = []
    arrived = fetched(looked_up(REPOSITORY, FILE), target, progress=lambda done, total: seen.append((done, total)))
    assert target.read_bytes() == CONTENT
    assert (arrived.bytes, arrived.sha256, arrived.resumed) == (len(CONTENT), hashlib.sha256(CONTENT).hexdigest(), 0)
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert seen == sorted(seen) and seen[-1] == (len(CONTENT), len(CONTENT)) and len(seen) > 5
    assert not part(target).exists()


def test_a_cut_is_mended_with_a_new_connection_that_asks_for_the_rest_only(hub: Hub, target: Path) -> None:
    hub.cuts = [600_000, 300_000]
    fetched(looked_up(REPOSITORY, FILE), target)
    assert target.read_bytes() == CONTENT
    starts = [int(wanted.removeprefix("bytes=").rstrip("-") or 0) for wanted in hub.downloads]
    assert len(starts) == 3 and starts[0] == 0 and 0 < starts[1] <= 600_000 < starts[2] <= 900_000


def test_a_later_call_goes_on_from_where_an_earlier_one_was_given_up(hub: Hub, target: Path) -> None:
    hub.cuts = [500_000] + [0] * fetching.ATTEMPTS
    with pytest.raises(BrokenOff):
        fetched(looked_up(REPOSITORY, FILE), target)
    kept = part(target).stat().st_size
    assert 0 < kept <= 500_000 and not target.exists()
    assert stat.S_IMODE(part(target).stat().st_mode) == 0o600
    hub.cuts, hub.asked = [], []
    arrived = fetched(looked_up(REPOSITORY, FILE), target)
    assert (arrived.resumed, hub.downloads) == (kept, [f"bytes={kept}-"])
    assert target.read_bytes() == CONTENT


def test_a_hub_that_ignores_where_to_go_on_sends_it_all_again(hub: Hub, target: Path) -> None:
    part(target).write_bytes(CONTENT[:700_000])
    hub.ranges = False
    assert fetched(looked_up(REPOSITORY, FILE), target).resumed == 0
    assert target.read_bytes() == CONTENT


def test_what_arrived_whole_is_not_fetched_twice(hub: Hub, target: Path) -> None:
    part(target).write_bytes(CONTENT)
    fetched(looked_up(REPOSITORY, FILE), target)
    assert hub.downloads == []


def test_more_than_the_hub_has_is_thrown_away(hub: Hub, target: Path) -> None:
    part(target).write_bytes(CONTENT + b"more")
    fetched(looked_up(REPOSITORY, FILE), target)
    assert target.read_bytes() == CONTENT


def test_what_an_earlier_call_brought_of_another_file_is_replaced(hub: Hub, target: Path) -> None:
    part(target).write_bytes(bytes(700_000))
    assert fetched(looked_up(REPOSITORY, FILE), target).resumed == 0
    assert target.read_bytes() == CONTENT
    assert hub.downloads == ["bytes=700000-", ""]


def test_a_file_with_another_sum_is_not_kept(hub: Hub, target: Path) -> None:
    hub.add(f"{REPOSITORY}/{FILE}", CONTENT, announced="0" * 64)
    with pytest.raises(WrongContent, match="0000"):
        fetched(looked_up(REPOSITORY, FILE), target)
    assert list(target.parent.iterdir()) == []


def test_a_hub_that_announces_another_sum_than_was_asked_for_is_not_fetched_from(hub: Hub, target: Path) -> None:
    with pytest.raises(WrongContent, match="another"):
        fetched(looked_up(REPOSITORY, FILE), target, sha256="1" * 64)
    assert hub.downloads == []


def test_a_known_sum_is_checked_where_the_hub_says_none(hub: Hub, target: Path) -> None:
    hub.plain = True
    remote = looked_up(REPOSITORY, FILE)
    assert remote.sha256 is None
    with pytest.raises(WrongContent, match="1111"):
        fetched(remote, target, sha256="1" * 64)
    assert fetched(remote, target).sha256 == hashlib.sha256(CONTENT).hexdigest()


def test_stopping_keeps_what_arrived_and_the_next_call_goes_on(hub: Hub, target: Path) -> None:
    seen: list[int] = []
    with pytest.raises(Stopped):
        fetched(
            looked_up(REPOSITORY, FILE),
            target,
            progress=lambda done, total: seen.append(done),
            cancelled=lambda: bool(seen) and seen[-1] > 400_000,
        )
    assert part(target).stat().st_size == seen[-1] < len(CONTENT)
    assert fetched(looked_up(REPOSITORY, FILE), target).resumed == seen[-1]


def test_a_disk_without_room_is_told_before_anything_is_fetched(hub: Hub, target: Path) -> None:
    remote = looked_up(REPOSITORY, FILE)
    larger = fetching.Remote(REPOSITORY, FILE, remote.revision, 1 << 60, remote.sha256)
    with pytest.raises(NoSpace, match="free"):
        fetched(larger, target)
    assert hub.downloads == []


_LIMITED = """
import resource, signal, sys
from pathlib import Path
from models.language.fetching import NoSpace, fetched, looked_up
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
try:
    fetched(looked_up(sys.argv[1], sys.argv[2]), Path(sys.argv[3]))
except NoSpace as error:
    print(error)
"""


def test_a_disk_that_fills_up_on_the_way_is_told_and_what_arrived_is_kept(hub: Hub, target: Path) -> None:
    assert resource.getrlimit(resource.RLIMIT_FSIZE)[0] in (-1, resource.RLIM_INFINITY)
    command = [sys.executable, "-c", _LIMITED, REPOSITORY, FILE, str(target)]
    done = subprocess.run(command, cwd=Path(__file__).parents[4], capture_output=True, text=True, timeout=60)
    assert "no space left" in done.stdout, done.stderr
    assert 0 < part(target).stat().st_size <= 1_000_000
    assert fetched(looked_up(REPOSITORY, FILE), target).resumed > 0
    assert target.read_bytes() == CONTENT


def test_without_a_network_it_says_so(hub: Hub, target: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    remote = looked_up(REPOSITORY, FILE)
    monkeypatch.setenv("HF_ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(Unreachable, match=r"127\.0\.0\.1:9"):
        looked_up(REPOSITORY, FILE)
    with pytest.raises(Unreachable, match="did not arrive"):
        fetched(remote, target)
    assert not target.exists()


@pytest.mark.parametrize("status", [500, 503])
def test_a_hub_out_of_order_is_no_missing_file(hub: Hub, status: int, target: Path) -> None:
    remote = looked_up(REPOSITORY, FILE)
    hub.status = status
    with pytest.raises(Unreachable, match=str(status)):
        looked_up(REPOSITORY, FILE)
    with pytest.raises(Unreachable, match=str(status)):
        fetched(remote, target)


def test_what_the_hub_does_not_have_or_keeps_to_itself_is_told(hub: Hub, target: Path) -> None:
    with pytest.raises(NotThere, match="other.gguf"):
        looked_up(REPOSITORY, "other.gguf")
    remote = looked_up(REPOSITORY, FILE)
    hub.status = 401
    with pytest.raises(NotThere, match="log in"):
        looked_up(REPOSITORY, FILE)
    with pytest.raises(NotThere, match="log in"):
        fetched(remote, target)


def test_a_login_is_sent_only_when_the_environment_names_one(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "token").write_text("hf_stored")
    monkeypatch.setattr("huggingface_hub.constants.HF_TOKEN_PATH", str(tmp_path / "token"))
    looked_up(REPOSITORY, FILE)
    assert hub.tokens == [""]
    monkeypatch.setenv("HF_TOKEN", "hf_given")
    looked_up(REPOSITORY, FILE)
    assert hub.tokens[-1] == "Bearer hf_given"


def test_who_is_sent_elsewhere_for_the_content_goes_there_without_the_login(
    hub: Hub, target: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.elsewhere, hub.cuts = True, [500_000]
    monkeypatch.setenv("HF_TOKEN", "hf_given")
    fetched(looked_up(REPOSITORY, FILE), target)
    assert target.read_bytes() == CONTENT
    assert len(hub.downloads) == 2 and hub.downloads[1].startswith("bytes=")
    told = {path.startswith("/elsewhere/"): token for (_, path, _), token in zip(hub.asked, hub.tokens, strict=True)}
    assert told == {True: "", False: "Bearer hf_given"}
