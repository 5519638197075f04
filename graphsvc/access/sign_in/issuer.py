"""A sign-in server by its address: its keys, read when they are needed and kept, and the claims of its tokens."""

import asyncio
import hashlib
import logging
from datetime import datetime, timedelta

import httpx

from graphsvc.access.sign_in.claims import Claims
from graphsvc.access.sign_in.discovery import ProviderAway, checked_address, read_keys
from graphsvc.access.sign_in.token import LARGEST_TOKEN, Keys, Rules, key_name, verify
from graphsvc.errors import Unauthenticated, Unavailable

log = logging.getLogger(__name__)

FRESH = timedelta(minutes=10)  # keys are read anew after this
PAUSE = timedelta(seconds=10)  # between two attempts to read them, whatever tokens ask for
KEPT = timedelta(hours=24)  # keys hold on while the sign-in server is away
REMEMBERED = timedelta(seconds=60)  # claims of a token
MOST_REMEMBERED = 10_000  # tokens


class Remembered:
    """Claims of tokens verified within the last minute, by the SHA-256 of the token; never past their end."""

    def __init__(self, most: int = MOST_REMEMBERED) -> None:
        self._most = most
        self._known: dict[bytes, tuple[Claims, datetime]] = {}

    def find(self, mark: bytes, now: datetime) -> Claims | None:
        """Find the claims, unless they are older than a minute or have ended."""
        known = self._known.get(mark)
        return known[0] if known and now < known[1] else None

    def keep(self, mark: bytes, claims: Claims, now: datetime) -> None:
        """Keep them; the oldest make room."""
        self._known.pop(mark, None)
        if len(self._known) >= self._most:
            del self._known[next(iter(self._known))]
        self._known[mark] = (claims, min(now + REMEMBERED, claims.expires_at))

    def __len__(self) -> int:
        return len(self._known)


class Issuer:
    """One sign-in server. Nothing is read before the first token comes, so the service starts without it."""

    def __init__(self, rules: Rules, client: httpx.AsyncClient) -> None:
        """
        Raises:
            SetupError: the issuer's address is not https (nor on this machine).
        """
        self._rules = rules
        self._address = checked_address(rules.issuer)
        self._client = client
        self._keys: Keys = {}
        self._read_at: datetime | None = None
        self._tried_at: datetime | None = None
        self._away = False
        self._lock = asyncio.Lock()
        self._aside: asyncio.Task[None] | None = None
        self._remembered = Remembered()

    async def claims(self, token: str, now: datetime) -> Claims:
        """Verify a token and return its claims.

        Raises:
            Unauthenticated: the token does not hold.
            Unavailable: whether it holds cannot be told, since the sign-in server is away.
        """
        if len(token) > LARGEST_TOKEN:
            raise Unauthenticated("too large")
        mark = hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()
        if (known := self._remembered.find(mark, now)) is not None:
            return known
        claims = verify(token, await self._keys_for(key_name(token, self._rules), now), self._rules, now)
        self._remembered.keep(mark, claims, now)
        return claims

    async def _keys_for(self, name: tuple[str, str], now: datetime) -> Keys:
        """Keys that are fresh enough, and hold the named one if the sign-in server has it.

        While the sign-in server is away nobody waits for the next attempt who can go on with the keys that are kept.
        """
        if self._keys_last(KEPT, now) and name in self._keys:
            if not self._keys_last(FRESH, now):
                await self._refresh_aside(now) if self._away else await self._refresh(now)
        else:
            await self._refresh(now)
        if not self._keys_last(KEPT, now) or (self._away and name not in self._keys):
            raise Unavailable("登录服务暂时不可用，请稍后重试。", "The sign-in server is away; try again shortly.")
        return self._keys

    def _keys_last(self, span: timedelta, now: datetime) -> bool:
        return self._read_at is not None and now < self._read_at + span

    async def _refresh_aside(self, now: datetime) -> None:
        if self._may_try(now) and (self._aside is None or self._aside.done()):
            self._aside = asyncio.create_task(self._refresh(now))

    async def _refresh(self, now: datetime) -> None:
        """Read the keys, one reader at a time; those who waited for it find it done."""
        async with self._lock:
            if not self._may_try(now):
                return
            self._tried_at = now
            try:
                self._keys = await read_keys(self._client, self._address)
            except ProviderAway as failure:
                self._away = True
                log.warning("the sign-in server is away: %s", failure)
            else:
                self._away, self._read_at = False, now

    def _may_try(self, now: datetime) -> bool:
        return self._tried_at is None or now >= self._tried_at + PAUSE
