"""Changes as CloudEvents over server-sent events: `GET /events?area=…`, gone on with by Last-Event-ID.

It is the subscription `changes` in another envelope, so scope, masking, limits and the end of a token are the same.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import partial
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from graphsvc.errors import BadInput
from graphsvc.gql.execution.response import Answer
from graphsvc.web.graphql.content_negotiation import GRAPHQL_JSON
from graphsvc.web.graphql.parameters import Parameters
from graphsvc.web.graphql.stream import Form, StreamEndpoint

DOCUMENT = """\
subscription CloudEvents($area: ID!, $since: String) {
  changes(area: $area, since: $since) { action subjectId happenedAt area { code name level } }
}
"""
LONGEST_TYPES = 1_000
END = b"event: complete\ndata:\n\n"


@dataclass(frozen=True, slots=True)
class Envelope:
    """How a change and its cursor become an event, which of its actions a reader wants, and the schema of its data."""

    event: Callable[[Mapping[str, Any], str], Mapping[str, Any]]
    is_wanted: Callable[[str, tuple[str, ...]], bool]
    schema: Mapping[str, Any]
    schema_path: str


@dataclass(frozen=True, slots=True)
class EventStream:
    """Answers GET with a stream of events in the caller's scope."""

    streaming: StreamEndpoint
    envelope: Envelope

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one stream until either side leaves, or the token ends."""
        form = Form(partial(self._written, _types(_given(scope))), END, GRAPHQL_JSON)
        await replace(self.streaming, form=form, parameters=_parameters).serve(scope, receive, send)

    def _written(self, types: tuple[str, ...], answer: Answer) -> bytes:
        """An event; what is not wanted moves the reader's place along and tells nothing."""
        change = (answer.body.get("data") or {}).get("changes")
        if change is None or answer.cursor is None:
            return b"event: error\ndata: " + orjson.dumps(answer.body) + b"\n\n"
        place = b"id: %s\n" % answer.cursor.encode()
        if not self.envelope.is_wanted(change["action"], types):
            return place + b"\n"
        return place + b"data: " + orjson.dumps(self.envelope.event(change, answer.cursor)) + b"\n\n"


def _given(scope: Scope) -> dict[str, str]:
    return dict(parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True))


def _types(given: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(each.strip().lower() for each in given.get("types", "")[:LONGEST_TYPES].split(",") if each.strip())


def _parameters(scope: Scope) -> Parameters:
    given = _given(scope)
    if not given.get("area"):
        raise BadInput("缺少区域：/events?area=区划代码。", "Name an area: /events?area=CODE.").at("area")
    variables = {"area": given["area"], **({"since": given["since"]} if "since" in given else {})}
    return Parameters(DOCUMENT, None, variables, None, {})


def routes(streaming: StreamEndpoint, envelope: Envelope) -> list[BaseRoute]:
    """The stream, and the schema of what is in its events."""

    async def schema(_: Request) -> Response:
        return Response(orjson.dumps(envelope.schema), media_type="application/schema+json")

    return [
        Route("/events", EventStream(streaming, envelope), methods=["GET"]),
        Route(envelope.schema_path, schema, methods=["GET"]),
    ]
