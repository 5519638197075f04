"""All types of the schema, read once: given to Strawberry as its own, kept for the planner as what each field reads."""

import inspect
import sys
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import UnionType
from typing import Any, Union, cast, get_args, get_origin

import strawberry
from strawberry.annotation import StrawberryAnnotation
from strawberry.types.arguments import StrawberryArgument
from strawberry.utils.str_converters import to_camel_case

from graphsvc.gql.schema import inputs
from graphsvc.gql.schema.cost_directives import Cost, ListSize, paged
from graphsvc.gql.schema.fields import Argument, Attribute, Connection, Declared, Link, kind_of
from graphsvc.gql.schema.pages import node_of, nodes_of
from graphsvc.gql.schema.paging import COUNT_COST, PAGE_ARGUMENTS, GroupCount, PageInfo, tally_arguments
from graphsvc.gql.schema.types import GraphType, LinkField, Shape, ValueField


@dataclass(frozen=True, slots=True)
class Registry:
    """Types by GraphQL name, the roots, and the Strawberry types they became."""

    types: Mapping[str, GraphType]
    roots: Mapping[str, LinkField]
    query: type
    python_types: Sequence[type]

    @property
    def node_labels(self) -> str:
        """Every label that names a concrete type, as a Cypher list."""
        names = [
            name for name, kind in self.types.items() if name in kind.possible and not (kind.kind.row or kind.kind.edge)
        ]
        return "[" + ", ".join(f"'{name}'" for name in names) + "]"


def registry(declared: Sequence[type], additions: Iterable[type], query: type) -> Registry:
    """Read declarations into a registry.

    Args:
        declared: every type, a base before what is built on it.
        additions: classes of fields that belong to another's type.
        query: the class of the root fields, its annotations naming declared types.
    Raises:
        KeyError, NameError: a field that names a type nobody declared.
    """
    for addition in additions:
        _add(addition)
    return _Reader({cls.__name__: cls for cls in declared}).read(query)


def _add(addition: type) -> None:
    target = kind_of(addition).extends
    assert target is not None
    for name, annotation in addition.__annotations__.items():
        target.__annotations__[name] = annotation
        setattr(target, name, addition.__dict__[name])


class _Reader:
    """Walks the declarations; each class becomes a Strawberry type in place."""

    def __init__(self, classes: dict[str, type]) -> None:
        self.classes = classes
        self.hints = {cls: self._hints(cls) for cls in classes.values()}
        self.inputs = inputs.Inputs()
        self.fields: dict[int, ValueField | LinkField] = {}
        self.pages: dict[tuple[type, type | None], type] = {}
        self.types: dict[str, GraphType] = {}

    def read(self, query: type) -> Registry:
        for cls in self.classes.values():
            self.types[cls.__name__] = self._graph_type(cls)
        self.inputs.declare(self.types)
        for cls in self.classes.values():
            if not kind_of(cls).edge:
                self._become(cls, interface=kind_of(cls).interface, description=kind_of(cls).description)
        roots = self._roots(query)
        return Registry(self.types, roots, query, tuple(cls for cls in self.classes.values() if not kind_of(cls).edge))

    def _hints(self, cls: type) -> dict[str, Any]:
        """Annotations of a class and its bases, looked up in their modules and among the declared types."""
        hints: dict[str, Any] = {}
        for base in reversed(cls.__mro__):
            names = {**vars(sys.modules[base.__module__]), **self.classes}
            for name, text in inspect.get_annotations(base).items():
                hints[name] = eval(text, names) if isinstance(text, str) else text  # noqa: S307 - the module's own text
        return hints

    def _declared(self, cls: type) -> dict[str, Declared]:
        """Fields of a class and its bases, bases first."""
        found: dict[str, Declared] = {}
        for base in reversed(cls.__mro__):
            found |= {name: value for name, value in base.__dict__.items() if isinstance(value, Declared)}
            found |= base.__dict__.get("__fields__", {})
        return found

    def _graph_type(self, cls: type) -> GraphType:
        kind = kind_of(cls)
        possible = tuple(
            name for name, other in self.classes.items() if issubclass(other, cls) and not kind_of(other).interface
        )
        fields = {
            to_camel_case(name): self._field(declared, self.hints[cls][name])
            for name, declared in self._declared(cls).items()
        }
        return GraphType(cls.__name__, kind, possible, fields)

    def _field(self, declared: Declared, hint: Any) -> ValueField | LinkField:
        """A declared field resolved; types that inherit it share it."""
        if id(declared) not in self.fields:
            self.fields[id(declared)] = self._resolved(declared, hint)
        return self.fields[id(declared)]

    def _resolved(self, declared: Declared, hint: Any) -> ValueField | LinkField:
        spec = declared.spec
        if isinstance(spec, Attribute):
            bare = _bare(hint)
            kind = str if bare is strawberry.ID else bare
            words = declared.description
            return ValueField(spec.template, spec.find, spec.sort, spec.plain, kind, spec.slots, spec.personal, words)
        return _link(spec, hint)

    def _become(self, cls: type, *, interface: bool, description: str, name: str | None = None) -> None:
        """Turn a declared class into a Strawberry type of the same name."""
        own = {name: value for name, value in cls.__dict__.items() if isinstance(value, Declared)}
        cls.__fields__ = own  # type: ignore[attr-defined]
        for field_name, declared in own.items():
            cls.__annotations__[field_name], made = self._strawberry_field(declared, self.hints[cls][field_name])
            setattr(cls, field_name, made)
        decorate = strawberry.interface if interface else strawberry.type
        decorate(cls, description=description, name=name)

    def _strawberry_field(self, declared: Declared, hint: Any) -> tuple[Any, Any]:
        made = strawberry.field(description=declared.description)
        if isinstance(declared.spec, Attribute):
            return hint, made
        link = _link(declared.spec, hint)
        made.directives = _cost(link, declared.spec.cost)
        if link.shape == "page":
            made.arguments = self._page_arguments(link)
            return self._page(hint), made
        made.arguments = [_argument(name, argument) for name, argument in link.arguments.items()]
        return hint, made

    def _page_arguments(self, link: LinkField) -> list[StrawberryArgument]:
        own = [_argument(name, argument) for name, argument in link.arguments.items()]
        paging = [_argument(n, a) for n, a in PAGE_ARGUMENTS.items()]
        refining = self.inputs.arguments(link.target)
        return [*own, *paging, *(_argument(n, a) for n, a in refining.items())]

    def _page(self, connection: Any) -> type:
        """The Relay types of a connection, made once for a target and its edge properties."""
        key = (connection.target, connection.edge)
        if key not in self.pages:
            self.pages[key] = self._make_page(connection.target, connection.edge)
        return self.pages[key]

    def _make_page(self, target: type, edge: type | None) -> type:
        name = target.__name__ + (edge.__name__ if edge else "")
        shown = {
            "cursor": (str, None),
            "node": (target, None),
            **({n: (self.hints[edge][n], d.description) for n, d in self._declared(edge).items()} if edge else {}),
        }
        text = kind_of(edge).description if edge else "A row with its place in the list."
        edge_type = _made(f"{name}Edge", text, shown, resolvers={"node": node_of})
        parts: dict[str, tuple[Any, str | None]] = {
            "edges": (list[edge_type], None),  # type: ignore[valid-type]
            "nodes": (list[target], None),  # type: ignore[valid-type]
            "page_info": (PageInfo, None),
            "total_count": (int, None),
        }
        counted: dict[str, Sequence[object]] = {"total_count": [Cost(weight=str(COUNT_COST))]}
        arguments: dict[str, Sequence[StrawberryArgument]] = {}
        if grouping := self.inputs.groupings.get(target.__name__):
            parts["counts"] = (list[GroupCount], None)
            counted["counts"] = [ListSize(slicing_arguments=["first"], require_one_slicing_argument=False)]
            arguments["counts"] = [_argument(n, a) for n, a in tally_arguments(grouping).items()]
        resolvers = {"nodes": nodes_of}
        return _made(f"{name}Connection", "A page of a list (Relay).", parts, counted, resolvers, arguments)

    def _roots(self, query: type) -> dict[str, LinkField]:
        hints = self._hints(query)
        roots: dict[str, LinkField] = {}
        for name, declared in self._declared(query).items():
            spec = declared.spec
            assert isinstance(spec, Link)
            roots[to_camel_case(name)] = _link(spec, hints[name])
            query.__annotations__[name], made = self._strawberry_field(declared, hints[name])
            setattr(query, name, made)
        self._complete(query)
        strawberry.type(query, name="Query", description=inspect.getdoc(query))
        return roots

    def _complete(self, query: type) -> None:
        """Give the roots that Python resolves to pages of nodes the same Relay types as those that are compiled."""
        for base in query.__mro__:
            definition = base.__dict__.get("__strawberry_definition__")
            for field in definition.fields if definition else ():
                returned = field.base_resolver and field.base_resolver.wrapped_func.__annotations__.get("return")
                if isinstance(returned, str) and returned.startswith("Connection["):
                    page = eval(returned, {**vars(sys.modules[base.__module__]), **self.classes})  # noqa: S307
                    field.type_annotation = StrawberryAnnotation(self._page(page) | None)


def _ends(hint: Any) -> tuple[Shape, type, type | None]:
    """The shape of a link, the type it leads to, and the type of its edge properties."""
    bare = _bare(hint)
    if isinstance(bare, Connection):
        return "page", bare.target, bare.edge  # type: ignore[attr-defined]
    if get_origin(bare) is list:
        return "many", get_args(bare)[0], None
    return "one", bare, None


def _link(spec: Link, hint: Any) -> LinkField:
    shape, target, edge = _ends(hint)
    clause = _clause(spec, target.__name__)
    given = {argument.name or to_camel_case(name): argument for name, argument in spec.arguments.items()}
    named = {name: argument.checked(name) for name, argument in given.items()}
    return LinkField(
        shape,
        clause,
        target.__name__,
        edge.__name__ if edge else None,
        spec.order,
        named,
        spec.find,
        spec.sort,
        spec.most,
        spec.seen,
        spec.ends,
        spec.slots,
    )


def _clause(spec: Link, label: str) -> str:
    """An arrow becomes a MATCH from `@this` to `@it`; anything else stands as written."""
    if not spec.path.startswith(("-", "<-")):
        return spec.path
    before, bracket, after = spec.path.rpartition("[")
    arrow = f"MATCH (@this){before}{bracket}@edge{after}(@it:{label})"
    return f"{arrow}\nWHERE {spec.where}" if spec.where else arrow


def _bare(hint: Any) -> Any:
    """The annotation without its None."""
    if get_origin(hint) in (Union, UnionType):
        return next(part for part in get_args(hint) if part is not type(None))
    return hint


def _argument(name: str, argument: Argument) -> StrawberryArgument:
    return StrawberryArgument(
        python_name=name,
        graphql_name=to_camel_case(name),
        type_annotation=StrawberryAnnotation(argument.type),
        description=argument.description,
        default=argument.default,
        directives=[argument.constraint] if argument.constraint else (),
    )


def _cost(link: LinkField, weight: int) -> list[object]:
    """What a link costs, as the schema tells it."""
    weighed: list[object] = [Cost(weight=str(weight))] if weight else []
    if link.shape == "page":
        return [*weighed, paged("first", "last")]
    return [*weighed, ListSize(assumed_size=link.most)] if link.shape == "many" else weighed


def _made(
    name: str,
    description: str,
    shown: Mapping[str, tuple[Any, str | None]],
    directives: Mapping[str, Sequence[object]] | None = None,
    resolvers: Mapping[str, Any] | None = None,
    arguments: Mapping[str, Sequence[StrawberryArgument]] | None = None,
) -> type:
    given: Mapping[str, Any] = directives or {}
    resolved: Mapping[str, Any] = resolvers or {}
    members: dict[str, Any] = {
        n: strawberry.field(resolver=cast(Any, resolved.get(n)), description=text, directives=given.get(n, ()))
        for n, (_, text) in shown.items()
    }
    for n, taken in (arguments or {}).items():
        members[n].arguments = list(taken)
    members["__annotations__"] = {n: hint for n, (hint, _) in shown.items()}
    made: type = strawberry.type(type(name, (), members), name=name, description=description)
    return made
