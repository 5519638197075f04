"""Documents made ready: parsed, limited, validated, one operation chosen; what differs by request is left open."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from graphql import (
    DocumentNode,
    GraphQLError,
    GraphQLSchema,
    NamedTypeNode,
    NonNullTypeNode,
    OperationDefinitionNode,
    OperationType,
    TypeNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
    parse,
)
from graphql.execution.values import get_variable_values

from graphsvc.errors import BadInput, DocumentTooComplex, DocumentTooLarge, GraphsvcError
from graphsvc.gql.document.validation import check_document
from graphsvc.gql.schema.enums import Direction
from graphsvc.gql.schema.inputs import Grouping
from graphsvc.gql.selection.limits import Limits
from graphsvc.gql.selection.opened import Field, open_operations

_serials: Iterator[int] = count()


class InvalidDocument(GraphsvcError):
    """The document does not parse or does not fit the schema; `errors` are graphql-core's, at most ten."""

    code = "GRAPHQL_VALIDATION_FAILED"

    def __init__(self, errors: list[GraphQLError], code: str = code) -> None:
        super().__init__("查询文档无效。", "The document is not valid.")
        self.errors = errors[:10]
        self.code = code  # type: ignore[misc]


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """A document that has been parsed and validated, with one operation chosen.

    Attributes:
        fields: the operation's root fields, fragments opened.
        priced_by: the variables its price can hang on: every size of a page, every condition, since which of them a
            walk meets depends on the values of others.
        compared: the variables inside filters, where null is refused and a variable that was not given is left out.
        serial: tells it from all others, also from one of the same text that was prepared before.
    """

    schema: GraphQLSchema
    document: DocumentNode
    operation: OperationDefinitionNode
    fields: tuple[Field, ...]
    definitions: tuple[VariableDefinitionNode, ...]
    priced_by: tuple[str, ...]
    compared: frozenset[str]
    serial: int = field(default_factory=lambda: next(_serials))

    @property
    def names(self) -> list[str]:
        """The names of its variables."""
        return [definition.variable.name.value for definition in self.definitions]

    @property
    def single(self) -> DocumentNode:
        """The document with no other operation than the chosen one."""
        others = (d for d in self.document.definitions if not isinstance(d, OperationDefinitionNode))
        return DocumentNode(definitions=(self.operation, *others))

    @property
    def is_alone(self) -> bool:
        """Whether the document has no other operation."""
        return len(self.single.definitions) == len(self.document.definitions)

    @property
    def name(self) -> str | None:
        """What the operation is called."""
        return self.operation.name.value if self.operation.name else None

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
        values = get_variable_values(self.schema, self.definitions, dict(given), max_errors=10)
        if isinstance(values, list):
            raise InvalidDocument(values, BadInput.code)
        return values.coerced

    def shape(self, variables: Mapping[str, Any]) -> tuple[Any, ...]:
        """What of the variables decides the statement's text: which are given, keys of objects, directions, groupings.

        `...` stands for a variable that was not given, where that is another thing than null. Two requests of one
        document with equal shapes share one plan; all other values travel as parameters.
        """
        return tuple(_shape(variables.get(name, ... if name in self.compared else None)) for name in self.names)

    def sizes(self, variables: Mapping[str, Any]) -> tuple[Any, ...]:
        """What of the variables decides the price."""
        return tuple(variables.get(name) for name in self.priced_by)


def prepare(schema: GraphQLSchema, limits: Limits, text: str, operation_name: str | None) -> Prepared:
    """Parse, limit and validate a document.

    Raises:
        DocumentTooLarge, DocumentTooComplex: past a limit; nothing else was looked at.
        InvalidDocument: syntax, or a rule of validation.
        BadInput: no operation of that name, or several and none named.
    """
    document = _parsed(text, limits)
    try:
        opened = open_operations(schema, document, limits)
        errors = check_document(schema, document, opened)
    except RecursionError:
        raise too_complex() from None
    if errors and errors[-1].message.startswith("Validation aborted"):
        raise too_complex()
    if errors:
        raise InvalidDocument(errors)
    operation = _operation(document, operation_name)
    definitions = tuple(operation.variable_definitions or ())
    priced_by = tuple(each.variable.name.value for each in definitions if _is_priced(each.type))
    fields = opened[id(operation)]
    return Prepared(schema, document, operation, fields, definitions, priced_by, frozenset(_compared(fields)))


def _compared(fields: Iterable[Field]) -> Iterator[str]:
    for field_ in fields:
        for argument in field_.node.arguments or ():
            yield from _inside(argument.value)
        yield from _compared(field_.below)


def _inside(value: ValueNode) -> Iterator[str]:
    """Variables that are fields of input objects."""
    for part in getattr(value, "values", ()):
        yield from _inside(part)
    for part in getattr(value, "fields", ()):
        if isinstance(part.value, VariableNode):
            yield part.value.name.value
        yield from _inside(part.value)


def _parsed(text: str, limits: Limits) -> DocumentNode:
    if len(text) > limits.characters:
        raise DocumentTooLarge(
            f"查询文档有 {len(text)} 个字符，上限为 {limits.characters}。",
            f"The document has {len(text)} characters, the limit is {limits.characters}.",
        )
    try:
        return parse(text, max_tokens=limits.tokens)
    except GraphQLError as error:
        raise InvalidDocument([error], "GRAPHQL_PARSE_FAILED") from None
    except RecursionError:
        raise too_complex() from None


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


def _shape(value: Any) -> Any:
    if value is None or value is ... or isinstance(value, Direction | Grouping):
        return value
    if isinstance(value, dict):
        return tuple((key, _shape(value[key])) for key in sorted(value))
    if isinstance(value, list) and (not value or isinstance(value[0], dict)):
        return tuple(_shape(item) for item in value)
    return True
