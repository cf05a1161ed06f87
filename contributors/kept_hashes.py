"""Kept hashes: all hashes of pictures in memory, in FAISS, for one question after another above a million pictures."""

from dataclasses import dataclass
from functools import lru_cache

from django.db import connection
from django.db.models import Count, Max

from contributors import faiss_search, known
from contributors.fingerprints import LOAD_RULE
from contributors.models import Fingerprint
from contributors.window_files import Numbers


@dataclass(frozen=True, slots=True)
class Kept:
    """All hashes in FAISS, as they were when the table held so many rows up to this one."""

    ids: Numbers
    pdqs: faiss_search.Flat
    phashes: faiss_search.Flat


def all_known() -> Kept:
    """The hashes that the table holds now."""
    told = Fingerprint.objects.filter(load_rule=LOAD_RULE).aggregate(rows=Count("pk"), last=Max("pk"))
    return _kept(str(connection.settings_dict["NAME"]), told["rows"], told["last"] or 0)


@lru_cache(maxsize=1)
def _kept(database: str, rows: int, last: int) -> Kept:
    """Rows are only ever added, so the same count up to the same number is the same rows."""
    among = known.collection()
    pdqs = faiss_search.Flat(among.pdqs.reshape(-1, known.PDQ_BYTES))
    return Kept(among.ids, pdqs, faiss_search.Flat(among.phashes))
