"""Reads a PostgreSQL URL into what Django wants to know of a connection."""

from psycopg.conninfo import conninfo_to_dict


def connection(url: str, *, role: str = "") -> dict[str, object]:
    """Django's settings for ``url``; with ``role``, every session takes that role on connecting.

    Raises psycopg.ProgrammingError where the URL is none of PostgreSQL's.
    """
    words = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    extra = {name: value for name, value in words.items() if name not in named}
    if role:
        extra["options"] = f"{extra.get('options', '')} -c role={role}".strip()
    return {
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": extra,
        **{django_name: words.get(name, "") for name, django_name in named.items()},
    }
