"""What a gateway asks, in the words of the service's own schema: `_entities` is `nodes`, `_service` the SDL."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from graphql import (
    ArgumentNode,
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    ListTypeNode,
    NamedTypeNode,
    NameNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    TypeNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    get_operation_ast,
    parse,
    print_ast,
    validate,
    value_from_ast_untyped,
)

from graphsvc.errors import BadInput
from graphsvc.exchange.federation.subgraph import KEYS, subgraph_schema, subgraph_sdl
from graphsvc.gql.document.prepared import InvalidDocument
from graphsvc.org.model.ids import MOST_IDS

MOST_TOKENS = 10_000
MOST_KEPT = 200
"""Documents of which the translation is kept; a gateway sends few."""


KIND = "entityKind"
"""Response name under which the kind of what was found is asked for."""


@dataclass(frozen=True, slots=True)
class Translated:
    """A gateway's request: the document to answer, None where nothing of it is left, with its variables.

    Attributes:
        service: what is answered without asking anything, by response name.
        kinds: of what kind each representation says that it is, by response name.
    """

    document: str | None
    variables: Mapping[str, Any]
    service: Mapping[str, Mapping[str, str]]
    kinds: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def complete(self, data: dict[str, Any]) -> None:
        """Complete the data of an answer: an entity is null unless it is of the kind that was asked for."""
        for name, kinds in self.kinds.items():
            if found := data.get(name):
                data[name] = [_entity(each, kind) for each, kind in zip(found, kinds, strict=True)]
        data |= self.service


@dataclass(frozen=True, slots=True)
class _Plan:
    """A translated document: for each variable of ids where its representations come from, and its response name."""

    document: str | None
    ids: Mapping[str, ValueNode]
    names: Mapping[str, str]
    given: frozenset[str]
    service: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


class Subgraph:
    """The subgraph of a schema: its SDL, and the translation of what gateways ask."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self.sdl = subgraph_sdl(schema)
        self._schema = subgraph_schema(schema)
        self._plan = lru_cache(maxsize=MOST_KEPT)(self._planned)

    def translate(self, text: str, variables: Mapping[str, Any], operation: str | None) -> Translated:
        """Translate a request into the service's own schema.

        Raises:
            InvalidDocument: it does not parse, or does not fit the subgraph.
            BadInput: a representation of what is no entity here, without its key, or too many.
        """
        plan = self._plan(text, operation)
        given = {name: value_from_ast_untyped(value, dict(variables)) for name, value in plan.ids.items()}
        ids = {name: _ids_of(representations) for name, representations in given.items()}
        kept = {name: value for name, value in variables.items() if name not in plan.given}
        kinds = {plan.names[name]: [each["__typename"] for each in given[name]] for name in ids}
        return Translated(plan.document, {**kept, **ids}, plan.service, kinds)

    def _planned(self, text: str, operation: str | None) -> _Plan:
        document = _parsed(text)
        if errors := validate(self._schema, document, max_errors=10):
            raise InvalidDocument(errors)
        chosen = get_operation_ast(document, operation)
        if chosen is None:
            raise InvalidDocument([GraphQLError("The operation is not told by its name.")])
        return self._translated(document, chosen)

    def _translated(self, document: DocumentNode, chosen: OperationDefinitionNode) -> _Plan:
        ids: dict[str, ValueNode] = {}
        names: dict[str, str] = {}
        service: dict[str, Mapping[str, str]] = {}
        selections: list[SelectionNode] = []
        for each in chosen.selection_set.selections:
            if isinstance(each, FieldNode) and each.name.value == "_service":
                service[_key(each)] = {_key(inner): self.sdl for inner in _fields(each)}
            elif isinstance(each, FieldNode) and each.name.value == "_entities":
                name = f"entities{len(ids)}"
                (representations,) = each.arguments or ()
                ids[name], names[name] = representations.value, _key(each)
                selections.append(_as_nodes(each, name))
            else:
                selections.append(each)
        own = [each for each in chosen.variable_definitions or () if _named(each) != "_Any"]
        given = frozenset(each.variable.name.value for each in chosen.variable_definitions or ()) - {
            each.variable.name.value for each in own
        }
        operation = _with(chosen, selections, [*own, *map(_defined, ids)])
        others = [each for each in document.definitions if not isinstance(each, OperationDefinitionNode)]
        left = print_ast(DocumentNode(definitions=(operation, *others))) if selections else None
        return _Plan(left, ids, names, given, service)


def _parsed(text: str) -> DocumentNode:
    try:
        return parse(text, max_tokens=MOST_TOKENS)
    except GraphQLError as error:
        raise InvalidDocument([error], "GRAPHQL_PARSE_FAILED") from None


def _as_nodes(entities: FieldNode, name: str) -> FieldNode:
    argument = ArgumentNode(name=NameNode(value="ids"), value=VariableNode(name=NameNode(value=name)))
    kind = FieldNode(alias=NameNode(value=KIND), name=NameNode(value="__typename"), directives=(), arguments=())
    chosen = entities.selection_set
    return FieldNode(
        alias=NameNode(value=_key(entities)),
        name=NameNode(value="nodes"),
        arguments=(argument,),
        directives=entities.directives,
        selection_set=SelectionSetNode(selections=(kind, *(chosen.selections if chosen else ()))),
    )


def _with(
    operation: OperationDefinitionNode, selections: Sequence[SelectionNode], variables: Sequence[VariableDefinitionNode]
) -> OperationDefinitionNode:
    return OperationDefinitionNode(
        operation=operation.operation,
        name=operation.name,
        directives=operation.directives,
        variable_definitions=tuple(variables),
        selection_set=SelectionSetNode(selections=tuple(selections)),
    )


def _defined(name: str) -> VariableDefinitionNode:
    one = NonNullTypeNode(type=NamedTypeNode(name=NameNode(value="ID")))
    return VariableDefinitionNode(
        variable=VariableNode(name=NameNode(value=name)),
        type=NonNullTypeNode(type=ListTypeNode(type=one)),
        directives=(),
    )


def _named(definition: VariableDefinitionNode) -> str:
    kind: TypeNode = definition.type
    while isinstance(kind, NonNullTypeNode | ListTypeNode):
        kind = kind.type
    assert isinstance(kind, NamedTypeNode)
    return kind.name.value


def _key(selected: FieldNode) -> str:
    return (selected.alias or selected.name).value


def _fields(selected: FieldNode) -> list[FieldNode]:
    chosen = selected.selection_set.selections if selected.selection_set else ()
    return [each for each in chosen if isinstance(each, FieldNode) and each.name.value == "sdl"]


def _entity(found: Mapping[str, Any] | None, asked: str) -> dict[str, Any] | None:
    """What was found without its kind, as a copy: what is asked for twice was found once."""
    if found is None or not _is_of(found[KIND], asked):
        return None
    return {name: value for name, value in found.items() if name != KIND}


def _is_of(found: str, asked: str) -> bool:
    return found == asked or (asked == "Area" and KEYS.get(found) == KEYS["Area"])


def _ids_of(representations: Any) -> list[str]:
    if not isinstance(representations, list) or len(representations) > MOST_IDS:
        raise BadInput(
            f"representations 应为至多 {MOST_IDS} 个实体。", f"`representations` are {MOST_IDS} entities at most."
        ).at("representations")
    return [_id_of(each) for each in representations]


def _id_of(representation: Any) -> str:
    kind = str(representation.get("__typename")) if isinstance(representation, dict) else ""
    if kind not in KEYS:
        known = ", ".join(f"{name}.{key}" for name, key in KEYS.items())
        raise BadInput(
            f"这里没有这样的实体：{kind}；实体及其键为 {known}。",
            f"No entity of this subgraph: {kind}. Entities with their keys: {known}.",
        ).at("representations")
    key = representation.get(KEYS[kind])
    if not isinstance(key, str):
        raise BadInput(f"{kind} 的键 {KEYS[kind]} 应为字符串。", f"The key `{KEYS[kind]}` of {kind} is a string.").at(
            "representations"
        )
    return key
