"""This service as a client of the sign-in server: its endpoints, and codes and refresh tokens turned into tokens.

Sources: OpenID Connect Core 1.0 (3.1.3 token endpoint, 12 refresh tokens), RFC 6749 (2.3.1 authentication of clients).
"""

import asyncio
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import quote_plus

import httpx
import orjson

from graphsvc.access.sign_in.discovery import (
    FETCH_SECONDS,
    ProviderAway,
    ProviderRefused,
    is_safe,
    read_bytes,
    read_description,
    read_keys,
)
from graphsvc.access.sign_in.token import Rules, verify_id_token
from graphsvc.errors import Unauthenticated, Unavailable

DESCRIBED = timedelta(minutes=10)
"""How long the server's description of itself is kept."""
LARGEST_ANSWER = 64 * 1024
"""Bytes of an answer of the token endpoint."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the sign-in server has given out; `subject` is the ID token's, empty where there was none."""

    access: str
    refresh: str | None
    id_token: str | None
    subject: str = ""


@dataclass(slots=True)
class CodeFlow:
    """A client that is registered at the sign-in server; `rules` are those of its ID tokens."""

    rules: Rules
    scope: str
    secret: str
    http: httpx.AsyncClient
    _described: dict[str, Any] = field(default_factory=dict)
    _read_at: datetime | None = None

    @property
    def issuer(self) -> str:
        """The sign-in server's name."""
        return self.rules.issuer

    @property
    def client_id(self) -> str:
        """The name of this client there."""
        return self.rules.audience

    async def endpoint(self, name: str, now: datetime) -> str | None:
        """The address of an endpoint by its name in the server's description.

        Raises:
            Unavailable: the server is away.
        """
        if self._read_at is None or now >= self._read_at + DESCRIBED:
            try:
                async with asyncio.timeout(FETCH_SECONDS):
                    self._described = await read_description(self.http, self.issuer)
            except (ProviderAway, TimeoutError) as failure:
                raise _away(failure) from None
            self._read_at = now
        address = self._described.get(name)
        return address if isinstance(address, str) and is_safe(address) else None

    async def redeem(self, form: Mapping[str, str], nonce: str | None, now: datetime) -> Tokens:
        """Ask the token endpoint.

        Raises:
            Unauthenticated: it refuses, or its tokens do not hold.
            Unavailable: it is away.
        """
        address = await self.endpoint("token_endpoint", now)
        try:
            async with asyncio.timeout(FETCH_SECONDS):
                body = await read_bytes(self.http, "POST", address or "", LARGEST_ANSWER, **self._proof(form))
            answer = orjson.loads(body)
            id_token = _text(answer, "id_token")
            keys = await read_keys(self.http, self.issuer) if id_token else {}
        except ProviderRefused as refusal:
            raise Unauthenticated(f"the token endpoint refused: {refusal}") from None
        except (ProviderAway, TimeoutError, orjson.JSONDecodeError) as failure:
            raise _away(failure) from None
        access = _text(answer, "access_token")
        if not access or (nonce is not None and not id_token):
            raise Unauthenticated("the token endpoint gave no token")
        subject = verify_id_token(id_token, keys, self.rules, nonce, now) if id_token else ""
        return Tokens(access, _text(answer, "refresh_token") or None, id_token or None, subject)

    def _proof(self, form: Mapping[str, str]) -> dict[str, Any]:
        """What a request to the token endpoint holds; a client without a secret is known by its name and PKCE."""
        if not self.secret:
            return {"data": {**form, "client_id": self.client_id}}
        return {"data": dict(form), "auth": (quote_plus(self.client_id), quote_plus(self.secret))}


def _text(answer: Any, name: str) -> str:
    value = answer.get(name) if isinstance(answer, dict) else None
    return value if isinstance(value, str) else ""


def _away(failure: Exception) -> Unavailable:
    log.warning("the sign-in server is away: %s", failure)
    return Unavailable("登录服务暂时不可用，请稍后重试。", "The sign-in server is away; try again shortly.")
