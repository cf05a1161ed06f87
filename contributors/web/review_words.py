"""What a reviewer reads and chooses from: what each check says of a picture, and the reasons for declining.

Takes the stable words of the tables, gives whole sentences in the reader's language; a word without a sentence is
shown as it is. Why a picture waits or was declined is said by `wording`, to its giver and to the reviewer alike.
"""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from contributors import wording

# What a reviewer may choose from; the sentences are those that the picture's giver reads.
DECLINES = (
    "reposted",
    "not_own_work",
    "made_by_generator",
    "rights_of_others",
    "unfinished",
    "outside_guidelines",
)

FINDINGS: dict[str, str | Promise] = {
    "edge": _("Both edges are long enough."),
    "edge_short": _("An edge is short: little can be learned from it."),
    "edge_too_short": _("An edge is too short to be taken."),
    "file_size": _("The file is within the size we keep."),
    "file_too_large": _("The file is larger than what we keep."),
    "shape": _("Its shape is ordinary."),
    "strip_shaped": _("It is shaped like a strip."),
    "something_to_see": _("There is something to see."),
    "near_empty": _("Almost nothing changes across the picture."),
    "one_colour": _("It is of one colour."),
    "still": _("The file holds one picture."),
    "animated": _("The file holds several pictures; only the first is looked at."),
    "licence": _("A licence is named."),
    "licence_missing": _("No licence is named."),
    "licence_not_public_domain": _("The licence is not public domain."),
    "own_work": _("It is declared as own work."),
    "own_work_not_declared": _("It is not declared as own work."),
    "no_generator_named": _("The file names no generative model."),
    "made_by_generator": _("The file itself says that a generative model made it."),
}

# Finding.level to the kind of components/state.html.
LEVELS = {"pass": "done", "warn": "present", "fail": "refused"}


def reasons_to_decline() -> list[tuple[str, str | Promise]]:
    """The choices of the form: stored word and sentence."""
    return [(word, wording.REASONS[word]) for word in DECLINES]


def found(check_name: str) -> str:
    """What a check says."""
    return str(FINDINGS.get(check_name, check_name))
