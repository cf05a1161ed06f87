"""Guidelines on origin and rights: credentials, refused training, the giver's account, and names of others."""

from dataclasses import replace
from datetime import date

import pytest

from contributors.claims import Claims, Wish
from contributors.guidelines import credentials, edition, generator, giver, opt_out, rights
from contributors.guidelines.findings import Giver
from contributors.guidelines.rules import OURS, RULES, Ruling, Settings
from tests.contributors.test_guidelines import subject, words

ADA = Giver(names=("Ada Lovelace", "ada_draws"), given_on=date(2026, 4, 1))


@pytest.mark.parametrize(
    ("claims", "finding"),
    [
        (Claims(), ("credentials", "pass")),
        (Claims("valid", source_types=("digitalCreation",)), ("credentials", "pass")),
        (Claims("valid", source_types=("trainedAlgorithmicMedia",)), ("credentials_made_by_generator", "fail")),
        (
            Claims("invalid", source_types=("digitalCreation", "compositeWithTrainedAlgorithmicMedia")),
            ("credentials_made_by_generator", "fail"),
        ),
        (Claims("valid", source_types=("compositeSynthetic",)), ("credentials_partly_synthetic", "warn")),
        (Claims("unreadable"), ("credentials_unreadable", "warn")),
    ],
)
def test_credentials_say_who_made_it(claims: Claims, finding: tuple[str, str]) -> None:
    assert words(credentials.check(replace(subject(), claims=claims))) == [finding]


def test_the_evidence_names_the_program_and_whether_the_signature_holds() -> None:
    claims = Claims("invalid", ("Invented painter 1.0",), ("trainedAlgorithmicMedia",))
    assert credentials.check(replace(subject(), claims=claims))[0].evidence == (
        ("credentials", "invalid"),
        ("source_type", "trainedAlgorithmicMedia"),
        ("program", "Invented painter 1.0"),
    )


@pytest.mark.parametrize(
    ("wish", "finding"),
    [
        (Wish("ai_training", "notAllowed"), ("training_not_allowed", "fail")),
        (Wish("ai_generative_training", "notAllowed"), ("training_not_allowed", "fail")),
        (Wish("data_mining", "notAllowed"), ("training_not_allowed", "fail")),
        (Wish("data_mining", "constrained", "ask Ada"), ("training_constrained", "warn")),
        (Wish("ai_training", "notAllowed", is_of_whole=False), ("training_constrained", "warn")),
        (Wish("ai_training", "allowed"), ("training_not_refused", "pass")),
        (Wish("ai_inference", "notAllowed"), ("training_not_refused", "pass")),
    ],
)
def test_content_credentials_refuse_training(wish: Wish, finding: tuple[str, str]) -> None:
    assert words(opt_out.check(replace(subject(), claims=Claims("valid", wishes=(wish,)))))[0] == finding


@pytest.mark.parametrize(
    ("value", "finding"),
    [
        ("http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED", ("mining_prohibited", "fail")),
        ("http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING", ("mining_prohibited", "fail")),
        ("DMI-PROHIBITED-GENAIMLTRAINING", ("mining_prohibited", "fail")),
        ("DMI-PROHIBITED-EXCEPTSEARCHENGINEINDEXING", ("mining_prohibited", "fail")),
        ("http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-SEECONSTRAINT", ("mining_constrained", "warn")),
        ("http://ns.useplus.org/ldf/vocab/DMI-ALLOWED", ("mining_not_refused", "pass")),
        ("http://ns.useplus.org/ldf/vocab/DMI-UNSPECIFIED", ("mining_not_refused", "pass")),
    ],
)
def test_metadata_prohibit_data_mining(value: str, finding: tuple[str, str]) -> None:
    told = replace(subject(), traces=(("xmp:plus:DataMining", value),))
    assert words(opt_out.check(told))[1] == finding


@pytest.mark.parametrize(
    ("stands", "findings"),
    [
        (ADA, [("consent", "pass"), ("account", "pass")]),
        (replace(ADA, has_consent=False), [("consent_missing", "fail"), ("account", "pass")]),
        (replace(ADA, is_verified=False), [("consent", "pass"), ("account_not_verified", "fail")]),
        (replace(ADA, has_left=True), [("consent", "pass"), ("account_left", "fail")]),
        (None, []),
    ],
)
def test_the_giver_could_give_it(stands: Giver | None, findings: list[tuple[str, str]]) -> None:
    assert words(giver.check(replace(subject(), giver=stands))) == findings


@pytest.mark.parametrize(
    ("note", "text"),
    [
        ("exif:Artist", "Ada Lovelace"),
        ("exif:Copyright", "Copyright (c) 2026 ADA LOVELACE. All rights reserved."),
        ("xmp:dc:creator", "Ａｄａ　Ｌｏｖｅｌａｃｅ"),
        ("iptc:Credit", "@ada_draws"),
        ("exif:Artist", "   "),
        ("exif:Copyright", "© 2026"),
        ("exif:Artist", "Unknown"),
        ("Software", "Somebody Else's program"),
    ],
)
def test_the_givers_own_names_and_no_names_pass(note: str, text: str) -> None:
    told = replace(subject(), traces=((note, text),), giver=ADA)
    assert words(rights.check(told)) == [("no_third_party_named", "pass")]


@pytest.mark.parametrize("note", rights.NOTES)
def test_another_name_warns_with_the_note_and_never_fails(note: str) -> None:
    finding = rights.check(replace(subject(), traces=((note, "Invented Agency"),), giver=ADA))[0]
    assert (finding.check, finding.level) == ("third_party_named", "warn")
    assert finding.evidence == ((note, "Invented Agency"),)


@pytest.mark.parametrize(
    ("note", "text"),
    [
        ("xmp:Iptc4xmpExt:DigitalSourceType", "http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia"),
        ("xmp:Iptc4xmpExt:AISystemUsed", "an invented model"),
        ("xmp:xmp:CreatorTool", "Adobe Firefly"),
        ("parameters", '{"sui_image_params": {}}'),
    ],
)
def test_properties_of_xmp_name_a_generator(note: str, text: str) -> None:
    assert words(generator.check(replace(subject(), traces=((note, text),)))) == [("made_by_generator", "fail")]


def test_a_rule_is_as_grave_as_the_organiser_has_it() -> None:
    tiny = replace(subject(), fingerprint=replace(subject().fingerprint, width=20))
    assert ("edge_too_short", "fail") in words(edition.examine(tiny))
    assert ("edge_too_short", "warn") in words(
        edition.examine(tiny, Settings(rulings={"edge_too_short": Ruling("warn")}))
    )
    off = edition.examine(tiny, Settings(rulings={"edge_too_short": Ruling("off")}))
    assert "edge_too_short" not in dict(words(off))


def test_the_versions_name_tells_both_numbers() -> None:
    assert edition.name(OURS) == edition.EDITION
    assert edition.name(Settings(number=3)) == f"{edition.EDITION}+3"


def test_every_rule_belongs_to_a_check_that_runs() -> None:
    assert {rule.check for rule in RULES.values()} == {check.name for check in edition.CHECKS}
