"""The published documents of the console: one a page, one an action, each as its file or operation has it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from graphql import ListTypeNode, NonNullTypeNode, OperationDefinitionNode, TypeNode, VariableDefinitionNode, parse
from graphql import print_ast as printed

HERE = Path(__file__).parent.parent
PAGES = HERE / "pages"
ACTIONS = HERE / "actions"


@dataclass(frozen=True, slots=True)
class Document:
    """A document and the name of its operation."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Field:
    """A variable that a form fills: `kind` is the name of its type, such as Int or ID."""

    name: str
    kind: str
    required: bool
    many: bool


@dataclass(frozen=True, slots=True)
class Mutation:
    """A published change: its document, the field it asks for, and what a form has to send."""

    document: Document
    field: str
    fields: tuple[Field, ...]


@cache
def page_document(name: str) -> Document:
    """Read the document of a page, or another of its folder: findings/sheet."""
    folder, _, other = name.partition("/")
    text = (PAGES / folder / f"{other or 'page'}.graphql").read_text(encoding="utf-8")
    return Document(_operations(text)[0].name.value, text)  # type: ignore[union-attr]


@cache
def query_texts() -> tuple[str, ...]:
    """Read every published query, in the order of their files."""
    return tuple(path.read_text(encoding="utf-8") for path in sorted(PAGES.glob("*/*.graphql")))


@cache
def mutations() -> Mapping[str, Mutation]:
    """Read every published change, by the field of the schema it asks for."""
    return {each.field: each for path in sorted(ACTIONS.glob("*.graphql")) for each in _mutations(path)}


def _mutations(path: Path) -> Iterator[Mutation]:
    for operation in _operations(path.read_text(encoding="utf-8")):
        assert operation.name is not None, path
        field = operation.selection_set.selections[0].name.value  # type: ignore[attr-defined]
        fields = tuple(map(_field, operation.variable_definitions or ()))
        yield Mutation(Document(operation.name.value, printed(operation) + "\n"), field, fields)


def _operations(text: str) -> list[OperationDefinitionNode]:
    return [each for each in parse(text).definitions if isinstance(each, OperationDefinitionNode)]


def _field(definition: VariableDefinitionNode) -> Field:
    kind: TypeNode = definition.type
    required = isinstance(kind, NonNullTypeNode)
    kind = kind.type if isinstance(kind, NonNullTypeNode) else kind
    many = isinstance(kind, ListTypeNode)
    while isinstance(kind, NonNullTypeNode | ListTypeNode):
        kind = kind.type
    return Field(definition.variable.name.value, kind.name.value, required, many)  # type: ignore[attr-defined]
