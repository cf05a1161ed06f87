"""Guidelines: each check passes, warns and fails on what it should, with its evidence."""

import io
from dataclasses import replace

import pytest
from PIL import Image, ImageDraw, PngImagePlugin

from contributors import fingerprints
from contributors.guidelines import animation, edition, emptiness, generator, licence, size
from contributors.guidelines.findings import Bounds, Finding, Subject
from contributors.guidelines.rules import Ruling, Settings


def adas_drawing(width: int = 400, height: int = 300) -> Image.Image:
    picture = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(picture)
    for step in range(0, width, 23):
        pen.line([step, 0, width - step, height], fill=(step % 256, 90, 10), width=5)
    return picture


def subject(picture: Image.Image | None = None, *, notes: tuple[tuple[str, str], ...] = ()) -> Subject:
    written, texts = io.BytesIO(), PngImagePlugin.PngInfo()
    for name, text in notes:
        texts.add_text(name, text)
    (picture or adas_drawing()).save(written, "PNG", pnginfo=texts)
    reading = fingerprints.read(written.getvalue())
    return Subject(reading.fingerprint, reading.traces, licence="CC0", own_work=True)


def words(findings: list[Finding]) -> list[tuple[str, str]]:
    return [(finding.check, finding.level) for finding in findings]


def test_an_ordinary_drawing_passes_everything() -> None:
    findings = edition.examine(subject())
    assert {finding.level for finding in findings} == {"pass"}
    assert not edition.failed(findings)


def test_a_tiny_picture_fails_and_a_small_one_warns() -> None:
    assert ("edge_too_short", "fail") in words(size.check(subject(adas_drawing(31, 400))))
    assert ("edge_short", "warn") in words(size.check(subject(adas_drawing(255, 400))))


def test_the_organisers_bounds_are_kept() -> None:
    strict = replace(subject(), bounds=Bounds(least_edge_px=301))
    finding = size.check(strict)[0]
    assert (finding.check, finding.level) == ("edge_too_short", "fail")
    assert finding.evidence == (("width_px", "400"), ("height_px", "300"), ("least_edge_px", "301"))


def test_a_file_over_the_bound_fails() -> None:
    assert ("file_too_large", "fail") in words(size.check(replace(subject(), bounds=Bounds(most_bytes=100))))


def test_a_strip_warns() -> None:
    assert ("strip_shaped", "warn") in words(size.check(subject(adas_drawing(900, 100))))


def test_one_colour_fails_and_almost_nothing_warns() -> None:
    assert words(emptiness.check(subject(Image.new("RGB", (300, 300), "navy")))) == [("one_colour", "fail")]
    nearly = Image.new("RGB", (300, 300), "white")
    nearly.paste((230, 230, 230), (100, 100, 180, 180))
    assert words(emptiness.check(subject(nearly))) == [("near_empty", "warn")]


def test_an_animation_warns_with_its_frames() -> None:
    moving = replace(subject(), fingerprint=replace(subject().fingerprint, frames=12))
    assert animation.check(moving) == [Finding("animated", "warn", (("frames", "12"),))]


@pytest.mark.parametrize("word", ["PDM", "CC-PDDC", "CC0", "PDM/CC-PDDC"])
def test_public_domain_words_let_an_archives_picture_in(word: str) -> None:
    assert words(licence.check(replace(subject(), origin="archive", licence=word))) == [("licence", "pass")]


@pytest.mark.parametrize("word", ["NOASSERTION", "GPL-2.0-only", "CC-BY-4.0", "special"])
def test_other_words_keep_an_archives_picture_out(word: str) -> None:
    finding = licence.check(replace(subject(), origin="archive", licence=word))[0]
    assert (finding.check, finding.level) == ("licence_not_public_domain", "fail")
    assert ("licence", word) in finding.evidence


def test_an_archives_picture_without_a_licence_fails() -> None:
    assert words(licence.check(replace(subject(), origin="archive", licence=" "))) == [("licence_missing", "fail")]


def test_a_contributors_picture_needs_the_declaration_of_own_work() -> None:
    assert words(licence.check(replace(subject(), own_work=False))) == [("own_work_not_declared", "fail")]


@pytest.mark.parametrize(
    ("name", "text", "tool"),
    [
        ("parameters", "a cat\nSteps: 20, Sampler: Euler a, CFG scale: 7", "Stable Diffusion web UI"),
        ("prompt", '{"3": {"class_type": "KSampler"}}', "ComfyUI"),
        ("invokeai_metadata", "{}", "InvokeAI"),
        ("Software", "NovelAI", "NovelAI"),
        ("Description", "a cat --v 6 Job ID: 1f0c", "Midjourney"),
    ],
)
def test_a_note_of_a_generator_fails_and_is_shown(name: str, text: str, tool: str) -> None:
    finding = generator.check(subject(notes=((name, text),)))[0]
    assert (finding.check, finding.level) == ("made_by_generator", "fail")
    assert ("tool", tool) in finding.evidence


@pytest.mark.parametrize(
    ("name", "text"),
    [("Software", "Inkscape"), ("Comment", "parameters of my garden"), ("prompt", "be quick")],
)
def test_the_notes_of_other_programs_pass(name: str, text: str) -> None:
    assert words(generator.check(subject(notes=((name, text),)))) == [("no_generator_named", "pass")]


def test_a_check_switched_off_says_nothing() -> None:
    settings = Settings(rulings={"one_colour": Ruling("off")})
    assert not edition.failed(edition.examine(subject(Image.new("RGB", (300, 300))), settings))
