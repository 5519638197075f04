"""Tokens that hold no more before their time: by a list in a file, or because the sign-in server says so when asked.

Sources: RFC 7662 (token introspection); RFC 6749, section 2.3.1 (how a client names itself).
"""

import asyncio
import hashlib
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import quote_plus

import httpx
import orjson

from graphsvc.access.sign_in.claims import Claims
from graphsvc.access.sign_in.discovery import ProviderAway, is_safe, read_bytes
from graphsvc.access.sign_in.verifiers import SignIn
from graphsvc.errors import SetupError, Unauthenticated, Unavailable

log = logging.getLogger(__name__)

LOOKED_SECONDS = 1.0
"""How often the file is looked at, while tokens come."""
LARGEST_ANSWER = 64 * 1024
ASKED_SECONDS = 3.0
ASKED_AT_ONCE = 16
"""Questions under way; of tokens that nobody knows one after the other is asked for."""
GOOD_FOR = timedelta(seconds=30)
"""How long what the sign-in server has said of a token is good for."""
GOOD_WITHOUT_IT = timedelta(minutes=5)
"""How long a token goes on by the last answer while the sign-in server does not answer."""
MOST_KNOWN = 10_000


@dataclass(frozen=True, slots=True)
class Withdrawn:
    """Ids of tokens, and subjects whose tokens of up to a moment are withdrawn."""

    tokens: frozenset[str] = frozenset()
    subjects: Mapping[str, datetime] = field(default_factory=dict)

    def names(self, claims: Claims) -> bool:
        """Whether a token is among them."""
        until = self.subjects.get(claims.subject)
        return claims.id in self.tokens or (until is not None and claims.issued_at <= until)


def parse_withdrawn(text: str) -> Withdrawn:
    """The list of a file: `token ID`, or `subject NAME` with or without a moment, a line each; # begins a remark.

    Raises:
        ValueError: a line of another form, which it names.
    """
    tokens: set[str] = set()
    subjects: dict[str, datetime] = {}
    for number, line in enumerate(text.splitlines(), 1):
        kind, _, rest = line.partition("#")[0].strip().partition(" ")
        match kind, rest.strip():
            case "", "":
                continue
            case "token", id_ if id_:
                tokens.add(id_)
            case "subject", named if named:
                name, until = _until(named)
                subjects[name] = max(until, subjects.get(name, until))
            case _:
                raise ValueError(f"line {number}: write `token ID` or `subject NAME [2026-11-28T18:00:00+08:00]`")
    return Withdrawn(frozenset(tokens), subjects)


def _until(named: str) -> tuple[str, datetime]:
    name, _, last = named.rpartition(" ")
    try:
        moment = datetime.fromisoformat(last)
    except ValueError:
        return named, datetime.max.replace(tzinfo=UTC)
    if not name or moment.tzinfo is None:
        raise ValueError(f"{named}: a moment stands behind a name and has a zone, such as +08:00")
    return name.strip(), moment


class ByList:
    """Turns away tokens that a file names; the file is read again whenever it changes."""

    def __init__(self, inner: SignIn, path: Path, clock: Callable[[], float] = time.monotonic) -> None:
        """
        Raises:
            SetupError: the file cannot be read.
        """
        self._inner = inner
        self._path = path
        self._clock = clock
        self._looked = clock()
        self._mark: tuple[int, int] | None = None
        self._withdrawn = Withdrawn()
        try:
            self._read()
        except (OSError, ValueError) as fault:
            raise SetupError(
                f"GRAPHSVC_REVOKED_FILE 无法读取：{fault}", f"GRAPHSVC_REVOKED_FILE cannot be read: {fault}"
            ) from None

    async def claims(self, token: str, now: datetime) -> Claims:
        """As `SignIn.claims`."""
        claims = await self._inner.claims(token, now)
        self._look()
        if self._withdrawn.names(claims):
            raise Unauthenticated("withdrawn by the list")
        return claims

    def _look(self) -> None:
        """Read what has changed; a file that cannot be read leaves the list as it was, and is told of."""
        if self._clock() - self._looked < LOOKED_SECONDS:
            return
        self._looked = self._clock()
        try:
            self._read()
        except (OSError, ValueError) as fault:
            log.error("the list of withdrawn tokens is as it was: %s", fault)

    def _read(self) -> None:
        found = self._path.stat()
        mark = (found.st_mtime_ns, found.st_size)
        if mark != self._mark:
            self._withdrawn = parse_withdrawn(self._path.read_text(encoding="utf-8"))
            self._mark = mark


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where the sign-in server tells of tokens, and who this service is there."""

    url: str
    client: str
    secret: str

    def __post_init__(self) -> None:
        if not is_safe(self.url):
            raise SetupError(
                "GRAPHSVC_INTROSPECTION_URL 应为 https:// 地址（本机可用 http://）。",
                "GRAPHSVC_INTROSPECTION_URL has to be an https:// address (http:// on this machine only).",
            )


class ByQuestion:
    """Asks the sign-in server whether a token is still active, of each token every half minute at most."""

    def __init__(self, inner: SignIn, endpoint: Endpoint, client: httpx.AsyncClient) -> None:
        self._inner = inner
        self._endpoint = endpoint
        self._client = client
        self._known: dict[bytes, tuple[bool, datetime]] = {}
        self._asking: dict[bytes, asyncio.Task[bool]] = {}
        self._few = asyncio.Semaphore(ASKED_AT_ONCE)

    async def claims(self, token: str, now: datetime) -> Claims:
        """As `SignIn.claims`."""
        claims = await self._inner.claims(token, now)  # what does not hold by itself is not asked about
        mark = hashlib.sha256(token.encode()).digest()
        active, at = self._known.get(mark, (False, datetime.min.replace(tzinfo=UTC)))
        if now - at >= GOOD_FOR:
            try:
                active = await self._told(mark, token, now)
            except (ProviderAway, TimeoutError, ValueError) as fault:
                log.warning("the sign-in server does not tell of tokens: %s", type(fault).__name__)
                if not active or now - at >= GOOD_WITHOUT_IT:
                    raise Unavailable(
                        "登录服务暂时不可用，请稍后重试。", "The sign-in server is away; try again shortly."
                    ) from None
        if not active:
            raise Unauthenticated("not active, says the sign-in server")
        return claims

    async def _told(self, mark: bytes, token: str, now: datetime) -> bool:
        """One question, whoever waits for its answer."""
        if mark not in self._asking:
            self._asking[mark] = asyncio.create_task(self._ask(token))
            self._asking[mark].add_done_callback(lambda _: self._asking.pop(mark, None))
        active = await asyncio.shield(self._asking[mark])
        self._known.pop(mark, None)
        if len(self._known) >= MOST_KNOWN:
            del self._known[next(iter(self._known))]
        self._known[mark] = (active, now)
        return active

    async def _ask(self, token: str) -> bool:
        named = httpx.BasicAuth(quote_plus(self._endpoint.client), quote_plus(self._endpoint.secret))
        given = {"token": token, "token_type_hint": "access_token"}
        async with self._few, asyncio.timeout(ASKED_SECONDS):
            answer = await read_bytes(self._client, "POST", self._endpoint.url, LARGEST_ANSWER, data=given, auth=named)
        said = orjson.loads(answer)
        return isinstance(said, dict) and said.get("active") is True
