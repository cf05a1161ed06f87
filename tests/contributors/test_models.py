"""Every truth about a row is a constraint with a name: each is broken once here, and refused under that name.

The list is read from the models, so that a constraint without its test fails.
"""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Unpack

import pytest
from django.apps import apps
from django.db import IntegrityError, ProgrammingError, transaction

from contributors.models import (
    Application,
    Block,
    CollectorAccount,
    CollectorWalk,
    Consent,
    Contributor,
    CreditChoice,
    Finding,
    Fingerprint,
    Guidelines,
    Image,
    ImageState,
    Job,
    Message,
    Notice,
    Review,
    Ruling,
    Slip,
    Source,
    StaffRole,
    Upload,
    User,
)
from ledger.book import refusals
from tests import story
from tests.contributors import rows

AT = story.CLEARED_AT
NAMES = sorted(
    constraint.name
    for model in apps.get_app_config("contributors").get_models()
    for constraint in model._meta.constraints
)


def bo() -> User:
    return story.staff().bo


def ada() -> Contributor:
    return rows.contributor("Ada", bo())


def slip(asked_by: str = "decide", answer: bytes | None = None, trouble: str = "") -> Slip:
    return Slip.objects.create(
        sha256=b"s" * 32, load_rule="a rule", size_bytes=1, asked_by=asked_by, answer=answer, trouble=trouble
    )


def consent(scope: str = "archive", purposes: tuple[str, ...] = ("research",), withdrawn: bool = False) -> Consent:
    """Ada's consent; withdrawn the moment it began where so asked."""
    giver = Contributor.objects.first() or ada()
    return Consent.objects.create(
        contributor=giver,
        scope=scope,
        purposes=list(purposes),
        terms_version="1",
        granted_at=AT,
        withdrawn_at=AT if withdrawn else None,
    )


def choice(shown_as: str, name: str, reading: str = "") -> CreditChoice:
    """How Ada wishes to be thanked."""
    return CreditChoice.objects.create(contributor=ada(), shown_as=shown_as, name=name, reading=reading)


def finding(level: str = "pass", image: Image | None = None) -> Image:
    """A finding of one check; its image."""
    of = image or rows.image(ada())
    Finding.objects.create(image=of, guidelines="1", check_name="size", level=level)
    return of


def decided(decision: str, reason: str = "", category: str = "") -> Review:
    """A review by Bo."""
    by = bo()
    image = rows.image(rows.contributor("Ada", by))
    return Review.objects.create(image=image, decision=decision, reason=reason, category=category, by=by, at=AT)


def said(kind: str = "question", words: str = "Whose is it?", against: bool = False, times: int = 1) -> None:
    """What was said about one image, so many times."""
    by = bo()
    image = rows.image(rows.contributor("Ada", by))
    for _ in range(times):
        Message.objects.create(image=image, kind=kind, words=words, by=by, at=AT, against_at=AT if against else None)


def notice(kind: str = "declined", words: str = "unfinished", closes: timedelta | None = None) -> Notice:
    """What a giver is still to be told, or was told so long after it happened."""
    image = rows.image(rows.contributor("Ada", bo()))
    return Notice.objects.create(
        image=image, kind=kind, words=words, at=AT, closed_at=None if closes is None else AT + closes
    )


def job(**words: str | int) -> Job:
    """A job of one hundred pieces."""
    return Job.objects.create(**{"kind": "read", "key": "gallery", "total": 100, **words})


def block(of: Fingerprint | None = None, because: str = "taken_down", lifted: bool = False) -> Fingerprint:
    """A picture that Bo blocked; lifted the moment it began where so asked."""
    known = of or rows.fingerprint()
    Block.objects.create(
        fingerprint=known, because=because, blocked_at=AT, blocked_by=bo(), lifted_at=AT if lifted else None
    )
    return known


def upload(received_bytes: int = 0, state: str = "receiving") -> Upload:
    """A file of one hundred bytes on its way in from Ada."""
    return Upload.objects.create(
        contributor=ada(),
        token=uuid.uuid4(),
        name="wave.png",
        size_bytes=100,
        received_bytes=received_bytes,
        state=state,
        begun_at=AT,
    )


def guidelines(**bounds: int | list[str]) -> Guidelines:
    """A version that Bo set, with some of its bounds changed."""
    stands: dict[str, int | list[str]] = {
        "number": 1,
        "least_edge_px": 32,
        "good_edge_px": 256,
        "most_bytes": 1,
        "most_ratio": 8,
        "least_quality": 10,
        "public_domain": ["CC0"],
    }
    return Guidelines.objects.create(**{**stands, **bounds}, decided_at=AT, decided_by=bo())


def ruling(rule: str = "animated", weight: str = "warn", of: Guidelines | None = None) -> Ruling:
    """What a version says of a rule."""
    return Ruling.objects.create(guidelines=of or guidelines(), rule=rule, weight=weight)


def role_twice() -> None:
    staff = bo()
    StaffRole.objects.create(user=staff, role="reviewer")


def verified_by_nobody() -> None:
    Contributor.objects.create(handle="ada", name="Ada", joined_at=AT, verified_at=AT)


def path_twice() -> None:
    giver = ada()
    rows.image(giver, path="hill.png")
    rows.image(giver, path="hill.png")


def digest_accepted_twice() -> None:
    giver, known = ada(), rows.fingerprint()
    for path in ("one.png", "two.png"):
        rows.image(giver, path=path, fingerprint=known, state="accepted", accepted_at=AT)


def account(**words: Unpack[rows.AccountWords]) -> CollectorAccount:
    """An account of Ada's."""
    return rows.account(Contributor.objects.first() or ada(), bo(), **words)


def walk(*, of: CollectorAccount | None = None, outcome: str = "done", reason: str = "") -> CollectorWalk:
    """A walk through it."""
    return rows.walk(of or account(), Consent.objects.first() or consent(), outcome=outcome, reason=reason)


def two_givers() -> None:
    image = rows.image(ada())
    image.source = Source.objects.create(name="museum", licence="CC0")
    image.save()


def fingerprint_twice() -> None:
    known = rows.fingerprint()
    rows.fingerprint(sha256=bytes(known.sha256))


BROKEN: dict[str, Callable[[], object]] = {
    "application_decided_by_somebody": lambda: Application.objects.create(
        contributor=ada(), own_work_declared_at=AT, terms_version="1", received_at=AT, accepted=True
    ),
    "block_ends_after_it_began": lambda: block(lifted=True),
    "block_reason_is_known": lambda: block(because="disliked"),
    "block_stands_once": lambda: block(of=block()),
    "collector_account_ended_by_somebody": lambda: account(ended_at=story.NOON),
    "collector_account_ends_after_it_began": lambda: account(ended_at=AT, ended_by=bo()),
    "collector_account_has_a_name": lambda: account(name=""),
    "collector_account_number_is_digits": lambda: account(outside_id="@ada"),
    "collector_account_platform_is_known": lambda: account(platform="mastodon"),
    "collector_account_stands_once": lambda: (account(), account()),
    "collector_walk_once_per_collection": lambda: walk(of=walk().account),
    "collector_walk_outcome_is_known": lambda: walk(outcome="lost"),
    "collector_walk_stopped_for_a_reason": lambda: walk(outcome="stopped"),
    "consent_ends_after_it_began": lambda: consent(withdrawn=True),
    "consent_open_once_per_scope": lambda: (consent(), consent()),
    "consent_purposes_are_known": lambda: consent(purposes=("research", "advertising")),
    "consent_scope_is_known": lambda: consent(scope="everything"),
    "contributor_has_a_name": lambda: Contributor.objects.create(handle="ada", name="", joined_at=AT),
    "contributor_language_is_known": lambda: Contributor.objects.create(
        handle="ada", name="Ada", language="fr", joined_at=AT
    ),
    "contributor_verified_by_somebody": verified_by_nobody,
    "credit_choice_is_known": lambda: choice("shouted", "ADA"),
    "credit_choice_names_unless_anonymous": lambda: choice("anonymous", "Ada"),
    "finding_level_is_known": lambda: finding("odd"),
    "finding_once_per_check": lambda: finding(image=finding()),
    "fingerprint_once_per_rule": fingerprint_twice,
    "fingerprint_quality_within_100": lambda: rows.fingerprint(quality=101),
    "guidelines_begin_with_one": lambda: guidelines(number=0),
    "guidelines_edges_in_order": lambda: guidelines(good_edge_px=31),
    "guidelines_let_a_file_in": lambda: guidelines(most_bytes=0),
    "guidelines_let_a_shape_in": lambda: guidelines(most_ratio=0),
    "guidelines_name_a_licence": lambda: guidelines(public_domain=[]),
    "guidelines_quality_within_100": lambda: guidelines(least_quality=101),
    "image_accepted_has_giver_and_fingerprint": lambda: rows.image(None, state="accepted", accepted_at=AT),
    "image_accepted_once_per_digest": digest_accepted_twice,
    "image_duplicate_names_its_first": lambda: rows.image(ada(), state="duplicate", reason="same_file"),
    "image_given_once_per_path": path_twice,
    "image_has_one_giver": two_givers,
    "image_state_is_known": lambda: rows.image(ada(), state="lost"),
    "image_turned_down_for_a_reason": lambda: rows.image(ada(), state="declined"),
    "image_withdrawn_at_a_moment": lambda: rows.image(ada(), state="withdrawn", accepted_at=AT),
    "job_failed_says_why": lambda: job(state="failed"),
    "job_not_beyond_its_end": lambda: job(done=101),
    "job_once_per_fact": lambda: (job(), job()),
    "job_state_is_known": lambda: job(state="asleep"),
    "message_appeals_against_a_decision": lambda: said("appeal"),
    "message_appeals_once_per_decision": lambda: said("appeal", against=True, times=2),
    "message_kind_is_known": lambda: said("shout"),
    "message_says_something": lambda: said(words=" \n"),
    "notice_closed_after_it_was_made": lambda: notice(closes=-timedelta(seconds=1)),
    "notice_kind_is_known": lambda: notice("praised"),
    "notice_says_what_or_why": lambda: notice(words=""),
    "review_categorises_what_it_accepts": lambda: decided("reopen", category="sea"),
    "review_decision_is_known": lambda: decided("shrug"),
    "review_declines_for_a_reason": lambda: decided("decline"),
    "ruling_names_its_rule": lambda: ruling(rule=""),
    "ruling_once_per_rule": lambda: ruling(of=ruling().guidelines),
    "ruling_weight_is_known": lambda: ruling(weight="ban"),
    "slip_answered_or_troubled": lambda: slip(answer=b"{}", trouble="both"),
    "slip_asker_is_known": lambda: slip(asked_by="nobody"),
    "slip_once_per_file_and_rule": lambda: (slip(), slip()),
    "staff_role_given_once": role_twice,
    "staff_role_is_known": lambda: StaffRole.objects.create(user=bo(), role="king"),
    "upload_not_beyond_its_size": lambda: upload(received_bytes=101),
    "upload_refused_for_a_reason": lambda: upload(state="refused"),
    "upload_state_is_known": lambda: upload(state="lost"),
}


def test_every_constraint_has_its_test_and_every_test_its_constraint() -> None:
    assert sorted(BROKEN) == NAMES


@pytest.mark.django_db
@pytest.mark.parametrize("name", NAMES)
def test_a_row_is_refused_that_breaks(name: str) -> None:
    with pytest.raises(IntegrityError) as refused, transaction.atomic():
        BROKEN[name]()
    assert refusals.constraint_of(refused.value) == name


@pytest.mark.django_db
@pytest.mark.parametrize(
    "broken",
    [
        lambda: consent(purposes=()),
        lambda: account(outside_id="0123"),
        lambda: account(outside_id="1\n"),
        lambda: walk(outcome="done", reason="rate_limited"),
        lambda: choice("named", ""),
        lambda: choice("pseudonym", ""),
        lambda: choice("anonymous", "", "エイダ"),
        lambda: rows.image(ada(), state="accepted"),
        lambda: rows.image(ada(), state="accepted", accepted_at=AT, fingerprint=None),
        lambda: rows.image(ada(), duplicate_of=rows.image(None)),
        lambda: rows.image(ada(), state="duplicate", duplicate_of=rows.image(None)),
        lambda: rows.image(ada(), withdrawn_at=AT),
        lambda: guidelines(least_edge_px=0),
        lambda: (guidelines(), guidelines()),
    ],
    ids=[
        "a consent for nothing",
        "a number that begins with nothing",
        "a number with a second line",
        "walked, and yet stopped",
        "thanked by no name",
        "a pseudonym that is empty",
        "a reading of nobody's name",
        "accepted at no moment",
        "accepted and never read",
        "no duplicate, and yet of another",
        "a duplicate for no reason",
        "withdrawn, and yet waiting",
        "a side of no length",
        "two versions of one number",
    ],
)
def test_the_other_side_of_a_constraint_is_refused_too(broken: Callable[[], object]) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        broken()


@pytest.mark.django_db
@pytest.mark.parametrize("state", list(ImageState))
def test_every_state_of_an_image_can_be_written(state: ImageState) -> None:
    assert rows.image_in(state, ada()).state == state


@pytest.mark.django_db
def test_one_file_may_be_known_under_two_load_rules() -> None:
    known = rows.fingerprint()
    assert rows.fingerprint(sha256=bytes(known.sha256), load_rule="henrei-load/0").pk != known.pk


@pytest.mark.django_db
def test_a_scope_that_was_withdrawn_can_be_agreed_to_again() -> None:
    ended = consent()
    ended.withdrawn_at = story.NOON
    ended.save()
    assert consent().pk != ended.pk


@pytest.mark.django_db
def test_an_account_that_ended_can_be_followed_again() -> None:
    ended = account()
    CollectorAccount.objects.update(ended_at=story.NOON, ended_by=bo())
    assert account().pk != ended.pk


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        lambda: CollectorAccount.objects.update(outside_id="2"),
        lambda: CollectorAccount.objects.update(contributor=Contributor.objects.get()),
        lambda: CollectorAccount.objects.update(approved_at=story.NOON),
        lambda: CollectorAccount.objects.all()._raw_delete("default"),
        lambda: CollectorWalk.objects.all()._raw_delete("default"),
    ],
    ids=["its number", "its owner", "its approval", "the account", "its walk"],
)
def test_the_application_cannot_rewrite_what_was_approved(change: Callable[[], object]) -> None:
    walk()
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
        change()
