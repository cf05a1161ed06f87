"""Hashing again: fingerprints made under an older load rule, or without sub-windows, are made anew from the original.

The new fingerprint stands beside the old one; images and blocks then name the new one, for only under one rule can
hashes be compared. In bunches, each one transaction: killed between two, the next call goes on where it stopped.
"""

from collections.abc import Iterator, Sequence

from django.db import transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from contributors import fingerprints, kin, reading_room, recording, slips
from contributors.models import AskedBy, Block, Fingerprint, Image

BUNCH = 32
JOB = "rehash"


def stale() -> QuerySet[Fingerprint]:
    """What is to be hashed again.

    A picture of quality 50 and more may have no window rich enough; such few are looked at again at every call.
    """
    made_anew = Fingerprint.objects.filter(sha256=OuterRef("sha256"), load_rule=fingerprints.LOAD_RULE)
    is_old = ~Q(load_rule=fingerprints.LOAD_RULE)
    lacks_windows = Q(load_rule=fingerprints.LOAD_RULE, windows=b"", pdq_quality__gte=kin.LEAST_QUALITY)
    return Fingerprint.objects.filter((is_old & ~Exists(made_anew)) | lacks_windows).order_by("id")


def rehash(*, invite: reading_room.Invite | None = None) -> Iterator[int]:
    """Hash everything stale again; after each bunch say how many it had. With ``invite`` workers read too.

    What has no original kept (a picture that was blocked and never given), or is refused under today's rule, stays as
    it is.
    """
    last = 0
    with reading_room.at_hand(stale(), asked_by=AskedBy.REHASH, invite=invite, may_lack=True) as readers:
        while bunch := reading_room.bounded(stale().filter(pk__gt=last)[:BUNCH]):
            answers = readers.answers([bytes(row.sha256) for row in bunch])
            _write(bunch, [one.fingerprint for one in answers.values() if isinstance(one, fingerprints.Reading)])
            last = bunch[-1].pk
            yield len(bunch)


@transaction.atomic
def _write(bunch: Sequence[Fingerprint], made: Sequence[fingerprints.Fingerprint]) -> None:
    known = {one.sha256: one for one in made}
    _renew([(row, known[bytes(row.sha256)]) for row in bunch if bytes(row.sha256) in known])
    slips.tear_up([bytes(row.sha256) for row in bunch])


def _renew(made: Sequence[tuple[Fingerprint, fingerprints.Fingerprint]]) -> None:
    anew = recording.fingerprint_rows([known for _, known in made])
    for row, known in made:
        new = anew[known.sha256]
        if new.pk == row.pk:
            Fingerprint.objects.filter(pk=row.pk).update(windows=b"".join(known.windows))
        else:
            Image.objects.filter(fingerprint=row).update(fingerprint=new)
            Block.objects.filter(fingerprint=row).update(fingerprint=new)
