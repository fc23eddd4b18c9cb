"""`ebb web` as a browser meets it: one link, once; nobody else; and the real app behind it."""

import asyncio
import base64
import json
import shutil
import signal
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import aiohttp
import pytest

PATIENCE = 40.0
"""Seconds to wait for something to appear."""
BROWSER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
PNG = b"\x89PNG"


@pytest.fixture
def link(command: Any) -> Iterator[str]:
    """The link that a running `ebb web` printed; it is ended as by Ctrl-C."""
    process = subprocess.Popen([*command.line(), "web"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    yield process.stdout.readline().strip()
    process.send_signal(signal.SIGINT)
    _, told = process.communicate(timeout=30)
    assert process.returncode == 0, told
    assert "Traceback" not in told


def site_of(link: str) -> str:
    """The address without the token."""
    return link.partition("/?")[0]


async def admitted(session: aiohttp.ClientSession, link: str) -> None:
    """Follow the link as a browser does."""
    async with session.get(link, allow_redirects=False) as answer:
        assert answer.status == 303
        assert answer.cookies["ebb-session"]["httponly"]
        assert answer.cookies["ebb-session"]["samesite"] == "Strict"


def jar() -> aiohttp.CookieJar:
    """Keeps the cookies of an address that is a number."""
    return aiohttp.CookieJar(unsafe=True)


async def test_the_link_works_once_and_nothing_works_without_it(link: str) -> None:
    site = site_of(link)
    async with aiohttp.ClientSession() as stranger:
        for path in ("/", "/static/js/textual.js", "/ws", "/?token=guess"):
            async with stranger.get(site + path) as answer:
                assert answer.status == 403
    async with aiohttp.ClientSession(cookie_jar=jar()) as owner:
        await admitted(owner, link)
        async with owner.get(site + "/") as answer:
            assert answer.status == 200
            page = await answer.text()
        assert "http://" not in page.replace(site, "")
        assert "https://" not in page
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    async with aiohttp.ClientSession() as late, late.get(link) as answer:
        assert answer.status == 403
        assert "used already" in await answer.text()


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "http://127.0.0.1:1"}]
)
async def test_another_site_gets_nothing_even_with_the_cookie(link: str, headers: dict[str, str]) -> None:
    async with aiohttp.ClientSession(cookie_jar=jar()) as owner:
        await admitted(owner, link)
        for path in ("/", "/ws"):
            async with owner.get(site_of(link) + path, headers=headers) as answer:
                assert answer.status == 403


async def test_the_app_is_drawn_and_takes_a_note(link: str, command: Any) -> None:
    site = site_of(link)
    async with aiohttp.ClientSession(cookie_jar=jar()) as owner:
        await admitted(owner, link)
        async with owner.ws_connect(f"{site}/ws?width=80&height=24", headers={"Origin": site}) as tab:
            await drawn(tab, b"Capture stays off until")
            for malformed in ("[]", "{}", '["resize"]', '["stdin", 7]', '["nonsense"]', "no json"):
                await tab.send_str(malformed)
            for letter in "Written in a tab #web\r":
                await tab.send_json(["stdin", letter])
            await drawn(tab, b"Remembered.")
    (hit,) = command("search", "written tab", "--json").json()["hits"]
    assert hit["memory"]["tags"] == ["web"]


async def drawn(tab: aiohttp.ClientWebSocketResponse, words: bytes) -> None:
    """Wait until the app has drawn these words."""
    seen = b""
    async with asyncio.timeout(PATIENCE):
        while words not in seen:
            message = await tab.receive()
            assert message.type in (aiohttp.WSMsgType.BINARY, aiohttp.WSMsgType.TEXT), message
            seen += message.data if isinstance(message.data, bytes) else b""


class Tab:
    """A page of a real browser, driven through its debugging port."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self._socket = socket
        self._number = 0
        self.asked: list[str] = []

    async def call(self, method: str, **given: Any) -> dict[str, Any]:
        """Do one thing; returns what came of it, and notes every address that the page asks for meanwhile."""
        self._number += 1
        await self._socket.send_json({"id": self._number, "method": method, "params": given})
        while True:
            told = await self._socket.receive_json()
            if told.get("method") == "Network.requestWillBeSent":
                self.asked.append(told["params"]["request"]["url"])
            if told.get("id") == self._number:
                assert "error" not in told, told
                return dict(told["result"])

    async def until(self, expression: str) -> None:
        """Wait until an expression of the page is true."""
        async with asyncio.timeout(PATIENCE):
            while not (await self.call("Runtime.evaluate", expression=expression))["result"].get("value"):
                await asyncio.sleep(0.1)


@asynccontextmanager
async def browser(folder: Path) -> AsyncIterator[Tab]:
    """A headless browser with one empty page."""
    assert BROWSER is not None
    options = [
        "--headless=new",
        "--no-sandbox",
        "--disable-gpu",
        "--remote-debugging-port=0",
        f"--user-data-dir={folder}",
    ]
    process = subprocess.Popen([BROWSER, *options, "about:blank"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        async with asyncio.timeout(PATIENCE):
            while not (port := folder / "DevToolsActivePort").exists() or not port.read_text().strip():
                await asyncio.sleep(0.1)
        site = f"http://127.0.0.1:{port.read_text().split()[0]}"
        async with aiohttp.ClientSession() as session:
            async with session.get(f"{site}/json") as answer:
                pages = json.loads(await answer.text())
            page = next(page for page in pages if page["type"] == "page")
            async with session.ws_connect(page["webSocketDebuggerUrl"], max_msg_size=0) as socket:
                yield Tab(socket)
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.skipif(BROWSER is None, reason="no Chromium is installed")
async def test_a_note_is_added_in_a_real_browser_which_asks_nobody_else(
    link: str, command: Any, tmp_path: Path
) -> None:
    async with browser(tmp_path / "browser") as tab:
        await tab.call("Network.enable")
        await tab.call("Page.navigate", url=link)
        await tab.until("document.body.classList.contains('-first-byte')")  # what is typed before it goes nowhere
        await tab.until("document.activeElement.className === 'xterm-helper-textarea'")
        await tab.call("Input.insertText", text="Written in the browser #chromium")
        for kind in ("keyDown", "keyUp"):
            await tab.call(
                "Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", windowsVirtualKeyCode=13, text="\r"
            )
        async with asyncio.timeout(PATIENCE):
            while "Written in the browser" not in command("search", "written browser").out:
                await asyncio.sleep(0.3)
        picture = base64.b64decode((await tab.call("Page.captureScreenshot", format="png"))["data"])
    assert picture.startswith(PNG)
    assert len(picture) > 10_000
    assert {url.split("/")[2] for url in tab.asked if "//" in url} == {site_of(link).split("/")[2]}
