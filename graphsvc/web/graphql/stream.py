"""Subscriptions as server-sent events, by the distinct connections mode of graphql-sse.

Source: https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import orjson
from starlette.types import Message, Receive, Scope, Send

from graphsvc.errors import GraphsvcError, Unauthenticated
from graphsvc.gql.document.policy import Contract
from graphsvc.gql.execution.executor import Executor
from graphsvc.gql.execution.response import Answer, described
from graphsvc.web.authentication import Entrance
from graphsvc.web.graphql.parameters import posted, queried
from graphsvc.web.graphql.request import asked

BEAT_SECONDS = 12.0
"""Between comments that keep proxies from closing a quiet stream."""


@dataclass(frozen=True, slots=True)
class StreamEndpoint:
    """Answers POST and GET with a stream of `next` events and one `complete`."""

    executor: Callable[[], Executor]
    entrance: Entrance
    contract: Contract

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one stream until either side leaves."""
        headers = dict(scope["headers"])
        answers: AsyncIterator[Answer]
        try:
            caller = await self.entrance.caller(scope, headers)
            read = posted(headers, receive) if scope["method"] == "POST" else None
            given = await read if read else queried(headers, scope["query_string"], plain=False)
            answers = self.executor().follow(asked(self.contract, given, caller))
        except GraphsvcError as refusal:
            answers = _once(Answer({"errors": [described(refusal)]}, refusal))
            await _start(send, 401 if isinstance(refusal, Unauthenticated) else 400)
        else:
            await _start(send, 200)
        tasks = [asyncio.create_task(_sent(answers, send)), asyncio.create_task(_gone(receive))]
        _, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        await asyncio.gather(*pending, return_exceptions=True)


async def _sent(answers: AsyncIterator[Answer], send: Send) -> None:
    waiting = asyncio.ensure_future(anext(answers, None))
    try:
        while True:
            done, _ = await asyncio.wait([waiting], timeout=BEAT_SECONDS)
            if not done:
                await _write(send, b":\n\n")
            elif (answer := waiting.result()) is None:
                await _write(send, b"event: complete\ndata:\n\n", more=False)
                return
            else:
                await _write(send, b"event: next\ndata: " + orjson.dumps(answer.body) + b"\n\n")
                waiting = asyncio.ensure_future(anext(answers, None))
    finally:
        waiting.cancel()  # whoever has gone follows no more


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _once(answer: Answer) -> AsyncIterator[Answer]:
    yield answer


async def _start(send: Send, status: int) -> None:
    headers = [(b"content-type", b"text/event-stream; charset=utf-8"), (b"cache-control", b"no-cache")]
    message: Message = {"type": "http.response.start", "status": status, "headers": headers}
    await send(message)


async def _write(send: Send, body: bytes, *, more: bool = True) -> None:
    await send({"type": "http.response.body", "body": body, "more_body": more})
