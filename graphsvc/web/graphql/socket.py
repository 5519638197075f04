"""Operations over a WebSocket, by the protocol graphql-transport-ws.

Close codes are those of graphql-ws; 1013 (try again later, RFC 6455 registry) stands where coming back helps. A socket
ends with the token it was opened with, by 4403: the protocol knows one `connection_init` a connection, so a client
renews its token by opening another, which graphql-ws does by itself.
Source: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

import asyncio
import logging
import math
import time
from collections.abc import Callable, Mapping
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from graphsvc.access.principal import Principal
from graphsvc.errors import Forbidden, GraphsvcError, RateLimited, TooManyOpen, Unauthenticated, Unavailable
from graphsvc.web.authentication import ACTING_FOR
from graphsvc.web.graphql.content_negotiation import Language, language
from graphsvc.web.graphql.following import Following, status_of
from graphsvc.web.graphql.parameters import parameters
from graphsvc.web.limits.front import Open
from graphsvc.web.request_context import Visit, current, request_id

log = logging.getLogger(__name__)

PROTOCOL = "graphql-transport-ws"
INIT_SECONDS = 3.0
PING_SECONDS = 15.0
MOST_OPERATIONS = 20
"""Operations open at once on one connection."""
LARGEST_MESSAGE = 256 * 1024
"""Bytes of a message."""
LONGEST_REASON = 120
"""Characters of a close frame's reason, which is English."""

Seen = Callable[[Visit, Scope, int, float], None]


class Ended(Exception):
    """The connection is closed with this code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class SocketEndpoint:
    """Accepts connections; each is one caller with a few operations of its own.

    `seen` is told of each operation when it is over.
    """

    following: Following
    seen: Seen = lambda *_: None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection until either side leaves, or the token ends."""
        socket = WebSocket(scope, receive, send)
        if PROTOCOL not in socket.scope.get("subprotocols", ()):
            await socket.close(4406, "Subprotocol not acceptable")
            return
        await socket.accept(PROTOCOL)
        await _Connection(self, socket).serve()


class _Connection:
    """One client: who it is, and what it follows."""

    def __init__(self, endpoint: SocketEndpoint, socket: WebSocket) -> None:
        self.following = endpoint.following
        self.seen = endpoint.seen
        self.socket = socket
        self.caller: Principal | None = None
        self.headers: dict[bytes, bytes] = dict(socket.scope["headers"])
        self.operations: dict[str, asyncio.Task[None]] = {}

    async def serve(self) -> None:
        try:
            self.caller = await self._signed_in()
            with self.following.entrance.holding(self.caller, Open.SOCKET):
                await self._send({"type": "connection_ack"})
                await self._first_of(self._read(self.caller), self._end(self.caller), self._ping())
        except Ended as ended:
            await self._close(ended.code, ended.reason)
        except TooManyOpen as refusal:
            await self._close(1013, refusal.en)
        except (WebSocketDisconnect, RuntimeError):
            pass  # the client has gone
        except Exception:
            log.exception("a socket failed")
            await self._close(4500, "Internal server error")
        finally:
            for task in self.operations.values():
                task.cancel()

    async def _first_of(self, *parts: Any) -> None:
        """Let parts run side by side until the first of them ends, with its failure."""
        tasks = [asyncio.create_task(part) for part in parts]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        for task in done:
            task.result()

    async def _signed_in(self) -> Principal:
        """Wait for the first message and find out who it is from."""
        try:
            async with asyncio.timeout(INIT_SECONDS):
                message = await self._received()
        except TimeoutError:
            raise Ended(4408, "Connection initialisation timeout") from None
        if message["type"] != "connection_init":
            raise Ended(4401, "Unauthorized")
        self.headers |= _headers(message.get("payload"))
        try:
            return await self.following.entrance.caller(self.socket.scope, self.headers)
        except (Unauthenticated, Forbidden):
            raise Ended(4403, "Forbidden") from None
        except RateLimited as refusal:
            raise Ended(1013, f"Rate limited; try again in {math.ceil(refusal.retry_after)} s") from None
        except Unavailable as refusal:
            raise Ended(1013, refusal.en) from None

    async def _read(self, caller: Principal) -> None:
        while True:
            await self.following.entrance.pace(caller)
            await self._act(await self._received(), caller)

    async def _received(self) -> Mapping[str, Any]:
        """The next message; a frame that is no text in JSON ends the connection."""
        frame = await self.socket.receive()
        if frame["type"] == "websocket.disconnect":
            raise WebSocketDisconnect(frame.get("code", 1005))
        text = frame.get("text")
        try:
            message = orjson.loads(text) if text and len(text.encode()) <= LARGEST_MESSAGE else None
        except ValueError:
            message = None
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            raise Ended(4400, "Invalid message")
        return message

    async def _act(self, message: Mapping[str, Any], caller: Principal) -> None:
        match message["type"]:
            case "subscribe":
                await self._begin(message.get("id"), message.get("payload"), caller)
            case "complete":
                if task := self.operations.pop(str(message.get("id")), None):
                    task.cancel()
            case "ping":
                await self._send({"type": "pong"})
            case "pong":
                pass
            case "connection_init":
                raise Ended(4429, "Too many initialisation requests")
            case _:
                raise Ended(4400, "Invalid message type")

    async def _begin(self, id_: Any, payload: Any, caller: Principal) -> None:
        """Begin an operation; what is over a limit is refused by itself, and the others go on."""
        if not isinstance(id_, str) or not id_:
            raise Ended(4400, "Invalid message")
        if id_ in self.operations:
            raise Ended(4409, "Subscriber for this id already exists")
        visited = Visit(request_id(), subject=caller.subject)
        try:
            self.following.entrance.admit(caller, visited)
            if len(self.operations) >= MOST_OPERATIONS:
                raise TooManyOpen(MOST_OPERATIONS)
        except RateLimited as refusal:
            await self._refuse(id_, refusal, visited)
            return
        self.operations[id_] = asyncio.create_task(self._follow(id_, payload, caller, visited))

    async def _follow(self, id_: str, payload: Any, caller: Principal, visited: Visit) -> None:
        """Send the answers of one operation, and that it is complete."""
        current.set(visited)
        begun, status = time.perf_counter(), 200
        try:
            given = parameters(payload)
            async with aclosing(self.following.answers(caller, given, visited, self._language)) as answers:
                async for answer in answers:
                    if answer.error is not None:
                        status = status_of(answer.error)
                        await self._send({"id": id_, "type": "error", "payload": answer.body["errors"]})
                        return
                    await self._send({"id": id_, "type": "next", "payload": answer.body})
            await self._send({"id": id_, "type": "complete"})
        except GraphsvcError as refusal:
            status = status_of(refusal)
            await self._refuse(id_, refusal, visited)
        except (WebSocketDisconnect, RuntimeError):
            pass  # the client has gone
        finally:
            if self.operations.get(id_) is asyncio.current_task():
                del self.operations[id_]
            scope = {**self.socket.scope, "method": "SUBSCRIBE"}
            self.seen(visited, scope, status, time.perf_counter() - begun)

    async def _refuse(self, id_: str, error: GraphsvcError, visited: Visit) -> None:
        refusal = self.following.refusal(error, visited, self._language)
        await self._send({"id": id_, "type": "error", "payload": refusal.body["errors"]})

    @property
    def _language(self) -> Language:
        return language(self.headers.get(b"accept-language", b"").decode("latin-1"))

    async def _end(self, caller: Principal) -> None:
        """End the connection when its token ends."""
        ended = await self.following.entrance.until_ended(caller, self.headers)
        log.info("a socket ended: %s", ended.reason)
        raise Ended(4403, "Forbidden: the token has ended; open another socket with a new one")

    async def _ping(self) -> None:
        """Keep proxies from closing a quiet connection."""
        while True:
            await asyncio.sleep(PING_SECONDS)
            await self._send({"type": "ping"})

    async def _send(self, message: Mapping[str, Any]) -> None:
        if self.socket.application_state is WebSocketState.CONNECTED:
            await self.socket.send_text(orjson.dumps(message).decode())

    async def _close(self, code: int, reason: str) -> None:
        with suppress(RuntimeError, WebSocketDisconnect):
            await self.socket.close(code, reason[:LONGEST_REASON])


def _headers(payload: Any) -> dict[bytes, bytes]:
    """What a client sends in `connection_init`, where a browser cannot send headers: token, language, seat."""
    given = payload if isinstance(payload, dict) else {}
    found = {name.lower(): value for name, value in given.items() if isinstance(value, str)}
    wanted = (name for name in ("authorization", "accept-language", ACTING_FOR.decode()) if name in found)
    return {name.encode(): found[name].encode("utf-8", "surrogatepass") for name in wanted}
