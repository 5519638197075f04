"""Trusted documents made ready at load: parsed, validated, priced and planned before their first request."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    OperationDefinitionNode,
    parse,
    type_from_ast,
)

from graphsvc.cypher.statement import Statement
from graphsvc.errors import BadInput, GraphsvcError
from graphsvc.gql.documents import Documents, InvalidDocument, Prepared, RootPlan

_SAMPLES: Mapping[str, Any] = {"Int": 10, "Float": 1.0, "Boolean": True}


@dataclass(frozen=True, slots=True)
class Warmed:
    """The statements that trusted documents run, and why some documents cannot be answered, by text."""

    statements: tuple[Statement, ...]
    refused: Mapping[str, str]


def warmed(documents: Documents, texts: frozenset[str]) -> Warmed:
    """Make documents ready and keep them so; one that does not fit the schema is told, not fatal, since clients of an
    older release may still ask for others of their manifest.
    """
    statements: dict[str, Statement] = {}
    refused: dict[str, str] = {}
    for text in sorted(texts):
        try:
            for name in _operations(text):
                prepared = documents.keep(text, name)
                for statement in _statements(documents.schema, prepared):
                    statements[statement.text] = statement
        except InvalidDocument as problem:
            refused[text] = problem.errors[0].message
        except (GraphsvcError, SyntaxError) as problem:
            refused[text] = str(problem)
    return Warmed(tuple(statements.values()), refused)


def _operations(text: str) -> list[str | None]:
    """The names a request may give; one that names none means the only operation."""
    try:
        document = parse(text)
    except Exception as problem:
        raise SyntaxError(str(problem)) from None
    names = [d.name.value for d in document.definitions if isinstance(d, OperationDefinitionNode) and d.name]
    return [*names, None] if len(names) < 2 else list(names)


def _statements(schema: GraphQLSchema, prepared: Prepared) -> Iterator[Statement]:
    """Statements for the two shapes of variables that are nearly all: only the required ones, and all of them.

    A plan hangs on which variables are given, not on their values.
    """
    for everything in (False, True):
        variables = _variables(schema, prepared, everything=everything)
        try:
            prepared.price(variables)
            plan = prepared.plan(variables)
        except GraphsvcError:
            continue  # a shape nobody sends, as `first` together with `last`
        yield from (_filled(root, variables) for root in plan.roots)


def _variables(schema: GraphQLSchema, prepared: Prepared, *, everything: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for definition in prepared.definitions:
        kind: Any = type_from_ast(schema, definition.type)
        if everything or isinstance(kind, GraphQLNonNull) or definition.default_value is not None:
            found[definition.variable.name.value] = _sample(kind)
    return found


def _sample(kind: GraphQLInputType) -> Any:
    """A value of a type; input objects without any part, since which they have is the client's choice."""
    bare = kind.of_type if isinstance(kind, GraphQLNonNull) else kind
    if isinstance(bare, GraphQLList):
        return []
    if isinstance(bare, GraphQLEnumType):
        return next(iter(bare.values.values())).value
    if hasattr(bare, "fields"):
        return {}
    return _SAMPLES.get(bare.name, "")


def _filled(root: RootPlan, variables: Mapping[str, Any]) -> Statement:
    """The statement with the sample's parameters, or with empty ones where the sample is no code or id."""
    try:
        return root.statement(variables)
    except BadInput:
        return Statement(root.text, dict.fromkeys(root.slots, ""))
