"""A request becomes an answer: compiled roots read from the graph as they are, everything else by graphql-core."""

import logging
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from inspect import isawaitable
from typing import Any

from graphql import (
    DocumentNode,
    ExecutionResult,
    GraphQLError,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    execute,
)

from graphsvc.access.principal import Principal
from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Graph
from graphsvc.errors import GraphsvcError, MethodNotAllowed, StreamNeeded
from graphsvc.gql.document.cost import Price
from graphsvc.gql.document.policy import Contract, Priced
from graphsvc.gql.document.prepared import InvalidDocument, Prepared
from graphsvc.gql.execution.context import Context, Fields, Tools, moments
from graphsvc.gql.execution.documents import Documents
from graphsvc.gql.execution.personal import Views, opener
from graphsvc.gql.execution.plans import Plan, runs_of, value_of
from graphsvc.gql.execution.response import Answer, described, internal, located
from graphsvc.gql.execution.subscription import Events
from graphsvc.gql.execution.turns import Studies
from graphsvc.gql.planning.parameters import Included
from graphsvc.gql.selection.conditions import hold
from graphsvc.gql.selection.merged import Selected, keys_in_order
from graphsvc.log.chain import Record
from graphsvc.log.cursors import PURPOSE, Cursors
from graphsvc.log.feed import Feed

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Request:
    """A GraphQL request: the document, who asks, which operation, its variables.

    `explain` asks for the statements, `priced` for the price; `by_get` allows only what changes nothing; `resume` is
    the cursor where a feed was cut off, whatever the document says.
    """

    query: str
    caller: Principal
    variables: Mapping[str, Any] = field(default_factory=dict)
    operation_name: str | None = None
    explain: bool = False
    priced: Priced = Priced.NO
    by_get: bool = False
    resume: str | None = None


Studied = tuple[Prepared, Mapping[str, Any], Price, Plan | None]
"""A document, the facts of a request, its price, and its plan unless only the price is asked for."""


class Executor:
    """Answers requests from one graph.

    `record` keeps what they change and see, `keys` open what is sealed, `contract` says what callers may ask.
    """

    def __init__(
        self,
        documents: Documents,
        graph: Graph,
        record: Record,
        keys: FieldKeys,
        contract: Contract | None = None,
        *,
        now: Callable[[], datetime],
        tools: Tools | None = None,
    ) -> None:
        self.documents = documents
        self.tools: Tools = {} if tools is None else tools
        self.graph = graph
        self.record = record
        self.keys = keys
        self._studies = Studies()
        self.feed = Feed(graph, Cursors(record.derived(PURPOSE)))
        self._subscriptions = Events(documents.schema)
        self.contract = contract or Contract()
        self.now = now

    async def answer(self, request: Request) -> Answer:
        """Answer a request; never raises for what a request or the database can do."""
        try:
            return await self._answered(request)
        except InvalidDocument as refusal:
            return Answer({"errors": [located(error, refusal.code) for error in refusal.errors]}, refusal)
        except GraphsvcError as refusal:
            return Answer({"errors": [described(refusal)]}, refusal)

    async def _answered(self, request: Request) -> Answer:
        prepared, given, price, plan = await self._studied(request)
        if plan is None:
            return Answer({"data": None, "extensions": self._shown(price, request)})
        if any(root.name in ("__schema", "__type") for root in plan.ordinary):
            self.contract.check_introspection(request.caller.role)
        runs, refusals = runs_of(plan, given, request.caller)
        errors = [described(refusal) | {"path": [key]} for key, refusal in refusals.items()]
        if refusals and not runs and not plan.ordinary:  # as if the request itself were refused
            return Answer({"errors": errors}, next(iter(refusals.values())))
        lane = Lane.HEAVY if price.total > self.documents.limits.heavy else Lane.LIGHT
        try:
            results = await self._read([run.statement for run in runs], lane)
        except GraphsvcError as failure:
            return Answer({"data": None, "errors": [described(failure)]}, failure)
        data, faults = await self._ordinary(prepared, plan, request, given) if plan.ordinary else ({}, [])
        errors += faults
        views = Views()
        opened = opener(self.keys, given, views)
        for run, rows in zip(runs, results, strict=True):
            data[run.root.key], error = value_of(run.root, rows, given, opened)
            errors += [error] if error else []
        await self._record(views, request)
        body: dict[str, Any] = {"data": {key: data.get(key) for key in keys_in_order(plan.found, given)}}
        if errors:
            body["errors"] = errors
        if request.explain:
            body["extensions"] = {"statements": [{"root": run.root.key, "cypher": run.root.text} for run in runs]}
        if request.priced is Priced.TOO:
            body["extensions"] = body.get("extensions", {}) | self._shown(price, request)
        public = not errors and not plan.ordinary and all(run.root.public for run in runs)
        return Answer(body, public=public, price=price.total)

    async def _studied(self, request: Request) -> Studied:
        """What there is to know of a request before anything runs, worked out within its caller's share."""
        return await self._studies.of(request.query, partial(self._study, request))

    def _prepare(self, request: Request) -> Prepared:
        return self.documents.prepare(request.query, request.operation_name)

    def _study(self, request: Request) -> Studied:
        prepared = self._prepare(request)
        self._check_method(prepared, request)
        given = self._given(prepared, request)
        price = self.documents.price(prepared, given)
        if request.priced is Priced.ONLY:
            return prepared, given, price, None
        price.check(self.contract.limit_of(request.caller.role))
        return prepared, given, price, self.documents.plan(prepared, given)

    async def follow(self, request: Request) -> AsyncGenerator[Answer, None]:
        """Answers of a subscription, one an event, until the follower leaves; a refusal is the only answer.

        Other operations answer once, so that a client may send all of them the same way.
        """
        try:
            prepared = await self._studies.of(request.query, partial(self._prepare, request))
            if prepared.operation.operation is not OperationType.SUBSCRIPTION:
                yield await self.answer(request)
                return
            async with aclosing(self._events(prepared, request)) as events:
                async for answer in events:
                    yield answer
        except InvalidDocument as refusal:
            yield Answer({"errors": [located(error, refusal.code) for error in refusal.errors]}, refusal)
        except GraphsvcError as refusal:
            yield Answer({"errors": [described(refusal)]}, refusal)

    async def _events(self, prepared: Prepared, request: Request) -> AsyncGenerator[Answer, None]:
        given = self._given(prepared, request)
        self.documents.price(prepared, given).check(self.contract.limit_of(request.caller.role))

        def context() -> Context:
            return self._context(request, prepared, given, self.now)

        async with aclosing(self._subscriptions.told(prepared.single, request.variables, context)) as results:
            async for result, cursor in results:
                yield replace(self._event(result), cursor=cursor)

    def _event(self, result: ExecutionResult) -> Answer:
        body: dict[str, Any] = {"data": result.data}
        if result.errors:
            body["errors"] = [self._told(error) for error in result.errors]
        return Answer(body)

    def _given(self, prepared: Prepared, request: Request) -> dict[str, Any]:
        """The variables, with what the caller may and the moment of the request beside them."""
        return {**prepared.variables(request.variables), **request.caller.facts, **moments(self.now())}

    def _context(
        self, request: Request, prepared: Prepared, given: Mapping[str, Any], clock: Callable[[], datetime]
    ) -> Context:
        return Context(
            request.caller,
            clock,
            self.graph,
            self.record,
            self.keys,
            self.feed,
            lambda place: self.documents.linked(prepared, place.type_name, place.nodes, given),
            given,
            self.tools,
            request.resume,
        )

    def _check_method(self, prepared: Prepared, request: Request) -> None:
        """One answer tells no subscription; a GET may be sent by what follows an address, so that it may only read."""
        if prepared.operation.operation is OperationType.SUBSCRIPTION:
            raise StreamNeeded(
                "订阅请用 WebSocket（同一地址，graphql-transport-ws），或以 Accept: text/event-stream 请求。",
                "Follow a subscription over a WebSocket to this address (graphql-transport-ws), or ask with "
                "Accept: text/event-stream.",
            )
        if request.by_get and not prepared.is_read:
            raise MethodNotAllowed("变更请用 POST。", "Changes go by POST.")

    def _shown(self, price: Price, request: Request) -> dict[str, Any]:
        return {"cost": price.shown(self.contract.limit_of(request.caller.role))}

    async def _read(self, statements: Sequence[Statement], lane: Lane) -> list[list[list[Any]]]:
        if not statements:
            return []
        if len(statements) == 1:
            return [await self.graph.read(statements[0], lane)]
        return await self.graph.read_together(statements, lane)

    async def _ordinary(
        self, prepared: Prepared, plan: Plan, request: Request, given: Mapping[str, Any]
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Roots that are not compiled (changes, rankings, introspection, __typename), field by field.

        Each is nullable but the last two, which never fail, so that there is always something to tell.
        """
        wanted = [root for root in plan.ordinary if (gate := Included.of(root.wanted)) is None or gate.fill(given)]
        if not wanted:
            return {}, []
        context = self._context(request, prepared, given, lambda: given["@now"])
        result = execute(
            self.documents.schema,
            _only(prepared, wanted, given),
            context_value=context,
            variable_values=dict(request.variables),
            executor_class=Fields,
        )
        if isawaitable(result):
            result = await result
        assert isinstance(result, ExecutionResult)
        return result.data or {}, [self._told(error) for error in result.errors or ()]

    async def _record(self, views: Views, request: Request) -> None:
        """Record who saw whose personal values; an answer that cannot be recorded is not given."""
        events, caller = list(views.events()), request.caller
        if events:
            await self.graph.transact(
                lambda tx: self.record.append(tx, events, caller.subject, caller.role, self.now())
            )

    def _told(self, error: GraphQLError) -> dict[str, Any]:
        """An error of a resolver; one that is neither a refusal nor graphql-core's own gives nothing away."""
        if error.original_error is None or isinstance(error.original_error, GraphsvcError):
            return located(error, "INTERNAL")
        log.error("a resolver failed", exc_info=error.original_error)
        failure = internal()
        return located(GraphQLError(failure.en, path=error.path, original_error=failure), failure.code)


def _only(prepared: Prepared, wanted: Sequence[Selected], given: Mapping[str, Any]) -> DocumentNode:
    """The document with nothing but these roots, where this request wants them."""
    nodes = tuple(
        occurrence.field.node
        for selected in wanted
        for occurrence in selected.occurrences
        if hold(occurrence.conditions, given)
    )
    operation = prepared.operation
    narrowed = OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        variable_definitions=operation.variable_definitions,
        directives=operation.directives,
        selection_set=SelectionSetNode(selections=nodes),
    )
    others = tuple(d for d in prepared.document.definitions if not isinstance(d, OperationDefinitionNode))
    return DocumentNode(definitions=(narrowed, *others))
