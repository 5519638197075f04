"""The columns that a row has to carry, gathered while its fields are planned, then put in an order of their own."""

from dataclasses import dataclass, field

from graphsvc.cypher.plan import Column, Expression, Group, Label, Many, One, Page, Parameter, Record, SortKey, Value
from graphsvc.cypher.structure import Structures
from graphsvc.gql.planning.parameters import Included
from graphsvc.gql.selection.conditions import IN_ANY_CASE, Alternatives, either

Types = frozenset[str] | None
"""Concrete types of rows that have a column; None: all."""


@dataclass(frozen=True, slots=True)
class Around:
    """What holds for all fields of a row: when the row's object is wanted, and the reason given for personal data."""

    wanted: Alternatives = IN_ANY_CASE
    reason: Parameter | None = None


@dataclass(slots=True)
class _Asked:
    of: Expression
    types: Types
    wanted: Alternatives


@dataclass(slots=True)
class Columns:
    """What one row has to carry. The same expression is carried once, whatever asks for it."""

    asked: list[_Asked] = field(default_factory=list)
    _by_name: dict[tuple[int, str], list[int]] = field(default_factory=dict)

    def add(self, of: Expression, types: Types, wanted: Alternatives) -> int:
        """Ask for an expression; its number stands for the column until the columns are arranged."""
        alike = self._by_name.setdefault(_name(of), [])
        for number in alike:
            known = self.asked[number]
            if known.of == of:
                known.types = None if known.types is None or types is None else known.types | types
                known.wanted = either([*known.wanted, *wanted])
                return number
        self.asked.append(_Asked(of, types, wanted))
        alike.append(len(self.asked) - 1)
        return alike[-1]

    def arrange(self, structures: Structures) -> tuple[Record, list[int]]:
        """The record, and where each column asked for stands in it.

        The order hangs on what the columns are and on nothing a document calls them or where it asks for them.
        """
        columns = [_column(each) for each in self.asked]
        ranked = [
            number
            for _, alike in sorted(self._by_name.items())
            for number in (alike if len(alike) == 1 else sorted(alike, key=lambda at: structures.of(columns[at])))
        ]
        places = [0] * len(columns)
        for place, number in enumerate(ranked):
            places[number] = place
        return Record(tuple(columns[number] for number in ranked)), places


def _column(asked: _Asked) -> Column:
    labels = () if asked.types is None else tuple(sorted(asked.types))
    return Column(asked.of, labels, Included.of(asked.wanted))


def _name(of: Expression) -> tuple[int, str]:
    """Kinds of columns in the order in which they stand, and the name of the field they are for."""
    match of:
        case Group() | Label():
            return 0, ""
        case Value(name=name):
            return 1, name
        case One(name=name) | Many(name=name) | Page(name=name):
            return 2, name
        case SortKey(index=index):
            return 3, f"{index}"
    raise AssertionError("links are read ahead when the plan is compiled")
