"""Traces by OpenTelemetry where the settings name a collector: one span a request, one a statement, and never a value.

A request's span goes on from the `traceparent` it came with (W3C Trace Context), is named in `traceresponse` of the
answer, and goes along with what the service asks of the sign-in server. A statement's span carries its digest, so that
it can be found again, and neither its text nor its parameters.
"""

import hashlib
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from functools import lru_cache
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.errors import SetupError
from graphsvc.web.request_context import visit

if TYPE_CHECKING:
    from opentelemetry.trace import Span, Tracer

DIGESTS = 4096
DIGEST_HEX = 16


def tracer_to(url: str) -> "Tracer":
    """A tracer that sends spans to a collector by OTLP over HTTP, in the background.

    Raises:
        SetupError: the packages for it are not installed.
    """
    if find_spec("opentelemetry.exporter.otlp.proto.http") is None:
        raise SetupError(
            "链路追踪需要另装组件：pip install 'graphsvc[traces]'。",
            "Traces need more packages: pip install 'graphsvc[traces]'.",
        )
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource({"service.name": "graphsvc"}))
    provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter(endpoint=url)))
    return provider.get_tracer("graphsvc")


class Tracing:
    """Makes the spans of requests and statements."""

    def __init__(self, tracer: "Tracer", known: Collection[str]) -> None:
        """Args: `known` are the operations that may name a span; others are the caller's text."""
        self._tracer = tracer
        self._known = frozenset(known)

    def wrap(self, app: ASGIApp) -> ASGIApp:
        """An application that answers each request within a span."""

        async def traced(scope: Scope, receive: Receive, send: Send) -> None:
            if scope["type"] != "http" or scope["path"].startswith("/health/"):
                await app(scope, receive, send)
                return
            with self._request(scope) as span:
                await app(scope, receive, _answering(send, span))

        return traced

    @contextmanager
    def _request(self, scope: Scope) -> "Iterator[Span]":
        from opentelemetry import propagate
        from opentelemetry.trace import SpanKind

        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        given = {name: headers[name] for name in ("traceparent", "tracestate") if name in headers}
        parent = propagate.extract(given)
        with self._tracer.start_as_current_span("request", parent, kind=SpanKind.SERVER) as span:
            yield span
            seen = visit(scope)
            if seen.operation in self._known:
                span.update_name(str(seen.operation))
            for name, value in (("graphsvc.code", seen.code), ("graphsvc.price", seen.price)):
                if value is not None:
                    span.set_attribute(name, value)

    @contextmanager
    def statement(self, statement: Statement, lane: Lane) -> Iterator[None]:
        """The span of one statement."""
        from opentelemetry.trace import SpanKind

        attributes = {"db.system": "neo4j", "graphsvc.statement": digest(statement.text), "graphsvc.lane": lane.value}
        with self._tracer.start_as_current_span(
            "statement", kind=SpanKind.CLIENT, attributes=attributes, record_exception=False
        ):
            yield

    async def carry(self, request: Any) -> None:
        """Put the current span into the headers of a request of our own; a hook of httpx."""
        from opentelemetry import propagate

        propagate.inject(request.headers)


def _answering(send: Send, span: "Span") -> Send:
    async def answer(message: Message) -> None:
        if message["type"] == "http.response.start":
            span.set_attribute("http.response.status_code", message["status"])
            context = span.get_span_context()
            told = f"00-{context.trace_id:032x}-{context.span_id:016x}-{context.trace_flags:02x}".encode()
            message["headers"] = [*message.get("headers", ()), (b"traceresponse", told)]
        await send(message)

    return answer


@lru_cache(DIGESTS)
def digest(text: str) -> str:
    """What a statement is called in traces: the first digits of its text's SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()[:DIGEST_HEX]
