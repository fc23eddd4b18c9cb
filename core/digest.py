"""SHA-256 without OpenSSL, which takes 3 MB of a process that does nothing else with it."""

from importlib import import_module
from typing import Any


def _maker() -> Any:
    """Python's own implementation, under its name in this version; hashlib where there is none."""
    for name in ("_sha2", "_sha256"):
        try:
            return import_module(name).sha256
        except ImportError:
            continue
    return import_module("hashlib").sha256


_SHA256 = _maker()


def sha256(data: bytes) -> bytes:
    """The 32 bytes of the digest (FIPS 180-4); for a few bytes at a time, as it is slower than OpenSSL's."""
    return bytes(_SHA256(data).digest())
