"""Guards: what a caller must be allowed, as conditions on rows, for every type of the schema."""

from collections.abc import Iterable

from graphsvc.access.row_scope import SCOPED, Scoped
from graphsvc.cypher.compile import SEEN, Guards
from graphsvc.cypher.plan import Fact, Parameter, Template
from graphsvc.gql.planning.page_parameters import Hull
from graphsvc.gql.schema.registry import Registry
from graphsvc.gql.schema.types import LinkField


def guards(registry: Registry) -> Guards:
    """The total table of guards: every type of the registry has its own, empty for structure that is open to all.

    An interface guards those of its types that are scoped; a link that names its ends guards those, and finds no
    others.
    """
    links = (field for of in registry.types.values() for field in of.fields.values() if isinstance(field, LinkField))
    narrowed = {link.guard: _ends(registry, link.ends) for link in links if link.ends}
    return {name: _guard(name, of.possible) for name, of in registry.types.items()} | narrowed | {SEEN: Template("")}


def _ends(registry: Registry, ends: Iterable[str]) -> Template:
    guard = _template([name for end in ends for name in registry.types[end].possible if name in SCOPED], lone=False)
    among = f"({' OR '.join(f'@this:{end}' for end in ends)})"  # with `|` no pattern could name two labels by colons
    return Template(f"{among} AND {guard.text}" if guard.text else among, guard.slots)


def _guard(name: str, possible: Iterable[str]) -> Template:
    if name in SCOPED:
        return _template([name], lone=True)
    return _template([label for label in possible if label in SCOPED], lone=False)


def _template(labels: list[str], *, lone: bool) -> Template:
    parts: list[str] = []
    slots: dict[str, Parameter] = {}
    for label in labels:
        scoped = SCOPED[label]
        parts.append(f"({_condition(scoped)})" if lone and scoped.elsewhere else _condition(scoped))
        if not lone:
            parts[-1] = f"(NOT @this:{label} OR {parts[-1]})"
        slots[scoped.operation.name] = Fact(scoped.operation.name)
        slots |= {
            name: Fact(name)
            for name in ("unit", "person", "subject", "worker", "addresses")
            if f"${name}" in scoped.elsewhere
        }
    return Template(" AND ".join(parts), slots)


def _condition(scoped: Scoped) -> str:
    within = f"any(prefix IN ${scoped.operation.name} WHERE @this.areaCode STARTS WITH prefix)"
    within = f"({within} AND {scoped.inside})" if scoped.inside else within
    return f"{within} OR {scoped.elsewhere}" if scoped.elsewhere else within


def hull(label: str) -> Hull | None:
    """What bounds the rows of a label that a caller may see on their index; None where nothing does."""
    scoped = SCOPED.get(label)
    return None if scoped is None else Hull(scoped.operation.name, bool(scoped.elsewhere), scoped.by_area)
