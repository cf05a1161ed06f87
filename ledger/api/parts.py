"""The door for a training cluster: send the parts of a run, go on where a connection broke, ask what is missing.

Uploads follow "Resumable Uploads for HTTP" (draft-ietf-httpbis-resumable-upload): POST begins one, HEAD tells how much
came, PATCH goes on, DELETE gives up. docs/parts-over-http.md tells it for senders.
"""

from collections.abc import Callable
from http import HTTPStatus
from uuid import UUID

from django.http import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.timezone import now
from rest_framework.pagination import PageNumberPagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from ledger.api import bodies, problems, tokens
from ledger.models import PartUpload, RunToken
from ledger.training import arrivals, part_limits, part_uploads, upload_refusals
from ledger.training.upload_folder import TooLarge

STATUSES = {"new": HTTPStatus.CREATED, "known": HTTPStatus.OK, "held": HTTPStatus.ACCEPTED}
PARTIAL = "application/partial-upload"


class Door(APIView):
    """What all these doors share: a token lets in, a problem says no."""

    authentication_classes = (tokens.BearerToken,)
    permission_classes = ()

    def get_exception_handler(self) -> Callable[[Exception, dict[str, object]], Response | None]:
        """Problems as RFC 9457 has them."""
        return problems.answered


class Pages(PageNumberPagination):
    """Five hundred parts at a time."""

    page_size = 500


class RunDoor(Door):
    """Where a run stands, for whoever may send its parts."""

    def get(self, request: Request, name: str) -> HttpResponseBase:
        """State and what is missing; somebody without a token is led to what is public of the run."""
        if "Authorization" not in request.headers:
            return redirect(f"{request.path}/")
        return Response(arrivals.run_told(tokens.of_run(request, name).run))


class Parts(Door):
    """The parts of a run."""

    def get(self, request: Request, name: str) -> Response:
        """Where the run stands, with the parts that came, in the order they came."""
        run = tokens.of_run(request, name).run
        pages = Pages()
        page = pages.paginate_queryset(run.parts.order_by("id"), request, view=self) or []
        listed = pages.get_paginated_response([arrivals.told(part) for part in page]).data
        return Response({"run": arrivals.run_told(run), "received": listed})

    def post(self, request: Request, name: str) -> Response:
        """Take a part in, or begin to."""
        token = tokens.of_run(request, name)
        announced, length = bodies.announced(request), bodies.length_bytes(request)
        if length > part_limits.in_force().part_bytes:
            raise TooLarge(part_limits.in_force().part_bytes)
        if bodies.is_complete(request):
            return _answer(part_uploads.send_whole(token, announced, bodies.chunks(request), at=now()))
        upload = part_uploads.begin(token, announced, at=now())
        if length and upload.taken_at is None:
            part_uploads.receive(upload, bodies.chunks(request), offset=0, complete=False, at=now())
        return _answer(upload) if upload.taken_at else _begun(upload)


class Upload(Door):
    """One part on its way."""

    def head(self, request: Request, name: str, pk: UUID) -> Response:
        """How much of it has come."""
        upload = _known(tokens.of_run(request, name), pk)
        return Response(status=HTTPStatus.NO_CONTENT, headers=_standing(upload) | {"Cache-Control": "no-store"})

    def patch(self, request: Request, name: str, pk: UUID) -> Response:
        """Go on; the answer to the last piece is that of the part."""
        upload = _known(tokens.of_run(request, name), pk)
        if (request.content_type or "").partition(";")[0].strip() != PARTIAL:
            raise bodies.HeaderUnfit("Content-Type", PARTIAL)
        offset, complete = bodies.offset_bytes(request), bodies.is_complete(request)
        upload = part_uploads.receive(upload, bodies.chunks(request), offset=offset, complete=complete, at=now())
        return _answer(upload) if complete else Response(status=HTTPStatus.NO_CONTENT, headers=_standing(upload))

    def delete(self, request: Request, name: str, pk: UUID) -> Response:
        """Give it up."""
        part_uploads.give_up(_known(tokens.of_run(request, name), pk))
        return Response(status=HTTPStatus.NO_CONTENT)


def _known(token: RunToken, pk: UUID) -> PartUpload:
    upload = PartUpload.objects.filter(pk=pk, run=token.run).first()
    if upload is None:
        raise upload_refusals.UploadUnknown
    return upload


def _answer(upload: PartUpload) -> Response:
    """The first answer, however often it is asked for."""
    told = upload.answer or {}
    return Response(told, STATUSES[told["outcome"]], headers={"Upload-Complete": "?1"})


def _begun(upload: PartUpload) -> Response:
    address = reverse("api-part-upload", kwargs={"name": upload.run.name, "pk": upload.pk})
    standing = _standing(upload)
    told = {"upload": address, "offset": part_uploads.came_bytes(upload)}
    return Response(told, HTTPStatus.CREATED, headers=standing | {"Location": address})


def _standing(upload: PartUpload) -> dict[str, str]:
    limits = part_limits.in_force()
    if upload.taken_at is not None:
        return {"Upload-Complete": "?1"}
    return {
        "Upload-Complete": "?0",
        "Upload-Offset": str(part_uploads.came_bytes(upload)),
        "Upload-Limit": f"max-size={limits.part_bytes}, max-age={int(limits.kept_for.total_seconds())}",
    }
