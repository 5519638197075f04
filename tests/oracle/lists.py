"""Lists: which rows a filter keeps, in which order, and the stretch a page shows."""

from datetime import date, datetime
from enum import Enum
from typing import TYPE_CHECKING, Any

from graphsvc.gql.schema.types import LinkField
from tests.oracle import (
    centres,
    contingencies,
    deputies,
    forces,
    key_places,
    meanings,
    pairings,
    patrols,
    places,
    policies,
)
from tests.oracle.world import Node

if TYPE_CHECKING:
    from tests.oracle.interpreter import Interpreter, Row


class Listing:
    """One list of a request."""

    def __init__(self, interpreter: "Interpreter", link: LinkField, given: dict[str, Any]) -> None:
        self.interpreter = interpreter
        self.link = link
        self.given = given
        self.order = [next(iter(each.items())) for each in given.get("orderBy") or []]
        self.backward = given.get("last") is not None

    # -- filters

    def keeps(self, row: Any, wanted: dict[str, Any], target: str = "") -> bool:
        """Whether a row meets all of a filter."""
        return all(self.meets(row, name, value, target or self.link.target) for name, value in wanted.items())

    def meets(self, row: Any, name: str, value: Any, target: str) -> bool:
        match name:
            case _ if value is None:
                return True
            case "and":
                return all(self.keeps(row, each, target) for each in value)
            case "or":
                return any(self.keeps(row, each, target) for each in value)
            case "not":
                return not self.keeps(row, value, target)
            case "within":
                return bool(row.properties["areaCode"].startswith(meanings.prefix(value)))
        if (of_place := places.CRITERIA.get((target, name))) is not None:
            return of_place(row, value)
        if (of_policy := policies.CRITERIA.get((target, name))) is not None:
            return of_policy(row, value)
        if (of_key_place := key_places.CRITERIA.get((target, name))) is not None:
            return of_key_place(self.interpreter.world, row, value)
        if (of_pairing := pairings.CRITERIA.get((target, name))) is not None:
            return of_pairing(self.interpreter.world, row, value)
        if target == "Force" and name in forces.CRITERIA:
            return forces.CRITERIA[name](row, value)
        if name == "inForceOn":
            return patrols.is_in_force(self.interpreter.world, row, value)
        if name == "found" and target == "Visit":
            return patrols.has_found(self.interpreter.world, row, value)
        if name == "drillLight":
            return contingencies.is_drill_lit(self.interpreter.world, row, value)
        if name == "late" and target == "ContingencyRun":
            return contingencies.runs_late(self.interpreter.world, row, value)
        if name == "holds" and target == "Deputyship":
            return deputies.is_holding(self.interpreter.world, row, value)
        if name == "light" and target == "Supervision":
            return centres.is_lit(self.interpreter.world, row, value)
        if name == "onDuty":
            return centres.is_on_duty(self.interpreter.world, row, value)
        if (criterion := meanings.CRITERIA.get(name)) and target != "Supervision":
            return criterion(self.interpreter.world, row, value)
        field = self.interpreter.registry.types[target].fields[name]
        if isinstance(field, LinkField):
            rows = self.interpreter.rows(field, target, name, row, {})
            return any(self.keeps(each.row, value, field.target) for each in rows)
        return compares(self.interpreter.plain(row, target, name, field), value)

    # -- orders

    def ordered(self, rows: list["Row"]) -> list["Row"]:
        """Rows in the order asked for; ties by the type's own order."""
        rows = sorted(rows, key=self.last if self.order else self.own)
        for name, direction in reversed(self.order):
            rows.sort(key=lambda each: self.key(each.row, name), reverse=direction.name == "DESC")
        return rows

    def own(self, each: "Row") -> list[Any]:
        """The values of the type's own order, ended by what tells relationships between the same nodes apart."""
        row = each.row
        if not isinstance(row, Node):
            return [row.start.id, row.end.id, row.type]
        if self.link.target == "Topic":
            return [row.properties["code"]]
        if self.link.target == "RegistrationStep":
            return [row.properties["version"], row.id]
        return [row.properties["areaCode"], row.id, *self.roles(each)]

    def last(self, each: "Row") -> list[str]:
        """What is left of the own order behind other keys."""
        return [*self.own(each)[: len(self.own(each)) - len(self.roles(each))][-1:], *self.roles(each)]

    def roles(self, each: "Row") -> list[str]:
        """A person may serve in one grid in several roles, or act for a centre as several things."""
        if self.link.edge == "CentreAppointment" and each.tie is not None:
            given = each.tie.properties
            return [given["role"], given.get("post") or "", given["since"]]
        if self.link.edge != "Service" or each.tie is None:
            return []
        return [each.tie.properties.get("role") or ""]

    def key(self, row: Node, name: str) -> Any:
        """The value of a sort key; a missing one sorts before all others."""
        target = self.interpreter.registry.types[self.link.target]
        field = target.fields[name] if name in target.fields else target.fields[name.removesuffix("Count")]
        if isinstance(field, LinkField):
            return len(list(self.interpreter.rows(field, target.name, name.removesuffix("Count"), row, {})))
        value = self.interpreter.plain(row, target.name, name, field)
        if issubclass(field.type, Enum):
            return -1 if value is None else [member.name for member in field.type].index(value)
        if value is None and field.type is datetime:
            return "0001-01-01T00:00:00Z"
        return value if value is not None else (-1 if field.type is int else "")

    def cursor(self, each: "Row") -> str:
        """A row's cursor: the order's name and the values of its keys."""
        if not self.order:
            return "|" + "|".join(map(str, self.own(each)))
        signature = "+".join(name + ("-" if direction.name == "DESC" else "") for name, direction in self.order)
        values = [str(self.key(each.row, name)).replace("%", "%25").replace("|", "%7C") for name, _ in self.order]
        return "|".join([signature, *values, *self.last(each)])

    # -- pages

    def stretch(self, rows: list["Row"]) -> list["Row"]:
        """The rows of the page."""
        rest = self.past(rows)
        return rest[max(0, len(rest) - self.size) :] if self.backward else rest[: self.size]

    def past(self, rows: list["Row"]) -> list["Row"]:
        """The rows on the page's side of its cursor, which is one of a row that is there."""
        cursor = self.given.get("before" if self.backward else "after")
        if cursor is None:
            return rows
        place = [self.cursor(each) for each in rows].index(cursor)
        return rows[:place] if self.backward else rows[place + 1 :]

    @property
    def size(self) -> int:
        """Rows of the page."""
        size = self.given.get("last") if self.backward else self.given.get("first")
        return 50 if size is None else int(size)


def compares(held: Any, wanted: Any) -> bool:
    """Whether a value meets a condition on it."""
    if isinstance(wanted, list):
        return held in [each.name for each in wanted]
    return all(_compares(held, operator, value) for operator, value in wanted.items())


def _compares(held: Any, operator: str, value: Any) -> bool:
    if value is None:
        return True
    if operator == "isNull":
        return (held is None) is bool(value)
    if held is None:
        return False
    bare = value.isoformat() if isinstance(value, date) else value
    match operator:
        case "equals":
            return bool(held == bare)
        case "in":
            return held in bare
        case "contains":
            return bare in held
        case "startsWith":
            return bool(held.startswith(bare))
        case "from":
            return bool(held >= bare)
    return bool(held <= bare)


def facts(listing: Listing, rows: list["Row"], shown: list["Row"]) -> dict[str, Any]:
    """Relay's page information; what lies before a page is known only by whether a cursor was given."""
    given = listing.given.get("before" if listing.backward else "after") is not None
    more = len(listing.past(rows)) > listing.size
    return {
        "hasNextPage": given if listing.backward else more,
        "hasPreviousPage": more if listing.backward else given,
        "startCursor": listing.cursor(shown[0]) if shown else None,
        "endCursor": listing.cursor(shown[-1]) if shown else None,
        "__typename": "PageInfo",
    }
