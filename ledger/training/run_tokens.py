"""Tokens that let a training cluster send the parts of one run, and do nothing else.

A token is 32 random bytes behind ``hrt_``, shown once; only its SHA-256 is kept, which suffices for what cannot be
guessed. It expires, and staff revoke it. Who asks too often with wrong ones is the door's to turn away.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from contributors.models import User
from ledger.models import Ability, Run, RunToken

MARK = "hrt_"
PREFIX_CHARACTERS = 12
MOST_LABEL_CHARACTERS = 100
DAYS = 90
MOST_DAYS = 366
NOTED_EVERY = timedelta(minutes=1)


class TokenRefused(Exception):
    """The token opens nothing, because."""


class TokenUnknown(TokenRefused):
    """No such token was made."""

    def __init__(self) -> None:
        super().__init__("this token is not known here: ask the staff for one of this run")


class TokenExpired(TokenRefused):
    """Its time is over."""

    def __init__(self, token: RunToken) -> None:
        super().__init__(f"token {token} expired at {token.expires_at.isoformat()}: ask the staff for another")
        self.token = token


class TokenRevoked(TokenRefused):
    """Staff took it back."""

    def __init__(self, token: RunToken) -> None:
        super().__init__(f"token {token} was revoked: ask the staff for another")
        self.token = token


class NoSuchToken(Exception):
    """The run has no token of that number."""

    def __init__(self, run: Run, number: int) -> None:
        super().__init__(f"run {run.name} has no token {number}: ask which it has with run_token {run.name} --list")
        self.number = number


class TokenTermsUnfit(ValueError):
    """A token has a label to know it by, and an end."""

    def __init__(self) -> None:
        super().__init__(
            f"a token needs a label of 1 to {MOST_LABEL_CHARACTERS} characters and 1 to {MOST_DAYS} days: give both"
        )


@dataclass(frozen=True, slots=True)
class Issued:
    """A new token with its secret, which is nowhere else and is shown once."""

    token: RunToken
    secret: str

    def __repr__(self) -> str:
        """Without the secret: what is represented ends in logs."""
        return f"Issued({self.token})"


def issue(run: Run, *, label: str, by: User, at: datetime, days: int = DAYS) -> Issued:
    """Make a token that may send parts of ``run``. Raises TokenTermsUnfit."""
    label = " ".join(label.split())
    if not 1 <= len(label) <= MOST_LABEL_CHARACTERS or not label.isprintable() or not 1 <= days <= MOST_DAYS:
        raise TokenTermsUnfit
    secret = MARK + secrets.token_urlsafe(32)
    token = RunToken.objects.create(
        run=run,
        ability=Ability.SEND_PARTS,
        label=label,
        prefix=secret[:PREFIX_CHARACTERS],
        sha256=_digest(secret),
        made_by=by,
        made_at=at,
        expires_at=at + timedelta(days=days),
    )
    return Issued(token, secret)


def numbered(run: Run, number: int) -> RunToken:
    """The run's token of that number. Raises NoSuchToken."""
    token = run.tokens.filter(pk=number).first()
    if token is None:
        raise NoSuchToken(run, number)
    return token


def revoke(token: RunToken, *, by: User, at: datetime) -> RunToken:
    """Let the token open nothing any more. Asked twice, done once: the first who did it stays named."""
    RunToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=at, revoked_by=by)
    return RunToken.objects.select_related("run").get(pk=token.pk)


def shown(secret: str, *, at: datetime) -> RunToken:
    """The token behind a secret, noted as used. Raises TokenUnknown, TokenRevoked, TokenExpired."""
    digest = _digest(secret)
    candidates = RunToken.objects.filter(prefix=secret[:PREFIX_CHARACTERS]).select_related("run")
    token = next((one for one in candidates if hmac.compare_digest(bytes(one.sha256), digest)), None)
    if token is None:
        raise TokenUnknown
    if token.revoked_at is not None:
        raise TokenRevoked(token)
    if token.expires_at <= at:
        raise TokenExpired(token)
    _note(token, at)
    return token


def _note(token: RunToken, at: datetime) -> None:
    """A cluster asks often; one write a minute tells as much."""
    if token.last_used_at is None or at - token.last_used_at >= NOTED_EVERY:
        RunToken.objects.filter(pk=token.pk).update(last_used_at=at)


def _digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).digest()
