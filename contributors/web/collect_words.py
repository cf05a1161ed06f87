"""What a walk through somebody's posts brought, in a person's words.

Takes the stable words of the rows; gives sentences in the reader's language.
"""

from collections.abc import Sequence

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from contributors.models import CollectorWalk

JOB_NAME = gettext_lazy("Collecting from %(key)s")
JOB_NOW = gettext_lazy("Each walk goes through one account or channel, oldest posts first.")

STOPPED: dict[str, str | Promise] = {
    "token_expired": gettext_lazy("The token is not valid any more. Write a new one into the settings."),
    "access_refused": gettext_lazy("Access was refused. Check the app's permissions and its plan."),
    "rate_limited": gettext_lazy("No more may be asked for now. Collect again later; it goes on from there."),
    "account_out_of_reach": gettext_lazy("The account is gone, suspended or protected. Ask its owner."),
    "channel_out_of_reach": gettext_lazy(
        "The channel is gone or closed to the bot. Invite the bot, or drop the channel."
    ),
    "content_withheld": gettext_lazy("Messages come empty. Switch on the bot's message content intent."),
    "resume_point_unreadable": gettext_lazy("The stored place to go on from cannot be read. Ask the administrator."),
    "unexpected_answer": gettext_lazy(
        "The answer could not be understood; nothing of it was taken. Collect again later."
    ),
    "source_unavailable": gettext_lazy(
        "It kept failing on the other side. Collect again later; it goes on from there."
    ),
}

PASSED_OVER: dict[str, str | Promise] = {
    "deleted": gettext_lazy("the post was deleted"),
    "gone": gettext_lazy("the file is gone"),
    "removed_by_edit": gettext_lazy("taken out of the post by its author"),
    "not_a_picture": gettext_lazy("no picture"),
    "not_their_own": gettext_lazy("stands in somebody else's post"),
    "too_large": gettext_lazy("too large"),
    "broken_off": gettext_lazy("did not arrive whole"),
    "host_not_allowed": gettext_lazy("lies where pictures are not fetched from"),
    "address_not_public": gettext_lazy("lies where pictures are not fetched from"),
    "redirected_away": gettext_lazy("lies where pictures are not fetched from"),
    "download_refused": gettext_lazy("the download was refused"),
}


def brought(walk: CollectorWalk) -> str:
    """How many pictures came, and how many were refused for want of consent by then."""
    new = ngettext("%(number)s new picture.", "%(number)s new pictures.", walk.new) % {"number": f"{walk.new:,}"}
    if not walk.outside:
        return new
    refused = ngettext(
        "%(number)s was outside the consent by then and was not kept.",
        "%(number)s were outside the consent by then and were not kept.",
        walk.outside,
    )
    return f"{new} {refused % {'number': f'{walk.outside:,}'}}"


def passed_over(walk: CollectorWalk) -> Sequence[str]:
    """What was within the consent and could not be taken, a line for each reason."""
    return [
        _("%(number)s: %(reason)s") % {"number": f"{number:,}", "reason": PASSED_OVER.get(reason, reason)}
        for reason, number in sorted(walk.passed_over.items())
    ]


def stopped(walk: CollectorWalk) -> str:
    """Why the walk stopped and what to do; empty where it did not."""
    return str(STOPPED.get(walk.reason, walk.error)) if walk.reason else ""


def lacking(setting: str) -> str:
    """That a platform cannot be asked, and what is to be done."""
    return _("%(setting)s is not set in the environment. Set it and restart; tokens are never entered here.") % {
        "setting": setting
    }
