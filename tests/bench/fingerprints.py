"""Fingerprints measured: the whole of one against imagehash, a naive sum of two packages, and bare decoding.

Takes drawn JPEGs of 2000 and 4000 px; gives figures in milliseconds of processor time for one picture. Ours is
SHA-256 of file and pixels, phash 64, PDQ in eight orientations with its quality, PDQ of the trimmed picture and
the colours; the peers make fewer.
"""

import io
from collections.abc import Callable, Iterator

import imagehash
import numpy as np
import pdqhash
from PIL import Image

from contributors import fingerprints
from tests.bench import drawn, measuring
from tests.bench.drawn import Drawing
from tests.bench.measuring import Figure, Goal, Paired

NAMES = (
    "fingerprint_2000px_vs_imagehash",
    "fingerprint_2000px_vs_naive",
    "fingerprint_vs_decode_limit",
    "fingerprint_4000px_vs_imagehash",
    "fingerprint_4000px_vs_naive",
)
UNIT = "ms of processor time"
GOALS = {2000: (1.8, 7.0), 4000: (3.5, 14.0)}


def figures(*, quick: bool) -> Iterator[Figure]:
    """Measure both sizes; quick means fewer pictures and rounds of the same sizes."""
    for edge_px, (with_imagehash, with_naive) in GOALS.items():
        pictures = drawn.pictures(edge_px, 1 if quick else 3, 1)
        rounds = 3 if quick else 9
        told = f"{edge_px} px drawn JPEGs ({_mixture(pictures)}; no photographs are at hand), median of {rounds}"
        one = _measured(pictures, _imagehash, rounds)
        yield _figure(
            f"fingerprint_{edge_px}px_vs_imagehash",
            one,
            f"imagehash.phash(Image.open(f)) {_ms(one.peer)}; {told}",
            Goal("ratio", "at least", with_imagehash),
        )
        if edge_px == 2000:
            limit = _measured(pictures, _bare_decoding, rounds)
            told_limit = f"bare decoding to grey at an eighth {_ms(limit.peer)}; a limit, no rival; {told}"
            yield _figure("fingerprint_vs_decode_limit", limit, told_limit, None)
        one = _measured(pictures, _naive, rounds)
        yield _figure(
            f"fingerprint_{edge_px}px_vs_naive",
            one,
            f"imagehash.phash and pdqhash.compute_dihedral of one decode {_ms(one.peer)}; {told}",
            Goal("ratio", "at least", with_naive),
        )


def _mixture(pictures: tuple[Drawing, ...]) -> str:
    like_photographs = sum(one.kind == "photograph" for one in pictures)
    return f"{like_photographs} like photographs, {len(pictures) - like_photographs} like illustrations"


def _figure(name: str, one: Paired, against: str, goal: Goal | None) -> Figure:
    return Figure(name, one.ours * 1000, UNIT, against, one.ratio, goal)


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def _measured(pictures: tuple[Drawing, ...], peer: Callable[[bytes], object], rounds: int) -> Paired:
    """The mean over pictures of each one's median."""
    each = [_one(drawing.content, peer, rounds) for drawing in pictures]
    return Paired(float(np.mean([one.peer for one in each])), float(np.mean([one.ours for one in each])))


def _one(content: bytes, peer: Callable[[bytes], object], rounds: int) -> Paired:
    return measuring.in_turn(lambda: peer(content), lambda: fingerprints.read(content), rounds)


def _imagehash(content: bytes) -> object:
    return imagehash.phash(Image.open(io.BytesIO(content)))


def _naive(content: bytes) -> object:
    picture = Image.open(io.BytesIO(content)).convert("RGB")
    return imagehash.phash(picture), pdqhash.compute_dihedral(np.asarray(picture))


def _bare_decoding(content: bytes) -> object:
    picture = Image.open(io.BytesIO(content))
    picture.draft("L", (picture.width // 8, picture.height // 8))
    return picture.load()
