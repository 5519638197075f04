"""A WebSocket client of an ASGI application in this process, so that a protocol is tried without a server."""

import asyncio
from typing import Any

import orjson
from starlette.types import ASGIApp, Message

PROTOCOL = "graphql-transport-ws"


class Closed(Exception):
    """The application has closed the connection with this code."""

    def __init__(self, code: int, reason: str) -> None:
        super().__init__(f"{code} {reason}")
        self.code = code
        self.reason = reason


class Socket:
    """One connection."""

    def __init__(self, app: ASGIApp, protocol: str = PROTOCOL, **headers: str) -> None:
        given = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
        scope = {
            "type": "websocket",
            "path": "/graphql",
            "scheme": "ws",
            "headers": [(b"host", b"graphsvc"), *given],
            "subprotocols": [protocol],
            "client": ("127.0.0.1", 1),
        }
        self._in: asyncio.Queue[Message] = asyncio.Queue()
        self._out: asyncio.Queue[Message] = asyncio.Queue()
        self._in.put_nowait({"type": "websocket.connect"})
        self.task = asyncio.ensure_future(app(scope, self._in.get, self._out.put))

    def frame(self, **message: Any) -> None:
        """Send a frame as it is."""
        self._in.put_nowait({"type": "websocket.receive", **message})

    def send(self, **message: Any) -> None:
        """Send a message."""
        self.frame(text=orjson.dumps(message).decode())

    def subscribe(self, id_: str, query: str, **variables: Any) -> None:
        """Begin an operation."""
        self.send(id=id_, type="subscribe", payload={"query": query, "variables": variables})

    async def said(self, seconds: float = 60.0) -> Any:
        """The next message of the application.

        Raises:
            Closed: it has closed the connection.
        """
        async with asyncio.timeout(seconds):
            while True:
                message = await self._out.get()
                match message["type"]:
                    case "websocket.close":
                        raise Closed(message["code"], message.get("reason") or "")
                    case "websocket.send":
                        return orjson.loads(message["text"])

    async def closed(self) -> Closed:
        """How the application closes the connection, whatever it says before; it has ended without a failure."""
        while True:
            try:
                await self.said()
            except Closed as closed:
                self._in.put_nowait({"type": "websocket.disconnect", "code": closed.code})
                await asyncio.wait_for(self.task, 5)
                return closed

    async def init(self, **payload: Any) -> None:
        """Sign in."""
        self.send(type="connection_init", payload=payload)
        assert await self.said() == {"type": "connection_ack"}

    async def leave(self) -> None:
        """Go without a goodbye."""
        self._in.put_nowait({"type": "websocket.disconnect", "code": 1006})
        await asyncio.wait_for(self.task, 5)
