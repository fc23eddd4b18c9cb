"""What the global options say, carried from the command line to the command; opens the memory when one is needed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app import Ebb
    from app.home import Home


@dataclass(slots=True)
class Session:
    """One run of the command; `home` and `profile` are as typed, None where they were not given."""

    home: str | None = None
    profile: str | None = None
    json: bool = False
    debug: bool = False

    def place(self) -> Home:
        """Find the home without touching it. Raises: UsageError for an impossible profile."""
        from app.home import located

        return located(self.home, self.profile)

    def open(self) -> Ebb:
        """Open the memory for one command; what it adds is embedded by a process of its own, after the command.

        Use it as a context manager. Raises: CannotOpen's family, Locked, BadInput for broken settings.
        """
        from app import Ebb

        return Ebb.open(self.home, profile=self.profile, background=False, hand_over=True)

    def open_to_stay(self) -> Ebb:
        """Open the memory for the app, which embeds what is pending while it runs. Raises as `open`."""
        from app import Ebb

        return Ebb.open(self.home, profile=self.profile, hand_over=True)
