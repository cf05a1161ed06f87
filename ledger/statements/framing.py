"""Set what frames a statement's table: letterhead and sum above; notes, seal and code below.

Takes a sheet, gives whole pages of marks, numbered once it is known how many there are.
"""

from ledger.statements import composing, fonts, marks, wording
from ledger.statements.composing import Column
from ledger.statements.marks import (
    EDGE,
    HEADING,
    INK,
    LARGE,
    LEFT,
    RIGHT,
    SMALL,
    SOFT,
    TEXT,
    TITLE,
    VERMILION,
    Page,
)
from ledger.statements.sheet import Sheet

ISSUER_LEFT = 352.0
NAME_ROOM = ISSUER_LEFT - LEFT - 24
NAME_SIZES = ((HEADING, 1), (LARGE, 2), (TEXT, 12))
SEAL_SIDE = 46.0
CODE_SIDE = 60.0
FOOT_HEIGHT = 92.0


def pages(sheet: Sheet) -> list[Page]:
    """The whole statement as pages of marks."""
    column = Column(sheet, wording.of(sheet.language))
    letterhead(column)
    summary(column)
    composing.table(column)
    notes(column)
    foot(column)
    number_pages(column)
    return column.pages


def letterhead(column: Column) -> None:
    """Title and month to the left, the issuer to the right; below them the payee, the number and the day."""
    sheet, said = column.sheet, column.said
    column.y -= TITLE * 0.8
    top = column.y
    column.write(LEFT, said.title, TITLE, INK, apart=4.0 if sheet.language == "ja" else 0.0)
    column.bookmark(title(sheet), 0)
    column.y -= 20
    column.write(LEFT, said.month(sheet.month), LARGE, SOFT)
    left_end, column.y = column.y, top + 4
    issuer(column)
    column.y = min(column.y, left_end) - 6
    column.rule(0.6, EDGE)
    addresses_top, column.y = column.y, column.y - 6
    payee(column)
    payee_end, column.y = column.y, addresses_top - 6
    particulars(column)
    column.y = min(column.y, payee_end) - 12


def title(sheet: Sheet) -> str:
    """What the statement is called in outlines and metadata."""
    said = wording.of(sheet.language)
    return f"{said.title} {said.month(sheet.month)} {said.number.format(number=sheet.number)}"


def issuer(column: Column) -> None:
    """Who writes: name, address, registration number."""
    issuer, said = column.sheet.issuer, column.said
    for line in fonts.wrapped(fonts.drawable(issuer.name), TEXT, RIGHT - ISSUER_LEFT, 3):
        column.write(ISSUER_LEFT, line, TEXT)
        column.y -= 13
    registration = f"{said.registration} {issuer.registration_number}" if issuer.registration_number else ""
    for text in (*issuer.address, registration):
        for line in fonts.wrapped(fonts.drawable(text), SMALL, RIGHT - ISSUER_LEFT, 2) if text else ():
            column.write(ISSUER_LEFT, line, SMALL, SOFT)
            column.y -= 10.5


def payee(column: Column) -> None:
    """For whom: reading, name, registration number or what stands for it."""
    payee, said = column.sheet.payee, column.said
    for line in fonts.wrapped(fonts.drawable(payee.reading), SMALL, NAME_ROOM, 4) if payee.reading else ():
        column.y -= 10
        column.write(LEFT, line, SMALL, SOFT)
    size, lines = name_lines(fonts.drawable(payee.name), NAME_ROOM - 24)
    for line in lines:
        column.y -= size * 1.35
        column.write(LEFT, line, size)
    column.write(LEFT + fonts.width(lines[-1], size) + 6, said.honorific, TEXT, SOFT)
    column.y -= 4
    registration = f"{said.registration} {payee.registration_number}" if payee.registration_number else ""
    for text in filter(None, (registration, payee.invoice_status)):
        for line in fonts.wrapped(fonts.drawable(text), SMALL, NAME_ROOM, 3):
            column.y -= 10.5
            column.write(LEFT, line, SMALL, SOFT)


def name_lines(name: str, room: float) -> tuple[float, list[str]]:
    """The largest size at which a name keeps to the lines that size may take."""
    for size, most in NAME_SIZES:
        lines = fonts.wrapped(name, size, room, most + 1)
        if len(lines) <= most:
            return size, lines
    return size, fonts.wrapped(name, size, room, most)


def particulars(column: Column) -> None:
    """Number and day of issue, set like a small table."""
    sheet, said = column.sheet, column.said
    number = said.number.format(number=sheet.number)
    for label, value in ((said.number_label, number), (said.issued, said.day(sheet.issued_on))):
        column.y -= 15
        column.write(ISSUER_LEFT, label, SMALL, SOFT)
        column.write_back(RIGHT, value, TEXT)


def summary(column: Column) -> None:
    """The month in one sentence, then the sum that leads from the old balance to the new one."""
    sheet, said = column.sheet, column.said
    if sheet.corrects_number is not None:
        column.paragraph(said.corrects.format(number=said.number.format(number=sheet.corrects_number)), TEXT, INK)
        column.y -= 6
    rewarded = said.money(sheet.rewarded_minor, sheet.currency)
    column.paragraph(said.lead.format(month=said.month(sheet.month), amount=rewarded), LARGE, INK)
    column.y -= 14
    column.rule()
    terms = [
        (said.opening, sheet.opening_minor),
        (said.rewards, sheet.rewarded_minor),
        (said.adjustments, sheet.adjusted_minor),
        (said.payouts, sheet.moved_minor),
        (said.closing, sheet.closing_minor),
    ]
    column.y -= 14
    share = (RIGHT - LEFT) / len(terms)
    for place, (label, amount_minor) in enumerate(terms):
        edge = LEFT + share * (place + 1)
        column.write_back(edge, label, SMALL, SOFT)
        column.y -= 17
        digits = wording.figure(amount_minor, sheet.currency)
        column.figure(edge, digits, said.unit(sheet.currency), LARGE, INK, share - 10)
        column.y += 17
    column.y -= 26
    column.rule()
    column.y -= 8


def notes(column: Column) -> None:
    """What is carried forward and why, consumption tax by rate, and what silence means."""
    sheet, said = column.sheet, column.said
    column.y -= 6
    if sheet.carried_forward:
        column.paragraph(sheet.carried_forward, TEXT, INK)
        column.y -= 4
    for tax in sheet.taxes:
        total, part = (said.money(amount, sheet.currency) for amount in (tax.total_minor, tax.tax_minor))
        rate = wording.percent(tax.rate_basis_points)
        column.paragraph(said.tax.format(rate=rate, total=total, tax=part), SMALL, SOFT)
        if tax.words:
            column.paragraph(tax.words, SMALL, SOFT)
    column.paragraph(said.objection.format(days=sheet.objection_days), SMALL, SOFT)


def foot(column: Column) -> None:
    """The seal, what it covers, and the code that leads to its proof: at the foot of the last page."""
    sheet, said = column.sheet, column.said
    if column.y - FOOT_HEIGHT < marks.FLOOR:
        column.turn()
    base = marks.FLOOR + 2
    column.y = base + CODE_SIDE + 14
    column.rule()
    column.bookmark(said.sealed.format(month=said.month(sheet.proof.sealed_month)), 1)
    column.page.seals.append(marks.Seal(LEFT, base + CODE_SIDE - SEAL_SIDE, SEAL_SIDE))
    column.page.codes.append(marks.Code(RIGHT - CODE_SIDE, base, CODE_SIDE, sheet.proof.url))
    left, room = LEFT + SEAL_SIDE + 16, RIGHT - CODE_SIDE - 24 - LEFT - SEAL_SIDE - 16
    column.y = base + CODE_SIDE - 8
    column.write(left, said.sealed.format(month=said.month(sheet.proof.sealed_month)), TEXT, VERMILION)
    column.y -= 14
    column.write(left, said.check, SMALL, SOFT)
    column.y -= 11
    column.write(left, fonts.cut(fonts.drawable(sheet.proof.url), SMALL, room), SMALL)
    for line in digest_lines(sheet.proof.leaf_hash):
        column.y -= 11
        column.write(left, line, SMALL, SOFT)


def digest_lines(digest: str) -> list[str]:
    """A digest in groups of eight, four groups to a line, so that two people can compare it aloud."""
    groups = [digest[start : start + 8] for start in range(0, len(digest), 8)]
    return [fonts.drawable(" ".join(groups[start : start + 4])) for start in range(0, len(groups), 4)][:2]


def number_pages(column: Column) -> None:
    """Page x of y, and whose number it is, at the foot of each page."""
    sheet, said = column.sheet, column.said
    source = fonts.drawable(f"{sheet.issuer.name}  {said.number.format(number=sheet.number)}")
    for place, page in enumerate(column.pages, 1):
        numbered = said.page.format(page=place, pages=len(column.pages))
        start = RIGHT - fonts.width(numbered, SMALL)
        page.words.append(marks.Words(LEFT, 40, fonts.cut(source, SMALL, 360), SMALL, SOFT))
        page.words.append(marks.Words(start, 40, numbered, SMALL, SOFT))
