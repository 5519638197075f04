"""How a type declares its fields: each line gives name, type, path in the graph and text.

    @node("A workplace that joins a joint committee (共建单位).")
    class Unit(Node):
        name: str = at("name", "Registered name (名称).", find=True, sort=True)
        community: Community | None = one("-[:LOCATED_IN]->", "Where it stands (所在社区).")
        committees: Connection[JointCommittee, Seat] = along("-[:JOINS]->", "Committees it sits on (参加的委员会).")

Nothing is resolved here. `gql.registry` reads the declarations once, gives them to Strawberry as its own types and
keeps for the planner what each field reads. Annotations are looked up by GraphQL name among all types of the schema,
so modules name each other's types under TYPE_CHECKING only.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, Generic

import strawberry
from typing_extensions import TypeVar

from graphsvc.access.masking import Field
from graphsvc.cypher.plan import Fact
from graphsvc.gql.schema.constraints import Constraint, term_of

T = TypeVar("T")
E = TypeVar("E", default=None)

if TYPE_CHECKING:

    class Connection(Generic[T, E]):
        """A page of a list, each edge with the properties of `E` (Relay)."""

else:

    @dataclass(frozen=True, slots=True)
    class Connection:
        """A page of a list, as an annotation: `Connection[Unit]`, or `Connection[Unit, Seat]` with edge properties."""

        target: type
        edge: type | None = None

        def __class_getitem__(cls, of: Any) -> "Connection":
            return cls(*of) if isinstance(of, tuple) else cls(of)


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument of a field and the way its value is read into the template's `$name`.

    `otherwise` is the fact of the request that stands in where no value is given. `also` reads the same value into
    further names; `name` is its GraphQL name where Python reserves the word. What `constraint` reads by is how the
    value is read, unless `read` says otherwise; it is checked before either.
    """

    type: Any
    description: str | None
    read: Callable[[Any], Any] | None = None
    default: Any = strawberry.UNSET
    otherwise: Fact | None = None
    also: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)
    name: str | None = None
    constraint: Constraint | None = None

    def __post_init__(self) -> None:
        """Read by the constraint."""
        if self.read is None and self.constraint is not None:
            object.__setattr__(self, "read", self.constraint.read)

    def checked(self, name: str) -> "Argument":
        """The argument of that GraphQL name as the planner reads it: refusing what its constraint does not allow."""
        constraint, term = self.constraint, term_of(self.description)
        if constraint is None:
            return self

        def guarded(read: Callable[[Any], Any] | None) -> Callable[[Any], Any]:
            def checked(value: Any) -> Any:
                constraint.check(value, (name,), term)
                return value if read is None else read(value)

            return checked

        also = {other: guarded(read) for other, read in self.also.items()}
        return replace(self, read=guarded(self.read), also=also)


@dataclass(frozen=True, slots=True)
class Attribute:
    """A value of the row: a property, or an expression over `@this`."""

    template: str
    find: bool = False
    sort: bool = False
    plain: bool = False
    slots: Mapping[str, Any] = field(default_factory=dict)
    personal: Field | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """A way to other rows: an arrow from `@this`, or whole clauses that bind `@it`.

    `where` narrows an arrow; `order` sorts a list or picks the first; a page has the total order of its target. `cost`
    is the weight of the field where it is not the usual 1 an object. `ends` are the types it can lead to where its
    target is an interface of many.
    """

    path: str
    order: tuple[str, ...] = ()
    where: str = ""
    find: bool = False
    sort: bool = False
    arguments: Mapping[str, Argument] = field(default_factory=dict)
    most: int = 200
    cost: int = 0
    seen: bool = False
    ends: tuple[str, ...] = ()
    slots: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Criterion:
    """A condition a filter offers beyond plain fields: `template` over `@this`, `$value` and what `slots` fill."""

    type: Any
    template: str
    description: str
    read: Callable[[Any], Any] | None = None
    slots: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Kind:
    """What a class is in the graph."""

    description: str
    interface: bool = False
    order: tuple[str, ...] = ("@this.areaCode", "@this.id")
    criteria: Mapping[str, Criterion] = field(default_factory=dict)
    row: bool = False
    edge: bool = False
    extends: type | None = None


def at(
    template: str,
    description: str,
    *,
    find: bool = False,
    sort: bool = False,
    plain: bool = False,
    slots: Mapping[str, Any] | None = None,
) -> Any:
    """A value: a property's name, or an expression over `@this`.

    `find` lets filters test it, `sort` lets lists be ordered by it; `plain` promises that what is stored is a text
    without `|` or `%`; `slots` fill the `$names` of the expression.
    """
    text = template if "@" in template else f"@this.{template}"
    return _declared(Attribute(text, find, sort, plain, slots or {}), description)


def clear(of: Field, property_: str, description: str) -> Any:
    """A personal value as it is, opened for who may see it and recorded; only below a link that takes a `reason`."""
    text = f"@this.id + ' ' + @this.areaCode + ' ' + @this.{property_}"
    return _declared(Attribute(text, personal=of), description)


def one(
    path: str,
    description: str,
    *,
    order: tuple[str, ...] = (),
    where: str = "",
    find: bool = False,
    seen: bool = False,
    ends: tuple[str, ...] = (),
    slots: Mapping[str, Any] | None = None,
    **arguments: Argument,
) -> Any:
    """One row at the end of a path; null when there is none, the first by `order` when there are several.

    `seen` rows were guarded where `@this` was found, and are not guarded again. `ends` are the types that a link to an
    interface can lead to: no other row is found by it, and Neo4j plans the guards of these alone. `slots` fill `$names`
    of the path that no argument does.
    """
    link = Link(path, order, where, find, arguments=arguments, seen=seen, ends=ends, slots=slots or {})
    return _declared(link, description)


def each(
    path: str, description: str, *, order: tuple[str, ...] = (), most: int = 200, cost: int = 0, **arguments: Argument
) -> Any:
    """All rows at the end of a path that is short by nature (a chain upwards), as a list; the first `most` of them.

    `cost` is the weight of each where finding one takes more than following a path.
    """
    return _declared(Link(path, order, arguments=arguments, most=most, cost=cost), description)


def along(
    path: str,
    description: str,
    *,
    where: str = "",
    find: bool = False,
    sort: bool = False,
    cost: int = 0,
    slots: Mapping[str, Any] | None = None,
    **arguments: Argument,
) -> Any:
    """A page of rows along a path, with Relay's arguments and those given here; `cost` is the weight of finding them.

    It offers `filter` and `orderBy` where its rows have fields to find or sort by. `find` lets filters of its owner
    ask for some row along it, `sort` lets lists of owners be ordered by how many there are; `slots` as for `one`.
    """
    return _declared(Link(path, (), where, find, sort, arguments, cost=cost, slots=slots or {}), description)


def find(clause: str, description: str, cost: int = 0, /, **arguments: Argument) -> Any:
    """A root that finds one row: clauses that bind `@it`. `cost` is its weight where that takes more than a look-up."""
    return _declared(Link(clause, arguments=arguments, cost=cost), description)


def find_own(clause: str, description: str, /, **slots: Any) -> Any:
    """A root that finds one row of the caller's own, by facts of the request: `slots` fill `$names` of the clause."""
    return _declared(Link(clause, slots=slots), description)


def every(description: str) -> Any:
    """A root that pages through all rows of its type, from an index in the order of the type."""
    return _declared(Link(""), description)


def node(description: str, **kind: Any) -> Callable[[type[T]], type[T]]:
    """A type of nodes; its label is its GraphQL name."""
    return _kind(Kind(description, **kind))


def family(description: str, **kind: Any) -> Callable[[type[T]], type[T]]:
    """An interface over types of nodes; its label is its GraphQL name."""
    return _kind(Kind(description, interface=True, **kind))


def row(description: str, order: tuple[str, ...] = ()) -> Callable[[type[T]], type[T]]:
    """A type of rows that are no nodes: ties, ways, hits."""
    return _kind(Kind(description, order=order, row=True))


def edge(description: str, order: tuple[str, ...] = ()) -> Callable[[type[T]], type[T]]:
    """Properties of a relationship, shown on the edges of a connection.

    `order` are expressions over `@edge` that tell relationships between the same two nodes apart, where there may be
    several; they end the order of its pages, which would not be total without.
    """
    return _kind(Kind(description, order=order, edge=True))


def adds_to(target: type) -> Callable[[type[T]], type[T]]:
    """Fields that a capability adds to another's type."""
    return _kind(Kind("", extends=target))


def kind_of(declared: type) -> Kind:
    """What the class was declared as."""
    kind: Kind = declared.__dict__["__kind__"]
    return kind


def _kind(kind: Kind) -> Callable[[type[T]], type[T]]:
    def declare(declared: type[T]) -> type[T]:
        declared.__kind__ = kind  # type: ignore[attr-defined]
        return declared

    return declare


@dataclass(frozen=True, slots=True)
class Declared:
    """A field as written: what it reads and its description."""

    spec: Attribute | Link
    description: str


def _declared(spec: Attribute | Link, description: str) -> Any:
    return Declared(spec, description)
