"""The people and files the Zengin tests share: Henrei pays Ada and Bo, and Hypothesis pays anyone.

Banks and branches are real codes; people, accounts and amounts are drawn.
"""

from datetime import date

from hypothesis import strategies as st

from ledger.payouts import banks
from ledger.payouts.files import zengin

WRITTEN_ON = date(2026, 12, 1)
TRANSFER_ON = date(2026, 12, 10)

PAYER = zengin.Payer(
    code="0123456789",
    name_kana="カ）ヘンレイ",
    bank_code="0001",
    bank_name_kana="ミズホ",
    branch_code="210",
    branch_name_kana="シブヤ",
    account_kind="ordinary",
    account_number="1234567",
)

TO_ADA = zengin.Transfer(
    key="00000000000000000001",
    bank_code="0005",
    bank_name_kana="ミツビシユ－エフジエイ",
    branch_code="001",
    branch_name_kana="ホンテン",
    account_kind="ordinary",
    account_number="42",
    holder_kana="エイダ　ラヴレス",
    amount_yen=89_790,
)

TO_BO = zengin.Transfer(
    key="00000000000000000010",
    bank_code="9900",
    bank_name_kana="ユウチヨ",
    branch_code="018",
    branch_name_kana="ゼロイチハチ",
    account_kind="savings",
    account_number="7654321",
    holder_kana="ボウ　ジョンソン",
    amount_yen=1,
)


def _places() -> list[tuple[banks.Bank, banks.Branch]]:
    codes = ("0001", "0005", "0123", "0310", "0421", "0484", "1711", "9900")
    found = [(banks.bank(code), banks.search_branches(code, digit)[:3]) for code in codes for digit in "0129"]
    return [(bank, branch) for bank, branches in found for branch in branches]


_PLACES = _places()


@st.composite
def transfers(draw: st.DrawFn) -> zengin.Transfer:
    """A transfer to anyone at a real branch; keys may repeat between two drawn ones."""
    bank, branch = draw(st.sampled_from(_PLACES))
    holder = st.text("アカガパヴャッーあがｱｶA9 ().", min_size=1, max_size=45).map(lambda text: "ア" + text)
    return zengin.Transfer(
        key=draw(st.text("0123456789", min_size=20, max_size=20)),
        bank_code=bank.code,
        bank_name_kana=bank.kana,
        branch_code=branch.code,
        branch_name_kana=branch.kana,
        account_kind=draw(st.sampled_from(("ordinary", "current", "savings", "other"))),
        account_number=draw(st.integers(1, 9_999_999).map(str)),
        holder_kana=draw(holder),
        amount_yen=draw(st.integers(1, zengin.MOST_YEN_IN_ONE)),
    )


def batches() -> st.SearchStrategy[list[zengin.Transfer]]:
    """One to twelve transfers, each with its own key and to an account of its own."""
    return st.lists(
        transfers(),
        min_size=1,
        max_size=12,
        unique_by=(lambda one: one.key, lambda one: one.account_number),
    )


def profiles() -> st.SearchStrategy[zengin.BankProfile]:
    """Every way a bank may deviate."""
    return st.builds(
        zengin.BankProfile,
        line_end=st.sampled_from(("crlf", "none")),
        name_fields=st.booleans(),
        telegraph_code=st.sampled_from(("7", "8", "0")),
        clearing_house=st.sampled_from(("zeros", "spaces")),
        final_mark=st.booleans(),
    )
