"""Who sends: ``Authorization: Bearer hrt_...``, a token of one run. Whoever fails too often waits a minute."""

from django.contrib.auth.models import AnonymousUser
from django.utils.timezone import now
from rest_framework.authentication import BaseAuthentication, get_authorization_header
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated, PermissionDenied, Throttled
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle
from rest_framework.views import APIView

from ledger.models import Ability, RunToken
from ledger.training import run_tokens

SCHEME = "Bearer"


class FailedTokens(SimpleRateThrottle):
    """Counts wrong tokens by where they come from, and nothing else."""

    scope = "failed_tokens"
    num_requests: int
    duration: int

    def get_cache_key(self, request: Request, view: APIView | None) -> str:
        return self.cache_format % {"scope": self.scope, "ident": self.get_ident(request)}

    def allow_request(self, request: Request, view: APIView | None) -> bool:
        """Whether whoever asks may try another token."""
        self.key, self.now = self.get_cache_key(request, view), self.timer()
        self.history = [at for at in self.cache.get(self.key, []) if at > self.now - self.duration]
        return len(self.history) < self.num_requests

    def count(self) -> None:
        """One more failure."""
        self.cache.set(self.key, [self.now, *self.history], self.duration)


class BearerToken(BaseAuthentication):
    """Finds the token that is shown; nobody is signed in by it."""

    def authenticate(self, request: Request) -> tuple[AnonymousUser, RunToken] | None:
        words = get_authorization_header(request).decode("latin-1").split()
        if len(words) != 2 or words[0].lower() != SCHEME.lower():
            return None
        throttle = FailedTokens()
        if not throttle.allow_request(request, None):
            raise Throttled(throttle.wait())
        try:
            return AnonymousUser(), run_tokens.shown(words[1], at=now())
        except run_tokens.TokenRefused as refused:
            throttle.count()
            raise AuthenticationFailed(str(refused)) from None

    def authenticate_header(self, request: Request) -> str:
        return SCHEME


def of_run(request: Request, name: str) -> RunToken:
    """The token, where it is of that run and may send. Which other runs there are is not told."""
    token = request.auth
    if not isinstance(token, RunToken):
        raise NotAuthenticated("show a token of this run: Authorization: Bearer hrt_...")
    if token.run.name != name or token.ability != Ability.SEND_PARTS:
        raise PermissionDenied(f"token {token} is not of this run: ask the staff for one that is")
    return token
