"""The bank account: looked at before it is stored, shown by its ending alone, refused where a bank would refuse it."""

import pytest

from contributors.models import Contributor
from ledger.models import PayoutProfile
from ledger.payouts import profiles
from ledger.payouts.files import kana
from ledger.web import payout_profile
from tests import story
from tests.contributors.web import contributor_scene as scene

pytestmark = pytest.mark.django_db

GIVEN = {"bank": "0001", "branch": "001", "kind": "ordinary", "number": "123", "holder": "ヤマダ ハナコ"}


def stored(person: Contributor) -> profiles.BankAccount | None:
    """What is on file, in the clear."""
    known = PayoutProfile.objects.filter(contributor=person).first()
    return profiles.read(known) if known else None


def test_the_first_sending_shows_the_names_and_stores_nothing() -> None:
    house = scene.people_alone()
    page = scene.of(house.ada).post("/me/payout/", GIVEN).content.decode()
    assert all(told in page for told in ("みずほ", "東京営業部", "0000123", "ﾔﾏﾀﾞ ﾊﾅｺ"))
    assert "What differs from what you wrote" not in page
    assert stored(house.ada) is None


def test_the_second_sending_stores_the_account() -> None:
    house = scene.people_alone()
    page = scene.of(house.ada).post("/me/payout/", {**GIVEN, "confirmed": "yes"}, follow=True)
    assert "The account is stored." in page.content.decode()
    assert stored(house.ada) == profiles.BankAccount("0001", "001", "ordinary", "0000123", "ヤマダ ハナコ")


def test_what_is_stored_is_shown_by_its_ending_alone() -> None:
    house = scene.people_alone()
    browser = scene.of(house.ada)
    browser.post("/me/payout/", {**GIVEN, "number": "7654321", "confirmed": "yes"})
    page = browser.get("/me/payout/").content.decode()
    assert "Payouts go to the account ending in 321" in page
    assert "7654321" not in page
    assert "ヤマダ" not in page


def test_correcting_brings_the_form_back_as_it_was_typed() -> None:
    house = scene.people_alone()
    page = scene.of(house.ada).post("/me/payout/", {**GIVEN, "correct": "yes", "confirmed": "yes"}).content.decode()
    assert 'value="ヤマダ ハナコ"' in page
    assert stored(house.ada) is None


def test_bank_and_branch_are_found_by_name_and_full_width_digits_are_read() -> None:
    house = scene.people_alone()
    asked = {**GIVEN, "bank": "ゆうちょ銀行", "branch": "〇一八", "number": "１２３４５６７", "confirmed": "yes"}
    scene.of(house.ada).post("/me/payout/", asked)
    assert stored(house.ada) == profiles.BankAccount("9900", "018", "ordinary", "1234567", "ヤマダ ハナコ")


def test_a_name_that_several_banks_have_lists_their_codes() -> None:
    page = scene.of(scene.people_alone().ada).post("/me/payout/", {**GIVEN, "bank": "三菱"}).content.decode()
    assert "0005 三菱UFJ" in page


def test_what_the_bank_will_not_see_is_told_before_it_is_stored() -> None:
    page = scene.of(scene.people_alone().ada).post("/me/payout/", {**GIVEN, "holder": "きゃろーる"}).content.decode()
    assert "ｷﾔﾛ-ﾙ" in page
    assert "Small kana stand large." in page
    assert "Long marks stand as hyphens." in page


def test_every_loss_has_its_sentence() -> None:
    spelled = kana.spell("ぁーaヰ" * 10, kind="party name", width=30)
    assert set(payout_profile.LOSSES) == set(spelled.losses)


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("bank", ""),
        ("bank", "0000"),
        ("branch", "000"),
        ("branch", ""),
        ("kind", "golden"),
        ("number", "12345678"),
        ("number", "12-34"),
        ("number", "٣٤٥"),
        ("holder", ""),
        ("holder", "山田花子"),
        ("holder", "゛ア"),
        ("holder", "\u3000"),
    ],
)
def test_what_a_bank_would_refuse_is_refused_with_its_field(field: str, typed: str) -> None:
    house = scene.people_alone()
    answer = scene.of(house.ada).post("/me/payout/", {**GIVEN, field: typed, "confirmed": "yes"})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert "Nothing was stored." in page
    assert f'id="id_{field}_error"' in page
    assert stored(house.ada) is None


def test_how_somebody_is_taxed_survives_a_new_account() -> None:
    house = scene.people_alone()
    account = profiles.BankAccount("0001", "001", "ordinary", "0000001", "ヤマダ ハナコ")
    profiles.write(house.ada, account, payee_status="company", at=story.NOON)
    scene.of(house.ada).post("/me/payout/", {**GIVEN, "confirmed": "yes"})
    assert PayoutProfile.objects.get(contributor=house.ada).payee_status == "company"
