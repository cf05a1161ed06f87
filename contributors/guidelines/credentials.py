"""Credentials: whether a file's content credentials (C2PA) say that a generative model made it, or parts of it.

Rests on the digital source types of all actions and ingredients. A file without credentials proves nothing, and
credentials may be stripped. Source: IPTC NewsCodes "digitalsourcetype"; C2PA 2.2, "Actions".
"""

from contributors.guidelines.findings import Evidence, Finding, Subject

MADE_BY_MODEL = ("trainedalgorithmicmedia", "compositewithtrainedalgorithmicmedia", "trainedalgorithmicdata")
# A mix with at least one synthetic element; of what kind the word does not say.
PARTLY_SYNTHETIC = ("compositesynthetic",)


def check(subject: Subject) -> list[Finding]:
    """Fail what a trained model made; warn of a synthetic part, and of credentials that cannot be read."""
    claims = subject.claims
    if claims.state == "unreadable":
        return [Finding("credentials_unreadable", "warn")]
    words = {word.lower() for word in claims.source_types}
    if words & set(MADE_BY_MODEL):
        return [Finding("credentials_made_by_generator", "fail", _evidence(subject))]
    if words & set(PARTLY_SYNTHETIC):
        return [Finding("credentials_partly_synthetic", "warn", _evidence(subject))]
    return [Finding("credentials", "pass", _evidence(subject))]


def _evidence(subject: Subject) -> Evidence:
    claims = subject.claims
    programs = (("program", name) for name in claims.generators)
    return (("credentials", claims.state), *(("source_type", word) for word in claims.source_types), *programs)
