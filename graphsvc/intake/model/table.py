"""Tables: one per import file, with its columns, the nodes and relationships they become, and the rules of a row."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from graphsvc.intake.model.columns import Column, Row
from graphsvc.intake.model.periods import period_of


@dataclass(frozen=True, slots=True)
class Ref:
    """A column that names nodes of other tables, by id or by what follows `prefix` in their ids."""

    column: str
    tables: tuple[str, ...]
    prefix: str = ""

    def ids(self, row: Row) -> list[str]:
        """The ids a row names in this column; none when the cell is blank."""
        value = row.get(self.column)
        if value is None:
            return []
        return [f"{self.prefix}{word}" for word in (value if isinstance(value, list) else [value])]


@dataclass(frozen=True, slots=True)
class Link:
    """A relationship from every node of `start` to every node of `end`.

    Attributes:
        properties: property of the relationship -> column.
        key: properties that tell two relationships between the same two nodes apart.
        dated: it begins and ends: what a sheet no longer names ends with `until`, and is never deleted.
        renews: properties of which another value is a tie of its own, since the former one held until then.
        undirected: read both ways and stored once, from the smaller id.
        only, never: a label that its start bears, or does not; what else the column names has a type of its own.
    """

    type: str
    start: Ref
    end: Ref
    properties: Mapping[str, str] = field(default_factory=dict)
    key: tuple[str, ...] = ()
    dated: bool = False
    renews: tuple[str, ...] = ()
    undirected: bool = False
    only: str = ""
    never: str = ""

    @property
    def among(self) -> str:
        """Label expression of its start."""
        return "Node" + (f"&{self.only}" if self.only else "") + (f"&!{self.never}" if self.never else "")


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a row breaks a rule: the column to look at, and what is allowed."""

    column: str
    zh: str
    en: str


Rule = Callable[[Row], Refusal | None]


def _nothing(row: Row) -> Row:
    return {}


@dataclass(frozen=True, slots=True)
class Nodes:
    """The node a row becomes: its id, its labels besides `Node`, and values computed from its columns.

    Attributes:
        kept: properties that audits read; what they were is kept when a sheet changes one of them.
        begins: it is there from a day on, which is the day of the sheet when the row names none.
    """

    id: Ref
    labels: tuple[str, ...]
    label_by: tuple[str, Mapping[str, str]] | None = None
    derive: Callable[[Row], Row] = _nothing
    kept: tuple[str, ...] = ()
    begins: bool = False

    def labels_of(self, row: Row) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """The labels a row gives its node, and those it takes away; never the text of a cell."""
        if self.label_by is None or self.label_by[0] not in row:
            return self.labels, ()
        column, choices = self.label_by
        chosen = choices.get(str(row[column]))
        others = tuple(sorted(set(choices.values()) - {chosen}))
        return (*self.labels, chosen) if chosen else self.labels, others


@dataclass(frozen=True, slots=True)
class Table:
    """One import file, `<name>.csv`; a table without `nodes` holds relationships between nodes of other tables.

    Attributes:
        unique: groups of columns in which no two rows agree; blank cells agree with nothing.
        alike: groups in which rows that agree look like one thing, which is asked; of the groups whose cells a row
            fills, the first is judged.
        places: columns that name areas, grids or estates without a tie to them; what they name has to be there.
        periods: rows may agree in the first of these groups when their days, `since` to `until`, do not overlap.
    """

    name: str
    columns: tuple[Column, ...]
    links: tuple[Link, ...]
    nodes: Nodes | None = None
    rules: tuple[Rule, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    alike: tuple[tuple[str, ...], ...] = ()
    places: tuple[Ref, ...] = ()
    periods: bool = False

    def column(self, name: str) -> Column:
        """A column by its name."""
        return next(column for column in self.columns if column.name == name)

    def key_of(self, row: Row) -> str:
        """What tells a row from all others of its table: the id of its node, or the ends and the kind of its tie."""
        if self.nodes:
            return self.nodes.id.ids(row)[0]
        parts = [str(row[column]) for column in self.unique[0]]
        period = period_of(row)
        return "/".join([*parts, period.of] if period and period.of else parts)

    def from_own(self, link: Link) -> bool:
        """Whether a link leads from the node of the row; in a table of relationships it leads from its start."""
        return self.nodes is None or link.start == self.nodes.id

    def other(self, link: Link) -> Ref:
        """The column that names what a link ties the node of the row to."""
        return link.end if self.from_own(link) else link.start

    def holds_many(self, link: Link) -> bool:
        """Whether a row may name several other ends; one that names one states that there is no other."""
        if self.nodes is None:
            return True
        return any(column.name == self.other(link).column and column.kind.many for column in self.columns)

    def references(self) -> list[Ref]:
        """Columns whose ids must exist, in this load or in the graph."""
        own = self.nodes.id if self.nodes else None
        ends = [ref for link in self.links for ref in (link.start, link.end) if ref != own]
        return list(dict.fromkeys([*ends, *self.places]))


def in_order(earlier: str, later: str) -> Rule:
    """A rule: of two days in a row, the first is not after the second."""

    def rule(row: Row) -> Refusal | None:
        first, second = row.get(earlier), row.get(later)
        if first is None or second is None or str(first) <= str(second):
            return None
        return Refusal(later, f"不得早于 {earlier}", f"not before {earlier}")

    return rule


def needs(column: str, other: str) -> Rule:
    """A rule: one column may only be filled when another is."""

    def rule(row: Row) -> Refusal | None:
        if row.get(column) is None or row.get(other) is not None:
            return None
        return Refusal(column, f"填写时须同时填写 {other}", f"only together with {other}")

    return rule
