"""What a letter says: about which pictures, what happened, and where to answer. Plain text in the person's language."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.conf import settings as house
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from contributors import wording
from contributors.guidelines.rules import Settings
from contributors.models import Contributor, Notice, NoticeKind

MOST_TOLD = 40


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter."""

    subject: str
    body: str


def letter(person: Contributor, notices: Sequence[Notice], settings: Settings) -> Letter:
    """The letter about these notices, one for each picture."""
    with translation.override(person.language):
        told = notices[:MOST_TOLD]
        undone = (NoticeKind.REOPENED, NoticeKind.WITHDRAWN)
        parts = [
            _("Dear %(name)s,") % {"name": person.name},
            *_part(_("A reviewer has a question:"), told, (NoticeKind.QUESTION,), settings),
            *_part(_("Not taken:"), told, (NoticeKind.DECLINED,), settings),
            *_part(_("A decision was undone:"), told, undone, settings),
            *_rest(len(notices) - len(told)),
            _("You answer, appeal and see all your pictures here: %(url)s") % {"url": _address("pictures")},
            _("A machine wrote this letter. Answers to it are not read; on the pages they are."),
        ]
        subject = _("About your pictures: %(house)s") % {"house": house.HENREI_ISSUER_NAME}
        return Letter(_one_line(subject), "\n\n".join(parts) + "\n")


def _part(heading: str, notices: Iterable[Notice], kinds: tuple[NoticeKind, ...], settings: Settings) -> list[str]:
    entries = [_entry(notice, settings) for notice in notices if notice.kind in kinds]
    return ["\n\n".join([heading, *entries])] if entries else []


def _entry(notice: Notice, settings: Settings) -> str:
    """The picture's name, what there is to say of it, and its page, each on a line."""
    title = _one_line(notice.image.title or notice.image.path)
    told = [f"  {line}" for line in _sentence(notice, settings).splitlines()]
    return "\n".join([f"* {title}", *told, f"  {_address('picture', pk=notice.image_id)}"])


def _sentence(notice: Notice, settings: Settings) -> str:
    match notice.kind:
        case NoticeKind.QUESTION:
            return notice.words
        case NoticeKind.DECLINED:
            return wording.why("declined", notice.words, settings)
        case NoticeKind.REOPENED:
            return _("It waits again, for a new decision.")
    return _("It is withdrawn. No run that is frozen from now on uses it.")


def _rest(more: int) -> list[str]:
    if more <= 0:
        return []
    told = ngettext("And %(pictures)s more picture.", "And %(pictures)s more pictures.", more)
    return [told % {"pictures": f"{more:,}"}]


def _address(view: str, **words: int) -> str:
    return f"{house.HENREI_SITE_URL}{reverse(view, kwargs=words)}"


def _one_line(text: str) -> str:
    return " ".join(text.split())
