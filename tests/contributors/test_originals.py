"""Originals are kept byte for byte; what a page shows of them is small and tells nothing of the giver."""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import settings
from PIL import ExifTags, ImageCms
from PIL import Image as Picture

from contributors import fingerprints, originals
from tests.contributors import archive_scene

SECRET = "Ada's garden, 35.0116 N"
XMP = f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><dc:rights>{SECRET}</dc:rights></x:xmpmeta>'.encode()


def talkative(*, turned: bool = False) -> bytes:
    """A JPEG that tells where and by whom it was made: EXIF, GPS, XMP, a comment, a colour profile."""
    exif = Picture.Exif()
    exif[ExifTags.Base.Artist] = SECRET
    exif[ExifTags.Base.ImageDescription] = SECRET
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitudeRef] = "N"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSLatitude] = (35.0, 0.0, 41.76)
    if turned:
        exif[ExifTags.Base.Orientation] = 6
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    page = BytesIO()
    picture = archive_scene.painted("garden").resize((600, 400))
    picture.save(page, "JPEG", exif=exif, xmp=XMP, comment=SECRET.encode(), icc_profile=profile)
    return page.getvalue()


def digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()


def kept(content: bytes) -> bytes:
    """The content's digest, once it is kept."""
    originals.keep(digest(content), content)
    return digest(content)


def files() -> list[Path]:
    """Everything that is stored."""
    return sorted(path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file())


def test_an_original_is_kept_exactly() -> None:
    content = talkative()
    assert originals.content_of(kept(content)) == content


def test_the_same_file_is_kept_once() -> None:
    kept(talkative())
    kept(talkative())
    assert len(files()) == 1


def test_a_file_that_was_left_half_written_is_written_anew() -> None:
    content = talkative()
    kept(content)
    [file] = files()
    file.write_bytes(content[:1_000])
    assert originals.content_of(kept(content)) == content
    assert files() == [file]


def test_the_test_picture_tells_much_about_its_giver() -> None:
    picture = Picture.open(BytesIO(talkative()))
    assert picture.getexif().get_ifd(ExifTags.IFD.GPSInfo)
    assert {"exif", "xmp", "icc_profile", "comment"} <= set(picture.info)


@pytest.mark.parametrize("turned", [False, True])
def test_a_thumbnail_tells_nothing_that_its_original_told(turned: bool) -> None:
    small = originals.thumbnail_of(kept(talkative(turned=turned)))
    picture = Picture.open(BytesIO(small))
    assert (dict(picture.getexif()), dict(picture.getexif().get_ifd(ExifTags.IFD.GPSInfo))) == ({}, {})
    assert not {"exif", "xmp", "icc_profile", "comment"} & {name for name, told in picture.info.items() if told}
    for trace in (SECRET.encode(), b"EXIF", b"XMP ", b"ICCP", b"xmpmeta"):
        assert trace not in small


@pytest.mark.parametrize(("turned", "size"), [(False, (320, 213)), (True, (213, 320))])
def test_a_thumbnail_shows_the_whole_picture_upright(turned: bool, size: tuple[int, int]) -> None:
    picture = Picture.open(BytesIO(originals.thumbnail_of(kept(talkative(turned=turned)))))
    assert (picture.size, picture.format) == (size, "WEBP")


def test_a_thumbnail_has_the_edge_that_was_asked_for_and_each_is_kept() -> None:
    asked = kept(talkative())
    edges = [max(Picture.open(BytesIO(originals.thumbnail_of(asked, edge_px=edge))).size) for edge in (64, 320)]
    assert (edges, len(files())) == ([64, 320], 3)


def test_a_thumbnail_is_made_once() -> None:
    asked = kept(talkative())
    first = originals.thumbnail_of(asked)
    [original] = [file for file in files() if file.name == asked.hex() and "originals" in file.parts]
    original.unlink()
    assert originals.thumbnail_of(asked) == first


def test_what_is_no_whole_picture_has_no_thumbnail() -> None:
    with pytest.raises(fingerprints.PictureRefused):
        originals.thumbnail_of(kept(talkative()[:3_000]))
    assert len(files()) == 1


def test_a_file_that_was_never_kept_is_not_found() -> None:
    with pytest.raises(FileNotFoundError):
        originals.content_of(digest(b"never given"))
