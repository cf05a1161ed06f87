"""The people of the demonstration, all invented: eight who give pictures, and the logins of the house.

Each contributor brings what a real one would be asked for: a name, its reading in katakana (also the
holder's name of a bank account), a language, and how to be credited. Bank accounts and passwords are given
by whoever seats them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Language = Literal["ja", "en"]
Credit = Literal["named", "pseudonym", "anonymous"]
Role = Literal["contributor", "reviewer", "treasurer", "approver"]


@dataclass(frozen=True)
class Contributor:
    """Someone who gives pictures. `pseudonym` is empty unless that is how they want to be credited."""

    name: str
    account_holder_kana: str
    language: Language
    credit: Credit
    pseudonym: str = ""


@dataclass(frozen=True)
class Login:
    """Someone who signs in; `contributor` names whose pictures a contributor's login opens."""

    username: str
    display_name: str
    role: Role
    language: Language
    contributor: str = ""


AKARI = Contributor("水瀬あかり", "ミナセ アカリ", "ja", "named")
RIKU = Contributor("早乙女リク", "サオトメ リク", "ja", "named")
ADA = Contributor("Ada Larkspur", "エイダ ラークスパー", "en", "named")
# Written with combining accents (U+0301, U+0308), as some keyboards and file systems still hand names over.
AMELIE = Contributor("Ame\u0301lie Noe\u0308lle Brisebois", "アメリー ブリズボワ", "en", "named")
BARTHOLOMEW = Contributor(
    "Bartholomew Alexander Featherstonehaugh-Wintergreen of Lower Thistledown",
    "バーソロミュー ウィンターグリーン",
    "en",
    "named",
)
TSUMUGI = Contributor("白樺つむぎ", "シラカバ ツムギ", "ja", "named")
HOTARU = Contributor("月島ほたる", "ツキシマ ホタル", "ja", "pseudonym", "夜長の蛍")
JUNIPER = Contributor("Juniper Vale", "ジュニパー ベイル", "en", "anonymous")

CONTRIBUTORS = (AKARI, RIKU, ADA, AMELIE, BARTHOLOMEW, TSUMUGI, HOTARU, JUNIPER)

LOGINS = (
    Login("ada", "Ada", "contributor", "en", ADA.name),
    Login("bo", "Bo", "reviewer", "en"),
    Login("cy", "Cy", "treasurer", "ja"),
    Login("dee", "Dee", "approver", "ja"),
)
