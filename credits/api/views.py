"""The public API, read only: editions with their names as shown today, and published runs."""

from django.http import Http404
from django.shortcuts import get_object_or_404
from rest_framework import generics
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from credits import document, figures, roll
from credits.api import shapes
from credits.api.pages import Pages
from credits.models import Edition


class Editions(generics.ListAPIView[Edition]):
    """Every edition, newest first."""

    permission_classes = (AllowAny,)
    authentication_classes = ()
    pagination_class = Pages
    serializer_class = shapes.EditionShape
    queryset = Edition.objects.prefetch_related("runs").order_by("-number")


class OneEdition(APIView):
    """One edition: its runs and sources whole, its names in pages."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    def get(self, request: Request, number: int) -> Response:
        """The edition of that number."""
        told = document.of(get_object_or_404(Edition, number=number))
        pages = Pages()
        names = pages.paginate_queryset(told.names, request, view=self) or []
        return Response(
            {
                "number": told.number,
                "published_at": told.published_at,
                "content_sha256": told.content_sha256,
                "runs": [shapes.RunShape(run).data for run in told.runs],
                "sources": [shapes.SourceShape(source).data for source in told.sources],
                "unnamed": told.unnamed,
                "names": pages.get_paginated_response([shapes.NameShape(name).data for name in names]).data,
            }
        )


class Runs(APIView):
    """The published runs, by name, as the newest edition counts them."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    def get(self, request: Request) -> Response:
        """A page of runs."""
        newest = roll.current()
        counts = figures.runs(newest) if newest else []
        pages = Pages()
        rows = pages.paginate_queryset([document.run_told(count) for count in counts], request, view=self) or []
        return pages.get_paginated_response([shapes.RunShape(run).data for run in rows])


class OneRun(APIView):
    """One published run."""

    permission_classes = (AllowAny,)
    authentication_classes = ()

    def get(self, request: Request, name: str) -> Response:
        """The run of that name."""
        try:
            count = figures.run(name).count
        except figures.RunNotPublished as refusal:
            raise Http404(str(refusal)) from refusal
        return Response(shapes.RunShape(document.run_told(count)).data)
