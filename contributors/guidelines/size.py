"""Size: whether a picture is large enough to learn from and no larger than we keep.

Takes the measures in a fingerprint; the pixel limit itself is refused before decoding, in `fingerprints`.
"""

from contributors.guidelines.findings import Finding, Subject


def check(subject: Subject) -> list[Finding]:
    """Fail a tiny edge or a huge file; warn of a small edge or a strip."""
    return [_edge(subject), _bytes(subject), _shape(subject)]


def _edge(subject: Subject) -> Finding:
    picture, bounds = subject.fingerprint, subject.bounds
    shorter = min(picture.width, picture.height)
    evidence = (("width_px", str(picture.width)), ("height_px", str(picture.height)))
    if shorter < bounds.least_edge_px:
        return Finding("edge_too_short", "fail", (*evidence, ("least_edge_px", str(bounds.least_edge_px))))
    if shorter < bounds.good_edge_px:
        return Finding("edge_short", "warn", (*evidence, ("good_edge_px", str(bounds.good_edge_px))))
    return Finding("edge", "pass", evidence)


def _bytes(subject: Subject) -> Finding:
    size_bytes, most = subject.fingerprint.size_bytes, subject.bounds.most_bytes
    if size_bytes > most:
        return Finding("file_too_large", "fail", (("size_bytes", str(size_bytes)), ("most_bytes", str(most))))
    return Finding("file_size", "pass", (("size_bytes", str(size_bytes)),))


def _shape(subject: Subject) -> Finding:
    width, height = subject.fingerprint.width, subject.fingerprint.height
    evidence = (("width_px", str(width)), ("height_px", str(height)))
    if max(width, height) > subject.bounds.most_ratio * min(width, height):
        return Finding("strip_shaped", "warn", (*evidence, ("most_ratio", str(subject.bounds.most_ratio))))
    return Finding("shape", "pass", evidence)
