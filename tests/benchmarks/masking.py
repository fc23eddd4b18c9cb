"""How many planted secrets are masked clean, and what of ordinary text is: `python tests/benchmarks/masking.py`.

Secrets come from a seeded generator; contexts with an even place in their list were looked at while the rules were
tuned, the table is of those with an odd place and of seeds that were not. A secret is clean when no more than three of
its characters in a row are left in the text and, on a rendered screen, at most 2 % of its ink outside the boxes.
Rendered pages are read by the reader that is installed. Asserts nothing; `--looked-at` prints the other half,
`--leaks` what was left over, `--text` leaves the screens out, `--pages N` sets how many are drawn.
"""

import argparse
import base64
import json
import random
import string
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

sys.path.insert(0, str(Path(__file__).parents[2]))

from app.config import Capture
from app.screens.engines import find_reader
from core.screen.frame import Line, Pixels, Rect, Word
from core.screen.masking import COLOUR, paint
from core.screen.secrets import mask

ALNUM = string.ascii_letters + string.digits
FONTS = ("DejaVuSans.ttf", "DejaVuSansMono.ttf", "DejaVuSerif.ttf", "LiberationSans-Regular.ttf")
SIZES = (12, 13, 14, 16)
WIDTH = 900
KINDS = ("card", "iban", "key", "token", "password", "code")
MARK = "\u0001"
"""Stands round a secret in a planted text."""


@dataclass(frozen=True, slots=True)
class Planted:
    """Lines of a text with one secret: `parts` are its places, (line, start, end)."""

    kind: str
    lines: tuple[str, ...]
    parts: tuple[tuple[int, int, int], ...]

    @property
    def secret(self) -> str:
        """The secret's letters and digits."""
        return plain("".join(self.lines[line][start:end] for line, start, end in self.parts))


def plain(text: str) -> str:
    """Letters and digits alone, without their case."""
    return "".join(char for char in text.casefold() if char.isalnum())


def some(rng: random.Random, count: int, alphabet: str = ALNUM) -> str:
    """Random characters with a digit, a small and a large letter where the alphabet has them."""
    while True:
        text = "".join(rng.choice(alphabet) for _ in range(count))
        if all(
            not set(kind) <= set(alphabet) or set(kind) & set(text) for kind in (string.digits, string.ascii_lowercase)
        ):
            return text


def card(rng: random.Random) -> str:
    """A card number with Luhn's check digit, grouped as cards are."""
    from stdnum import luhn

    start, length = rng.choice(
        [("4", 16), ("51", 16), ("55", 16), ("2223", 16), ("34", 15), ("37", 15), ("6011", 16), ("3530", 16)]
    )
    number = start + "".join(rng.choice(string.digits) for _ in range(length - len(start) - 1))
    number += luhn.calc_check_digit(number)
    sizes = (4, 6, 5) if length == 15 else (4, 4, 4, 4)
    gap = rng.choice([" ", " ", " ", "-", ""])
    places = np.cumsum((0, *sizes))
    return gap.join(number[a:b] for a, b in zip(places, places[1:], strict=False))


def iban(rng: random.Random) -> str:
    """An account number with right check digits, grouped by four or not."""
    from stdnum import iban as ibans

    structures = dict(
        DE="n18", FR="n10 c11 n2", GB="a4 n14", ES="n20", NL="a4 n10", IT="a1 n10 c12",
        CH="n5 c12", AT="n16", PL="n24", NO="n11"
    )  # fmt: skip
    country = rng.choice(sorted(structures))
    letters = {"n": string.digits, "a": string.ascii_uppercase, "c": string.digits + string.ascii_uppercase}
    parts = structures[country].split()
    rest = "".join(rng.choice(letters[part[0]]) for part in parts for _ in range(int(part[1:])))
    number = country + ibans.calc_check_digits(f"{country}00{rest}") + rest
    return " ".join(number[at : at + 4] for at in range(0, len(number), 4)) if rng.random() < 0.7 else number


def jwt(rng: random.Random) -> str:
    """A signed web token."""
    parts = [{"alg": "HS256", "typ": "JWT"}, {"sub": some(rng, 8), "exp": rng.randrange(10**9, 2 * 10**9)}]
    coded = [base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts]
    return ".".join([*coded, some(rng, 43, ALNUM + "-_")])


def token(rng: random.Random) -> str:
    """A token of one of many makers, as they document them."""
    lower = string.ascii_lowercase + string.digits
    made: list[Callable[[], str]] = [
        lambda: "AKIA" + some(rng, 16, string.ascii_uppercase + "234567"),
        lambda: rng.choice(["ghp_", "gho_", "ghs_"]) + some(rng, 36),
        lambda: "github_pat_" + some(rng, 22) + "_" + some(rng, 59),
        lambda: "glpat-" + some(rng, 20, ALNUM + "-_"),
        lambda: f"xoxb-{rng.randrange(10**11, 10**12)}-{rng.randrange(10**11, 10**12)}-" + some(rng, 24),
        lambda: "sk_live_" + some(rng, 24),
        lambda: "AIza" + some(rng, 35, ALNUM + "-_"),
        lambda: "sk-proj-" + some(rng, 48),
        lambda: "sk-ant-api03-" + some(rng, 60, ALNUM + "-_"),
        lambda: "hf_" + some(rng, 34),
        lambda: "npm_" + some(rng, 36),
        lambda: "SG." + some(rng, 22) + "." + some(rng, 43),
        lambda: f"{rng.randrange(10**9, 10**10)}:AA" + some(rng, 33, ALNUM + "-_"),
        lambda: some(rng, 32, lower) + f"-us{rng.randrange(1, 21)}",
        lambda: "pypi-AgEIcHlwaS5vcmc" + some(rng, 70, ALNUM + "-_"),
        lambda: jwt(rng),
    ]
    return rng.choice(made)()


def secret_key(rng: random.Random) -> str:
    """A key that no beginning names: base64 or hexadecimal."""
    return (
        some(rng, 40, ALNUM + "+/") if rng.random() < 0.5 else some(rng, rng.choice([32, 40, 64]), "0123456789abcdef")
    )


def password(rng: random.Random) -> str:
    """A password as people and their managers make them."""
    words = ["dragon", "Sommer", "monkey", "Berlin", "sunshine", "Tiger", "coffee", "winter", "Rosebud", "galaxy"]
    made = [
        lambda: some(rng, rng.randrange(8, 17), ALNUM + "!@#$%&*?+-_"),
        lambda: rng.choice(words) + str(rng.randrange(1, 2100)) + rng.choice(["", "!", "?", "#"]),
        lambda: "-".join(some(rng, 5) for _ in range(3)),
        lambda: rng.choice(words).lower() + rng.choice(words) + rng.choice("!$%&"),
    ]
    return rng.choice(made)()


def private_key(rng: random.Random) -> str:
    """The lines of a private key, its header and body."""
    kind = rng.choice(["RSA PRIVATE KEY", "OPENSSH PRIVATE KEY", "EC PRIVATE KEY", "PRIVATE KEY"])
    body = "\n".join(some(rng, 64, ALNUM + "+/") for _ in range(rng.randrange(3, 7)))
    return f"-----BEGIN {kind}-----\n{MARK}{body}{MARK}\n-----END {kind}-----"


CONTEXTS: dict[str, tuple[Callable[[random.Random], str], list[str]]] = {
    "card": (card, [
        "Card number: {}", "{}", "Please charge {} today, thanks", "VISA {} 09/28 Alice Smith",
        "Zahlung mit Karte {} erfolgt",
        "card_number={}", "My card is {} and it expires 11/27.", "| 1 | {} | active |",
    ]),
    "IBAN": (iban, [
        "IBAN: {}", "Bitte auf {} überweisen", "{}", "Account {} (savings)", "Transfer to IBAN {} by Friday",
        "Kontoverbindung {} BIC COBADEFFXXX", "payee_iban = \"{}\"", "- {}, rent",
    ]),
    "token": (token, [
        "export API_TOKEN={}", "{}", "token: {}",
        "curl -H 'Authorization: Bearer {}' https://api.example.com/v1",
        "Your new key is {} and will not be shown again.", "const client = new Client(\"{}\");", "  - value: {}",
        "Copied {} to clipboard",
    ]),
    "secret key": (secret_key, [
        "aws_secret_access_key = {}", "SECRET_KEY = '{}'", "client_secret: {}", "api_key={}", "DB_PASSWORD={}",
        "\"private_key\": \"{}\",",
        "access key   {}", "Encryption key: {}",
    ]),
    "password": (password, [
        "Password: {}", "password = \"{}\"", "the password is {}", "Passwort: {}", "pwd={}",
        "User: alice  Password: {}",
        "Mot de passe : {}", "https://alice:{}@db.example.com/app", "Contraseña: {}", "DB_PASS: {}", "Passphrase: {}",
        "Wi-Fi password {}", "PGPASSWORD={} psql -h localhost", "Kennwort lautet {}", "Password\n{}", "Passwort\n{}",
    ]),
    "private key": (private_key, ["{}", "cat id_rsa\n{}"]),
}  # fmt: skip
ORDINARY = """The meeting has been moved to Thursday at 14:30 in room 204.
Please find attached the report for the third quarter of 2025.
We sold 1,204 units in March and 1,377 in April, up 14 %.
for index, value in enumerate(values): total += value * 2
def compute(self, items: list[str], limit: int = 20) -> dict[str, int]:
Forgot your password? You can reset it in the settings.
Version 3.11.4 was released on 2023-06-06 with 210 fixes.
Call +49 30 901820 or write to office@example.org.
commit 9fceb02d0ae598e95dc970b74767f19372d61af8 (HEAD -> main)
Order 2026-11-0048213 was shipped; tracking number 00340434161094.
import numpy as np; from pathlib import Path; import json
The quick brown fox jumps over the lazy dog near the river bank.
Invoice 4711 is due within 30 days, total 1.299,00 EUR.
INFO 2026-03-04 12:00:01,204 server started on port 8080 pid 4242
https://www.example.com/articles/2024/05/how-to-grow-tomatoes?page=2
Reviewers: alice, bob, carol; labels: bug, help wanted; 12 comments""".splitlines()


def planted(rng: random.Random, kind: str, looked_at: bool) -> Planted:
    """One secret in a context of the half asked for; of long ones a fifth goes on in a second line."""
    make, contexts = CONTEXTS[kind]
    half = contexts[0 if looked_at or len(contexts) == 1 else 1 :: 2] if len(contexts) > 1 else contexts
    secret = make(rng)
    text = rng.choice(half).format(secret if MARK in secret else MARK + secret + MARK)
    if kind in ("token", "secret key") and rng.random() < 0.2:
        place = text.index(MARK) + 1 + len(secret) * rng.randrange(4, 7) // 10
        text = f"{text[:place]}\n{text[place:]}"
    lines: list[str] = []
    parts: list[tuple[int, int, int]] = []
    inside = False
    for line in text.split("\n"):
        pieces, at = line.split(MARK), 0
        for number, piece in enumerate(pieces):
            inside = inside if number == 0 else not inside
            if inside and piece:
                parts.append((len(lines), at, at + len(piece)))
            at += len(piece)
        lines.append("".join(pieces))
    return Planted(kind, tuple(lines), tuple(parts))


def page(rng: random.Random, secrets: Sequence[Planted]) -> list[tuple[str, Planted | None, int]]:
    """A page's lines: ordinary ones with secrets between them; each with its secret and its place in that."""
    lines: list[tuple[str, Planted | None, int]] = []
    for one in secrets:
        lines += [(rng.choice(ORDINARY), None, 0) for _ in range(rng.randrange(1, 4))]
        lines += [(text, one, place) for place, text in enumerate(one.lines)]
    return [*lines, (rng.choice(ORDINARY), None, 0)]


def typed(texts: Sequence[str]) -> list[Line]:
    """Lines as if each letter were 8 by 16 pixels."""
    lines = []
    for row, text in enumerate(texts):
        words, at = [], 0
        for word in text.split():
            at = text.index(word, at)
            words.append(Word(word, Rect(at * 8, row * 20, len(word) * 8, 16)))
            at += len(word)
        lines.append(Line(" ".join(text.split()), Rect(0, row * 20, len(text) * 8, 16), tuple(words)))
    return lines


def left_over(secret: str, lines: Sequence[Line]) -> str:
    """The longest run of a secret's characters that stands in one of the lines."""
    runs = [SequenceMatcher(None, secret, plain(line.text), autojunk=False).find_longest_match() for line in lines]
    return max((secret[run.a : run.a + run.size] for run in runs), key=len, default="")


def in_text(seed: int, count: int, looked_at: bool, leaks: bool) -> dict[str, tuple[int, int]]:
    """For each kind: planted, and masked clean in text."""
    rng, done = random.Random(seed), {}
    for kind in CONTEXTS:
        clean = 0
        for _ in range(count):
            one = planted(rng, kind, looked_at)
            lines = page(rng, [one])
            results, _ = mask(typed([text for text, _, _ in lines]))
            own = [line for line, (_, of, _) in zip(results, lines, strict=True) if of is one]
            left = left_over(one.secret, own)
            clean += len(left) <= 3
            if leaks and len(left) > 3:
                print("  left", kind, one.lines, "->", [line.text for line in own], file=sys.stderr)
        done[kind] = (count, clean)
    return done


def drawn(
    rng: random.Random, lines: Sequence[tuple[str, Planted | None, int]]
) -> tuple[Pixels, dict[Planted, list[Rect]]]:
    """A page as a picture, and where on it the secrets are."""
    font = font_of(rng)
    paper, ink = ((255, 255, 255), (20, 20, 20)) if rng.random() < 0.5 else ((30, 30, 34), (220, 220, 220))
    step = int(font.size * 1.5)
    picture = Image.new("RGB", (WIDTH, step * len(lines) + 20), paper)
    brush = ImageDraw.Draw(picture)
    places: dict[Planted, list[Rect]] = defaultdict(list)
    for row, (text, one, number) in enumerate(lines):
        top = 10 + row * step
        brush.text((12, top), text, font=font, fill=ink)
        for _, start, end in (part for part in (one.parts if one else ()) if part[0] == number):
            assert one is not None
            left, right = 12 + font.getlength(text[:start]), 12 + font.getlength(text[:end])
            places[one].append(Rect(round(left), top, round(right - left), step))
    pixels = np.dstack([np.asarray(picture)[..., ::-1], np.full(picture.size[::-1], 255, np.uint8)])
    return np.ascontiguousarray(pixels), places


def font_of(rng: random.Random) -> ImageFont.FreeTypeFont:
    """One of the fonts that are there, in one of the sizes."""
    for name in rng.sample(FONTS, len(FONTS)):
        try:
            return ImageFont.truetype(name, rng.choice(SIZES))
        except OSError:
            continue
    raise SystemExit("None of the fonts is installed: " + ", ".join(FONTS))


def on_screens(seed: int, pages: int, looked_at: bool, leaks: bool) -> tuple[dict[str, tuple[int, int]], float]:
    """For each kind: planted, and masked clean on rendered pages that were read; and the CPU seconds of masking."""
    rng, spent, read = random.Random(seed), 0.0, reader()
    done: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for _ in range(pages):
        secrets = [planted(rng, kind, looked_at) for kind in CONTEXTS]
        rng.shuffle(secrets)
        pixels, places = drawn(rng, page(rng, secrets))
        before = pixels.copy()
        lines = read(pixels)
        started = time.process_time()
        results, rects = mask(lines)
        spent += time.process_time() - started
        paint(pixels, rects)
        for one, parts in places.items():
            where = [rect for rect in parts if rect.right < WIDTH]
            own = [line for line in results if any(line.rect.meet(rect) for rect in where)]
            left = left_over(one.secret, own)
            bare = uncovered(before, pixels, where)
            done[one.kind][0] += 1
            done[one.kind][1] += len(left) <= 3 and bare <= 0.02
            if leaks and (len(left) > 3 or bare > 0.02):
                print(
                    "  left",
                    one.kind,
                    one.lines,
                    left,
                    f"{bare:.2f}",
                    [x.text for x in lines if left and left in plain(x.text)],
                    file=sys.stderr,
                )
    return {kind: (count, clean) for kind, (count, clean) in done.items()}, spent / max(pages, 1)


def uncovered(before: Pixels, after: Pixels, places: Sequence[Rect]) -> float:
    """The share of a secret's ink that was not painted over."""
    ink = bare = 0
    for rect in places:
        part = np.s_[rect.y : rect.bottom, rect.x : rect.right]
        paper = np.median(before[part][..., :3].reshape(-1, 3), axis=0)
        marks = np.abs(before[part][..., :3].astype(int) - paper).max(axis=-1) > 60
        painted = (after[part] == COLOUR).all(axis=-1)
        ink, bare = ink + int(marks.sum()), bare + int((marks & ~painted).sum())
    return bare / max(ink, 1)


def reader() -> Callable[[Pixels], list[Line]]:
    """What reads a page with the engine that is installed."""
    engine = find_reader(Capture())

    def read(pixels: Pixels) -> list[Line]:
        image = np.ascontiguousarray(pixels[..., 2::-1])
        return engine.read(image, [Rect(0, 0, image.shape[1], image.shape[0])])

    return read


def ordinary() -> Iterator[tuple[str, list[Path]]]:
    """Texts without secrets, by sort: what comes with Python and with this project."""
    import email

    standard, root = Path(email.__file__).parents[1], Path(__file__).parents[2]
    yield "Python source (standard library)", sorted(standard.glob("*.py"))[::4]
    yield "package descriptions", sorted(Path(np.__file__).parents[1].glob("*.dist-info/METADATA"))[::3]
    yield "sample notes and talks", sorted(path for path in (root / "app/sample").rglob("*") if path.is_file())
    yield "this project's source", sorted((root / "core").rglob("*.py"))[::3]


def false_alarms(show: bool) -> list[list[object]]:
    """For each sort of ordinary text: lines, words, masks, and masks in a hundred lines."""
    rows: list[list[object]] = []
    for name, files in ordinary():
        lines = words = masks = 0
        kinds: Counter[str] = Counter()
        for file in files:
            texts = [line[:160] for line in file.read_text("utf-8", "replace").splitlines() if line.strip()]
            for start in range(0, len(texts), 50):
                results, rects = mask(typed(texts[start : start + 50]))
                lines, masks = lines + len(results), masks + len(rects)
                words += sum(len(text.split()) for text in texts[start : start + 50])
                for text, result in zip(texts[start:], results, strict=False):
                    kinds.update(kind for kind in KINDS if result.text.count(f"[{kind}]") > text.count(f"[{kind}]"))
                    if show and result.text != " ".join(text.split()):
                        print("  false", result.text, "<-", text.strip(), file=sys.stderr)
        rows.append([name, f"{lines:,}", f"{words:,}", masks, f"{100 * masks / max(lines, 1):.2f}", dict(kinds)])
    return rows


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print a Markdown table."""
    for row in (heads, ["---"] * len(heads), *rows):
        print("| " + " | ".join(str(cell) for cell in row) + " |")
    print()


def share(figures: Sequence[tuple[int, int]]) -> str:
    """Masked clean of planted, in per cent."""
    count, clean = (sum(column) for column in zip(*figures, strict=True))
    return f"{100 * clean / max(count, 1):.1f} % of {count}"


def main() -> None:
    """Print the tables."""
    options = argparse.ArgumentParser(description=__doc__)
    for flag in ("looked-at", "leaks", "text", "alarms"):
        options.add_argument(f"--{flag}", action="store_true")
    options.add_argument("--count", type=int, default=400)
    options.add_argument("--pages", type=int, default=40)
    options.add_argument("--seed", type=int, default=20_261_121)
    given = options.parse_args()
    seed = given.seed + (1 if given.looked_at else 0)
    written = in_text(seed, given.count, given.looked_at, given.leaks)
    screens, spent = ({}, 0.0) if given.text else on_screens(seed, given.pages, given.looked_at, given.leaks)
    rows = [[kind, share([written[kind]]), share([screens[kind]]) if screens else "-"] for kind in CONTEXTS]
    rows.append(["all", share(list(written.values())), share(list(screens.values())) if screens else "-"])
    print("## Planted secrets masked clean\n")
    table(["", "in text", "on rendered screens, read"], rows)
    print(f"Masking a page took {1000 * spent:.0f} ms of CPU.\n\n## Ordinary text\n")
    table(["", "lines", "words", "masks", "in 100 lines", "by kind"], false_alarms(given.alarms))


if __name__ == "__main__":
    main()
