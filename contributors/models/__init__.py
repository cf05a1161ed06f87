"""The tables of who gave what: people, consents, images, reviews, collecting and the jobs on them."""

from contributors.models.blocks import Block, BlockedBecause
from contributors.models.collecting import CollectorAccount, CollectorWalk, Platform, WalkOutcome
from contributors.models.consents import Consent, Purpose, Scope
from contributors.models.guidelines import Guidelines, Ruling, Weight
from contributors.models.images import Fingerprint, Image, ImageState, Source
from contributors.models.jobs import Job, JobState
from contributors.models.messages import Message, MessageKind
from contributors.models.notices import Notice, NoticeKind
from contributors.models.people import (
    Application,
    Contributor,
    CreditChoice,
    Role,
    ShownAs,
    StaffRole,
    User,
)
from contributors.models.reviews import Decision, Finding, Review
from contributors.models.slips import AskedBy, Slip
from contributors.models.uploads import Upload, UploadState

__all__ = [
    "Application",
    "AskedBy",
    "Block",
    "BlockedBecause",
    "CollectorAccount",
    "CollectorWalk",
    "Consent",
    "Contributor",
    "CreditChoice",
    "Decision",
    "Finding",
    "Fingerprint",
    "Guidelines",
    "Image",
    "ImageState",
    "Job",
    "JobState",
    "Message",
    "MessageKind",
    "Notice",
    "NoticeKind",
    "Platform",
    "Purpose",
    "Review",
    "Role",
    "Ruling",
    "Scope",
    "ShownAs",
    "Slip",
    "Source",
    "StaffRole",
    "Upload",
    "UploadState",
    "User",
    "WalkOutcome",
    "Weight",
]
