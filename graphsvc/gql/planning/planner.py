"""A selection becomes a plan: the tree of rows and columns that `cypher` compiles, and the template of the answer."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import GraphQLSchema

from graphsvc.cypher.compile import ANY, SEEN
from graphsvc.cypher.plan import Fact, Group, Key, Label, Many, One, Root, Source, Template, Value
from graphsvc.cypher.structure import Structures
from graphsvc.errors import DocumentTooComplex
from graphsvc.gql.planning.arguments import arguments, link_clause
from graphsvc.gql.planning.columns import Around, Columns, Types
from graphsvc.gql.planning.filters import own_key
from graphsvc.gql.planning.pages import plan_page
from graphsvc.gql.planning.template import (
    Constant,
    Entry,
    Leaf,
    Object,
    Paged,
    Personal,
    RowShape,
    Several,
    Shape,
    Single,
    Variants,
    entries,
    placed,
)
from graphsvc.gql.planning.template import Template as AnswerTemplate
from graphsvc.gql.schema.registry import Registry
from graphsvc.gql.schema.types import GraphType, LinkField
from graphsvc.gql.selection.conditions import ALWAYS, IN_ANY_CASE, both
from graphsvc.gql.selection.merged import Occurrence, Selected, collect

MOST_LINKED = 1_000
"""Nodes that a resolver may name at one place of a document."""

MOST_FIELDS = 1_000
"""Fields of one operation, each counted once a group of types that answer it alike."""

MOST_CASES = 4
"""Groups of types that are told apart by a CASE; of more, the label itself is read."""

Found = list[Occurrence]


@dataclass(frozen=True, slots=True)
class Planned:
    """A root planned: what to read, and how it becomes the answer."""

    root: Root
    template: AnswerTemplate


class Planner:
    """Plans the roots of one operation, for one shape of its variables."""

    def __init__(self, registry: Registry, schema: GraphQLSchema, variables: Mapping[str, Any]) -> None:
        self.registry = registry
        self.schema = schema
        self.variables = variables
        self.structures = Structures()
        self._planned = 0

    def root(self, selected: Selected) -> Planned:
        """Plan one root field.

        Raises:
            BadInput: an argument that no value could make right (a sort key named twice).
        """
        columns = Columns()
        shape = self._link("Query", self.registry.roots[selected.name], selected, columns, None, Around())
        (asked,) = columns.asked
        root: Any = asked.of
        template: Any = shape
        return Planned(root, template)

    def linked(self, type_name: str, found: Found) -> Planned:
        """Plan what is selected of nodes named by their ids: a list of `{id, value}`, in the order of the ids.

        Raises:
            BadInput: clear personal data, which is read by a query of its own.
        """
        target = self.registry.types[type_name]
        among = self.registry.types[ANY].possible
        label = type_name if type_name == ANY or not {*target.possible} & {*among} else f"{ANY}:{type_name}"
        clause = f"UNWIND range(0, size($ids) - 1) AS @edge\nMATCH (@it:{label} {{id: $ids[@edge]}})"
        columns = Columns()
        id_ = columns.add(Value("id", Template("@this.id")), None, IN_ANY_CASE)
        value = self.record(target, found, columns, Around())
        record, order = columns.arrange(self.structures)
        entries = (Entry("id", Leaf(id_), ALWAYS), Entry("value", value, ALWAYS))
        source = Source(Template(clause, {"ids": Fact("ids")}), type_name)
        many = Many(type_name, source, record, (Key(Template("@edge")),), MOST_LINKED)
        return Planned(many, Several(0, placed(Object(entries), order)))

    # -- rows

    def record(self, target: GraphType, found: Found, columns: Columns, around: Around) -> RowShape:
        """Plan what is selected of a row, whose type may be one of several; a field is planned once for all types that
        are asked the same.
        """
        by_type = {name: collect(name, found) for name in target.possible}
        ways: dict[Hashable, tuple[Selected, list[str]]] = {}
        for name, selected in by_type.items():
            for each in selected:
                ways.setdefault(self._way(name, each), (each, []))[1].append(name)
        shapes = {way: self._field(target, each, names, columns, around) for way, (each, names) in ways.items()}
        objects: dict[str, Object] = {}
        for name, selected in by_type.items():
            own = {each.key: shapes[self._way(name, each)] for each in selected}
            objects[name] = Object(tuple(entries(own, (each for each in found if name in each.field.types))))
        return self._told_apart(objects, columns, around)

    def _way(self, type_name: str, selected: Selected) -> Hashable:
        """Equal for types that are asked the same, and that declare it alike."""
        return selected.identity, id(self.registry.types[type_name].fields.get(selected.name))

    def _told_apart(self, objects: Mapping[str, Object], columns: Columns, around: Around) -> RowShape:
        """The object of a row; one for each group of types where they are asked for different things."""
        groups: dict[Hashable, tuple[Object, list[str]]] = {}
        for name, each in objects.items():
            same = tuple((entry.key, id(entry.shape), entry.conditions) for entry in each.entries)
            groups.setdefault(same, (each, []))[1].append(name)
        told = sorted(groups.values(), key=lambda group: (len(group[1]), group[1]))
        if len(told) == 1:
            return told[0][0]
        label = Label(self.registry.node_labels)
        if len(told) > MOST_CASES or any(asked.of == label for asked in columns.asked):
            column = columns.add(label, None, around.wanted)
            return Variants(column, tuple((tuple(names), each) for each, names in told))
        column = columns.add(Group(tuple(tuple(names) for _, names in told)), None, around.wanted)
        return Variants(column, tuple(((number,), each) for number, (each, _) in enumerate(told)))

    def _field(
        self, target: GraphType, selected: Selected, names: list[str], columns: Columns, around: Around
    ) -> Shape:
        """Plan one response key of the types named."""
        self.count()
        types = None if len(names) == len(target.possible) else frozenset(names)
        wanted = both(around.wanted, selected.wanted)
        owner = self.registry.types[names[0]]
        if selected.name == "__typename":
            if len(target.possible) == 1:
                return Constant(owner.name)
            return Leaf(columns.add(Label(self.registry.node_labels), None, wanted))
        declared = owner.fields[selected.name]
        if isinstance(declared, LinkField):
            return self._link(owner.name, declared, selected, columns, types, Around(wanted, around.reason))
        column = columns.add(Value(selected.name, declared.shown), types, wanted)
        if declared.personal is None:
            return Leaf(column)
        assert around.reason is not None, "clear values lie below a link that takes a reason"
        return Personal(column, declared.personal, around.reason)

    # -- links

    def _link(
        self, owner: str, link: LinkField, selected: Selected, columns: Columns, types: Types, around: Around
    ) -> Shape:
        given = arguments(selected.node, self.argument_types(owner, selected.name), self.variables)
        target = self.registry.types[link.target]
        if link.shape == "page":
            page, shape = plan_page(self, link, selected, given, around.reason)
            return Paged(columns.add(page, types, around.wanted), shape)
        clause = link_clause(link, given)
        source = Source(clause, SEEN if link.seen else link.guard)
        inside = Columns()
        below = Around(reason=clause.slots.get("reason", around.reason))
        row = self.record(target, selected.inside(), inside, below)
        record, order = inside.arrange(self.structures)
        if link.shape == "one":
            keys = tuple(Key(Template(text)) for text in link.order)
            one = One(selected.name, source, record, keys)
            return Single(columns.add(one, types, around.wanted), placed(row, order))
        keys = tuple(own_key(target, text) for text in link.order or target.kind.order)
        many = Many(selected.name, source, record, keys, link.most)
        return Several(columns.add(many, types, around.wanted), placed(row, order))

    def argument_types(self, owner: str, name: str) -> Mapping[str, Any]:
        """The arguments of a field, as graphql-core holds them."""
        owning: Any = self.schema.type_map[owner]
        found: Mapping[str, Any] = owning.fields[name].args
        return found

    def count(self) -> None:
        """Count a planned field: those that differ by type multiply along a path of interfaces.

        Raises:
            DocumentTooComplex: a small document grows too large.
        """
        self._planned += 1
        if self._planned > MOST_FIELDS:
            raise DocumentTooComplex(
                f"查询按类型展开后超过 {MOST_FIELDS} 个字段；请减少片段的层数。",
                f"Opened by type, the document has over {MOST_FIELDS} fields; nest fewer fragments in each other.",
            )
