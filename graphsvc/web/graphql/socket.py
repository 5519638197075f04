"""Subscriptions over a WebSocket, by the protocol graphql-transport-ws.

Source: https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md
"""

import asyncio
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import orjson
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketState

from graphsvc.access.principal import Principal
from graphsvc.errors import GraphsvcError, RateLimited, Unauthenticated
from graphsvc.gql.document.policy import Contract
from graphsvc.gql.execution.executor import Executor
from graphsvc.gql.execution.response import described
from graphsvc.web.authentication import Entrance
from graphsvc.web.graphql.parameters import parameters
from graphsvc.web.graphql.request import asked

PROTOCOL = "graphql-transport-ws"
INIT_SECONDS = 3.0
PING_SECONDS = 15.0
MOST_OPERATIONS = 20
"""Operations open at once on one connection."""
LARGEST_MESSAGE = 256 * 1024
"""Characters of a message."""


class Ended(Exception):
    """The connection is closed with this code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


@dataclass(frozen=True, slots=True)
class SocketEndpoint:
    """Accepts connections; each is one caller with a few operations of its own."""

    executor: Callable[[], Executor]
    entrance: Entrance
    contract: Contract

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection until either side leaves."""
        socket = WebSocket(scope, receive, send)
        if PROTOCOL not in socket.scope.get("subprotocols", ()):
            await socket.close(4406, "Subprotocol not acceptable")
            return
        await socket.accept(PROTOCOL)
        await _Connection(self, socket).serve()


class _Connection:
    """One client: who it is, and what it follows."""

    def __init__(self, endpoint: SocketEndpoint, socket: WebSocket) -> None:
        self.endpoint = endpoint
        self.socket = socket
        self.caller: Principal | None = None
        self.operations: dict[str, asyncio.Task[None]] = {}

    async def serve(self) -> None:
        pinging = asyncio.create_task(self._ping())
        try:
            await self._initialized()
            while True:
                await self._act(await self._received())
        except Ended as ended:
            with suppress(RuntimeError):
                await self.socket.close(ended.code, ended.reason)
        except WebSocketDisconnect:
            pass
        finally:
            for task in [pinging, *self.operations.values()]:
                task.cancel()

    async def _initialized(self) -> None:
        """Wait for the first message and find out who it is from."""
        try:
            async with asyncio.timeout(INIT_SECONDS):
                message = await self._received()
        except TimeoutError:
            raise Ended(4408, "Connection initialisation timeout") from None
        if message["type"] != "connection_init":
            raise Ended(4401, "Unauthorized")
        try:
            self.caller = await self.endpoint.entrance.caller(self.socket.scope, _headers(message.get("payload")))
        except (Unauthenticated, RateLimited):
            raise Ended(4403, "Forbidden") from None
        await self._send({"type": "connection_ack"})

    async def _received(self) -> Mapping[str, Any]:
        text = await self.socket.receive_text()
        try:
            message = orjson.loads(text) if len(text) <= LARGEST_MESSAGE else None
        except orjson.JSONDecodeError:
            message = None
        if not isinstance(message, dict) or not isinstance(message.get("type"), str):
            raise Ended(4400, "Invalid message")
        return message

    async def _act(self, message: Mapping[str, Any]) -> None:
        match message["type"]:
            case "subscribe":
                self._begin(message.get("id"), message.get("payload"))
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

    def _begin(self, id_: Any, payload: Any) -> None:
        if not isinstance(id_, str) or not id_:
            raise Ended(4400, "Invalid message")
        if id_ in self.operations:
            raise Ended(4409, "Subscriber for this id already exists")
        if len(self.operations) >= MOST_OPERATIONS:
            raise Ended(4429, "Too many operations")
        self.operations[id_] = asyncio.create_task(self._follow(id_, payload))

    async def _follow(self, id_: str, payload: Any) -> None:
        """Send the answers of one operation, and that it is complete."""
        assert self.caller is not None
        try:
            request = asked(self.endpoint.contract, parameters(payload), self.caller)
            async for answer in self.endpoint.executor().follow(request):
                if answer.error is not None:
                    await self._send({"id": id_, "type": "error", "payload": answer.body["errors"]})
                    break
                await self._send({"id": id_, "type": "next", "payload": answer.body})
            else:
                await self._send({"id": id_, "type": "complete"})
        except GraphsvcError as refusal:
            await self._send({"id": id_, "type": "error", "payload": [described(refusal)]})
        except (WebSocketDisconnect, RuntimeError):
            pass  # the client has gone
        finally:
            self.operations.pop(id_, None)

    async def _ping(self) -> None:
        """Keep proxies from closing a quiet connection."""
        while True:
            await asyncio.sleep(PING_SECONDS)
            if self.caller is not None:
                await self._send({"type": "ping"})

    async def _send(self, message: Mapping[str, Any]) -> None:
        if self.socket.application_state is WebSocketState.CONNECTED:
            await self.socket.send_text(orjson.dumps(message).decode())


def _headers(payload: Any) -> dict[bytes, bytes]:
    """The Authorization that a client sends in `connection_init`, as a header would hold it."""
    given = payload if isinstance(payload, dict) else {}
    token = next((value for name, value in given.items() if name.lower() == "authorization"), None)
    return {b"authorization": token.encode()} if isinstance(token, str) else {}
