"""The end of a server: what is under way is finished, what comes now is refused, what lasts too long is told so."""

import asyncio

import orjson
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graphsvc.errors import Unavailable
from graphsvc.web.request_context import KEY

EVENT_STREAM = b"text/event-stream"


class Draining:
    """Wraps an application and knows its requests, so that none is cut off without an answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._under_way: dict[asyncio.Task[object], bool] = {}  # whether it streams
        self._begun = False

    @property
    def under_way(self) -> int:
        """Requests that are being answered."""
        return len(self._under_way)

    def begin(self, seconds: float) -> None:
        """Take no more requests; end streams now, whose clients go on from their cursor elsewhere, and the rest after
        `seconds`. To be called on the loop."""
        self._begun = True
        self._end(streams_only=True)
        asyncio.get_running_loop().call_later(seconds, self._end)

    def _end(self, *, streams_only: bool = False) -> None:
        for task, streams in list(self._under_way.items()):
            if streams or not streams_only:
                task.cancel()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif self._begun:
            await refuse(scope, send)
        else:
            await self._tended(scope, receive, send)

    async def _tended(self, scope: Scope, receive: Receive, send: Send) -> None:
        task = asyncio.current_task()
        assert task is not None, "a request is a task"
        status = 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                self._under_way[task] = any(value.startswith(EVENT_STREAM) for _, value in message.get("headers", ()))
            await send(message)

        self._under_way[task] = False
        try:
            await self._app(scope, receive, watched)
        except asyncio.CancelledError:
            if not self._begun:
                raise
            task.uncancel()
            if status:
                await send({"type": "http.response.body", "body": b"", "more_body": False})
            else:
                await refuse(scope, send)
        finally:
            del self._under_way[task]


async def refuse(scope: Scope, send: Send) -> None:
    """Answer that the server is going down; the client may repeat the request elsewhere."""
    refusal = Unavailable(
        "服务正在重启，请稍后用相同的幂等键重试。",
        "The service is going down; repeat the request shortly, a change with its key.",
    )
    scope[KEY].code = refusal.code
    error = {"message": refusal.en, "extensions": {"code": refusal.code, "zh": refusal.zh}}
    headers = [(b"content-type", b"application/json; charset=utf-8"), (b"retry-after", b"1"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": orjson.dumps({"errors": [error]})})
