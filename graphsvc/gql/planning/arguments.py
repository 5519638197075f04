"""Arguments of a field as written in a document: literals and variables become parameters, objects structures."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    FieldNode,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLList,
    GraphQLNonNull,
    ListValueNode,
    NullValueNode,
    ObjectValueNode,
    ValueNode,
    VariableNode,
    get_named_type,
    value_from_ast,
)

from graphsvc.cypher.plan import Template
from graphsvc.errors import BadInput
from graphsvc.gql.planning.parameters import NOTHING, Argued, Given, Literal, Origin, Place, Several, Variable
from graphsvc.gql.schema.types import LinkField


@dataclass(frozen=True, slots=True)
class Arguments:
    """The arguments one field was given."""

    nodes: Mapping[str, ValueNode]
    types: Mapping[str, GraphQLInputType]
    defaults: Mapping[str, Any]
    variables: Mapping[str, Any]

    def origin(self, name: str) -> Origin:
        """Where an argument's value comes from; the declared default when it is not given."""
        node = self.nodes.get(name)
        if node is None:
            return Literal(_frozen(self.defaults[name])) if name in self.defaults else NOTHING
        if isinstance(node, VariableNode):
            default = Literal(_frozen(self.defaults[name])) if name in self.defaults else None
            return Argued(Variable(node.name.value), name, default, isinstance(self.types[name], GraphQLNonNull))
        found: Origin | None = self._structure(node, self.types[name], (name,))
        return NOTHING if found is None else found

    def given(self, name: str) -> bool:
        """Whether the argument is written at all, and not as null."""
        return not isinstance(self.nodes.get(name), NullValueNode | None)

    def has_value(self, name: str) -> bool:
        """Whether this request gives the argument a value, its default aside."""
        node = self.nodes.get(name)
        if isinstance(node, VariableNode):
            return self.variables.get(node.name.value) is not None
        return self.given(name)

    def structure(self, name: str) -> Any:
        """An argument that is an object or a list of objects, taken apart; None when it is not given.

        Raises:
            BadInput: null inside it, which compares with nothing.
        """
        node = self.nodes.get(name)
        return None if node is None else self._structure(node, self.types[name], (name,))

    def _structure(self, node: ValueNode, of: GraphQLInputType, place: Place) -> Any:
        bare = of.of_type if isinstance(of, GraphQLNonNull) else of
        match node:
            case NullValueNode():
                return None
            case VariableNode():
                return _of_variable(Variable(node.name.value), self.variables.get(node.name.value), bare, place)
            case ObjectValueNode() if isinstance(bare, GraphQLInputObjectType):
                return self._object(node, bare, place)
            case ListValueNode() if isinstance(bare, GraphQLList):
                items = [self._structure(item, bare.of_type, (*place, at)) for at, item in enumerate(node.values)]
                return self._list(items, bare)
            case _ if isinstance(bare, GraphQLList):
                return self._list([self._structure(node, bare.of_type, place)], bare)
        return Literal(_frozen(value_from_ast(node, of)))

    def _object(self, node: ObjectValueNode, of: GraphQLInputObjectType, place: Place) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        for field in node.fields:
            name = field.name.value
            if isinstance(field.value, VariableNode) and field.value.name.value not in self.variables:
                continue  # as if the field were not written
            value = self._structure(field.value, of.fields[name].type, (*place, name))
            entries[name] = _compared(value, (*place, name))
        return entries

    def _list(self, items: list[Any], of: GraphQLList[Any]) -> Any:
        if isinstance(get_named_type(of), GraphQLInputObjectType):
            return [item for item in items if item is not None]
        origins = tuple(NOTHING if item is None else item for item in items)
        if all(isinstance(origin, Literal) for origin in origins):
            return Literal(tuple(origin.value for origin in origins))
        return Several(origins)


def arguments(node: FieldNode, types: Mapping[str, Any], variables: Mapping[str, Any]) -> Arguments:
    """The arguments of a field node.

    Args:
        types: the field's arguments as graphql-core holds them.
        variables: this request's, coerced; only their structure and direction enters the plan.
    """
    return Arguments(
        {argument.name.value: argument.value for argument in node.arguments or ()},
        {name: argument.type for name, argument in types.items()},
        {name: argument.default_value for name, argument in types.items() if _has_default(argument)},
        variables,
    )


def _has_default(argument: Any) -> bool:
    return argument.default_value not in (None, ...) and type(argument.default_value).__name__ != "UndefinedType"


def _compared(value: Any, place: Place) -> Any:
    """A value inside a filter; null there would silently let all rows through."""
    if value is not None:
        return value
    path = ".".join(map(str, place))
    raise BadInput(
        f"{path} 不能为 null；不需要这个条件就不要写它，要找缺失的值请用 isNull。",
        f"{path} may not be null: leave the condition out, or ask for missing values by isNull.",
    ).at(*place)


def _of_variable(variable: Variable, value: Any, of: GraphQLInputType, place: Place) -> Any:
    """A variable that holds an object, or a list of them, is taken apart by what it holds in this request."""
    kind = get_named_type(of)
    if value is None or not isinstance(kind, GraphQLInputObjectType):
        return None if value is None else variable
    if isinstance(value, list):
        return [_of_variable(_inside(variable, index), item, kind, (*place, index)) for index, item in enumerate(value)]
    return {
        key: _compared(_of_variable(_inside(variable, key), inner, kind.fields[key].type, (*place, key)), (*place, key))
        for key, inner in value.items()
    }


def _inside(variable: Variable, step: str | int) -> Variable:
    return Variable(variable.name, (*variable.path, step))


def _frozen(value: Any) -> Any:
    return tuple(_frozen(item) for item in value) if isinstance(value, list) else value


def link_clause(link: LinkField, given: Arguments) -> Template:
    """A link's clauses with what its arguments give."""
    slots: dict[str, Any] = dict(link.slots)
    for name, argument in link.arguments.items():
        origin = given.origin(name)
        slots[name] = Given(origin, argument.read, argument.otherwise, (name,))
        slots |= {other: Given(origin, read, place=(name,)) for other, read in argument.also.items()}
    return Template(link.clause, slots)
