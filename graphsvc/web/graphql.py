"""The GraphQL endpoint: one request body in, one answer out, by GraphQL over HTTP.

It is an ASGI application of its own, since a web framework's request objects cost more than reading a small body.
Source: GraphQL over HTTP, https://graphql.github.io/graphql-over-http/draft/
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import parse_qsl

import orjson
from starlette.types import Message, Receive, Scope, Send

from graphsvc.access.door import Door
from graphsvc.access.principal import Principal
from graphsvc.errors import BadInput, DocumentTooLarge, GraphsvcError, Unauthenticated, Unavailable
from graphsvc.gql.answers import Answer, described, internal
from graphsvc.gql.execution import Executor, Request

log = logging.getLogger(__name__)

LARGEST_BODY = 256 * 1024
"""Bytes of a request body."""

JSON = b"application/json"
GRAPHQL_JSON = b"application/graphql-response+json"


class GraphQLEndpoint:
    """Answers POST with a JSON body and GET with query parameters.

    `door` tells who is calling before the request is read. `executor` is asked for at each request, since the service
    starts before its database; it raises `Unavailable` until there is one. `explain` lets requests ask for the
    statements that were run.
    """

    def __init__(self, executor: Callable[[], Executor], door: Door, *, explain: bool) -> None:
        self.executor = executor
        self.door = door
        self.explain = explain

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        headers = dict(scope["headers"])
        media = GRAPHQL_JSON if GRAPHQL_JSON in headers.get(b"accept", b"") else JSON
        try:
            caller = await self.door.caller(headers.get(b"authorization"))
            request = await self._request(scope, headers, receive, caller)
            answer = await self.executor().answer(request)
        except GraphsvcError as refusal:
            answer = Answer({"errors": [described(refusal)]}, refusal)
        except Exception:
            log.exception("a request failed")
            answer = _internal()
        await _send(send, answer, media)

    async def _request(
        self, scope: Scope, headers: Mapping[bytes, bytes], receive: Receive, caller: Principal
    ) -> Request:
        match scope["method"]:
            case "POST":
                if not headers.get(b"content-type", b"").startswith(JSON):
                    raise BadInput(
                        "请求体的 Content-Type 应为 application/json。", "Send a body of Content-Type application/json."
                    )
                return self._read(_json(await _body(headers, receive)), caller)
            case "GET":
                given: dict[str, Any] = dict(parse_qsl(scope["query_string"].decode("latin-1")))
                for name in ("variables", "extensions"):
                    if name in given:
                        given[name] = _json(given[name].encode())
                return self._read(given, caller)
        raise BadInput("只接受 GET 和 POST。", "Only GET and POST are answered.")

    def _read(self, given: Any, caller: Principal) -> Request:
        if not isinstance(given, dict) or not isinstance(given.get("query"), str):
            raise BadInput("请求缺少 query（文本）。", "The request needs `query`, a text.")
        variables = given.get("variables") or {}
        name = given.get("operationName")
        if not isinstance(variables, dict) or not isinstance(name, str | None):
            raise BadInput(
                "variables 应为对象，operationName 应为文本。", "`variables` is an object, `operationName` a text."
            )
        extensions = given.get("extensions")
        wanted = self.explain and isinstance(extensions, dict) and bool(extensions.get("statements"))
        return Request(given["query"], caller, variables, name or None, wanted)


async def _body(headers: Mapping[bytes, bytes], receive: Receive) -> bytes:
    """The whole body, never more than allowed of it.

    Raises:
        DocumentTooLarge: announced or received too many bytes.
    """
    announced = headers.get(b"content-length", b"0")
    if announced.isdigit() and int(announced) > LARGEST_BODY:
        raise _too_large()
    body: bytes = b""
    while True:
        message: Message = await receive()
        body += message.get("body", b"")
        if len(body) > LARGEST_BODY:
            raise _too_large()
        if not message.get("more_body"):
            return body


def _too_large() -> DocumentTooLarge:
    return DocumentTooLarge(
        f"请求体超过 {LARGEST_BODY // 1024} KB 的上限。",
        f"The request body is over the limit of {LARGEST_BODY // 1024} KB.",
    )


def _json(text: bytes) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError:
        raise BadInput("请求不是有效的 JSON。", "The request is not valid JSON.") from None


def _internal() -> Answer:
    failure = internal()
    return Answer({"errors": [described(failure)]}, failure)


async def _send(send: Send, answer: Answer, media: bytes) -> None:
    body = orjson.dumps(answer.body)
    headers = [(b"content-type", media + b"; charset=utf-8"), (b"content-length", str(len(body)).encode())]
    status = _status(answer.error, media)
    if status == 503:
        headers.append((b"retry-after", b"1"))
    if status == 401:
        headers.append((b"www-authenticate", b"Bearer"))
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})


def _status(error: GraphsvcError | None, media: bytes) -> int:
    """The HTTP status; older clients, which ask for plain JSON, get 200 for refusals of a document."""
    match error:
        case None:
            return 200
        case Unauthenticated():
            return 401
        case Unavailable():
            return 503
        case DocumentTooLarge():
            return 413
        case BadInput() if media == JSON and not _is_graphql(error):
            return 400
        case _ if error.code == "INTERNAL":
            return 500
    return 400 if media == GRAPHQL_JSON else 200


def _is_graphql(error: GraphsvcError) -> bool:
    return type(error) is not BadInput
