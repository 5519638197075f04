"""Sessions of browsers: the access token stays here, the browser holds a random name of it.

A process goes by what it remembers, and looks every half minute whether another has ended or renewed a session; what
a restart forgets is found again by the name.

Sources: OWASP Session Management Cheat Sheet (length, renewal, ends); OWASP CSRF Prevention Cheat Sheet (a token a
session); the token is masked anew on each page, since compressed pages would give an unmasked one away (BREACH).
"""

import asyncio
import hashlib
import hmac
import re
import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections import OrderedDict
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import InitVar, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol

import orjson

from graphsvc.console.browser.handed_out import HandedOut
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
RENEWAL = timedelta(seconds=20)
"""How long a process has to renew a token that it has claimed, before another may."""
NAME_BYTES = 32
CSRF_BYTES = 32
_NAME = re.compile(r"[A-Za-z0-9_-]{43}")


@dataclass(slots=True)
class Session:
    """Somebody signed in on one browser.

    `me` is what the service says of the caller, `standing` who it is and what it may do; `notice` is shown once,
    `upload` a sheet that was looked at and waits, `files` the files of its last forms, `handed_out` secrets made for
    it: these stay in the process. The token ends at `ends`, and `refresh` gets another, one request at a time; what
    others keep of it has a `version`, and `is_unkept` while a new token could not be told them. It was `confirmed` to
    hold, and its use `noted` for others, at these moments; it ends at `ends_unused` unless it is used.
    """

    authorization: bytes
    begun: datetime
    seen: InitVar[datetime]
    me: Mapping[str, Any] = field(default_factory=dict)
    standing: str = ""
    ends: datetime | None = None
    refresh: str | None = None
    renewing: asyncio.Lock = field(default_factory=asyncio.Lock)
    notice: str = ""
    upload: Any = None
    files: TakenIn = field(default_factory=TakenIn)
    handed_out: HandedOut = field(default_factory=HandedOut)
    csrf: bytes = field(default_factory=lambda: secrets.token_bytes(CSRF_BYTES))
    version: int = 1
    is_unkept: bool = False
    confirmed: datetime = field(init=False)
    noted: datetime = field(init=False)
    ends_unused: datetime = field(init=False)

    def __post_init__(self, seen: datetime) -> None:
        self.confirmed = self.noted = seen
        self.ends_unused = seen + IDLE

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
        secret = {"authorization": self.authorization.decode(), "csrf": self.csrf.hex()}
        return orjson.dumps({**told, **secret, "begun": self.begun, "ends": self.ends})

    @classmethod
    def read(cls, text: bytes, version: int, now: datetime, ends_at: datetime) -> "Session":
        """Read what `text` wrote, used now; it ends at `ends_at` unless it is used."""
        told = orjson.loads(text)
        begun = datetime.fromisoformat(told["begun"])
        session = cls(told["authorization"].encode(), begun, now, told["me"], told["standing"])
        session.refresh, session.csrf, session.version = told["refresh"], bytes.fromhex(told["csrf"]), version
        session.ends = datetime.fromisoformat(told["ends"]) if told["ends"] else None
        session.ends_unused = ends_at
        return session

    def follow(self, other: "Session") -> None:
        """Take over what another process has kept since: a newer token, and later use."""
        self.ends_unused = max(self.ends_unused, other.ends_unused)
        if other.version > self.version:
            self.authorization, self.refresh, self.ends = other.authorization, other.refresh, other.ends
            self.version, self.is_unkept = other.version, False


class Keeper(Protocol):
    """Where sessions outlive a process: texts under names; each of these raises Unavailable."""

    async def open(self, name: str, text: bytes, until: datetime) -> None:
        """Keep a text under a new name."""

    async def find(self, name: str, now: datetime) -> tuple[bytes, int, datetime] | None:
        """The text under a name, its version and when it ends; None when there is none, or it has ended."""

    async def touch(self, name: str, until: datetime) -> bool:
        """Let a session end no sooner than this; False when it was ended."""

    async def claim(self, name: str, version: int, now: datetime, until: datetime) -> bool:
        """Claim to renew what has this version; False when another process does or has, or it was ended."""

    async def replace(self, name: str, text: bytes, version: int) -> bool:
        """Keep a text in the place of this version; False when that has moved on, or was ended."""

    async def forget(self, name: str) -> None:
        """Keep nothing under a name any more."""


class Sessions:
    """The sessions that this process remembers, by the digest of their names, so that a memory dump names none."""

    def __init__(self, keeper: Keeper) -> None:
        self._keeper = keeper
        self._known: OrderedDict[bytes, Session] = OrderedDict()
        self._closings = 0

    async def open(self, session: Session, now: datetime) -> str:
        """Keep a session under a new name that nobody has known before.

        Raises:
            Unavailable: the database is away.
        """
        name = secrets.token_urlsafe(NAME_BYTES)
        await self._keeper.open(name, session.text(), _until(session, now))
        self._remember(name, session)
        return name

    async def find(self, name: str | None, now: datetime) -> Session | None:
        """The session of a name, unless it has ended; it is used by this.

        Raises:
            Unavailable: the database is away, and this process does not know the session.
        """
        if not name or not _NAME.fullmatch(name):
            return None
        session = self._known.get(_digest(name))
        if session is None or now - session.confirmed >= CONFIRMED:
            session = await self.confirm(name, now)
        if session is None:
            return None
        if now > session.ends_unused or now - session.begun > LONGEST:
            await self.close(name)
            return None
        session.ends_unused = max(session.ends_unused, now + IDLE)
        self._remember(name, session)
        if session.is_unkept:
            await self.replace(name, session)
        return session if await self._note(name, session, now) else None

    async def confirm(self, name: str, now: datetime) -> Session | None:
        """Look whether another process has ended or renewed a session; while the database is away, none has.

        Raises:
            Unavailable: the database is away, and this process does not know the session.
        """
        closings = -1
        kept = None
        try:
            while closings != self._closings:  # one that is ended here meanwhile is not to come back
                closings = self._closings
                kept = await self._keeper.find(name, now)
        except Unavailable:
            if _digest(name) not in self._known:
                raise
            return self._known[_digest(name)]
        if kept is None:
            self._known.pop(_digest(name), None)
            return None
        text, version, ends_at = kept
        found = Session.read(text, version, now, ends_at)
        session = self._known.get(_digest(name)) or self._remember(name, found)
        session.follow(found)
        session.confirmed = now
        return session

    async def claim(self, name: str, session: Session, now: datetime) -> bool:
        """Whether this process is to renew the token; another does or has otherwise. Raises Unavailable."""
        return await self._keeper.claim(name, session.version, now, now + RENEWAL)

    async def replace(self, name: str, session: Session) -> None:
        """Keep a session with its new token for all; with the next request while the database is away."""
        session.is_unkept = True
        with suppress(Unavailable):
            if await self._keeper.replace(name, session.text(), session.version):
                session.version += 1
            session.is_unkept = False

    async def close(self, name: str | None) -> None:
        """End a session everywhere; raises Unavailable."""
        if name:
            self._closings += 1
            self._known.pop(_digest(name), None)
            await self._keeper.forget(name)
            self._closings += 1
            self._known.pop(_digest(name), None)

    async def _note(self, name: str, session: Session, now: datetime) -> bool:
        """Note now and then for others that a session is used; False when one of them has ended it."""
        if now - session.noted < NOTED:
            return True
        with suppress(Unavailable):  # noted with the next request
            if not await self._keeper.touch(name, _until(session, now)):
                self._known.pop(_digest(name), None)
                return False
            session.noted = now
        return True

    def _remember(self, name: str, session: Session) -> Session:
        self._known[_digest(name)] = session
        self._known.move_to_end(_digest(name))
        while len(self._known) > MOST:
            self._known.popitem(last=False)
        return session


def home_area(session: Session) -> str:
    """The area where the caller is at home: one it is responsible for, its unit's, or the first of all."""
    me = session.me.get("me") or {}
    unit = me.get("unit") or {}
    places = [*(me.get("areas") or ()), unit.get("community"), *(session.me.get("areas") or {}).get("nodes", ())]
    return next((place["code"] for place in places if place), "")


def _until(session: Session, now: datetime) -> datetime:
    """When a session that is used now ends unless it is used again, as others are told; they hear of use seldom."""
    return min(now + IDLE + NOTED, session.begun + LONGEST)


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
