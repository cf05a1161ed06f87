"""Why a picture stands as it does, in its giver's words: a sentence for every reason that rooms and checks write.

Takes the stable words of the tables; gives sentences in the reader's language. A word without a sentence was
written by a reviewer and is shown as it is.
"""

from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from contributors.guidelines.rules import OURS, Settings

Kind = Literal["sealed", "done", "present", "waiting", "refused"]

# ImageState to the kind of components/state.html.
KINDS: dict[str, Kind] = {
    "accepted": "done",
    "waiting": "waiting",
    "duplicate": "refused",
    "declined": "refused",
    "withdrawn": "refused",
}

UNREADABLE: dict[str, str | Promise] = {
    "picture_refused": _("The file could not be taken as a picture."),
    "empty_file": _("The file is empty. Send it again from the original."),
    "not_a_picture": _("The file is no picture in a format that we read. Send it as PNG, JPEG or WebP."),
    "truncated_picture": _("The file breaks off before the picture ends. Send the whole file again."),
    "too_many_pixels": _("The picture has more than 100 million pixels. Send it smaller."),
    "text_too_large": _("The file hides a text of more than 1 MB. Save it again without embedded text."),
    "depth_unknown": _("The file does not say which of its numbers is white. Save it with 8 or 16 bits."),
}

AGAINST_THE_GUIDELINES: dict[str, str | Promise] = {
    "author_missing": _("Nobody is named as its author."),
    "licence_missing": _("No licence is named. Give it again with the licence in the index."),
    "licence_not_public_domain": _("Its licence is not public domain. Leave it out, or give it again once it is."),
    "own_work_not_declared": _("It was not declared as own work. Declare it when you send it again."),
    "made_by_generator": _(
        "A generative model made this picture, or parts of it. If that is wrong, tell us how you made it."
    ),
    "one_colour": _("It shows one colour and nothing else. Send a finished picture."),
    "edge_too_short": _("It is smaller than %(least_edge_px)s pixels on one side. Send it larger."),
    "edge_short": _("It is smaller than %(good_edge_px)s pixels on one side. Send it larger."),
    "file_too_large": _("The file is larger than %(most_megabytes)s MB. Send it smaller."),
    "strip_shaped": _("One side is more than %(most_ratio)s times the other. Cut it, and send the part that matters."),
    "near_empty": _("Almost nothing can be seen on it. Send a finished picture."),
    "animated": _("The file holds several pictures. Send the one you mean by itself."),
    "consent_missing": _("No agreement of yours was in force when it was given. Agree anew, then send it again."),
    "account_not_verified": _("Your account is not verified yet. Ask the staff to do so, then send it again."),
    "account_left": _("You have left, so nothing more is taken from you. To take part again, ask the staff."),
    "credentials_made_by_generator": _(
        "Its content credentials say that a generative model made it, or parts of it."
        " If that is wrong, tell us which program you used and how."
    ),
    "credentials_partly_synthetic": _(
        "Its content credentials say that parts of it are synthetic. Tell us which, and how they were made."
    ),
    "credentials_unreadable": _(
        "Its content credentials are damaged and cannot be read. Save the file again from your program and send that."
    ),
    "training_not_allowed": _(
        "The file itself says that models may not be trained with it. If you wish to give it all the same,"
        " allow training in its content credentials and send it again."
    ),
    "training_constrained": _(
        "The file itself allows training under conditions only. Tell us that you agree, or send it without them."
    ),
    "mining_prohibited": _(
        "The file itself prohibits data mining (PLUS). If you wish to give it all the same,"
        " change this mark in your program and send it again."
    ),
    "mining_constrained": _(
        "The file itself prohibits data mining save under its terms (PLUS)."
        " Tell us that you agree, or change this mark and send it again."
    ),
    "third_party_named": _(
        "The file names somebody else as creator or owner of rights. If that is you, tell us; else it cannot be taken."
    ),
}

GIVEN_BEFORE: dict[str, str | Promise] = {
    "same_file": _("The same file was given before."),
    "same_pixels": _("The same picture was given before, in another file."),
    "near_duplicate": _("You gave almost the same picture before."),
}

# Said of a picture that is blocked: it was taken down, or is somebody else's.
BLOCKED: dict[str, str | Promise] = {
    "blocked": _("This picture may not be taken: it was taken down, or belongs to somebody who did not give it."),
}

WAITS: dict[str, str | Promise] = {
    "": _("It waits for its turn."),
    "possibly_reposted": _("Almost the same picture was given before by somebody else. A reviewer compares the two."),
    "possibly_trimmed": _("It may be a picture given before, with other borders. A reviewer compares the two."),
    "possibly_recoloured": _("It may be a picture given before, in other colours. A reviewer compares the two."),
    "possibly_turned": _("It may be a picture given before, turned. A reviewer compares the two."),
    "possibly_mirrored": _("It may be a picture given before, mirrored. A reviewer compares the two."),
    "possibly_distant": _("It resembles a picture given before. A reviewer compares the two."),
    "possibly_cropped": _("It may be a part of a picture given before. A reviewer compares the two."),
    "possibly_phash": _("It resembles a picture given before. A reviewer compares the two."),
    "possibly_blocked": _("It resembles a picture that may not be taken. A reviewer compares the two."),
    "asked_back": _("A reviewer asked its giver a question. It waits for the answer."),
    "answered": _("Its giver answered the question. A reviewer looks at it again."),
    "appealed": _("Its giver appealed. A reviewer looks at it again."),
}

DECLINED_BY_A_REVIEWER: dict[str, str | Promise] = {
    "reposted": _("Somebody else gave this picture first."),
    "not_own_work": _("It is not clear that this is the giver's own work."),
    "rights_of_others": _("It shows people, marks or works whose owners were not asked."),
    "unfinished": _("It is unfinished, damaged, or shows almost nothing."),
    "outside_guidelines": _("It does not fit the guidelines."),
}

# What a check fails still waits where its giver sent it: a reviewer looks at it first.
FAILS_AND_WAITS: dict[str, str | Promise] = {
    "made_by_generator": _("The file says that a generative model made it. A reviewer looks at it."),
    "one_colour": _("It seems to show one colour and nothing else. A reviewer looks at it."),
}
LOOKED_AT = _("%(sentence)s A reviewer looks at it.")

NOT_TAKEN: dict[str, str | Promise] = {
    "account_not_verified": _("Your account is not verified yet. Once the staff have done so, send it again."),
    "consent_missing": _("No agreement of yours is in force, so nothing was kept. To agree anew, ask the staff."),
    "own_work_not_declared": _("Nothing was taken: it was not declared as your own work."),
    "too_much_open": _("Too many files are on their way at once. Let some arrive, then send this one again."),
    "piece_out_of_place": _("Part of the file is missing. Send it again; it goes on where it stopped."),
    "piece_too_long": _("The file has grown since it was begun. Send it anew."),
    "piece_differs": _("The file has changed since it was begun. Send it anew."),
    "never_finished": _("It never arrived whole, and a week has passed. Send it anew."),
    "zip_broken": _("The archive cannot be opened. Pack the pictures anew and send them again."),
    "zip_too_many_files": _("More files are in the archive than we take at once. Send it in parts."),
    "zip_too_large": _("Unpacked, the archive is larger than we take at once. Send it in parts."),
    "zip_without_pictures": _("There is no picture in the archive that we could take."),
    "zip_path": _("Its name in the archive leads out of the archive. Rename it and pack it anew."),
    "zip_link": _("It is a link and no file. Pack the picture itself."),
    "zip_locked": _("It is locked with a password. Pack it without one."),
    "zip_method": _("It is packed in a way that we do not read. Pack it as an ordinary ZIP."),
    "zip_nested": _("It is an archive inside the archive. Send it by itself."),
    "zip_member_broken": _("It is damaged in the archive. Pack it anew."),
}

STATES: dict[str, str | Promise] = {
    "accepted": _("It is accepted: runs may use it."),
    "withdrawn": _("It is withdrawn: no later run uses it."),
    "waiting": WAITS[""],
}

REASONS = UNREADABLE | AGAINST_THE_GUIDELINES | GIVEN_BEFORE | BLOCKED | WAITS | DECLINED_BY_A_REVIEWER


def why(state: str, reason: str, settings: Settings = OURS) -> str:
    """Why a picture in ``state`` (an ImageState) stands there, as one sentence.

    The reason speaks where there is one; an accepted or withdrawn picture keeps none. Where ``settings`` have the
    organiser's own words for it, those are said.
    """
    if state in ("accepted", "withdrawn") or not reason:
        return str(STATES.get(state, WAITS[""]))
    own = settings.text(reason, get_language())
    if own or state != "waiting" or reason not in AGAINST_THE_GUIDELINES:
        return own or against(reason, settings)
    if reason in FAILS_AND_WAITS:
        return str(FAILS_AND_WAITS[reason])
    return str(LOOKED_AT) % {"sentence": against(reason, settings)}


def against(reason: str, settings: Settings = OURS) -> str:
    """Our own sentence for a reason, with the bounds that hold; a word without a sentence is shown as it is."""
    sentence = str(REASONS.get(reason, reason))
    return sentence % _bounds(settings) if reason in AGAINST_THE_GUIDELINES else sentence


def _bounds(settings: Settings) -> dict[str, str]:
    bounds = settings.bounds
    return {
        "least_edge_px": f"{bounds.least_edge_px:,}",
        "good_edge_px": f"{bounds.good_edge_px:,}",
        "most_megabytes": f"{bounds.most_bytes / 1_000_000:,.10g}",
        "most_ratio": f"{bounds.most_ratio:,}",
    }


def not_taken(reason: str) -> str:
    """Why a file that was sent did not become a picture, and what to do, as one sentence."""
    if reason in NOT_TAKEN:
        return str(NOT_TAKEN[reason])
    return against(reason if reason in REASONS else "picture_refused")
