"""A correction as a person asks for it: words for a picture and for people, read as the changes they mean.

A picture is named by its number, its file's SHA-256, or collection and path; a contributor by number or handle. The
command and the page read their words here.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, get_args

from django.db.models import Q

from contributors.models import Contributor, Image
from ledger.rewards.planning import AmountChange, Change, PictureChange, giver

What = Literal["give", "take", "move", "amount"]
WHATS: tuple[What, ...] = get_args(What)


class ImageUnknown(Exception):
    """No picture goes by that name."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"no picture goes by {name[:100]!r}: give its number, the SHA-256 of its file, or collection/path"
        )
        self.name = name


class ContributorUnknown(Exception):
    """Nobody goes by that name."""

    def __init__(self, name: str) -> None:
        super().__init__(f"no contributor goes by {name[:100]!r}: give the number or the handle of one")
        self.name = name


class WishIncomplete(ValueError):
    """The correction does not say all it must."""

    def __init__(self, missing: str) -> None:
        super().__init__(f"the correction does not say {missing}: nothing was posted")
        self.missing = missing


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked: ``giver`` is whom to take from, ``receiver`` whom to give to; empty where the picture tells."""

    what: What
    picture: str = ""
    giver: str = ""
    receiver: str = ""
    amount_minor: int = 0


def changes(wish: Wish) -> Sequence[Change]:
    """The changes that a wish means. Raises ImageUnknown, ContributorUnknown, WishIncomplete, PictureOfNobody."""
    if wish.what == "amount":
        amount_minor = _amount(wish)
        return [AmountChange(contributor(wish.receiver or wish.giver), amount_minor)]
    picture = image(wish.picture)
    if wish.what == "give":
        return [PictureChange("give", picture, _person(wish.receiver, picture))]
    taken = PictureChange("take", picture, _person(wish.giver, picture))
    if wish.what == "take":
        return [taken]
    if not wish.receiver:
        raise WishIncomplete("whom to move the picture to")
    return [taken, PictureChange("give", picture, contributor(wish.receiver))]


def image(name: str) -> Image:
    """The picture of that name; of several with one digest the first accepted. Raises ImageUnknown."""
    collection, _slash, path = name.partition("/")
    asked = Q(collection=collection, path=path)
    if re.fullmatch("[0-9a-fA-F]{64}", name):
        asked = Q(sha256=bytes.fromhex(name))
    elif re.fullmatch("[0-9]{1,18}", name):
        asked = Q(pk=int(name))
    found = Image.objects.filter(asked).select_related("contributor").order_by("accepted_at", "id").first()
    if found is None:
        raise ImageUnknown(name)
    return found


def contributor(name: str) -> Contributor:
    """The contributor of that number or handle. Raises ContributorUnknown."""
    asked = Q(pk=int(name)) if re.fullmatch("[0-9]{1,18}", name) else Q(handle=name)
    found = Contributor.objects.filter(asked).first()
    if found is None:
        raise ContributorUnknown(name)
    return found


def _person(name: str, picture: Image) -> Contributor:
    return contributor(name) if name else giver(picture)


def _amount(wish: Wish) -> int:
    """Positive to whom it is given, negative from whom it is taken."""
    if not wish.amount_minor:
        raise WishIncomplete("an amount")
    if bool(wish.giver) == bool(wish.receiver):
        raise WishIncomplete("either whom to give the amount to or whom to take it from")
    return abs(wish.amount_minor) if wish.receiver else -abs(wish.amount_minor)
