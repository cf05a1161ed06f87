"""Pictures: the bytes of a picture file in; the opaque picture, as everybody sees it, out.

The load rule (how bytes become the pixels that are hashed) is part of every hash's definition and is stored
beside it: first frame; EXIF orientation applied; colour profile carried to sRGB; 16 bits cut to 8;
transparency laid on white; for PDQ and colours, large JPEGs decoded at a half to an eighth. Refusals come
before decoding wherever the header suffices. Hashes are `fingerprints`'.
"""

import io
import struct
from collections.abc import Iterator

import numpy as np
from PIL import ExifTags, Image, ImageCms, UnidentifiedImageError

LOAD_RULE = "henrei-load/2"
MAX_PIXELS = 100_000_000
FORMATS = ("PNG", "JPEG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
STRIP_PIXELS = 1_000_000
SCALED_PIXELS = 180_000
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
QUARTER_TURNS = (5, 6, 7, 8)
EXIF_TROUBLES = (
    OSError,
    SyntaxError,
    ValueError,
    LookupError,
    TypeError,
    AttributeError,
    ArithmeticError,
    struct.error,
    Warning,
)

# The bound is ours, from the header and with a message of its own; Pillow's warns at another size.
Image.MAX_IMAGE_PIXELS = None


class PictureRefused(Exception):
    """The file cannot be taken as a picture, because; `code` is stable, str() says what to do."""

    code = "picture_refused"


class EmptyFile(PictureRefused):
    """Cannot, because there is not one byte in it."""

    code = "empty_file"

    def __init__(self) -> None:
        super().__init__("The file is empty (0 bytes). Send it again from the original.")


class NotAPicture(PictureRefused):
    """Cannot, because the bytes are no picture in a format taken here, or are damaged."""

    code = "not_a_picture"

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(f"The file is not a readable picture ({reason}). Send it as one of: {', '.join(FORMATS)}.")


class TruncatedPicture(PictureRefused):
    """Cannot, because the file ends before the picture does."""

    code = "truncated_picture"

    def __init__(self, size_bytes: int) -> None:
        self.size_bytes = size_bytes
        super().__init__(f"The picture breaks off after {size_bytes:,} bytes. Send the whole file again.")


class TooManyPixels(PictureRefused):
    """Cannot, because the header alone announces more pixels than are decoded here."""

    code = "too_many_pixels"

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        super().__init__(
            f"The picture is {width} x {height} px, {width * height:,} pixels; "
            f"at most {MAX_PIXELS:,} are taken. Send it smaller."
        )


class TextTooLarge(PictureRefused):
    """Cannot, because a text hidden in the file unpacks to more than a picture's notes can need."""

    code = "text_too_large"

    def __init__(self) -> None:
        super().__init__("The file holds a packed text larger than 1 MB. Save it again without embedded text.")


class DepthUnknown(PictureRefused):
    """Cannot, because nothing says which of the file's numbers is white."""

    code = "depth_unknown"

    def __init__(self, mode: str) -> None:
        self.mode = mode
        super().__init__(f"The picture's depth ({mode}) says not what white is. Save it with 8 or 16 bits.")


def opened(content: bytes) -> Image.Image:
    """Read the header and nothing more; raises EmptyFile, NotAPicture, TextTooLarge, TooManyPixels."""
    if not content:
        raise EmptyFile
    try:
        picture = Image.open(io.BytesIO(content), formats=FORMATS)
    except UnidentifiedImageError as error:
        raise NotAPicture("unknown format") from error
    except Exception as error:  # a decoder given hostile bytes may raise anything; each is a refusal
        raise _refusal(error, len(content)) from error
    if picture.width * picture.height > MAX_PIXELS:
        raise TooManyPixels(picture.width, picture.height)
    return picture


def scale_down(picture: Image.Image) -> int:
    """Have a large JPEG decoded at a half, quarter or eighth; gives 2, 4 or 8, and 1 for all others.

    The decoder then leaves out the finest frequencies of every 8 x 8 block (ITU-T T.81), in half the time.
    """
    width, height = picture.size
    if picture.format not in ("JPEG", "MPO") or picture.mode not in ("RGB", "L"):
        return 1
    scale = next((one for one in (8, 4, 2) if width * height >= SCALED_PIXELS * one * one), 1)
    if scale > 1:
        picture.draft(picture.mode, (width // scale, height // scale))
    return scale


def decoded(picture: Image.Image, size_bytes: int) -> Image.Image:
    """Decode the first frame and turn it upright; raises TruncatedPicture, NotAPicture, DepthUnknown."""
    if picture.mode == "F":
        raise DepthUnknown(picture.mode)
    try:
        picture.load()
    except Exception as error:
        raise _refusal(error, size_bytes) from error
    turn = TURNS.get(orientation(picture))
    return picture if turn is None else picture.transpose(turn)


def frames(picture: Image.Image) -> int:
    """Count the frames; raises NotAPicture."""
    try:
        return max(1, int(getattr(picture, "n_frames", 1)))
    except Exception as error:
        raise NotAPicture(f"its frames cannot be counted: {error}") from error
    finally:
        picture.seek(0)


def upright_size(picture: Image.Image) -> tuple[int, int]:
    """Width and height in px as the picture is seen."""
    width, height = picture.size
    return (height, width) if orientation(picture) in QUARTER_TURNS else (width, height)


def orientation(picture: Image.Image) -> int:
    """EXIF's orientation, 1 to 8; 1 where none can be read: the picture is whole without it."""
    try:
        told = picture.getexif().get(ExifTags.Base.Orientation, 1)
    except EXIF_TROUBLES:
        return 1
    return told if isinstance(told, int) and told in TURNS else 1


def _refusal(error: Exception, size_bytes: int) -> PictureRefused:
    """Pillow tells these apart by its sentences alone."""
    sentence = str(error)
    if "truncated" in sentence.lower():
        return TruncatedPicture(size_bytes)
    if "Decompressed data too large" in sentence or "Too much memory used in text chunks" in sentence:
        return TextTooLarge()
    return NotAPicture(sentence or type(error).__name__)


def is_opaque_srgb(picture: Image.Image, profile: "ImageCms.ImageCmsTransform | None") -> bool:
    """Whether the picture is opaque sRGB as it is, so that no copy of it need be made."""
    return picture.mode == "RGB" and profile is None and "transparency" not in picture.info


def strips(
    picture: Image.Image, factor: int, profile: "ImageCms.ImageCmsTransform | None"
) -> Iterator[tuple[int, Image.Image]]:
    """Give the opaque sRGB picture from top to bottom, in strips of a multiple of `factor` rows; see `to_srgb`."""
    width, height = picture.size
    rows = max(1, STRIP_PIXELS // (width * factor)) * factor
    for top in range(0, height, rows):
        yield top, _flat(picture.crop((0, top, width, min(height, top + rows))), profile)


def _flat(strip: Image.Image, profile: "ImageCms.ImageCmsTransform | None") -> Image.Image:
    """Lay one strip on white, in sRGB, 8 bits a channel."""
    if strip.mode.startswith("I"):
        return _eight_bits(strip).convert("RGB")
    if strip.mode in ("RGBA", "LA", "PA", "La", "RGBa") or "transparency" in strip.info:
        whole = strip.convert("RGBA")
        colour = _carried(whole.convert("RGB"), profile)
        return Image.composite(colour, Image.new("RGB", strip.size, "white"), whole.getchannel("A"))
    if profile is not None and strip.mode in ("CMYK", "L"):
        return _carried(strip, profile)
    return _carried(strip if strip.mode == "RGB" else strip.convert("RGB"), profile)


def _eight_bits(strip: Image.Image) -> Image.Image:
    """16-bit greys keep their upper byte; Pillow's own conversion would cut at 255."""
    return Image.fromarray(np.clip(np.asarray(strip).astype(np.int64) >> 8, 0, 255).astype(np.uint8))


def _carried(strip: Image.Image, profile: "ImageCms.ImageCmsTransform | None") -> Image.Image:
    if profile is None or strip.mode != profile.input_mode:
        return strip if strip.mode == "RGB" else strip.convert("RGB")
    return ImageCms.applyTransform(strip, profile) or strip.convert("RGB")


def to_srgb(picture: Image.Image) -> "ImageCms.ImageCmsTransform | None":
    """Build the way from an embedded profile to sRGB; none where there is none, or it is sRGB, or broken."""
    embedded = picture.info.get("icc_profile")
    if not isinstance(embedded, bytes):
        return None
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(embedded))
        mode = {"RGB ": "RGB", "GRAY": "L", "CMYK": "CMYK"}[source.profile.xcolor_space]
        if mode != {"L": "L", "CMYK": "CMYK"}.get(picture.mode, "RGB"):
            return None
        if "srgb" in (source.profile.profile_description or "").lower():
            return None
        return ImageCms.buildTransform(source, ImageCms.createProfile("sRGB"), mode, "RGB")
    except (ImageCms.PyCMSError, OSError, KeyError, ValueError, TypeError):
        return None
