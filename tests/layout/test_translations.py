"""Everything a person reads is in both languages: English in the source, Japanese in the catalogue."""

import io
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import templatize

ROOT = Path(settings.ROOT)
KEYWORDS = {
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "_": None,
}


def catalogue() -> Catalog:
    """The Japanese catalogue."""
    with (ROOT / "ledger/config/locale/ja/LC_MESSAGES/django.po").open("rb") as opened:
        return read_po(opened, locale="ja")


def sources() -> Iterator[tuple[Path, bytes]]:
    """Every file that may hold sentences for people, as Python source."""
    for app in ("contributors", "ledger", "credits"):
        for path in sorted((ROOT / app).rglob("*.py")):
            yield path, path.read_bytes()
    for path in sorted((ROOT / "templates").rglob("*.html")):
        read = templatize(path.read_text(encoding="utf-8"), origin=path.name)
        yield path, "\n".join(line.strip() for line in read.splitlines()).encode()


def spoken() -> Iterator[tuple[Path, str]]:
    """Every sentence of the source, with the file that says it."""
    for path, content in sources():
        for _line, message, _comments, _context in extract("python", io.BytesIO(content), KEYWORDS):
            yield path, message if isinstance(message, str) else message[0]


def test_every_sentence_of_the_source_is_in_the_japanese_catalogue() -> None:
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in catalogue() if message.id}
    missing = sorted(
        {f"{path.relative_to(ROOT)}: {sentence!r}" for path, sentence in spoken() if sentence not in known}
    )
    assert missing == []


@pytest.mark.parametrize("fault", ["untranslated", "fuzzy", "unused"])
def test_the_catalogue_has_no_sentence_that_is(fault: str) -> None:
    said = {sentence for _path, sentence in spoken()}
    faulty = {
        "untranslated": [message.id for message in catalogue() if message.id and not _translated(message.string)],
        "fuzzy": [message.id for message in catalogue() if message.id and message.fuzzy],
        "unused": [
            message.id
            for message in catalogue()
            if message.id and (message.id if isinstance(message.id, str) else message.id[0]) not in said
        ],
    }
    assert faulty[fault] == []


def test_placeholders_survive_translation() -> None:
    wrong = [(message.id, str(error)) for message in catalogue() if message.id for error in message.check(catalogue())]
    assert wrong == []


def _translated(text: str | tuple[str, ...] | list[str] | None) -> bool:
    return bool(text) if text is None or isinstance(text, str) else all(text)
