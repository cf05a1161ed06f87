"""Giver: whether the person who gave a picture could give it: consent in force, account verified, not left.

Uploads are refused before anything is stored where it is not so (`giving`); this says it of every picture, however
it came, and again when pictures that wait are looked at anew. A picture without a giver is `intake`'s to decline.
"""

from contributors.guidelines.findings import Finding, Subject


def check(subject: Subject) -> list[Finding]:
    """Fail a missing consent, an unverified account and one whose owner has left."""
    giver = subject.giver
    if giver is None:
        return []
    given = (("given_on", giver.given_on.isoformat()),)
    consent = Finding("consent", "pass", given) if giver.has_consent else Finding("consent_missing", "fail", given)
    if giver.has_left:
        return [consent, Finding("account_left", "fail")]
    return [consent, Finding("account", "pass") if giver.is_verified else Finding("account_not_verified", "fail")]
