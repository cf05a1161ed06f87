"""Contributors and staff: who they are, what they may do, and the name they are thanked under."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction

from contributors.models import Application, Contributor, CreditChoice, Role, ShownAs, StaffRole, User


class UserUnknown(Exception):
    """Nobody signs in under that name."""

    def __init__(self, username: str) -> None:
        super().__init__(f"no user is named {username[:150]!r}: create the account first")
        self.username = username


class RoleMissing(Exception):
    """The user may not do this."""

    def __init__(self, user: User, role: Role) -> None:
        super().__init__(f"{user.username} is no {role.value}: ask somebody who is, or give the role first")
        self.user = user
        self.role = role


class UsernameUnfit(ValueError):
    """A name to sign in with is short and made of letters, digits and @ . + - _."""

    def __init__(self, username: str) -> None:
        super().__init__(
            f"{username[:40]!r} is no name to sign in with: give up to 150 letters, digits or any of @ . + - _"
        )
        self.username = username


class UserIsContributor(Exception):
    """Who gives pictures does not also judge or pay them."""

    def __init__(self, user: User) -> None:
        super().__init__(f"{user.username} signs in as a contributor: give the member of staff an account of their own")
        self.user = user


@dataclass(frozen=True, slots=True)
class Newcomer:
    """A person as an index or an application names them."""

    handle: str
    name: str
    language: str = "ja"
    reading: str = ""
    shown_as: ShownAs = ShownAs.NAMED
    public_name: str = ""


def staff(username: str, role: Role) -> User:
    """The user of that name, who has the role. Raises UserUnknown, RoleMissing."""
    user = User.objects.filter(username=username, is_active=True).first()
    if user is None:
        raise UserUnknown(username)
    if not may(user, role):
        raise RoleMissing(user, role)
    return user


def may(user: User, role: Role) -> bool:
    """Whether the user has the role."""
    return user.is_active and user.staff_roles.filter(role=role).exists()


@transaction.atomic
def hire(username: str, *, roles: Sequence[Role], password: str = "") -> User:
    """Make a member of staff exist with these roles. Asked twice, done once; a password is set only at first.

    Raises UsernameUnfit, UserIsContributor.
    """
    _refuse_unfit(username)
    user, is_new = User.objects.get_or_create(username=username, defaults={"is_staff": True})
    if is_new:
        user.set_password(password or None)
        user.save(update_fields=["password"])
    elif Contributor.objects.filter(user=user).exists():
        raise UserIsContributor(user)
    for role in roles:
        StaffRole.objects.get_or_create(user=user, role=role)
    return user


@transaction.atomic
def welcome(newcomers: Sequence[Newcomer], *, terms_version: str, by: User, at: datetime) -> Mapping[str, Contributor]:
    """Make each person a verified contributor, by handle. Whoever is known already stays as they are."""
    known = _by_handle(newcomers)
    fresh = [newcomer for newcomer in newcomers if newcomer.handle not in known]
    added = Contributor.objects.bulk_create(
        Contributor(
            handle=newcomer.handle,
            name=newcomer.name,
            language=newcomer.language,
            joined_at=at,
            verified_at=at,
            verified_by=by,
        )
        for newcomer in fresh
    )
    Application.objects.bulk_create(_application(person, terms_version, by, at) for person in added)
    CreditChoice.objects.bulk_create(_choice(person, newcomer) for person, newcomer in zip(added, fresh, strict=True))
    return known | {person.handle: person for person in added}


def choose_credit(contributor: Contributor, shown_as: ShownAs, *, name: str = "", reading: str = "") -> CreditChoice:
    """Record how the person wishes to be thanked from now on. What stands already is not written again."""
    if shown_as == ShownAs.ANONYMOUS:
        name = reading = ""
    standing = credit_choice(contributor)
    if standing is not None and (standing.shown_as, standing.name, standing.reading) == (shown_as, name, reading):
        return standing
    return CreditChoice.objects.create(contributor=contributor, shown_as=shown_as, name=name, reading=reading)


def credit_choice(contributor: Contributor) -> CreditChoice | None:
    """How the person wishes to be thanked now, where they ever chose."""
    return contributor.credit_choices.order_by("-chosen_at", "-id").first()


@transaction.atomic
def sign_in_as(contributor: Contributor, username: str, *, password: str) -> User:
    """Give the contributor an account to sign in with. Asked twice, done once."""
    user, is_new = User.objects.get_or_create(username=username)
    if is_new:
        user.set_password(password)
        user.save(update_fields=["password"])
    if contributor.user_id != user.pk:
        contributor.user = user
        contributor.save(update_fields=["user"])
    return user


def _refuse_unfit(username: str) -> None:
    try:
        User._meta.get_field("username").clean(username, None)
    except ValidationError as error:
        raise UsernameUnfit(username) from error


def _by_handle(newcomers: Sequence[Newcomer]) -> dict[str, Contributor]:
    handles = [newcomer.handle for newcomer in newcomers]
    return {person.handle: person for person in Contributor.objects.filter(handle__in=handles)}


def _application(person: Contributor, terms_version: str, by: User, at: datetime) -> Application:
    return Application(
        contributor=person,
        own_work_declared_at=at,
        terms_version=terms_version,
        received_at=at,
        accepted=True,
        decided_at=at,
        decided_by=by,
    )


def _choice(person: Contributor, newcomer: Newcomer) -> CreditChoice:
    if newcomer.shown_as == ShownAs.ANONYMOUS:
        return CreditChoice(contributor=person, shown_as=ShownAs.ANONYMOUS)
    if newcomer.public_name:  # The reading is of the person's own name, which a pseudonym must not give away.
        return CreditChoice(contributor=person, shown_as=newcomer.shown_as, name=newcomer.public_name)
    return CreditChoice(contributor=person, shown_as=newcomer.shown_as, name=newcomer.name, reading=newcomer.reading)
