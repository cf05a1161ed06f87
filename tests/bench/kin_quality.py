"""Kin measured: which of 31 edits are found again, and how many pairs of different pictures are flagged.

Takes the pictures of `gallery` and the changes of `edits`; gives recall in percent, and a table beside
imagededup's default (phash 64 within 10), plain PDQ within 31 at quality 50, and imagehash's
crop_resistant_hash (slow, so on a sample). Found means: automatically, or shown to a person.
"""

import io
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import imagehash
import numpy as np
from PIL import Image

from contributors import fingerprints, kin, kin_join
from contributors.fingerprints import Fingerprint, Reading
from contributors.kin import Hashes, Pairs
from tests.bench import edits, gallery
from tests.bench.edits import Edit
from tests.bench.gallery import Framed
from tests.bench.measuring import Figure, Goal

NAMES = (
    "kin_recall_31_edits",
    "kin_recall_flips",
    "kin_recall_turns",
    "kin_recall_border",
    "kin_recall_crop10",
    "kin_recall_crop20",
    "kin_flags_vs_phash",
)
PICTURES = 337
# An eighth of the clip art is one person's series of stars with up to a hundred points: such symmetry leaves most
# frequencies at nought, so that noise decides their bits. Their share is told apart and never left out.
SERIES = "stars"
IMAGEDEDUP_BITS = 10
PDQ_BITS = 31
AUTOMATIC = ("same_file", "same_pixels", "near_duplicate")
GOALS: tuple[tuple[str, float, Callable[[Edit], bool]], ...] = (
    ("kin_recall_31_edits", 90, lambda edit: True),
    ("kin_recall_flips", 95, lambda edit: edit.group == "flip"),
    ("kin_recall_turns", 95, lambda edit: edit.group == "turn"),
    ("kin_recall_border", 75, lambda edit: edit.group == "border"),
    ("kin_recall_crop10", 88, lambda edit: edit.name == "crop 10 %"),
    ("kin_recall_crop20", 80, lambda edit: edit.name == "crop 20 %"),
)


@dataclass(frozen=True, slots=True)
class Known:
    """A picture in the collection, as it would be stored, and imagehash's hash for croppings where sampled."""

    framed: Framed
    fingerprint: Fingerprint
    windows: tuple[bytes, ...]
    cropped: imagehash.ImageMultiHash | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """Whether one edited picture was found by each rule; None where a rule was not asked."""

    category: str
    edit: Edit
    found: bool
    automatic: bool
    imagededup: bool
    pdq: bool
    crop_resistant: bool | None


def figures(*, quick: bool) -> Iterator[Figure]:
    """Measure recall, print its table, then flags; quick means 20 pictures and 200 for the flags."""
    hung = gallery.hung(20 if quick else PICTURES)
    sampled = 2 if quick else 12
    known = [_known(framed, place < sampled) for place, framed in enumerate(_shuffled(hung.pictures))]
    outcomes = [_outcome(one, edit) for one in known for edit in edits.EDITS]
    flat = sum(one.fingerprint.pdq_quality < kin.LEAST_QUALITY for one in known)
    told = f"{len(known)} pictures ({hung.source}, to 640 px; {flat} of them under quality 50, by digest only)"
    _tell(_table(outcomes, told, sampled))
    for name, bound, chosen in GOALS:
        yield _recall(name, [one for one in outcomes if chosen(one.edit)], told, _at_least(bound, quick))
    yield _flags(gallery.hung(200 if quick else None), quick=quick)


def _shuffled(pictures: tuple[Framed, ...]) -> list[Framed]:
    """So that a sample of the first is one of all."""
    order = np.random.default_rng(31).permutation(len(pictures))
    return [pictures[place] for place in order]


def _at_least(bound: float, quick: bool) -> Goal:
    return Goal("value", "at least", bound, judged=not quick)


def _known(framed: Framed, is_sampled: bool) -> Known:
    content = gallery.saved(framed.picture)
    cropped = imagehash.crop_resistant_hash(framed.picture) if is_sampled else None
    return Known(framed, fingerprints.fingerprint(content), fingerprints.windows(content), cropped)


def _outcome(known: Known, edit: Edit) -> Outcome:
    content = edit.made(known.framed.picture)
    asked = fingerprints.read(content)
    tier = _judged(asked, known.fingerprint, known.windows)
    return Outcome(
        category=known.framed.category,
        edit=edit,
        found=tier != "none",
        automatic=tier in AUTOMATIC,
        imagededup=kin.distance(asked.fingerprint.phash, known.fingerprint.phash) <= IMAGEDEDUP_BITS,
        pdq=_plain_pdq(asked.fingerprint, known.fingerprint),
        crop_resistant=None if known.cropped is None else _crop_resistant(content, known.cropped),
    )


def _judged(asked: Reading, known: Fingerprint, windows: tuple[bytes, ...]) -> kin.Tier:
    return kin.judge(asked.fingerprint, known, orientations=asked.orientations, windows=windows).tier


def _plain_pdq(asked: Fingerprint, known: Fingerprint) -> bool:
    good = min(asked.pdq_quality, known.pdq_quality) >= kin.LEAST_QUALITY
    return good and kin.distance(asked.pdq, known.pdq) <= PDQ_BITS


def _crop_resistant(content: bytes, known: imagehash.ImageMultiHash) -> bool:
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    return bool(imagehash.crop_resistant_hash(picture).matches(known))


def _percent(answers: Iterable[bool | None]) -> float | None:
    given = [one for one in answers if one is not None]
    return 100 * sum(given) / len(given) if given else None


def _recall(name: str, outcomes: list[Outcome], told: str, goal: Goal) -> Figure:
    peers = (
        ("automatic", _percent(one.automatic for one in outcomes)),
        ("phash 64 <= 10", _percent(one.imagededup for one in outcomes)),
        ("PDQ <= 31", _percent(one.pdq for one in outcomes)),
        ("crop_resistant_hash, sampled", _percent(one.crop_resistant for one in outcomes)),
    )
    apart = _percent(one.found for one in outcomes if one.category != SERIES)
    beside = ", ".join(f"{peer} {value:.1f}" for peer, value in peers if value is not None)
    found = _percent(one.found for one in outcomes) or 0.0
    series = "" if apart is None else f"ours without the series of stars {apart:.1f}; "
    return Figure(name, found, "% of edited pictures found", f"{beside}; {series}{told}", None, goal)


def _table(outcomes: list[Outcome], told: str, sampled: int) -> Iterator[str]:
    yield f"Found again, in percent, of {told}; crop_resistant_hash on {sampled} of them"
    yield f"{'':24}{'found':>8}{'automatic':>11}{'phash<=10':>11}{'PDQ<=31':>9}{'crop-res.':>11}"
    for edit in edits.EDITS:
        yield _line(edit.name, [one for one in outcomes if one.edit is edit])
    for group in edits.GROUPS:
        yield _line(f"= {group}", [one for one in outcomes if one.edit.group == group])
    yield _line("= all 31", outcomes)


def _line(name: str, outcomes: list[Outcome]) -> str:
    columns = (
        _percent(one.found for one in outcomes),
        _percent(one.automatic for one in outcomes),
        _percent(one.imagededup for one in outcomes),
        _percent(one.pdq for one in outcomes),
        _percent(one.crop_resistant for one in outcomes),
    )
    words = [f"{value:.1f}" if value is not None else "-" for value in columns]
    return f"{name:24}{words[0]:>8}{words[1]:>11}{words[2]:>11}{words[3]:>9}{words[4]:>11}"


def _tell(lines: Iterable[str]) -> None:
    sys.stdout.write("\n".join(lines) + "\n\n")


def _flags(hung: gallery.Hung, *, quick: bool) -> Figure:
    """Among pictures of different pixels any flag may be a mistake; fewer go before a person than other rules flag."""
    contents = [gallery.saved(framed.picture) for framed in hung.pictures]
    by_pixels = {one.fingerprint.pixels_sha256: one for one in (_with_windows(content) for content in contents)}
    read = list(by_pixels.values())
    windows = [one.fingerprint.windows for one in read]
    tiers = [_either_way(read, windows, one, other) for one, other in _candidates(read, windows).tolist()]
    flagged, automatic = sum(tier != "none" for tier in tiers), sum(tier in AUTOMATIC for tier in tiers)
    phashes = _array(one.fingerprint.phash for one in read)
    by_phash = len(kin.pairs(phashes, IMAGEDEDUP_BITS))
    return Figure(
        "kin_flags_vs_phash",
        flagged,
        "pairs flagged",
        f"phash 64 <= 10 flags {by_phash:,}; {automatic} of ours automatic; "
        f"{len(read):,} distinct pictures ({hung.source}, to 640 px)",
        by_phash / max(1, flagged),
        Goal("ratio", "at least", 40, judged=not quick),
    )


def _with_windows(content: bytes) -> Reading:
    return fingerprints.read(content, with_windows=True)


def _either_way(read: list[Reading], windows: list[tuple[bytes, ...]], one: int, other: int) -> kin.Tier:
    """The stronger of both judgements: each picture may be the one that asks."""
    tiers = (
        _judged(read[one], read[other].fingerprint, windows[other]),
        _judged(read[other], read[one].fingerprint, windows[one]),
    )
    return next((tier for tier in tiers if tier in AUTOMATIC), min(tiers, key=lambda tier: tier == "none"))


def _candidates(read: list[Reading], windows: list[tuple[bytes, ...]]) -> Pairs:
    """Every pair that any rule of `kin.judge` can flag, each once."""
    known = [one.fingerprint for one in read]
    hashes = [(place, bits) for place, one in enumerate(known) for bits in (one.pdq, one.trimmed_pdq)]
    turned = [(place, bits) for place, one in enumerate(read) for bits in one.orientations]
    inner = [(place, bits) for place, ones in enumerate(windows) for bits in ones]
    ours, theirs = _array(bits for _, bits in (*turned, *hashes)), _array(bits for _, bits in hashes)
    near = kin_join.between(ours, theirs, kin.REACH_BITS)
    near[:, 1] //= 2
    found = [
        _owned([*turned, *hashes], near),
        kin.pairs(_array(one.phash for one in known), kin.PHASH_BITS),
        _owned(inner, kin_join.between(_array(bits for _, bits in inner), theirs[::2], kin.CROPPED_BITS)),
    ]
    both = np.sort(np.concatenate(found), axis=1)
    return np.unique(both[both[:, 0] < both[:, 1]], axis=0)


def _owned(owners: list[tuple[int, bytes]], found: Pairs) -> Pairs:
    """Instead of a hash's row, its picture's."""
    places = np.array([place for place, _ in owners], np.int64)
    return np.stack([places[found[:, 0]], found[:, 1]], axis=1)


def _array(hashes: Iterable[bytes]) -> Hashes:
    rows = [np.frombuffer(one, np.uint8) for one in hashes]
    return np.stack(rows)
