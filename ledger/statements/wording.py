"""The words of a statement in Japanese and English: whole sentences, dates, amounts and rates as text.

Takes plain values, gives plain text; where it stands on the page is left to `composing`. The content is that
of an invoice made by the buyer (支払通知書, 仕入明細書: Consumption Tax Act, article 30 paragraph 9 item 3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from ledger.book import money
from ledger.statements.sheet import Language, PayoutState

EIGHT_PLACES = 10**8

ENGLISH_MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Wording:
    """Every word that a statement says by itself; names and policies come with the sheet."""

    language: Language
    title: str
    honorific: str
    number_label: str
    number: str
    issued: str
    registration: str
    corrects: str
    lead: str
    opening: str
    rewards: str
    adjustments: str
    payouts: str
    closing: str
    what: str
    images: str
    weight: str
    units: str
    parts: str
    amount: str
    corrected_thing: str
    no_rewards: str
    continued: str
    payout: Mapping[PayoutState, str]
    gross: str
    withholding: str
    fee: str
    net: str
    tax: str
    objection: str
    sealed: str
    check: str
    page: str
    separator: str
    yen: str

    def month(self, month: date) -> str:
        """2025年10月 or October 2025."""
        if self.language == "ja":
            return f"{month.year}年{month.month}月"
        return f"{ENGLISH_MONTHS[month.month - 1]} {month.year}"

    def day(self, day: date) -> str:
        """2025年10月3日 or 3 October 2025."""
        return f"{self.month(day)}{day.day}日" if self.language == "ja" else f"{day.day} {self.month(day)}"

    def unit(self, currency: str) -> str:
        """What stands small behind an amount."""
        return self.yen if currency == "JPY" else currency

    def money(self, amount_minor: int, currency: str) -> str:
        """The amount with its unit, as it stands in a sentence."""
        gap = "" if self.unit(currency) == "円" else " "
        return f"{figure(amount_minor, currency)}{gap}{self.unit(currency)}"


def figure(amount_minor: int, currency: str) -> str:
    """1234 minor yen are 1,234; a real minus stands before what is taken away."""
    whole, point, decimals = money.decimal_text(abs(amount_minor), currency).partition(".")
    sign = "\N{MINUS SIGN}" if amount_minor < 0 else ""
    return f"{sign}{int(whole):,}{point}{decimals}"


def decimal(number: Decimal) -> str:
    """A number with two decimals, or as many as it has, up to eight: 1.25, 0.33330000 is 0.3333."""
    whole, rest = divmod(abs(int(number * EIGHT_PLACES)), EIGHT_PLACES)
    sign = "\N{MINUS SIGN}" if number < 0 else ""
    return f"{sign}{whole:,}.{f'{rest:08}'[:2]}{f'{rest:08}'[2:].rstrip('0')}"


def percent(basis_points: int) -> str:
    """Basis points as a percentage: 1000 is 10%."""
    whole, rest = divmod(basis_points, 100)
    return f"{whole}{f'.{rest:02}'.rstrip('0') if rest else ''}%"


JAPANESE = Wording(
    language="ja",
    title="支払通知書",
    honorific="様",
    number_label="番号",
    number="第{number:06}号",
    issued="発行日",
    registration="登録番号",
    corrects="この通知書は、{number}を訂正し、これに代わるものです。",
    lead="{month}分の返礼は、{amount}です。",
    opening="前月からの繰越",
    rewards="返礼",
    adjustments="調整",
    payouts="お支払い",
    closing="翌月への繰越",
    what="内容",
    images="画像",
    weight="重み",
    units="単位数",
    parts="内訳",
    amount="金額",
    corrected_thing="訂正の対象: {corrects}",
    no_rewards="この月の返礼はありません。",
    continued="{run}(前頁から続く)",
    payout={
        "planned": "{day} お支払い予定(残高には未反映)",
        "sent": "{day} お支払い手続き中",
        "paid": "{day} お支払い済み",
        "returned": "{day} 口座から戻り、残高に戻しました",
    },
    gross="支払額",
    withholding="源泉徴収税額",
    fee="振込手数料",
    net="差引振込額",
    tax="消費税率{rate} 対象額 {total}、うち消費税額 {tax}",
    objection="本通知書の記載内容について{days}日以内にお申し出がない場合は、ご確認いただいたものといたします。",
    sealed="{month}の帳簿に封印",
    check="この通知書は、ここから誰でも確かめられます。",
    page="{page} / {pages} ページ",
    separator="・",
    yen="円",
)

ENGLISH = Wording(
    language="en",
    title="Payment statement",
    honorific="",
    number_label="Number",
    number="No. {number:06}",
    issued="Issued on",
    registration="Registration number",
    corrects="This statement corrects statement {number} and takes its place.",
    lead="For {month}, your rewards come to {amount}.",
    opening="Brought forward",
    rewards="Rewards",
    adjustments="Adjustments",
    payouts="Payouts",
    closing="Carried forward",
    what="What for",
    images="Images",
    weight="Weight",
    units="Units",
    parts="Of which",
    amount="Amount",
    corrected_thing="Corrects: {corrects}",
    no_rewards="There are no rewards in this month.",
    continued="{run} (continued)",
    payout={
        "planned": "Planned for {day}, not yet in the balance",
        "sent": "Sent on {day}",
        "paid": "Paid on {day}",
        "returned": "Came back from the bank on {day}, returned to the balance",
    },
    gross="Gross",
    withholding="Tax withheld",
    fee="Transfer fee",
    net="Net, to your account",
    tax="At {rate} consumption tax: {total}, of which tax {tax}",
    objection="Unless we hear from you within {days} days, this statement counts as confirmed.",
    sealed="Sealed in the book of {month}",
    check="Anyone can check this statement here.",
    page="Page {page} of {pages}",
    separator=", ",
    yen="yen",
)


def of(language: Language) -> Wording:
    """The words in one language."""
    return JAPANESE if language == "ja" else ENGLISH
