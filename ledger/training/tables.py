"""Tables that people take away: a run's usage counted by giver, drawer and reason, as CSV or Parquet.

Takes a matched run; gives a pandas table and its bytes. Samples one by one are the command ``usage --out``.
"""

import io
from typing import Literal

import pandas as pd
from django.db.models import Count, Sum

from ledger.models import Run, Usage

Form = Literal["csv", "parquet"]
FORMS: tuple[Form, ...] = ("csv", "parquet")
COLUMNS = {
    "stage": "stage",
    "component": "component",
    "drawer": "drawer",
    "reason": "reason",
    "image__contributor_id": "contributor_id",
    "image__contributor__handle": "contributor_handle",
    "image__contributor__name": "contributor_name",
    "image__source__name": "source",
    "image__source__licence": "licence",
}
COUNTS = {"digests": "pictures", "sampled": "samples", "shown": "exposures"}
# A spreadsheet takes a cell that begins so for a formula, and names are other people's words.
FORMULA = r"^([=+\-@\t\r])"


def of_usage(run: Run) -> pd.DataFrame:
    """The run's usage: a row for each stage, component, drawer, reason and giver, with exact counts."""
    rows = (
        Usage.objects.filter(run=run)
        .values(*COLUMNS)
        .annotate(digests=Count("sha256", distinct=True), sampled=Sum("samples"), shown=Sum("exposures"))
        .order_by(*COLUMNS)
    )
    names = {**COLUMNS, **COUNTS}
    table = pd.DataFrame(list(rows), columns=list(names)).rename(columns=names)
    return table.astype({"contributor_id": "Int64", **dict.fromkeys(COUNTS.values(), "int64")})


def written(table: pd.DataFrame, form: Form) -> bytes:
    """The table as bytes. In CSV, words that a spreadsheet would take for a formula get an apostrophe before them."""
    opened = io.BytesIO()
    if form == "parquet":
        table.to_parquet(opened, index=False)
    else:
        words = table.select_dtypes(include=["object", "string"]).columns
        safe = table.assign(**{name: table[name].replace(FORMULA, r"'\1", regex=True) for name in words})
        safe.to_csv(opened, index=False, encoding="utf-8")
    return opened.getvalue()
