"""A PostgreSQL URL is read into Django's words: nothing lost, nothing that Django would not know."""

import string
from urllib.parse import quote

import psycopg
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.config import databases

READABLE = st.text(st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), min_size=1)


def words(url: str) -> tuple[object, ...]:
    """Whom, where and what a connection asks for."""
    read = databases.connection(url)
    return tuple(read[name] for name in ("USER", "PASSWORD", "HOST", "PORT", "NAME"))


def test_a_whole_address_is_read() -> None:
    read = words("postgresql://ada:secret@db.example:5433/henrei")
    assert read == ("ada", "secret", "db.example", "5433", "henrei")


def test_what_an_address_leaves_out_is_empty() -> None:
    assert words("postgresql:///henrei") == ("", "", "", "", "henrei")


def test_a_socket_folder_is_a_host() -> None:
    assert words("postgresql://app@/henrei?host=%2Fvar%2Frun%2Fpg") == ("app", "", "/var/run/pg", "", "henrei")


def test_the_older_way_of_writing_is_read_too() -> None:
    assert words("host=db.example dbname=henrei user=ada") == ("ada", "", "db.example", "", "henrei")


@pytest.mark.parametrize("password", ["p@ss:w/ord", "100%", "a b", "#?&=", "é漢字", "'\"\\"])
def test_a_password_of_special_characters_is_read_as_it_is(password: str) -> None:
    assert words(f"postgresql://ada:{quote(password, safe='')}@db.example/henrei")[1] == password


@given(user=READABLE, password=READABLE, name=READABLE)
def test_whatever_is_quoted_into_an_address_is_read_out_of_it(user: str, password: str, name: str) -> None:
    said = [quote(one, safe="") for one in (user, password, name)]
    read = words(f"postgresql://{said[0]}:{said[1]}@db.example/{said[2]}")
    assert (read[0], read[1], read[4]) == (user, password, name)


def test_further_words_of_an_address_become_options() -> None:
    read = databases.connection("postgresql://db.example/henrei?sslmode=verify-full&connect_timeout=5")
    assert read["OPTIONS"] == {"sslmode": "verify-full", "connect_timeout": "5"}


def test_a_role_is_taken_on_connecting() -> None:
    assert databases.connection("postgresql:///henrei", role="henrei_app")["OPTIONS"] == {
        "options": "-c role=henrei_app"
    }


def test_a_role_is_taken_beside_the_options_of_the_address() -> None:
    url = "postgresql:///henrei?options=-c%20statement_timeout%3D5s"
    assert databases.connection(url)["OPTIONS"] == {"options": "-c statement_timeout=5s"}
    read = databases.connection(url, role="henrei_app")
    assert read["OPTIONS"] == {"options": "-c statement_timeout=5s -c role=henrei_app"}


@pytest.mark.parametrize("url", ["mysql://db.example/henrei", "postgresql://db.example/henrei?colour=blue", "henrei"])
def test_what_is_no_address_of_postgresql_is_refused(url: str) -> None:
    with pytest.raises(psycopg.ProgrammingError):
        databases.connection(url)


@pytest.mark.parametrize("address", ["", string.whitespace])
def test_an_empty_address_asks_for_nothing(address: str) -> None:
    assert words(address) == ("", "", "", "", "")
