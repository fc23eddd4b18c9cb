"""What a person pastes into another program so that it starts `ebb mcp`."""

import json
import os
import shlex
import sys
from pathlib import Path

_PLACES = {
    "claude": "Paste it into claude_desktop_config.json (Settings, Developer, Edit Config)",
    "claude-code": "Run it in a terminal",
    "cursor": "Paste it into ~/.cursor/mcp.json",
    "vscode": "Paste it into .vscode/mcp.json",
    "zed": "Paste it into ~/.config/zed/settings.json",
    "codex": "Paste it into ~/.codex/config.toml",
}


def snippet(program: str, client: str, home: str | None, profile: str | None) -> tuple[str, str]:
    """What a program needs, and in words what to do with it; `home` and `profile` as they were chosen, else None."""
    command, arguments = _command(), _arguments(client, home, profile)
    entry = {"command": command, "args": arguments}
    place = _PLACES[program]
    if program == "claude-code":
        return shlex.join(["claude", "mcp", "add", "ebb", "--", command, *arguments]), place
    if program == "codex":
        strings = [json.dumps(value, ensure_ascii=False) for value in entry.values()]
        return "[mcp_servers.ebb]\ncommand = {}\nargs = {}".format(*strings), place
    if program == "vscode":
        return _json({"servers": {"ebb": {"type": "stdio", **entry}}}), place
    if program == "zed":
        return _json({"context_servers": {"ebb": {"source": "custom", **entry}}}), place
    return _json({"mcpServers": {"ebb": entry}}), place


def _command() -> str:
    """The installed command by its whole path, as a program that is started from a menu may have another PATH."""
    beside = Path(sys.executable).with_name("ebb")
    return str(beside) if beside.exists() else "ebb"


def _arguments(client: str, home: str | None, profile: str | None) -> list[str]:
    place = home or os.environ.get("EBB_HOME")  # which another program does not have
    chosen = ["--home", str(Path(place).expanduser().absolute())] if place else []
    chosen += ["--profile", profile] if profile else []
    return [*chosen, "mcp", "--client", client]


def _json(value: object) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)
