"""Templates as Python functions: what turns the rows of a statement into the objects of an answer.

Interpreting a template field by field costs more than everything else a read does here, so that its shape becomes the
text of a function, compiled once: object displays inside list comprehensions, the columns indexed by number.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphsvc.cypher.plan import Parameter
from graphsvc.gql.planning.template import (
    Constant,
    Cursor,
    Fact,
    Leaf,
    Object,
    Paged,
    PageShape,
    Personal,
    RowShape,
    RowsOf,
    Several,
    Shape,
    Single,
    Tallied,
    Template,
    Total,
    Variants,
)

Opened = Callable[[Personal, str | None], Any]
"""Opens a personal value as it was read; null stays null."""


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes the answer of one root.

    Attributes:
        numbers: parameters whose values the template needs beside the rows: sizes of pages, cursors that were given.
    """

    write: Callable[[list[Any], list[Any], Opened], Any]
    numbers: tuple[Parameter, ...]

    def answer(self, row: list[Any], variables: Mapping[str, Any], opened: Opened) -> Any:
        """The value of a root, from the only row of its statement."""
        return self.write(row, [parameter.fill(variables) for parameter in self.numbers], opened)


def writer(template: Template) -> Writer:
    """Compile a template without conditions (`template.wanted`).

    Names of a response come into the text of the function as literals, and nothing else of a request does.
    """
    made = _Maker()
    value = made.shape(template, "row")
    body = [f"def write(row, numbers, opened):\n    return {value}"]
    names: dict[str, Any] = {**made.constants, "escaped": escaped}
    exec(compile("\n".join([*made.functions, *body]), "<template>", "exec"), names)  # noqa: S102 - our own text
    return Writer(names["write"], tuple(made.numbers))


def escaped(text: str) -> str:
    """A sort key's text without the character that parts the keys of a cursor."""
    return text.replace("%", "%25").replace("|", "%7C") if "%" in text or "|" in text else text


@dataclass(slots=True)
class _Maker:
    """Makes expressions of a template's shapes; what takes statements becomes a function of its own."""

    functions: list[str] = field(default_factory=list)
    constants: dict[str, Any] = field(default_factory=dict)
    numbers: list[Parameter] = field(default_factory=list)
    names: int = 0

    def shape(self, shape: Shape, row: str) -> str:
        """An expression over a row."""
        match shape:
            case Leaf(column=column):
                return f"{row}[{column}]"
            case Constant(text=text):
                return repr(text)
            case Object() | Variants():
                return self.object(shape, row)
            case Single(column=column, shape=inner):
                name = self._name("s")
                return f"(None if ({name} := {row}[{column}]) is None else {self.object(inner, name)})"
            case Several(column=column, shape=inner):
                return self._each(inner, f"{row}[{column}]")
            case Paged(column=column, page=page):
                return self._page(page, f"{row}[{column}]")
            case Cursor():
                return self._cursor(shape, row)
            case Personal(column=column):
                return f"opened({self._constant(shape)}, {row}[{column}])"
        raise AssertionError(f"{shape} stands on a page")

    def object(self, shape: RowShape, row: str) -> str:
        if isinstance(shape, Object):
            return self._display(shape, lambda inner: self.shape(inner, row))
        functions = [(values, self._function("v", "r", self.object(each, "r"))) for values, each in shape.objects]
        chosen = ", ".join(f"{value!r}: {name}" for values, name in functions for value in values)
        table = self._name("table")
        self.functions.append(f"{table} = {{{chosen}}}")
        return f"{table}[{row}[{shape.column}]]({row}, numbers, opened)"

    def _display(self, shape: Object, inner: Callable[[Shape], str]) -> str:
        return "{" + ", ".join(f"{entry.key!r}: {inner(entry.shape)}" for entry in shape.entries) + "}"

    def _each(self, shape: RowShape, rows: str) -> str:
        name = self._name("r")
        return f"[{self.object(shape, name)} for {name} in {rows}]"

    def _page(self, page: PageShape, value: str) -> str:
        """A page whose rows are shown as they come is an expression; others are cut, turned or asked about first."""
        shown = list(_shown(page.object))
        facts = any(isinstance(each, Fact) and _is_of_rows(page, each) for each in shown)
        rows_shown = any(isinstance(each, RowsOf) for each in shown)
        cut, turned = page.size is not None and (facts or rows_shown), page.backward and (facts or rows_shown)
        if not (cut or turned or facts):
            rows = _at(value, page.place("rows"))
            return self._display(page.object, lambda inner: self._part(page, inner, rows, value))
        lines = [f"rows = {_at('value', page.place('rows'))}"]
        if cut and page.size is not None:
            size = f"numbers[{self._number(page.size)}]"
            lines += [f"more = len(rows) > {size}", f"if more: rows = rows[:{size}]"]
        if turned:
            lines.append("rows = rows[::-1]")
        display = self._display(page.object, lambda inner: self._part(page, inner, "rows", "value"))
        return f"{self._function('p', 'value', display, lines)}({value}, numbers, opened)"

    def _part(self, page: PageShape, shape: Shape, rows: str, value: str) -> str:
        match shape:
            case RowsOf(shape=inner):
                return self._each(inner, rows)
            case Total():
                return _at(value, page.place("total"))
            case Tallied(number=number, shape=inner):
                return self._each(inner, _at(value, page.place("tally", number)))
            case Object():
                return self._display(shape, lambda inner: self._part(page, inner, rows, value))
            case Fact():
                return self._fact(page, shape, rows)
        return self.shape(shape, rows)

    def _fact(self, page: PageShape, fact: Fact, rows: str) -> str:
        """What lies on the far side of a page is known only by whether a cursor was given."""
        if fact.cursor is not None:
            at = 0 if fact.name == "startCursor" else -1
            return f"({self._cursor(fact.cursor, f'{rows}[{at}]')} if {rows} else None)"
        if _is_of_rows(page, fact):
            return "more"
        return "False" if page.begins is None else f"not numbers[{self._number(page.begins)}]"

    def _cursor(self, cursor: Cursor, row: str) -> str:
        keys = zip(cursor.columns, cursor.escaped, strict=True)
        texts = [f"escaped({row}[{column}])" if escape else f"str({row}[{column}])" for column, escape in keys]
        return "'|'.join((" + ", ".join([repr(cursor.signature), *texts]) + "))"

    def _function(self, name: str, argument: str, value: str, lines: list[str] | None = None) -> str:
        name = self._name(name)
        body = "".join(f"    {line}\n" for line in lines or ())
        self.functions.append(f"def {name}({argument}, numbers, opened):\n{body}    return {value}")
        return name

    def _constant(self, value: Any) -> str:
        name = self._name("constant")
        self.constants[name] = value
        return name

    def _number(self, parameter: Parameter) -> int:
        if parameter not in self.numbers:
            self.numbers.append(parameter)
        return self.numbers.index(parameter)

    def _name(self, stem: str) -> str:
        self.names += 1
        return f"{stem}{self.names}"


def _at(value: str, place: int | None) -> str:
    return value if place is None else f"{value}[{place}]"


def _shown(page: Object) -> Iterator[Shape]:
    """What a page shows of itself, what lies in its rows aside."""
    for entry in page.entries:
        yield from (inner.shape for inner in entry.shape.entries) if isinstance(entry.shape, Object) else [entry.shape]


def _is_of_rows(page: PageShape, fact: Fact) -> bool:
    """Whether a fact of a page can be told only from its rows: a cursor, or whether others follow."""
    return fact.cursor is not None or (fact.name == "hasPreviousPage") is page.backward
