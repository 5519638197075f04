"""A request becomes an answer: compiled roots read from the graph as they are, everything else by graphql-core.

Source of the answer's form: GraphQL specification, section 7 (Response).
"""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from graphql import DocumentNode, ExecutionResult, GraphQLError, OperationDefinitionNode, SelectionSetNode, execute_sync

from graphsvc.cypher.statement import Statement
from graphsvc.db.lanes import Lane
from graphsvc.errors import AmbiguousCode, GraphsvcError, MethodNotAllowed, NotFound
from graphsvc.gql.collect import Selected
from graphsvc.gql.contract import Contract, Priced
from graphsvc.gql.cost import Price
from graphsvc.gql.documents import OMITTED_VALUE, Documents, InvalidDocument, Plan, Prepared, RootPlan

log = logging.getLogger(__name__)


class Reader(Protocol):
    """The part of the database that reads need."""

    async def read(self, statement: Statement, lane: Lane = Lane.LIGHT) -> list[list[Any]]:
        """The rows of one statement."""

    async def read_together(self, statements: Sequence[Statement], lane: Lane = Lane.LIGHT) -> list[list[list[Any]]]:
        """The rows of several statements, read in one transaction."""


@dataclass(frozen=True, slots=True)
class Request:
    """A GraphQL request: the document, which of its operations, its variables; `explain` asks for statements.

    `by_get` allows only what changes nothing; `roles` are the caller's.
    """

    query: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    operation_name: str | None = None
    explain: bool = False
    priced: Priced = Priced.NO
    by_get: bool = False
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Answer:
    """A response body; `error` is the refusal when nothing was executed."""

    body: dict[str, Any]
    error: GraphsvcError | None = None


class Executor:
    """Answers requests from one graph."""

    def __init__(self, documents: Documents, graph: Reader, contract: Contract | None = None) -> None:
        self.documents = documents
        self.graph = graph
        self.contract = contract or Contract()

    async def answer(self, request: Request) -> Answer:
        """Answer a query; never raises for what a request or the database can do."""
        try:
            return await self._answered(request)
        except InvalidDocument as refusal:
            return Answer({"errors": [_described(error, refusal.code) for error in refusal.errors]}, refusal)
        except GraphsvcError as refusal:
            return Answer({"errors": [described(refusal)]}, refusal)

    async def _answered(self, request: Request) -> Answer:
        prepared = self.documents.prepare(request.query, request.operation_name)
        self._check_method(prepared, request)
        variables = prepared.variables(request.variables)
        price = prepared.price(variables)
        if request.priced is Priced.ONLY:
            return Answer({"data": None, "extensions": self._shown(price, request)})
        price.check(self.contract.limit_of(request.roles))
        plan = prepared.plan(variables)
        if any(root.name in ("__schema", "__type") for root in plan.ordinary):
            self.contract.check_introspection(request.roles)
        wanted = [root for root in plan.roots if root.gate is None or root.gate.fill(variables)]
        statements = [root.statement(variables) for root in wanted]
        lane = Lane.HEAVY if price.total > self.documents.limits.heavy else Lane.LIGHT
        data, errors = self._ordinary(prepared, plan, request, variables)
        try:
            results = await self._read(statements, lane)
        except GraphsvcError as failure:
            return Answer({"data": None, "errors": [described(failure)]}, failure)
        for root, rows in zip(wanted, results, strict=True):
            data[root.key], error = _value(root, rows, variables)
            errors += [error] if error else []
        body: dict[str, Any] = {"data": {key: data[key] for key in plan.keys if key in data}}
        if errors:
            body["errors"] = errors
        if request.explain:
            body["extensions"] = {"statements": [{"root": r.key, "cypher": r.text} for r in wanted]}
        if request.priced is Priced.TOO:
            body["extensions"] = body.get("extensions", {}) | self._shown(price, request)
        return Answer(body)

    def _check_method(self, prepared: Prepared, request: Request) -> None:
        """A GET may be sent by anything that follows an address, so that it may only read."""
        if request.by_get and not prepared.is_read:
            raise MethodNotAllowed("变更请用 POST。", "Changes go by POST.")

    def _shown(self, price: Price, request: Request) -> dict[str, Any]:
        return {"cost": price.shown(self.contract.limit_of(request.roles))}

    async def _read(self, statements: Sequence[Statement], lane: Lane) -> list[list[list[Any]]]:
        if not statements:
            return []
        if len(statements) == 1:
            return [await self.graph.read(statements[0], lane)]
        return await self.graph.read_together(statements, lane)

    def _ordinary(
        self, prepared: Prepared, plan: Plan, request: Request, variables: Mapping[str, Any]
    ) -> tuple[dict[str, Any], list[dict[str, Any]]]:
        """Roots that are not compiled (introspection, __typename), by graphql-core."""
        wanted = [root for root in plan.ordinary if root.gate is None or root.gate.fill(variables)]
        if not wanted:
            return {}, []
        result = execute_sync(self.documents.schema, _only(prepared, wanted), variable_values=dict(request.variables))
        assert isinstance(result, ExecutionResult)
        return dict(result.data or {}), [_described(error, "INTERNAL") for error in result.errors or ()]


def _only(prepared: Prepared, wanted: Sequence[Selected]) -> DocumentNode:
    """The document with nothing but these roots."""
    nodes = tuple(occurrence.node for selected in wanted for occurrence in selected.occurrences)
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


def _value(root: RootPlan, rows: list[list[Any]], variables: Mapping[str, Any]) -> tuple[Any, dict[str, Any] | None]:
    """A root's value; a root that finds one thing says so when there is none, or more than one."""
    if root.single and len(rows) != 1:
        error = _missing() if not rows else _ambiguous()
        return None, described(error) | {"path": [root.key]}
    value = rows[0][0]
    for path, gate in root.findings.gated:
        if gate is None or not gate.fill(variables):
            _omit(value, path)
    return value, None


def _omit(value: Any, path: tuple[str, ...]) -> None:
    """Take what was left out off the answer, wherever the path leads."""
    if isinstance(value, list):
        for item in value:
            _omit(item, path)
    elif isinstance(value, dict) and path[0] in value:
        if len(path) > 1:
            _omit(value[path[0]], path[1:])
        elif value[path[0]] == OMITTED_VALUE:
            del value[path[0]]


def described(error: GraphsvcError) -> dict[str, Any]:
    """An error as a response holds it."""
    return {"message": error.en, "extensions": {"code": error.code, "zh": error.zh}}


def _described(error: GraphQLError, code: str) -> dict[str, Any]:
    formatted: dict[str, Any] = dict(error.formatted)
    formatted["extensions"] = {"code": code}
    return formatted


def _missing() -> NotFound:
    return NotFound("没有找到，或不在可见范围内。", "Nothing of that key is there, or none you may see.")


def _ambiguous() -> AmbiguousCode:
    return AmbiguousCode(
        "这个代码在统计用区划和民政区划里是两个不同的地方；请用 scheme 指明。",
        "The code names two places, one in each of the two code schemes; say which scheme by `scheme`.",
    )
