"""Random documents that are valid for the schema and ask for things that are there."""

import re
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)

from graphsvc import cobuilding, command, org, patrol, places, registration
from graphsvc.maps.api.types import AreaCenter, AreaOutline
from tests.oracle.world import World

RECORDED = {"personal"}
"""Fields whose reading leaves a trace in the graph; they have tests of their own."""

ROOMS = (org, cobuilding, registration, command, patrol, places)
OWN = tuple(cls.__name__ for cls in (*(cls for room in ROOMS for cls in room.TYPES), AreaOutline, AreaCenter))
"""Types whose meaning the interpreter knows: the organization graph, the three lists, registrations, centres, maps."""

DEEPEST = 4
DAYS = ["2019-06-30", "2022-01-01", "2024-05-04", "2026-11-24", "2027-03-01"]
TEXTS = ["社区", "党", "小学", "1", "大坪", "|", "%"]
CODES = {"code", "id", "creditCode", "civilCode"}


BOXES = {
    "withinBox": ([106.4, 29.4, 106.6, 29.6], [106.5, 29.5, 106.5, 29.5], [106.6, 29.4, 107.0, 29.6]),
    "near": ([106.51, 29.5, 2000.0], [106.51, 29.5, 500.0]),
}
"""Around where something of the demo is, and beside it."""
FOREIGN = ("cases", "calls", "tasks", "assignments")
"""Counts along links to types of other rooms."""


def known(of: Any) -> bool:
    """Whether a type is one whose meaning the interpreter knows, a page, filter or order of one, or a leaf."""
    kind: Any = get_named_type(of)
    name = re.sub(r"(Service|Seat|Term|Use|CentreAppointment)?(Connection|Edge|Filter|Order|Grouping)$", "", kind.name)
    leaf = is_leaf_type(kind) or kind.name in ("PageInfo", "GroupCount", "TextFilter", "NumberFilter", "DateFilter")
    return leaf or name in OWN


@dataclass
class Writer:
    """Writes one document; every response key is its own, so that fragments never clash."""

    schema: GraphQLSchema
    world: World
    random: Random
    variables: dict[str, Any] = field(default_factory=dict)
    declared: list[str] = field(default_factory=list)
    fragments: list[str] = field(default_factory=list)
    names: int = 0

    def document(self, roots: list[str]) -> str:
        """A document over the roots named."""
        assert self.schema.query_type is not None
        body = " ".join(self.root(name) for name in roots)
        declared = f"({', '.join(self.declared)})" if self.declared else ""
        return "\n".join([f"query Q{declared} {{ {body} }}", *self.fragments])

    def root(self, name: str) -> str:
        assert self.schema.query_type is not None
        given = self.schema.query_type.fields[name]
        arguments = self.key_arguments(name) | self.page_arguments(given.args, nested=False)
        return f"{self.alias()}{name}{shown(arguments)} {self.selection(given.type, 1)}"

    def key_arguments(self, name: str) -> dict[str, str]:
        """The key of something that is there."""
        nodes = list(self.world.nodes.values())
        match name:
            case "node":
                return {"id": self.value("ID!", self.random.choice(nodes).id)}
            case "nodes":
                return {"ids": self.value("[ID!]!", [each.id for each in self.random.sample(nodes, 3)] + ["none"])}
            case "links":
                ends = self.random.sample(self.world.labelled("Unit") + self.world.labelled("Person")[:20], 2)
                return {
                    "from": self.value("ID!", ends[0].id),
                    "to": self.value("ID!", ends[1].id),
                    "maxHops": str(self.random.randint(1, 4)),
                    "overPeople": self.value("Boolean!", self.random.random() < 0.5),
                }
            case "area":
                area = self.random.choice(self.world.labelled("Area"))
                return {"code": self.value("ID!", area.id), "scheme": "STATISTICAL"}
            case "commandCentre":
                return {"area": self.value("ID!", self.random.choice(self.world.labelled("CommandCentre")).id[7:])}
        label = name[0].upper() + name[1:]
        if not (known := self.world.labelled(label)):
            return {}
        scheme = {"scheme": "STATISTICAL"} if name == "subdistrict" else {}
        key = "code" if "Area" in known[0].labels else "id"
        return {key: self.value("ID!", self.random.choice(known).id), **scheme}

    # -- selections

    def selection(self, of: Any, depth: int) -> str:
        """A selection set of a type; empty text for a leaf."""
        kind: Any = get_named_type(of)
        if is_leaf_type(kind):
            return ""
        fields = [
            name
            for name in kind.fields
            if name not in RECORDED
            and known(kind.fields[name].type)
            and (depth < DEEPEST or is_leaf_type(get_named_type(kind.fields[name].type)))
        ]
        chosen = self.random.sample(fields, min(len(fields), self.random.randint(1, 4)))
        if kind.name.endswith("Connection"):
            depth -= 1  # edges and nodes are no level of their own
        parts = [self.field(kind.fields[name], name, depth) for name in chosen]
        parts += ["__typename"] if self.random.random() < 0.3 else []
        if isinstance(kind, GraphQLInterfaceType) and depth < DEEPEST:
            parts += [
                self.fragment(each, depth)
                for each in self.random.sample(
                    [each for each in self.schema.get_possible_types(kind) if known(each)], 2
                )
            ]
        return "{ " + " ".join(parts or ["__typename"]) + " }"

    def field(self, given: Any, name: str, depth: int) -> str:
        arguments = self.page_arguments(given.args, nested=True)
        inner = self.selection(given.type, depth + 1)
        return f"{self.alias()}{name}{shown(arguments)}{self.directive()} {inner}"

    def fragment(self, kind: Any, depth: int) -> str:
        inner = self.selection(kind, depth + 1)
        if self.random.random() < 0.5:
            return f"... on {kind.name} {inner}"
        self.names += 1
        self.fragments.append(f"fragment F{self.names} on {kind.name} {inner}")
        return f"...F{self.names}"

    def alias(self) -> str:
        self.names += 1
        return f"a{self.names}: "

    def directive(self) -> str:
        if self.random.random() > 0.15:
            return ""
        name = self.random.choice(["skip", "include"])
        return f" @{name}(if: {self.value('Boolean!', self.random.random() < 0.5)})"

    # -- arguments

    def page_arguments(self, declared: dict[str, Any], *, nested: bool) -> dict[str, str]:
        """Arguments of a list or a tie, each sometimes given."""
        given: dict[str, str] = {}
        if "first" in declared and (nested or self.random.random() < 0.9):
            size = "last" if "last" in declared and self.random.random() < 0.3 else "first"
            given[size] = self.value("Int", self.random.randint(0, 4))
        if "asOf" in declared and self.random.random() < 0.4:
            given["asOf"] = self.value("Date", self.random.choice(DAYS))
        if "simplified" in declared and self.random.random() < 0.5:
            given["simplified"] = self.value("Boolean!", self.random.random() < 0.5)
        if "by" in declared:
            kind: Any = get_named_type(declared["by"].type)
            given["by"] = self.random.choice(list(kind.values))
        if "level" in declared:
            given["level"] = self.random.choice(["COMMUNITY", "GRID", "ESTATE"])
        if declared.keys() >= {"area", "asOf"}:
            given["area"] = self.value("ID!", self.random.choice(self.world.labelled("Area")).id)
        if "filter" in declared and self.random.random() < 0.5:
            given["filter"] = self.filter(get_named_type(declared["filter"].type), 2)
        if "orderBy" in declared and self.random.random() < 0.5:
            given["orderBy"] = self.order(get_named_type(declared["orderBy"].type))
        return given

    def filter(self, kind: GraphQLInputObjectType, depth: int) -> str:
        """A filter, as a literal whose leaves may be variables."""
        names = [
            n
            for n, f in kind.fields.items()
            if known(f.type) and (depth or not isinstance(get_named_type(f.type), GraphQLInputObjectType))
        ]
        names = [name for name in names if depth or name not in ("and", "or", "not")] or ["id"]
        chosen = self.random.sample(names, min(len(names), self.random.randint(1, 2)))
        return (
            "{ " + ", ".join(f"{name}: {self.condition(name, kind.fields[name].type, depth)}" for name in chosen) + " }"
        )

    def condition(self, name: str, of: Any, depth: int) -> str:
        kind: Any = get_named_type(of)
        if isinstance(kind, GraphQLEnumType):
            chosen = self.random.choice(list(kind.values))
            return f"[{chosen}]" if isinstance(of, GraphQLList) else chosen
        if kind.name == "DateTime":
            moment = f"{self.random.choice(DAYS)}T{self.random.randint(0, 23):02}:30:00+08:00"
            return self.value("DateTime", moment)
        if name in BOXES:
            return self.value("[Float!]", self.random.choice(BOXES[name]))
        if name in ("within", "directlyIn"):
            return self.value("ID", self.random.choice(self.world.labelled("Area")).id)
        if name == "about" and kind.name != "NodeFilter":
            return self.value("ID", self.random.choice(self.world.labelled("Topic")).properties["code"][:2])
        if kind.name == "Date":
            return self.value("Date", self.random.choice(DAYS))
        if kind.name == "Boolean":
            return self.value("Boolean", self.random.random() < 0.5)
        if kind.name.startswith(("Text", "Number", "Date")):
            return self.comparison(name, kind)
        inner = self.filter(kind, depth - 1 if depth else 0)
        return (
            f"[{inner}]"
            if isinstance(of, GraphQLList) or isinstance(getattr(of, "of_type", None), GraphQLList)
            else inner
        )

    def comparison(self, name: str, kind: GraphQLInputObjectType) -> str:
        operator = self.random.choice(list(kind.fields))
        if operator == "isNull":
            return f"{{ isNull: {self.value('Boolean', self.random.random() < 0.5)} }}"
        if kind.name == "TextFilter":
            text = self.random.choice(self.known(name) or TEXTS)
            part = text[: self.random.randint(1, len(text))] if operator in ("contains", "startsWith") else text
            written = self.value("[String!]", [part, "none"]) if operator == "in" else self.value("String", part)
            return f"{{ {operator}: {written} }}"
        if kind.name == "DateFilter":
            return f"{{ {operator}: {self.value('Date', self.random.choice(DAYS))} }}"
        return f"{{ {operator}: {self.value('Int', self.random.randint(0, 300))} }}"

    def known(self, name: str) -> list[str]:
        """Texts some node has as this property."""
        nodes = self.random.sample(list(self.world.nodes.values()), 60)
        return [str(each.properties[name]) for each in nodes if name in each.properties] + TEXTS

    def order(self, kind: Any) -> str:
        fields = [name for name in kind.fields if not name.startswith(FOREIGN)]
        names = self.random.sample(fields, min(len(fields), self.random.randint(1, 2)))
        return "[" + ", ".join(f"{{ {name}: {self.random.choice(['ASC', 'DESC'])} }}" for name in names) + "]"

    def value(self, kind: str, chosen: Any) -> str:
        """A value, as a literal or as a variable."""
        if self.random.random() < 0.6:
            return literal(chosen)
        name = f"v{len(self.variables)}"
        self.variables[name] = chosen
        self.declared.append(f"${name}: {kind}")
        return f"${name}"


def literal(value: Any) -> str:
    """A JSON value as GraphQL writes it."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
        case list():
            return "[" + ", ".join(literal(each) for each in value) + "]"
    return str(value)


def shown(arguments: dict[str, str]) -> str:
    """Arguments in parentheses."""
    return f"({', '.join(f'{name}: {value}' for name, value in arguments.items())})" if arguments else ""


def is_list_of(of: Any) -> bool:
    """Whether an input type is a list, null or not."""
    return isinstance(of.of_type if isinstance(of, GraphQLNonNull) else of, GraphQLList)
