"""Single rows, written as no room would: for what the database refuses and for states that are long to reach."""

import hashlib
from datetime import datetime
from itertools import count
from typing import TypedDict, Unpack

from contributors import fingerprints
from contributors.models import (
    CollectorAccount,
    CollectorWalk,
    Consent,
    Contributor,
    Fingerprint,
    Image,
    ImageState,
    User,
)
from tests import story

NEXT = count(1)


class ImageWords(TypedDict, total=False):
    """What a test may say of an image."""

    path: str
    collection: str
    state: str
    reason: str
    reason_facts: str
    fingerprint: Fingerprint | None
    duplicate_of: Image | None
    accepted_at: datetime | None
    decided_at: datetime | None
    withdrawn_at: datetime | None
    sha256: bytes


def contributor(name: str, by: User) -> Contributor:
    """A verified contributor."""
    return Contributor.objects.create(
        handle=f"gallery:{name}",
        name=name,
        joined_at=story.CLEARED_AT,
        verified_at=story.CLEARED_AT,
        verified_by=by,
    )


def fingerprint(*, quality: int = 100, load_rule: str = fingerprints.LOAD_RULE, sha256: bytes = b"") -> Fingerprint:
    """A fingerprint of a file of its own."""
    number = next(NEXT)
    return Fingerprint.objects.create(
        sha256=sha256 or hashlib.sha256(f"file {number}".encode()).digest(),
        load_rule=load_rule,
        pixels_sha256=hashlib.sha256(f"pixels {number}".encode()).digest(),
        phash=bytes(8),
        pdq=bytes(32),
        pdq_quality=quality,
        trimmed_pdq=bytes(32),
        colours=bytes(48),
        width_px=640,
        height_px=480,
        frames=1,
        mode="RGB",
        format="PNG",
        size_bytes=1_000,
    )


def image(giver: Contributor | None, **words: Unpack[ImageWords]) -> Image:
    """A waiting image that was read, unless the words say otherwise."""
    known = words.pop("fingerprint", None) if "fingerprint" in words else fingerprint()
    number = next(NEXT)
    said = ImageWords(
        collection="gallery",
        path=f"{number}.png",
        sha256=bytes(known.sha256) if known else hashlib.sha256(f"unread {number}".encode()).digest(),
    )
    return Image.objects.create(
        contributor=giver,
        fingerprint=known,
        size_bytes=1_000,
        offered_at=story.CLEARED_AT,
        **{**said, **words},
    )


class AccountWords(TypedDict, total=False):
    """What a test may say of an account elsewhere."""

    platform: str
    outside_id: str
    name: str
    ended_at: datetime | None
    ended_by: User | None


def account(giver: Contributor, by: User, **words: Unpack[AccountWords]) -> CollectorAccount:
    """An account on X that stands, unless the words say otherwise."""
    said = AccountWords(platform="x", outside_id="1001", name="ada")
    return CollectorAccount.objects.create(
        contributor=giver, approved_at=story.CLEARED_AT, approved_by=by, **{**said, **words}
    )


def walk(of: CollectorAccount, under: Consent, *, outcome: str = "done", reason: str = "") -> CollectorWalk:
    """A walk through an account's posts."""
    return CollectorWalk.objects.create(
        account=of, collection="x:1001", consent=under, walked_at=story.CLEARED_AT, outcome=outcome, reason=reason
    )


def image_in(state: ImageState, giver: Contributor) -> Image:
    """An image that stands in this state."""
    at = story.CLEARED_AT
    match state:
        case ImageState.WAITING:
            return image(giver)
        case ImageState.ACCEPTED:
            return image(giver, state=state, accepted_at=at, decided_at=at)
        case ImageState.WITHDRAWN:
            return image(giver, state=state, accepted_at=at, decided_at=at, withdrawn_at=at)
        case ImageState.DECLINED:
            return image(giver, state=state, reason="blurred", decided_at=at)
        case ImageState.DUPLICATE:
            return image(giver, state=state, reason="same_file", duplicate_of=image(giver), decided_at=at)
