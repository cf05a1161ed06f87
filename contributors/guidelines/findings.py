"""Findings: what a check says of a picture, and what a check is told of it.

Evidence is facts by name, so that a page can say them in a person's words and language.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from contributors.claims import NONE, Claims
from contributors.fingerprints import Fingerprint

Level = Literal["pass", "warn", "fail"]
Origin = Literal["contributor", "archive"]
Evidence = tuple[tuple[str, str], ...]

SHOWN_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Finding:
    """One check's answer: its stable code, how grave, and the facts it rests on."""

    check: str
    level: Level
    evidence: Evidence = ()


@dataclass(frozen=True, slots=True)
class Bounds:
    """What an organiser may set: edges in px, the file in bytes, the ratio of the longer edge to the shorter."""

    least_edge_px: int = 32
    good_edge_px: int = 256
    most_bytes: int = 50_000_000
    most_ratio: int = 8
    least_quality: int = 10
    public_domain: tuple[str, ...] = ("PDM", "CC-PDDC", "CC0", "PDM/CC-PDDC")


@dataclass(frozen=True, slots=True)
class Giver:
    """Who gave a picture: the names the person goes by, and how account and consent stood when it was given."""

    names: tuple[str, ...]
    given_on: date
    has_consent: bool = True
    is_verified: bool = True
    has_left: bool = False


@dataclass(frozen=True, slots=True)
class Subject:
    """A picture as the checks see it: its fingerprint, the notes and credentials in its file, whence, and whose."""

    fingerprint: Fingerprint
    traces: Evidence = ()
    origin: Origin = "contributor"
    licence: str = ""
    own_work: bool = False
    bounds: Bounds = field(default_factory=Bounds)
    claims: Claims = NONE
    giver: Giver | None = None
