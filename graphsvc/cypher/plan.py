"""What to read, as a tree: rows, their columns, pages of rows; the compiler turns it into one statement.

A tree knows labels and templates, never a request, and no name of a response: a row is a list of columns in an order
of its own, so that documents that ask the same share one text. Templates are Cypher with two kinds of holes:

    @this   the row the text belongs to            $name   a value, given by the template's `slots`
    @it     the row a source finds                 @other  any other name: a variable local to the template
    @edge   the relationship that led to it        @allowed(x:Label)  false for a node x that bears the label and
                                                                      that the caller may not see
    $now    the moment of the request              $today  China's day of it; both are there without a slot
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

KeyType = Literal["text", "number", "moment"]


class Parameter(Protocol):
    """Where a statement's parameter gets its value; equal parameters are one."""

    def fill(self, variables: Mapping[str, Any]) -> Any:
        """The value for one request.

        Raises:
            BadInput: the request gives a value that is not allowed here.
        """


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact about the request, which travels beside the variables as `@name`; no variable is named so."""

    name: str

    def fill(self, variables: Mapping[str, Any]) -> Any:
        """The fact."""
        return variables[f"@{self.name}"]


NOW, TODAY = Fact("now"), Fact("today")
MOMENTS: Mapping[str, Parameter] = {"now": NOW, "today": TODAY}
"""What every template may name."""


@dataclass(frozen=True, slots=True)
class Template:
    """Cypher text with holes."""

    text: str
    slots: Mapping[str, Parameter] = field(default_factory=dict)


# -- what must hold of a row


@dataclass(frozen=True, slots=True)
class Test:
    """One condition on `@this`."""

    template: Template


@dataclass(frozen=True, slots=True)
class All:
    """Every part holds; true without parts."""

    parts: tuple["Predicate", ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """At least one part holds; false without parts."""

    parts: tuple["Predicate", ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part does not hold; a part about a missing value does not."""

    part: "Predicate"


@dataclass(frozen=True, slots=True)
class Some:
    """At least one row of the source meets the condition."""

    source: "Source"
    where: "Predicate"


Predicate = Test | All | AnyOf | Not | Some


# -- where rows come from


@dataclass(frozen=True, slots=True)
class Source:
    """Clauses that bind `@it` (and `@edge`) from `@this`, in whose last line a WHERE may be opened or goes on.

    `label` names the guard.
    """

    clause: Template
    label: str


@dataclass(frozen=True, slots=True)
class Key:
    """One sort key of a row: never null, or how many rows a source finds.

    `type` says what the values are, so that those of a cursor are compared as what they were; `plain` text needs no
    escaping inside a cursor.
    """

    of: "Template | Source"
    descending: bool = False
    plain: bool = True
    type: KeyType = "text"


# -- what a row carries


@dataclass(frozen=True, slots=True)
class Value:
    """A property or expression of the row, or of the relationship that led to it."""

    name: str
    template: Template
    of_edge: bool = False


@dataclass(frozen=True, slots=True)
class Group:
    """To which of several groups of labels the row belongs, as its number; the last group is all others."""

    labels: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Label:
    """Which of these labels the row bears, as text."""

    among: str


@dataclass(frozen=True, slots=True)
class SortKey:
    """The value of a sort key of the page that the row stands on, a moment as text."""

    index: int
    type: KeyType = "text"


@dataclass(frozen=True, slots=True)
class One:
    """The first row of a source, or null."""

    name: str
    source: Source
    record: "Record"
    order: tuple[Key, ...] = ()


@dataclass(frozen=True, slots=True)
class Many:
    """All rows of a bounded source, in order, at most `limit`."""

    name: str
    source: Source
    record: "Record"
    order: tuple[Key, ...]
    limit: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """The row that was read ahead of the record by one of its links."""

    index: int


@dataclass(frozen=True, slots=True)
class Rows:
    """A part of a page: its rows, one more than shown where `peeks`."""

    record: "Record"
    peeks: bool = False
    gate: Parameter | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A part of a page: how many rows there are in all."""

    gate: Parameter | None = None


@dataclass(frozen=True, slots=True)
class Tally:
    """A part of a page: how many rows there are by each value of a key, as pairs, the most first, at most `size`."""

    key: Template
    size: Parameter
    gate: Parameter | None = None


Part = Rows | Count | Tally


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a list in a total order; a list of its parts, or the part itself when it is the only one.

    `where` holds for every row that counts, `start` for those on the page's side of its cursor, as an index can tell.
    `after` holds one parameter a key of `order`, of no account where `begins` says that the page starts at the
    beginning; `backward` reads the stretch that ends before them, last row first. `size` is the number of rows.
    """

    name: str
    source: Source
    where: Predicate
    order: tuple[Key, ...]
    size: Parameter
    after: tuple[Parameter, ...]
    parts: tuple[Part, ...]
    begins: Parameter | None = None
    backward: bool = False
    start: Predicate | None = None


Expression = Value | Group | Label | SortKey | One | Many | Page | Ahead


@dataclass(frozen=True, slots=True)
class Column:
    """An expression of a row; null where its gate is shut and, if labels are named, for rows that bear none of them."""

    of: Expression
    labels: tuple[str, ...] = ()
    gate: Parameter | None = None


@dataclass(frozen=True, slots=True)
class Record:
    """The columns of a row, in order; `ahead` are links that are read by a clause before it (see `passes`)."""

    columns: tuple[Column, ...]
    ahead: tuple[One, ...] = ()


Root = One | Many | Page
