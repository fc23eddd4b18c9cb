"""How many threads a model may compute with."""

import os
import platform
from pathlib import Path

_TOPOLOGY = "/sys/devices/system/cpu/cpu{}/topology/thread_siblings_list"


def default_threads() -> int:
    """Physical cores less one, at least 1: as many threads as busy cores made answers ten times slower (measured)."""
    return max(1, physical_cores() - 1)


def physical_cores() -> int:
    """The physical cores that this process may use; where the system does not say, two threads to a core on x86."""
    usable = _usable()
    siblings = {_read(_TOPOLOGY.format(cpu)) for cpu in usable}
    if siblings and "" not in siblings:
        return len(siblings)
    halved = platform.machine().lower() in {"x86_64", "amd64"} and len(usable) > 2
    return max(1, len(usable) // 2 if halved else len(usable))


def _usable() -> set[int]:
    if hasattr(os, "sched_getaffinity"):
        return set(os.sched_getaffinity(0))
    return set(range(os.cpu_count() or 1))


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError):
        return ""
