"""A run's usage as a table to take away, counted by giver, drawer and reason."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from contributors.models import User
from contributors.web import guards
from ledger.models import Matching
from ledger.training import tables
from ledger.web import run_pages

TYPES: dict[str, tuple[tables.Form, str]] = {
    "csv": ("csv", "text/csv; charset=utf-8"),
    "parquet": ("parquet", "application/vnd.apache.parquet"),
}


@require_safe
@guards.staff()
def table(request: HttpRequest, user: User, name: str, form: str) -> HttpResponse:
    """The file; there is none before the run is matched."""
    run = run_pages.known(name)
    if form not in TYPES or not Matching.objects.filter(run=run).exists():
        raise Http404(f"{name} has no table {form}")
    written_as, content_type = TYPES[form]
    response = HttpResponse(tables.written(tables.of_usage(run), written_as), content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="usage-{run.name}.{form}"'
    return response
