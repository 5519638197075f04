"""The GraphQL endpoint: one HTTP request in, one answer out, by GraphQL over HTTP.

It is an ASGI application of its own, since a web framework's request objects cost more than reading a small body.
"""

import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from starlette.types import Receive, Scope, Send

from graphsvc.errors import GraphsvcError, StreamNeeded
from graphsvc.gql.execution.response import Answer, described, internal
from graphsvc.web.graphql.content_negotiation import JSON, language, media_type, takes_events, wants_events
from graphsvc.web.graphql.following import Following
from graphsvc.web.graphql.parameters import Headers, read_parameters
from graphsvc.web.graphql.request import asked
from graphsvc.web.graphql.response import send_answer
from graphsvc.web.graphql.stream import Known, StreamEndpoint
from graphsvc.web.request_context import request_id, visit

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class GraphQLEndpoint:
    """Answers POST with a JSON body and GET with query parameters; by server-sent events where a client wants those.

    `following` knows callers before a body is read. `plain_get` answers a GET without a header against other sites.
    `answer` stands in place of asking the executor for what the request says.
    """

    following: Following
    plain_get: bool = False
    answer: Callable[[Known], Awaitable[Answer]] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        headers = dict(scope["headers"])
        accept = _text(headers, b"accept")
        if accept and wants_events(accept):
            await self._streams.serve(scope, receive, send)
            return
        media, visited, known = JSON, visit(scope), None
        visited.request_id = visited.request_id or request_id(headers.get(b"x-request-id"))
        try:
            media = media_type(accept)
            known = await self._known(scope, headers, receive)
            answer = await (self.answer or self._answered)(known)
        except GraphsvcError as refusal:
            answer = Answer({"errors": [described(refusal)]}, refusal)
        except Exception:
            log.exception("a request failed")
            failure = internal()
            answer = Answer({"errors": [described(failure)]}, failure)
        if known and isinstance(answer.error, StreamNeeded) and takes_events(accept):
            await self._streams.serve(scope, receive, send, known)
            return
        visited.price = answer.price
        answer = self.following.worded(answer, visited, language(_text(headers, b"accept-language")))
        cached = headers.get(b"if-none-match", b"") if known and known[1].by_get else None
        await send_answer(send, answer, media, _text(headers, b"accept-encoding"), cached)

    @property
    def _streams(self) -> StreamEndpoint:
        return StreamEndpoint(self.following, self.plain_get)

    async def _known(self, scope: Scope, headers: Headers, receive: Receive) -> Known:
        caller = await self.following.entrance.caller(scope, headers)
        given = await read_parameters(scope, headers, receive, plain_get=self.plain_get)
        visit(scope).operation = given.operation_name
        return caller, given

    async def _answered(self, known: Known) -> Answer:
        caller, given = known
        return await self.following.executor().answer(asked(self.following.contract, given, caller))


def _text(headers: Headers, name: bytes) -> str | None:
    value = headers.get(name)
    return None if value is None else value.decode("latin-1")
