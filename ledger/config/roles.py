"""What the application role may do in tables that are yet to come: read and write rows, never the tables.

The book's migrations take UPDATE and DELETE away again from their own tables.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from ledger.config.embedded import APPLICATION_ROLE

GRANTS = f"""
DO $$ BEGIN
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = '{APPLICATION_ROLE}') THEN
        CREATE ROLE {APPLICATION_ROLE};
    END IF;
END $$;
GRANT USAGE ON SCHEMA public TO {APPLICATION_ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {APPLICATION_ROLE};
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {APPLICATION_ROLE};
"""


def grant(owner: BaseDatabaseWrapper) -> None:
    """Make the application role exist and give it its rights. Asked twice, done once."""
    with owner.cursor() as cursor:
        cursor.execute(GRANTS)
