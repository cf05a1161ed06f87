"""Animation: whether the file holds more than one picture.

Only the first frame is fingerprinted and shown, so a person should know that there are others.
"""

from contributors.guidelines.findings import Finding, Subject


def check(subject: Subject) -> list[Finding]:
    """Warn of more than one frame."""
    frames = subject.fingerprint.frames
    return [
        Finding(
            "animated" if frames > 1 else "still",
            "warn" if frames > 1 else "pass",
            (("frames", str(frames)),),
        )
    ]
