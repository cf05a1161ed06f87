"""Likenesses: an unknown digest of a run whose manifest brings a hash is probably this picture.

A hash credits nobody, and nor does a person's yes: nobody here has the file, and the hash beside its digest is the
word of whoever wrote the manifest. What is found is shown, and what somebody says of it is kept with who and when.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet, Sum

from contributors import resembling
from contributors.models import Image, ImageState, User
from ledger.models import Hint, Likeness, LikenessNote, LikenessSearch, Matching, Part, Run, Usage
from ledger.training import hints, storage, usage

JOB = "likenesses"
# The most shown go first. Beyond these a search says how many it left out.
MOST_DIGESTS = 200_000
MOST_FOR_EACH = 3
MOST_KEPT = 50_000
MOST_WORDS_CHARACTERS = 500
STATES = (ImageState.ACCEPTED, ImageState.WITHDRAWN)

Hinted = Mapping[bytes, hints.Hinted]


class NotALikeness(Exception):
    """Nothing was found that says so."""

    def __init__(self, run: Run) -> None:
        super().__init__(f"run {run.name} has no such likeness: search it anew and look at what is found")
        self.run = run


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


def notes(run: Run, found: list[Likeness]) -> dict[tuple[bytes, int], LikenessNote]:
    """The newest note about each of these pairs, whichever run it was written at."""
    about = LikenessNote.objects.filter(
        sha256__in={bytes(one.sha256) for one in found}, image__in={one.image_id for one in found}
    )
    return {(bytes(note.sha256), note.image_id): note for note in about.select_related("by", "run").order_by("id")}


@transaction.atomic
def note(run: Run, pk: int, *, is_same: bool, words: str, by: User, at: datetime) -> LikenessNote:
    """Keep what somebody says after looking. Asked twice, done once. Raises NotALikeness."""
    found = Likeness.objects.filter(run=run, pk=pk).first()
    if found is None:
        raise NotALikeness(run)
    words = words.strip()[:MOST_WORDS_CHARACTERS]
    said = LikenessNote.objects.filter(sha256=found.sha256, image=found.image_id).order_by("-id").first()
    if said is not None and (said.is_same, said.words, said.by_id) == (is_same, words, by.pk):
        return said
    return LikenessNote.objects.create(
        run=run, sha256=found.sha256, image_id=found.image_id, is_same=is_same, words=words, by=by, at=at
    )


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
    """The nearest few pictures of each digest, by PDQ where the manifest brings one and else by phash."""
    kept: dict[bytes, list[Likeness]] = {}
    by_pdq = {sha256: one.pdq for sha256, one in hinted.items() if one.pdq}
    by_phash = {sha256: one.phash for sha256, one in hinted.items() if one.phash and not one.pdq}
    for hint, asked in ((Hint.PDQ, by_pdq), (Hint.PHASH, by_phash)):
        for sha256, near in _near(hint, asked):
            kept[sha256] = [
                Likeness(
                    run=run,
                    sha256=sha256,
                    sample_id=hinted[sha256].sample_id,
                    exposures=unknown.exposures[sha256],
                    hint=hint,
                    hashed=asked[sha256],
                    image_id=image,
                    distance_bits=bits,
                )
                for bits, image in near
            ]
    return kept


def _near(hint: Hint, asked: Mapping[bytes, bytes]) -> Iterator[tuple[bytes, list[tuple[int, int]]]]:
    """For each digest the nearest few images with their distance; equal hashes are searched once."""
    if not asked:
        return
    hashes = sorted(set(asked.values()))
    among = resembling.collection()
    rows: dict[bytes, list[tuple[int, int]]] = defaultdict(list)
    for one in resembling.near(hashes, "pdq" if hint == Hint.PDQ else "phash", among):
        rows[hashes[one.place]].append((one.distance_bits, one.fingerprint))
    images = _images({fingerprint for found in rows.values() for _bits, fingerprint in found})
    for sha256, hashed in asked.items():
        near = ((bits, image) for bits, fingerprint in rows.get(hashed, ()) for image in images.get(fingerprint, ()))
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
