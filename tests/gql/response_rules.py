"""What GraphQL demands of every response, whatever was asked: told as a list of what is wrong with one.

Source: GraphQL specification, sections 6.3 (selection sets), 6.4 (values), 7 (Response), and Relay's connections.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLEnumType,
    GraphQLIncludeDirective,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLSkipDirective,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    parse,
)
from graphql.execution.values import get_argument_values, get_directive_values, get_variable_values

from graphsvc.errors import GraphsvcError

Path = tuple[str | int, ...]


def codes(of: type[GraphsvcError] = GraphsvcError) -> Iterator[str]:
    """Every code that a refusal can carry."""
    yield of.code
    for each in of.__subclasses__():
        yield from codes(each)


KNOWN_CODES = {*codes(), "GRAPHQL_VALIDATION_FAILED", "GRAPHQL_PARSE_FAILED"} - {"INTERNAL"}
LARGEST = 2**31


@dataclass
class Response:
    """One response beside the document that asked for it."""

    schema: GraphQLSchema
    text: str
    variables: Mapping[str, Any]
    body: Mapping[str, Any]
    values: Any = None
    fragments: dict[str, FragmentDefinitionNode] = field(default_factory=dict)
    nulls: set[Path] = field(default_factory=set)

    def faults(self) -> Iterator[str]:
        """What is wrong with it."""
        errors = self.body.get("errors")
        if errors is not None:
            yield from self._errors(errors)
        if self.body.get("data") is None:
            if not errors:
                yield "neither data nor errors"
            return
        document = parse(self.text)
        (operation,) = [each for each in document.definitions if isinstance(each, OperationDefinitionNode)]
        self._read(document, operation)
        root: Any = self.schema.get_root_type(operation.operation)
        yield from self._object(self.body["data"], root, [operation.selection_set], ())
        paths = {tuple(error.get("path") or ()) for error in errors or ()}
        yield from (f"the error at {path} stands at no null" for path in paths if not self._is_null(path))

    def _read(self, document: DocumentNode, operation: OperationDefinitionNode) -> None:
        self.fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        coerced = get_variable_values(self.schema, operation.variable_definitions or (), dict(self.variables))
        assert not isinstance(coerced, list), coerced
        self.values = coerced

    def _is_null(self, path: Path) -> bool:
        return any(path[:length] in self.nulls for length in range(len(path) + 1))

    def _errors(self, errors: Any) -> Iterator[str]:
        if not isinstance(errors, list) or not errors:
            yield f"errors are {errors!r}"
            return
        for error in errors:
            extensions = error.get("extensions", {})
            if extensions.get("code") not in KNOWN_CODES:
                yield f"the code {extensions.get('code')}"
            if not (isinstance(error.get("message"), str) and error["message"]):
                yield "an error without a message"
            if not extensions.get("zh") and not extensions.get("code", "").startswith("GRAPHQL_"):
                yield f"no Chinese for {error['message']}"
            if not set(error) <= {"message", "locations", "path", "extensions"}:
                yield f"an error with {set(error)}"

    # -- data

    def _collected(self, kind: GraphQLObjectType, sets: Iterable[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        """Fields by response key, in the order of the document."""
        found: dict[str, list[FieldNode]] = {}
        for selection in (each for of in sets for each in of.selections):
            if not self._is_wanted(selection):
                continue
            if isinstance(selection, FieldNode):
                found.setdefault((selection.alias or selection.name).value, []).append(selection)
                continue
            inner: Any = selection
            if not isinstance(selection, InlineFragmentNode):
                inner = self.fragments[inner.name.value]
            condition: Any = inner.type_condition and self.schema.type_map[inner.type_condition.name.value]
            if (
                condition is None
                or condition is kind
                or (is_abstract_type(condition) and self.schema.is_sub_type(condition, kind))
            ):
                for key, nodes in self._collected(kind, [inner.selection_set]).items():
                    found.setdefault(key, []).extend(nodes)
        return found

    def _is_wanted(self, selection: Any) -> bool:
        skip = get_directive_values(GraphQLSkipDirective, selection, self.values)
        include = get_directive_values(GraphQLIncludeDirective, selection, self.values)
        return not (skip and skip["if"]) and not (include and not include["if"])

    def _object(self, value: Any, kind: Any, sets: list[SelectionSetNode], path: Path) -> Iterator[str]:
        if not isinstance(value, dict):
            yield f"{path}: {value!r} is no {kind}"
            return
        wanted = self._collected(kind, sets)
        if list(value) != list(wanted):
            yield f"{path}: keys {list(value)} where {list(wanted)} were asked"
            return
        for key, nodes in wanted.items():
            name = nodes[0].name.value
            if name == "__typename":
                yield from () if value[key] == kind.name else [f"{path}.{key}: {value[key]} is no {kind.name}"]
                continue
            given = get_argument_values(kind.fields[name], nodes[0], self.values) if value[key] is not None else {}
            yield from self._value(value[key], kind.fields[name].type, nodes, (*path, key))
            if get_named_type(kind.fields[name].type).name.endswith("Connection"):
                yield from self._page(value[key], kind.fields[name].type, nodes, given, (*path, key))

    def _value(self, value: Any, kind: Any, nodes: list[FieldNode], path: Path) -> Iterator[str]:
        if isinstance(kind, GraphQLNonNull):
            if value is None:
                yield f"{path}: null where {kind} is promised"
                return
            kind = kind.of_type
        if value is None:
            self.nulls.add(path)
            return
        if isinstance(kind, GraphQLList):
            if not isinstance(value, list):
                yield f"{path}: {value!r} is no list"
                return
            for at, item in enumerate(value):
                yield from self._value(item, kind.of_type, nodes, (*path, at))
        elif is_leaf_type(kind):
            yield from () if is_leaf(kind, value) else [f"{path}: {value!r} is no {kind}"]
        else:
            sets = [node.selection_set for node in nodes if node.selection_set]
            concrete = self._concrete(kind, value, sets)
            yield from self._object(value, concrete, sets, path) if concrete else [f"{path}: not told what it is"]

    def _concrete(self, kind: Any, value: Any, sets: list[SelectionSetNode]) -> Any:
        """The object type of a value; the fuzzer asks for `__typename` wherever there are several."""
        if not is_abstract_type(kind):
            return kind
        named = self.schema.type_map.get(value.get("__typename", ""))
        return named if named in self.schema.get_possible_types(kind) else None

    # -- pages

    def _page(self, page: Any, of: Any, nodes: list[FieldNode], given: Mapping[str, Any], path: Path) -> Iterator[str]:
        """Relay's rules: no more rows than asked for or there are, and as many nodes as edges."""
        if not isinstance(page, dict):
            return
        kind = get_named_type(of)
        sizes = [size for size in (given.get("first"), given.get("last")) if size is not None]
        lengths, totals = set(), set()
        for key, inner in self._collected(kind, [node.selection_set for node in nodes if node.selection_set]).items():
            match inner[0].name.value, page.get(key):
                case ("edges" | "nodes", list(items)):
                    lengths.add(len(items))
                case ("totalCount", int(count)):
                    totals.add(count)
        if len(lengths) > 1 or any(length > min(sizes or [200]) for length in lengths):
            yield f"{path}: {lengths} rows where {sizes} were asked"
        if any(length > count for length in lengths for count in totals):
            yield f"{path}: {lengths} rows of {totals}"


_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def is_leaf(kind: Any, value: Any) -> bool:
    """Whether a value may stand for a scalar or an enum."""
    if isinstance(kind, GraphQLEnumType):
        return value in kind.values
    match kind.name:
        case "Int":
            return isinstance(value, int) and not isinstance(value, bool) and -LARGEST <= value < LARGEST
        case "Float":
            return isinstance(value, int | float) and not isinstance(value, bool)
        case "Boolean":
            return isinstance(value, bool)
        case "Date":
            return isinstance(value, str) and bool(_DAY.fullmatch(value) and date.fromisoformat(value))
        case "DateTime":
            return isinstance(value, str) and datetime.fromisoformat(value).tzinfo is not None
    return isinstance(value, str)
