"""Closes in the process that runs a model: it keeps the model's file and its libraries, and loses memory and network.

On Linux, Landlock lets it read the model, the interpreter and the runtime, and write nothing; seccomp refuses sockets,
other programs, and ways into other processes; limits keep core dumps off the disk. What the kernel does not have is
told, never taken as given. Landlock does not hide that a file exists, only what is in it. Other systems have none of
this: there the process is only apart.

Sources: landlock(7) and linux/landlock.h (ABI 1 to 7), seccomp(2), linux/filter.h, and the system call tables of
x86-64 and of asm-generic, which is that of 64-bit ARM.
"""

import ctypes
import os
import platform
import struct
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

LOG_BYTES = 16 << 20
"""The most that the runtime may write into its log."""

_LANDLOCK = (444, 445, 446)  # create_ruleset, add_rule, restrict_self: the same on every architecture
_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1, 5: (1 << 16) - 1}
_READ_FILE, _READ_DIR, _WRITE_FILE, _IOCTL = 1 << 2, 1 << 3, 1 << 1, 1 << 15
_TCP, _SCOPES = 3, 3  # bind and connect; abstract sockets and signals

_LIBRARIES = ("/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib", "/usr/share/zoneinfo")
_FILES = ("/etc/ld.so.cache", "/etc/localtime", "/proc/cpuinfo", "/proc/meminfo", "/proc/self", "/sys/devices/system")
_DEVICES = ("/dev/null", "/dev/zero", "/dev/random", "/dev/urandom")
_GRAPHICS = ("/proc/driver", "/proc/devices", "/proc/modules", "/sys", "/usr/local/cuda", "/usr/share")
_ROCM = Path("/", "opt", "rocm")

_NO_NEW_PRIVILEGES, _FILTER, _TO_ALL_THREADS, _IS_KNOWN = 38, 1, 1, 2
_ALLOW, _REFUSE, _ABSENT = 0x7FFF0000, 0x00050001, 0x00050026  # run it; EPERM; ENOSYS, so that libc takes clone
_CLONE_THREAD = 0x10000
_X32 = 0x40000000

# System calls refused: (x86-64, ARM), None where there is none.
_REFUSED: dict[str, tuple[int | None, int | None]] = {
    "socket": (41, 198),
    "socketpair": (53, 199),
    "connect": (42, 203),
    "bind": (49, 200),
    "listen": (50, 201),
    "accept": (43, 202),
    "accept4": (288, 242),
    "sendto": (44, 206),
    "sendmsg": (46, 211),
    "sendmmsg": (307, 269),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "execve": (59, 221),
    "execveat": (322, 281),
    "fork": (57, None),
    "vfork": (58, None),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "kill": (62, 129),
    "tkill": (200, 130),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "shmget": (29, 194),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "msgget": (68, 186),
    "msgsnd": (69, 189),
    "msgrcv": (70, 188),
    "semget": (64, 190),
    "semop": (65, 193),
    "mq_open": (240, 180),
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "open_tree": (428, 428),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "mount_setattr": (442, 442),
    "unshare": (272, 97),
    "setns": (308, 268),
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "keyctl": (250, 219),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "open_by_handle_at": (304, 265),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "kexec_load": (246, 104),
}
_ARCHITECTURES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}
_CLONE, _CLONE3, _TGKILL, _PRLIMIT = (56, 220), (435, 435), (234, 131), (302, 261)


@dataclass(frozen=True, slots=True)
class Cell:
    """What holds a process in: Landlock's ABI (0 for none), seccomp; `outside` is threads that began before it."""

    landlock: int
    seccomp: bool
    outside: int = 0

    @property
    def words(self) -> str:
        """The same in words, with what is missing."""
        held = []
        if self.landlock:
            held.append(f"reads only the model and its libraries, writes nothing (Landlock {self.landlock})")
        if self.seccomp:
            held.append("opens no socket and starts no program (seccomp)")
        if not self.seccomp and self.landlock >= 4:
            held.append("makes no TCP connection (Landlock)")
        missing = [name for name, there in (("Landlock", self.landlock), ("seccomp", self.seccomp)) if not there]
        if missing:
            held.append(f"is not held by {' or '.join(missing)}, which this system lacks")
        if self.outside:
            held.append(f"{self.outside} threads stand outside")
        return "its process " + "; ".join(held)


def offered() -> Cell:
    """What this system could hold a process in with; nothing is changed."""
    if not _linux():
        return Cell(0, False)
    action = ctypes.c_uint32(_REFUSE & 0xFFFF0000)
    known = _seccomp_number() and _call(_seccomp_number(), _IS_KNOWN, 0, ctypes.byref(action)) == 0
    return Cell(_abi(), bool(known))


def close_in(model: Path) -> Cell:
    """Load the runtime, then close this process in for good: of files, it reads `model` and what it is made of.

    To be called before any thread is started, as those that run already stand outside of Landlock. What the system
    cannot do is left out and told. Never raises.
    """
    os.environ["OPENBLAS_NUM_THREADS"] = "1"  # numpy's threads would start with its import
    with suppress(Exception):  # whoever uses the runtime meets the same error and tells it
        import models.language.engine  # noqa: F401
    if not _linux():
        return Cell(0, False)
    _limit()
    outside = len(os.listdir("/proc/self/task")) - 1
    if _libc().prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0):
        return Cell(0, False, outside)
    return Cell(_without_files(model), _without_calls(), outside)


def _linux() -> bool:
    return sys.platform == "linux" and struct.calcsize("P") == 8


def _limit() -> None:
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_FSIZE, (LOG_BYTES, LOG_BYTES))


# Landlock


def _abi() -> int:
    return max(0, _call(_LANDLOCK[0], None, 0, 1))


def _without_files(model: Path) -> int:
    """Leave the model and the libraries readable and nothing writable; the ABI in force, 0 for none."""
    abi = _abi()
    if not abi:
        return 0
    handled = _RIGHTS[min(abi, max(_RIGHTS))]
    attributes = struct.pack("<QQQ", handled, _TCP, _SCOPES)[: 8 if abi < 4 else 16 if abi < 6 else 24]
    rules = _call(_LANDLOCK[0], attributes, len(attributes), 0)
    if rules < 0:
        return 0
    try:
        for path, rights in _kept(model):
            _allow(rules, path, rights & handled)
        return abi if _call(_LANDLOCK[2], rules, 0) == 0 else 0
    finally:
        os.close(rules)


def _kept(model: Path) -> Iterator[tuple[Path, int]]:
    """What stays within reach, and how."""
    from models.language.graphics import graphics

    yield model.resolve(), _READ_FILE
    for path in (*_code(), *map(Path, (*_LIBRARIES, *_FILES))):
        yield path, _READ_FILE | _READ_DIR
    for name in _DEVICES:
        yield Path(name), _READ_FILE | (_WRITE_FILE if name == "/dev/null" else 0)
    if graphics():
        for name in _GRAPHICS:
            yield Path(name), _READ_FILE | _READ_DIR
        yield _ROCM, _READ_FILE | _READ_DIR
        for device in (*Path("/dev").glob("nvidia*"), Path("/dev/dri"), Path("/dev/kfd")):
            yield device, _READ_FILE | _READ_DIR | _WRITE_FILE | _IOCTL


def _code() -> Iterable[Path]:
    """The folders of the interpreter, of installed packages, and of this package; of a checkout nothing else."""
    yield Path(__file__).resolve().parents[1]
    places = [sysconfig.get_path(name) for name in ("stdlib", "platstdlib", "purelib", "platlib")]
    for place in {*places, *(one for one in sys.path if Path(one).name in ("site-packages", "dist-packages"))}:
        yield Path(place)
    yield Path(sys.base_prefix, "lib")


def _allow(rules: int, path: Path, rights: int) -> None:
    """Let what is beneath a path be used; one that is missing is left out."""
    with suppress(OSError):
        handle = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            if not path.is_dir():
                rights &= ~_READ_DIR
            _call(_LANDLOCK[1], rules, 1, struct.pack("<Qi", rights, handle), 0)
        finally:
            os.close(handle)


# seccomp


def _seccomp_number() -> int:
    return {"x86_64": 317, "aarch64": 277}.get(platform.machine(), 0)


def _without_calls() -> bool:
    """Refuse the system calls of the table to all threads of this process; whether that is in force."""
    if platform.machine() not in _ARCHITECTURES:
        return False
    program = b"".join(_program(*_ARCHITECTURES[platform.machine()]))
    kept = ctypes.create_string_buffer(program, len(program))
    filter_ = struct.pack("<HxxxxxxQ", len(program) // 8, ctypes.addressof(kept))
    return _call(_seccomp_number(), _FILTER, _TO_ALL_THREADS, filter_) == 0


def _program(column: int, architecture: int) -> Iterator[bytes]:
    """The filter as BPF: an unknown architecture is refused whole, the rest by number."""
    yield from (_load(4), _equal(architecture, 1, 0), _return(_REFUSE), _load(0))
    if column == 0:
        yield from (_instruction(0x35, _X32, 0, 1), _return(_REFUSE))
    for number in filter(None, (numbers[column] for numbers in _REFUSED.values())):
        yield from (_equal(number, 0, 1), _return(_REFUSE))
    yield from (_equal(_CLONE3[column], 0, 1), _return(_ABSENT))
    yield from _unless(_CLONE[column], _instruction(0x45, _CLONE_THREAD, 1, 0))
    yield from _unless(_TGKILL[column], _equal(os.getpid(), 1, 0))
    yield from _unless(_PRLIMIT[column], _equal(0, 1, 0))
    yield _return(_ALLOW)


def _unless(number: int, test: bytes) -> Iterator[bytes]:
    """Refuse one system call unless its first argument passes a test that then skips one instruction."""
    yield from (_equal(number, 0, 4), _load(16), test, _return(_REFUSE), _return(_ALLOW))


def _instruction(code: int, value: int, then: int = 0, otherwise: int = 0) -> bytes:
    return struct.pack("<HBBI", code, then, otherwise, value)


def _load(offset: int) -> bytes:
    return _instruction(0x20, offset)


def _equal(value: int, then: int, otherwise: int) -> bytes:
    return _instruction(0x15, value, then, otherwise)


def _return(value: int) -> bytes:
    return _instruction(0x06, value)


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _call(number: int, *arguments: object) -> int:
    """A system call's result, -1 for any error."""
    given = [ctypes.c_long(one) if isinstance(one, int) else one for one in arguments]
    syscall = _libc().syscall
    syscall.restype = ctypes.c_long
    return int(syscall(ctypes.c_long(number), *given))
