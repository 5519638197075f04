"""Whether a document fits the schema; fields of one response key are compared in one pass, not each with each.

Source: GraphQL specification, section 5.3.2 (Field Selection Merging). graphql-core's own rule compares all pairs, so
that one field repeated under many fragments takes a second; here each is compared with the first of its group, which
decides the same since both relations (same field and arguments, same shape) are equivalences.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    StringValueNode,
    ValidationRule,
    ValueNode,
    is_leaf_type,
    print_ast,
    specified_rules,
    validate,
)
from graphql.validation import OverlappingFieldsCanBeMergedRule

from graphsvc.errors import DocumentTooComplex
from graphsvc.gql.selection.opened import Field

MOST_STEPS = 8_000
"""Fields looked at for one operation; only types nested in types in turn come near."""

MOST_ERRORS = 10

OTHER_RULES = tuple(rule for rule in specified_rules if rule is not OverlappingFieldsCanBeMergedRule)
"""All rules of the specification but the one that is written anew here."""

Fields = Iterable[Field]


def check_document(
    schema: GraphQLSchema, document: DocumentNode, opened: Mapping[int, tuple[Field, ...]]
) -> list[GraphQLError]:
    """Apply every rule of the specification; `opened` are the document's operations.

    Returns:
        what is wrong, at most eleven errors.
    Raises:
        DocumentTooComplex: its fields differ by type in too many ways.
    """
    return validate(schema, document, [*OTHER_RULES, merging_rule(opened)], max_errors=MOST_ERRORS)


def merging_rule(opened: Mapping[int, tuple[Field, ...]]) -> type[ValidationRule]:
    """The rule that fields of one key can be merged, over operations that are open already."""

    class FieldsMerge(ValidationRule):
        def enter_operation_definition(self, node: OperationDefinitionNode, *_: Any) -> None:
            error = next(_Pass().conflicts(opened[id(node)]), None)
            if error is not None:
                self.report_error(error)

    return FieldsMerge


class _Pass:
    def __init__(self) -> None:
        self.steps = 0
        self.checked: set[frozenset[int]] = set()
        self.shaped: set[frozenset[int]] = set()
        self.printed: dict[int, str] = {}

    def conflicts(self, fields: Fields) -> Iterator[GraphQLError]:
        """What keeps the fields of one place from being merged."""
        found = list(fields)
        yield from self._meanings(found)
        yield from self._shapes(found)

    def _shapes(self, fields: list[Field]) -> Iterator[GraphQLError]:
        """Fields of one key whose values look different, on whatever types they stand."""
        if _seen(self.shaped, fields):
            return
        for key, places in self._by_key(fields).items():
            kinds = [(place, kind) for place in places if (kind := _kind(place)) is not None]
            if kinds:
                (first, first_kind), *others = kinds
                for place, kind in others:
                    if _differ(first_kind, kind):
                        yield _error(key, f"they return conflicting types '{first_kind}' and '{kind}'", first, place)
            yield from self._shapes(_inside(places))

    def _meanings(self, fields: list[Field]) -> Iterator[GraphQLError]:
        """Fields of one key, on types that one row can have, that are not the same field with the same arguments."""
        if _seen(self.checked, fields):
            return
        for key, places in self._by_key(fields).items():
            for group in _groups(places):
                first, *others = group
                for place in others:
                    if reason := self._difference(first, place):
                        yield _error(key, reason, first, place)
                yield from self._meanings(_inside(group))

    def _by_key(self, fields: list[Field]) -> dict[str, list[Field]]:
        self.steps += len(fields)
        if self.steps > MOST_STEPS:
            raise DocumentTooComplex(
                "查询按类型展开后过于复杂；请拆成几个查询。",
                "Opened by type, the document is too complex; split it into several.",
            )
        found: dict[str, list[Field]] = {}
        for field in fields:
            found.setdefault(field.key, []).append(field)
        return found

    def _difference(self, one: Field, other: Field) -> str | None:
        if one.name != other.name:
            return f"'{one.name}' and '{other.name}' are different fields"
        same = one.node is other.node or self._arguments(one.node) == self._arguments(other.node)
        return None if same else "they have differing arguments"

    def _arguments(self, node: FieldNode) -> str:
        if id(node) not in self.printed:
            given = (f"{argument.name.value}:{printed(argument.value)}" for argument in node.arguments or ())
            self.printed[id(node)] = ",".join(sorted(given))
        return self.printed[id(node)]


def printed(value: ValueNode) -> str:
    """A value as text, equal for values that mean the same whatever the order of their objects' fields."""
    if isinstance(value, ObjectValueNode):
        inner = sorted(f"{field.name.value}:{printed(field.value)}" for field in value.fields)
        return f"{{{','.join(inner)}}}"
    if isinstance(value, StringValueNode):
        return repr(value.value)
    if isinstance(value, ListValueNode):
        return f"[{','.join(map(printed, value.values))}]"
    return print_ast(value)


def _kind(field: Field) -> Any:
    defined = getattr(field.parent, "fields", {}).get(field.name)
    return None if defined is None else defined.type


def _inside(places: list[Field]) -> list[Field]:
    return [inner for place in places for inner in place.below]


def _seen(known: set[frozenset[int]], fields: list[Field]) -> bool:
    """Whether these fields have been looked at together before; remembers them."""
    which = frozenset(map(id, fields))
    if not which or which in known:
        return True
    known.add(which)
    return False


def _groups(places: list[Field]) -> list[list[Field]]:
    """Places that one row can have together: those of one concrete type with those of all interfaces."""
    anywhere = [place for place in places if not isinstance(place.parent, GraphQLObjectType)]
    concrete: dict[str, list[Field]] = {}
    for place in places:
        if isinstance(place.parent, GraphQLObjectType):
            concrete.setdefault(place.parent.name, []).append(place)
    return [[*anywhere, *group] for group in concrete.values()] or [anywhere]


def _differ(one: Any, other: Any) -> bool:
    """Whether values of two types look different in an answer."""
    for wrapper in (GraphQLList, GraphQLNonNull):
        if isinstance(one, wrapper) or isinstance(other, wrapper):
            return not (isinstance(one, wrapper) and isinstance(other, wrapper)) or _differ(one.of_type, other.of_type)
    return (is_leaf_type(one) or is_leaf_type(other)) and one is not other


def _error(key: str, reason: str, one: Field, other: Field) -> GraphQLError:
    return GraphQLError(
        f"Fields '{key}' conflict because {reason}. "
        "Use different aliases on the fields to fetch both if this was intentional.",
        [one.node, other.node],
    )
