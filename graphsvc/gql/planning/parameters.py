"""Where the values of a statement's parameters come from: literals of the document, its variables, the caller.

What a document gives is one parameter for each place where it stands, even if two places hold the same value or the
same variable: otherwise a statement's text would hang on values, and on what variables are called.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from graphsvc.cypher.plan import Fact
from graphsvc.errors import BadInput
from graphsvc.gql.selection.conditions import IN_ANY_CASE, Alternatives


@dataclass(frozen=True, slots=True, eq=False)
class Literal:
    """A value written in the document."""

    value: Any

    def of(self, variables: Mapping[str, Any]) -> Any:
        """The value itself."""
        return self.value


@dataclass(frozen=True, slots=True, eq=False)
class Variable:
    """A variable of the operation, or a place inside it when it is an object."""

    name: str
    path: tuple[str | int, ...] = ()

    def of(self, variables: Mapping[str, Any]) -> Any:
        """The variable's value for this request; None where it was not given."""
        value: Any = variables.get(self.name)
        for step in self.path:
            value = value[step]
        return value


@dataclass(frozen=True, slots=True, eq=False)
class Several:
    """A list in the document that holds variables."""

    items: tuple["Origin", ...]

    def of(self, variables: Mapping[str, Any]) -> Any:
        """The list for this request."""
        return [item.of(variables) for item in self.items]


@dataclass(frozen=True, slots=True, eq=False)
class Argued:
    """A variable as the value of an argument, which may have a default of its own and may refuse null."""

    variable: Variable
    argument: str
    default: Literal | None
    required: bool

    def of(self, variables: Mapping[str, Any]) -> Any:
        """The variable's value, the argument's default where it was not given.

        Raises:
            BadInput: null for an argument that needs a value.
        """
        if self.default is not None and self.variable.name not in variables:
            return self.default.value
        value = self.variable.of(variables)
        if value is None and self.required:
            raise null_refused(self.argument)
        return value


Place = tuple[str | int, ...]
"""Where a value stands in the input, from the argument's name on."""

Origin = Literal | Variable | Several | Argued
NOTHING = Literal(None)
"""What no document gives; one for all places, so that what is left out everywhere is one parameter."""


@dataclass(frozen=True, slots=True)
class Given:
    """A value that the document gives, and how it is read (checked, turned into what Cypher compares).

    `otherwise` is the fact of the request that stands in for a value that is not given; `place` is where the value
    stands in the input, from the argument's name on.
    """

    origin: Origin
    read: Callable[[Any], Any] | None = None
    otherwise: Fact | None = None
    place: Place = field(default=(), compare=False)

    def fill(self, variables: Mapping[str, Any]) -> Any:
        """The parameter's value.

        Raises:
            BadInput: `read` refuses the value; it says where that stands.
        """
        value = self.origin.of(variables)
        if value is None and self.otherwise is not None:
            return self.otherwise.fill(variables)
        if self.read is None:
            return _bare(value)
        try:
            return self.read(value)
        except BadInput as refusal:
            raise refusal.at(*self.place) from None


@dataclass(frozen=True, slots=True, eq=False)
class Included:
    """Whether something is wanted: some alternative whose every condition holds."""

    alternatives: Alternatives

    @classmethod
    def of(cls, alternatives: Alternatives) -> "Included | None":
        """The parameter of what is wanted under these alternatives; None for what always is."""
        return None if alternatives == IN_ANY_CASE else cls(alternatives)

    def fill(self, variables: Mapping[str, Any]) -> bool:
        """True when it belongs in the answer.

        Raises:
            BadInput: null for a condition.
        """
        for name in {name for conditions in self.alternatives for name, _ in conditions}:
            if variables.get(name) is None:
                raise null_refused("if")
        return any(all(variables[name] is wanted for name, wanted in conditions) for conditions in self.alternatives)


def null_refused(argument: str) -> BadInput:
    """The refusal of null where a value is needed."""
    return BadInput(f"参数 {argument} 不能为 null。", f"The argument {argument} may not be null.").at(argument)


def _bare(value: Any) -> Any:
    """Enum members as their names, tuples as lists: what the driver sends."""
    if isinstance(value, Enum):
        return value.name
    if isinstance(value, list | tuple):
        return [_bare(item) for item in value]
    return value
