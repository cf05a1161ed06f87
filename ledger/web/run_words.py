"""Why a row of usage was refused, as sentences for the staff."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, str | Promise] = {
    "unknown": _("Nobody gave this picture."),
    "not_accepted": _("The picture was given and not accepted by then."),
    "duplicate_of_another": _("The picture is a duplicate of another."),
    "image_withdrawn": _("The picture had been withdrawn."),
    "consent_withdrawn": _("The consent had been withdrawn."),
    "purpose_not_agreed": _("The consent does not cover this purpose."),
    "account_not_verified": _("The giver's account was not verified by then."),
    "no_consent": _("There was no consent by then."),
    "blocked_after_claim": _("The picture is blocked after a claim."),
}


def refused_because(reason: str) -> str:
    """The reason as a sentence; a word without one is shown as it is."""
    return str(REASONS.get(reason, reason))
