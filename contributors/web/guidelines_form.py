"""The form that sets a new version of the guidelines: bounds, and each rule with its weight and own words.

Takes and gives `rules.Settings`; what a version may be is said here in a person's words and by the database again.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from contributors.guidelines.findings import Bounds
from contributors.guidelines.rules import RULES, Ruling, Settings, Weight
from contributors.web import guidelines_words as words

MEGABYTE = 1_000_000
MOST_EDGE_PX, MOST_MEGABYTES, MOST_RATIO = 10_000, 1_000, 1_000
MOST_LICENCES, LICENCE_CHARACTERS, TEXT_CHARACTERS = 50, 100, 300
WEIGHTS: Mapping[str, Weight] = {"off": "off", "warn": "warn", "fail": "fail"}


@dataclass(frozen=True, slots=True)
class RuleFields:
    """One rule in the form. ``has_own_words``: its texts are shown at once."""

    title: str | Promise
    weight: BoundField
    texts: Sequence[BoundField]
    has_own_words: bool


@dataclass(frozen=True, slots=True)
class CheckFields:
    """One check with its rules."""

    slug: str
    title: str | Promise
    rules: Sequence[RuleFields]


class Version(forms.Form):
    """A new version, written from the one whose number it carries; ``seen`` tells which text was looked at."""

    number = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    least_edge_px = forms.IntegerField(label=words.BOUNDS["least_edge_px"], min_value=1, max_value=MOST_EDGE_PX)
    good_edge_px = forms.IntegerField(label=words.BOUNDS["good_edge_px"], min_value=1, max_value=MOST_EDGE_PX)
    most_megabytes = forms.IntegerField(
        label=words.BOUNDS["most_megabytes"],
        min_value=1,
        max_value=MOST_MEGABYTES,
        help_text=gettext_lazy("What may be sent at all is limited where Henrei is set up; this is for what came in."),
    )
    most_ratio = forms.IntegerField(label=words.BOUNDS["most_ratio"], min_value=1, max_value=MOST_RATIO)
    least_quality = forms.IntegerField(
        label=words.BOUNDS["least_quality"],
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("PDQ's quality. At 50 and more a picture can be recognised by its looks."),
    )
    public_domain = forms.CharField(label=words.BOUNDS["public_domain"], widget=forms.Textarea(attrs={"rows": 4}))
    note = forms.CharField(
        label=gettext_lazy("Why"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("Stands in the history beside your name."),
    )

    def __init__(self, data: Mapping[str, str] | None = None, *, standing: Settings) -> None:
        """Begin with what ``standing`` says."""
        super().__init__(data, initial=_initial(standing))
        for code in RULES:
            self.fields.update(_fields(code))

    def clean_public_domain(self) -> tuple[str, ...]:
        """One licence on each line, each once, in the order written."""
        lines = [line.strip() for line in str(self.cleaned_data["public_domain"]).splitlines()]
        licences = tuple(dict.fromkeys(line for line in lines if line))
        if len(licences) > MOST_LICENCES or any(len(one) > LICENCE_CHARACTERS for one in licences):
            raise ValidationError(
                _("Write at most %(lines)s lines of %(characters)s characters.")
                % {"lines": MOST_LICENCES, "characters": LICENCE_CHARACTERS}
            )
        return licences

    def clean(self) -> None:
        """What is good is no shorter than what is least."""
        least, good = self.cleaned_data.get("least_edge_px"), self.cleaned_data.get("good_edge_px")
        if least is not None and good is not None and good < least:
            self.add_error("good_edge_px", _("This is shorter than the least length. Write at least as much."))

    def settings(self) -> Settings:
        """The version as it was written; only where the form is valid."""
        said = self.cleaned_data
        bounds = Bounds(
            least_edge_px=said["least_edge_px"],
            good_edge_px=said["good_edge_px"],
            most_bytes=said["most_megabytes"] * MEGABYTE,
            most_ratio=said["most_ratio"],
            least_quality=said["least_quality"],
            public_domain=said["public_domain"],
        )
        rulings = {
            code: Ruling(WEIGHTS[said[f"weight_{code}"]], said[f"ja_{code}"], said[f"en_{code}"]) for code in RULES
        }
        return Settings(said["number"], bounds, rulings)

    def bounds(self) -> list[BoundField]:
        """The fields of the bounds."""
        return [self[name] for name in words.BOUNDS]

    def checks(self) -> list[CheckFields]:
        """The fields of the rules, each check's together."""
        return [
            CheckFields(slug, title, [self._rule(code) for code, rule in RULES.items() if rule.check == slug])
            for slug, title in words.CHECKS.items()
        ]

    def _rule(self, code: str) -> RuleFields:
        texts = [self[f"{language}_{code}"] for language in ("ja", "en")]
        is_open = any(text.value() or text.errors for text in texts)
        return RuleFields(words.RULES[code], self[f"weight_{code}"], texts, is_open)


def digest(settings: Settings) -> str:
    """What tells one text of a version from another."""
    return hashlib.sha256(
        repr((settings.number, settings.bounds, sorted(settings.rulings.items()))).encode()
    ).hexdigest()


def _fields(code: str) -> dict[str, forms.Field]:
    area, most = forms.Textarea(attrs={"rows": 2}), TEXT_CHARACTERS
    return {
        f"weight_{code}": forms.ChoiceField(label=words.RULES[code], choices=words.WEIGHTS),
        f"ja_{code}": forms.CharField(
            label=gettext_lazy("Own words, Japanese"), max_length=most, required=False, widget=area
        ),
        f"en_{code}": forms.CharField(
            label=gettext_lazy("Own words, English"), max_length=most, required=False, widget=area
        ),
    }


def _initial(standing: Settings) -> dict[str, str | int]:
    bounds = asdict(standing.bounds)
    said: dict[str, str | int] = {name: bounds[name] for name in words.BOUNDS if name in bounds}
    said["most_megabytes"] = standing.bounds.most_bytes // MEGABYTE
    said["public_domain"] = "\n".join(standing.bounds.public_domain)
    said["number"] = standing.number
    for code in RULES:
        ruling = standing.ruling(code)
        said |= {f"weight_{code}": ruling.weight, f"ja_{code}": ruling.text_ja, f"en_{code}": ruling.text_en}
    return said
