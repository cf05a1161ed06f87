"""What is asked and answered about a picture; the category it was accepted as; and reviews that stay as written."""

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

ACCEPTED_AS = """
UPDATE contributors_review review SET category = image.category
    FROM contributors_image image WHERE image.id = review.image_id AND review.decision = 'accept'
"""

# A decision that can be rewritten proves nothing. The refusal stands twice: the application role loses the right,
# and a trigger turns down whoever has it.
APPEND_ONLY = """
CREATE FUNCTION review_is_append_only() RETURNS trigger LANGUAGE plpgsql
    SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RAISE EXCEPTION '% of % refused: a decision is undone by a new one, never by changing the old one',
        TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'check_violation', CONSTRAINT = 'review_is_append_only', TABLE = TG_TABLE_NAME;
END $$;
DO $$
DECLARE
    kept text;
BEGIN
    FOREACH kept IN ARRAY ARRAY['contributors_review', 'contributors_message'] LOOP
        EXECUTE format('CREATE TRIGGER review_is_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON %I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION review_is_append_only()', kept);
        EXECUTE format('ALTER TABLE %I ENABLE ALWAYS TRIGGER review_is_append_only', kept);
        EXECUTE format('REVOKE UPDATE, DELETE, TRUNCATE ON %I FROM henrei_app', kept);
    END LOOP;
END $$;
"""
CHANGEABLE = """
GRANT UPDATE, DELETE ON contributors_review TO henrei_app;
DROP TRIGGER review_is_append_only ON contributors_review;
DROP TRIGGER review_is_append_only ON contributors_message;
DROP FUNCTION review_is_append_only();
"""


class Migration(migrations.Migration):
    """Pictures accepted before were accepted as the category that they bear now."""

    dependencies = [
        ("contributors", "0006_guidelines"),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("question", "question"), ("answer", "answer"), ("appeal", "appeal")], max_length=8
                    ),
                ),
                ("words", models.CharField(max_length=2000)),
                ("at", models.DateTimeField()),
                ("against_at", models.DateTimeField(null=True)),
                ("recorded_at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.AddField(
            model_name="review",
            name="category",
            field=models.CharField(blank=True, max_length=100),
        ),
        migrations.AddIndex(
            model_name="image",
            index=models.Index(fields=["path"], name="image_by_path"),
        ),
        migrations.AddIndex(
            model_name="image",
            index=models.Index(fields=["category"], name="image_by_category"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("decision", "accept"), ("category", ""), _connector="OR"),
                name="review_categorises_what_it_accepts",
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="image",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="contributors.image"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["question", "answer", "appeal"])), name="message_kind_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("words__regex", "\\S")), name="message_says_something"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("against_at__isnull", False), ("kind", "appeal")),
                    models.Q(models.Q(("kind", "appeal"), _negated=True), ("against_at__isnull", True)),
                    _connector="OR",
                ),
                name="message_appeals_against_a_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.UniqueConstraint(
                fields=("image", "against_at"), name="message_appeals_once_per_decision"
            ),
        ),
        migrations.RunSQL(ACCEPTED_AS, migrations.RunSQL.noop),
        # In the order of undoing: the tables are made changeable before the columns go.
        migrations.RunSQL(APPEND_ONLY, CHANGEABLE),
    ]
