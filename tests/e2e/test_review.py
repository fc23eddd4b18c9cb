"""`ebb review` in a terminal: one key, no enter, and the terminal is left as it was."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from app import Ebb
from tests.ui.terminal import terminal

REVIEW = "sys.argv = ['ebb', '--home', sys.argv[1], 'review']; from ui.cli.main import run; run()"


def test_single_keys_decide_and_undo(home: Path) -> None:
    when = datetime.now(UTC) - timedelta(days=90)
    with Ebb.open(home, background=False) as ebb:
        first = ebb.add("The key hangs behind the oilskins.", title="Key", occurred_at=when)
        second = ebb.add("High tide at Larvik is two hours before Oslo.", occurred_at=when)
    with terminal(str(home), program=REVIEW, environment={"EBB_WORK_BACKGROUND": "false"}) as screen:
        screen.wait_for(b"1 of 2")
        for key, then in (
            (b"k", b"Kept; vivid until"),
            (b"l", b"That was all."),
            (b"u", b"Taken back."),
            (b"q", b"1 kept."),
        ):
            screen.press(key)
            screen.wait_for(then)
        assert screen.wait_for_the_end() == 0
    with Ebb.open(home, background=False) as ebb:
        assert ebb.get(first).state == "vivid"
        assert [one.memory.id for one in ebb.decay.review()] == [second]
