"""What to read, as a tree: rows, their fields, pages of rows; the compiler turns it into one statement.

A tree knows labels and templates, never a request. Templates are Cypher with two kinds of holes:

    @this   the row the text belongs to            $name   a value, given by the template's `slots`
    @it     the row a source finds                 @other  any other name: a variable local to the template
    @edge   the relationship that led to it        @allowed(x:Label)  false for a node x that bears the label and
                                                                      that the caller may not see
    $now    the moment of the request              $today  China's day of it; both are there without a slot

Slots are opaque here: equal slots share one parameter, and whoever plans knows how to fill them.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Slot = Hashable
KeyType = Literal["text", "number", "moment"]

OMITTED: Slot = "omitted"
"""The slot of the value that stands for a field left out by @skip or @include."""


@dataclass(frozen=True, slots=True)
class Fact:
    """The slot of a fact about the request, which travels beside the variables as `@name`; no variable is named so."""

    name: str

    def fill(self, variables: Mapping[str, Any]) -> Any:
        """The fact."""
        return variables[f"@{self.name}"]


NOW, TODAY = Fact("now"), Fact("today")
MOMENTS: Mapping[str, Slot] = {"now": NOW, "today": TODAY}
"""What every template may name."""


@dataclass(frozen=True, slots=True)
class Template:
    """Cypher text with holes."""

    text: str
    slots: Mapping[str, Slot] = field(default_factory=dict)


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
    type: "KeyType" = "text"


# -- what to say of a row


@dataclass(frozen=True, slots=True)
class Value:
    """A property or expression of the row."""

    key: str
    template: Template
    of_edge: bool = False
    gate: Slot | None = None


@dataclass(frozen=True, slots=True)
class Nested:
    """The same row again, as an object of its own (the node of an edge)."""

    key: str
    record: "Record"
    gate: Slot | None = None


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where the row stands in its page's order, as text."""

    key: str
    gate: Slot | None = None


@dataclass(frozen=True, slots=True)
class One:
    """The first row of a source, or null."""

    key: str
    source: Source
    record: "Record"
    order: tuple[Key, ...] = ()
    gate: Slot | None = None


@dataclass(frozen=True, slots=True)
class Many:
    """All rows of a bounded source, in order, at most `limit`."""

    key: str
    source: Source
    record: "Record"
    order: tuple[Key, ...]
    limit: int
    gate: Slot | None = None


@dataclass(frozen=True, slots=True)
class Rows:
    """A part of a page: its rows under one key."""

    key: str
    record: "Record"
    gate: Slot | None = None


@dataclass(frozen=True, slots=True)
class Count:
    """A part of a page: how many rows there are in all."""

    key: str
    gate: Slot | None = None


@dataclass(frozen=True, slots=True)
class Info:
    """A part of a page: where it stands; `fields` are response key, Relay's field name, gate."""

    key: str
    fields: tuple[tuple[str, str, Slot | None], ...]
    gate: Slot | None = None


@dataclass(frozen=True, slots=True)
class Name:
    """A constant text, the name of a type that has no row."""

    key: str
    text: str
    gate: Slot | None = None


Part = Rows | Count | Info | Name


@dataclass(frozen=True, slots=True)
class Page:
    """A stretch of a list in a total order.

    `where` holds for every row that counts, `start` for those on the page's side of its cursor, as an index can tell.
    `after` holds one slot a key of `order`, each null when the page starts at the beginning; `backward` reads the
    stretch that ends before them. `size` is the number of rows, `signature` names the order inside a cursor.
    """

    key: str
    source: Source
    where: Predicate
    order: tuple[Key, ...]
    size: Slot
    after: tuple[Slot, ...]
    parts: tuple[Part, ...]
    signature: str = ""
    backward: bool = False
    start: Predicate | None = None
    gate: Slot | None = None


@dataclass(frozen=True, slots=True)
class Split:
    """A key that only rows of some labels answer, or that they answer differently; left out of all others."""

    key: str
    branches: tuple[tuple[tuple[str, ...], "Field"], ...]
    gate: None = None


Field = Value | Nested | Cursor | One | Many | Page | Name | Split


@dataclass(frozen=True, slots=True)
class Record:
    """The fields of a row; several cases when they depend on its labels, the last for all labels not named before."""

    cases: tuple["Case", ...]


@dataclass(frozen=True, slots=True)
class Case:
    """Fields for rows that bear one of the labels."""

    labels: tuple[str, ...]
    fields: tuple[Field, ...]


Root = One | Many | Page
