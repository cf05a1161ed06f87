"""What a reviewer reads and chooses from: what each check says of a picture, and the reasons for declining.

Takes the stable words of the tables, gives whole sentences in the reader's language; a word without a sentence is
shown as it is. Why a picture waits or was declined is said by `wording`, to its giver and to the reviewer alike.
"""

from collections.abc import Sequence
from decimal import Decimal

from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from contributors import categories, wording
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

# Why a picture waits, in the few words that a list of choices has room for.
WAITS: dict[str, str | Promise] = {
    "": _("its turn"),
    "possibly_reposted": _("possibly reposted"),
    "possibly_trimmed": _("other borders"),
    "possibly_recoloured": _("other colours"),
    "possibly_turned": _("turned"),
    "possibly_mirrored": _("mirrored"),
    "possibly_distant": _("resembles another"),
    "possibly_cropped": _("a part of another"),
    "possibly_phash": _("resembles another, faintly"),
    "possibly_blocked": _("resembles a blocked one"),
    "asked_back": _("its giver was asked"),
    "answered": _("its giver answered"),
    "appealed": _("its giver appealed"),
    "made_by_generator": _("names a generative model"),
    "one_colour": _("one colour"),
    "edge_too_short": _("too small"),
    "file_too_large": _("too large a file"),
}

# Why a picture is left out where many are decided at once.
LEFT_OUT: dict[str, str | Promise] = {
    "decided_already": _("It was decided in between, or does not wait."),
    "not_read": _("Its file could not be read."),
    "no_giver": _("Nobody is known to have given it."),
    "same_file_accepted": _("The same file is accepted already."),
    "same_file_chosen": _("The same file was chosen twice; the one given first is decided."),
}

EVIDENCE: dict[str, str | Promise] = {
    "width_px": _("width %(value)s px"),
    "height_px": _("height %(value)s px"),
    "least_edge_px": _("taken from %(value)s px"),
    "good_edge_px": _("good from %(value)s px"),
    "size_bytes": _("size %(value)s bytes"),
    "most_bytes": _("at most %(value)s bytes"),
    "most_ratio": _("sides at most 1 to %(value)s"),
    "licence": _("licence: %(value)s"),
    "allowed": _("allowed: %(value)s"),
    "pdq_quality": _("structure %(value)s of 100"),
    "colour_step": _("change of colour %(value)s of 255"),
    "frames": _("pictures in the file: %(value)s"),
    "notes": _("notes in the file: %(value)s"),
    "tool": _("names %(value)s"),
    "note": _("in the note %(value)s"),
    "text": _("which says: %(value)s"),
    "given_on": _("given on %(value)s"),
    "credentials": _("content credentials: %(value)s"),
    "source_type": _("source type: %(value)s"),
    "program": _("program: %(value)s"),
    "constraint": _("condition: %(value)s"),
}

DECIDED: dict[str, str | Promise] = {
    "accept": _("accepted"),
    "decline": _("declined"),
    "withdraw": _("withdrawn"),
    "reopen": _("opened again"),
}

# Finding.level to the kind of components/state.html.
LEVELS = {"pass": "done", "warn": "present", "fail": "refused"}


def reasons_to_decline() -> list[tuple[str, str | Promise]]:
    """The choices of the form: stored word and sentence."""
    return [(word, wording.REASONS[word]) for word in DECLINES]


def found(check_name: str, settings: Settings = OURS) -> str:
    """What a check says; where ``settings`` have the organiser's own words for it, those."""
    return settings.text(check_name, get_language()) or str(FINDINGS.get(check_name, check_name))


def waits(reason: str) -> str:
    """Why a picture waits, in a few words."""
    return str(WAITS.get(reason, reason))


def evidence(written: str) -> str:
    """What a check measured, written down as ``name value, name value``; what has no words is shown as it is."""
    return ", ".join(_fact(*fact.partition(" ")) for fact in written.split(", ")) if written else ""


def category_choices(known: Sequence[categories.Category], *, also: str = "") -> list[tuple[str, str]]:
    """The categories to choose from, each with what it counts; ``also`` is one that the picture bears itself."""
    words = {category.word for category in known}
    others = [categories.Category(also, (categories.WHOLE_BASIS_POINTS,))] if also and also not in words else []
    return [(category.word, _weighed(category)) for category in [*others, *known]]


def _weighed(category: categories.Category) -> str:
    told = "\N{EN DASH}".join(_times(points) for points in _ends(category.weights_basis_points))
    return gettext("%(category)s (counts %(weight)s×)") % {"category": category.word, "weight": told}


def _ends(weights: Sequence[int]) -> Sequence[int]:
    return weights[:1] if weights[0] == weights[-1] else (weights[0], weights[-1])


def _times(basis_points: int) -> str:
    return f"{(Decimal(basis_points) / categories.WHOLE_BASIS_POINTS).normalize():f}"


def _fact(name: str, _space: str, value: str) -> str:
    told = EVIDENCE.get(name)
    shown = f"{int(value):,}" if value.isascii() and value.isdigit() else value
    return str(told) % {"value": shown} if told else " ".join(filter(None, (name, value)))


def decided(decision: str) -> str:
    """What was decided, said of the past."""
    return str(DECIDED.get(decision, decision))
