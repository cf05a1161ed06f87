"""Fingerprints: every kind of picture is read rightly or refused with its reason."""

import csv
import hashlib
import io
import struct
import tracemalloc
import zlib
from pathlib import Path

import imagehash
import numpy as np
import pytest
from PIL import Image, ImageCms, ImageDraw, ImageFilter, PngImagePlugin

from contributors import fingerprints, pdq, pictures, thumbnails

OPENCLIPART = Path(__file__).parents[3] / "shared" / "data" / "openclipart"
HUGE = (
    "food/beverages/milk_mateya_01.png",
    "food/dairy/cheese_mateya_01.png",
    "food/fruit/banana_mateya_01.png",
    "food/meats_and_eggs/salami_mateya_01.png",
    "signs_and_symbols/stop_sign_miguel_s_nchez_.png",
)


def adas_boat(width: int = 300, height: int = 200) -> Image.Image:
    picture = Image.new("RGB", (width, height), (150, 200, 240))
    pen = ImageDraw.Draw(picture)
    pen.polygon([(width // 6, height // 2), (width // 2, height // 8), (width // 2, height // 2)], fill=(240, 240, 90))
    pen.rectangle([width // 8, height // 2, width * 3 // 4, height * 3 // 4], fill=(120, 60, 20))
    pen.ellipse([width * 3 // 4, height // 10, width * 7 // 8, height // 4], fill=(255, 80, 40))
    return picture


def saved(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    written = io.BytesIO()
    picture.save(written, kind, **options)
    return written.getvalue()


def announced(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header announces any size."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = [(b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 100)), (b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body)) for name, body in chunks
    )


def test_the_facts_of_a_picture_are_told() -> None:
    content = saved(adas_boat())
    found = fingerprints.fingerprint(content)
    assert found.load_rule == fingerprints.LOAD_RULE
    assert found.sha256 == hashlib.sha256(content).digest()
    assert (found.width, found.height, found.frames, found.mode, found.format) == (300, 200, 1, "RGB", "PNG")
    assert found.size_bytes == len(content)
    assert [len(part) for part in (found.pixels_sha256, found.phash, found.pdq, found.trimmed_pdq)] == [
        32,
        8,
        32,
        32,
    ]
    assert len(found.colours) == 48


@pytest.mark.parametrize("size", [(300, 200), (31, 57), (1999, 1501)])
def test_phash_is_imagehashs_of_the_opaque_picture(size: tuple[int, int]) -> None:
    picture = adas_boat(*size)
    expected = np.packbits(imagehash.phash(picture).hash).tobytes()
    assert fingerprints.fingerprint(saved(picture)).phash == expected


def test_phash_of_a_jpeg_is_what_other_peoples_manifests_carry() -> None:
    content = saved(adas_boat(1200, 900), "JPEG", quality=80)
    expected = np.packbits(imagehash.phash(Image.open(io.BytesIO(content))).hash).tobytes()
    assert fingerprints.fingerprint(content).phash == expected


def test_pdq_is_of_the_small_grey_pixels() -> None:
    content = saved(adas_boat(2000, 1500))
    found = fingerprints.fingerprint(content)
    assert pdq.compute(fingerprints.small_grey(content)) == pdq.Pdq(found.pdq, found.pdq_quality)
    assert fingerprints.orientations(content)[0] == found.pdq


def test_the_same_pixels_in_another_file_have_the_same_digest_of_pixels() -> None:
    png, bmp = saved(adas_boat()), saved(adas_boat(), "BMP")
    assert png != bmp
    assert fingerprints.fingerprint(png).pixels_sha256 == fingerprints.fingerprint(bmp).pixels_sha256


def test_a_jpeg_without_its_metadata_has_the_same_digest_of_pixels() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Ada's garden"
    told, silent = saved(adas_boat(), "JPEG", exif=exif, comment=b"by Ada"), saved(adas_boat(), "JPEG")
    assert told != silent
    assert fingerprints.fingerprint(told).pixels_sha256 == fingerprints.fingerprint(silent).pixels_sha256


def test_a_jpeg_turned_by_its_metadata_is_another_picture() -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned, upright = saved(adas_boat(), "JPEG", exif=exif), saved(adas_boat(), "JPEG")
    digests = {fingerprints.fingerprint(one).pixels_sha256 for one in (turned, upright)}
    assert len(digests) == 2


@pytest.mark.parametrize("orientation", [1, 6])
def test_a_large_jpeg_tells_its_full_size(orientation: int) -> None:
    exif = Image.Exif()
    exif[0x0112] = orientation
    found = fingerprints.fingerprint(saved(adas_boat(2401, 1603), "JPEG", exif=exif))
    assert (found.width, found.height) == ((2401, 1603) if orientation == 1 else (1603, 2401))


def test_a_large_jpeg_and_its_png_are_near() -> None:
    jpeg, png = (fingerprints.fingerprint(saved(adas_boat(2400, 1800), kind)) for kind in ("JPEG", "PNG"))
    assert (int.from_bytes(jpeg.pdq) ^ int.from_bytes(png.pdq)).bit_count() <= 16


def test_a_cropping_is_found_among_the_windows() -> None:
    whole = adas_boat(800, 600).filter(ImageFilter.GaussianBlur(3))
    cropped = fingerprints.fingerprint(saved(whole.crop((80, 60, 720, 540))))
    found = fingerprints.windows(saved(whole))
    assert 50 < len(found) <= 164
    assert min((int.from_bytes(one) ^ int.from_bytes(cropped.pdq)).bit_count() for one in found) <= 40


def test_one_other_pixel_is_another_digest_of_pixels() -> None:
    changed = adas_boat()
    changed.putpixel((7, 7), (1, 2, 3))
    digests = {fingerprints.fingerprint(saved(one)).pixels_sha256 for one in (adas_boat(), changed)}
    assert len(digests) == 2


def test_the_same_bytes_of_pixels_in_another_size_are_another_picture() -> None:
    wide, tall = Image.new("RGB", (20, 10), "red"), Image.new("RGB", (10, 20), "red")
    digests = {fingerprints.fingerprint(saved(one)).pixels_sha256 for one in (wide, tall)}
    assert len(digests) == 2


def test_transparency_is_laid_on_white() -> None:
    drawn = adas_boat().convert("RGBA")
    drawn.putalpha(Image.linear_gradient("L").resize(drawn.size))
    laid = Image.new("RGBA", drawn.size, "white")
    laid.alpha_composite(drawn)
    seen = np.asarray(fingerprints.opaque(saved(drawn)), np.int16)
    assert np.abs(seen - np.asarray(laid.convert("RGB"), np.int16)).max() <= 1


def test_what_lies_under_full_transparency_is_not_seen() -> None:
    one, other = Image.new("RGBA", (60, 60), (255, 0, 0, 0)), Image.new("RGBA", (60, 60), (0, 0, 255, 0))
    digests = {fingerprints.fingerprint(saved(each)).pixels_sha256 for each in (one, other)}
    assert len(digests) == 1


def test_a_palette_with_a_transparent_colour_is_laid_on_white() -> None:
    palette = Image.new("P", (50, 40), 1)
    palette.putpalette([0, 0, 0, 10, 20, 30])
    palette.paste(0, (0, 0, 25, 40))
    seen = fingerprints.opaque(saved(palette, transparency=0))
    assert (seen.getpixel((5, 5)), seen.getpixel((45, 5))) == ((255, 255, 255), (10, 20, 30))


def test_sixteen_bit_grey_keeps_its_upper_byte() -> None:
    ramp = Image.fromarray(np.linspace(0, 65535, 64 * 64).astype(np.uint16).reshape(64, 64))
    seen = np.asarray(fingerprints.opaque(saved(ramp)))
    assert (seen[0, 0, 0], seen[-1, -1, 0]) == (0, 255)
    assert 120 <= seen[32, 0, 0] <= 135


@pytest.mark.parametrize("mode", ["L", "1", "P", "LA", "RGBA"])
def test_every_mode_of_png_is_read(mode: str) -> None:
    found = fingerprints.fingerprint(saved(adas_boat().convert(mode)))
    assert (found.mode, found.width) == (mode, 300)


@pytest.mark.parametrize("kind", ["JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF"])
def test_every_format_taken_is_read(kind: str) -> None:
    assert fingerprints.fingerprint(saved(adas_boat(), kind)).format == kind


def test_cmyk_is_seen_in_its_colours() -> None:
    seen = fingerprints.opaque(saved(adas_boat().convert("CMYK"), "JPEG", quality=95))
    assert abs(int(np.asarray(seen)[130, 100, 0]) - 120) < 12


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation_is_applied(orientation: int) -> None:
    upright = adas_boat()
    undo = {**pictures.TURNS, 6: Image.Transpose.ROTATE_90, 8: Image.Transpose.ROTATE_270}
    stored = upright.transpose(undo[orientation]) if orientation in undo else upright
    exif = Image.Exif()
    exif[0x0112] = orientation
    assert fingerprints.opaque(saved(stored, exif=exif)).tobytes() == upright.tobytes()


def test_an_embedded_profile_is_carried_to_srgb() -> None:
    lab_grey = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    plain = fingerprints.opaque(saved(adas_boat()))
    assert fingerprints.opaque(saved(adas_boat(), icc_profile=lab_grey)).tobytes() == plain.tobytes()
    assert fingerprints.opaque(saved(adas_boat(), icc_profile=b"no profile")).tobytes() == plain.tobytes()


def test_only_the_first_frame_of_an_animation_counts_and_the_others_are_counted() -> None:
    frames = [adas_boat(), Image.new("RGB", (300, 200), "green"), Image.new("RGB", (300, 200), "red")]
    content = saved(frames[0], "WEBP", save_all=True, append_images=frames[1:], lossless=True)
    assert fingerprints.fingerprint(content).frames == 3
    assert fingerprints.opaque(content).tobytes() == frames[0].tobytes()


def test_a_border_changes_pdq_but_not_the_trimmed_one() -> None:
    bare = adas_boat(600, 400)
    framed = Image.new("RGB", (720, 520), "black")
    framed.paste(bare, (60, 60))
    one, other = (fingerprints.fingerprint(saved(picture)) for picture in (bare, framed))
    assert (int.from_bytes(one.trimmed_pdq) ^ int.from_bytes(other.trimmed_pdq)).bit_count() <= 30
    assert (int.from_bytes(one.pdq) ^ int.from_bytes(other.pdq)).bit_count() > 31


def test_an_empty_file_is_refused() -> None:
    with pytest.raises(fingerprints.EmptyFile, match="0 bytes"):
        fingerprints.fingerprint(b"")


@pytest.mark.parametrize("content", [b"GIF", b"<svg/>", b"%PDF-1.7", b"\0" * 4000, b"hello, Bo" * 99])
def test_what_is_no_picture_is_refused(content: bytes) -> None:
    with pytest.raises(fingerprints.NotAPicture):
        fingerprints.fingerprint(content)


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF", "BMP", "TIFF"])
def test_a_picture_that_breaks_off_is_refused(kind: str) -> None:
    content = saved(adas_boat(), kind)
    with pytest.raises((fingerprints.TruncatedPicture, fingerprints.NotAPicture)) as refused:
        fingerprints.fingerprint(content[: len(content) * 2 // 3])
    assert refused.value.code in ("truncated_picture", "not_a_picture")


def test_a_png_and_a_jpeg_that_break_off_are_called_truncated() -> None:
    for kind in ("PNG", "JPEG"):
        content = saved(adas_boat(), kind)
        with pytest.raises(fingerprints.TruncatedPicture, match="breaks off"):
            fingerprints.fingerprint(content[: len(content) * 2 // 3])


def test_too_many_pixels_are_refused_from_the_header_alone() -> None:
    tracemalloc.start()
    with pytest.raises(fingerprints.TooManyPixels, match=r"20000 x 30000 px.*100,000,000") as refused:
        fingerprints.fingerprint(announced(20_000, 30_000))
    peak_bytes = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert (refused.value.width, refused.value.height) == (20_000, 30_000)
    assert peak_bytes < 2_000_000


def test_a_bomb_in_a_text_chunk_is_refused() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("Comment", "0" * 40_000_000, zip=True)
    with pytest.raises(fingerprints.TextTooLarge):
        fingerprints.fingerprint(saved(adas_boat(), pnginfo=notes))


def test_a_depth_without_a_white_is_refused() -> None:
    with pytest.raises(fingerprints.DepthUnknown):
        fingerprints.fingerprint(saved(Image.new("F", (20, 20), 3.5), "TIFF"))


def test_notes_of_programs_are_told() -> None:
    notes = PngImagePlugin.PngInfo()
    notes.add_text("parameters", "a boat\nSteps: 20, Sampler: Euler a")
    assert ("parameters", "a boat\nSteps: 20, Sampler: Euler a") in fingerprints.traces(
        saved(adas_boat(), pnginfo=notes)
    )
    exif = Image.Exif()
    exif[0x0131] = "NovelAI"
    assert ("exif:Software", "NovelAI") in fingerprints.traces(saved(adas_boat(), "JPEG", exif=exif))


def test_a_hundred_broken_files_end_in_a_fingerprint_or_a_refusal() -> None:
    chance = np.random.default_rng(9)
    whole = [saved(adas_boat(90, 60), kind) for kind in ("PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP")]
    for turn in range(300):
        content = bytearray(whole[turn % len(whole)])
        for place in chance.integers(0, len(content), 6):
            content[place] = chance.integers(0, 256)
        try:
            fingerprints.fingerprint(bytes(content))
        except fingerprints.PictureRefused as refusal:
            assert refusal.code in {"not_a_picture", "truncated_picture", "too_many_pixels", "depth_unknown"}


def test_a_thumbnail_shows_the_whole_picture_without_metadata() -> None:
    exif = Image.Exif()
    exif[0x010E] = "Ada's garden"
    small = Image.open(io.BytesIO(thumbnails.thumbnail(saved(adas_boat(900, 600), "JPEG", exif=exif))))
    assert small.size == (320, 213)
    assert not small.getexif()
    assert not {"exif", "icc_profile", "xmp"} & set(small.info)


def test_a_small_picture_is_not_enlarged() -> None:
    assert Image.open(io.BytesIO(thumbnails.thumbnail(saved(adas_boat(30, 20))))).size == (30, 20)


@pytest.mark.skipif(not OPENCLIPART.exists(), reason="skipped: the clip-art collection is not beside the repository")
@pytest.mark.parametrize("path", HUGE)
def test_the_collections_huge_pictures_are_refused_without_decoding(path: str) -> None:
    with pytest.raises(fingerprints.TooManyPixels):
        fingerprints.fingerprint((OPENCLIPART / path).read_bytes())


@pytest.mark.skipif(not OPENCLIPART.exists(), reason="skipped: the clip-art collection is not beside the repository")
def test_real_pictures_have_their_digest_and_imagehashs_phash() -> None:
    with (OPENCLIPART / "images.csv").open(newline="") as index:
        rows = [row for row in csv.DictReader(index) if row["path"] not in HUGE][::80]
    for row in rows:
        content = (OPENCLIPART / row["path"]).read_bytes()
        found = fingerprints.fingerprint(content)
        assert found.sha256.hex() == row["sha256"]
        assert found.phash == np.packbits(imagehash.phash(fingerprints.opaque(content)).hash).tobytes()
