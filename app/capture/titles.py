"""Masks the secrets in windows' titles in a process of its own: the rules take 17 MB, and most titles need none.

`python -m app.capture.titles` reads one text as JSON from its input and writes it masked, as JSON, to its output.
"""

import json
import subprocess
import sys
from functools import lru_cache

from app.capture import processes

MODULE = "app.capture.titles"
SECONDS = 20.0
KNOWN = 256
"""Titles that are remembered, with what they became."""


@lru_cache(KNOWN)
def masked(text: str) -> str:
    """`core.screen.secrets.masked`; done in this process where no other can do it."""
    command, environment = processes.module_command(MODULE)
    try:
        done = subprocess.run(
            command,
            input=json.dumps(text).encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            timeout=SECONDS,
            check=True,
        )
        return str(json.loads(done.stdout))
    except (OSError, ValueError, subprocess.SubprocessError):
        from core.screen import secrets

        return secrets.masked(text)


def main() -> None:
    """Mask the text that is given."""
    from core.screen import secrets

    sys.stdout.write(json.dumps(secrets.masked(str(json.load(sys.stdin)))))


if __name__ == "__main__":
    main()
