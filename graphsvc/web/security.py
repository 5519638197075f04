"""The outermost ASGI application: a request id, security headers on every answer, and one log line a request.

Sources: OWASP Secure Headers Project; OWASP REST Security Cheat Sheet (headers of an API); RFC 6797 (HSTS).
"""

import time
from collections.abc import Callable, Collection, Iterable

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graphsvc.errors import BadInput
from graphsvc.settings import Settings
from graphsvc.web.request_context import KEY, Visit, current, request_id

Header = tuple[bytes, bytes]
Hosts = frozenset[bytes] | None
Seen = Callable[[Visit, Scope, int, float], None]
"""Told of each request when it is over: visit, scope, status (0: none was sent), seconds."""

ALWAYS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
UNLESS_GIVEN: tuple[Header, ...] = (
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    (b"cache-control", b"no-store"),  # answers may hold what is for this caller's eyes only
)
"""A page that needs scripts of its own says so in a policy of its own."""

HSTS: Header = (b"strict-transport-security", b"max-age=31536000")
"""Only over https, as the server or a trusted proxy tells; a year."""


class Secured:
    """Wraps an application. The server has put the scheme and the address that a trusted proxy tells into the scope."""

    def __init__(self, app: ASGIApp, seen: Seen, hosts: Hosts = None, origins: Collection[str] = ()) -> None:
        """Args: `hosts` are the only names the service answers to; None is any. `origins` may open sockets too."""
        self.app = app
        self.seen = seen
        self.hosts = hosts
        self.origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and its answer back with headers."""
        if scope["type"] == "websocket":
            await self._opened(scope, receive, send)
            return
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        host, given = _named(scope["headers"])
        visit = scope[KEY] = Visit(request_id(given))
        app = self.app if self.hosts is None or _bare(host) in self.hosts else misdirected
        own = (b"x-request-id", visit.request_id.encode())
        extra = (*ALWAYS, HSTS, own) if scope["scheme"] == "https" else (*ALWAYS, own)
        status, begun, token = 0, time.perf_counter(), current.set(visit)

        async def answer(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                told = visit.standing.headers if visit.standing else []
                message["headers"] = with_headers(message.get("headers", ()), (*extra, *told))
            await send(message)

        try:
            await app(scope, receive, answer)
        finally:
            current.reset(token)
            self.seen(visit, scope, status, time.perf_counter() - begun)

    async def _opened(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a socket on; its line says by which code it was closed."""
        visit = scope[KEY] = Visit(request_id(_named(scope["headers"])[1]))
        app = self.app if self._is_expected(scope) else turned_away
        code, begun, token = 0, time.perf_counter(), current.set(visit)

        async def received() -> Message:
            nonlocal code
            message = await receive()
            if message["type"] == "websocket.disconnect":
                code = code or message.get("code", 0)
            return message

        async def answer(message: Message) -> None:
            nonlocal code
            if message["type"] == "websocket.close":
                code = message.get("code", 1000)
            await send(message)

        try:
            await app(scope, received, answer)
        finally:
            current.reset(token)
            self.seen(visit, scope, code, time.perf_counter() - begun)

    def _is_expected(self, scope: Scope) -> bool:
        """Whether a socket is opened under a name of ours, and by no page of a site that is not allowed.

        A browser asks nobody before it opens a socket, so that the page's origin has to be looked at here.
        """
        headers = dict(scope["headers"])
        host, origin = headers.get(b"host", b""), headers.get(b"origin")
        if self.hosts is not None and _bare(host) not in self.hosts:
            return False
        if origin is None or "*" in self.origins:
            return True
        return origin.partition(b"://")[2] == host or origin.decode("latin-1") in self.origins


async def turned_away(scope: Scope, receive: Receive, send: Send) -> None:
    """Refuse a socket before it is open."""
    await send({"type": "websocket.close", "code": 4403, "reason": "Forbidden"})


def with_headers(given: Iterable[Header], extra: Iterable[Header]) -> list[Header]:
    """An answer's headers and the extra ones; an answer may bring its own of `UNLESS_GIVEN` and of no other."""
    headers = list(given)
    names = {name for name, _ in headers}
    headers += [header for header in UNLESS_GIVEN if header[0] not in names]
    headers += extra
    return headers


def local_hosts(settings: Settings) -> Hosts:
    """The names of this machine, where the developer's door stands open to it alone.

    A page of another site may point a name of its own at 127.0.0.1 and ask from there; it is known by that name.
    """
    alone = settings.loopback_only or settings.host in ("127.0.0.1", "::1", "localhost")
    if settings.profile == "developer" and alone:
        return frozenset({b"127.0.0.1", b"localhost", b"[::1]"})
    return None


async def misdirected(scope: Scope, _: Receive, send: Send) -> None:
    """Refuse a request that was meant for another host (RFC 9110, section 15.5.20)."""
    refusal = BadInput(
        "开发模式只回答发给本机（127.0.0.1 或 localhost）的请求。",
        "The developer profile answers requests to 127.0.0.1 or localhost only.",
    )
    scope[KEY].code = refusal.code
    error = {"message": refusal.en, "extensions": {"code": refusal.code, "zh": refusal.zh}}
    headers = [(b"content-type", b"application/json; charset=utf-8")]
    await send({"type": "http.response.start", "status": 421, "headers": headers})
    await send({"type": "http.response.body", "body": orjson.dumps({"errors": [error]})})


def _named(headers: Iterable[Header]) -> tuple[bytes, bytes | None]:
    """The host and the request id that a request names."""
    host, given = b"", None
    for name, value in headers:
        if name == b"host":
            host = value
        elif name == b"x-request-id":
            given = value
    return host, given


def _bare(host: bytes) -> bytes:
    """A host without its port."""
    name, colon, port = host.lower().rpartition(b":")
    return name if colon and port.isdigit() else host.lower()
