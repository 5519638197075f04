"""A principal: who is calling, in which role, responsible for which areas or speaking for which unit."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Any

from graphsvc.access.address import to_person, to_unit
from graphsvc.access.role import Role
from graphsvc.access.scope import BY_DEPUTIES, TABLE, Operation, Reach
from graphsvc.codes import prefix_of
from graphsvc.errors import Forbidden

EVERYWHERE = ("",)


@dataclass(frozen=True, slots=True)
class Grant:
    """Where an operation is allowed: under these prefixes of area codes, and on what concerns this unit or person.

    Statements take them: `any(p IN $scope WHERE n.areaCode STARTS WITH p) OR … $unit`. Unit and person are empty
    when none.
    """

    scope: tuple[str, ...]
    unit: str = ""
    person: str = ""

    @property
    def params(self) -> dict[str, Any]:
        """The parameters `$scope` and `$unit`."""
        return {"scope": list(self.scope), "unit": self.unit}


NOWHERE = Grant(())


@dataclass(frozen=True, slots=True)
class Seat:
    """Whose work a deputy does: the id of the tie, who is on leave if that is a person, and how records name it."""

    tie: str
    absent: str
    on_behalf_of: str


@dataclass(frozen=True)
class Principal:
    """Somebody signed in. `areas` are area codes, `unit` the id of a unit.

    `expires_at` is when the token ends by which it came in, None without one; `client` is another system. In the `seat`
    of somebody on leave, role, areas and unit are those of the seat, and it may what `BY_DEPUTIES` names of that.
    """

    subject: str
    role: Role
    areas: tuple[str, ...] = ()
    unit: str = ""
    expires_at: datetime | None = field(default=None, compare=False)
    client: bool = field(default=False, compare=False)
    seat: Seat | None = None

    @property
    def worker(self) -> str:
        """Whose personal work it does: that of who is on leave, else its own."""
        return self.seat.absent if self.seat and self.seat.absent else self.subject

    @property
    def on_behalf_of(self) -> str | None:
        """For whom it acts as deputy; None as itself."""
        return self.seat.on_behalf_of if self.seat else None

    def granted(self, operation: Operation) -> Grant:
        """Where the operation is allowed, which may be nowhere."""
        if self.seat and operation not in BY_DEPUTIES:
            return NOWHERE
        match TABLE[operation][self.role]:
            case Reach.ALL:
                return Grant(EVERYWHERE)
            case Reach.SCOPE:
                return Grant(self._prefixes)
            case Reach.UNIT if self.unit:
                return Grant((), self.unit)
            case Reach.OWN:
                return Grant((), person=self.subject)
        return NOWHERE

    def may(self, operation: Operation) -> Grant:
        """Where the operation is allowed.

        Raises:
            Forbidden: nowhere; whatever it is about, this role never does it.
        """
        grant = self.granted(operation)
        if grant == NOWHERE and self.seat:
            raise Forbidden(f"代办期间不能{operation.zh}。", f"A deputy may not do this: {operation.name}.")
        if grant == NOWHERE:
            raise Forbidden(f"当前角色无权{operation.zh}。", f"The role {self.role} may not do this: {operation.name}.")
        return grant

    @cached_property
    def _prefixes(self) -> tuple[str, ...]:
        """Prefixes of the areas, sorted, without those that lie under another."""
        kept: list[str] = []
        for prefix in sorted({prefix_of(code) for code in self.areas}):
            if not (kept and prefix.startswith(kept[-1])):
                kept.append(prefix)
        return tuple(kept)

    @cached_property
    def facts(self) -> Mapping[str, Any]:
        """What guards compare with: `@READ_PEOPLE` and the like hold prefixes; `@unit`, `@person`, … are its own."""
        reads = {f"@{of.name}": list(self.granted(of).scope) for of in Operation if of.name.startswith("READ_")}
        own = self.subject if self.role is Role.MEMBER else ""
        mine = {"@subject": self.subject, "@worker": self.worker, "@addresses": list(self.addresses)}
        return {**reads, **mine, "@unit": self.unit, "@person": own}

    @cached_property
    def addresses(self) -> tuple[str, ...]:
        """What addresses of notices for the caller start with: for its subject, its unit, its role in its areas.

        None is the start of another, so that no notice is found twice.
        """
        own = [to_person(self.worker), *([to_unit(self.unit)] if self.unit else [])]
        return (*own, *(f"{self.role.value} {prefix}" for prefix in self._prefixes))
