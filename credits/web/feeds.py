"""Editions for machines: an Atom feed of them, one edition as JSON or CSV, and the map of public pages."""

from collections.abc import Iterator
from io import StringIO
from xml.sax.xmlreader import AttributesImpl

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import get_language, gettext
from django.utils.xmlutils import SimplerXMLGenerator
from django.views.decorators.http import require_safe

from credits import document
from credits.models import Edition
from credits.web import freshness, states
from ledger.models import Run

MOST_ENTRIES = 50
SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


@require_safe
@freshness.file(states.newest)
def feed(request: HttpRequest) -> HttpResponse:
    """The newest editions, as Atom."""
    atom = Atom1Feed(
        title=gettext("Henrei: editions of the credits"),
        link=_address("credits"),
        description="",
        language=get_language(),
        feed_url=_address("feed"),
        feed_guid=_address("credits"),
    )
    for edition in Edition.objects.prefetch_related("runs").order_by("-number")[:MOST_ENTRIES]:
        _add(atom, edition)
    return HttpResponse(atom.writeString("utf-8"), content_type=atom.content_type)


@require_safe
@freshness.file(states.edition)
def as_json(request: HttpRequest, number: int) -> HttpResponse:
    """One edition as JSON."""
    told = document.as_json(document.of(states.numbered(number)))
    return HttpResponse(told, content_type="application/json")


@require_safe
@freshness.file(states.edition)
def as_csv(request: HttpRequest, number: int) -> HttpResponse:
    """One edition as CSV."""
    told = document.as_csv(document.of(states.numbered(number)))
    headers = {"Content-Disposition": f'attachment; filename="henrei-credits-{number}.csv"'}
    return HttpResponse(told, content_type="text/csv; charset=utf-8", headers=headers)


@require_safe
@freshness.file(states.newest)
def sitemap(request: HttpRequest) -> HttpResponse:
    """Every public page, as the sitemap protocol 0.9 has it."""
    written = StringIO()
    xml = SimplerXMLGenerator(written, "utf-8")
    xml.startDocument()
    xml.startElement("urlset", AttributesImpl({"xmlns": SITEMAP}))
    for address in _pages():
        xml.startElement("url", AttributesImpl({}))
        xml.addQuickElement("loc", address)
        xml.endElement("url")
    xml.endElement("urlset")
    xml.endDocument()
    return HttpResponse(written.getvalue(), content_type="application/xml")


def _pages() -> Iterator[str]:
    yield from map(_address, ("credits", "how", "proof"))
    for number in Edition.objects.order_by("number").values_list("number", flat=True):
        yield _address("edition", number=number)
    for name in Run.objects.filter(editions__isnull=False).order_by("name").values_list("name", flat=True).distinct():
        yield _address("run", name=name)


def _add(atom: Atom1Feed, edition: Edition) -> None:
    runs = ", ".join(sorted(run.name for run in edition.runs.all()))
    address = _address("edition", number=edition.number)
    atom.add_item(
        title=gettext("Edition %(number)s of the credits") % {"number": edition.number},
        link=address,
        description=gettext("Thanks for these training runs: %(runs)s") % {"runs": runs},
        unique_id=address,
        pubdate=edition.published_at,
        updateddate=edition.published_at,
    )


def _address(view: str, **words: str | int) -> str:
    return f"{settings.HENREI_SITE_URL}{reverse(view, kwargs=words)}"
