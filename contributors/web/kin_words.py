"""How two pictures are kin, in a reviewer's words: a sentence for every tier and reason that `kin` gives."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contributors.kin import Verdict

TIERS: dict[str, str | Promise] = {
    "same_file": _("It is the same file."),
    "same_pixels": _("It is the same picture in another file."),
    "near_duplicate": _("It is almost the same picture."),
}

REASONS: dict[str, str | Promise] = {
    "trimmed": _("It is almost the same picture, with other borders."),
    "recoloured": _("It may be the same picture in other colours."),
    "turned": _("It may be the same picture, turned."),
    "mirrored": _("It may be the same picture, mirrored."),
    "cropped": _("It may be a part of this picture."),
    "distant": _("It resembles this picture."),
    "phash": _("It resembles this picture."),
}


def verdict(told: Verdict) -> str:
    """The verdict as one sentence."""
    return str(REASONS.get(told.reason) or TIERS.get(told.tier, told.tier))


def by_word(word: str) -> str:
    """The sentence for a tier or a reason as the search wrote it down; empty for any other word."""
    return str(REASONS.get(word) or TIERS.get(word, ""))
