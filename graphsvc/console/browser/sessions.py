"""Sessions of browsers, kept in this process: the access token stays here, the browser holds a random name of it.

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
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from graphsvc.console.browser.uploads import TakenIn

IDLE = timedelta(hours=2)
"""A session that nobody uses ends."""
LONGEST = timedelta(hours=12)
"""A session ends at the latest."""
MOST = 20_000
"""Sessions kept at once; the one unused for longest gives way."""
CSRF_BYTES = 32


@dataclass(slots=True)
class Session:
    """Somebody signed in on one browser.

    `me` is what the service says of the caller, `standing` who it is and what it may do; `notice` is shown once,
    `upload` a sheet that was looked at and waits, `files` the files of its last forms. The token ends at `ends`, and
    `refresh` gets another, one request at a time.
    """

    authorization: bytes
    begun: datetime
    seen: datetime
    me: Mapping[str, Any] = field(default_factory=dict)
    standing: tuple[object, ...] = ()
    ends: datetime | None = None
    refresh: str | None = None
    renewing: asyncio.Lock = field(default_factory=asyncio.Lock)
    notice: str = ""
    upload: Any = None
    files: TakenIn = field(default_factory=TakenIn)
    csrf: bytes = field(default_factory=lambda: secrets.token_bytes(CSRF_BYTES))

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


class Sessions:
    """The sessions of this process, by the digest of their names, so that a memory dump names none."""

    def __init__(self) -> None:
        self._kept: OrderedDict[bytes, Session] = OrderedDict()

    def open(self, session: Session) -> str:
        """Keep a session under a new name that nobody has known before."""
        name = secrets.token_urlsafe(32)
        self._kept[_digest(name)] = session
        while len(self._kept) > MOST:
            self._kept.popitem(last=False)
        return name

    def find(self, name: str | None, now: datetime) -> Session | None:
        """The session of a name, unless it has ended."""
        digest = _digest(name or "")
        session = self._kept.get(digest)
        if session is None:
            return None
        if now - session.seen > IDLE or now - session.begun > LONGEST:
            del self._kept[digest]
            return None
        session.seen = now
        self._kept.move_to_end(digest)
        return session

    def close(self, name: str | None) -> Session | None:
        """End a session."""
        return self._kept.pop(_digest(name or ""), None)


def _digest(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()


def _xor(one: bytes, other: bytes) -> bytes:
    return bytes(a ^ b for a, b in zip(one, other, strict=True))
