"""Reads under which name PostgreSQL refused a statement."""

import psycopg
from django.db import Error


def constraint_of(error: Error) -> str:
    """The name of the constraint or guard that refused; empty where it was something else."""
    cause = error.__cause__
    if isinstance(cause, psycopg.Error):
        return cause.diag.constraint_name or ""
    return ""
