"""The digest is SHA-256, and comes without OpenSSL."""

import hashlib
import subprocess
import sys

import pytest

from core.digest import sha256


@pytest.mark.parametrize("data", [b"", b"abc", bytes(range(256)) * 40])
def test_it_is_sha_256(data: bytes) -> None:
    assert sha256(data) == hashlib.sha256(data).digest()


def test_openssl_is_not_loaded_for_it() -> None:
    code = "import sys; from core.digest import sha256; sha256(b'abc'); print('_hashlib' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"
