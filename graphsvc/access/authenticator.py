"""Authenticates a request by its Authorization header, before anything else is read."""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Protocol

import httpx

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.access.sign_in.claims import Claims
from graphsvc.access.sign_in.revocation import ByList, ByQuestion, Endpoint
from graphsvc.access.sign_in.verifiers import SignIn, bearer, sign_in
from graphsvc.settings import Settings

SERVICE = Principal("graphsvc", Role.SYSTEM)
"""The service itself: its command line, its clocks."""

DEVELOPER = Principal("developer", Role.SYSTEM)
"""Whoever asks without a token on a developer's own machine."""

KEPT = 2_000
"""Callers kept, so that what they may see is worked out once."""


class Authenticator(Protocol):
    """Tells a caller by the Authorization header."""

    async def caller(self, authorization: bytes | None) -> Principal:
        """Authenticate a request.

        Raises:
            Unauthenticated: no valid token.
            Unavailable: the sign-in server is away, and this token is not known yet.
        """


class TokenAuthenticator:
    """Accepts valid tokens; `otherwise` is the caller of a request without one, where that is allowed."""

    def __init__(self, sign_in: SignIn, now: Callable[[], datetime], otherwise: Principal | None = None) -> None:
        self._sign_in = sign_in
        self._now = now
        self._otherwise = otherwise
        self._known = lru_cache(KEPT)(principal_of)

    async def caller(self, authorization: bytes | None) -> Principal:
        """Authenticate a request."""
        if authorization is None and self._otherwise is not None:
            return self._otherwise
        return self._known(await self._sign_in.claims(bearer(authorization), self._now()))


def principal_of(claims: Claims) -> Principal:
    """Turn the claims of a token into a caller."""
    return Principal(claims.subject, claims.role, claims.areas, claims.unit or "", claims.expires_at, claims.client)


def make_authenticator(settings: Settings, client: httpx.AsyncClient, now: Callable[[], datetime]) -> Authenticator:
    """Make the authenticator that the settings ask for.

    On a developer's own machine, where no sign-in server is set, a request without a token comes from the developer.

    Raises:
        SetupError: production without a sign-in server, or a list of withdrawn tokens that cannot be read.
    """
    open_ = settings.profile == "developer" and not settings.oidc_issuer
    return TokenAuthenticator(
        _revocable(sign_in(settings, client), settings, client), now, DEVELOPER if open_ else None
    )


def _revocable(known: SignIn, settings: Settings, client: httpx.AsyncClient) -> SignIn:
    """The sign-in, with what withdraws tokens before their time where settings name it."""
    if settings.introspection_url:
        secret = settings.introspection_secret
        told = secret.get_secret_value() if secret else ""
        known = ByQuestion(known, Endpoint(settings.introspection_url, settings.introspection_client, told), client)
    return ByList(known, settings.revoked_file) if settings.revoked_file else known
