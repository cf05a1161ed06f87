"""Rules: everything that a check may find amiss, by its stable code, and what an organiser has set about it.

Plain values. `edition` applies them; `rulebook` keeps an organiser's versions of them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from contributors.guidelines.findings import Bounds

Weight = Literal["off", "warn", "fail"]


@dataclass(frozen=True, slots=True)
class Rule:
    """One thing amiss: its code, the check that finds it, and how grave it is where nobody set otherwise."""

    code: str
    check: str
    weight: Weight


RULES: Mapping[str, Rule] = {
    rule.code: rule
    for rule in (
        Rule("edge_too_short", "size", "fail"),
        Rule("edge_short", "size", "warn"),
        Rule("file_too_large", "size", "fail"),
        Rule("strip_shaped", "size", "warn"),
        Rule("one_colour", "emptiness", "fail"),
        Rule("near_empty", "emptiness", "warn"),
        Rule("animated", "animation", "warn"),
        Rule("licence_missing", "licence", "fail"),
        Rule("licence_not_public_domain", "licence", "fail"),
        Rule("own_work_not_declared", "licence", "fail"),
        Rule("consent_missing", "giver", "fail"),
        Rule("account_not_verified", "giver", "fail"),
        Rule("account_left", "giver", "fail"),
        Rule("made_by_generator", "generator", "fail"),
        Rule("credentials_made_by_generator", "credentials", "fail"),
        Rule("credentials_partly_synthetic", "credentials", "warn"),
        Rule("credentials_unreadable", "credentials", "warn"),
        Rule("training_not_allowed", "opt_out", "fail"),
        Rule("training_constrained", "opt_out", "warn"),
        Rule("mining_prohibited", "opt_out", "fail"),
        Rule("mining_constrained", "opt_out", "warn"),
        Rule("third_party_named", "rights", "warn"),
    )
}


@dataclass(frozen=True, slots=True)
class Ruling:
    """What an organiser set about one rule; a text is shown instead of ours where it is not empty."""

    weight: Weight
    text_ja: str = ""
    text_en: str = ""


@dataclass(frozen=True, slots=True)
class Settings:
    """One version of all that an organiser may set. Number 0 is ours, before anybody set anything."""

    number: int = 0
    bounds: Bounds = field(default_factory=Bounds)
    rulings: Mapping[str, Ruling] = field(default_factory=dict)

    def ruling(self, code: str) -> Ruling:
        """What holds for a rule: the organiser's, or ours."""
        return self.rulings.get(code) or Ruling(RULES[code].weight)

    def text(self, code: str, language: str | None) -> str:
        """The organiser's own words for a rule in a language; empty where there are none, or it is no rule."""
        ruling = self.rulings.get(code)
        if ruling is None:
            return ""
        return ruling.text_ja if (language or "").startswith("ja") else ruling.text_en


OURS = Settings()
