"""Secrets in commands: what stands for itself anywhere, and what is one only where a command puts it."""

import re

from core.screen.secrets import masked as masked_anywhere

_VALUE = r"(?P<value>'[^']*'?|\"(?:\\.|[^\"\\])*\"?|(?:\\.|[^\s'\"\\;|&<>])+)"
_PLACES = tuple(
    re.compile(pattern.replace("VALUE", _VALUE), flags)
    for pattern, flags in (
        (r"(?<![\w$])\w*(?:pass|passwd|secret|token|key|credential|auth(?!or)|pin)\w*=VALUE", re.IGNORECASE),
        (r"\bset[ \t]+(?:-\w+[ \t]+)*\w*(?:pass|secret|token|key|credential)\w*[ \t]+VALUE", re.IGNORECASE),
        (r"\b(?:sshpass|docker[ \t]+login|podman[ \t]+login|mongosh?|7z|zip|unzip)\b[^|;&]*?[ \t]-[pP][ \t]*VALUE", 0),
        (r"\b(?:mysql\w*|mariadb\w*)\b[^|;&]*?[ \t]-p(?=\S)VALUE", 0),
        (r"\b(?:curl|wget|http|https|xh)\b[^|;&]*?[ \t](?:-u|-U|--user|--proxy-user|-a)[= \t]*[^\s:'\"]*:VALUE", 0),
        (r"\b(?:curl|wget|http|https|xh)\b[^|;&]*?[ \t](?:-u|-U|--user|--proxy-user|-a)[= \t]*(?=['\"])VALUE", 0),
        (r"\bssh-keygen\b[^|;&]*?[ \t]-[NP][ \t]*VALUE", 0),
        (r"\bredis-cli\b[^|;&]*?[ \t]-a[ \t]*VALUE", 0),
        (r"\b(?:ldap\w+)\b[^|;&]*?[ \t]-w[ \t]*VALUE", 0),
        (r"\b(?:smbclient|rpcclient|mount\.cifs)\b[^|;&]*?-U[ \t]*[^\s%]+%VALUE", 0),
        (r"\bhtpasswd\b[^|;&]*?[ \t]-\w*b\w*[ \t]+\S+[ \t]+\S+[ \t]+VALUE", 0),
        (r"\bopenssl\b[^|;&]*?\bpass:VALUE", 0),
        (r"\b(?:echo|printf)[ \t]+(?:-\w+[ \t]+)*VALUE[^|;&]*\|[^;&]*(?:sudo\b|passw|login|secret|chpasswd)", 0),
        (r"<<<[ \t]*VALUE", 0),
        (
            r"(?<!\S)--?[\w-]*(?:pass(?:word|wd|phrase|code)?|pwd|token|secret|api-?key|access-?key|private-?key"
            r"|client-?key|auth(?!or)|credentials?|pin|otp)(?:=|[ \t]+)(?!-)VALUE",
            re.IGNORECASE,
        ),
    )
)
_REFERENCE = re.compile(r"[\"']?\$[\w{(].*|[\"']{0,2}", re.DOTALL)
"""What names a secret and is none: a variable or a substitution, or nothing."""


def masked(command: str) -> str:
    """The command with each secret replaced by what it is, as in `mysql -p[password]`."""
    text = masked_anywhere(command)
    for place in _PLACES:
        text = place.sub(_hidden, text)
    return text


def _hidden(match: re.Match[str]) -> str:
    value = match["value"]
    if _REFERENCE.fullmatch(value) or (value.startswith("[") and value.endswith("]")):
        return match[0]
    start, end = match.start("value") - match.start(), match.end("value") - match.start()
    return f"{match[0][:start]}[password]{match[0][end:]}"
