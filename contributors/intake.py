"""Taking in a cleared archive: everything it offers is recorded, recognised, checked and decided.

Recording is one transaction: all of an index or none of it. Recognising goes in bunches and is spread over the
machine's processors, or over workers where some are invited; killed between two bunches, the same call goes on where
it stopped. A second call for the same archive finds everything there and adds nothing. Two calls at once take turns:
whoever gave first is decided against all that stands.
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from contributors import (
    consents,
    duplicates,
    examining,
    fingerprints,
    originals,
    people,
    reading_room,
    recognition,
    recording,
    slips,
    turns,
)
from contributors.archives import ArchiveRefused, Offered
from contributors.models import (
    AskedBy,
    Contributor,
    Decision,
    Fingerprint,
    Image,
    ImageState,
    Purpose,
    Review,
    Scope,
    Source,
    User,
)

JOB = "recognise"
BUNCH = 64
BUNCH_BYTES = 256_000_000
TERMS = "archive-1"
MOST_COLLECTION_CHARACTERS = 99

# What no reviewer can clear. The other findings about an archive's picture are recorded and were the clearing
# reviewer's to weigh.
BARRED = (
    "licence_missing",
    "licence_not_public_domain",
    "made_by_generator",
    "credentials_made_by_generator",
    "training_not_allowed",
    "mining_prohibited",
)


class CollectionUnfit(ValueError):
    """A collection's name stands before its contributors' names and must leave them room."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name[:60]!r} is no name for a collection: give 1 to {MOST_COLLECTION_CHARACTERS} characters, no colon;"
            " nothing was imported"
        )
        self.name = name


@dataclass(frozen=True, slots=True)
class Clearance:
    """Who cleared an archive, when, and for which purposes; of a rewardless source, the whole archive is its own."""

    by: User
    cleared_at: datetime
    purposes: Sequence[Purpose] = tuple(Purpose)
    source: Source | None = None


@dataclass(frozen=True, slots=True)
class Counts:
    """What became of the pictures of a collection."""

    offered: int
    accepted: int
    duplicates: int
    declined: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Recognised:
    """One picture with what its bytes told: a reading, or why there is none."""

    image: Image
    answer: recognition.Answer


@transaction.atomic
def record(
    collection: str,
    offered: Sequence[Offered],
    *,
    clearance: Clearance,
    introductions: Mapping[str, people.Newcomer] | None = None,
) -> int:
    """Record the pictures of an archive and its people and return how many pictures are new.

    Each author named becomes a verified contributor who consents, as the clearing says; where the archive is a
    source's, the source gives and its authors stay words of the index. ``introductions`` tell
    more about authors by name: language, reading, how they wish to be thanked. Raises CollectionUnfit,
    and archives.ArchiveRefused where a file is no longer the one that was read.
    """
    refuse_unfit(collection)
    turns.hold("intake", "record")
    known = set(Image.objects.filter(collection=collection).values_list("path", flat=True))
    fresh = [picture for picture in offered if picture.path not in known]
    givers = _givers(collection, fresh, clearance, introductions or {})
    for picture in fresh:
        originals.keep(picture.sha256, _content(picture))
    Image.objects.bulk_create((_image(collection, picture, givers, clearance) for picture in fresh), batch_size=1_000)
    return len(fresh)


def refuse_unfit(collection: str) -> None:
    """Raise CollectionUnfit where no archive can be called so; names with a colon are those of uploads and posts."""
    if not 1 <= len(collection) <= MOST_COLLECTION_CHARACTERS or "\x00" in collection or ":" in collection:
        raise CollectionUnfit(collection)


def undecided(collection: str) -> QuerySet[Image]:
    """The pictures of a collection that nobody and nothing has looked at yet."""
    looked_at = Q(fingerprint__isnull=False) | Q(decided_at__isnull=False)
    return Image.objects.filter(collection=collection, state=ImageState.WAITING).exclude(looked_at).order_by("id")


def decide(collection: str, *, clearance: Clearance, invite: reading_room.Invite | None = None) -> Iterator[int]:
    """Recognise, check and decide every undecided picture; after each bunch say how many it had.

    With ``invite`` the files are read by workers too; deciding stays in order of giving, here.
    """
    with turns.taken("intake", "decide"):
        if not undecided(collection).exists():
            return
        seen = undecided(collection).filter(contributor__isnull=False)
        with reading_room.at_hand(seen, asked_by=AskedBy.DECIDE, invite=invite) as readers:
            roll = duplicates.Roll()
            while bunch := _next_bunch(collection):
                _decide(collection, _recognised(bunch, readers), roll, clearance)
                yield len(bunch)


def counts(collection: str) -> Counts:
    """How the pictures of a collection stand. A withdrawn one counts as declined here."""
    states = dict(
        Image.objects.filter(collection=collection).values_list("state").annotate(n=Count("id")).order_by("state")
    )
    return Counts(
        offered=sum(states.values()),
        accepted=states.get("accepted", 0),
        duplicates=states.get("duplicate", 0),
        declined=states.get("declined", 0) + states.get("withdrawn", 0),
        waiting=states.get("waiting", 0),
    )


def refused_by_name(collection: str, reasons: Sequence[str]) -> list[tuple[str, str]]:
    """(path, facts) of pictures that were declined for one of the reasons."""
    rows = Image.objects.filter(collection=collection, state=ImageState.DECLINED, reason__in=reasons)
    return list(rows.order_by("id").values_list("path", "reason_facts"))


def _givers(
    collection: str,
    offered: Sequence[Offered],
    clearance: Clearance,
    introductions: Mapping[str, people.Newcomer],
) -> Mapping[str, Contributor]:
    """Contributors by name as the index has it; nobody where a source gives."""
    if clearance.source is not None:
        return {}
    names = sorted({picture.contributor for picture in offered if picture.contributor})
    newcomers = [
        introductions.get(name) or people.Newcomer(handle=f"{collection}:{name}", name=name, language="en")
        for name in names
    ]
    known = people.welcome(newcomers, terms_version=TERMS, by=clearance.by, at=clearance.cleared_at)
    consents.grant(
        known.values(),
        scope=Scope.ARCHIVE,
        purposes=clearance.purposes,
        terms_version=TERMS,
        at=clearance.cleared_at,
    )
    return {name: known[newcomer.handle] for name, newcomer in zip(names, newcomers, strict=True)}


def _image(collection: str, picture: Offered, givers: Mapping[str, Contributor], clearance: Clearance) -> Image:
    return Image(
        contributor=givers.get(picture.contributor),
        source=clearance.source,
        collection=collection,
        path=picture.path,
        title=picture.title,
        category=picture.category,
        licence=picture.licence,
        sha256=picture.sha256,
        size_bytes=picture.size_bytes,
        offered_at=clearance.cleared_at,
        offered_by=clearance.by,
    )


def _content(picture: Offered) -> bytes:
    content = picture.file.read_bytes()
    if hashlib.sha256(content).digest() != picture.sha256:
        raise ArchiveRefused(picture.path, "the file changed while its archive was read")
    return content


def _next_bunch(collection: str) -> list[Image]:
    return reading_room.bounded(undecided(collection)[:BUNCH], most_bytes=BUNCH_BYTES)


def _ruled_out(image: Image) -> str:
    """Why a picture is declined before its bytes are decoded; empty where they are looked at."""
    if image.contributor_id is None and image.source_id is None:
        return "author_missing"
    return ""


def _recognised(bunch: Sequence[Image], readers: reading_room.Readers) -> list[Recognised]:
    """What is ruled out by its row is not decoded."""
    unseen = {image.pk: recognition.Unread(_ruled_out(image), "") for image in bunch if _ruled_out(image)}
    answers = readers.answers([bytes(image.sha256) for image in bunch if image.pk not in unseen])
    return [Recognised(image, unseen.get(image.pk) or answers[bytes(image.sha256)]) for image in bunch]


@transaction.atomic
def _decide(collection: str, recognised: Sequence[Recognised], roll: duplicates.Roll, clearance: Clearance) -> None:
    """What a reviewer decided while the bytes were read stays as the reviewer decided."""
    ids = [one.image.pk for one in recognised]
    left = set(undecided(collection).filter(pk__in=ids).select_for_update().values_list("pk", flat=True))
    desk = examining.desk([one.image for one in recognised])
    read = [one.answer for one in recognised if isinstance(one.answer, fingerprints.Reading)]
    rows = recording.fingerprint_rows([reading.fingerprint for reading in read])
    for one in recognised:
        if one.image.pk in left:
            _judge(one, rows, roll, desk, clearance)
    slips.tear_up([bytes(one.image.sha256) for one in recognised])


def _judge(
    one: Recognised,
    rows: Mapping[bytes, Fingerprint],
    roll: duplicates.Roll,
    desk: examining.Desk,
    clearance: Clearance,
) -> None:
    image, reading = one.image, one.answer
    if isinstance(reading, recognition.Unread):
        return _decline(image, reading.code, reading.told, clearance)
    image.fingerprint = rows[reading.fingerprint.sha256]
    findings = examining.examine(image, reading, desk)
    failed = next((finding for finding in findings if finding.level == "fail" and finding.check in BARRED), None)
    if failed is not None:
        return _decline(image, failed.check, recording.told(failed), clearance)
    kinship = roll.search(reading, contributor_id=image.contributor_id)
    if kinship.outcome == "blocked":
        return _decline(image, kinship.reason, kinship.facts, clearance)
    _settle(image, kinship, clearance)
    if kinship.outcome != "duplicate":
        roll.add(duplicates.standing(image))
    return None


def _settle(image: Image, kinship: duplicates.Kinship, clearance: Clearance) -> None:
    image.reason, image.reason_facts = kinship.reason, kinship.facts[:500]
    if kinship.outcome == "duplicate":
        image.state, image.duplicate_of_id = ImageState.DUPLICATE, kinship.first_id
        image.decided_at = clearance.cleared_at
    elif kinship.outcome == "new":
        image.state, image.accepted_at = ImageState.ACCEPTED, clearance.cleared_at
        image.decided_at = clearance.cleared_at
    image.save()
    if image.state == ImageState.ACCEPTED:
        by, at = clearance.by, clearance.cleared_at
        Review.objects.create(image=image, decision=Decision.ACCEPT, category=image.category, by=by, at=at)


def _decline(image: Image, reason: str, facts: str, clearance: Clearance) -> None:
    image.state, image.reason, image.reason_facts = ImageState.DECLINED, reason, facts[:500]
    image.decided_at = clearance.cleared_at
    image.save()
    Review.objects.create(
        image=image, decision=Decision.DECLINE, reason=reason, by=clearance.by, at=clearance.cleared_at
    )
