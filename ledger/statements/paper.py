"""Draw a statement as PDF: a sheet in, bytes out; the same sheet gives the same bytes.

A4, one embedded subset font, language, title and author set, an outline, page x of y, a QR code to the proof.
`framing` and `composing` decide what stands where; this module only draws marks, straight on the canvas.
The bytes hold no clock: the file is dated by the sheet's day of issue. They may change with a new release of
reportlab, which is why a stored statement is never drawn again.
"""

import re
from collections.abc import Iterable, Iterator
from hashlib import sha256
from io import BytesIO
from itertools import groupby

from reportlab.graphics.barcode import qrencoder
from reportlab.pdfgen.canvas import Canvas

from ledger.statements import fonts, framing, marks
from ledger.statements.marks import Code, Page, Rule, Seal, Words
from ledger.statements.sheet import Sheet, refuse_disagreement

LANGUAGES = {"ja": "ja-JP", "en": "en"}
SEAL_TEXT = "返礼"
IDENTIFIER = re.compile(rb"<[0-9a-f]{32}>")


def draw(sheet: Sheet) -> bytes:
    """The PDF of a statement, 15 to 60 kB; raises `FiguresDisagree` before anything is drawn."""
    refuse_disagreement(sheet)
    pages = framing.pages(sheet)
    paper = BytesIO()
    canvas = Canvas(
        paper,
        pagesize=(marks.PAGE_WIDTH, marks.PAGE_HEIGHT),
        pageCompression=1,
        invariant=1,
        lang=LANGUAGES[sheet.language],
    )
    describe(canvas, sheet)
    for place, page in enumerate(pages):
        draw_page(canvas, page, place)
    canvas.save()
    return identified(paper.getvalue())


def identified(pdf: bytes) -> bytes:
    """Identify the file (ISO 32000-1, 14.4) by its own bytes: reportlab's way follows SOURCE_DATE_EPOCH."""
    body, trailer, end = pdf.rpartition(b"trailer")
    identifier = f"<{sha256(body).hexdigest()[:32]}>".encode()
    return body + trailer + IDENTIFIER.sub(identifier, end)


def describe(canvas: Canvas, sheet: Sheet) -> None:
    """Title, author, subject and date of the file."""
    canvas.setTitle(framing.title(sheet))
    canvas.setAuthor(fonts.drawable(sheet.issuer.name))
    canvas.setSubject(fonts.drawable(sheet.payee.name))
    canvas.setCreator("Henrei")
    canvas.setViewerPreference("DisplayDocTitle", "true")
    issued = f"D:{sheet.issued_on:%Y%m%d}000000+09'00'"
    canvas.setDateFormatter(lambda *_: issued)


def draw_page(canvas: Canvas, page: Page, place: int) -> None:
    """One page, then the next sheet of paper."""
    canvas.setFillColorRGB(*marks.PAPER)
    canvas.rect(0, 0, marks.PAGE_WIDTH, marks.PAGE_HEIGHT, stroke=0, fill=1)
    draw_rules(canvas, page.rules)
    draw_words(canvas, page.words)
    for seal in page.seals:
        draw_seal(canvas, seal)
    for code in page.codes:
        draw_code(canvas, code)
    for row, bookmark in enumerate(page.bookmarks):
        key = f"p{place + 1}-{row + 1}"
        canvas.bookmarkHorizontalAbsolute(key, bookmark.y)
        canvas.addOutlineEntry(bookmark.title, key, bookmark.level)
    canvas.showPage()


def draw_rules(canvas: Canvas, rules: Iterable[Rule]) -> None:
    """The hairlines."""
    for rule in rules:
        canvas.setLineWidth(rule.weight)
        canvas.setStrokeColorRGB(*rule.tone)
        canvas.line(rule.left, rule.y, rule.right, rule.y)


def draw_words(canvas: Canvas, words: Iterable[Words]) -> None:
    """All words of a page as one text object; size and tone are set only where they change."""
    text = canvas.beginText()
    for (size, tone, apart), alike in groupby(words, lambda word: (word.size, word.tone, word.apart)):
        text.setFont(fonts.NAME, size)
        text.setFillColorRGB(*tone)
        text.setCharSpace(apart)
        for word in alike:
            text.setTextOrigin(word.x, word.y)
            text.textOut(word.text)
    canvas.drawText(text)


def draw_seal(canvas: Canvas, seal: Seal) -> None:
    """A square seal cut in relief: the ground vermilion, the two signs left in the paper's tone."""
    canvas.setFillColorRGB(*marks.VERMILION)
    canvas.roundRect(seal.x, seal.y, seal.side, seal.side, 4, stroke=0, fill=1)
    canvas.setStrokeColorRGB(*marks.PAPER)
    canvas.setLineWidth(0.8)
    inset = seal.side * 0.07
    canvas.roundRect(seal.x + inset, seal.y + inset, seal.side - 2 * inset, seal.side - 2 * inset, 2, stroke=1)
    size = seal.side * 0.4
    x, y = seal.x + (seal.side - size) / 2, seal.y + seal.side / 2
    words = [
        Words(x, y + size * shift, sign, size, marks.PAPER) for sign, shift in zip(SEAL_TEXT, (0.14, -0.9), strict=True)
    ]
    draw_words(canvas, words)


def draw_code(canvas: Canvas, code: Code) -> None:
    """The QR code (ISO/IEC 18004, level M), drawn in modules as units, and a link over it."""
    made = qrencoder.QRCode(None, qrencoder.QRErrorCorrectLevel.M)
    made.addData(code.url)
    made.make()
    rows: list[list[bool]] = made.modules
    canvas.saveState()
    canvas.translate(code.x, code.y)
    canvas.scale(code.side / len(rows), code.side / len(rows))
    canvas.setFillColorRGB(*marks.INK)
    canvas.addLiteral(" ".join(bars(rows)) + " f")
    canvas.restoreState()
    canvas.linkURL(code.url, (code.x, code.y, code.x + code.side, code.y + code.side))


def bars(rows: list[list[bool]]) -> Iterator[str]:
    """The dark runs of each row as PDF rectangles, one unit high, the first row on top."""
    for down, row in enumerate(rows, 1):
        along = 0
        for dark, run in groupby(row, bool):
            length = len(list(run))
            if dark:
                yield f"{along} {len(rows) - down} {length} 1 re"
            along += length
