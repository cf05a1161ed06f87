"""A policy may bound what one contributor gets, and what a run gives at a rate; a reward says which bound made it."""

from django.db import migrations, models


class Migration(migrations.Migration):
    """Policies written before have no bounds."""

    dependencies = [
        ("contributors", "0007_review"),
        ("ledger", "0011_holds"),
    ]

    operations = [
        migrations.AddField(
            model_name="policy",
            name="cap_minor",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="policy",
            name="minimum_minor",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="policy",
            name="run_cap_minor",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="reward",
            name="held_at",
            field=models.CharField(
                blank=True,
                choices=[("minimum", "the least that the policy gives"), ("cap", "the most that the policy gives")],
                default="",
                max_length=7,
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(("minimum_minor__gte", 0)), name="policy_minimum_is_never_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("cap_minor__isnull", True),
                    models.Q(("cap_minor__gt", 0), ("cap_minor__gte", models.F("minimum_minor"))),
                    _connector="OR",
                ),
                name="policy_cap_is_above_its_minimum",
            ),
        ),
        migrations.AddConstraint(
            model_name="policy",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("run_cap_minor__isnull", True),
                    models.Q(("mode", "per_unit"), ("run_cap_minor__gt", 0)),
                    _connector="OR",
                ),
                name="policy_run_cap_bounds_a_rate",
            ),
        ),
        migrations.AddConstraint(
            model_name="reward",
            constraint=models.CheckConstraint(
                condition=models.Q(("held_at__in", ["", "minimum", "cap"])), name="reward_held_at_is_known"
            ),
        ),
    ]
