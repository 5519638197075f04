"""The path through the graph that links a place to a resource: nodes, each with the relationship that leads to it."""

from dataclasses import dataclass

from graphsvc.codes import prefix_of
from graphsvc.matching.model.distance import Distance, Provider, Surroundings

_LABELS = {2: "City", 6: "District", 9: "Subdistrict", 12: "Community", 15: "Grid", 16: "Estate"}


@dataclass(frozen=True, slots=True)
class Step:
    """A node of a path; `by` is the relationship that leads to it, `forward` whether it points there."""

    id: str
    label: str
    name: str
    by: str | None = None
    forward: bool = True


def path(around: Surroundings, provider: Provider, resource: Step) -> tuple[Step, ...]:
    """Nodes from the place to the resource, along relationships that are there."""
    distance, committee = around.reach(provider)
    unit = Step(provider.id, "Unit", provider.name, "JOINS" if committee else "LOCATED_IN", forward=False)
    if committee:
        kind = "BigPartyCommittee" if committee.big_party else "BigWorkCommittee"
        serves = Step(committee.id, kind, committee.name, "SERVES", forward=False)
        return (*_across(around, committee.area), serves, unit, resource)
    if distance is Distance.OWN_AREA or not provider.is_unit:
        return (*_across(around, provider.area), resource)
    return (*_across(around, provider.area), unit, resource)


def _across(around: Surroundings, target: str) -> list[Step]:
    """From the place up to the lowest area above both, then down to the target."""
    start = _above(around.place.code)
    end = _above(target)
    common = next(code for code in start if code in end)
    up = start[: start.index(common) + 1]
    down = end[: end.index(common)][::-1]
    first, *rest = up
    return [
        _area(around, first),
        *(_area(around, code, "PART_OF") for code in rest),
        *(_area(around, code, "PART_OF", forward=False) for code in down),
    ]


def _above(code: str) -> list[str]:
    """An area and all above it, up to the city."""
    prefix = prefix_of(code)
    higher = [prefix[:digits].ljust(12, "0") for digits in (12, 9, 6, 2) if digits <= len(prefix)]
    return list(dict.fromkeys([code, *higher]))


def _area(around: Surroundings, code: str, by: str | None = None, *, forward: bool = True) -> Step:
    return Step(code, _LABELS[len(prefix_of(code))], around.names.get(code, ""), by, forward)
