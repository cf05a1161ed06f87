"""add_staff: a member of staff with roles, and a password shown once."""

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command

from contributors import people
from contributors.models import Contributor, Role, User
from tests import story
from tests.ledger.commands import speaking
from tests.route import census

pytestmark = pytest.mark.django_db


def test_a_new_member_of_staff_signs_in_with_the_password_shown() -> None:
    told = speaking.asked("add_staff", "gil", "--role", "reviewer", "--role", "treasurer")
    gil = authenticate(username="gil", password=told["password"])
    assert isinstance(gil, User)
    assert gil.is_staff
    assert told["roles"] == ["reviewer", "treasurer"]
    assert people.staff("gil", Role.TREASURER) == gil


def test_asked_twice_nobody_is_made_twice_and_the_password_stays() -> None:
    first = speaking.asked("add_staff", "gil", "--role", "reviewer")
    before = census.held()
    assert speaking.asked("add_staff", "gil", "--role", "reviewer") == {**first, "password": None}
    assert census.held() == before
    assert authenticate(username="gil", password=first["password"]) is not None


def test_a_further_role_is_added_to_the_ones_there() -> None:
    speaking.asked("add_staff", "gil", "--role", "reviewer")
    assert speaking.asked("add_staff", "gil", "--role", "admin")["roles"] == ["admin", "reviewer"]


@pytest.mark.parametrize("name", ["", "g il", "g" * 151, "gil;", "ギル\u3000"])
def test_a_name_that_nobody_can_sign_in_with_is_refused(name: str) -> None:
    before = census.held()
    with pytest.raises(CommandError, match="is no name to sign in with"):
        call_command("add_staff", name, "--role", "reviewer")
    assert census.held() == before


def test_a_contributor_is_not_made_staff_under_the_same_login() -> None:
    bo = story.staff().bo
    newcomer = people.Newcomer(handle="gallery:Ada", name="Ada")
    ada = people.welcome([newcomer], terms_version="1", by=bo, at=story.NOON)["gallery:Ada"]
    people.sign_in_as(ada, "ada", password="a long enough one")
    before = census.held()
    with pytest.raises(CommandError, match="signs in as a contributor"):
        call_command("add_staff", "ada", "--role", "approver")
    assert census.held() == before
    assert Contributor.objects.get(user__username="ada") == ada
