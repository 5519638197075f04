"""Signing in at the sign-in server: authorization code with PKCE, whose tokens stay in this process.

Sources: OpenID Connect Core 1.0 (3.1 code flow, 3.1.3.7 ID token, 12 refresh), RFC 7636 (PKCE), RFC 9207 (iss),
RFC 9700 (best practices), OpenID Connect RP-Initiated Logout 1.0.
"""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlencode

from graphsvc.access.sign_in.code_flow import CodeFlow, Tokens
from graphsvc.errors import BadInput, Unavailable

PATIENCE = timedelta(minutes=10)
"""How long somebody may take to sign in."""
MOST = 10_000
"""Sign-ins under way at once; the oldest gives way."""


@dataclass(frozen=True, slots=True)
class Pending:
    """A sign-in that has begun: what comes back has to fit it."""

    state: str
    nonce: str
    verifier: str
    following: str
    begun: datetime


@dataclass(slots=True)
class ServerSignIn:
    """Sign-ins by a server; `address` is where this service is reached, without a slash at its end."""

    provider: CodeFlow
    address: str
    _pending: OrderedDict[bytes, Pending] = field(default_factory=OrderedDict)

    @property
    def _returns_to(self) -> str:
        return f"{self.address}/console/signed-in"

    async def begin(self, following: str, now: datetime) -> tuple[str, str]:
        """Begin a sign-in: the address to send the browser to, and the name that binds it to this browser."""
        name, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(48)
        begun = Pending(secrets.token_urlsafe(24), secrets.token_urlsafe(24), verifier, following, now)
        asked = {
            "response_type": "code",
            "client_id": self.provider.client_id,
            "redirect_uri": self._returns_to,
            "scope": self.provider.scope,
            "state": begun.state,
            "nonce": begun.nonce,
            "code_challenge": _challenge(verifier),
            "code_challenge_method": "S256",
        }
        address = await self.provider.endpoint("authorization_endpoint", now)
        if address is None:
            raise Unavailable("登录服务没有给出登录地址。", "The sign-in server names no address to sign in at.")
        self._pending[_digest(name)] = begun
        while len(self._pending) > MOST:
            self._pending.popitem(last=False)
        return f"{address}?{urlencode(asked)}", name

    async def finish(self, name: str | None, given: Mapping[str, str], now: datetime) -> tuple[Tokens, str]:
        """The tokens of a sign-in that came back, and where it was to lead; it can come back once.

        Raises:
            BadInput: it has not begun in this browser, or not lately, or comes from another server, or was refused.
            Unauthenticated, Unavailable: of the server.
        """
        begun = self._pending.pop(_digest(name or ""), None)
        if begun is None or now - begun.begun > PATIENCE or not _same(begun.state, given.get("state", "")):
            raise BadInput("登录没有完成，请重新登录。", "This sign-in has not begun here; sign in again.")
        if "iss" in given and given["iss"] != self.provider.issuer:
            raise BadInput("登录的答复来自另一个服务器，请重新登录。", "The answer comes from another sign-in server.")
        code = given.get("code")
        if not code:
            raise BadInput("登录服务没有同意登录，请重新登录。", "The sign-in server did not sign you in.")
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._returns_to,
            "code_verifier": begun.verifier,
        }
        return await self.provider.redeem(form, begun.nonce, now), begun.following

    async def renew(self, refresh: str, now: datetime) -> Tokens:
        """New tokens for a refresh token; raises Unauthenticated where it holds no more."""
        return await self.provider.redeem({"grant_type": "refresh_token", "refresh_token": refresh}, None, now)

    async def sign_out_address(self, now: datetime) -> str | None:
        """Where the server ends its own session; it asks the person, since no token is shown to the browser."""
        address = await self.provider.endpoint("end_session_endpoint", now)
        asked = {"client_id": self.provider.client_id, "post_logout_redirect_uri": f"{self.address}/console/signed-out"}
        return f"{address}?{urlencode(asked)}" if address else None


def _challenge(verifier: str) -> str:
    return urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
