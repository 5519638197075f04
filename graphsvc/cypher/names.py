"""Names inside one statement: row variables, parameters, and the filling of templates."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count

from graphsvc.cypher.plan import MOMENTS, OMITTED, Slot, Template

_HOLE = re.compile(r"@([a-z]\w*)|\$([a-zA-Z]\w*)")


@dataclass(frozen=True, slots=True)
class Row:
    """Variables a record is written over: the row, the relationship that led to it, its cursor as an expression."""

    this: str
    edge: str | None = None
    cursor: str | None = None

    def carried(self) -> str:
        """The variables that later clauses need."""
        return self.this if self.edge is None else f"{self.this}, {self.edge}"


class Names:
    """Gives out variables and parameters, each in the order of first use, so that equal trees give equal text."""

    def __init__(self) -> None:
        self._rows = count()
        self._edges = count()
        self._locals = count()
        self._parameters: dict[Slot, str] = {}

    def row(self) -> str:
        """A fresh variable for a row."""
        return f"n{next(self._rows)}"

    def edge(self) -> str:
        """A fresh variable for a relationship."""
        return f"r{next(self._edges)}"

    def local(self, name: str) -> str:
        """A fresh variable that shows the name it was asked for."""
        return f"{name}{next(self._locals)}"

    def gated(self, gate: Slot | None, text: str) -> str:
        """The expression, evaluated only while its gate is open; shut, it stands for a field left out."""
        if gate is None:
            return text
        return f"CASE WHEN {self.parameter(gate)} THEN {text} ELSE {self.parameter(OMITTED)} END"

    def parameter(self, slot: Slot) -> str:
        """`$pN`, the same for equal slots."""
        return f"${self._parameters.setdefault(slot, f'p{len(self._parameters)}')}"

    def slots(self) -> Mapping[str, Slot]:
        """Parameter name -> the slot that fills it."""
        return {name: slot for slot, name in self._parameters.items()}

    def filled(self, template: Template, **variables: str | None) -> str:
        """The template's text with its holes filled; names it does not get are fresh variables of its own."""
        local: dict[str, str] = {name: variable for name, variable in variables.items() if variable is not None}

        def fill(hole: re.Match[str]) -> str:
            variable, argument = hole.groups()
            if argument:
                return self.parameter(template.slots[argument] if argument in template.slots else MOMENTS[argument])
            if variable not in local:
                local[variable] = self.local(variable)
            return local[variable]

        return _HOLE.sub(fill, template.text)


def quoted(key: str) -> str:
    """A response key as a map key; GraphQL's grammar has already limited it to `[_A-Za-z][_0-9A-Za-z]*`."""
    return f"`{key}`"


def indented(text: str) -> str:
    """The text two columns to the right."""
    return "\n".join(f"  {line}" for line in text.splitlines())


def mapped(entries: list[str]) -> str:
    """A map of ready entries, on one line when it is short."""
    inline = "{" + ", ".join(entries) + "}"
    if len(inline) <= 100 and "\n" not in inline:
        return inline
    return "{\n" + indented(",\n".join(entries)) + "\n}"


def braced(keyword: str, clauses: str) -> str:
    """A subquery expression: COLLECT, COUNT or EXISTS around clauses."""
    return f"{keyword} {{\n{indented(clauses)}\n}}"
