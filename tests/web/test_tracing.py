"""Traces: one span a request and one a statement, joined with the caller's own, and no value anywhere."""

import json
from typing import Any

import httpx
import pytest
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter
from starlette.types import Message, Receive, Scope, Send

from graphsvc.access.sign_in.discovery import http_client
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.web.request_context import KEY, Visit
from graphsvc.web.tracing import Tracing, digest

TRACE, PARENT = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SECRET = "13812341234"


class Traced:
    """An application in spans, and the spans that have ended."""

    def __init__(self, operation: str | None = "Units") -> None:
        self.exporter = InMemorySpanExporter()
        provider = TracerProvider()
        provider.add_span_processor(SimpleSpanProcessor(self.exporter))
        self.tracing = Tracing(provider.get_tracer("tests"), {"Units"})
        self.operation = operation
        self.sent: list[Message] = []
        self.asked = httpx.Request("GET", "https://sign-in.example/keys")

    async def app(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self.tracing.statement(Statement(f"MATCH (p {{phone: '{SECRET}'}}) RETURN p"), Lane.LIGHT):
            await self.tracing.carry(self.asked)
        scope[KEY].operation, scope[KEY].code, scope[KEY].price = self.operation, "NOT_FOUND", 12
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"{}"})

    async def run(self, **headers: str) -> list[ReadableSpan]:
        given = [(name.encode(), value.encode()) for name, value in headers.items()]
        scope: dict[str, Any] = {"type": "http", "path": "/graphql", "headers": given, KEY: Visit("1")}

        async def receive() -> Message:
            return {"type": "http.request"}

        async def send(message: Message) -> None:
            self.sent.append(message)

        await self.tracing.wrap(self.app)(scope, receive, send)
        return list(self.exporter.get_finished_spans())


async def test_a_request_goes_on_from_the_callers_trace_and_its_statement_from_the_request() -> None:
    traced = Traced()
    statement, request = await traced.run(traceparent=f"00-{TRACE}-{PARENT}-01", authorization=f"Bearer {SECRET}")
    assert request.parent is not None
    assert statement.parent is not None
    assert (f"{request.context.trace_id:032x}", f"{request.parent.span_id:016x}") == (TRACE, PARENT)
    assert statement.parent.span_id == request.context.span_id
    assert (request.name, statement.name) == ("Units", "statement")
    assert dict(request.attributes or {}) == {
        "http.response.status_code": 200,
        "graphsvc.code": "NOT_FOUND",
        "graphsvc.price": 12,
    }
    assert dict(statement.attributes or {}) == {
        "db.system": "neo4j",
        "graphsvc.statement": digest(f"MATCH (p {{phone: '{SECRET}'}}) RETURN p"),
        "graphsvc.lane": "light",
    }


async def test_the_context_goes_out_with_requests_of_our_own_and_with_the_answer() -> None:
    traced = Traced()
    statement, request = await traced.run(traceparent=f"00-{TRACE}-{PARENT}-01")
    assert traced.asked.headers["traceparent"] == f"00-{TRACE}-{statement.context.span_id:016x}-01"
    told = dict(traced.sent[0]["headers"])[b"traceresponse"].decode()
    assert told == f"00-{TRACE}-{request.context.span_id:016x}-01"


async def test_no_value_stands_in_a_span() -> None:
    spans = await Traced(operation=f"x{SECRET}").run(authorization=f"Bearer {SECRET}", baggage=f"phone={SECRET}")
    assert SECRET not in json.dumps([json.loads(span.to_json()) for span in spans])
    assert [span.name for span in spans] == ["statement", "request"]


@pytest.mark.parametrize("given", ["", "00-zz-xx-01", "00-" + "0" * 32 + "-" + "0" * 16 + "-01", "x" * 5000])
async def test_a_header_that_is_none_begins_a_trace_of_its_own(given: str) -> None:
    _, request = await Traced().run(traceparent=given)
    assert request.parent is None
    assert request.context.trace_id


async def test_the_client_of_the_sign_in_server_takes_a_hook() -> None:
    client = http_client()
    assert client.event_hooks["request"] == []
    await client.aclose()
