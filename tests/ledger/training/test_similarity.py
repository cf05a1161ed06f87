"""Weight files compared tensor by tensor, held against the safetensors package, and broken files refused."""

import json
import struct
import tracemalloc
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from safetensors.numpy import load_file, save_file

from ledger.training import similarity, weights

Weights = Mapping[str, NDArray[np.generic]]
CHANCE = 20_261_122
UNET, VAE, TEXT = "model.diffusion_model.out.weight", "first_stage_model.encoder.w", "cond_stage_model.w"


def numbers(*shape: int, seed: int = CHANCE, dtype: str = "f4") -> NDArray[np.generic]:
    """Weights of chance."""
    return np.random.default_rng(seed).standard_normal(shape).astype(dtype)


def written(file: Path, tensors: Weights) -> Path:
    """A file as the safetensors package writes it."""
    save_file(dict(tensors), file)
    return file


def raw(file: Path, header: object, content: bytes, *, length: int | None = None) -> Path:
    """A file written by hand."""
    told = header if isinstance(header, bytes) else json.dumps(header).encode()
    file.write_bytes(struct.pack("<Q", len(told) if length is None else length) + told + content)
    return file


def told(dtype: str, shape: list[int], begin: int, end: int) -> dict[str, object]:
    """One tensor in a header."""
    return {"dtype": dtype, "shape": shape, "data_offsets": [begin, end]}


def by_the_package(first: Path, second: Path) -> float:
    """The cosine of all weights, by the package's reading and one long vector."""
    one, other = load_file(first), load_file(second)
    ours = np.concatenate([one[name].astype("f8").ravel() for name in sorted(one)])
    theirs = np.concatenate([other[name].astype("f8").ravel() for name in sorted(one)])
    return float(ours @ theirs / np.linalg.norm(ours) / np.linalg.norm(theirs))


@pytest.mark.parametrize("dtype", ["f8", "f4", "f2"])
def test_the_cosine_is_the_one_of_the_safetensors_package(tmp_path: Path, dtype: str) -> None:
    one = {"unet.a": numbers(7, 3, dtype=dtype), "unet.b": numbers(5, seed=1, dtype=dtype)}
    other = {"unet.a": numbers(7, 3, seed=2, dtype=dtype), "unet.b": one["unet.b"]}
    first, second = written(tmp_path / "a.safetensors", one), written(tmp_path / "b.safetensors", other)
    assert similarity.compare(first, second).cosine == pytest.approx(by_the_package(first, second), abs=1e-12)


def test_the_header_is_read_as_the_package_reads_it(tmp_path: Path) -> None:
    file = written(tmp_path / "a.safetensors", {UNET: numbers(4, 2), VAE: numbers(3, dtype="f2"), "n": numbers(0)})
    seen = {name: tensor.shape for name, tensor in weights.read_header(file).items()}
    assert seen == {name: array.shape for name, array in load_file(file).items()}


def test_halves_of_floats_are_read_as_what_they_stand_for(tmp_path: Path) -> None:
    whole = numbers(64)
    halves = (whole.view("<u4") >> 16).astype("<u2")
    bfloat = raw(tmp_path / "b.safetensors", {"unet.a": told("BF16", [64], 0, 128)}, halves.tobytes())
    stands_for = (halves.astype("<u4") << 16).view("<f4")
    single = written(tmp_path / "a.safetensors", {"unet.a": stands_for})
    assert similarity.compare(single, bfloat).cosine == pytest.approx(1.0, abs=1e-15)


def test_each_part_has_its_cosine(tmp_path: Path) -> None:
    one = {UNET: numbers(40), VAE: numbers(30), TEXT: numbers(20), "betas": numbers(4)}
    other = {**one, UNET: np.negative(numbers(40)), VAE: np.zeros(30, "f4")}
    told_parts = similarity.compare(
        written(tmp_path / "a.safetensors", one), written(tmp_path / "b.safetensors", other)
    ).parts
    assert [(one.part, one.tensors, one.numbers) for one in told_parts] == [
        ("vae", 1, 30),
        ("unet", 1, 40),
        ("text_encoder", 1, 20),
        ("other", 1, 4),
        ("all", 4, 94),
    ]
    assert [one.cosine for one in told_parts[:4]] == [None, pytest.approx(-1), pytest.approx(1), pytest.approx(1)]


@pytest.mark.parametrize(
    ("name", "part"),
    [
        ("model.diffusion_model.input_blocks.0.0.weight", "unet"),
        ("down_blocks.0.resnets.0.conv1.weight", "unet"),
        ("unet.mid_block.resnets.0.conv1.weight", "unet"),
        ("first_stage_model.decoder.conv_in.weight", "vae"),
        ("encoder.down_blocks.0.resnets.0.conv1.weight", "vae"),
        ("post_quant_conv.bias", "vae"),
        ("cond_stage_model.transformer.text_model.embeddings.token_embedding.weight", "text_encoder"),
        ("conditioner.embedders.1.model.ln_final.bias", "text_encoder"),
        ("text_model.encoder.layers.0.mlp.fc1.weight", "text_encoder"),
        ("encoder.block.0.layer.0.SelfAttention.k.weight", "text_encoder"),
        ("model_ema.decay", "other"),
        ("alphas_cumprod", "other"),
    ],
)
def test_a_tensors_part_is_known_by_the_beginning_of_its_name(name: str, part: str) -> None:
    assert similarity.part_of(name) == part


def test_what_cannot_be_paired_is_told_and_not_compared(tmp_path: Path) -> None:
    one = {"unet.a": numbers(3), "unet.b": numbers(3), "unet.c": numbers(3), "unet.ids": np.arange(3)}
    other = {"unet.a": numbers(3), "unet.b": numbers(1, 3), "unet.d": numbers(3), "unet.ids": np.arange(3)}
    seen = similarity.compare(written(tmp_path / "a.safetensors", one), written(tmp_path / "b.safetensors", other))
    assert (seen.only_in_first, seen.only_in_second) == (["unet.c"], ["unet.d"])
    assert (seen.other_shape, seen.not_weights) == (["unet.b"], ["unet.ids"])
    assert seen.parts[-1].tensors == 1


def test_files_without_a_common_weight_are_refused(tmp_path: Path) -> None:
    one, other = written(tmp_path / "a", {"a": numbers(3)}), written(tmp_path / "b", {"b": numbers(3)})
    with pytest.raises(weights.BadWeights, match=r"^a and b: no weight of one has the name"):
        similarity.compare(one, other)


HALF = told("F32", [2], 0, 8)
BROKEN: dict[str, tuple[object, bytes, int | None, str]] = {
    "empty header length": (b"", b"", None, "not a whole JSON object"),
    "header too long": (b"{}", b"", 1 << 40, "claims 1,099,511,627,776 bytes, more than"),
    "header beyond the end": ({"a": HALF}, b"", 500, "the file ends before: it is cut off"),
    "header no JSON": (b"not json", b"", None, "not a whole JSON object"),
    "header no UTF-8": (b"\xff\xfe", b"", None, "not UTF-8"),
    "a name twice": (b'{"a": {"dtype": "F32"}, "a": {}}', b"", None, "stands twice"),
    "content cut off": ({"a": HALF}, b"1234", None, "it is cut off"),
    "content left over": ({"a": HALF}, b"123456789", None, "something follows its last tensor"),
    "overlap": ({"a": HALF, "b": told("F32", [2], 4, 12)}, b"1" * 12, None, "'b' overlaps another"),
    "hole": ({"a": HALF, "b": told("F32", [1], 12, 16)}, b"1" * 16, None, "'b' leaves a hole"),
    "bytes of another number": ({"a": told("F32", [3], 0, 8)}, b"1" * 8, None, "has 8 bytes, not those"),
    "backwards": ({"a": told("F32", [2], 8, 0)}, b"1" * 8, None, "has -8 bytes"),
    "negative": ({"a": told("F32", [-2], 0, 8)}, b"1" * 8, None, "no whole numbers"),
    "a truth for a number": ({"a": told("F32", [True], 0, 4)}, b"1" * 4, None, "no whole numbers"),
    "another dtype": ({"a": told("F128", [1], 0, 16)}, b"1" * 16, None, "dtype that is not read here: 'F128'"),
    "no object": ({"a": 7}, b"", None, "is not told by an object"),
    "narrow": ({"a": told("F8_E4M3", [4], 0, 4)}, b"1" * 4, None, "is F8_E4M3: write it as F16"),
    "not a number": ({"a": told("F32", [1], 0, 4)}, struct.pack("<f", float("nan")), None, "not finite"),
    "endless": ({"a": told("F16", [1], 0, 2)}, b"\x00\x7c", None, "not finite"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_broken_file_is_refused_by_name_and_reason(tmp_path: Path, fault: str) -> None:
    header, content, length, reason = BROKEN[fault]
    broken = raw(tmp_path / "broken.safetensors", header, content, length=length)
    shape = (1,) if fault in ("not a number", "endless") else (2,)
    sound = written(tmp_path / "sound.safetensors", {"a": numbers(*shape)})
    for pair in ((broken, sound), (sound, broken)):
        with pytest.raises(weights.BadWeights) as refused:
            similarity.compare(*pair)
        assert str(refused.value).startswith("broken.safetensors: ")
        assert reason in str(refused.value)


@pytest.mark.parametrize("size_bytes", [0, 3])
def test_a_file_shorter_than_its_own_length_is_refused(tmp_path: Path, size_bytes: int) -> None:
    short = tmp_path / "short.safetensors"
    short.write_bytes(b"{" * size_bytes)
    with pytest.raises(weights.BadWeights, match=f"it has {size_bytes} bytes"):
        weights.read_header(short)


def test_values_too_large_to_be_squared_are_refused(tmp_path: Path) -> None:
    large = written(tmp_path / "large", {"a": np.full(3, 1e300)})
    with pytest.raises(weights.BadWeights, match="too large to be compared"):
        similarity.compare(large, large)


def test_memory_does_not_grow_with_the_file(tmp_path: Path) -> None:
    large = written(tmp_path / "large", {"a": numbers(16 * weights.BLOCK, dtype="f2")})
    tracemalloc.start()
    similarity.compare(large, large)
    _now, peak_bytes = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak_bytes < 6 * 8 * weights.BLOCK
