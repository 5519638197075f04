"""Types as the planner sees them: what each field reads, resolved from the declarations."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Literal, get_args, get_origin

from graphsvc.access.masking import Field
from graphsvc.cypher.plan import Template
from graphsvc.gql.schema.fields import Argument, Kind

Shape = Literal["one", "many", "page"]
_TIMES = (date, datetime)


@dataclass(frozen=True, slots=True)
class ValueField:
    """Reads a value of the row: `expression` over `@this`, of a Python type; `words` describe it."""

    expression: str
    find: bool
    sort: bool
    plain: bool
    type: Any
    slots: Mapping[str, Any]
    personal: Field | None = None
    words: str = ""

    @property
    def shown(self) -> Template:
        """The value as an answer holds it: days and times as text."""
        text = self.expression
        if self.type in _TIMES:
            text = f"toString({text})"
        elif get_origin(self.type) is list and get_args(self.type)[0] in _TIMES:
            text = f"[time IN {text} | toString(time)]"
        return Template(text, self.slots)


@dataclass(frozen=True, slots=True)
class LinkField:
    """Reads other rows: one, a list, or a page; `clause` binds `@it`, empty for a root over all rows of the target."""

    shape: Shape
    clause: str
    target: str
    edge: str | None
    order: tuple[str, ...]
    arguments: Mapping[str, Argument]
    find: bool = False
    sort: bool = False
    most: int = 200
    seen: bool = False
    ends: tuple[str, ...] = ()
    slots: Mapping[str, Any] = field(default_factory=dict)

    @property
    def guard(self) -> str:
        """The name of the guard of its rows."""
        return f"{self.target}:{'|'.join(self.ends)}" if self.ends else self.target


@dataclass(frozen=True, slots=True)
class GraphType:
    """A type as the planner sees it; `possible` are the concrete types it stands for, itself when it is one."""

    name: str
    kind: Kind
    possible: tuple[str, ...]
    fields: Mapping[str, ValueField | LinkField]
