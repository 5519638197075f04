"""Trusted documents made ready at load: parsed, validated, priced and planned before their first request."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    NonNullTypeNode,
    OperationDefinitionNode,
    VariableDefinitionNode,
    parse,
    type_from_ast,
    value_from_ast,
)

from graphsvc.access.authenticator import SERVICE
from graphsvc.cypher.plan import Parameter
from graphsvc.cypher.statement import Statement
from graphsvc.errors import BadInput, GraphsvcError
from graphsvc.gql.document.prepared import InvalidDocument, Prepared
from graphsvc.gql.execution.context import moments
from graphsvc.gql.execution.documents import Documents
from graphsvc.gql.execution.plans import RootPlan

_CURSORS = ("after", "before", "cursor")
"""What clients call a variable that is null on the first page."""

_SAMPLES: Mapping[str, Any] = {"Int": 10, "Float": 1.0, "Boolean": True}


@dataclass(frozen=True, slots=True)
class Warmed:
    """The statements that trusted documents run, and why some documents cannot be answered, by text."""

    statements: tuple[Statement, ...]
    refused: Mapping[str, str]


def warmed(documents: Documents, texts: frozenset[str], now: datetime) -> Warmed:
    """Make documents ready and keep them so; one that does not fit the schema is told, not fatal, since clients of an
    older release may still ask for others of their manifest.
    """
    statements: dict[str, Statement] = {}
    refused: dict[str, str] = {}
    for text in sorted(texts):
        try:
            for name in _operations(text):
                prepared = documents.prepare(text, name, keep=True)
                for statement in _statements(documents, prepared, now):
                    statements[statement.text] = statement
        except InvalidDocument as problem:
            refused[text] = problem.errors[0].message
        except (GraphsvcError, SyntaxError) as problem:
            refused[text] = str(problem)
    return Warmed(tuple(statements.values()), refused)


def _operations(text: str) -> list[str | None]:
    """The names that tell operations apart; None is the only one."""
    try:
        document = parse(text)
    except Exception as problem:
        raise SyntaxError(str(problem)) from None
    names = [d.name.value for d in document.definitions if isinstance(d, OperationDefinitionNode) and d.name]
    return list(names) if len(names) > 1 else [None]


def _statements(documents: Documents, prepared: Prepared, now: datetime) -> Iterator[Statement]:
    """Statements for the shapes of variables that are nearly all: the required ones, a first page, a later page.

    A plan hangs on which variables are given, not on their values.
    """
    variables = {d.variable.name.value: _given(documents.schema, d) for d in prepared.definitions}
    for shape in ({n: variables[n] for n in names} for names in _shapes(prepared.definitions)):
        try:
            documents.price(prepared, shape)
            plan = documents.plan(prepared, shape, keep=True)
        except GraphsvcError:
            continue  # a shape nobody sends, as `first` together with `last`
        yield from (_filled(root, {**shape, **SERVICE.facts, **moments(now)}) for root in plan.roots)


def _shapes(definitions: Sequence[VariableDefinitionNode]) -> Iterator[list[str]]:
    names = [definition.variable.name.value for definition in definitions]
    yield [d.variable.name.value for d in definitions if d.default_value or isinstance(d.type, NonNullTypeNode)]
    yield [name for name in names if name not in _CURSORS]
    yield names


def _given(schema: GraphQLSchema, definition: VariableDefinitionNode) -> Any:
    """A variable's own default, or a sample of its type."""
    kind: Any = type_from_ast(schema, definition.type)
    default = definition.default_value
    return _sample(kind) if default is None else value_from_ast(default, kind)


def _sample(kind: Any) -> Any:
    """A value of a type; input objects without any part, since which they have is the client's choice."""
    bare = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if isinstance(bare, GraphQLList):
        return []
    if isinstance(bare, GraphQLEnumType):
        return next(iter(bare.values.values())).value
    if hasattr(bare, "fields"):
        return {}
    return _SAMPLES.get(bare.name, "")


def _filled(root: RootPlan, given: Mapping[str, Any]) -> Statement:
    """The statement with the sample's parameters, empty texts where the sample is no code or id."""
    return Statement(root.text, {name: _value(each, given) for name, each in root.parameters.items()})


def _value(parameter: Parameter, given: Mapping[str, Any]) -> Any:
    try:
        return parameter.fill(given)
    except BadInput:
        return ""
