"""Documents: parsed, limited, validated and planned once; what differs between requests is only the parameters."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    NamedTypeNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    OperationType,
    TypeNode,
    parse,
)
from graphql.execution.values import get_variable_values

from graphsvc.cypher.compile import Guards, compile_root
from graphsvc.cypher.plan import OMITTED, Fact, One
from graphsvc.cypher.statement import Statement
from graphsvc.errors import BadInput, DocumentTooComplex, DocumentTooLarge, GraphsvcError
from graphsvc.gql.document.cost import Price, Prices
from graphsvc.gql.document.validation import check_document
from graphsvc.gql.planning.arguments import shape
from graphsvc.gql.planning.parameters import Gate
from graphsvc.gql.planning.planner import Findings, Found, Planner
from graphsvc.gql.schema.registry import Registry
from graphsvc.gql.selection.limits import Limits
from graphsvc.gql.selection.merged import Occurrence, Selected, collect, occurrences
from graphsvc.gql.selection.opened import Field, open_below, open_operations

OMITTED_VALUE = "\u0000omitted"
"""Marks a field left out by @skip or @include; no stored text holds a NUL."""

KEPT = 500
"""Documents kept prepared, and plans kept a document."""


class InvalidDocument(GraphsvcError):
    """The document does not parse or does not fit the schema; `errors` are graphql-core's, at most ten."""

    code = "GRAPHQL_VALIDATION_FAILED"

    def __init__(self, errors: list[GraphQLError], code: str = code) -> None:
        super().__init__("查询文档无效。", "The document is not valid.")
        self.errors = errors[:10]
        self.code = code  # type: ignore[misc]


@dataclass(frozen=True, slots=True)
class RootPlan:
    """One root field compiled: its statement, and what planning learnt of it."""

    key: str
    text: str
    slots: Mapping[str, Any]
    single: bool
    gate: Gate | None
    findings: Findings

    @property
    def public(self) -> bool:
        """Whether nothing in it hangs on who asks."""
        return not any(isinstance(slot, Fact) for slot in self.slots.values())

    def statement(self, variables: Mapping[str, Any]) -> Statement:
        """The statement for one request.

        Raises:
            BadInput: a value its argument does not allow.
        """
        return Statement(
            self.text,
            {name: OMITTED_VALUE if slot is OMITTED else slot.fill(variables) for name, slot in self.slots.items()},
        )


@dataclass(frozen=True, slots=True)
class Plan:
    """What one request of a document runs: compiled roots, those that go the ordinary way, and all as they stand."""

    roots: tuple[RootPlan, ...]
    ordinary: tuple[Selected, ...]
    found: tuple[Occurrence, ...]


class Prepared:
    """A document that has been parsed and validated, with one operation chosen."""

    def __init__(
        self,
        documents: "Documents",
        document: DocumentNode,
        operation: OperationDefinitionNode,
        fields: tuple[Field, ...],
    ) -> None:
        self.documents = documents
        self.document = document
        self.operation = operation
        self.fields = fields
        self.definitions = tuple(operation.variable_definitions or ())
        self._plans: dict[tuple[Any, ...], Plan] = {}
        self._prices: dict[tuple[Any, ...], Price] = {}
        # Every size and condition, not only those met on one walk: a page of size 0 hides the sizes below it.
        self._priced_by = tuple(d.variable.name.value for d in self.definitions if _is_priced(d.type))
        self._linked: dict[tuple[Any, ...], RootPlan] = {}

    @property
    def single(self) -> DocumentNode:
        """The document with no other operation than the chosen one."""
        others = (d for d in self.document.definitions if not isinstance(d, OperationDefinitionNode))
        return DocumentNode(definitions=(self.operation, *others))

    @property
    def root_type(self) -> str:
        """The name of the operation's root type."""
        return self.operation.operation.value.capitalize()

    @property
    def is_read(self) -> bool:
        """Whether the operation is a query."""
        return self.operation.operation is OperationType.QUERY

    def variables(self, given: Mapping[str, Any]) -> dict[str, Any]:
        """This request's variables, coerced and with defaults.

        Raises:
            InvalidDocument: a value that does not fit its type, code BAD_USER_INPUT.
        """
        if not self.definitions:
            return {}
        values = get_variable_values(self.documents.schema, self.definitions, dict(given), max_errors=10)
        if isinstance(values, list):
            raise InvalidDocument(values, BadInput.code)
        return values.coerced

    def price(self, variables: Mapping[str, Any]) -> Price:
        """What the operation costs at most, worked out once for page sizes that are the same."""
        key = tuple(variables.get(name) for name in self._priced_by)
        price = self._prices.get(key)
        if price is None:
            if len(self._prices) >= KEPT:
                self._prices.clear()
            price = self._prices[key] = self.documents.prices.of(self.fields, variables)
        return price

    def plan(self, variables: Mapping[str, Any]) -> Plan:
        """The plan for variables of this shape, made at the first request that has it."""
        key = self._shape(variables)
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) >= KEPT:
                self._plans.clear()
            plan = self._plans[key] = self.documents.planned(self, variables)
        return plan

    def linked(self, type_name: str, nodes: tuple[FieldNode, ...], variables: Mapping[str, Any]) -> RootPlan:
        """The plan of what fields of this document select of nodes that a resolver names."""
        key = (type_name, *map(id, nodes), *self._shape(variables))
        plan = self._linked.get(key)
        if plan is None:
            below = open_below(self.documents.schema, self.document, self.documents.limits, type_name, nodes)
            plan = self._linked[key] = self.documents.linked(type_name, occurrences(below), variables)
        return plan

    def _shape(self, variables: Mapping[str, Any]) -> tuple[Any, ...]:
        return shape([variables.get(definition.variable.name.value) for definition in self.definitions])


class Documents:
    """Prepares documents of one schema and keeps the last few hundred."""

    def __init__(
        self, schema: GraphQLSchema, registry: Registry, guards: Guards, allowed: Limits | None = None
    ) -> None:
        self.schema = schema
        self.registry = registry
        self.guards = guards
        self.limits = allowed or Limits()
        self.prices = Prices()
        self._recent = lru_cache(maxsize=KEPT)(self._prepare)
        self._kept: dict[tuple[str, str | None], Prepared] = {}

    def prepare(self, text: str, operation_name: str | None) -> Prepared:
        """A document ready to be answered, made so at its first request.

        Raises:
            DocumentTooLarge, DocumentTooComplex: past a limit; nothing else was looked at.
            InvalidDocument: syntax, or a rule of validation.
        """
        return self._kept.get((text, operation_name)) or self._recent(text, operation_name)

    def keep(self, text: str, operation_name: str | None) -> Prepared:
        """A document ready to be answered, kept so for as long as the process lives; raises as `prepare` does."""
        prepared = self._kept[text, operation_name] = self._prepare(text, operation_name)
        return prepared

    def _prepare(self, text: str, operation_name: str | None) -> Prepared:
        """Parse, limit and validate a document."""
        document = self._parsed(text)
        try:
            opened = open_operations(self.schema, document, self.limits)
            errors = check_document(self.schema, document, opened)
        except RecursionError:
            raise too_complex() from None
        if errors and errors[-1].message.startswith("Validation aborted"):
            raise too_complex()
        if errors:
            raise InvalidDocument(errors)
        operation = _operation(document, operation_name)
        return Prepared(self, document, operation, opened[id(operation)])

    def _parsed(self, text: str) -> DocumentNode:
        if len(text) > self.limits.characters:
            raise DocumentTooLarge(
                f"查询文档有 {len(text)} 个字符，上限为 {self.limits.characters}。",
                f"The document has {len(text)} characters, the limit is {self.limits.characters}.",
            )
        try:
            return parse(text, max_tokens=self.limits.tokens)
        except GraphQLError as error:
            raise InvalidDocument([error], "GRAPHQL_PARSE_FAILED") from None
        except RecursionError:
            raise too_complex() from None

    def planned(self, prepared: Prepared, variables: Mapping[str, Any]) -> Plan:
        """Plan and compile the roots of an operation for variables of one shape."""
        found = occurrences(prepared.fields)
        selected = collect(prepared.root_type, found)
        planner = Planner(self.registry, self.schema, variables)
        known = self.registry.roots if prepared.is_read else {}
        ordinary = tuple(root for root in selected if root.name not in known)
        roots = tuple(self._root(planner, root) for root in selected if root.name in known)
        return Plan(roots, ordinary, tuple(found))

    def linked(self, type_name: str, found: Found, variables: Mapping[str, Any]) -> RootPlan:
        """Plan and compile what is selected of nodes that a resolver names by ids, `@ids` beside the variables."""
        planner = Planner(self.registry, self.schema, variables)
        tree, findings = planner.linked(type_name, found)
        if findings.personal:
            raise BadInput(
                "完整个人信息只能由查询直接读取。", "Clear personal data is read by a query of its own, not in passing."
            )
        compiled = compile_root(tree, self.guards)
        return RootPlan(type_name, compiled.text, compiled.slots, False, None, findings)

    def _root(self, planner: Planner, selected: Selected) -> RootPlan:
        tree, findings = planner.root(selected)
        compiled = compile_root(tree, self.guards)
        gate = Gate.of(selected.wanted)
        return RootPlan(selected.key, compiled.text, compiled.slots, isinstance(tree, One), gate, findings)


def _is_priced(declared: TypeNode) -> bool:
    """Whether a variable can be the size of a page or the condition of @skip and @include."""
    bare = declared.type if isinstance(declared, NonNullTypeNode) else declared
    return isinstance(bare, NamedTypeNode) and bare.name.value in ("Int", "Boolean")


def too_complex() -> DocumentTooComplex:
    """The refusal of a document that is not worth measuring any further."""
    return DocumentTooComplex("查询过于复杂；请拆成几个查询。", "The document is too complex; split it into several.")


def _operation(document: DocumentNode, name: str | None) -> OperationDefinitionNode:
    operations = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
    chosen = [o for o in operations if name is None or (o.name is not None and o.name.value == name)]
    if len(chosen) == 1:
        return chosen[0]
    if name is None:
        raise BadInput(
            "文档里有多个操作，请给出 operationName。",
            "The document has several operations; name one by operationName.",
        )
    raise BadInput("文档里没有这个操作。", "The document has no operation of that name.")
