"""What holds for the schema as a whole: limits are kept before any resolver runs, and every root may be null."""

from collections.abc import Callable, Mapping
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLInputField,
    GraphQLInputObjectType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    Undefined,
    get_named_type,
)

from graphsvc.gql.schema.constraints import Constraint, Path, term_of

Check = Callable[[Any, Path], None]
Inputs = Mapping[str, GraphQLArgument | GraphQLInputField]


def enforce(schema: GraphQLSchema) -> None:
    """Check the arguments of every field that Python resolves before its resolver sees them."""
    for kind in schema.type_map.values():
        for field in kind.fields.values() if isinstance(kind, GraphQLObjectType) else ():
            if check := _of_inputs(field.args):
                field.resolve = field.resolve and _checked(check, field.resolve)
                field.subscribe = field.subscribe and _checked(check, field.subscribe)


def forget_null_defaults(schema: GraphQLSchema) -> None:
    """Leave out `= null`: what may be left out is null anyway, and Python gives its own default."""
    for kind in schema.type_map.values():
        inputs: list[GraphQLArgument | GraphQLInputField] = []
        if isinstance(kind, GraphQLObjectType):
            inputs += [argument for field in kind.fields.values() for argument in field.args.values()]
        if isinstance(kind, GraphQLInputObjectType):
            inputs += kind.fields.values()
        for each in inputs:
            if each.default_value is None:
                each.default_value = Undefined


def let_roots_be_null(schema: GraphQLSchema) -> None:
    """Make every root of queries and changes nullable, whatever its resolver promises.

    One that fails then leaves the answers of the others and, above all, of the changes that were made before it.
    """
    for kind in (schema.query_type, schema.mutation_type):
        for field in kind.fields.values() if kind else ():
            if isinstance(field.type, GraphQLNonNull):
                field.type = field.type.of_type


def constraint_of(element: GraphQLArgument | GraphQLInputField) -> Constraint | None:
    """The limits that an argument or input field declares."""
    declared = (element.extensions or {}).get("strawberry-definition")
    return next((each for each in getattr(declared, "directives", ()) if isinstance(each, Constraint)), None)


def _checked(check: Check, resolve: Callable[..., Any]) -> Callable[..., Any]:
    def resolved(source: Any, info: Any, **given: Any) -> Any:
        check(given, ())
        return resolve(source, info, **given)

    return resolved


def _of_inputs(inputs: Inputs) -> Check | None:
    """The check of a mapping of values by name, None where nothing is limited."""
    checks = {name: check for name, each in inputs.items() if (check := _of_input(each))}
    if not checks:
        return None

    def check_all(values: Mapping[str, Any], path: Path) -> None:
        for name, check in checks.items():
            if name in values:
                check(values[name], (*path, name))

    return check_all


def _of_input(element: GraphQLArgument | GraphQLInputField) -> Check | None:
    constraint, kind = constraint_of(element), get_named_type(element.type)
    inside = _of_inputs(kind.fields) if isinstance(kind, GraphQLInputObjectType) and not _is_recursive(kind) else None
    if constraint is None and inside is None:
        return None
    term = term_of(element.description)

    def check(value: Any, path: Path) -> None:
        if constraint is not None:
            constraint.check(value, path, term)
        if inside is not None:
            _each(inside, value, path)

    return check


def _each(inside: Check, value: Any, path: Path) -> None:
    if isinstance(value, list):
        for at, item in enumerate(value):
            _each(inside, item, (*path, at))
    elif value is not None:
        inside(value, path)


def _is_recursive(kind: GraphQLInputObjectType) -> bool:
    """Whether it is a filter, which holds filters; what it compares with needs no limit of its own."""
    return any(get_named_type(field.type) is kind for field in kind.fields.values())
