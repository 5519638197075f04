"""Pages: which rows, in which order, what of them, and how the answer shows the page."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from graphsvc.cypher.plan import (
    All,
    Count,
    Key,
    Page,
    Parameter,
    Part,
    Predicate,
    Rows,
    SortKey,
    Source,
    Tally,
    Template,
    Test,
    Value,
)
from graphsvc.cypher.structure import Structures
from graphsvc.errors import BadInput
from graphsvc.gql.planning.arguments import Arguments, arguments, link_clause
from graphsvc.gql.planning.columns import Around, Columns
from graphsvc.gql.planning.filters import order_keys, predicate
from graphsvc.gql.planning.guards import hull
from graphsvc.gql.planning.page_parameters import CursorPart, FromStart, PageSize, RangeEnd, RangeStart
from graphsvc.gql.planning.parameters import NOTHING, Included, Origin, null_refused
from graphsvc.gql.planning.template import (
    Constant,
    Cursor,
    Fact,
    Leaf,
    Object,
    PageShape,
    PartName,
    RowShape,
    RowsOf,
    Shape,
    Tallied,
    Total,
    entries,
    placed,
)
from graphsvc.gql.schema.inputs import group_keys
from graphsvc.gql.schema.registry import Registry
from graphsvc.gql.schema.types import GraphType, LinkField, ValueField
from graphsvc.gql.selection.conditions import IN_ANY_CASE, Alternatives, both, either
from graphsvc.gql.selection.merged import Occurrence, Selected, collect


class Planner(Protocol):
    """What planning a page needs of whoever plans the rows around it."""

    registry: Registry
    structures: Structures
    variables: Mapping[str, Any]

    def argument_types(self, owner: str, name: str) -> Mapping[str, Any]:
        """The arguments of a field, as graphql-core holds them."""

    def record(self, target: GraphType, found: list[Occurrence], columns: Columns, around: Around) -> RowShape:
        """Plan what is selected of a row."""

    def count(self) -> None:
        """Count a planned field."""


def plan_page(
    planner: Planner, link: LinkField, selected: Selected, given: Arguments, reason: Parameter | None
) -> tuple[Page, PageShape]:
    """Plan a connection: the page to read, and how it is shown.

    Raises:
        BadInput: arguments that no value could make right.
    """
    target = planner.registry.types[link.target]
    edge = planner.registry.types[link.edge] if link.edge else None
    backward = is_backward(given)
    order, signature = order_keys(target, _order(given))
    order += tuple(Key(Template(text)) for text in (edge.kind.order if edge else ()))
    begins, after = _from_cursor(given, "before" if backward else "after", signature, order)
    source, where, start = _rows_of(planner, link, given, from_index=not (backward or signature) and begins is not None)
    size = PageSize(given.origin("last" if backward else "first"))

    shown = _Shown(planner, target, edge, order, signature, backward, reason)
    page_object = shown.object(selected)
    record, places = shown.columns.arrange(planner.structures)
    parts: list[Part] = []
    if shown.rows:
        parts.append(Rows(record, shown.peeks, Included.of(either(one for each in shown.rows for one in each))))
    if shown.counted:
        parts.append(Count(Included.of(either(one for each in shown.counted for one in each))))
    parts += shown.tallies
    shape = PageShape(
        placed(page_object, places),
        parts=tuple(_PART_NAMES[type(part)] for part in parts),
        size=size if shown.peeks else None,
        begins=begins,
        backward=backward,
    )
    page = Page(selected.name, source, where, order, size, after, tuple(parts), begins, backward, start)
    return page, shape


_PART_NAMES: Mapping[type[Part], PartName] = {Rows: "rows", Count: "total", Tally: "tally"}


@dataclass(slots=True)
class _Shown:
    """What a request wants to know of a page, gathered while its parts are planned.

    Attributes:
        rows, counted: when the rows are wanted, when their number is; empty: never.
        tallies: what rows are counted by.
        peeks: whether it has to be known if other rows follow.
    """

    planner: Planner
    target: GraphType
    edge: GraphType | None
    order: tuple[Key, ...]
    signature: str
    backward: bool
    reason: Parameter | None
    columns: Columns = field(default_factory=Columns)
    rows: list[Alternatives] = field(default_factory=list)
    counted: list[Alternatives] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)
    peeks: bool = False

    @property
    def name(self) -> str:
        """What the types of the page begin with."""
        return self.target.name + (self.edge.name if self.edge else "")

    def object(self, selected: Selected) -> Object:
        """The page as an object; its rows' columns are gated only where its parts are wanted at different times."""
        found = selected.inside()
        parts = collect(f"{self.name}Connection", found)
        wanted = {part.wanted for part in parts if part.name in ("nodes", "edges", "pageInfo")}
        shapes = {part.key: self._part(part, part.wanted if len(wanted) > 1 else IN_ANY_CASE) for part in parts}
        return Object(tuple(entries(shapes, found)))

    def _part(self, part: Selected, around: Alternatives) -> Shape:
        self.planner.count()
        match part.name:
            case "edges":
                self.rows.append(part.wanted)
                return RowsOf(self._edge(part, around))
            case "nodes":
                self.rows.append(part.wanted)
                row = self.planner.record(self.target, part.inside(), self.columns, Around(around, self.reason))
                return RowsOf(row)
            case "totalCount":
                self.counted.append(part.wanted)
                return Total()
            case "counts":
                return self._tallied(part)
            case "pageInfo":
                return self._info(part, around)
        return Constant(f"{self.name}Connection")

    def _tallied(self, part: Selected) -> Tallied:
        types = self.planner.argument_types(f"{self.name}Connection", part.name)
        given = arguments(part.node, types, self.planner.variables)
        by = given.origin("by").of(given.variables)
        key = group_keys(self.target)[by].template
        self.tallies.append(Tally(key, PageSize(given.origin("first")), Included.of(part.wanted)))
        shape = self._inside("GroupCount", part, lambda inner: _PAIR.get(inner.name, Constant("GroupCount")))
        return Tallied(len(self.tallies) - 1, shape)

    def _edge(self, part: Selected, around: Alternatives) -> Object:
        return self._inside(f"{self.name}Edge", part, lambda inner: self._edge_field(inner, both(around, inner.wanted)))

    def _edge_field(self, inner: Selected, wanted: Alternatives) -> Shape:
        match inner.name:
            case "cursor":
                return self._cursor(wanted)
            case "node":
                return self.planner.record(self.target, inner.inside(), self.columns, Around(wanted, self.reason))
            case "__typename":
                return Constant(f"{self.name}Edge")
        assert self.edge is not None
        declared = self.edge.fields[inner.name]
        assert isinstance(declared, ValueField)
        return Leaf(self.columns.add(Value(inner.name, declared.shown, of_edge=True), None, wanted))

    def _info(self, part: Selected, around: Alternatives) -> Object:
        return self._inside("PageInfo", part, lambda inner: self._fact(part, inner, both(around, inner.wanted)))

    def _inside(self, type_name: str, part: Selected, shape: Callable[[Selected], Shape]) -> Object:
        found = part.inside()
        shapes = {}
        for inner in collect(type_name, found):
            self.planner.count()
            shapes[inner.key] = shape(inner)
        return Object(tuple(entries(shapes, found)))

    def _fact(self, part: Selected, inner: Selected, wanted: Alternatives) -> Shape:
        match inner.name:
            case "__typename":
                return Constant("PageInfo")
            case "startCursor" | "endCursor" as name:
                self.rows.append(both(part.wanted, inner.wanted))
                return Fact(name, self._cursor(wanted))
            case "hasNextPage" | "hasPreviousPage" as name:
                if (name == "hasPreviousPage") is self.backward:
                    self.rows.append(both(part.wanted, inner.wanted))
                    self.peeks = True
                return Fact(name)
        raise AssertionError(inner.name)

    def _cursor(self, wanted: Alternatives) -> Cursor:
        keys = (SortKey(number, key.type) for number, key in enumerate(self.order))
        columns = tuple(self.columns.add(key, None, wanted) for key in keys)
        return Cursor(self.signature, columns, tuple(not key.plain for key in self.order))


_PAIR = {"value": Leaf(0), "count": Leaf(1)}


def _rows_of(
    planner: Planner, link: LinkField, given: Arguments, *, from_index: bool
) -> tuple[Source, Predicate, Predicate | None]:
    """Where a page's rows come from, what holds of all of them, and of those from the cursor on as an index tells."""
    target = planner.registry.types[link.target]
    filters: Mapping[str, object] = given.structure("filter") or {}
    if link.clause:
        where = predicate(planner.registry.types, target, filters)
        return Source(link_clause(link, given), link.guard), where, None
    within = filters.get("within", NOTHING)
    assert isinstance(within, Origin)
    rest = predicate(planner.registry.types, target, {n: value for n, value in filters.items() if n != "within"})
    where = All((_range(target, within, NOTHING), *rest.parts))
    start = All((_range(target, within, given.origin("after")), *rest.parts)) if from_index else None
    return Source(Template(f"MATCH (@it:{target.name})"), target.name), where, start


def _range(target: GraphType, within: Origin, after: Origin) -> Test:
    """The stretch of an index that holds an area, from a cursor on when there is one."""
    place, bounds = target.kind.order[0], hull(target.name)
    start = RangeStart(within, after, len(target.kind.order), bounds)
    return Test(Template(f"{place} >= $start AND {place} < $end", {"start": start, "end": RangeEnd(within, bounds)}))


def is_backward(given: Arguments) -> bool:
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


def _order(given: Arguments) -> list[tuple[str, bool]]:
    """Sort keys as asked for: name and whether downwards.

    Raises:
        BadInput: a variable that a key needs is null.
    """
    return list(_directions(given))


def _directions(given: Arguments) -> Iterator[tuple[str, bool]]:
    for key in given.structure("orderBy") or []:
        directions = [(name, origin.of(given.variables)) for name, origin in key.items()]
        if not directions or any(direction is None for _, direction in directions):
            raise null_refused("orderBy")
        yield from ((name, direction.name == "DESC") for name, direction in directions)


def _from_cursor(
    given: Arguments, cursor: str, signature: str, keys: tuple[Key, ...]
) -> tuple[FromStart | None, tuple[CursorPart, ...]]:
    """The parameters of a cursor, none where the document has no argument for it."""
    if not given.given(cursor):
        return None, ()
    origin, types = given.origin(cursor), tuple(key.type for key in keys)
    return FromStart(origin), tuple(CursorPart(origin, cursor, signature, types, index) for index in range(len(keys)))
