"""An attack is some SQL, by somebody, and the name under which PostgreSQL must refuse it.

`Book.refuses` runs it with real commits as the application role or as the owner of the tables, and compares every
row of every table before and after. The SQL names its victims in braces, as `three_months.Facts` calls them.
"""

from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass
from typing import Literal

import psycopg
from psycopg import sql

from ledger.config import embedded
from tests.refusals.three_months import Facts

Who = Literal["application", "owner"]
NO_RIGHT = "insufficient_privilege"

TABLES = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'django_session' ORDER BY 1"
# A table's name with a digest of all its rows; whatever changed, it tells.
ROWS = sql.SQL(
    "SELECT {name}, count(*) || ' rows ' || md5(coalesce(string_agg(t::text, chr(10) ORDER BY t::text), ''))"
    " FROM public.{table} t"
)


@dataclass(frozen=True)
class Attack:
    """What is tried, and under which constraint's name (or as what kind of error) it is refused."""

    told: str
    by: Who
    sql: str
    refused_as: str

    def __str__(self) -> str:
        return f"{self.told} ({self.by})"


@dataclass(frozen=True)
class Book:
    """The attacked database. ``renew`` makes it as it was, for the next attack, where one went through."""

    addresses: embedded.Addresses
    facts: Facts
    built: Mapping[str, str]
    renew: Callable[[], object]

    def connect(self, who: Who = "application") -> psycopg.Connection:
        """A session of the application's role, or of the owner's."""
        address = self.addresses.application if who == "application" else self.addresses.owner
        return psycopg.connect(address, options="-c lock_timeout=30s")

    def named(self, text: str) -> bytes:
        """The SQL with the victims' numbers in it."""
        for name, number in asdict(self.facts).items():
            text = text.replace("{" + name + "}", str(number))
        return text.encode()

    def rows(self) -> dict[str, str]:
        """A digest of every table."""
        with closing(self.connect("owner")) as reader:
            tables = [str(row[0]) for row in reader.execute(TABLES).fetchall()]
            every = [ROWS.format(name=sql.Literal(table), table=sql.Identifier(table)) for table in tables]
            told = reader.execute(sql.SQL(" UNION ALL ").join(every)).fetchall()
        return {str(table): str(digest) for table, digest in told}

    def changed(self) -> list[str]:
        """The tables that are not as they were built."""
        now = self.rows()
        return [table for table in sorted({*self.built, *now}) if self.built.get(table) != now.get(table)]

    def tried(self, attack: Attack) -> str:
        """Run the attack to its commit and give the name of what refused it; "" where nothing did."""
        return self.each_tried([attack.sql], attack.by)[0]

    def each_tried(self, statements: Sequence[str], by: Who) -> list[str]:
        """The same for several, each in its own transaction of one session."""
        with closing(self.connect(by)) as session:
            return [self._tried(session, statement) for statement in statements]

    def _tried(self, session: psycopg.Connection, statement: str) -> str:
        try:
            session.execute(self.named(statement))
            session.commit()
        except psycopg.Error as error:
            session.rollback()
            return refusal(error)
        return ""

    def refuses(self, attack: Attack) -> None:
        """The attack is refused under its name, and no row of any table is another than before."""
        refused_as = self.tried(attack)
        changed = self.changed()
        if changed:
            self.renew()
        assert (refused_as or "accepted", changed) == (attack.refused_as, []), (
            f"{attack.told}, as {attack.by}: expected {attack.refused_as}, was {refused_as or 'accepted'};"
            f" changed: {', '.join(changed) or 'nothing'}"
        )


def refusal(error: psycopg.Error) -> str:
    """The constraint that refused; where the refusal has none, PostgreSQL's word for the error."""
    return error.diag.constraint_name or snake(type(error).__name__)


def snake(name: str) -> str:
    """InsufficientPrivilege is insufficient_privilege."""
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in name).removeprefix("_")
