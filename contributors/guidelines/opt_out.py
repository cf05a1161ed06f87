"""Opt-out: whether the file itself says that models may not be trained with it.

Two ways to say so are read. Content credentials: the entries ai_training, ai_generative_training and data_mining of
`c2pa.training-mining` and `cawg.training-mining` (CAWG Training and Data Mining Assertion 1.1); ai_inference is no
training. XMP: the property plus:DataMining with a value of the PLUS vocabulary DMI (PLUS License Data Format 2.0.1,
taken into the IPTC Photo Metadata Standard in 2023.1). Searching alone being allowed is a refusal of training too.
"""

from contributors.claims import Wish
from contributors.guidelines.findings import SHOWN_LENGTH, Evidence, Finding, Subject

OF_TRAINING = ("ai_training", "ai_generative_training", "data_mining")
DATA_MINING, CONSTRAINTS = "xmp:plus:DataMining", "xmp:plus:OtherConstraints"
PROHIBITED = "DMI-PROHIBITED"
# Prohibited save under terms that stand elsewhere: a person reads them.
CONSTRAINED = (
    "DMI-PROHIBITED-SEECONSTRAINT",
    "DMI-PROHIBITED-SEEEMBEDDEDRIGHTSEXPR",
    "DMI-PROHIBITED-SEELINKEDRIGHTSEXPR",
)


def check(subject: Subject) -> list[Finding]:
    """Fail where training is refused; warn where terms are attached, or a part of the picture refuses it."""
    return [_training(subject), _mining(subject)]


def _training(subject: Subject) -> Finding:
    asked = [wish for wish in subject.claims.wishes if wish.entry in OF_TRAINING and wish.use != "allowed"]
    refused = [wish for wish in asked if wish.use == "notAllowed" and wish.is_of_whole]
    if refused:
        return Finding("training_not_allowed", "fail", _said(refused, subject))
    if asked:
        return Finding("training_constrained", "warn", _said(asked, subject))
    return Finding("training_not_refused", "pass")


def _said(wishes: list[Wish], subject: Subject) -> Evidence:
    terms = (("constraint", wish.constraint) for wish in wishes if wish.constraint)
    uses = ((wish.entry, wish.use if wish.is_of_whole else f"{wish.use} (of a part)") for wish in wishes)
    return (("credentials", subject.claims.state), *uses, *terms)


def _mining(subject: Subject) -> Finding:
    """The vocabulary's words stand at the end of an address, http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED."""
    told = [text.rstrip("/").rpartition("/")[2].upper() for name, text in subject.traces if name == DATA_MINING]
    evidence = tuple((DATA_MINING, word[:SHOWN_LENGTH]) for word in told)
    terms = tuple((name, text[:SHOWN_LENGTH]) for name, text in subject.traces if name == CONSTRAINTS)
    if any(word.startswith(PROHIBITED) and word not in CONSTRAINED for word in told):
        return Finding("mining_prohibited", "fail", evidence)
    if any(word in CONSTRAINED for word in told):
        return Finding("mining_constrained", "warn", evidence + terms)
    return Finding("mining_not_refused", "pass", evidence)
