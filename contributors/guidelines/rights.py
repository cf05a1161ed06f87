"""Rights: whether the file itself names somebody else as its creator or owner of rights.

Rests on what programs and agencies write into a file: EXIF Artist and Copyright, IPTC By-line, Credit and Copyright
Notice, XMP dc:creator, dc:rights, photoshop:Credit, xmpRights:Owner and plus:CopyrightOwnerName (IPTC Photo Metadata
Standard 2025.1). Pixels are not searched for watermarks: no method says honestly whose mark one is. Never a fail:
people work under several names, and cameras keep the name of whoever bought them.
"""

import re
import unicodedata

from contributors.guidelines.findings import SHOWN_LENGTH, Finding, Subject

NOTES = (
    "exif:Artist",
    "exif:Copyright",
    "iptc:By-line",
    "iptc:CopyrightNotice",
    "iptc:Credit",
    "xmp:dc:creator",
    "xmp:dc:rights",
    "xmp:photoshop:Credit",
    "xmp:plus:CopyrightOwnerName",
    "xmp:xmpRights:Owner",
)
# What names nobody: the words around a name, and what devices and programs write where no name was set.
NOBODY = re.compile(
    r"copyright|all rights reserved|rights reserved|\(c\)|©|\d+|\bby\b"
    r"|\b(?:unknown|anonymous|none|default|user|owner|admin|artist|author|photographer|picasa|not specified)\b"
)
# Shorter names stand inside of too many others.
LEAST_LETTERS = 2


def check(subject: Subject) -> list[Finding]:
    """Warn once of all names that are none of the giver's."""
    told = [(name, text) for name, text in subject.traces if name in NOTES]
    known = [
        one for name in (subject.giver.names if subject.giver else ()) if len(one := _letters(name)) >= LEAST_LETTERS
    ]
    others = [(name, text[:SHOWN_LENGTH]) for name, text in told if _names_another(text, known)]
    if others:
        return [Finding("third_party_named", "warn", tuple(others))]
    return [Finding("no_third_party_named", "pass", (("notes", str(len(told))),))]


def _names_another(text: str, known: list[str]) -> bool:
    named = _letters(NOBODY.sub(" ", unicodedata.normalize("NFKC", text).casefold()))
    return bool(named) and not any(name in _letters(text) for name in known)


def _letters(text: str) -> str:
    """Letters and digits alone, however they are written: full width, capital, with points between."""
    return "".join(sign for sign in unicodedata.normalize("NFKC", text).casefold() if sign.isalnum())
