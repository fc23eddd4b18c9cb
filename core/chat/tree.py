"""A conversation as a tree of turns: the branch in use, what else was said at each fork, where to go on."""

from collections.abc import Iterable, Sequence

from core.chat.turn import Turn


class Tree:
    """The turns of one conversation, by number; `leaf` ends the branch in use."""

    def __init__(self, turns: Iterable[Turn] = (), leaf: int | None = None) -> None:
        self._turns = {turn.id: turn for turn in turns}
        self.leaf = leaf if leaf in self._turns else max(self._turns, default=None)

    def __len__(self) -> int:
        return len(self._turns)

    def __contains__(self, id: object) -> bool:
        return id in self._turns

    def get(self, id: int) -> Turn:
        """The turn with this number. Raises: KeyError."""
        return self._turns[id]

    def put(self, turn: Turn) -> None:
        """Take in a turn, or what has become of one."""
        self._turns[turn.id] = turn

    def all(self) -> list[Turn]:
        """Every turn of every branch."""
        return list(self._turns.values())

    def path(self, leaf: int | None = None) -> list[Turn]:
        """The turns from the first to `leaf`, or to the end of the branch in use."""
        found: list[Turn] = []
        at = self.leaf if leaf is None else leaf
        while at is not None and at in self._turns:
            found.append(self._turns[at])
            at = self._turns[at].parent
        return found[::-1]

    def siblings(self, id: int) -> list[Turn]:
        """The turns that were said at the same place, this one among them, oldest first."""
        turn = self._turns[id]
        return self._in_order(other for other in self._turns.values() if other.parent == turn.parent)

    def place(self, id: int) -> tuple[int, int]:
        """Which of how many turns at the same place this is, from 1."""
        found = self.siblings(id)
        return [turn.id for turn in found].index(id) + 1, len(found)

    def end_of(self, id: int) -> int:
        """Where the newest branch through this turn ends."""
        while True:
            following = [turn for turn in self._turns.values() if turn.parent == id]
            if not following:
                return id
            id = self._in_order(following)[-1].id

    def beside(self, id: int, step: int) -> int | None:
        """The end of the branch through the turn `step` places beside this one; None where there is no other."""
        found = self.siblings(id)
        if len(found) < 2:
            return None
        at = [turn.id for turn in found].index(id)
        return self.end_of(found[(at + step) % len(found)].id)

    @staticmethod
    def _in_order(turns: Iterable[Turn]) -> list[Turn]:
        return sorted(turns, key=lambda turn: (turn.at, abs(turn.id)))


def last(path: Sequence[Turn], *, yours: bool) -> Turn | None:
    """The last turn of a branch that the person said, or that Ebb said."""
    return next((turn for turn in reversed(path) if turn.yours == yours), None)
