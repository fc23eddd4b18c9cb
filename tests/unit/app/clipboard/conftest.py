"""One X server for a module, and a program that copies there."""

from tests.desktop.fixtures import actors, shown

__all__ = ["actors", "shown"]
