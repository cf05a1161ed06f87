"""Set a statement's table on pages: what stands in which column, and where a page must end.

Takes a sheet and its wording, gives pages of marks in reading order; letterhead and foot are `framing`'s,
drawing is `paper`'s. One table flows; its head, and the name of a reward cut in two, are repeated.
"""

from dataclasses import dataclass, field

from ledger.statements import fonts, marks, sentences, wording
from ledger.statements.marks import EDGE, HAIRLINE, INK, LARGE, LEFT, RIGHT, SMALL, SOFT, TEXT, Page, Tone
from ledger.statements.sheet import Adjustment, Payout, Reason, Reward, Sheet
from ledger.statements.wording import Wording

PARTS_EDGE = RIGHT - 96
UNITS_EDGE = PARTS_EDGE - 72
WEIGHT_EDGE = UNITS_EDGE - 64
IMAGES_EDGE = WEIGHT_EDGE - 48
INDENT = LEFT + 12
UNIT_SHARE = 0.7
SMALLEST = 5.5


@dataclass(slots=True)
class Column:
    """Where the hand is: the pages so far, how far down the last one, and what a turned page repeats."""

    sheet: Sheet
    said: Wording
    pages: list[Page] = field(default_factory=lambda: [Page()])
    y: float = marks.TOP
    in_table: bool = False
    continued: str = ""

    @property
    def page(self) -> Page:
        return self.pages[-1]

    def down(self, height: float, *, kept: float = 0.0) -> float:
        """Go down by `height`, to a new page where that and `kept` more do not fit; returns the new y."""
        if self.y - height - kept < marks.FLOOR:
            self.turn()
        self.y -= height
        return self.y

    def turn(self) -> None:
        """A new page: its running head, and the table's head where the table goes on."""
        self.pages.append(Page())
        self.y = marks.TOP
        running_head(self)
        if self.in_table:
            table_head(self)
            if self.continued:
                self.y -= 14
                run = fonts.drawable(self.said.continued.format(run=self.continued))
                self.write(LEFT, fonts.cut(run, SMALL, PARTS_EDGE - LEFT), SMALL, SOFT)

    def write(self, x: float, text: str, size: float = TEXT, tone: Tone = INK, apart: float = 0.0) -> None:
        """Words from `x` on the present line."""
        self.page.words.append(marks.Words(x, self.y, text, size, tone, apart))

    def write_back(self, edge: float, text: str, size: float = TEXT, tone: Tone = INK) -> None:
        """Words that end at `edge`."""
        self.write(edge - fonts.width(text, size), text, size, tone)

    def figure(self, edge: float, digits: str, unit: str, size: float, tone: Tone = INK, room: float = 92.0) -> None:
        """A number that ends at `edge`, its unit small behind it; smaller where it outgrows its column."""
        unit_size = max(size * UNIT_SHARE, SMALLEST)
        unit_width = fonts.width(unit, unit_size) + 2 if unit else 0.0
        size = fonts.fitted(digits, size, room - unit_width)
        if unit:
            self.write_back(edge, unit, unit_size, SOFT)
            edge -= unit_width
        self.write_back(edge, digits, size, tone)

    def amount(self, edge: float, amount_minor: int, size: float = TEXT, tone: Tone = INK) -> None:
        """Money of the sheet's currency that ends at `edge`."""
        currency = self.sheet.currency
        room = 92.0 if edge == RIGHT else 68.0
        self.figure(edge, wording.figure(amount_minor, currency), self.said.unit(currency), size, tone, room)

    def rule(self, weight: float = 0.4, tone: Tone = HAIRLINE, left: float = LEFT) -> None:
        """A hairline at the present height."""
        self.page.rules.append(marks.Rule(left, RIGHT, self.y, weight, tone))

    def bookmark(self, title: str, level: int) -> None:
        """An outline entry that leads a line above the present one."""
        self.page.bookmarks.append(marks.Bookmark(title, level, self.y + 24))

    def paragraph(self, text: str, size: float, tone: Tone, *, x: float = LEFT, most: int = 6) -> None:
        """A text over as many lines as it needs, `most` at the most."""
        for line in fonts.wrapped(fonts.drawable(text), size, RIGHT - x, most):
            self.down(size * 1.6)
            self.write(x, line, size, tone)


def running_head(column: Column) -> None:
    """What a further page says first: whose statement this is and of which month."""
    sheet, said = column.sheet, column.said
    number = said.number.format(number=sheet.number)
    column.write(LEFT, f"{said.title} {said.month(sheet.month)} {number}", SMALL, SOFT)
    name = fonts.drawable(f"{sheet.payee.name} {said.honorific}")
    column.write_back(RIGHT, fonts.cut(name, SMALL, 200), SMALL, SOFT)
    column.y -= 8
    column.rule()
    column.y -= 8


def table_head(column: Column) -> None:
    """The names of the columns between two lines."""
    said = column.said
    column.y -= 12
    column.write(LEFT, said.what, SMALL, SOFT)
    edges = IMAGES_EDGE, WEIGHT_EDGE, UNITS_EDGE, PARTS_EDGE, RIGHT
    for edge, head in zip(edges, (said.images, said.weight, said.units, said.parts, said.amount), strict=True):
        column.write_back(edge, head, SMALL, SOFT)
    column.y -= 6
    column.rule(0.6, EDGE)


def table(column: Column) -> None:
    """Opening balance, rewards, adjustments, payouts, closing balance."""
    sheet, said = column.sheet, column.said
    table_head(column)
    column.in_table = True
    balance_row(column, said.opening, sheet.opening_minor)
    section(column, said.rewards)
    if not sheet.rewards:
        column.down(20)
        column.write(LEFT, said.no_rewards, TEXT, SOFT)
    for reward in sheet.rewards:
        reward_rows(column, reward)
    if sheet.adjustments:
        section(column, said.adjustments)
    for adjustment in sheet.adjustments:
        adjustment_rows(column, adjustment)
    if sheet.payouts:
        section(column, said.payouts)
    for payout in sheet.payouts:
        payout_rows(column, payout)
    closing_row(column)


def section(column: Column, title: str) -> None:
    """A group's name, kept with its first row."""
    column.down(24, kept=40)
    column.write(LEFT, title, SMALL, SOFT, apart=1.0)
    column.bookmark(title, 1)
    column.y -= 5
    column.rule()
    column.y += 2


def balance_row(column: Column, words: str, amount_minor: int) -> None:
    """A balance on one line."""
    column.down(18)
    column.write(LEFT, words)
    column.amount(RIGHT, amount_minor)


def closing_row(column: Column) -> None:
    """The closing balance, between stronger lines."""
    column.down(12, kept=30)
    column.rule(0.6, EDGE)
    column.y -= 20
    column.write(LEFT, column.said.closing, LARGE)
    column.amount(RIGHT, column.sheet.closing_minor, LARGE)
    column.bookmark(column.said.closing, 1)
    column.y -= 9
    column.rule(0.6, EDGE)
    column.in_table = False


def titled_row(column: Column, title: str, amount_minor: int, *, kept: float = 12) -> None:
    """What it is, over at most three lines, and its amount on the first."""
    lines = fonts.wrapped(fonts.drawable(title), TEXT, PARTS_EDGE - LEFT, 3)
    column.down(20, kept=kept + 13 * (len(lines) - 1))
    column.amount(RIGHT, amount_minor)
    for place, line in enumerate(lines):
        column.y -= 13 * (place > 0)
        column.write(LEFT, line)


def small_lines(column: Column, text: str, *, most: int = 3) -> None:
    """What explains the row above."""
    for line in fonts.wrapped(fonts.drawable(text), SMALL, UNITS_EDGE - LEFT, most) if text else ():
        column.down(11)
        column.write(LEFT, line, SMALL, SOFT)


def reward_rows(column: Column, reward: Reward) -> None:
    """A run, its policy, and the reason lines small beneath."""
    titled_row(column, reward.run, reward.amount_minor, kept=24)
    column.bookmark(fonts.cut(fonts.drawable(reward.run), TEXT, 240), 2)
    small_lines(column, reward.policy)
    if reward.why is not None:
        small_lines(column, sentences.why(reward.why, column.said.language))
    column.continued = reward.run
    for reason in reward.reasons:
        reason_line(column, reason)
    column.continued = ""


def reason_line(column: Column, reason: Reason) -> None:
    """How many images of what, at which weight, counted for how much."""
    said = column.said
    column.down(12)
    what = fonts.drawable(f"{reason.category}{said.separator}{reason.stage}")
    column.write(INDENT, fonts.cut(what, SMALL, IMAGES_EDGE - 44 - INDENT), SMALL, SOFT)
    column.figure(IMAGES_EDGE, f"{reason.images:,}", "", SMALL, SOFT, 42)
    column.figure(
        WEIGHT_EDGE,
        f"\N{MULTIPLICATION SIGN} {wording.decimal(reason.weight)}",
        "",
        SMALL,
        SOFT,
        44,
    )
    column.figure(UNITS_EDGE, wording.decimal(reason.units), "", SMALL, SOFT, 58)
    column.amount(PARTS_EDGE, reason.amount_minor, SMALL, SOFT)


def adjustment_rows(column: Column, adjustment: Adjustment) -> None:
    """A correction and what it corrects."""
    titled_row(column, adjustment.words, adjustment.amount_minor)
    small_lines(column, column.said.corrected_thing.format(corrects=adjustment.corrects))


def payout_rows(column: Column, payout: Payout) -> None:
    """A payout, where it went, and how gross became net."""
    said = column.said
    titled_row(column, said.payout[payout.state].format(day=said.day(payout.on)), payout.moved_minor, kept=60)
    small_lines(column, payout.bank)
    steps = [
        (said.gross, payout.gross_minor),
        (said.withholding, -payout.withholding_minor),
        (said.fee, -payout.fee_minor),
        (said.net, payout.net_minor),
    ]
    for words, amount_minor in steps:
        column.down(12)
        column.write(INDENT, words, SMALL, SOFT)
        column.amount(PARTS_EDGE, amount_minor, SMALL, SOFT)
