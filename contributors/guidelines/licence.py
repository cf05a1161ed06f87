"""Licence: whether somebody said that the picture may be given.

An archive's picture needs a public-domain word in its index; a contributor declares it as own work.
"""

from contributors.guidelines.findings import Finding, Subject


def check(subject: Subject) -> list[Finding]:
    """Fail where no licence or declaration is, or an archive's licence is not public domain."""
    return [_archive(subject) if subject.origin == "archive" else _contributor(subject)]


def _archive(subject: Subject) -> Finding:
    word = subject.licence.strip()
    if not word:
        return Finding("licence_missing", "fail")
    if word not in subject.bounds.public_domain:
        allowed = " ".join(subject.bounds.public_domain)
        return Finding("licence_not_public_domain", "fail", (("licence", word), ("allowed", allowed)))
    return Finding("licence", "pass", (("licence", word),))


def _contributor(subject: Subject) -> Finding:
    if not subject.own_work:
        return Finding("own_work_not_declared", "fail")
    return Finding("own_work", "pass", (("licence", subject.licence.strip()),))
