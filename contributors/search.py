"""Search: which known pictures are kin to one that is asked about, or to each of a whole collection.

Takes readings; gives for each the known fingerprints it is kin to, strongest first, each with its verdict. Exact by
every means: one picture by PostgreSQL's `bit_count` up to a million known ones and by FAISS above, small batches
by brute force. Larger ones are mixed: FAISS where the reach is so wide that the join can leave nothing out, the join
elsewhere. Only candidates differ by means; `kin.judge` has the word on each.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Literal

import numpy as np
from django.db import connection, transaction
from django.db.models import Q
from psycopg import sql

from contributors import faiss_search, kept_hashes, kept_windows, kin, kin_join, known
from contributors.fingerprints import LOAD_RULE, Reading
from contributors.models import Fingerprint, Image, ImageState

Means = Literal["query", "flat", "brute", "join", "mixed"]
Between = Callable[[kin.Hashes, kin.Hashes, int], kin.Pairs]
Candidate = tuple[int, int]  # (place of the asking picture, row of the known one)

MOST_BY_QUERY = 1_000_000
MOST_BY_BRUTE_FORCE = 200_000
MOST_BY_SCAN = 250
TIERS: tuple[kin.Tier, ...] = ("same_file", "same_pixels", "near_duplicate", "possible")

# What was given and is, or was, the house's to use; a declined picture never was.
GIVEN = (ImageState.WAITING, ImageState.ACCEPTED, ImageState.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class Found:
    """A known fingerprint and how the asking picture is kin to it."""

    row: Fingerprint
    verdict: kin.Verdict


@dataclass(frozen=True, slots=True)
class Repeat:
    """A given picture that the asking one repeats, wholly or possibly."""

    image: Image
    verdict: kin.Verdict


def near(asked: Sequence[Reading], *, means: Means | None = None) -> list[list[Found]]:
    """Give for each asking picture its kin among all fingerprints of today's load rule.

    The means is chosen by how many there are on both sides, unless named. Every means gives the same answer.
    """
    chosen = means or _means(len(asked))
    found = sorted(set(chain(_of_one_digest(asked), _near_hashes(asked, chosen), _cropped(asked, chosen))))
    rows = Fingerprint.objects.in_bulk({row for _, row in found})
    kindred: list[list[Found]] = [[] for _ in asked]
    for place, row in found:
        verdict = _judged(asked[place], rows[row])
        if verdict.tier != "none":
            kindred[place].append(Found(rows[row], verdict))
    return [sorted(one, key=lambda told: (TIERS.index(told.verdict.tier), told.row.pk)) for one in kindred]


def repeats(asked: Reading, *, means: Means | None = None) -> list[Repeat]:
    """Give the pictures that one repeats, of whoever gave them: strongest kin first, then first given."""
    (found,) = near([asked], means=means)
    verdicts = {told.row.pk: told.verdict for told in found}
    images = Image.objects.filter(fingerprint__in=verdicts, state__in=GIVEN)
    given = [
        Repeat(image, verdicts[image.fingerprint.pk])
        for image in images.select_related("contributor", "fingerprint").order_by("id")
        if image.fingerprint
    ]
    return sorted(given, key=lambda one: TIERS.index(one.verdict.tier))


def _means(asked: int) -> Means:
    rows = Fingerprint.objects.filter(load_rule=LOAD_RULE)[: MOST_BY_QUERY + 1].count()
    if asked == 1:
        return "query" if rows <= MOST_BY_QUERY else "flat"
    return "brute" if asked * rows <= MOST_BY_BRUTE_FORCE else "mixed"


def _judged(asked: Reading, row: Fingerprint) -> kin.Verdict:
    picture = known.fingerprint(row)
    return kin.judge(asked.fingerprint, picture, orientations=asked.orientations, windows=picture.windows)


def _of_one_digest(asked: Sequence[Reading]) -> Iterable[Candidate]:
    files = {reading.fingerprint.sha256 for reading in asked}
    pixels = {reading.fingerprint.pixels_sha256 for reading in asked}
    rows = Fingerprint.objects.filter(Q(sha256__in=files) | Q(pixels_sha256__in=pixels), load_rule=LOAD_RULE)
    digests = [(pk, {bytes(file), bytes(seen)}) for pk, file, seen in rows.values_list("pk", "sha256", "pixels_sha256")]
    for place, reading in enumerate(asked):
        ours = {reading.fingerprint.sha256, reading.fingerprint.pixels_sha256}
        yield from ((place, pk) for pk, theirs in digests if ours & theirs)


def _near_hashes(asked: Sequence[Reading], means: Means) -> Iterable[Candidate]:
    heard = _of_quality(asked, kin.LOOK_QUALITY)
    if means == "query":
        return chain.from_iterable(_by_query(place, asked[place]) for place in heard)
    if means == "flat":
        return _by_flat(asked, heard)
    return _by_arrays(asked, heard, known.collection(), *BETWEEN[means])


def _of_quality(asked: Sequence[Reading], least: int) -> list[int]:
    return [place for place, reading in enumerate(asked) if reading.fingerprint.pdq_quality >= least]


def _by_query(place: int, reading: Reading) -> list[Candidate]:
    """PostgreSQL goes over all rows once, and stops at the first hash that is near."""
    question = sql.SQL("SELECT id FROM {} WHERE load_rule = {} AND pdq_quality >= {} AND ({})").format(
        sql.Identifier(Fingerprint._meta.db_table),
        sql.Literal(LOAD_RULE),
        sql.Literal(kin.LOOK_QUALITY),
        sql.SQL(" OR ").join(_is_near(*hashed) for hashed in _compared(reading)),
    )
    with transaction.atomic(), connection.cursor() as cursor:
        # PostgreSQL guesses that a third of all rows will be near, too many to hand on from several workers.
        cursor.execute("SET LOCAL parallel_tuple_cost = 0")
        cursor.execute(question)
        return [(place, int(row[0])) for row in cursor.fetchall()]


def _is_near(column: str, hashed: bytes, radius_bits: int) -> sql.Composable:
    return sql.SQL("bit_count({} # {}::bit({})) <= {}").format(
        sql.Identifier(column), sql.Literal("x" + hashed.hex()), sql.Literal(len(hashed) * 8), sql.Literal(radius_bits)
    )


def _compared(reading: Reading) -> list[tuple[str, bytes, int]]:
    """Which column with which hash up to which distance: all that `kin.judge` may say anything of."""
    one = reading.fingerprint
    turned = [("pdq_bits", hashed, kin.REACH_BITS) for hashed in {one.pdq, one.trimmed_pdq, *reading.orientations}]
    trimmed = [("trimmed_bits", hashed, kin.REACH_BITS) for hashed in {one.pdq, one.trimmed_pdq}]
    return [*turned, *trimmed, ("phash_bits", one.phash, kin.PHASH_BITS)]


# How PDQs within reach and phashes are compared. At 70 bits no bucket of the join can be left out: FAISS takes a fifth
# of its time at every size measured, 20 x 40,000 to 40,000 x 40,000; at 2 bits the join is ahead from some hundred on.
BETWEEN: Mapping[Means, tuple[Between, Between]] = {
    "brute": (kin.between, kin.between),
    "join": (kin_join.between, kin_join.between),
    "mixed": (faiss_search.between, kin_join.between),
}


def _by_arrays(
    asked: Sequence[Reading], heard: Sequence[int], among: known.Collection, wide: Between, narrow: Between
) -> Iterable[Candidate]:
    """Every hash of ours with both of theirs; and phash 64, which alone reaches beyond that."""
    owners, ours = _asking(asked, heard)
    for row, place in wide(ours, among.pdqs.reshape(-1, known.PDQ_BYTES), kin.REACH_BITS).tolist():
        yield owners[row], int(among.ids[place // 2])
    for row, place in narrow(_phashes(asked, heard), among.phashes, kin.PHASH_BITS).tolist():
        yield heard[row], int(among.ids[place])


def _phashes(asked: Sequence[Reading], heard: Sequence[int]) -> kin.Hashes:
    return known.hashes((asked[place].fingerprint.phash for place in heard), known.PHASH_BYTES)


def _asking(asked: Sequence[Reading], heard: Sequence[int]) -> tuple[list[int], kin.Hashes]:
    """Every hash that is asked about, with the place of the picture it is of."""
    ours = [
        (place, hashed)
        for place in heard
        for hashed in {asked[place].fingerprint.pdq, asked[place].fingerprint.trimmed_pdq, *asked[place].orientations}
    ]
    return [place for place, _ in ours], known.hashes((hashed for _, hashed in ours), known.PDQ_BYTES)


def _by_flat(asked: Sequence[Reading], heard: Sequence[int]) -> Iterable[Candidate]:
    """The same hashes within the same reach, out of FAISS."""
    kept = kept_hashes.all_known()
    owners, ours = _asking(asked, heard)
    for row, place in kept.pdqs.between(ours, kin.REACH_BITS).tolist():
        yield owners[row], int(kept.ids[place // 2])
    for row, place in kept.phashes.between(_phashes(asked, heard), kin.PHASH_BITS).tolist():
        yield heard[row], int(kept.ids[place])


def _cropped(asked: Sequence[Reading], means: Means) -> Iterable[Candidate]:
    """Pictures of which one of the sub-windows is near an asking picture as a whole.

    So few windows are near any picture at all that whose they are is soon found; many pictures ask by the join.
    """
    rich = _of_quality(asked, kin.LEAST_QUALITY)
    ours = known.hashes((asked[place].fingerprint.pdq for place in rich), known.PDQ_BYTES)
    joins = means == "join" or (means == "mixed" and len(rich) > MOST_BY_SCAN)
    between = kin_join.between if joins else kin.between
    for found in kept_windows.every() if joins else kept_windows.near(ours, kin.CROPPED_BITS):
        for row, window in between(ours, found.words.view(np.uint8), kin.CROPPED_BITS).tolist():
            yield rich[row], int(found.ids[window])
