"""run_token: a token that lets a training cluster send the parts of one run; shown once."""

from collections.abc import Mapping
from typing import ClassVar

from django.core.management.base import CommandError, CommandParser
from django.utils.timezone import now

from contributors import people
from contributors.management import door
from contributors.models import Role
from ledger.models import RunToken
from ledger.training import run_tokens, runs


class Command(door.Door):
    """Make one, list those there are, or revoke one by its number."""

    help = "Make, list or revoke tokens that may send the parts of a run over HTTP."
    refusals: ClassVar = (
        people.UserUnknown,
        people.RoleMissing,
        runs.RunUnknown,
        run_tokens.TokenTermsUnfit,
        run_tokens.NoSuchToken,
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """The run, and what is wanted."""
        super().add_arguments(parser)
        parser.add_argument("name", help="the registered run")
        parser.add_argument("--by", metavar="USER", help="the treasurer who makes or revokes it")
        parser.add_argument("--label", default="training cluster", help="what it is known by; 'training cluster'")
        parser.add_argument("--days", type=int, default=run_tokens.DAYS, help=f"how long it lasts; {run_tokens.DAYS}")
        parser.add_argument("--list", action="store_true", help="tell which tokens there are, without their secrets")
        parser.add_argument("--revoke", type=int, metavar="NUMBER", help="revoke the token of that number instead")

    def answer(self, options: Mapping[str, object]) -> door.Words:
        """Do one of the three."""
        run = runs.named(str(options["name"]))
        if options["list"]:
            return {"run": run.name, "tokens": [_told(token) for token in run.tokens.order_by("id")]}
        if not options["by"]:
            raise CommandError("say who makes or revokes it: --by USER")
        by = people.staff(str(options["by"]), Role.TREASURER)
        if options["revoke"] is not None:
            token = run_tokens.numbered(run, int(str(options["revoke"])))
            return _told(run_tokens.revoke(token, by=by, at=now()))
        days = int(str(options["days"]))
        issued = run_tokens.issue(run, label=str(options["label"]), by=by, at=now(), days=days)
        return {"run": run.name, **_told(issued.token), "token": issued.secret}


def _told(token: RunToken) -> dict[str, door.Value]:
    return {
        "number": token.pk,
        "label": token.label,
        "prefix": token.prefix,
        "expires_at": token.expires_at.isoformat(),
        "revoked_at": token.revoked_at.isoformat() if token.revoked_at else None,
        "last_used_at": token.last_used_at.isoformat() if token.last_used_at else None,
    }
