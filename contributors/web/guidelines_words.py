"""What the page of the guidelines says: a name for every check, rule, weight and bound, in the reader's language."""

from django.utils.translation import gettext_lazy as _

from contributors.models import Weight

CHECKS = {
    "size": _("Size and shape"),
    "emptiness": _("Something to see"),
    "animation": _("One picture a file"),
    "licence": _("Licence and own work"),
    "giver": _("The giver"),
    "generator": _("Made by a model, by notes in the file"),
    "credentials": _("Made by a model, by content credentials"),
    "opt_out": _("Training refused"),
    "rights": _("Rights of others"),
}

RULES = {
    "edge_too_short": _("One side is shorter than the least"),
    "edge_short": _("One side is shorter than is good"),
    "file_too_large": _("The file is too large"),
    "strip_shaped": _("It is shaped like a strip"),
    "one_colour": _("It is of one colour"),
    "near_empty": _("Almost nothing changes across it"),
    "animated": _("The file holds several pictures"),
    "licence_missing": _("No licence is named (archives)"),
    "licence_not_public_domain": _("The licence is none of those listed (archives)"),
    "own_work_not_declared": _("Not declared as own work"),
    "consent_missing": _("No agreement in force when given"),
    "account_not_verified": _("The account is not verified"),
    "account_left": _("The giver has left"),
    "made_by_generator": _("A program that makes pictures by a model left its note"),
    "credentials_made_by_generator": _("Source type: made by a trained model, or with one"),
    "credentials_partly_synthetic": _("Source type: partly synthetic"),
    "credentials_unreadable": _("Credentials that cannot be read"),
    "training_not_allowed": _("Content credentials allow no training"),
    "training_constrained": _("Content credentials allow it under conditions, or refuse it for a part"),
    "mining_prohibited": _("Metadata prohibit data mining (PLUS)"),
    "mining_constrained": _("Metadata prohibit it save under terms (PLUS)"),
    "third_party_named": _("Somebody else is named as creator or owner"),
}

BOUNDS = {
    "least_edge_px": _("Least length of a side, in pixels"),
    "good_edge_px": _("Good length of a side, in pixels"),
    "most_megabytes": _("Largest file, in MB"),
    "most_ratio": _("Longest shape: one side at most so many times the other"),
    "least_quality": _("Least change across the picture, 0 to 100"),
    "public_domain": _("Licences that let an archive's picture in, one on each line"),
}

SHORT = {"": _("nothing"), "warn": _("warns"), "fail": _("fails"), "off": _("off")}

# What a rule says or is set to, to the kind of components/state.html.
KINDS = {"": "done", "off": "waiting", "warn": "present", "fail": "refused"}

WEIGHTS = Weight.choices
