"""What refuses a correction of a settlement, in a person's words: what happened, what did not, what to do."""

from django.utils.translation import gettext as _

from ledger.rewards import adjusting, planning, wishes

REFUSALS = (
    adjusting.NothingToAdjust,
    adjusting.PaidOutAlready,
    planning.AlreadyCredited,
    planning.CorrectedBefore,
    planning.NotCredited,
    planning.PictureNotUsed,
    planning.PictureOfNobody,
    wishes.ContributorUnknown,
    wishes.ImageUnknown,
    wishes.WishIncomplete,
)


def told(refusal: Exception) -> str:
    """The refusal as a paragraph; empty where it is another's."""
    return _of_a_wish(refusal) or _of_a_picture(refusal)


def _of_a_wish(refusal: Exception) -> str:
    match refusal:
        case wishes.ImageUnknown(name=name):
            return _(
                "No picture goes by %(name)s. Nothing was posted. Give its number, the SHA-256 of its file, or"
                " collection/path."
            ) % {"name": name[:100]}
        case wishes.ContributorUnknown(name=name):
            return _("No contributor goes by %(name)s. Nothing was posted. Give the number or the handle of one.") % {
                "name": name[:100]
            }
        case wishes.WishIncomplete():
            return _(
                "The correction does not say all it must. Nothing was posted. To move a picture, say whom to give it"
                " to; to correct an amount, say how much and either whom to give it to or whom to take it from."
            )
        case adjusting.NothingToAdjust():
            return _("This correction would move no money. Nothing was posted.")
        case adjusting.PaidOutAlready():
            return _(
                "What this correction takes was paid out already. Nothing was posted. Take it once new rewards stand"
                " against it, or take less."
            )
        case _:
            return ""


def _of_a_picture(refusal: Exception) -> str:
    match refusal:
        case planning.PictureNotUsed(image=image):
            return _("The run did not use %(picture)s. Nothing was posted. Look for its file among what was used.") % {
                "picture": image.path
            }
        case planning.PictureOfNobody(image=image):
            return _("%(picture)s has no contributor. Nothing was posted. Name the one it is to be corrected for.") % {
                "picture": image.path
            }
        case planning.NotCredited(image=image, contributor=contributor):
            return _("%(picture)s is not credited to %(name)s in this run. Nothing was posted.") % {
                "picture": image.path,
                "name": contributor.name,
            }
        case planning.AlreadyCredited(image=image, contributor=contributor):
            return _("%(picture)s is credited to %(name)s in this run already. Nothing was posted.") % {
                "picture": image.path,
                "name": contributor.name,
            }
        case planning.CorrectedBefore(image=image):
            return _(
                "%(picture)s was corrected to and fro already. Nothing was posted. Correct the amount instead."
            ) % {"picture": image.path}
        case _:
            return ""
