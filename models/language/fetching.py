"""Fetches one file from the Hugging Face hub: in pieces that outlive a cut, checked against its SHA-256 at the end.

`huggingface_hub` finds the file, its sum and its address, and makes the connection. What has arrived stays beside the
target as `NAME.part` until it is whole, so that the next call goes on from there. HF_ENDPOINT names another hub,
HF_TOKEN a login; a login that is merely stored on this machine is not sent.

FetchFailed
├── Unreachable     no network, or the hub does not answer
├── NotThere        the hub has no such file, or keeps it for those who log in
├── BrokenOff       the connection broke too often; what arrived is kept
├── WrongContent    what arrived is not what was announced; nothing is kept
├── NoSpace         the disk cannot hold it; what arrived is kept
└── Stopped         the person stopped it; what arrived is kept
"""

import errno
import hashlib
import logging
import os
import re
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from models.language.errors import LanguageModelError

Progress = Callable[[int, int | None], None]
Cancelled = Callable[[], bool]

PIECE = 1 << 17  # bytes between two looks at `cancelled`
PATIENCE = 10.0  # seconds that the hub may be silent
ATTEMPTS = 5  # connections without one new byte before it is given up
WAIT = 0.5  # seconds before the second attempt, doubled with each further one

_SHA256 = re.compile(r"[0-9a-f]{64}")
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class FetchFailed(LanguageModelError):
    """A file could not be fetched."""


class Unreachable(FetchFailed):
    """The hub cannot be reached, or is out of order."""


class NotThere(FetchFailed):
    """The hub has no such file, or not for everybody."""


class BrokenOff(FetchFailed):
    """The connection broke again and again; what arrived is kept."""


class WrongContent(FetchFailed):
    """The file is not the one that was announced."""


class NoSpace(FetchFailed):
    """The disk cannot hold the file; what arrived is kept."""


class Stopped(FetchFailed):
    """The person stopped it; what arrived is kept."""


@dataclass(frozen=True, slots=True)
class Remote:
    """A file as the hub announces it, at one `revision`; `bytes` and `sha256` are None where the hub does not say."""

    repository: str
    file: str
    revision: str
    bytes: int | None
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Arrived:
    """A fetched file: its size, its sum, and how many bytes of it an earlier call had brought."""

    path: Path
    bytes: int
    sha256: str
    resumed: int


def looked_up(repository: str, file: str) -> Remote:
    """Ask the hub about a file of `repository` ("owner/name") and nothing else. Raises: Unreachable, NotThere."""
    from huggingface_hub import get_hf_file_metadata

    _say_little()
    with _hub_errors(f"{repository}/{file}"):
        found = get_hf_file_metadata(_address(repository, file, None), token=_token(), endpoint=_endpoint())
    etag = (found.etag or "").lower()
    return Remote(
        repository=repository,
        file=file,
        revision=found.commit_hash or "main",
        bytes=found.size,
        sha256=etag if _SHA256.fullmatch(etag) else None,
    )


def fetched(
    remote: Remote,
    target: Path,
    *,
    sha256: str | None = None,
    progress: Progress | None = None,
    cancelled: Cancelled | None = None,
) -> Arrived:
    """Fetch a file to `target`, readable by its owner alone, going on from what an earlier call brought.

    `sha256` is what its sum has to be, else what the hub says. `progress` gets bytes done and in all. One process at a
    time may fetch to the same target. Raises: FetchFailed, OSError.
    """
    _say_little()
    partial = target.with_name(f"{target.name}.part")
    wanted = sha256 or remote.sha256
    if sha256 and remote.sha256 and sha256 != remote.sha256:
        raise WrongContent(f"{remote.repository} holds another {remote.file} than the one that was asked for.")
    with _space_errors(target):
        transfer = _Transfer(remote, partial, progress, cancelled)
        found = transfer.run()
        if wanted and found != wanted and transfer.resumed:  # what an earlier call brought was of another file
            partial.unlink()
            transfer = _Transfer(remote, partial, progress, cancelled)
            found = transfer.run()
        if wanted and found != wanted:
            partial.unlink()
            raise WrongContent(f"What arrived is not {remote.file}: its SHA-256 is {found}, not {wanted}.")
        os.replace(partial, target)
    return Arrived(target, target.stat().st_size, found, transfer.resumed)


def digest(path: Path, cancelled: Cancelled | None = None) -> str:
    """The file's SHA-256 in hexadecimal. Raises: Stopped once `cancelled()` is true, OSError."""
    total = hashlib.sha256()
    with open(path, "rb") as file:
        while piece := file.read(1 << 20):
            if cancelled and cancelled():
                raise Stopped("Stopped while the file was being checked.")
            total.update(piece)
    return total.hexdigest()


class _Transfer:
    """Fills a file until it has all bytes, over as many connections as it takes."""

    def __init__(self, remote: Remote, partial: Path, progress: Progress | None, cancelled: Cancelled | None) -> None:
        self._remote, self._partial = remote, partial
        self._progress, self._cancelled = progress, cancelled
        self.resumed = self._have = partial.stat().st_size if partial.exists() else 0

    def run(self) -> str:
        """Fetch what is missing; the whole file's SHA-256."""
        self._check_space()
        idle = 0
        while not self._complete():
            before = self._have
            problem = self._connect()
            idle = 0 if self._have > before else idle + 1
            if idle >= ATTEMPTS:
                kind = BrokenOff if self._have else Unreachable
                raise kind(f"{self._remote.file} did not arrive: {problem}.")
            if problem and idle:
                self._wait(WAIT * 2 ** (idle - 1))
        return digest(self._partial, self._cancelled)

    def _complete(self) -> bool:
        total = self._remote.bytes
        if total is not None and self._have > total:
            self._restart()
        return self._have == total and self._partial.exists()

    def _connect(self) -> str:
        """Take what one connection brings; what broke it, or "" if it ended as it should."""
        from huggingface_hub import get_session

        broken = _transport().TransportError
        try:
            with get_session().stream("GET", **self._request()) as answer:
                if problem := self._refused(answer):
                    return problem
                with self._opened(answer) as file:
                    self._take(answer, file)
        except broken as error:
            return str(error) or type(error).__name__
        if self._remote.bytes is None:
            self._remote = replace(self._remote, bytes=self._have)
        return "" if self._complete() else "the connection ended too early"

    def _refused(self, answer: Any) -> str:
        """Why another connection may do better than this one, or "". Raises: NotThere for what will not change."""
        from huggingface_hub import hf_raise_for_status

        if answer.status_code == 416:  # the hub's file is shorter than what is here
            self._restart()
        if answer.status_code in (408, 416, 429) or answer.status_code >= 500:
            return f"the hub answered {answer.status_code}"
        with _hub_errors(f"{self._remote.repository}/{self._remote.file}"):
            hf_raise_for_status(answer)
        return ""

    def _request(self) -> dict[str, Any]:
        from huggingface_hub.utils import build_hf_headers  # type: ignore[attr-defined]

        headers = build_hf_headers(token=_token()) | {"Accept-Encoding": "identity"}
        if self._have:
            headers["Range"] = f"bytes={self._have}-"
        address = _address(self._remote.repository, self._remote.file, self._remote.revision)
        return {"url": address, "headers": headers, "timeout": PATIENCE, "follow_redirects": True}

    @contextmanager
    def _opened(self, answer: Any) -> Iterator[BinaryIO]:
        """The file, placed where the answer goes on: at its end, or at its start if the hub sends all of it."""
        if self._have and not answer.headers.get("Content-Range", "").startswith(f"bytes {self._have}-"):
            self._restart()
        handle = os.open(self._partial, os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "ab") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())

    def _take(self, answer: Any, file: BinaryIO) -> None:
        for piece in answer.iter_bytes(PIECE):
            self._look()
            file.write(piece)
            self._have += len(piece)
            if self._progress:
                self._progress(self._have, self._remote.bytes)

    def _restart(self) -> None:
        self._partial.unlink(missing_ok=True)
        self._have = self.resumed = 0

    def _check_space(self) -> None:
        self._look()
        missing = (self._remote.bytes or 0) - self._have
        free = shutil.disk_usage(self._partial.parent).free
        if missing > free:
            raise NoSpace(f"{self._remote.file} needs {_amount(missing)} more, and {_amount(free)} are free.")

    def _wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            self._look()
            time.sleep(0.05)

    def _look(self) -> None:
        if self._cancelled and self._cancelled():
            raise Stopped(f"Stopped with {_amount(self._have)} of {self._remote.file}.")


def _amount(size: float) -> str:
    return f"{size / 1e9:.1f} GB" if size >= 1e8 else f"{size / 1e6:.1f} MB"


def _say_little() -> None:
    """Keep `huggingface_hub` from telling the hub what runs here, and from passing the hub's words to the terminal."""
    from huggingface_hub import constants

    constants.HF_HUB_DISABLE_TELEMETRY = True
    logging.getLogger("huggingface_hub").setLevel(logging.CRITICAL)


def _endpoint() -> str:
    return (os.environ.get("HF_ENDPOINT") or "https://huggingface.co").rstrip("/")


def _token() -> str | bool:
    return os.environ.get("HF_TOKEN") or False


def _address(repository: str, file: str, revision: str | None) -> str:
    from huggingface_hub import hf_hub_url

    return hf_hub_url(repository, file, revision=revision, endpoint=_endpoint())


@contextmanager
def _space_errors(target: Path) -> Iterator[None]:
    """Turn the system's word for a full disk into NoSpace."""
    try:
        yield
    except OSError as error:
        if error.errno not in _FULL:
            raise
        raise NoSpace(f"There is no space left for {target.name}.") from error


@contextmanager
def _hub_errors(what: str) -> Iterator[None]:
    """Turn what the hub's library raises into FetchFailed."""
    from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, HFValidationError, OfflineModeIsEnabled

    http = _transport()
    try:
        yield
    except OfflineModeIsEnabled as error:
        raise Unreachable("HF_HUB_OFFLINE forbids the network.") from error
    except HFValidationError as error:
        raise NotThere(f"{what} is no name of a file on the hub.") from error
    except GatedRepoError as error:
        raise NotThere(f"{what} is given only to those who agreed to its terms and log in.") from error
    except HfHubHTTPError as error:
        raise _refusal(what, error) from error
    except (http.TransportError, http.InvalidURL) as error:
        raise Unreachable(f"The hub at {_endpoint()} cannot be reached: {_reason(error)}.") from error


def _transport() -> Any:
    """The module of the connections that `huggingface_hub` makes: httpx, or what took its place."""
    from huggingface_hub import get_session

    return sys.modules[type(get_session()).__module__.partition(".")[0]]


def _refusal(what: str, error: Any) -> FetchFailed:
    status = getattr(error.response, "status_code", 0)
    if status in (401, 403):
        return NotThere(f"The hub has no {what}, or only for those who log in.")
    if status == 404:
        return NotThere(f"The hub has no {what}.")
    return Unreachable(f"The hub at {_endpoint()} answered {status or 'with an error'}.")


def _reason(error: Exception) -> str:
    return (str(error).splitlines() or [type(error).__name__])[0][:120] or type(error).__name__
