"""A model card's block for the Hugging Face Hub: YAML metadata, then Markdown.

Takes a card, gives text in UTF-8. What the ledger does not know (the licence of the weights, the library) is left to
whoever publishes them, in comments. Source: "Model Cards", Hub documentation: metadata is YAML between two lines of
three dashes at the top of README.md.
"""

from collections.abc import Sequence

from credits.cards import markdown
from credits.cards.card import Card, SimilarityTold, SourceTold

MOST_NAMES = 5_000
PARTS = ("vae", "unet", "text_encoder", "other", "all")
PART_NAMES = ("VAE", "U-Net", "text encoder", "other", "in all")


def written(card: Card) -> str:
    """The block."""
    parts = (_metadata(card), _opening(card), _sources(card), _people(card), _compliance(card), _similarity(card))
    return "\n\n".join("\n".join(lines) for lines in parts if lines) + "\n"


def _metadata(card: Card) -> list[str]:
    return [
        "---",
        f"model_name: {markdown.yaml(card.run)}",
        "tags:",
        "- consented-training-data",
        "- henrei",
        "# license: the licence under which you publish the weights",
        "# library_name, pipeline_tag: as fits them",
        "---",
    ]


def _opening(card: Card) -> list[str]:
    thanked = f" It is thanked for in edition {card.edition} of the credits." if card.edition is not None else ""
    return [
        "## Training data",
        "",
        f"What the training run {markdown.link(card.run, card.address)} learned from, as its training machines"
        f" recorded it. The picture set was frozen at {card.frozen_at} for this purpose:"
        f" {markdown.text(card.purpose)}.{thanked}",
    ]


def _sources(card: Card) -> list[str]:
    given = (
        f"Pictures given by {card.people:,} contributors",
        "with each giver's consent in force",
        "",
        f"{card.images:,}",
        f"{card.exposures:,}",
    )
    rows = [given, *(_source(one) for one in card.sources)]
    head = ("Source", "Licence", "Note", "Pictures", "Times shown")
    return ["### Data sources", "", *markdown.table(head, rows, numbers_from=3)]


def _source(one: SourceTold) -> tuple[str, str, str, str, str]:
    return (
        markdown.link(one.name, one.address),
        markdown.text(one.licence),
        markdown.text(one.note),
        f"{one.images:,}",
        f"{one.exposures:,}",
    )


def _people(card: Card) -> list[str]:
    if not card.people:
        return []
    return ["### Contributors", "", "Thank you.", "", *_names(card), *_others(card)]


def _names(card: Card) -> list[str]:
    return [f"- {markdown.text(name)}" for name in card.names[:MOST_NAMES]]


def _others(card: Card) -> list[str]:
    """Those left out here, and those who wish for no name."""
    more = len(card.names) - MOST_NAMES
    told = [f"{more:,} more, named at {markdown.link(card.address, card.address)}"] if more > 0 else []
    told += [f"{card.unnamed:,} without a name, as they wish"] if card.unnamed else []
    return ["", f"And {', and '.join(told)}."] if told else []


def _compliance(card: Card) -> list[str]:
    rows = [
        (markdown.text(one.name), markdown.text(one.meaning), f"{one.percent} %", f"{one.exposures:,}")
        for one in card.drawers
    ]
    table = markdown.table(("Drawer", "What lies in it", "Share", "Times shown"), rows, numbers_from=2)
    return [
        "### Compliance",
        "",
        *table,
        "",
        f"Opted-out pictures found: they were shown {card.opted_out_shown:,} times, of {card.shown:,} showings in all.",
    ]


def _similarity(card: Card) -> list[str]:
    if not card.similarity:
        return []
    head = ("Weights compared", *PART_NAMES)
    return [
        "### Trained from scratch",
        "",
        "Cosine similarity of weights: near 1 where one model began from the other, near 0 where each was trained from"
        " scratch.",
        "",
        *markdown.table(head, [_weighed(one) for one in card.similarity], numbers_from=1),
    ]


def _weighed(one: SimilarityTold) -> Sequence[str]:
    files = f"{one.first_name}, {one.second_name}"
    named = f"{one.label} ({files})" if one.label else f"this run: {files}"
    return (markdown.text(named), *(_cosine(one.cosines.get(part)) for part in PARTS))


def _cosine(cosine: float | None) -> str:
    return "–" if cosine is None else f"{cosine:.4f}"
