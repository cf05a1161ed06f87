"""Accounts whose posts are collected, and their walks; an ended account and a walk's traces are never deleted."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

# An account's person, number and approval stand as they were approved; its name there may change, and it may end.
RIGHTS = """
REVOKE UPDATE, DELETE, TRUNCATE ON contributors_collectoraccount FROM henrei_app;
GRANT UPDATE (name, ended_at, ended_by_id) ON contributors_collectoraccount TO henrei_app;
REVOKE DELETE, TRUNCATE ON contributors_collectorwalk FROM henrei_app;
"""


class Migration(migrations.Migration):
    """The application may approve, rename and end an account, and move a walk on; nothing else."""

    dependencies = [
        ("contributors", "0004_looks"),
    ]

    operations = [
        migrations.CreateModel(
            name="CollectorAccount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("platform", models.CharField(choices=[("x", "X"), ("discord", "Discord")], max_length=8)),
                ("outside_id", models.CharField(max_length=20)),
                ("name", models.CharField(max_length=100)),
                ("approved_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "approved_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "contributor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="collector_accounts",
                        to="contributors.contributor",
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CollectorWalk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("collection", models.CharField(max_length=200)),
                ("resume_point", models.TextField(blank=True)),
                ("walked_at", models.DateTimeField()),
                (
                    "outcome",
                    models.CharField(
                        choices=[("under_way", "being walked"), ("done", "walked"), ("stopped", "stopped")],
                        max_length=9,
                    ),
                ),
                ("new", models.PositiveIntegerField(default=0)),
                ("known", models.PositiveIntegerField(default=0)),
                ("outside", models.PositiveIntegerField(default=0)),
                ("passed_over", models.JSONField(default=dict)),
                ("reason", models.CharField(blank=True, max_length=40)),
                ("error", models.TextField(blank=True)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="walks",
                        to="contributors.collectoraccount",
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="contributors.consent"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="collectoraccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("platform__in", ["x", "discord"])), name="collector_account_platform_is_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="collectoraccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("outside_id__regex", "^[1-9][0-9]{0,19}$")),
                name="collector_account_number_is_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="collectoraccount",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="collector_account_has_a_name"
            ),
        ),
        migrations.AddConstraint(
            model_name="collectoraccount",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at__isnull", True)),
                fields=("platform", "outside_id"),
                name="collector_account_stands_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="collectoraccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("ended_at__isnull", True), ("ended_at__gt", models.F("approved_at")), _connector="OR"
                ),
                name="collector_account_ends_after_it_began",
            ),
        ),
        migrations.AddConstraint(
            model_name="collectoraccount",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="collector_account_ended_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="collectorwalk",
            constraint=models.UniqueConstraint(
                fields=("account", "collection"), name="collector_walk_once_per_collection"
            ),
        ),
        migrations.AddConstraint(
            model_name="collectorwalk",
            constraint=models.CheckConstraint(
                condition=models.Q(("outcome__in", ["under_way", "done", "stopped"])),
                name="collector_walk_outcome_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="collectorwalk",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", "stopped"), models.Q(("reason", ""), _negated=True)),
                    models.Q(models.Q(("outcome", "stopped"), _negated=True), ("error", ""), ("reason", "")),
                    _connector="OR",
                ),
                name="collector_walk_stopped_for_a_reason",
            ),
        ),
        migrations.RunSQL(RIGHTS, migrations.RunSQL.noop),
    ]
