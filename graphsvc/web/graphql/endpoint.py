"""The GraphQL endpoint: one HTTP request in, one answer out, by GraphQL over HTTP.

It is an ASGI application of its own, since a web framework's request objects cost more than reading a small body.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass

from starlette.types import Receive, Scope, Send

from graphsvc.errors import GraphsvcError
from graphsvc.gql.document.policy import Contract
from graphsvc.gql.execution.executor import Executor
from graphsvc.gql.execution.response import Answer, described, internal
from graphsvc.web.authentication import Entrance
from graphsvc.web.graphql.content_negotiation import JSON, language, media_type
from graphsvc.web.graphql.parameters import Headers, Parameters, method_refused, posted, queried
from graphsvc.web.graphql.request import asked
from graphsvc.web.graphql.response import send_answer
from graphsvc.web.graphql.wording import worded
from graphsvc.web.request_context import request_id, visit

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class GraphQLEndpoint:
    """Answers POST with a JSON body and GET with query parameters.

    `entrance` tells who is calling before the body is read. `executor` is asked for at each request, since the service
    starts before its database; it raises `Unavailable` until there is one. `contract` says what callers may ask.
    `plain_get` answers a GET without a header against other sites.
    """

    executor: Callable[[], Executor]
    entrance: Entrance
    contract: Contract
    plain_get: bool = False

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        headers = dict(scope["headers"])
        media, visited = JSON, visit(scope)
        named = visited.request_id or request_id(headers.get(b"x-request-id"))
        try:
            media = media_type(_text(headers, b"accept"))
            answer = await self._answered(scope, headers, receive)
        except GraphsvcError as refusal:
            answer = Answer({"errors": [described(refusal)]}, refusal)
        except Exception:
            log.exception("a request failed")
            failure = internal()
            answer = Answer({"errors": [described(failure)]}, failure)
        body = answer.body
        if "errors" in body:
            visited.code = body["errors"][0]["extensions"]["code"]
            spoken = language(_text(headers, b"accept-language"))
            body = body | {"errors": worded(body["errors"], spoken, named, hints=self.contract.hints)}
        await send_answer(send, body, answer.error, media, _text(headers, b"accept-encoding"))

    async def _answered(self, scope: Scope, headers: Headers, receive: Receive) -> Answer:
        caller = await self.entrance.caller(scope, headers)
        given = await self._read(scope, headers, receive)
        visit(scope).operation = given.operation_name
        return await self.executor().answer(asked(self.contract, given, caller))

    async def _read(self, scope: Scope, headers: Headers, receive: Receive) -> Parameters:
        match scope["method"]:
            case "POST":
                return await posted(headers, receive)
            case "GET":
                return queried(headers, scope["query_string"], plain=self.plain_get)
        raise method_refused()


def _text(headers: Headers, name: bytes) -> str | None:
    value = headers.get(name)
    return None if value is None else value.decode("latin-1")
