"""A sign-in server in memory: what it publishes, whether it answers, and what it was asked for."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
from joserfc.jwk import Key

from tests.access.signing import ISSUER, key_set

DESCRIPTION = f"{ISSUER}/.well-known/openid-configuration"
KEYS = f"{ISSUER}/keys"


@dataclass
class Provider:
    """Publishes a description and keys; slow by `delay` seconds, away while `away`."""

    keys: list[Key]
    description: Any = field(default_factory=lambda: {"issuer": ISSUER, "jwks_uri": KEYS})
    key_set: Any = None
    away: bool = False
    status: int = 200
    delay: float = 0.0
    asked: list[str] = field(default_factory=list)
    at_once: int = 0
    most_at_once: int = 0

    async def answer(self, request: httpx.Request) -> httpx.Response:
        """One request."""
        self.asked.append(str(request.url))
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.delay)
        self.at_once -= 1
        if self.away:
            raise httpx.ConnectError("refused")
        if str(request.url) == DESCRIPTION:
            return self._response(self.description)
        return self._response(key_set(*self.keys) if self.key_set is None else self.key_set)

    def _response(self, body: Any) -> httpx.Response:
        if isinstance(body, bytes):
            return httpx.Response(self.status, content=body)
        return httpx.Response(self.status, json=body)

    def fetches(self) -> int:
        """How often the keys were asked for."""
        return sum(1 for address in self.asked if address == KEYS)


@asynccontextmanager
async def client(provider: Provider) -> AsyncIterator[httpx.AsyncClient]:
    """A client that reaches the provider, whatever it asks for."""
    async with httpx.AsyncClient(transport=httpx.MockTransport(provider.answer)) as client:
        yield client
