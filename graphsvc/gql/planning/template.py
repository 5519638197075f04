"""How the rows of a statement become an answer: response keys, in the order asked for, over columns by their number.

A template is plain data, planned beside the statement; the statement knows no response key and the template no Cypher.
`gql.execution.writer` turns one into code; whatever else reads rows as they come off the wire can follow the same data.

    over a row (a list of columns)                       over a page (its parts, or the only one)
        Leaf, Personal   a column as it is, or opened        RowsOf    an object for each row shown
        Constant         a text                              Total     how many rows there are; Tallied  by a key
        Single, Several  an object, a list of them           Fact      where the page stands (Relay's page information)
        Paged            a page                              Constant, Object
        Cursor           sort keys as one text
        Object           keys and what they hold, over the same row
        Variants         an object that depends on the row's type
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from graphsvc.access.masking import Field
from graphsvc.cypher.plan import Parameter
from graphsvc.gql.selection.conditions import ALWAYS, Conditions, hold
from graphsvc.gql.selection.merged import Occurrence


@dataclass(frozen=True, slots=True)
class Leaf:
    """The value of a column."""

    column: int


@dataclass(frozen=True, slots=True)
class Personal:
    """A personal value that has to be opened and recorded, and the reason given for seeing it."""

    column: int
    of: Field
    reason: Parameter


@dataclass(frozen=True, slots=True)
class Constant:
    """A text."""

    text: str


@dataclass(frozen=True, slots=True)
class Cursor:
    """Sort keys joined to a cursor; `escaped` are those that may hold the character that joins them."""

    signature: str
    columns: tuple[int, ...]
    escaped: tuple[bool, ...]


@dataclass(frozen=True, slots=True)
class Single:
    """The object of a row in a column, or null."""

    column: int
    shape: "RowShape"


@dataclass(frozen=True, slots=True)
class Several:
    """A list of objects, one for each row in a column."""

    column: int
    shape: "RowShape"


@dataclass(frozen=True, slots=True)
class Paged:
    """A page in a column."""

    column: int
    page: "PageShape"


@dataclass(frozen=True, slots=True)
class Entry:
    """A response key, what it holds, and when it stands here; the first that is wanted of one key counts."""

    key: str
    shape: "Shape"
    conditions: Conditions


@dataclass(frozen=True, slots=True)
class Object:
    """Response keys in order."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Variants:
    """One object for each group of values that a column can have."""

    column: int
    objects: tuple[tuple[tuple[int | str, ...], Object], ...]


RowShape = Object | Variants


@dataclass(frozen=True, slots=True)
class RowsOf:
    """An object for each row of the page."""

    shape: RowShape


@dataclass(frozen=True, slots=True)
class Total:
    """How many rows there are on all pages."""


@dataclass(frozen=True, slots=True)
class Tallied:
    """A list of objects, one for each value that rows are counted by; `number` tells several on one page apart."""

    number: int
    shape: Object


@dataclass(frozen=True, slots=True)
class Fact:
    """Where the page stands; `cursor` is that of a row, for the two that tell one."""

    name: Literal["hasNextPage", "hasPreviousPage", "startCursor", "endCursor"]
    cursor: Cursor | None = None


PartName = Literal["rows", "total", "tally"]


@dataclass(frozen=True, slots=True)
class PageShape:
    """A page: what it shows, and how its parts lie.

    Attributes:
        parts: what the page's value holds, in order: its rows, how many there are, how many by each key.
        size: rows shown at most, where one more may have been read; `begins`: whether it has no cursor.
        backward: the rows come last one first.
    """

    object: Object
    parts: tuple[PartName, ...]
    size: Parameter | None
    begins: Parameter | None
    backward: bool

    def place(self, part: PartName, number: int = 0) -> int | None:
        """Where a part lies in the page's value; None: it is the page's value, or is not asked for."""
        return self.parts.index(part) + number if len(self.parts) > 1 and part in self.parts else None


Shape = (
    Leaf | Personal | Constant | Cursor | Single | Several | Paged | Object | Variants | RowsOf | Total | Tallied | Fact
)

Template = Single | Several | Paged
"""What a root answers, over a row of its own: the statement's value is column 0."""


def placed(shape: Any, order: Sequence[int]) -> Any:
    """The shape over a row whose columns have been put in order; what lies in rows of columns has its own."""
    match shape:
        case Leaf() | Personal() | Single() | Several() | Paged():
            return replace(shape, column=order[shape.column])
        case Cursor():
            return replace(shape, columns=tuple(order[column] for column in shape.columns))
        case Variants():
            objects = tuple((values, placed(each, order)) for values, each in shape.objects)
            return Variants(order[shape.column], objects)
        case Object():
            return Object(tuple(replace(entry, shape=placed(entry.shape, order)) for entry in shape.entries))
        case RowsOf():
            return RowsOf(placed(shape.shape, order))
        case Fact(cursor=Cursor() as cursor):
            return replace(shape, cursor=placed(cursor, order))
    return shape


def wanted(shape: Any, variables: Mapping[str, Any]) -> Any:
    """The shape for one request: without what it leaves out, and so without conditions."""
    match shape:
        case Object():
            return Object(tuple(_wanted_entries(shape.entries, variables)))
        case Variants():
            return replace(shape, objects=tuple((values, wanted(each, variables)) for values, each in shape.objects))
        case Single() | Several() | RowsOf() | Tallied():
            return replace(shape, shape=wanted(shape.shape, variables))
        case Paged():
            return replace(shape, page=replace(shape.page, object=wanted(shape.page.object, variables)))
    return shape


def _wanted_entries(entries: Iterable[Entry], variables: Mapping[str, Any]) -> Iterator[Entry]:
    seen: set[str] = set()
    for entry in entries:
        if entry.key not in seen and hold(entry.conditions, variables):
            seen.add(entry.key)
            yield Entry(entry.key, wanted(entry.shape, variables), ALWAYS)


def parts(shape: Any) -> Iterator[Any]:
    """The shape and everything in it."""
    yield shape
    match shape:
        case Object():
            for entry in shape.entries:
                yield from parts(entry.shape)
        case Variants():
            for _, each in shape.objects:
                yield from parts(each)
        case Single() | Several() | RowsOf() | Tallied():
            yield from parts(shape.shape)
        case Paged():
            yield from parts(shape.page.object)


def conditioned_on(shape: Any) -> frozenset[str]:
    """The variables that decide what of a template a request wants."""
    objects = (each for each in parts(shape) if isinstance(each, Object))
    return frozenset(name for each in objects for entry in each.entries for name, _ in entry.conditions)


def personal_places(shape: Any) -> tuple[Personal, ...]:
    """The personal values in a template."""
    return tuple(each for each in parts(shape) if isinstance(each, Personal))


def entries(shapes: Mapping[str, Shape], found: Iterable[Occurrence]) -> Iterator[Entry]:
    """Entries of an object, one for each place where its key may come to stand, in the order of the document."""
    before: dict[str, list[Conditions]] = {}
    for occurrence in found:
        key, conditions = occurrence.field.key, occurrence.conditions
        earlier = before.setdefault(key, [])
        if not any(other <= conditions for other in earlier):  # an earlier place is wanted whenever this one is
            earlier.append(conditions)
            yield Entry(key, shapes[key], conditions)
