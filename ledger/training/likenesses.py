"""Likenesses: an unknown digest of a run whose manifest brings a hash is probably this picture.

A hash credits nobody, and nor does a person's yes: nobody here has the file, and the hash beside its digest is the
word of whoever wrote the manifest. What is found is shown; what somebody says of it is `likeness_notes`'.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum

from contributors import known, resembling
from contributors.models import Image, ImageState
from ledger.models import Likeness, LikenessSearch, Matching, Part, Run, Usage
from ledger.training import hints, storage, usage

JOB = "likenesses"
# The most shown go first. Beyond these a search says how many it left out.
MOST_DIGESTS = 200_000
MOST_FOR_EACH = 3
MOST_KEPT = 50_000
STATES = (ImageState.ACCEPTED, ImageState.WITHDRAWN)

Hinted = Mapping[bytes, hints.Hinted]


class NotMatched(Exception):
    """What is unknown in a run is known only once it is matched."""

    def __init__(self, run: Run) -> None:
        super().__init__(f"run {run.name} is not matched yet: match it first, then search what is unknown")
        self.run = run


@dataclass(frozen=True, slots=True)
class Unknown:
    """The unknown digests that are asked about with their exposures, and how many there are in all."""

    exposures: Mapping[bytes, int]
    total: int


@dataclass(frozen=True, slots=True)
class Near:
    """A given image that a hash is near to."""

    kind: resembling.Kind
    hashed: bytes
    image: int
    distance_bits: int


def search(run: Run, *, at: datetime) -> Iterator[int]:
    """Search the run's unknown digests among the given pictures, yielding 1 for each part read and 1 at the end.

    What was found before is replaced; what somebody noted stays. Raises NotMatched, usage.RunIncomplete.
    """
    _refuse_unmatched(run)
    unknown = _unknown(run)
    hinted: dict[bytes, hints.Hinted] = {}
    for part in usage.counted_parts(run):
        hinted = _read(part, unknown) | hinted
        yield 1
    _keep(run, unknown, hinted, _found(run, unknown, hinted), at)
    yield 1


def steps(run: Run) -> int:
    """How many steps a search takes. Raises NotMatched, usage.RunIncomplete."""
    _refuse_unmatched(run)
    return len(usage.counted_parts(run)) + 1


def standing(run: Run) -> QuerySet[Likeness]:
    """What was found and is still unknown, the nearest first and of these the most shown."""
    unknown = Usage.objects.filter(run=run, sha256=OuterRef("sha256"), reason="unknown")
    found = Likeness.objects.filter(Exists(unknown), run=run).select_related("image__contributor", "image__source")
    return found.select_related("image__fingerprint").order_by("distance_bits", "-exposures", "id")


def _refuse_unmatched(run: Run) -> None:
    if not Matching.objects.filter(run=run).exists():
        raise NotMatched(run)


def _unknown(run: Run) -> Unknown:
    rows = Usage.objects.filter(run=run, reason="unknown").values("sha256").annotate(shown=Sum("exposures"))
    most_shown = rows.order_by("-shown", "sha256").values_list("sha256", "shown")[:MOST_DIGESTS]
    return Unknown({bytes(sha256): shown for sha256, shown in most_shown}, rows.count())


def _read(part: Part, unknown: Unknown) -> dict[bytes, hints.Hinted]:
    with storage.local_copies([part]) as (path,):
        return hints.read(path, unknown.exposures)


def _found(run: Run, unknown: Unknown, hinted: Hinted) -> dict[bytes, list[Likeness]]:
    """The nearest few pictures of each digest: by PDQ where the manifest brings one, else or finding none by phash."""
    among = resembling.collection()
    by_pdq = {sha256: one.pdq for sha256, one in hinted.items() if one.pdq}
    kept = dict(_near(by_pdq, "pdq", among))
    by_phash = {sha256: one.phash for sha256, one in hinted.items() if one.phash and sha256 not in kept}
    kept |= dict(_near(by_phash, "phash", among))
    return {sha256: [_row(run, unknown, hinted, sha256, near) for near in nearest] for sha256, nearest in kept.items()}


def _row(run: Run, unknown: Unknown, hinted: Hinted, sha256: bytes, near: Near) -> Likeness:
    return Likeness(
        run=run,
        sha256=sha256,
        sample_id=hinted[sha256].sample_id,
        exposures=unknown.exposures[sha256],
        hint=near.kind,
        hashed=near.hashed,
        image_id=near.image,
        distance_bits=near.distance_bits,
    )


def _near(
    asked: Mapping[bytes, bytes], kind: resembling.Kind, among: known.Collection
) -> Iterator[tuple[bytes, list[Near]]]:
    """For each digest the nearest few images; equal hashes are searched once."""
    hashes = sorted(set(asked.values()))
    rows: dict[bytes, list[resembling.Near]] = defaultdict(list)
    for one in resembling.near(hashes, kind, among):
        rows[hashes[one.place]].append(one)
    images = _images({one.fingerprint for found in rows.values() for one in found})
    for sha256, hashed in asked.items():
        near = (
            Near(kind, hashed, image, one.distance_bits)
            for one in rows.get(hashed, ())
            for image in images.get(one.fingerprint, ())
        )
        if nearest := list(islice(near, MOST_FOR_EACH)):
            yield sha256, nearest


def _images(fingerprints: set[int]) -> dict[int, list[int]]:
    """Of each fingerprint the images that are, or were, the house's to use."""
    owned: dict[int, list[int]] = defaultdict(list)
    images = Image.objects.filter(fingerprint__in=fingerprints, accepted_at__isnull=False, state__in=STATES)
    for image, fingerprint in images.order_by("id").values_list("pk", "fingerprint_id"):
        owned[fingerprint].append(image)
    return owned


@transaction.atomic
def _keep(
    run: Run, unknown: Unknown, hinted: Hinted, found: Mapping[bytes, list[Likeness]], at: datetime
) -> LikenessSearch:
    Run.objects.select_for_update().get(pk=run.pk)
    Likeness.objects.filter(run=run).delete()
    rows = [row for digest in sorted(found, key=lambda one: found[one][0].distance_bits) for row in found[digest]]
    Likeness.objects.bulk_create(rows[:MOST_KEPT], batch_size=5_000)
    told, _is_new = LikenessSearch.objects.update_or_create(
        run=run,
        defaults={
            "unknown": unknown.total,
            "left_out": unknown.total - len(unknown.exposures),
            "searched": len(hinted),
            "without_hint": len(unknown.exposures) - len(hinted),
            "found": len(found),
            "not_kept": max(0, len(rows) - MOST_KEPT),
            "searched_at": at,
        },
    )
    return told
