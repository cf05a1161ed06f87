"""What cannot be done, as problem+json (RFC 9457): one clear object with a stable ``type``, a status and the reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from http import HTTPStatus

from rest_framework.response import Response
from rest_framework.views import exception_handler

from ledger.api.bodies import HeaderUnfit, LengthMissing
from ledger.training import ingestion, upload_folder, upload_refusals
from ledger.training.manifest import BadPart

MEDIA_TYPE = "application/problem+json"
OURS = "/problems/"
REGISTERED = "https://iana.org/assignments/http-problem-types#"


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of refusal: its type, its status, its title, and facts of this one."""

    type: str
    status: HTTPStatus
    title: str
    facts: Mapping[str, str | int | None] = field(default_factory=dict)


KINDS: Mapping[type[Exception], Problem] = {
    ingestion.RunSettled: Problem(f"{OURS}run-settled", HTTPStatus.CONFLICT, "The run is settled"),
    upload_refusals.AnnouncementUnfit: Problem(f"{OURS}unfit-request", HTTPStatus.BAD_REQUEST, "Unfit request"),
    upload_refusals.BodyCutShort: Problem(f"{OURS}body-cut-short", HTTPStatus.BAD_REQUEST, "The body was cut short"),
    upload_refusals.DigestDiffers: Problem(
        f"{OURS}digest-differs", HTTPStatus.UNPROCESSABLE_ENTITY, "Not as announced"
    ),
    upload_refusals.FormUnknown: Problem(
        f"{OURS}form-unknown", HTTPStatus.UNSUPPORTED_MEDIA_TYPE, "No form that parts come in"
    ),
    upload_refusals.KeyUsedOtherwise: Problem(
        f"{OURS}idempotency-key-reused", HTTPStatus.UNPROCESSABLE_ENTITY, "The key belongs to another body"
    ),
    upload_refusals.TooMuchOpen: Problem(
        f"{OURS}too-much-under-way", HTTPStatus.TOO_MANY_REQUESTS, "Too much is on its way"
    ),
    upload_refusals.UploadTaken: Problem(f"{REGISTERED}completed-upload", HTTPStatus.BAD_REQUEST, "It is complete"),
    upload_refusals.UploadUnknown: Problem(f"{OURS}upload-unknown", HTTPStatus.NOT_FOUND, "No such upload"),
    upload_folder.Busy: Problem(f"{OURS}upload-busy", HTTPStatus.CONFLICT, "The upload is being written"),
    upload_folder.TooLarge: Problem(f"{OURS}too-large", HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "The part is too large"),
    HeaderUnfit: Problem(f"{OURS}unfit-request", HTTPStatus.BAD_REQUEST, "Unfit request"),
    LengthMissing: Problem(f"{OURS}length-required", HTTPStatus.LENGTH_REQUIRED, "The length must be told"),
}


def answered(error: Exception, context: dict[str, object]) -> Response | None:
    """The refusal as an answer; None for a fault of ours, which is not caught."""
    problem = _problem(error)
    if problem is not None:
        told = {"type": problem.type, "title": problem.title, "status": int(problem.status), "detail": str(error)}
        return Response(told | dict(problem.facts), problem.status, content_type=MEDIA_TYPE)
    response = exception_handler(error, context)
    if response is not None:
        status = HTTPStatus(response.status_code)
        detail = str(response.data.get("detail", status.phrase))
        response.data = {"type": "about:blank", "title": status.phrase, "status": int(status), "detail": detail}
        response.content_type = MEDIA_TYPE
    return response


def _problem(error: Exception) -> Problem | None:
    match error:
        case BadPart(file=file, line=line, reason=reason):
            facts = {"file": file, "line": line, "reason": reason}
            return Problem(f"{OURS}bad-part", HTTPStatus.UNPROCESSABLE_ENTITY, "The part is refused whole", facts)
        case upload_refusals.OffsetMismatch(expected=expected, provided=provided):
            offsets = {"expected-offset": expected, "provided-offset": provided}
            kind = f"{REGISTERED}mismatching-upload-offset"
            return Problem(kind, HTTPStatus.CONFLICT, "The offset is another", offsets)
        case _:
            return KINDS.get(type(error))
