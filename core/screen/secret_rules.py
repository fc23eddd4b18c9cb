"""Keys, tokens and passwords in a text, by the rules that detect-secrets keeps.

Its detectors' patterns are run over the text as they are; its words for secrets are looked for on screens too, where
they are labels of fields and in other languages; its measure of randomness finds what no pattern names.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import groupby
from typing import Any

_DETECTORS = (
    "artifactory.ArtifactoryDetector aws.AWSKeyDetector azure_storage_key.AzureStorageKeyDetector "
    "cloudant.CloudantDetector discord.DiscordBotTokenDetector github_token.GitHubTokenDetector "
    "gitlab_token.GitLabTokenDetector ibm_cloud_iam.IbmCloudIamDetector ibm_cos_hmac.IbmCosHmacDetector "
    "jwt.JwtTokenDetector mailchimp.MailchimpDetector npm.NpmDetector openai.OpenAIDetector "
    "pypi_token.PypiTokenDetector sendgrid.SendGridDetector slack.SlackDetector softlayer.SoftlayerDetector "
    "square_oauth.SquareOAuthDetector stripe.StripeDetector telegram_token.TelegramBotTokenDetector "
    "twilio.TwilioKeyDetector"
).split()

_OPENINGS = (
    # Beginnings of tokens that their makers document so that they can be found.
    "gh[pousr]_ github_pat_ gl(?:pat|dt|ft|rt|cbt|ptt|soat|agent|oas)- xox[abeoprs]- xapp-1- "
    "sk-(?:ant|proj|svcacct|or)- sk- "
    "[spr]k_(?:live|test)_ whsec_ A[KS][IlL1]A AIza ya29\\. hf_ npm_ pypi-AgE SG\\. dop_v1_ shp(?:at|ss|ca|pa)_ "
    "sq0(?:csp|atp)- EAAA glsa_ lin_api_ rnd_ r8_ gsk_ xai- pplx- tvly- nvapi- dckr_pat_ ATATT3x ATCTT3x "
    "sbp_ secret_ ntn_ figd_ PMAK- NRAK- dapi key- AGE-SECRET-KEY-1 hvs\\. hvb\\. vercel_ CFPAT- tskey- "
    "xkeysib- rubygems_ phc_ sntrys_ pk\\.eyJ sk\\.eyJ eyJ[hk]"
).split()
_MORE_LABELS = (
    r"pass ?word|pass ?phrase|passcode|api[ -]?key|api[_ -]?token|access[_ -]?key|access[_ -]?token|auth[_ -]?token"
    r"|secret[_ -]?key|client[_ -]?secret|private[ -]?key|refresh[_ -]?token|session[_ -]?token|token"
    r"|encryption[_ -]?key|signing[_ -]?key|master[_ -]?key|licen[cs]e[_ -]?key|recovery[_ -]?(?:key|code)"
    r"|(?:recovery|seed|secret|backup) (?:phrase|words)|mnemonic"
    r"|credentials?|passwort|kennwort|geheimnis|schl(?:ü|u|ii)ssel|zugangscode|mot de passe|clé secrète|clave"
    r"|contrase\w{1,3}a"
    r"|parola d.ordine|palavra-passe|senha|wachtwoord|l[öo0]senord|adgangskode|passord|salasana|has[lłt]o|heslo|jelszó"
    r"|parol[aă]|[sş]ifre|пароль|парола|лозинка|κωδικός|סיסמה"
    r"|كلمة المرور|密码|密碼|パスワード|비밀번호|mật khẩu|kata sandi"
)
_NO_VALUES = frozenset(
    """str string text int bool bytes none null nil true false undefined required optional field input value values
    must should may can is are was be the a an and or not for to of in on at with your my his her our their this that
    it if when forgot forgotten reset change changed new old enter confirm repeat show hide save saved manager managers
    policy protected invalid incorrect wrong empty hidden default example here there dict list any object varchar char
    password passwords passwort username user email login sign type types key keys secret secrets token tokens
    again same different strength weak strong ok yes no set unset expired expires never always only also
    please""".split()
)
_VALUE = r"(?:(?P<quote>[\"'`“”„«])(?P<quoted>[^\"'`“”„«»\n]{3,200})|(?P<bare>[^\s\"'`“”„«»]+))"
_RUN = re.compile(r"[A-Za-z0-9_\-+/=.~%]+")
_RANDOM = re.compile(r"[A-Za-z0-9+/\-_]{20,}={0,2}")
_FRAGMENT = re.compile(r"[A-Za-z0-9+/\-_|{}\[\]]{12,}={0,2}")
_SHORT_RUNS, _SHORT_RUNS_OF_LETTERS = 0.7, 0.75
"""Shares of runs of one kind, small letters, capitals or digits, that are one or two long: .88 where letters and
digits are drawn by lot, .4 to .6 in names such as FileNotFoundError."""
_TAIL = re.compile(r"[^\s,;\"'<>]*")
_LEAD = re.compile(r"(?:[:._\-—]{1,2}(?=\s))?")
_VARIABLE = re.compile(r"\$(?:[A-Za-z_][A-Za-z_]*|\{.*|\(.*)|%[A-Za-z_]+%|<[a-z_ -]+>?")
_HEAD = re.compile(
    r"(?:live|proj|test|[spr]k|SG|hf|gh[opsur]|gl[a-z]{2,5}|npm|xox[a-z]|pypi|github|AKIA|AIza)[-_.]?(?:live|proj|ant|pat)?[-_]?"
)
_HEX = re.compile(r"(?<![A-Za-z0-9])[0-9a-f]{24,}(?![A-Za-z0-9])", re.IGNORECASE)
_PRIVATE_KEY = re.compile(
    # As the detector has it, with the letters that reading mistakes for others.
    r"[-—–]{0,5} ?[B8][EF]G[Il1|]N ?(?:[A-Z0-9]+ ){0,3}PR[Il1|]VATE ?K[EF]Y(?: BLOCK)?"
    r"(?s:.*?)(?:[EF]N[D0O] ?(?:[A-Z0-9]+ ){0,3}PR[Il1|]VATE ?K[EF]Y(?: BLOCK)? ?[-—–]{0,5}|\Z)"
    r"|PuTTY-User-Key-File-\d(?s:.*)"
)
_BASIC = re.compile(r": ?/ ?/ ?[^\s:/@]{0,64}:(?P<secret>[^\s:/@]+)@")
_BEARER = re.compile(r"\b(?:bearer|basic|token)\s+(?P<secret>[A-Za-z0-9._~+/=\-]{16,})", re.IGNORECASE)
_CODE = re.compile(
    r"(?:\b(?:cvv2?|cvc2?|csc|(?:card )?security code|one[- ]time (?:code|password|pin)|verification code|login code"
    r"|auth(?:entication)? code|einmalcode|sicherheitscode|otp|puk)\b\W{0,3}(?:is|ist|est|es)?\W{0,3}"
    r"|\b(?:pin|tan)(?: code| number)?\s?(?:[:=#]|is|ist)\s?)"
    r"(?P<secret>\d(?:[ -]?\d){2,8})\b",
    re.IGNORECASE,
)


def private_keys(text: str) -> Iterator[tuple[int, int]]:
    """Private keys, from their first line to their last, or to the end where that is missing."""
    yield from (match.span() for match in _PRIVATE_KEY.finditer(text))


def tokens(text: str) -> Iterator[tuple[int, int]]:
    """What a detector's pattern fits or what begins like a known token, each to the end of its unbroken run."""
    for pattern in _patterns():
        for match in pattern.finditer(text):
            start, end = _widened(text, *match.span())
            if any(char.isdigit() for char in text[start:end]):
                yield start, end
    for match in _opening().finditer(text):
        start, end = match.span()
        if _is_mixed(text[start:end]):
            yield start, end
    for match in _BEARER.finditer(text):
        if any(char.isdigit() for char in match["secret"]):
            yield match.span("secret")


def random_words(text: str, *, read: bool = False) -> Iterator[tuple[int, int]]:
    """Words too random to be words: by the detector's entropy, or by how often they change their kind of character.

    `read` says that the text was read from a picture, where blanks stand in words: then shorter ones are enough.
    """
    for match in (_FRAGMENT if read else _RANDOM).finditer(text):
        if _is_random(match[0].strip("=-_/+"), read):
            yield match.span()
    for match in _HEX.finditer(text):
        if _is_labelled(text, match.start()) and len(set(match[0])) > 6:
            yield match.span()


def gathered(text: str, start: int, end: int) -> tuple[int, int]:
    """A secret with its neighbours in the line that look like parts of it, because reading put blanks between them."""
    line_start, line_end = text.rfind("\n", 0, start) + 1, _line_end(text, end)
    end += _length(_TAIL.match(text[end:line_end]))
    start -= _length(_LEAD.match(text[line_start:start][::-1]))
    end += _reach(text[end:line_end])
    start -= _reach(text[line_start:start][::-1], backwards=True)
    return start, end


def _length(match: re.Match[str] | None) -> int:
    return match.end() if match else 0


def _reach(text: str, *, backwards: bool = False) -> int:
    """How many characters of a text beside a secret are parts of it, word by word."""
    reach = 0
    words = [(match, match[0][::-1] if backwards else match[0]) for match in re.finditer(r"(?<=\s)\S+", text)]
    if text[:1].isspace():
        for (match, word), (_, after) in zip(words, [*words[1:], (None, "")], strict=True):
            head = backwards and _HEAD.fullmatch(word) is not None
            if not (head or _joins(word) or (len(word) <= 3 and _joins(after))):
                break
            reach = match.end()
    return reach


def is_fragment(word: str) -> bool:
    """Whether a word looks like a part of a key: letters and digits mixed, capitals within it, or capitals alone."""
    bare = word.strip(".,;:()\"'")
    letters, digits = sum(char.isalpha() for char in bare), sum(char.isdigit() for char in bare)
    inner = any(char.isupper() for char in bare[1:]) and any(char.islower() for char in bare)
    if len(bare) >= 6 and bare.isascii() and bare.isupper():
        return True
    return len(bare) >= 2 and (
        (letters > 0 and digits > 0) or inner or (letters + digits >= 2 and any(char in "|{}[]¥" for char in bare[1:]))
    )


def _joins(word: str) -> bool:
    return is_fragment(word) or (sum(char.isdigit() for char in word) >= 4 and not word.strip("0123456789-:_."))


def passwords(text: str) -> Iterator[tuple[int, int]]:
    """What is said to be a password or another secret: behind a label, in an address, or alone below a label."""
    for match in _assigned().finditer(text):
        if (span := _value(text, match)) is not None:
            yield span
    yield from (match.span("secret") for match in _BASIC.finditer(text))


def codes(text: str) -> Iterator[tuple[int, int]]:
    """Security codes, PINs and one-time codes behind their names."""
    yield from (match.span("secret") for match in _CODE.finditer(text))


@lru_cache(maxsize=1)
def _patterns() -> tuple[re.Pattern[str], ...]:
    from importlib import import_module

    found: list[re.Pattern[str]] = []
    for name in _DETECTORS:
        module, detector = name.split(".")
        found += getattr(import_module(f"detect_secrets.plugins.{module}"), detector).denylist
    return tuple(found)


@lru_cache(maxsize=1)
def _opening() -> re.Pattern[str]:
    return re.compile(rf"(?<![A-Za-z0-9])(?:{'|'.join(_OPENINGS)})[A-Za-z0-9_\-+/=.]{{10,}}")


@lru_cache(maxsize=1)
def _labels() -> str:
    from detect_secrets.plugins.keyword import DENYLIST

    return f"{'|'.join(DENYLIST)}|{_MORE_LABELS}"


@lru_cache(maxsize=1)
def _assigned() -> re.Pattern[str]:
    """A label, what joins it to its value, and the value; the label may stand alone in the line above."""
    from detect_secrets.plugins.keyword import CLOSING

    sign = r"\s*(?::=|={1,3}>?|!==?|->|:|：)[ \t]*\n?[ \t]*"
    verb = r"[ \t]+(?:is|ist|lautet|est|es|é|è|är|er|:)[ \t]+:?[ \t]*"
    joint = rf"(?P<joint>{sign}|{verb}|[ \t]*\n[ \t]*|[ \t]+)"
    return re.compile(rf"(?P<label>(?:{_labels()})[\w\-]*)(?:{CLOSING}){joint}{_VALUE}", re.IGNORECASE)


@lru_cache(maxsize=1)
def _labelled() -> re.Pattern[str]:
    return re.compile(rf"(?:{_labels()}|key|secret|auth)\w*[\W_]", re.IGNORECASE)


@lru_cache(maxsize=1)
def _detector() -> Any:
    from detect_secrets.plugins.high_entropy_strings import Base64HighEntropyString

    return Base64HighEntropyString()


def _value(text: str, match: re.Match[str]) -> tuple[int, int] | None:
    """The place of the value that a label stands for, or None where it is none."""
    from detect_secrets.filters import heuristic

    group = "quoted" if match["quoted"] is not None else "bare"
    start, end = match.span(group)
    value = match[group].rstrip(".,;:)]}>" if group == "bare" else "")
    end = start + len(value)
    named = not any(char.isalnum() for char in value) or heuristic.is_templated_secret(value)
    if len(value) < 3 or named or _VARIABLE.fullmatch(value) or value.casefold() in _NO_VALUES:
        return None
    joint = match["joint"].strip()
    if group == "quoted":
        return (start, end) if joint else None
    if joint in (":", "：") and _is_phrase(match["label"]):
        return start, _line_end(text, end)
    return (start, end) if _is_secret(text, value, end, match) else None


def _is_secret(text: str, value: str, end: int, match: re.Match[str]) -> bool:
    """Whether a value without quotes is one: not a piece of code, and no word of a sentence."""
    if _is_code(value):
        return False
    if "\n" in match["joint"]:
        alone = _ends_line(text, end) and _stands_alone(text, match) and _stands_for_password(match["label"])
        return alone and (_is_mixed(value) or is_fragment(value) or value[-1] in "!@#$%^&*+=~")
    if not match["joint"].strip():
        unlike = _is_mixed(value) or value[-1] in "@#$%^&*+=~" or (is_fragment(value) and not value.isupper())
        return unlike and len(value) >= 5 and _stands_for_password(match["label"])
    if value.isdigit() and not _stands_for_password(match["label"]):
        return len(value) >= 6
    if not value.isalpha():
        return True
    mixed = not (value.islower() or value.istitle() or value.isupper())
    return mixed or (_ends_line(text, end) and _begins_line(text, match.start()))


def _is_code(value: str) -> bool:
    """Whether it is a call, a lookup, a name with dots or underscores, or a path."""
    return bool(
        re.fullmatch(r"[A-Za-z_][A-Za-z_.]*[(\[<{][A-Za-z_.,|:()\[\]<>{}=\-]*", value)
        or re.fullmatch(
            r"[A-Za-z_]+(?:\.[A-Za-z_]+)+|[a-z]+(?:_[a-z]+)+|[A-Z]+(?:_[A-Z]+)+|self\..*|this\..*|[~./]?(?:/[\w.\-]+)+/?",
            value,
        )
    )


def _is_mixed(value: str) -> bool:
    """Whether letters and digits, or signs between letters, make it unlike a word."""
    letters, digits = any(char.isalpha() for char in value), any(char.isdigit() for char in value)
    signs = any(char in "!@#$%^&*+=?~" for char in value[:-1])
    return letters and (digits or signs)


def _is_phrase(label: str) -> bool:
    return re.search("phrase|words|mnemonic", label, re.IGNORECASE) is not None


def _stands_for_password(label: str) -> bool:
    return re.search(r"token|credential|bearer|schl(?:ü|u|ii)ssel|clave", label, re.IGNORECASE) is None


def _begins_line(text: str, place: int) -> bool:
    line = text[text.rfind("\n", 0, place) + 1 : place]
    return len(line.split()) <= 3


def _stands_alone(text: str, match: re.Match[str]) -> bool:
    """Whether a label is all that stands in its line, but for a word or two before it."""
    before = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    return before == "" or (before[-1].isspace() and len(before.split()) <= 2)


def _ends_line(text: str, place: int) -> bool:
    return not text[place : _line_end(text, place)].strip(" .,;")


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _widened(text: str, start: int, end: int) -> tuple[int, int]:
    """A span up to where the unbroken run of a token's characters ends, without a full stop behind it."""
    run = _RUN.match(text, max(end - 1, start))
    return start, max(end, run.start() + len(run[0].rstrip("."))) if run else end


def _is_labelled(text: str, place: int) -> bool:
    return _labelled().search(text[max(place - 60, 0) : place]) is not None


def _is_random(word: str, read: bool) -> bool:
    """Whether letters and digits follow each other as they do in no word; hexadecimal sums and UUIDs do not count."""
    from detect_secrets.filters.heuristic import is_potential_uuid

    bare = [char for char in word if char.isalnum()]
    kinds = [_kind(char) for char in bare]
    if len(bare) < (12 if read else 20) or len(set(kinds)) < 2 or is_potential_uuid(word):
        return False
    if all(char in "0123456789abcdefABCDEF" for char in bare):
        return False
    runs = [len(list(run)) for _, run in groupby(kinds)]
    if len(bare) < 24 and max(runs) > 5:
        return False
    if len(runs) < len(bare) * 0.3 or (not read and len(set(kinds)) == 2 and len(bare) < 28):
        return False
    if len(bare) >= 24 and "0" in kinds and max(runs) <= 6 and len(runs) >= len(bare) * 0.42:
        return True
    short = sum(run <= 2 for run in runs) / len(runs)
    entropy = _detector()
    return short > (_SHORT_RUNS if "0" in kinds else _SHORT_RUNS_OF_LETTERS) and (
        read or len(runs) >= len(bare) * 0.4 or entropy.calculate_shannon_entropy(word) > entropy.entropy_limit
    )


def _kind(char: str) -> str:
    return "0" if char.isdigit() else "A" if char.isupper() else "a"
