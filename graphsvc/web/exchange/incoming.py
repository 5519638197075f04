"""Cases in from other systems: `POST /events` takes an event of CloudEvents 1.0, in its structured or its binary form.

Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
"""

import base64
import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol
from urllib.parse import unquote

import orjson
from starlette.requests import Request as HTTPRequest
from starlette.responses import Response
from starlette.routing import Route

from graphsvc.contract.error_catalogue import ENTRIES
from graphsvc.errors import BadInput, GraphsvcError, UnsupportedMediaType
from graphsvc.gql.execution.executor import Request
from graphsvc.gql.execution.response import internal
from graphsvc.web.graphql.content_negotiation import language
from graphsvc.web.graphql.following import Following
from graphsvc.web.graphql.parameters import Headers, read_body, read_json
from graphsvc.web.request_context import visit

log = logging.getLogger(__name__)

STRUCTURED = b"application/cloudevents+json"
PLAIN = b"application/json"
ATTRIBUTES = ("specversion", "id", "source", "type", "subject", "time", "dataschema")


class Incoming(Protocol):
    """What an event asks for: the variables of the document that it becomes."""

    @property
    def variables(self) -> dict[str, Any]:
        """The variables."""


@dataclass(frozen=True, slots=True)
class EventInlet:
    """Takes events, each by the caller of its token; `read` knows what an event asks for, `document` does it."""

    following: Following
    read: Callable[[Any], Incoming]
    document: str

    async def take(self, request: HTTPRequest) -> Response:
        """Take one event: 201 with what it became, or a coded refusal with its status."""
        headers = dict(request.scope["headers"])
        visited, spoken = visit(request.scope), language(request.headers.get("accept-language"))
        try:
            caller = await self.following.entrance.caller(request.scope, headers)
            event = await _event(headers, request)
            asked = Request(self.document, caller, self.read(event).variables)
            answer = self.following.worded(await self.following.executor().answer(asked), visited, spoken)
        except GraphsvcError as refusal:
            answer = self.following.refusal(refusal, visited, spoken)
        except Exception:
            log.exception("a request failed")
            answer = self.following.refusal(internal(), visited, spoken)
        if errors := answer.body.get("errors"):
            status = ENTRIES[errors[0]["extensions"]["code"]].status
            return Response(orjson.dumps({"errors": errors}), status, media_type="application/json")
        (found,) = answer.body["data"].values()
        return Response(orjson.dumps(found), 201, media_type="application/json")


def route(inlet: EventInlet) -> Route:
    """The address of events that come in."""
    return Route("/events", inlet.take, methods=["POST"])


async def _event(headers: Headers, request: HTTPRequest) -> Any:
    """The event, whose attributes stand in the body or, with `ce-`, in the headers.

    Raises:
        UnsupportedMediaType: another kind of body. DocumentTooLarge, BadRequest: as of any request.
    """
    media = headers.get(b"content-type", b"").split(b";")[0].strip().lower()
    if media not in (STRUCTURED, PLAIN):
        raise UnsupportedMediaType(
            "事件的 Content-Type 应为 application/cloudevents+json，或 application/json 并带 ce- 头。",
            "Send an event as application/cloudevents+json, or as application/json with `ce-` headers.",
        )
    body = read_json(await read_body(headers, request.receive))
    if media == STRUCTURED:
        return _unpacked(body)
    told = {name: headers.get(f"ce-{name}".encode()) for name in ATTRIBUTES}
    return {**{name: unquote(value.decode("latin-1")) for name, value in told.items() if value}, "data": body}


def _unpacked(event: Any) -> Any:
    """An event with its data as JSON, where it stands as base64.

    Raises:
        BadInput: it is none, or there are data beside it. BadRequest: what it holds is no JSON.
    """
    packed = event.get("data_base64") if isinstance(event, dict) else None
    if packed is None:
        return event
    if event.get("data") is not None:
        raise BadInput("data 与 data_base64 只能有一个。", "Of `data` and `data_base64` there is one.").at(
            "data_base64"
        )
    try:
        content = base64.b64decode(packed, validate=True)
    except (TypeError, ValueError):
        raise BadInput("data_base64 应是 Base64。", "`data_base64` is base64.").at("data_base64") from None
    return {**{name: value for name, value in event.items() if name != "data_base64"}, "data": read_json(content)}
