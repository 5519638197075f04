"""Operations as server-sent events, by the distinct connections mode of graphql-sse.

Source: https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable
from contextlib import aclosing
from dataclasses import dataclass

import orjson
from starlette.types import Receive, Scope, Send

from graphsvc.access.principal import Principal
from graphsvc.errors import GraphsvcError
from graphsvc.gql.execution.response import Answer, internal
from graphsvc.web.graphql.content_negotiation import JSON, language
from graphsvc.web.graphql.following import Following
from graphsvc.web.graphql.parameters import Headers, Parameters, read_parameters
from graphsvc.web.graphql.response import headers_of, status
from graphsvc.web.request_context import request_id, visit

log = logging.getLogger(__name__)

BEAT_SECONDS = 12.0
"""Between comments that keep proxies from closing a quiet stream."""
FIRST_SECONDS = 0.1
"""How long a stream waits for a first answer, which may be a refusal with a status of its own, before it begins."""

Known = tuple[Principal, Parameters]
"""A caller who has been let in, and what it asks."""


@dataclass(frozen=True, slots=True)
class Form:
    """How a stream writes an answer, and its end; refusals have the status that they have with this media type."""

    answer: Callable[[Answer], bytes]
    end: bytes
    media: str = JSON


def _next(answer: Answer) -> bytes:
    place = b"id: %s\n" % answer.cursor.encode() if answer.cursor else b""
    return place + b"event: next\ndata: " + orjson.dumps(answer.body) + b"\n\n"


GRAPHQL_SSE = Form(_next, b"event: complete\ndata:\n\n")


@dataclass(frozen=True, slots=True)
class StreamEndpoint:
    """Answers POST and GET with a stream of `next` events and one `complete`.

    `plain_get` answers a GET without a header against other sites; `parameters` reads another request than GraphQL's.
    """

    following: Following
    plain_get: bool = False
    form: Form = GRAPHQL_SSE
    parameters: Callable[[Scope], Parameters] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one stream until either side leaves, or the token ends."""
        await self.serve(scope, receive, send)

    async def serve(self, scope: Scope, receive: Receive, send: Send, known: Known | None = None) -> None:
        """Serve one stream; `known` are the caller and the request of somebody who has been let in already."""
        headers, stream = dict(scope["headers"]), _Stream(send, self.form)
        visited = visit(scope)
        visited.request_id = visited.request_id or request_id(headers.get(b"x-request-id"))
        spoken = language(headers.get(b"accept-language", b"").decode("latin-1"))
        try:
            caller, given = known or await self._asked(scope, headers, receive)
            answers = self.following.answers(caller, given, visited, spoken, _resumed(headers))
            if ended := await self._served(stream, receive, caller, headers, answers):
                await stream.close(self.following.refusal(ended, visited, spoken))
        except GraphsvcError as refusal:
            await stream.close(self.following.refusal(refusal, visited, spoken))
        except Exception:
            log.exception("a stream failed")
            await stream.close(self.following.refusal(internal(), visited, spoken))

    async def _asked(self, scope: Scope, headers: Headers, receive: Receive) -> Known:
        caller = await self.following.entrance.caller(scope, headers)
        if self.parameters is not None:
            return caller, self.parameters(scope)
        return caller, await read_parameters(scope, headers, receive, plain_get=self.plain_get)

    async def _served(
        self,
        stream: "_Stream",
        receive: Receive,
        caller: Principal,
        headers: Headers,
        answers: AsyncGenerator[Answer, None],
    ) -> GraphsvcError | None:
        """Tell answers until they end or the client leaves; the refusal when its token ends first."""
        telling = asyncio.create_task(_tell(stream, answers))
        leaving = asyncio.create_task(_gone(receive))
        ending = asyncio.create_task(self.following.entrance.until_ended(caller, headers))
        tasks: list[asyncio.Task[object]] = [telling, leaving, ending]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if telling in done:
            telling.result()
        elif ending in done and leaving not in done:
            log.info("a stream ended: %s", ending.result().reason)
            return ending.result()
        return None


class _Stream:
    """The events of one response, which begins with the first of them."""

    def __init__(self, send: Send, form: Form) -> None:
        self._send = send
        self._form = form
        self._begun = False

    async def begin(self, error: GraphsvcError | None = None) -> None:
        """Send status and headers; what a document did wrong is told in the stream, as graphql-sse has it."""
        if self._begun:
            return
        self._begun = True
        headers = [
            (b"content-type", b"text/event-stream; charset=utf-8"),
            (b"cache-control", b"no-cache"),
            (b"x-accel-buffering", b"no"),  # nginx would keep events back
            *headers_of(error),
        ]
        await self._send({"type": "http.response.start", "status": status(error, self._form.media), "headers": headers})

    async def tell(self, answer: Answer) -> None:
        """Send one answer."""
        await self.begin(answer.error)
        await self._write(self._form.answer(answer))

    async def beat(self) -> None:
        """Show that the stream is alive."""
        await self.begin()
        await self._write(b":\n\n")

    async def close(self, last: Answer | None = None) -> None:
        """Say that the operation is complete, after a last answer."""
        if last:
            await self.tell(last)
        await self.begin()
        await self._write(self._form.end, more=False)

    async def _write(self, body: bytes, *, more: bool = True) -> None:
        await self._send({"type": "http.response.body", "body": body, "more_body": more})


async def _tell(stream: _Stream, answers: AsyncGenerator[Answer, None]) -> None:
    """Send answers as they come, and beats while none comes."""
    async with aclosing(answers):
        patience, waiting = FIRST_SECONDS, asyncio.ensure_future(anext(answers, None))
        try:
            while True:
                done, _ = await asyncio.wait([waiting], timeout=patience)
                if not done:
                    await (stream.beat() if patience == BEAT_SECONDS else stream.begin())
                elif (answer := waiting.result()) is None:
                    await stream.close()
                    return
                else:
                    await stream.tell(answer)
                    waiting = asyncio.ensure_future(anext(answers, None))
                patience = BEAT_SECONDS
        finally:
            waiting.cancel()  # whoever has gone follows no more
            await asyncio.gather(waiting, return_exceptions=True)


def _resumed(headers: Headers) -> str | None:
    """The id of the last event that a client saw before its stream was cut off."""
    last = headers.get(b"last-event-id")
    return last.decode("latin-1") if last else None


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
