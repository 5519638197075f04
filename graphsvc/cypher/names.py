"""Names inside one statement: row variables, parameters, and the filling of templates."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import count

from graphsvc.cypher.plan import MOMENTS, Parameter, Template

_HOLE = re.compile(r"@([a-z]\w*)|\$([a-zA-Z]\w*)")


@dataclass(frozen=True, slots=True)
class Row:
    """Variables a record is written over: the row, the relationship that led to it, its page's sort keys."""

    this: str
    edge: str | None = None
    keys: tuple[str, ...] = ()

    def carried(self) -> str:
        """The variables that later clauses need."""
        return ", ".join([self.this, *([self.edge] if self.edge else []), *self.keys])


class Names:
    """Gives out variables and parameters, each in the order of first use, so that equal trees give equal text."""

    def __init__(self) -> None:
        self._rows = count()
        self._edges = count()
        self._locals = count()
        self._parameters: dict[Parameter, str] = {}

    def row(self) -> str:
        """A fresh variable for a row."""
        return f"n{next(self._rows)}"

    def edge(self) -> str:
        """A fresh variable for a relationship."""
        return f"r{next(self._edges)}"

    def local(self, name: str) -> str:
        """A fresh variable that shows the name it was asked for."""
        return f"{name}{next(self._locals)}"

    def gated(self, conditions: Sequence[str], text: str) -> str:
        """The expression, evaluated only while the conditions hold; null otherwise."""
        return f"CASE WHEN {' AND '.join(conditions)} THEN {text} END" if conditions else text

    def parameter(self, parameter: Parameter) -> str:
        """`$pN`, the same for equal parameters."""
        return f"${self._parameters.setdefault(parameter, f'p{len(self._parameters)}')}"

    def parameters(self) -> Mapping[str, Parameter]:
        """What fills each parameter, by its name."""
        return {name: parameter for parameter, name in self._parameters.items()}

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


def indented(text: str) -> str:
    """The text two columns to the right."""
    return "\n".join(f"  {line}" for line in text.splitlines())


def listed(entries: Sequence[str]) -> str:
    """A list of ready entries, on one line when it is short."""
    inline = f"[{', '.join(entries)}]"
    if len(inline) <= 100 and "\n" not in inline:
        return inline
    return "[\n" + indented(",\n".join(entries)) + "\n]"


def braced(keyword: str, clauses: str) -> str:
    """A subquery expression: COLLECT, COUNT or EXISTS around clauses."""
    return f"{keyword} {{\n{indented(clauses)}\n}}"
