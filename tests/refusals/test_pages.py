"""Every name under which the guards refuse has a page that says so and an attack that meets it."""

from pathlib import Path

from tests.refusals import pages

ATTACKS = "".join(file.read_text(encoding="utf-8") for file in sorted(Path(__file__).parent.glob("test_*.py")))


def test_every_refusal_is_told_on_its_page() -> None:
    named = {refusal.name for file in pages.files() for refusal in pages.told(file)}
    assert {name for file in pages.files() for name in pages.raised(file)} - named == set()


def test_every_refusal_is_tried() -> None:
    raised = {name for file in pages.files() for name in pages.raised(file)}
    assert sorted(name for name in raised if f'"{name}"' not in ATTACKS) == []


def test_the_list_of_guards_is_what_their_pages_say() -> None:
    assert pages.LIST.read_text(encoding="utf-8") == pages.document()
