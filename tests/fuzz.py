"""Fuzz: mutated picture files against the processes that read what people send.

`python -m tests.fuzz [--files 20000] [--seed 1]` mutates small files of every format taken, has the real readers
read them, and tells how each ended. Ends with 1 where a reader crashed, was stuck, or raised anything but a refusal.
"""

import argparse
import io
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, TimeoutError
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from random import Random

from PIL import Image
from tqdm import tqdm

from contributors import recognition

PROCESSES = 2
BUNCH = 50
# Nothing of this size takes longer than a second to read.
STUCK_SECONDS = 60
MOST_CHANGES = 24

Mutation = Callable[[bytearray, Random, Sequence[bytes]], bytearray]


def main(arguments: Sequence[str]) -> int:
    """Read so many mutated files; gives 0 where each was read or refused, else 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description="Mutated files against the readers.")
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    ended: Counter[str] = Counter()
    with ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as pool:
        try:
            for codes in tqdm(_ended(pool, asked.files, asked.seed), total=-(-asked.files // BUNCH), unit_scale=BUNCH):
                ended.update(codes)
        except (BrokenProcessPool, TimeoutError) as fault:
            for process in list((pool._processes or {}).values()):
                process.kill()
            sys.stderr.write(f"after {ended.total():,} files of seed {asked.seed}: {type(fault).__name__}\n")
            return 1
    for code, count in ended.most_common():
        sys.stdout.write(f"{count:8,} {code}\n")
    sys.stdout.write(f"{ended.total():8,} files of seed {asked.seed}, no crash and no reader stuck\n")
    return 0


def _ended(pool: ProcessPoolExecutor, files: int, seed: int) -> Iterator[list[str]]:
    """Bunch by bunch, each process with two at hand."""
    originals, chance = tuple(_originals()), Random(seed)
    sizes = [min(BUNCH, files - first) for first in range(0, files, BUNCH)]
    waiting = []
    for size in sizes:
        waiting.append(pool.submit(read, [mutated(originals, chance) for _ in range(size)]))
        if len(waiting) >= 2 * PROCESSES:
            yield waiting.pop(0).result(STUCK_SECONDS)
    for one in waiting:
        yield one.result(STUCK_SECONDS)


def read(contents: Sequence[bytes]) -> list[str]:
    """How each file ended: read, or its refusal's code."""
    answers = recognition.Readers(None).read(contents)
    return [one.code if isinstance(one, recognition.Unread) else "read" for one in answers]


def mutated(originals: Sequence[bytes], chance: Random) -> bytes:
    """One file, changed in one to three ways."""
    content = bytearray(chance.choice(originals))
    for _ in range(chance.randint(1, 3)):
        content = chance.choice(MUTATIONS)(content, chance, originals)
    return bytes(content)


def _bits(content: bytearray, chance: Random, _others: Sequence[bytes]) -> bytearray:
    for _ in range(chance.randint(1, MOST_CHANGES) if content else 0):
        content[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
    return content


def _head(content: bytearray, chance: Random, _others: Sequence[bytes]) -> bytearray:
    """Where sizes, depths and offsets are told."""
    for _ in range(chance.randint(1, 6) if content else 0):
        content[chance.randrange(min(96, len(content)))] = chance.choice(
            (0, 1, 0x7F, 0x80, 0xFF, chance.randrange(256))
        )
    return content


def _cut(content: bytearray, chance: Random, _others: Sequence[bytes]) -> bytearray:
    return content[: chance.randint(0, len(content))]


def _hole(content: bytearray, chance: Random, _others: Sequence[bytes]) -> bytearray:
    first = chance.randint(0, len(content))
    return content[:first] + content[first + chance.randint(0, 64) :]


def _twice(content: bytearray, chance: Random, _others: Sequence[bytes]) -> bytearray:
    first = chance.randint(0, len(content))
    return content[: first + chance.randint(0, 256)] + content[first:]


def _spliced(content: bytearray, chance: Random, others: Sequence[bytes]) -> bytearray:
    other = chance.choice(others)
    return content[: chance.randint(0, len(content))] + other[chance.randint(0, len(other)) :]


MUTATIONS: tuple[Mutation, ...] = (_bits, _head, _cut, _hole, _twice, _spliced)


def _originals() -> Iterator[bytes]:
    """Small files of every format and of the modes that decode differently."""
    chance = Random("original")
    for size in ((64, 48), (33, 130)):
        rgb = Image.frombytes("RGB", (8, 8), chance.randbytes(192)).resize(size, Image.Resampling.BICUBIC)
        for kind in ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"):
            yield _saved(rgb, kind)
        for mode, kind in (("RGBA", "PNG"), ("LA", "PNG"), ("P", "GIF"), ("1", "PNG"), ("L", "JPEG"), ("CMYK", "JPEG")):
            yield _saved(rgb.convert(mode), kind)
        yield _saved(rgb.convert("CMYK"), "TIFF", compression="tiff_lzw")
        yield _saved(rgb.convert("I;16"), "PNG")
        yield _saved(rgb, "JPEG", progressive=True, exif=_turned())
        yield _saved(rgb, "GIF", save_all=True, append_images=[rgb.rotate(90), rgb.rotate(180)])
        yield _saved(rgb, "WEBP", save_all=True, append_images=[rgb.rotate(90)])


def _turned() -> bytes:
    exif = Image.Exif()
    exif[0x0112] = 6
    return exif.tobytes()


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
