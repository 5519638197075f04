"""Answers a document field by field over a world; slow, plain, and apart from the planner and the compiler.

It shares with them only the declarations: which property or arrow a plain field reads. Everything computed has its
meaning in `meanings`, everything about lists in `lists`.
"""

import re
from collections import Counter
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    GraphQLSchema,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionSetNode,
    parse,
)
from graphql.execution.values import get_argument_values, get_directive_values, get_variable_values
from graphql.type import GraphQLIncludeDirective, GraphQLSkipDirective

from graphsvc.gql.schema.registry import Registry
from graphsvc.gql.schema.types import LinkField, ValueField
from tests.oracle import (
    appraisals,
    centres,
    contingencies,
    deputies,
    entries,
    forces,
    key_places,
    lists,
    maps,
    meanings,
    pairings,
    patrols,
    places,
    policies,
)
from tests.oracle.lists import Listing
from tests.oracle.world import Node, Relationship, World

ARROW = re.compile(
    r"MATCH \(@this\)(?P<in><?)-\[@edge:(?P<kind>[\w|]+)(?P<far>\*1\.\.\d+)?\]-(?P<out>>?)\(@it:(?P<label>\w+)\)"
)
ALL = {"Need": "needs", "Resource": "resources", "Project": "projects", "Registration": "registrations"}
ALL |= {"Post": "posts", "RegistrantNeed": "registrantNeeds"}
AREA_DIGITS = {"DISTRICT": (2, 6), "SUBDISTRICT": (6, 9), "COMMUNITY": (9, 12)}
"""Digits of an area's code that are its own, from and to."""


@dataclass(frozen=True, eq=False)
class Hop:
    """A step of a way, walked from `start` to `end`."""

    tie: Relationship
    start: Node
    end: Node


@dataclass(frozen=True, eq=False)
class Row:
    """A row of a list and the relationship that led to it."""

    row: Any
    tie: Relationship | None = None


class Interpreter:
    """Answers documents over one world, as of one day."""

    def __init__(self, world: World, registry: Registry, schema: GraphQLSchema, today: str) -> None:
        self.world = world
        self.registry = registry
        self.schema = schema
        self.today = today

    def answer(
        self, text: str, given: Mapping[str, Any] | None = None, keys: Container[str] | None = None
    ) -> dict[str, Any]:
        """The data of an answer; of these keys only when they are given."""
        document: DocumentNode = parse(text)
        (operation,) = [d for d in document.definitions if isinstance(d, OperationDefinitionNode)]
        self.fragments = {d.name.value: d for d in document.definitions if isinstance(d, FragmentDefinitionNode)}
        self.values: Any = get_variable_values(self.schema, operation.variable_definitions or (), dict(given or {}))
        assert not isinstance(self.values, list), self.values
        found = self.collected("Query", [operation.selection_set])
        return {key: self.root(nodes) for key, nodes in found.items() if keys is None or key in keys}

    # -- selections

    def collected(self, name: str, sets: Iterable[SelectionSetNode]) -> dict[str, list[FieldNode]]:
        """Fields by response key that a concrete type answers in this request."""
        found: dict[str, list[FieldNode]] = {}
        for selection_set in sets:
            for selection in selection_set.selections:
                if not self.wanted(selection):
                    continue
                if isinstance(selection, FieldNode):
                    key = selection.alias.value if selection.alias else selection.name.value
                    found.setdefault(key, []).append(selection)
                    continue
                inner: Any = selection
                if not isinstance(selection, InlineFragmentNode):
                    inner = self.fragments[inner.name.value]
                condition = inner.type_condition.name.value if inner.type_condition else name
                if condition == name or name in self.possible(condition):
                    for key, nodes in self.collected(name, [inner.selection_set]).items():
                        found.setdefault(key, []).extend(nodes)
        return found

    def wanted(self, selection: Any) -> bool:
        skip = get_directive_values(GraphQLSkipDirective, selection, self.values)
        include = get_directive_values(GraphQLIncludeDirective, selection, self.values)
        return not (skip and skip["if"]) and not (include and not include["if"])

    def possible(self, name: str) -> tuple[str, ...]:
        return self.registry.types[name].possible if name in self.registry.types else ()

    def arguments(self, owner: str, node: FieldNode) -> dict[str, Any]:
        owning: Any = self.schema.type_map[owner]
        return get_argument_values(owning.fields[node.name.value], node, self.values)

    # -- objects

    def root(self, nodes: list[FieldNode]) -> Any:
        link = self.registry.roots[nodes[0].name.value]
        return self.linked(link, "Query", nodes, None)

    def object(self, row: Any, sets: list[SelectionSetNode]) -> dict[str, Any]:
        name = self.type_of(row)
        return {key: self.value(row, name, nodes) for key, nodes in self.collected(name, sets).items()}

    def type_of(self, row: Any) -> str:
        if isinstance(row, Node):
            (name,) = [label for label in row.labels if self.possible(label) == (label,)]
            return name
        if isinstance(row, dict) and contingencies.TYPE in row:
            return str(row[contingencies.TYPE])
        if isinstance(row, dict):
            if drawn := maps.type_of(row):
                return drawn
            if "fromTime" in row:
                return "OpeningHours"
            if "servedOn" in row:
                return "CardLine"
            return "PointBalance" if "wallet" in row else "VisitFinding" if "kind" in row else "PledgeItem"
        return {Relationship: "Tie", Hop: "Hop"}.get(type(row), "Way")

    def value(self, row: Any, owner: str, nodes: list[FieldNode]) -> Any:
        name = nodes[0].name.value
        if name == "__typename":
            return owner
        field = self.registry.types[owner].fields[name]
        if isinstance(field, LinkField):
            return self.linked(field, owner, nodes, row)
        return self.plain(row, owner, name, field)

    def plain(self, row: Any, owner: str, name: str, field: ValueField) -> Any:
        """A value of a row by its name."""
        match row:
            case Relationship():
                return meanings.TIE_VALUES[name](row)
            case Hop():
                forward = row.tie.start is row.start
                words = meanings.WORDS[row.tie.type][0 if forward else 1]
                return {"relationship": row.tie.type, "forward": forward, "words": words}[name]
            case list():
                return len(row)
            case dict():
                return row[name]
        if name == "pinyin":
            return meanings.syllables(row)
        base = "Area" if "Area" in row.labels and name == "level" else owner
        if name in {
            **centres.MOMENTS,
            **patrols.MOMENTS,
            **contingencies.MOMENTS,
            **deputies.MOMENTS,
            **pairings.MOMENTS,
            **appraisals.MOMENTS,
            **meanings.HOLIDAY_MOMENTS,
        }.get(owner, ()):
            return meanings.moment(row, name)
        value = f"{owner}.{name}"
        if among := contingencies.VALUES.get(value) or key_places.VALUES.get(value):
            return among(self.world, row)
        for room in (appraisals, patrols, entries, places, policies):
            if alone := room.VALUES.get(value):
                return alone(row)
        if owner == "Force" and (of_force := forces.VALUES.get(name)):
            return of_force(self.world, row)
        if value == "Need.openQuantity":
            return meanings.open_quantity(self.world, row)
        if f"{owner}.{name}" == "Deputyship.holds":
            return deputies.holds(row)
        if f"{owner}.{name}" == "Supervision.light":
            return centres.supervision_light(row)
        if computed := meanings.NODE_VALUES.get(f"{base}.{name}"):
            return computed(row)
        return row.properties.get(field.expression.removeprefix("@this."))

    # -- links

    def linked(self, link: LinkField, owner: str, nodes: list[FieldNode], row: Any) -> Any:
        given = self.arguments(owner, nodes[0])
        sets = [node.selection_set for node in nodes if node.selection_set]
        found = list(self.rows(link, owner, nodes[0].name.value, row, given))
        if link.shape == "page":
            return self.page(link, found, given, sets)
        if link.shape == "many":
            return [self.object(each.row, sets) for each in found[:200]]
        keys = [text.removeprefix("@this.") for text in link.order]
        found.sort(key=lambda each: [each.row.properties[key] for key in keys])
        return self.object(found[0].row, sets) if found else None

    def rows(self, link: LinkField, owner: str, name: str, row: Any, given: dict[str, Any]) -> Iterable[Row]:
        day = given["asOf"].isoformat() if given.get("asOf") else self.today
        if isinstance(row, Node) and (rows := centres.linked(self.world, owner, name, row, day)) is not None:
            return [Row(*each) for each in rows]
        if isinstance(row, Node | dict) and (rows := contingencies.linked(self.world, owner, name, row)) is not None:
            return [Row(*each) for each in rows]
        if isinstance(row, Node) and (rows := appraisals.linked(owner, name, row)) is not None:
            return [Row(*each) for each in rows]
        if isinstance(row, Node) and (rows := pairings.linked(self.world, owner, name, row, day)) is not None:
            return [Row(*each) for each in rows]
        if isinstance(row, Node) and (rows := entries.linked(owner, name, row)) is not None:
            return [Row(*each) for each in rows]
        for room in (deputies, patrols, places, key_places, policies, forces):
            if isinstance(row, Node) and (rows := room.linked(self.world, owner, name, row)) is not None:
                return [Row(*each) for each in rows]
        if arrow := ARROW.match(link.clause):
            return self.along(
                arrow, row, day if "asOf" in link.arguments else None, there="@it.foundedOn" in link.clause
            )
        if owner == "Query":
            return [Row(each) for each in self.found(link, name, given, day)]
        return [Row(each) for each in self.computed(name, row, given, day)]

    def along(self, arrow: re.Match[str], row: Node, day: str | None, *, there: bool) -> Iterable[Row]:
        direction = "<-" if arrow["in"] else "->" if arrow["out"] else "-"
        if arrow["far"]:
            return [Row(each) for each in self.world.chain(row, arrow["kind"], direction, lambda tie, other: True)]
        return [
            Row(other, tie)
            for tie, other in self.world.steps(row, arrow["kind"], direction)
            if (arrow["label"] in other.labels or arrow["label"] == "Node")
            and (day is None or meanings.holds(tie, day))
            and (day is None or not there or meanings.is_there(other, day))
        ]

    def found(self, link: LinkField, name: str, given: dict[str, Any], day: str) -> Iterable[Any]:
        world = self.world
        if link.shape == "page":
            return world.labelled(link.target)
        if name == "nodes":
            return [world.nodes[one] for one in given["ids"] if one in world.nodes]
        if name == "links":
            start, end = (world.nodes.get(given[which]) for which in ("from", "to"))
            if not start or not end:
                return []
            ways = world.shortest(
                start,
                end,
                set(meanings.WORDS),
                given["maxHops"],
                lambda node: (given["overPeople"] or "Person" not in node.labels) and meanings.is_there(node, day),
                lambda tie: meanings.holds(tie, day),
            )
            return sorted(
                ways,
                key=lambda way: (
                    [other.id for _, other in way],
                    [tie.type + (tie.properties.get("role") or "") for tie, _ in way],
                ),
            )
        if name == "commandCentre":
            return [each for each in world.labelled(link.target) if each.properties["areaCode"] == given["area"]]
        scheme = getattr(given.get("scheme"), "name", None)
        key = given.get("id") or given["code"]
        return [
            node
            for node in world.labelled(link.target)
            if (node.id == key and scheme != "CIVIL")
            or ("code" in given and scheme != "STATISTICAL" and node.properties.get("civilCode") == key)
        ]

    def computed(self, name: str, row: Any, given: dict[str, Any], day: str) -> Iterable[Any]:
        """Rows of links that are no plain arrow."""
        world = self.world
        match name:
            case "person" | "unit" if isinstance(row, Node) and meanings.UNDER_REGISTRATIONS & row.labels:
                return [other for other in meanings.claimants(world, row) if name.title() in other.labels]
            case "start" | "end":
                return [getattr(row, name)]
            case "unit" | "to":
                return [row.start if name == "unit" else row.end]
            case "superiors":
                return world.chain(
                    row,
                    "SUBORDINATE_TO",
                    "->",
                    lambda tie, above: meanings.holds(tie, day) and meanings.is_there(above, day),
                )
            case "hops":
                return self.hops(row)
            case "horizontalLinks":
                return meanings.crossing_ties(world, row, day)
            case "partnersIn":
                return meanings.partners(world, row, given["area"], day)
            case "descendants":
                return [area for area in world.labelled("Area") if self.is_below(area, row, given["level"].name)]
            case "outline" | "center":
                return maps.drawn(world, row, name, day, given.get("simplified", True))
            case "pledge":
                return meanings.pledge(row)
            case "hours":
                return places.hours(row)
            case "lines":
                return meanings.lines(row)
            case "findings":
                return patrols.findings(row)
            case "points":
                return meanings.points(world, row)
            case "community":
                return filter(None, [world.area(row.properties["areaCode"][:12])])
            case "area":
                return filter(None, [world.area(row.properties["areaCode"])])
            case "serviceArea":
                return filter(None, [world.area(row.properties["serviceArea"])])
        (label,) = [label for label, field in ALL.items() if field == name]
        return [
            node for node in world.labelled(label) if node.properties["areaCode"].startswith(row.properties["prefix"])
        ]

    def is_below(self, area: Node, above: Node, level: str) -> bool:
        properties = area.properties
        return bool(
            meanings.LEVELS[properties["level"] - 1] == level
            and properties["code"].startswith(above.properties["prefix"])
            and area is not above
        )

    def hops(self, way: list[tuple[Relationship, Node]]) -> Iterable[Hop]:
        """A way's steps; the node a step begins at is the one the step before has ended at."""
        for tie, end in way:
            yield Hop(tie, tie.end if tie.start is end else tie.start, end)

    # -- lists

    def page(self, link: LinkField, found: list[Row], given: dict[str, Any], sets: list[SelectionSetNode]) -> Any:
        listing = Listing(self, link, given)
        kept = listing.ordered([each for each in found if listing.keeps(each.row, given.get("filter") or {})])
        shown = listing.stretch(kept)
        name = link.target + (link.edge or "")
        page: dict[str, Any] = {}
        for key, nodes in self.collected(f"{name}Connection", sets).items():
            inner = [node.selection_set for node in nodes if node.selection_set]
            match nodes[0].name.value:
                case "totalCount":
                    page[key] = len(kept)
                case "counts":
                    pairs = self.tally(link, kept, self.arguments(f"{name}Connection", nodes[0]))
                    keys = self.collected("GroupCount", inner)
                    page[key] = [{k: self.counted(n[0].name.value, *pair) for k, n in keys.items()} for pair in pairs]
                case "nodes":
                    page[key] = [self.object(each.row, inner) for each in shown]
                case "edges":
                    page[key] = [self.edge(name, link, listing, each, inner) for each in shown]
                case "pageInfo":
                    facts = lists.facts(listing, kept, shown)
                    page[key] = {k: facts[n[0].name.value] for k, n in self.collected("PageInfo", inner).items()}
                case "__typename":
                    page[key] = f"{name}Connection"
        return page

    def tally(self, link: LinkField, rows: list[Row], given: dict[str, Any]) -> list[tuple[Any, int]]:
        by = given["by"].name
        values = Counter(self.grouped(link, each.row, by) for each in rows)
        most = sorted(values.items(), key=lambda pair: (-pair[1], pair[0] is None, pair[0] or ""))
        return most[: 50 if given["first"] is None else given["first"]]

    def grouped(self, link: LinkField, row: Any, by: str) -> Any:
        """A value by which rows are counted: a field's, or the code of the area that the row lies in."""
        if by in AREA_DIGITS:
            above, digits = AREA_DIGITS[by]
            code = row.properties["areaCode"]
            return None if set(code[above:digits]) == {"0"} else code[:digits].ljust(12, "0")
        name = re.sub(r"_(\w)", lambda found: found[1].upper(), by.lower())
        field = self.registry.types[link.target].fields[name]
        assert isinstance(field, ValueField)
        return self.plain(row, self.type_of(row), name, field)

    def counted(self, name: str, value: Any, count: int) -> Any:
        return {"value": value, "count": count, "__typename": "GroupCount"}[name]

    def edge(self, name: str, link: LinkField, listing: Listing, each: Row, sets: list[SelectionSetNode]) -> Any:
        edge: dict[str, Any] = {}
        for key, nodes in self.collected(f"{name}Edge", sets).items():
            inner = [node.selection_set for node in nodes if node.selection_set]
            match nodes[0].name.value:
                case "node":
                    edge[key] = self.object(each.row, inner)
                case "cursor":
                    edge[key] = listing.cursor(each)
                case "__typename":
                    edge[key] = f"{name}Edge"
                case "representative":
                    assert each.tie is not None
                    edge[key] = meanings.masked_name(each.tie.properties.get("representative"))
                case other:
                    assert each.tie is not None
                    edge[key] = each.tie.properties.get(other)
        return edge
