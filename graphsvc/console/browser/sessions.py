"""Sessions of browsers: the access token stays here, the browser holds a random name of it.

A process goes by what it remembers, and looks every half minute whether another has ended or renewed a session; what
a restart forgets is found again by the name.

Sources: OWASP Session Management Cheat Sheet (length, renewal, ends); OWASP CSRF Prevention Cheat Sheet (a token a
session); the token is masked anew on each page, since compressed pages would give an unmasked one away (BREACH).
"""

import asyncio
import hashlib
import hmac
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import orjson

from graphsvc.console.browser.uploads import TakenIn
from graphsvc.errors import Unavailable

IDLE = timedelta(hours=2)
"""A session that nobody uses ends."""
LONGEST = timedelta(hours=12)
"""A session ends at the latest."""
MOST = 20_000
"""Sessions remembered at once; the one unused for longest is forgotten, and found again when it is used."""
CONFIRMED = timedelta(seconds=30)
"""How long a process goes by what it remembers."""
NOTED = timedelta(minutes=5)
"""How often it is noted for others that a session is used."""
CSRF_BYTES = 32


@dataclass(slots=True)
class Session:
    """Somebody signed in on one browser.

    `me` is what the service says of the caller, `standing` who it is and what it may do; `notice` is shown once,
    `upload` a sheet that was looked at and waits, `files` the files of its last forms: these stay in the process.
    The token ends at `ends`, and `refresh` gets another, one request at a time. It was `confirmed` to hold, and `noted`
    for others, at these moments.
    """

    authorization: bytes
    begun: datetime
    seen: datetime
    me: Mapping[str, Any] = field(default_factory=dict)
    standing: str = ""
    ends: datetime | None = None
    refresh: str | None = None
    renewing: asyncio.Lock = field(default_factory=asyncio.Lock)
    notice: str = ""
    upload: Any = None
    files: TakenIn = field(default_factory=TakenIn)
    csrf: bytes = field(default_factory=lambda: secrets.token_bytes(CSRF_BYTES))
    confirmed: datetime = field(init=False)
    noted: datetime = field(init=False)

    def __post_init__(self) -> None:
        self.confirmed = self.noted = self.seen

    def masked_csrf(self) -> str:
        """Write the token of this session's forms, another text each time."""
        pad = secrets.token_bytes(CSRF_BYTES)
        return urlsafe_b64encode(pad + _xor(pad, self.csrf)).decode()

    def holds(self, given: str) -> bool:
        """Whether a form comes from a page of this session."""
        try:
            raw = urlsafe_b64decode(given)
        except ValueError:
            return False
        pad, masked = raw[:CSRF_BYTES], raw[CSRF_BYTES:]
        return len(masked) == CSRF_BYTES and hmac.compare_digest(_xor(pad, masked), self.csrf)

    def text(self) -> bytes:
        """Write what another process needs to go on."""
        told = {"me": self.me, "standing": self.standing, "refresh": self.refresh}
        moments = {"begun": self.begun, "seen": self.seen, "noted": self.noted}
        secret = {"authorization": self.authorization.decode(), "csrf": self.csrf.hex()}
        return orjson.dumps(told | moments | secret)

    @classmethod
    def read(cls, text: bytes) -> "Session":
        """Read what `text` wrote."""
        told = orjson.loads(text)
        begun, seen, noted = (datetime.fromisoformat(told[name]) for name in ("begun", "seen", "noted"))
        session = cls(told["authorization"].encode(), begun, seen, told["me"], told["standing"])
        session.refresh, session.csrf = told["refresh"], bytes.fromhex(told["csrf"])
        session.noted = noted
        return session

    def follow(self, other: "Session") -> None:
        """Take over what another process has noted since."""
        if other.noted > self.noted:
            self.authorization, self.refresh, self.ends = other.authorization, other.refresh, None
            self.seen, self.noted = max(self.seen, other.seen), other.noted


class Keeper(Protocol):
    """Where sessions outlive a process: texts under names, until a moment; each raises Unavailable."""

    async def keep(self, name: str, text: bytes, until: datetime) -> None:
        """Keep a text, in the place of what was kept under this name."""

    async def find(self, name: str, now: datetime) -> bytes | None:
        """The text under a name; None when there is none, or it has ended."""

    async def forget(self, name: str) -> None:
        """Keep nothing under a name any more."""


class Sessions:
    """The sessions that this process remembers, by the digest of their names, so that a memory dump names none."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._known: OrderedDict[bytes, Session] = OrderedDict()

    async def open(self, session: Session, now: datetime) -> str:
        """Keep a session under a new name that nobody has known before.

        Raises:
            Unavailable: the database is away.
        """
        name = secrets.token_urlsafe(32)
        await self.note(name, session, now)
        self._remember(name, session)
        return name

    async def find(self, name: str | None, now: datetime) -> Session | None:
        """The session of a name, unless it has ended.

        Raises:
            Unavailable: the database is away, and this process does not know the session.
        """
        if not name:
            return None
        session = self._known.get(_digest(name))
        if session is None or now - session.confirmed >= CONFIRMED:
            session = await self.confirm(name, now)
        if session is None:
            return None
        if now - session.seen > IDLE or now - session.begun > LONGEST:
            await self.close(name)
            return None
        session.seen = now
        self._known.move_to_end(_digest(name))
        if now - session.noted >= NOTED:
            with suppress(Unavailable):  # noted with the next request
                await self.note(name, session, now)
        return session

    async def confirm(self, name: str, now: datetime) -> Session | None:
        """Look whether another process has ended or renewed a session; while the database is away, none has.

        Raises:
            Unavailable: the database is away, and this process does not know the session.
        """
        known = self._known.get(_digest(name))
        try:
            text = await self._keeper.find(name, now)
        except Unavailable:
            if known is None:
                raise
            return known
        if text is None:
            self._known.pop(_digest(name), None)
            return None
        session, found = known, Session.read(text)
        if session is None:
            session = found
            self._remember(name, session)
        session.follow(found)
        session.confirmed = now
        return session

    async def note(self, name: str, session: Session, now: datetime) -> None:
        """Keep a session as it is now for other processes; raises Unavailable."""
        before, session.noted = session.noted, now
        try:
            await self._keeper.keep(name, session.text(), min(now + IDLE + NOTED, session.begun + LONGEST))
        except Unavailable:
            session.noted = before
            raise

    async def close(self, name: str | None) -> None:
        """End a session everywhere; raises Unavailable."""
        if name:
            self._known.pop(_digest(name), None)
            await self._keeper.forget(name)

    def _remember(self, name: str, session: Session) -> None:
        self._known[_digest(name)] = session
        while len(self._known) > MOST:
            self._known.popitem(last=False)


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
