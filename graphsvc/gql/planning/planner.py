"""A selection becomes a plan: what GraphQL asks for, as the tree of rows and fields that `cypher` compiles."""

from collections.abc import Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLSchema

from graphsvc.cypher.compile import ANY, SEEN
from graphsvc.cypher.plan import (
    All,
    Case,
    Count,
    Cursor,
    Fact,
    Field,
    Info,
    Key,
    Many,
    Name,
    Nested,
    One,
    Page,
    Part,
    Predicate,
    Record,
    Root,
    Rows,
    Source,
    Split,
    Template,
    Test,
    Value,
)
from graphsvc.errors import BadInput, DocumentTooComplex
from graphsvc.gql.planning.arguments import Arguments, arguments
from graphsvc.gql.planning.filters import order_keys, own_key, predicate
from graphsvc.gql.planning.guards import hull
from graphsvc.gql.planning.page_parameters import CursorPart, PageSize, RangeEnd, RangeStart
from graphsvc.gql.planning.parameters import NOTHING, Gate, Origin, Slot, null_refused
from graphsvc.gql.planning.personal import Personal
from graphsvc.gql.schema.registry import Registry
from graphsvc.gql.schema.types import GraphType, LinkField
from graphsvc.gql.selection.merged import Occurrence, Selected, collect

MOST_LINKED = 1_000
"""Nodes that a resolver may name at one place of a document."""

MOST_FIELDS = 1_000
"""Fields of one operation, each counted once a group of types that answer it alike."""

Found = list[Occurrence]


@dataclass(slots=True)
class Findings:
    """What planning a root learns beside the tree.

    `gated` are places in the answer that may be left out, by @skip and @include or (None) by type; `personal` those
    that hold clear personal values.
    """

    gated: list[tuple[tuple[str, ...], Gate | None]] = field(default_factory=list)
    personal: list[Personal] = field(default_factory=list)


class Planner:
    """Plans the roots of one operation."""

    def __init__(self, registry: Registry, schema: GraphQLSchema, variables: Mapping[str, Any]) -> None:
        self.registry = registry
        self.schema = schema
        self.variables = variables
        self.findings = Findings()
        self._path: list[str] = []
        self._planned = 0
        self._reason: Any = None

    def root(self, selected: Selected) -> tuple[Root, Findings]:
        """Plan one root field.

        Raises:
            BadInput: an argument that no value could make right (a sort key named twice).
        """
        self.findings = Findings()
        link = self.registry.roots[selected.name]
        return self._link(link, selected, "Query", None), self.findings

    def linked(self, type_name: str, found: Found) -> tuple[Root, Findings]:
        """Plan what is selected of nodes named by their ids: a list of `{id, value}`, in the order of the ids."""
        self.findings = Findings()
        target = self.registry.types[type_name]
        among = self.registry.types[ANY].possible
        label = type_name if type_name == ANY or not {*target.possible} & {*among} else f"{ANY}:{type_name}"
        clause = f"UNWIND range(0, size($ids) - 1) AS @edge\nMATCH (@it:{label} {{id: $ids[@edge]}})"
        self._path = ["value"]
        record = self._record(target, found)
        self._path = []
        shown = (Value("id", Template("@this.id")), Nested("value", record))
        source = Source(Template(clause, {"ids": Fact("ids")}), type_name)
        return Many("", source, Record((Case((), shown),)), (Key(Template("@edge")),), MOST_LINKED), self.findings

    # -- links

    def _link(self, link: LinkField, selected: Selected, owner: str, gate: Gate | None) -> Any:
        given = arguments(selected.node, self._argument_types(owner, selected.name), self.variables)
        target = self.registry.types[link.target]
        if link.shape == "page":
            return self._page(link, target, selected, given, gate)
        clause = _clause(link, given)
        source = Source(clause, SEEN if link.seen else target.name)
        if link.shape == "one":
            order = tuple(Key(Template(text)) for text in link.order)
            self._reason = clause.slots.get("reason", self._reason)
            return One(selected.key, source, self._record(target, selected.inside()), order, gate)
        order = tuple(own_key(target, text) for text in link.order or target.kind.order)
        record = self._record(target, selected.inside())
        return Many(selected.key, source, record, order, link.most, gate)

    def _argument_types(self, owner: str, name: str) -> Mapping[str, Any]:
        owning: Any = self.schema.type_map[owner]
        found: Mapping[str, Any] = owning.fields[name].args
        return found

    # -- records

    def _record(self, target: GraphType, found: Found) -> Record:
        """Fields by concrete type, each planned once for all types that are asked the same.

        Types that differ only in plain values get a map each; where they share links, a map each would repeat the
        links, so that a field of some types becomes a `Split` of one map instead.
        """
        wanted = {name: collect(name, found) for name in target.possible}
        asked: dict[str, dict[Hashable, tuple[list[str], Selected]]] = {}
        for name, selected in wanted.items():
            for each in selected:
                kind = (each.identity, id(self.registry.types[name].fields.get(each.name)))
                asked.setdefault(each.key, {}).setdefault(kind, ([], each))[0].append(name)
        everywhere = [
            each for ways in asked.values() for names, each in ways.values() if len(names) == len(target.possible)
        ]
        if len(everywhere) == len(asked):
            return Record((Case((), self._fields(target.possible[0], everywhere, len(target.possible) > 1)),))
        if any(each.is_composite for each in everywhere):
            return Record((Case((), tuple(self._answer(target, ways) for ways in asked.values())),))
        return Record(self._cases(wanted, asked))

    def _cases(
        self,
        wanted: Mapping[str, list[Selected]],
        asked: Mapping[str, Mapping[Hashable, tuple[list[str], Selected]]],
    ) -> tuple[Case, ...]:
        """A case for each group of types that are asked the same, the largest last."""
        groups: dict[Hashable, list[str]] = {}
        for name in wanted:
            groups.setdefault(
                tuple((key, kind) for key, ways in asked.items() for kind, (names, _) in ways.items() if name in names),
                [],
            ).append(name)
        ordered = sorted(groups.values(), key=len)
        return tuple(Case(tuple(names), self._fields(names[0], wanted[names[0]], of_many=True)) for names in ordered)

    def _answer(self, target: GraphType, ways: Mapping[Hashable, tuple[list[str], Selected]]) -> Field:
        """The field of one key: the same for all types, or split by type."""
        planned = [
            (tuple(names), self._field(self.registry.types[names[0]], each, of_many=True))
            for names, each in ways.values()
        ]
        if len(planned) == 1 and len(planned[0][0]) == len(target.possible):
            return planned[0][1]
        key = planned[0][1].key
        self.findings.gated.append(((*self._path, key), None))
        return Split(key, tuple(planned))

    def _fields(self, type_name: str, selected: Iterable[Selected], of_many: bool) -> tuple[Field, ...]:
        graph_type = self.registry.types[type_name]
        return tuple(self._field(graph_type, each, of_many=of_many) for each in selected)

    def _field(self, graph_type: GraphType, selected: Selected, *, of_many: bool) -> Field:
        self._count()
        with self._at(selected) as gate:
            if selected.name == "__typename":
                return _type_name(selected.key, graph_type, gate, of_many=of_many, all_names=self.registry.node_labels)
            declared = graph_type.fields[selected.name]
            if isinstance(declared, LinkField):
                link: Field = self._link(declared, selected, graph_type.name, gate)
                return link
            if declared.personal:
                self.findings.personal.append(Personal(tuple(self._path), declared.personal, self._reason))
            return Value(selected.key, declared.shown, gate=gate)

    # -- pages

    def _page(
        self, link: LinkField, target: GraphType, selected: Selected, given: Arguments, gate: Gate | None
    ) -> Page:
        keys, signature = order_keys(target, _order(given))
        if link.edge:
            keys += tuple(Key(Template(text)) for text in self.registry.types[link.edge].kind.order)
        backward = _is_backward(given)
        size = PageSize(given.origin("last" if backward else "first"))
        cursor = "before" if backward else "after"
        after = _cursor_parts(given, cursor, signature, keys)
        filters = given.structure("filter") or {}
        source, where, rest = self._rows_of(link, target, given, filters)
        start = None
        if not (link.clause or backward or signature or not after):
            start = All((_range(target, filters.get("within", NOTHING), given.origin("after")), *rest))
        parts = self._parts(selected, target, self.registry.types[link.edge] if link.edge else None)
        return Page(selected.key, source, where, keys, size, after, parts, signature, backward, start, gate)

    def _rows_of(
        self, link: LinkField, target: GraphType, given: Arguments, filters: Any
    ) -> tuple[Source, All, tuple[Predicate, ...]]:
        """Where a page's rows come from and what holds of them; of a root, apart from the stretch of its index."""
        names = {name: value for name, value in filters.items() if link.clause or name != "within"}
        rest = predicate(self.registry.types, target, names)
        if link.clause:
            return Source(_clause(link, given), target.name), rest, ()
        ranged = _range(target, filters.get("within", NOTHING), NOTHING)
        return Source(Template(f"MATCH (@it:{target.name})"), target.name), All((ranged, *rest.parts)), rest.parts

    def _parts(self, selected: Selected, target: GraphType, edge: GraphType | None) -> tuple[Part, ...]:
        connection = target.name + (edge.name if edge else "")
        parts: list[Part] = []
        for part in collect(f"{connection}Connection", selected.inside()):
            with self._at(part) as gate:
                parts.append(self._part(part, connection, target, edge, gate))
        return tuple(parts)

    def _part(
        self, part: Selected, connection: str, target: GraphType, edge: GraphType | None, gate: Gate | None
    ) -> Part:
        match part.name:
            case "edges":
                return Rows(part.key, self._edge_record(part, connection, target, edge), gate)
            case "nodes":
                return Rows(part.key, self._record(target, part.inside()), gate)
            case "totalCount":
                return Count(part.key, gate)
            case "pageInfo":
                return Info(part.key, tuple(self._facts(part)), gate)
        return Name(part.key, f"{connection}Connection", gate)

    def _facts(self, part: Selected) -> Iterator[tuple[str, str, Gate | None]]:
        for inner in collect("PageInfo", part.inside()):
            with self._at(inner) as gate:
                yield inner.key, inner.name, gate

    def _edge_record(self, part: Selected, connection: str, target: GraphType, edge: GraphType | None) -> Record:
        fields: list[Field] = []
        for inner in collect(f"{connection}Edge", part.inside()):
            with self._at(inner) as gate:
                fields.append(self._edge_field(inner, connection, target, edge, gate))
        return Record((Case((), tuple(fields)),))

    def _edge_field(
        self, inner: Selected, connection: str, target: GraphType, edge: GraphType | None, gate: Gate | None
    ) -> Field:
        match inner.name:
            case "cursor":
                return Cursor(inner.key, gate)
            case "node":
                return Nested(inner.key, self._record(target, inner.inside()), gate)
            case "__typename":
                return Name(inner.key, f"{connection}Edge", gate)
        assert edge is not None
        declared: Any = edge.fields[inner.name]
        return Value(inner.key, declared.shown, True, gate)

    # -- where planning stands

    def _count(self) -> None:
        """Fields that differ by type multiply along a path of interfaces; stop before a small document grows large."""
        self._planned += 1
        if self._planned > MOST_FIELDS:
            raise DocumentTooComplex(
                f"查询按类型展开后超过 {MOST_FIELDS} 个字段；请减少片段的层数。",
                f"Opened by type, the document has over {MOST_FIELDS} fields; nest fewer fragments in each other.",
            )

    @contextmanager
    def _at(self, selected: Selected) -> Iterator[Gate | None]:
        self._path.append(selected.key)
        gate = Gate.of(selected.wanted)
        if gate is not None:
            self.findings.gated.append((tuple(self._path), gate))
        yield gate
        self._path.pop()


def _range(target: GraphType, within: Origin, after: Origin) -> Test:
    """The stretch of an index that holds an area, from a cursor on when there is one."""
    place, bounds = target.kind.order[0], hull(target.name)
    start = RangeStart(within, after, len(target.kind.order), bounds)
    return Test(Template(f"{place} >= $start AND {place} < $end", {"start": start, "end": RangeEnd(within, bounds)}))


def _is_backward(given: Arguments) -> bool:
    """Whether a page is read from its end.

    Raises:
        BadInput: arguments of both directions at once.
    """
    named = {name for name in ("first", "after", "last", "before") if given.has_value(name)}
    if named & {"last", "before"} and (named & {"first", "after"} or "last" not in named):
        raise BadInput(
            "first 与 after 搭配，last 与 before 搭配，不能混用。",
            "`first` goes with `after`, and `last` with `before`; a page runs one way.",
        )
    return "last" in named


def _clause(link: LinkField, given: Arguments) -> Template:
    slots: dict[str, Any] = dict(link.slots)
    for name, argument in link.arguments.items():
        origin = given.origin(name)
        slots[name] = Slot(origin, argument.read, argument.otherwise)
        slots |= {other: Slot(origin, read) for other, read in argument.also.items()}
    return Template(link.clause, slots)


def _order(given: Arguments) -> list[tuple[str, bool]]:
    """Sort keys as asked for: name and whether downwards.

    Raises:
        BadInput: a variable that a key needs is null.
    """
    keys = given.structure("orderBy") or []
    directions = [(name, origin.of(given.variables)) for key in keys for name, origin in key.items()]
    if len(directions) < len(keys) or any(direction is None for _, direction in directions):
        raise null_refused("orderBy")
    return [(name, direction.name == "DESC") for name, direction in directions]


def _cursor_parts(given: Arguments, cursor: str, signature: str, keys: tuple[Key, ...]) -> tuple[CursorPart, ...]:
    if not given.given(cursor):
        return ()
    types = tuple(key.type for key in keys)
    return tuple(CursorPart(given.origin(cursor), signature, types, index) for index in range(len(keys)))


def _type_name(key: str, graph_type: GraphType, gate: Gate | None, *, of_many: bool, all_names: str) -> Field:
    if of_many:
        return Value(key, Template(f"head([label IN labels(@this) WHERE label IN {all_names}])"), gate=gate)
    return Name(key, graph_type.name, gate)
