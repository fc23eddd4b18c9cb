"""The exception tree: every error a person can meet has a sentence, a next step and an exit code.

EbbError
├── UsageError          2   the command's words are off
├── BadInput            3   what was given cannot become a memory (also a ValueError)
│   ├── BadTime             a WHEN that is no time
│   └── Unreadable          a file that cannot be imported
├── MemoryNotFound      1   no such id (also a KeyError)
├── CannotOpen          4   the memory cannot be opened
│   ├── NotADatabase        the file is no SQLite database, or not Ebb's
│   ├── NewerDatabase       written by a newer Ebb
│   ├── DamagedDatabase     SQLite says that the file is corrupt
│   ├── ReadOnlyHome        the home cannot be written
│   └── DiskFull            no space is left
├── ModelError          5   a model is missing or broken
│   ├── ModelMissing        the runtime or the file is not there
│   └── ModelBroken         the file is damaged, or its process died
├── Locked              6   another program holds the memory
└── Overtaken               nobody waits for the answer any more; never shown
"""

from enum import IntEnum


class ExitCode(IntEnum):
    """What a command's exit status says; part of the public contract."""

    DONE = 0
    NOTHING = 1
    USAGE = 2
    BAD_INPUT = 3
    CANNOT_OPEN = 4
    MODEL = 5
    LOCKED = 6
    BUG = 70


class EbbError(Exception):
    """An error with a sentence for the person (`message`) and what to do next (`hint`)."""

    exit_code = ExitCode.BUG

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message} {self.hint}".strip()


class UsageError(EbbError):
    """The command or call was given words that do not fit together."""

    exit_code = ExitCode.USAGE


class BadInput(EbbError, ValueError):
    """What was given cannot become a memory or a question."""

    exit_code = ExitCode.BAD_INPUT


class BadTime(BadInput):
    """A time that can be read neither as ISO 8601 nor as plain words."""


class Unreadable(BadInput):
    """A file that cannot be imported."""


class MemoryNotFound(EbbError, KeyError):
    """There is no memory with this id."""

    exit_code = ExitCode.NOTHING


class CannotOpen(EbbError):
    """The memory cannot be opened or written."""

    exit_code = ExitCode.CANNOT_OPEN


class NotADatabase(CannotOpen):
    """The file is no SQLite database, or belongs to another program."""


class NewerDatabase(CannotOpen):
    """The file was written by a newer Ebb; it is left untouched."""


class DamagedDatabase(CannotOpen):
    """SQLite finds the file corrupt."""


class ReadOnlyHome(CannotOpen):
    """The home folder or its database cannot be written."""


class DiskFull(CannotOpen):
    """The disk has no space left; nothing was changed."""


class ModelError(EbbError):
    """A model cannot be used."""

    exit_code = ExitCode.MODEL


class ModelMissing(ModelError):
    """The model's file or the runtime that runs it is not installed."""


class ModelBroken(ModelError):
    """The model's file is damaged, or the process that ran it died."""


class Locked(EbbError):
    """Another program holds the memory's write lock for too long."""

    exit_code = ExitCode.LOCKED


class Overtaken(EbbError):
    """A search was given up because nobody waits for what it finds."""

    def __init__(self) -> None:
        super().__init__("Nobody waits for this any more.")
