"""The items of information (信息项) that a document gives: its leaves, each with its type and its Chinese name."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLEnumType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSyntaxError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    parse,
)

_TERM = re.compile(r"\(([^()]*[\u4e00-\u9fff][^()]*)\)")
_TURNED = frozenset({"edges", "node", "nodes"})
"""Steps of a page that stand between a list and its rows."""
_NOT_DATA = frozenset({"pageInfo", "cursor", "totalCount"})
PERSONAL = frozenset({"Person", "PersonalData"})
KINDS: Mapping[str, str] = {
    "Int": "整型",
    "Float": "浮点型",
    "Boolean": "逻辑型",
    "Date": "日期型",
    "DateTime": "日期时间型",
}
"""Scalars by the words of the catalogue; every other one is 字符型."""


@dataclass(frozen=True, slots=True)
class Item:
    """A leaf: its path in the answer, its Chinese name and description, its type here and in the catalogue's words."""

    path: str
    name: str
    about: str
    kind: str
    word: str


@dataclass(frozen=True, slots=True)
class Contents:
    """What a document gives; `types` are those of the objects on the way."""

    items: tuple[Item, ...]
    types: frozenset[str]

    @property
    def is_personal(self) -> bool:
        """Whether it tells of single people, masked or not."""
        return bool(self.types & PERSONAL)


def operations_of(text: str) -> list[str]:
    """Name the queries of a document; what has no name, changes and feeds is left out, and what cannot be read."""
    try:
        definitions = parse(text, no_location=True).definitions
    except GraphQLSyntaxError:  # a client's manifest may be of another time
        return []
    return [
        each.name.value
        for each in definitions
        if isinstance(each, OperationDefinitionNode) and each.name and each.operation.value == "query"
    ]


def contents_of(schema: GraphQLSchema, text: str, operation: str) -> Contents:
    """Read what a query of a document gives.

    Args:
        text: a document that the schema has accepted.
    """
    document: DocumentNode = parse(text, no_location=True)
    fragments = {each.name.value: each for each in document.definitions if isinstance(each, FragmentDefinitionNode)}
    (asked,) = [
        each
        for each in document.definitions
        if isinstance(each, OperationDefinitionNode) and each.name and each.name.value == operation
    ]
    walk = _Walk(schema, fragments)
    assert schema.query_type is not None
    found = {item.path: item for item in walk.items(asked.selection_set, schema.query_type, "")}
    return Contents(tuple(found.values()), frozenset(walk.types))


class _Walk:
    def __init__(self, schema: GraphQLSchema, fragments: Mapping[str, FragmentDefinitionNode]) -> None:
        self._schema = schema
        self._fragments = fragments
        self.types: set[str] = set()

    def items(self, selected: SelectionSetNode, of: object, path: str) -> Iterator[Item]:
        assert isinstance(of, GraphQLObjectType | GraphQLInterfaceType), path
        self.types.add(of.name)
        for each in selected.selections:
            if isinstance(each, FieldNode):
                yield from self._field(each, of, path)
            elif isinstance(each, FragmentSpreadNode):
                fragment = self._fragments[each.name.value]
                on = self._schema.type_map[fragment.type_condition.name.value]
                yield from self.items(fragment.selection_set, on, path)
            elif isinstance(each, InlineFragmentNode):
                on = self._schema.type_map[each.type_condition.name.value] if each.type_condition else of
                yield from self.items(each.selection_set, on, path)

    def _field(self, asked: FieldNode, of: GraphQLObjectType | GraphQLInterfaceType, path: str) -> Iterator[Item]:
        name = asked.name.value
        if name in _NOT_DATA or name.startswith("__"):
            return
        field = of.fields[name]
        kind = get_named_type(field.type)
        key = asked.alias.value if asked.alias else name
        here = path if name in _TURNED else f"{path}.{key}".removeprefix(".")
        if asked.selection_set:
            yield from self.items(asked.selection_set, kind, here)
            return
        about = field.description or ""
        term = _TERM.search(about)
        word = "字符型" if isinstance(kind, GraphQLEnumType) else KINDS.get(kind.name, "字符型")
        yield Item(here, term[1] if term else key, about, kind.name, word)
