"""Frames are kept while the process is killed, a hundred times, at any moment."""

import json
import os
import subprocess
import sys
from pathlib import Path

LIVES = Path(__file__).with_name("captures.py")
ROOT = LIVES.parents[2]


def test_after_a_hundred_kills_every_file_has_its_row_and_every_row_its_file(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-W", "error", str(LIVES), str(tmp_path / "home"), "100", "7"],
        capture_output=True,
        text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        timeout=100,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["wrong"] == []
    assert told["frames"] > 40, "something was kept between the kills"
