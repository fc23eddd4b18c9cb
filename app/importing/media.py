"""How a memory names what it cannot hold: "[image IMG-1.jpg]" for a picture that was sent in a chat."""

from core.text.sanitise import shown_line

LONGEST_NAME = 200
KINDS = {
    "image": ("jpg", "jpeg", "png", "gif", "heic", "heif", "bmp", "tif", "tiff", "avif", "svg"),
    "video": ("mp4", "mov", "m4v", "3gp", "mkv", "webm", "avi", "mpg", "mpeg"),
    "audio": ("mp3", "m4a", "aac", "ogg", "oga", "wav", "flac", "amr", "wma"),
    "voice message": ("opus",),
    "sticker": ("webp", "tgs"),
    "contact": ("vcf", "vcard"),
}


def named(kind: str, name: object = "") -> str:
    """What stands for something that was sent, as in "[image IMG-1.jpg]"; `kind` alone where it has no name."""
    line = shown_line(name[: 4 * LONGEST_NAME]).replace("[", "(").replace("]", ")") if isinstance(name, str) else ""
    return f"[{kind} {line[:LONGEST_NAME]}]" if line else f"[{kind}]"


def kind_of(name: object, mime: object = "") -> str:
    """The kind of a file, by its MIME type ("image/png"), else by its name's ending; "file" where neither tells."""
    if isinstance(mime, str) and (major := mime.partition("/")[0]) in ("image", "video", "audio"):
        return major
    ending = name.rpartition(".")[2].lower() if isinstance(name, str) and "." in name else ""
    return next((kind for kind, endings in KINDS.items() if ending in endings), "file")
