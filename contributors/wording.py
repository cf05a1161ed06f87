"""Why a picture stands as it does, in its giver's words: a sentence for every reason that rooms and checks write.

Takes the stable words of the tables; gives sentences in the reader's language. A word without a sentence was
written by a reviewer and is shown as it is.
"""

from typing import Literal

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

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
    "licence_missing": _("No licence is named."),
    "licence_not_public_domain": _("Its licence is not public domain."),
    "own_work_not_declared": _("It was not declared as own work."),
    "made_by_generator": _("A generative model made this picture, or parts of it."),
    "one_colour": _("It shows one colour and nothing else."),
    "edge_too_short": _("It is smaller than 32 pixels on one side. Send it larger."),
    "file_too_large": _("The file is larger than 50 MB. Send it smaller."),
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
    "edge_too_short": _("It is smaller than 32 pixels on one side. A reviewer looks at it."),
    "file_too_large": _("The file is larger than 50 MB. A reviewer looks at it."),
}

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


def why(state: str, reason: str) -> str:
    """Why a picture in ``state`` (an ImageState) stands there, as one sentence.

    The reason speaks where there is one; an accepted or withdrawn picture keeps none.
    """
    if state in ("accepted", "withdrawn") or not reason:
        return str(STATES.get(state, WAITS[""]))
    if state == "waiting" and reason in FAILS_AND_WAITS:
        return str(FAILS_AND_WAITS[reason])
    return str(REASONS.get(reason, reason))


def not_taken(reason: str) -> str:
    """Why a file that was sent did not become a picture, and what to do, as one sentence."""
    return str(NOT_TAKEN.get(reason) or REASONS.get(reason, UNREADABLE["picture_refused"]))
