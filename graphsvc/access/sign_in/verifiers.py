"""Who tells what a token says: the configured sign-in server, or the development issuer on a developer's machine."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import httpx

from graphsvc.access.sign_in.claims import ClaimNames, Claims
from graphsvc.access.sign_in.development import Development
from graphsvc.access.sign_in.issuer import Issuer
from graphsvc.access.sign_in.token import KEY_TYPES, Keys, Rules, verify
from graphsvc.errors import SetupError, Unauthenticated
from graphsvc.settings import Settings

LONGEST_HEADER = 10 * 1024
"""Bytes of an Authorization header."""


class SignIn(Protocol):
    """Whoever can tell what a token says."""

    async def claims(self, token: str, now: datetime) -> Claims:
        """Verify a token and return its claims; `now` has a time zone.

        Raises:
            Unauthenticated: the token does not hold.
            Unavailable: whether it holds cannot be told now.
        """


@dataclass(frozen=True, slots=True)
class Local:
    """Keys that are at hand: the development issuer's."""

    keys: Keys
    rules: Rules

    async def claims(self, token: str, now: datetime) -> Claims:
        """Verify a token and return its claims; raises Unauthenticated."""
        return verify(token, self.keys, self.rules, now)


def sign_in(settings: Settings, client: httpx.AsyncClient) -> SignIn:
    """Make the sign-in that the settings ask for; reads nothing from it yet.

    Args:
        client: reaches the sign-in server; ignores proxies and certificates of the environment unless told.
    Raises:
        SetupError: production without a sign-in server, an address that is not https, or an unknown algorithm.
    """
    if settings.oidc_issuer:
        return Issuer(rules(settings, settings.oidc_issuer), client)
    if settings.profile != "developer":
        raise SetupError(
            "生产环境必须设置登录服务地址 GRAPHSVC_OIDC_ISSUER。",
            "Production needs the address of a sign-in server: set GRAPHSVC_OIDC_ISSUER.",
        )
    local = Development(settings)
    return Local(local.keys(), local.rules())


def rules(settings: Settings, issuer: str) -> Rules:
    """Tell what tokens of the sign-in server have to say.

    Raises:
        SetupError: an algorithm that is not one of `KEY_TYPES`.
    """
    algorithms = frozenset(settings.oidc_algorithms.replace(",", " ").split())
    if not algorithms or algorithms - KEY_TYPES.keys():
        raise SetupError(
            f"GRAPHSVC_OIDC_ALGORITHMS 只能取：{'、'.join(KEY_TYPES)}。",
            f"GRAPHSVC_OIDC_ALGORITHMS may name: {', '.join(KEY_TYPES)}.",
        )
    names = ClaimNames(settings.role_claim, settings.areas_claim, settings.unit_claim)
    return Rules(issuer, settings.oidc_audience, algorithms, names)


def bearer(header: bytes | None) -> str:
    """Read the token of an Authorization header.

    Raises:
        Unauthenticated: no header, or none of the form `Bearer <token>`.
    Source: RFC 6750, section 2.1.
    """
    if header is None:
        raise Unauthenticated("no token")
    if len(header) > LONGEST_HEADER:
        raise Unauthenticated("too large")
    scheme, _, token = header.decode("latin-1").partition(" ")
    if scheme.lower() != "bearer" or not token.strip():
        raise Unauthenticated("no bearer token")
    return token.strip()
