"""A server that is told to end: requests under way finish, later ones and endless ones are refused with a code."""

import asyncio
from typing import Any

import orjson
from starlette.types import Message, Receive, Scope, Send

from graphsvc.web.draining import Draining
from graphsvc.web.request_context import KEY, Visit


class Client:
    """Sends one request and keeps what comes back."""

    def __init__(self, app: Any, path: str = "/graphql") -> None:
        self.scope: dict[str, Any] = {"type": "http", "path": path, "headers": [], KEY: Visit("request-1")}
        self.messages: list[Message] = []
        self.task = asyncio.create_task(app(self.scope, self._receive, self._send))

    async def _receive(self) -> Message:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def _send(self, message: Message) -> None:
        self.messages.append(message)

    @property
    def status(self) -> int:
        status: int = self.messages[0]["status"]
        return status

    @property
    def code(self) -> str:
        body = b"".join(message.get("body", b"") for message in self.messages[1:])
        code: str = orjson.loads(body)["errors"][0]["extensions"]["code"]
        return code


def lasting(seconds: float, kind: bytes = b"application/json", *, begun: bool = False) -> Any:
    """An application whose answers take so long; `begun` sends their head at once."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        head = {"type": "http.response.start", "status": 200, "headers": [(b"content-type", kind)]}
        if begun:
            await send(head)
        await asyncio.sleep(seconds)
        if not begun:
            await send(head)
        await send({"type": "http.response.body", "body": b"{}"})

    return app


async def test_what_is_under_way_is_finished_and_what_comes_later_is_refused() -> None:
    draining = Draining(lasting(0.1))
    early = Client(draining)
    await asyncio.sleep(0.01)
    draining.begin(5)
    late = Client(draining)
    await asyncio.gather(early.task, late.task)
    assert (early.status, late.status, late.code) == (200, 503, "SERVICE_UNAVAILABLE")
    assert (b"retry-after", b"1") in late.messages[0]["headers"]
    assert late.scope[KEY].code == "SERVICE_UNAVAILABLE"
    assert draining.under_way == 0


async def test_what_lasts_longer_than_it_may_is_ended_with_a_code_and_not_cut_off() -> None:
    draining = Draining(lasting(60))
    client = Client(draining)
    await asyncio.sleep(0.01)
    draining.begin(0.05)
    await asyncio.wait_for(client.task, 5)
    assert (client.status, client.code) == (503, "SERVICE_UNAVAILABLE")


async def test_a_stream_ends_at_once_as_a_stream_ends() -> None:
    draining = Draining(lasting(60, b"text/event-stream; charset=utf-8", begun=True))
    client = Client(draining)
    await asyncio.sleep(0.01)
    draining.begin(60)
    await asyncio.wait_for(client.task, 5)
    assert client.messages[-1] == {"type": "http.response.body", "body": b"", "more_body": False}


async def test_an_answer_that_has_begun_is_ended_without_a_second_head() -> None:
    draining = Draining(lasting(60, begun=True))
    client = Client(draining)
    await asyncio.sleep(0.01)
    draining.begin(0.05)
    await asyncio.wait_for(client.task, 5)
    assert [message["type"] for message in client.messages] == ["http.response.start", "http.response.body"]


async def test_a_request_cancelled_by_the_server_for_another_reason_stays_cancelled() -> None:
    draining = Draining(lasting(60))
    client = Client(draining)
    await asyncio.sleep(0.01)
    client.task.cancel()
    done = await asyncio.gather(client.task, return_exceptions=True)
    assert [type(each).__name__ for each in done] == ["CancelledError"]
    assert client.messages == []
