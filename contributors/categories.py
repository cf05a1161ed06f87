"""Categories: what an accepted image is taken in as, and how much the policies in force let each weigh.

Takes words that images bear and words that policies weigh; gives both together. What a policy weighs is the ledger's
to say: the setting HENREI_CONTENT_WEIGHTS names the function that says it, since this app imports no other.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils.module_loading import import_string
from psycopg import sql

from contributors.models import Image

MOST_WORDS = 200
WHOLE_BASIS_POINTS = 10_000


@dataclass(frozen=True, slots=True)
class Category:
    """One category, and every weight in basis points that a policy in force gives it, the lightest first."""

    word: str
    weights_basis_points: Sequence[int]


def known() -> list[Category]:
    """Every category that an image bears or a policy weighs, in order of the words."""
    weights = _weights()
    words = sorted({*_borne(), *weights})
    return [Category(word, weights.get(word, (WHOLE_BASIS_POINTS,))) for word in words]


def _weights() -> Mapping[str, Sequence[int]]:
    told: Mapping[str, Sequence[int]] = import_string(settings.HENREI_CONTENT_WEIGHTS)()
    return told


def _borne() -> list[str]:
    """The categories of images, at most MOST_WORDS.

    The index is stepped through from word to word, so that a million images cost as little as a hundred.
    """
    question = sql.SQL(
        "WITH RECURSIVE word AS ("
        " (SELECT category FROM {table} WHERE category > '' ORDER BY category LIMIT 1) UNION ALL"
        " SELECT (SELECT category FROM {table} WHERE category > word.category ORDER BY category LIMIT 1)"
        " FROM word WHERE word.category IS NOT NULL"
        ") SELECT category FROM word WHERE category IS NOT NULL LIMIT {most}"
    ).format(table=sql.Identifier(Image._meta.db_table), most=sql.Literal(MOST_WORDS))
    with connection.cursor() as cursor:
        cursor.execute(question)
        return [str(row[0]) for row in cursor.fetchall()]
