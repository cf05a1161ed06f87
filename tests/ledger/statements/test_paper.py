"""The statement on paper: its figures, its two languages, its names, and the same bytes each time."""

import os
import subprocess
import sys
from collections import defaultdict
from dataclasses import replace
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader
from pypdf.generic import ArrayObject, Destination, DictionaryObject

from ledger.statements import fonts, framing, marks, paper
from ledger.statements.sheet import (
    Adjustment,
    FiguresDisagree,
    Issuer,
    Payee,
    Payout,
    Proof,
    Reason,
    Reward,
    Sheet,
    TaxTotal,
)

ROOT = Path(__file__).resolve().parents[3]
REAL_NAMES = ROOT.parent / "shared" / "data" / "openclipart" / "images.csv"
OCTOBER = date(2025, 10, 1)
URL = "https://henrei.example/proofs/000123"
LEAF = "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"

ADAS = Sheet(
    number=123,
    month=OCTOBER,
    language="ja",
    issued_on=date(2025, 11, 5),
    issuer=Issuer("返礼画像基盤", ("東京都渋谷区神宮前1丁目2番3号",), "T1234567890123"),
    payee=Payee("伊藤 あだ", "いとう あだ", invoice_status="登録番号なし"),
    currency="JPY",
    opening_minor=1200,
    closing_minor=4000,
    proof=Proof(URL, OCTOBER, LEAF),
    objection_days=14,
    rewards=(
        Reward(
            "基盤モデル第3版",
            "単価方式・第2版",
            3212,
            (
                Reason("イラスト", "事前学習", 28, Decimal("1"), Decimal("28"), 1792),
                Reason("写真", "事前学習", 10, Decimal("1.50"), Decimal("15"), 1420),
            ),
        ),
    ),
    adjustments=(Adjustment("重複2点の取り消し", "第000088号", -212),),
    payouts=(Payout(date(2025, 10, 31), "paid", 200, 20, 15, 165, -200, "みずほ銀行 ****321"),),
    taxes=(TaxTotal(1000, 4000, 363),),
    carried_forward="最低額に満たないため繰り越します。",
)
ADAS_IN_ENGLISH = replace(
    ADAS,
    language="en",
    issuer=Issuer("Henrei Image Foundation", ("1-2-3 Jingumae, Shibuya-ku, Tokyo",), "T1234567890123"),
    payee=Payee("Ada Lovelace", invoice_status="Not registered"),
    rewards=(
        Reward(
            "Base model 3", "Rate per unit", 3212, (Reason("Photo", "last", 9, Decimal("0.80"), Decimal("7.20"), 3212),)
        ),
    ),
    adjustments=(Adjustment("Two duplicates taken back", "No. 000088", -212),),
    payouts=(Payout(date(2025, 10, 31), "paid", 200, 20, 15, 165, -200, "Mizuho ****321"),),
    carried_forward="Below the minimum of 5,000 yen.",
)


def with_rewards(count: int, reasons: int = 3) -> Sheet:
    """Ada's sheet with as many rewards, and reason lines each, as asked."""
    lines = tuple(Reason("写真", f"段階{row}", 5, Decimal("1"), Decimal("5"), 1) for row in range(reasons))
    rewards = tuple(Reward(f"学習 {row}", "定額", 10, lines) for row in range(count))
    return replace(ADAS, rewards=rewards, closing_minor=1200 + 10 * count - 412)


def read(sheet: Sheet) -> PdfReader:
    return PdfReader(BytesIO(paper.draw(sheet)))


def within(outer: DictionaryObject, name: str) -> DictionaryObject:
    """A dictionary inside a dictionary of a PDF."""
    inner = outer[name].get_object()
    assert isinstance(inner, DictionaryObject)
    return inner


def text_of(sheet: Sheet) -> str:
    return "\n".join(page.extract_text() for page in read(sheet).pages)


def assert_nothing_overlaps(sheet: Sheet) -> None:
    """All words stand between the margins, and on one line none begins before the last one ended."""
    for page in framing.pages(sheet):
        lines = defaultdict(list)
        for words in page.words:
            end = words.x + fonts.width(words.text, words.size) + words.apart * len(words.text)
            assert {ord(sign) for sign in words.text} <= set(fonts.widths())
            assert words.x >= marks.LEFT - 0.01
            assert end <= marks.RIGHT + 0.01
            assert 36 <= words.y <= marks.TOP
            lines[round(words.y, 2)].append((words.x, end))
        for line in lines.values():
            assert all(end <= start + 0.01 for (_, end), (start, _) in pairwise(sorted(line)))


@pytest.mark.parametrize("sheet", [ADAS, ADAS_IN_ENGLISH, with_rewards(40)], ids=["ja", "en", "long"])
def test_the_same_sheet_gives_the_same_bytes(sheet: Sheet) -> None:
    assert paper.draw(sheet) == paper.draw(sheet)


def test_another_process_on_another_day_gives_the_same_bytes() -> None:
    program = (
        "import hashlib; from tests.ledger.statements import test_paper as t;"
        "print(hashlib.sha256(t.paper.draw(t.ADAS)).hexdigest())"
    )
    told = set()
    for seed, epoch in (("1", "0"), ("2", "1700000000")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "SOURCE_DATE_EPOCH": epoch, "TZ": "America/Lima"}
        command = [sys.executable, "-c", program]
        told.add(subprocess.check_output(command, cwd=ROOT, env=environment, timeout=120))
    assert len(told) == 1


def test_a_statement_in_japanese_says_all_that_a_payment_notice_must() -> None:
    text = text_of(ADAS)
    for words in (
        *("支払通知書", "2025年10月", "第000123号", "2025年11月5日", "伊藤 あだ", "いとう あだ", "様"),
        *("返礼画像基盤", "登録番号 T1234567890123", "登録番号なし", "2025年10月分の返礼は、3,212円です。"),
        *("基盤モデル第3版", "単価方式・第2版", "イラスト・事前学習", "1,792", "× 1.50", "15.00"),
        *("重複2点の取り消し", "訂正の対象: 第000088号", "−212", "源泉徴収税額", "−20", "差引振込額", "165"),
        *("消費税率10% 対象額 4,000円、うち消費税額 363円", "14日以内にお申し出がない場合は"),
        *("最低額に満たないため繰り越します。", "2025年10月の帳簿に封印", URL, LEAF[:8], "1 / 1 ページ"),
    ):
        assert words in text


def test_a_statement_in_english_says_the_same() -> None:
    text = text_of(ADAS_IN_ENGLISH)
    for words in (
        *("Payment statement", "October 2025", "No. 000123", "5 November 2025", "Ada Lovelace"),
        *("For October 2025, your rewards come to 3,212 yen.", "Registration number T1234567890123"),
        *("Base model 3", "Photo, last", "Corrects: No. 000088", "Paid on 31 October 2025", "Tax withheld"),
        *("At 10% consumption tax: 4,000 yen, of which tax 363 yen", "within 14 days"),
        *("Sealed in the book of October 2025", "Page 1 of 1"),
    ):
        assert words in text


def test_a_correction_names_the_statement_it_replaces() -> None:
    assert "第000101号を訂正し" in text_of(replace(ADAS, corrects_number=101))
    assert "corrects statement No. 000101" in text_of(replace(ADAS_IN_ENGLISH, corrects_number=101))


def test_a_month_without_rewards_says_so() -> None:
    empty = replace(ADAS, rewards=(), adjustments=(), payouts=(), closing_minor=1200)
    assert "この月の返礼はありません。" in text_of(empty)


def test_other_currencies_stand_with_their_decimals_and_code() -> None:
    assert "32.12 USD" in text_of(replace(ADAS_IN_ENGLISH, currency="USD"))


@pytest.mark.parametrize(("sheet", "language"), [(ADAS, "ja-JP"), (ADAS_IN_ENGLISH, "en")])
def test_the_file_says_its_language_title_author_and_day(sheet: Sheet, language: str) -> None:
    reader = read(sheet)
    told, catalogue = reader.metadata, reader.root_object
    assert str(catalogue["/Lang"]) == language
    assert told is not None
    assert (told.title, told.author) == (framing.title(sheet), sheet.issuer.name)
    assert told.creation_date_raw == "D:20251105000000+09'00'"
    assert "/DisplayDocTitle" in within(catalogue, "/ViewerPreferences")


def test_the_outline_leads_to_each_part() -> None:
    statement, parts = read(ADAS).outline
    assert isinstance(statement, Destination)
    assert isinstance(parts, list)
    assert statement.title == framing.title(ADAS)
    titles = [part.title for part in parts if isinstance(part, Destination)]
    assert titles == ["返礼", "調整", "お支払い", "翌月への繰越", "2025年10月の帳簿に封印"]


@pytest.mark.parametrize("sheet", [ADAS, ADAS_IN_ENGLISH])
def test_every_font_is_embedded_as_a_subset(sheet: Sheet) -> None:
    for page in read(sheet).pages:
        written = within(within(page, "/Resources"), "/Font")
        assert written
        for font in (within(written, name) for name in written):
            assert str(font["/BaseFont"]).endswith("+IPAexGothic")
            assert "/FontFile2" in within(font, "/FontDescriptor")


def test_a_statement_is_tens_of_kilobytes() -> None:
    assert all(len(paper.draw(sheet)) < 90_000 for sheet in (ADAS, ADAS_IN_ENGLISH, with_rewards(40)))


def test_the_code_and_its_link_lead_to_the_proof() -> None:
    notes = read(ADAS).pages[0]["/Annots"]
    assert isinstance(notes, ArrayObject)
    assert [f"'/URI': '{URL}'" in str(note.get_object()) for note in notes] == [True]


def test_the_bars_of_a_code_are_its_dark_modules() -> None:
    rows = [[True, True, False], [False, True, True], [False, False, False]]
    assert list(paper.bars(rows)) == ["0 2 2 1 re", "1 1 2 1 re"]


def test_many_rewards_flow_over_pages_that_each_say_what_they_are() -> None:
    pages = [page.extract_text() for page in read(with_rewards(40)).pages]
    assert len(pages) == 5
    for place, text in enumerate(pages, 1):
        assert f"{place} / 5 ページ" in text
        assert "第000123号" in text
    assert all("内訳" in text for text in pages)
    assert [("封印" in text) for text in pages] == [False] * 4 + [True]
    assert all("".join(pages).count(f"学習 {row}\n") == 1 for row in range(40))


def test_a_reward_cut_by_a_page_is_named_again() -> None:
    pages = read(with_rewards(1, reasons=70)).pages
    assert "学習 0(前頁から続く)" in pages[1].extract_text()


def test_a_balance_that_does_not_add_up_is_not_drawn() -> None:
    with pytest.raises(FiguresDisagree, match=r"closing balance is told as 3999 and counted as 4000; gather"):
        paper.draw(replace(ADAS, closing_minor=3999))


def test_a_payout_whose_net_is_wrong_is_not_drawn() -> None:
    payout = replace(ADAS.payouts[0], net_minor=166)
    with pytest.raises(FiguresDisagree, match="net payout"):
        paper.draw(replace(ADAS, payouts=(payout,)))


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Artis Rozentāls",
            "Maja Kocoń",
            "Tomáš Kratochvíla",
            "Bèr Kessels",
            "Áki G. Karlsson",
            "髙﨑 﨑山",
        ),
        *("Josué Alcalde González (based on A.J. Ashton work)", "Łukasz Żółć", "Jörgen Ø. Þórsson"),
    ],
)
def test_a_name_that_the_font_covers_is_drawn_whole(name: str) -> None:
    assert fonts.drawable(name) == name
    assert name in text_of(replace(ADAS, payee=Payee(name))).replace("\n", " ")


def test_every_name_of_the_real_pictures_is_drawn_whole() -> None:
    if not REAL_NAMES.exists():
        pytest.skip("skipped: the shared pictures are not here")
    rows = REAL_NAMES.read_text(encoding="utf-8").splitlines()
    assert not [row for row in rows if fonts.GETA in fonts.drawable(row)]


@pytest.mark.parametrize(
    ("name", "drawn"),
    [
        ("\U00020bb7野家", "〓野家"),
        ("한글", "〓〓"),
        ("İnci Ğ.", "〓nci 〓."),
        ("e\u0301", "é"),
        ("か\u3099", "が"),
        ("x\u0302", "〓"),
        ("Z\u0338\u0322\u035da\u0338l", "〓〓l"),
        ("\u0301a", "〓a"),
        ("\U0001f469\u200d\U0001f469\u200d\U0001f467", "〓"),
        ("\U0001f44b\U0001f3fd!", "〓!"),
        ("\u05e0\u05e2\u05dd", "〓〓〓"),
        ("\ud800", "〓"),
        ("\ue000", "〓"),
        ("\u202eevil\u202c \u2066x\u2069", "evil x"),
        ("a\x00b\tc\r\nd\u2028e\u00a0f", "ab c d e f"),
        ("葛\U000e0100城", "葛城"),
        ("\ufa19", "\ufa19"),
        ("山田\u3000花子", "山田\u3000花子"),
        ("\u200b\u200d", ""),
    ],
)
def test_what_cannot_be_drawn_is_seen_to_be_missing(name: str, drawn: str) -> None:
    assert fonts.drawable(name) == drawn


@settings(deadline=None)
@given(st.text(max_size=80))
def test_every_sign_of_a_drawable_text_has_a_glyph(text: str) -> None:
    assert {ord(sign) for sign in fonts.drawable(text)} <= set(fonts.widths())


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=300), st.sampled_from(["ja", "en"]), st.integers(1, 12))
def test_no_name_breaks_the_page(name: str, language: str, rewards: int) -> None:
    reward = Reward(name, name, 10, (Reason(name, name, 5, Decimal("1"), Decimal("5"), 10),))
    sheet = replace(
        ADAS if language == "ja" else ADAS_IN_ENGLISH,
        payee=Payee(name, name, "T1234567890123", name),
        rewards=(reward,) * rewards,
        closing_minor=1200 + 10 * rewards - 412,
        carried_forward=name,
    )
    assert_nothing_overlaps(sheet)


@pytest.mark.parametrize("sign", ["W", "龍", "i", "W ", "a\u0301", "。"])
def test_three_hundred_signs_are_drawn_inside_the_margins(sign: str) -> None:
    name = sign * 300
    sheet = replace(ADAS, payee=Payee(name, name), issuer=Issuer(name, (name, name)))
    assert_nothing_overlaps(sheet)
    assert len(paper.draw(sheet)) < 90_000


def test_a_name_of_three_hundred_kanji_is_drawn_whole() -> None:
    first_page = framing.pages(replace(ADAS, payee=Payee("龍" * 300)))[0]
    assert sum(words.text.count("龍") for words in first_page.words) == 300


def test_the_largest_amounts_stay_in_their_columns() -> None:
    largest = 2**63 - 1
    reason = Reason("写真", "段階", 10**12, Decimal(10**5), Decimal(10**11), largest)
    sheet = replace(
        ADAS,
        rewards=(Reward("学習", "定額", largest, (reason,)),),
        opening_minor=-largest,
        closing_minor=-412,
    )
    assert_nothing_overlaps(sheet)


def test_all_digits_are_equally_wide() -> None:
    assert len({fonts.width(digit, 9) for digit in "0123456789"}) == 1


@settings(deadline=None)
@given(st.text(alphabet="ab 山川。、", max_size=120), st.integers(12, 200), st.integers(1, 5))
def test_wrapped_lines_fit_and_lose_nothing_but_blanks_unless_they_say_so(text: str, limit: int, most: int) -> None:
    lines = fonts.wrapped(text, 9, limit, most)
    assert len(lines) <= most
    assert all(fonts.width(line, 9) <= limit for line in lines)
    whole = "".join(lines).replace(" ", "")
    assert whole == text.replace(" ", "") or lines[-1].endswith(fonts.ELLIPSIS)
