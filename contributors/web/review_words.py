"""What a reviewer reads and chooses from: what each check says of a picture, and the reasons for declining.

Takes the stable words of the tables, gives whole sentences in the reader's language; a word without a sentence is
shown as it is. Why a picture waits or was declined is said by `wording`, to its giver and to the reviewer alike.
"""

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from contributors import wording
from contributors.guidelines.rules import OURS, Settings

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
    "consent": _("An agreement was in force when it was given."),
    "consent_missing": _(
        "No agreement was in force when it was given. Decline it, or let the giver agree and send anew."
    ),
    "account": _("The giver's account is verified."),
    "account_not_verified": _("The giver's account is not verified. Verify it before you accept the picture."),
    "account_left": _("The giver has left. Nothing more is taken from this person: decline it."),
    "credentials": _("Its content credentials, where it has any, name no generative model."),
    "credentials_made_by_generator": _(
        "Its content credentials say that a generative model made it, or parts of it. Decline it,"
        " or ask the giver how it was made."
    ),
    "credentials_partly_synthetic": _(
        "Its content credentials say that parts of it are synthetic. Ask the giver which, and how they were made."
    ),
    "credentials_unreadable": _(
        "It has content credentials that cannot be read. Ask for the original file where you are in doubt."
    ),
    "training_not_refused": _("Its content credentials, where it has any, refuse no training."),
    "training_not_allowed": _(
        "Its content credentials say that models may not be trained with it. Decline it,"
        " or ask the giver to allow it there and send it again."
    ),
    "training_constrained": _(
        "Its content credentials allow training under conditions, or refuse it for a part."
        " Read them, and ask the giver where you are in doubt."
    ),
    "mining_not_refused": _("Its metadata prohibit no data mining (PLUS)."),
    "mining_prohibited": _(
        "Its metadata prohibit data mining (PLUS). Decline it, or ask the giver to change them and send it again."
    ),
    "mining_constrained": _("Its metadata prohibit data mining save under terms (PLUS). Read them, and ask the giver."),
    "no_third_party_named": _("The file names nobody else as creator or owner of rights."),
    "third_party_named": _(
        "The file names somebody else as creator or owner of rights. Ask the giver who that is before you accept it."
    ),
}

# Finding.level to the kind of components/state.html.
LEVELS = {"pass": "done", "warn": "present", "fail": "refused"}


def reasons_to_decline() -> list[tuple[str, str | Promise]]:
    """The choices of the form: stored word and sentence."""
    return [(word, wording.REASONS[word]) for word in DECLINES]


def found(check_name: str, settings: Settings = OURS) -> str:
    """What a check says; where ``settings`` have the organiser's own words for it, those."""
    return settings.text(check_name, get_language()) or str(FINDINGS.get(check_name, check_name))
