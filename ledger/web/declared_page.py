"""What others wrote down about a run, beside what was measured: settings of trainers, and catalogues. Never paid."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from contributors.models import User
from contributors.web import guards
from ledger.models import CatalogueReading, DeclaredUse
from ledger.web import run_pages

PAGE = 50


@require_safe
@guards.staff()
def declared(request: HttpRequest, user: User, name: str) -> HttpResponse:
    """Folders of settings a page at a time, and all catalogues."""
    run = run_pages.known(name)
    folders = DeclaredUse.objects.filter(run=run).order_by("trainer", "folder", "stage", "component")
    told = {
        "run": run,
        "page": Paginator(folders, PAGE).get_page(request.GET.get("page")),
        "catalogues": CatalogueReading.objects.filter(run=run).order_by("name")[:PAGE],
    }
    return render(request, "ledger/staff/declared.html", told)
