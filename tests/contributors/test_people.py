"""Contributors and staff: made once, never overwritten, thanked as they chose last."""

import pytest

from contributors import people
from contributors.models import Application, Contributor, CreditChoice, Role, ShownAs, StaffRole, User
from tests import story

ADA = people.Newcomer("gallery:Ada", "Ada", "en")
ANN = people.Newcomer("gallery:Ann", "Ann", "ja", "アン")


@pytest.fixture
def bo(db: None) -> User:
    return story.staff().bo


def welcomed(bo: User, *newcomers: people.Newcomer) -> list[Contributor]:
    """The people, in the order they come."""
    known = people.welcome(newcomers, terms_version="1", by=bo, at=story.CLEARED_AT)
    return [known[newcomer.handle] for newcomer in newcomers]


def shown(contributor: Contributor) -> list[tuple[str, str, str]]:
    """Every choice of a person, in order."""
    chosen = contributor.credit_choices.order_by("chosen_at", "id")
    return list(chosen.values_list("shown_as", "name", "reading"))


def test_a_newcomer_is_verified_with_an_accepted_application(bo: User) -> None:
    [ada] = welcomed(bo, ADA)
    assert (ada.name, ada.language, ada.verified_at, ada.verified_by) == ("Ada", "en", story.CLEARED_AT, bo)
    asked = Application.objects.get(contributor=ada)
    assert (asked.accepted, asked.decided_by, asked.terms_version) == (True, bo, "1")


def test_whoever_is_known_stays_as_they_are(bo: User) -> None:
    first = welcomed(bo, ADA)
    renamed = people.Newcomer(ADA.handle, "Another", "ja", shown_as=ShownAs.ANONYMOUS)
    [again, ann] = welcomed(bo, renamed, ANN)
    assert ([again], again.name) == (first, "Ada")
    counts = [table.objects.count() for table in (Contributor, Application, CreditChoice)]
    assert (counts, ann.name) == ([2, 2, 2], "Ann")


@pytest.mark.parametrize(
    ("newcomer", "told"),
    [
        (ANN, ("named", "Ann", "アン")),
        (people.Newcomer("h", "Ann", "ja", "アン", ShownAs.ANONYMOUS, "x"), ("anonymous", "", "")),
        (people.Newcomer("h", "Ann", "ja", "アン", ShownAs.PSEUDONYM, "Waterlily"), ("pseudonym", "Waterlily", "")),
    ],
)
def test_a_newcomer_is_thanked_as_introduced(bo: User, newcomer: people.Newcomer, told: tuple[str, str, str]) -> None:
    [person] = welcomed(bo, newcomer)
    assert shown(person) == [told]


def test_a_new_wish_stands_beside_the_old_one_and_the_last_counts(bo: User) -> None:
    [ann] = welcomed(bo, ANN)
    people.choose_credit(ann, ShownAs.PSEUDONYM, name="Waterlily", reading="スイレン")
    people.choose_credit(ann, ShownAs.ANONYMOUS, name="Ann", reading="アン")
    assert sorted(shown(ann)) == [
        ("anonymous", "", ""),
        ("named", "Ann", "アン"),
        ("pseudonym", "Waterlily", "スイレン"),
    ]
    standing = people.credit_choice(ann)
    assert standing is not None
    assert standing.shown_as == ShownAs.ANONYMOUS


def test_the_same_wish_again_is_not_written_again(bo: User) -> None:
    [ann] = welcomed(bo, ANN)
    once = people.choose_credit(ann, ShownAs.PSEUDONYM, name="Waterlily")
    assert people.choose_credit(ann, ShownAs.PSEUDONYM, name="Waterlily") == once
    assert len(shown(ann)) == 2


def test_staff_are_hired_once_and_gain_the_roles_they_lack(bo: User) -> None:
    people.hire("bo", roles=[Role.REVIEWER, Role.ADMIN])
    assert sorted(bo.staff_roles.values_list("role", flat=True)) == ["admin", "reviewer"]
    assert (User.objects.filter(username="bo").count(), StaffRole.objects.filter(user=bo).count()) == (1, 2)


def test_a_password_is_set_only_at_first(db: None) -> None:
    people.hire("eve", roles=[Role.ADMIN], password="first-password")
    eve = people.hire("eve", roles=[Role.ADMIN], password="second-password")
    assert (eve.check_password("first-password"), eve.check_password("second-password")) == (True, False)


def test_staff_hired_without_a_password_cannot_sign_in_with_an_empty_one(bo: User) -> None:
    assert not bo.has_usable_password()


@pytest.mark.parametrize("username", ["", "two words", "x" * 151, "zero\x00byte"])
def test_an_unfit_name_to_sign_in_with_is_refused(db: None, username: str) -> None:
    with pytest.raises(people.UsernameUnfit):
        people.hire(username, roles=[Role.REVIEWER])
    assert not User.objects.exists()


def test_who_gives_pictures_is_not_hired(bo: User) -> None:
    [ada] = welcomed(bo, ADA)
    people.sign_in_as(ada, "ada", password="a-long-password")
    with pytest.raises(people.UserIsContributor):
        people.hire("ada", roles=[Role.TREASURER])
    assert not StaffRole.objects.filter(user__username="ada").exists()


def test_a_contributor_is_given_one_account_to_sign_in_with(bo: User) -> None:
    [ada] = welcomed(bo, ADA)
    user = people.sign_in_as(ada, "ada", password="a-long-password")
    again = people.sign_in_as(ada, "ada", password="another-password")
    assert (again, again.check_password("a-long-password"), again.is_staff) == (user, True, False)
    assert Contributor.objects.get(user=user) == ada


def test_a_member_of_staff_is_found_by_name_and_role(bo: User) -> None:
    assert people.staff("bo", Role.REVIEWER) == bo


def test_an_unknown_name_is_refused(db: None) -> None:
    with pytest.raises(people.UserUnknown, match="'bo'"):
        people.staff("bo", Role.REVIEWER)


def test_a_role_that_somebody_lacks_is_refused(bo: User) -> None:
    with pytest.raises(people.RoleMissing, match="bo is no treasurer"):
        people.staff("bo", Role.TREASURER)


def test_whoever_is_no_longer_active_may_do_nothing(bo: User) -> None:
    bo.is_active = False
    bo.save()
    assert not people.may(bo, Role.REVIEWER)
    with pytest.raises(people.UserUnknown):
        people.staff("bo", Role.REVIEWER)
