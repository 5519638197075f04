"""Documents made up from the SDL alone: every field, argument and directive, values at the edge of what fits."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from random import Random
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    Undefined,
    get_named_type,
    is_leaf_type,
)

DEPTH = 3
CODES = ("500103", "500103012011", "500103012011001", "500103012000", "500103012011E01", "12", "")
TEXTS = (
    "老人没人做饭",
    "马家堡",
    "a",
    "",
    "x" * 300,
    '+-&|!(){}[]^"~*?:\\/',
    "NOT AND",
    "｡\u200b\u0301",
    "' OR 1=1 //",
    "%7C|%",
    "２０２６",
    "😀",
    "a\nb\tc",
)
CURSORS = (
    "",
    "|",
    "500103|x",
    "title-|x|y",
    "name|",
    "-1|0|x",
    "W1tbWw==",
    "99999999999999999999|x",
    "rank-1",
    "0|0",
    "500103:3",
    "500103:99999999999999999999",
)
DAYS = ("1800-01-01", "2999-12-31", "2026-02-28", "1970-01-01", "2024-02-29", "2026-11-24")
MOMENTS = (
    "1800-01-01T00:00:00Z",
    "1800-01-01T00:00:00+14:00",
    "2999-12-31T23:59:59.999999999-11:00",
    "2026-02-28T08:00:00+14:00",
    "2026-02-28T08:00",
)
FAR_DAYS = ("0001-01-01", "1799-12-31", "3000-01-01", "9999-12-31")
"""No days to rules that add years; a document that names one is refused as a whole."""
FAR_MOMENTS = ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59.999999999-11:00")
NUMBERS = (0, 1, -1, 2, 7, 200, 201, 2**31 - 1, -(2**31))
KEYS = ("id", "ids", "code", "codes")
"""Arguments that hold ids of what the field is called."""

SIZES = (0, 1, 2, 3)


class Name(str):
    """The name of an enum's value, written without quotes."""

    __slots__ = ()


@dataclass
class Fuzzer:
    """Writes documents; a seed always gives the same.

    Attributes:
        there: ids of nodes that are there, by label.
        wild: how often a value is one of the edge rather than one that is there.
        admit: which fields, arguments and input fields may be written, by name and type; those that must be always are.
    """

    schema: GraphQLSchema
    random: Random
    there: Mapping[str, Sequence[str]]
    wild: float = 0.5
    admit: Callable[[str, Any], bool] = lambda name, of: True
    variables: dict[str, Any] = field(default_factory=dict)
    declared: list[str] = field(default_factory=list)
    fragments: list[str] = field(default_factory=list)
    names: int = 0

    def document(self, operation: str, roots: Iterable[str]) -> str:
        """A document of these roots, some inside fragments."""
        parent: Any = self.schema.type_map[operation.capitalize()]
        parts = [
            self.in_fragment(parent.name, self.field(root, parent.fields[root], 1, own_key=True)) for root in roots
        ]
        declared = f"({', '.join(self.declared)})" if self.declared else ""
        return "\n".join([f"{operation} Q{declared} {{ {' '.join(parts)} }}", *self.fragments])

    # -- selections

    def field(self, name: str, of: GraphQLField, depth: int, *, own_key: bool) -> str:
        """A field, under a key of its own where another of its name may stand beside it with other arguments."""
        given = self.arguments(of.args, name)
        alias = self.alias() if own_key or self.random.random() < 0.2 else ""
        return f"{alias}{name}{given}{self.directives()}{self.selection(get_named_type(of.type), depth)}"

    def alias(self) -> str:
        self.names += 1
        return f"a{self.names}: "

    def directives(self) -> str:
        """Sometimes @skip, @include or both."""
        written = ""
        for name in ("skip", "include"):
            if self.random.random() < 0.08:
                written += f" @{name}(if: {self.value('if', GraphQLNonNull(self.schema.type_map['Boolean']))})"
        return written

    def in_fragment(self, kind: str, text: str) -> str:
        """Sometimes inside a fragment, named or inline, with directives of its own."""
        chance = self.random.random()
        if chance < 0.75:
            return text
        if chance < 0.85:
            self.names += 1
            self.fragments.append(f"fragment F{self.names} on {kind} {{ {text} }}")
            return f"...F{self.names}{self.directives()}"
        condition = f" on {kind}" if self.random.random() < 0.7 else ""
        return f"...{condition}{self.directives()} {{ {text} }}"

    def selection(self, kind: Any, depth: int, *, own_keys: bool = False) -> str:
        """What is selected of a value; nothing of a leaf."""
        if is_leaf_type(kind):
            return ""
        parts = []
        if isinstance(kind, GraphQLObjectType | GraphQLInterfaceType):
            below = depth if kind.name.endswith(("Connection", "Edge")) else depth + 1  # a page is no level of its own
            names = [
                name
                for name, each in kind.fields.items()
                if self.admit(name, each.type) and (below <= DEPTH or is_leaf_type(get_named_type(each.type)))
            ]
            chosen = self.random.sample(names, min(len(names), self.random.randint(1, 3)))
            parts = [
                self.in_fragment(kind.name, self.field(name, kind.fields[name], below, own_key=own_keys))
                for name in chosen
            ]
        if isinstance(kind, GraphQLUnionType | GraphQLInterfaceType) and depth < DEPTH:
            possible = [each for each in self.schema.get_possible_types(kind) if self.admit("", each)]
            for other in self.random.sample(possible, min(2, len(possible))):
                parts.append(f"... on {other.name}{self.directives()}{self.selection(other, depth + 1, own_keys=True)}")
        self.random.shuffle(parts)
        return f" {{ {' '.join([*parts, '__typename'])} }}"

    # -- arguments

    def arguments(self, declared: Mapping[str, GraphQLArgument], owner: str) -> str:
        """Arguments in parentheses: those that must be, and some of the others."""
        given = [
            f"{name}: {self.value(owner if name in KEYS else name, each.type)}"
            for name, each in declared.items()
            if is_required(each) or (self.admit(name, each.type) and self.random.random() < 0.35)
        ]
        return f"({', '.join(given)})" if given else ""

    def value(self, name: str, kind: Any) -> str:
        """A value as a literal, as a variable, or as one that is not sent."""
        if self.random.random() < 0.5 or name in ("first", "last"):
            return literal(self.json(name, kind))
        variable = f"v{len(self.declared)}"
        self.declared.append(f"${variable}: {kind}")
        if isinstance(kind, GraphQLNonNull) or self.random.random() < 0.85:
            self.variables[variable] = self.json(name, kind)
        return f"${variable}"

    def json(self, name: str, kind: Any, depth: int = 0) -> Any:
        """A value; null now and then where that is allowed."""
        if isinstance(kind, GraphQLNonNull):
            return self.bare(name, kind.of_type, depth)
        return None if self.random.random() < 0.15 * self.wild else self.bare(name, kind, depth)

    def bare(self, name: str, kind: Any, depth: int) -> Any:
        if isinstance(kind, GraphQLList):
            return [self.json(name, kind.of_type, depth + 1) for _ in range(self.random.randint(0, 3))]
        if isinstance(kind, GraphQLEnumType):
            return Name(self.random.choice(list(kind.values)))
        if isinstance(kind, GraphQLInputObjectType):
            return self.object(kind, depth)
        return self.leaf(name, kind.name)

    def leaf(self, name: str, kind: str) -> Any:
        choice = self.random.choice
        if name in ("after", "before", "since") and kind == "String":
            return choice(CURSORS)
        if name in ("first", "last") and kind == "Int":
            return choice(SIZES)
        match kind:
            case "ID":
                return choice((*CODES, *TEXTS)) if self.random.random() < self.wild else choice(self.likely(name))
            case "String":
                return choice((*TEXTS, *CODES, *CURSORS))
            case "Int":
                return choice(NUMBERS)
            case "Float":
                return choice((*NUMBERS, 0.5, 1e308, -1e308))
            case "Boolean":
                return self.random.random() < 0.5
            case "Date":
                return choice(FAR_DAYS if self.is_far() else DAYS)
        assert kind == "DateTime", f"the fuzzer knows no values of {kind}"
        return choice(FAR_MOMENTS if self.is_far() else MOMENTS)

    def is_far(self) -> bool:
        """Whether a day is to lie outside the calendar of requests: seldom, since nothing else is tried then."""
        return self.random.random() < self.wild / 10

    def likely(self, name: str) -> Sequence[str]:
        """Ids of what the argument's name calls, of anything when it calls nothing."""
        word = name.removesuffix("Id").removesuffix("s").lower()
        fitting = [ids for label, ids in self.there.items() if word.endswith(label.lower())]
        return fitting[0] if fitting else list(chain.from_iterable(self.there.values()))

    def object(self, kind: GraphQLInputObjectType, depth: int) -> dict[str, Any]:
        names = [name for name, each in kind.fields.items() if is_required(each)]
        others = [name for name, each in kind.fields.items() if name not in names and self.admit(name, each.type)]
        if kind.is_one_of:
            (only,) = self.random.sample(others, 1)
            return {only: self.bare(only, kind.fields[only].type, depth + 1)}
        shallow = [name for name in others if depth < 3 or is_leaf_type(get_named_type(kind.fields[name].type))]
        names += self.random.sample(shallow, min(len(shallow), self.random.randint(0, 2)))
        return {name: self.json(name, kind.fields[name].type, depth + 1) for name in names}


def is_required(each: Any) -> bool:
    """Whether an argument or input field may not be left out."""
    return isinstance(each.type, GraphQLNonNull) and each.default_value is Undefined


def literal(value: Any) -> str:
    """A value as GraphQL writes it."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case Name():
            return str(value)
        case str():
            return '"' + "".join(_ESCAPED.get(letter, letter) for letter in value) + '"'
        case list():
            return f"[{', '.join(map(literal, value))}]"
        case dict():
            return "{" + ", ".join(f"{name}: {literal(each)}" for name, each in value.items()) + "}"
    return str(value)


_ESCAPED = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\t": "\\t"}
