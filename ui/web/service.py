"""One app process and the browser tab that shows it."""

import json
import shlex
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from textual_serve.app_service import AppService
from textual_serve.download_manager import DownloadManager

Send = Callable[..., Awaitable[Any]]


class TabService(AppService):
    """Runs the app for one tab; beyond drawing, the only thing that the app can do to the browser is to close."""

    def __init__(self, home: Path, send: Send, close: Send) -> None:
        command = shlex.join([sys.executable, "-m", "ui.web.child", str(home)])
        super().__init__(command, write_bytes=send, write_str=_unheard, close=close, download_manager=DownloadManager())

    async def on_meta(self, data: bytes) -> None:
        """Close the tab when the app ends; requests to open pages or to deliver files are not passed on."""
        if json.loads(data).get("type") == "exit":
            await self.remote_close()


async def _unheard(words: str) -> None:
    """Drop what the app would tell the page's script."""
