"""What is filled in to register, as a GraphQL input."""

from __future__ import annotations

import strawberry

from graphsvc.access.principal import Grant
from graphsvc.errors import BadInput
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.org.api.arguments import AREA_CODE, ID, TITLE, entry
from graphsvc.registration.model.registration import RegistrantKind, ServiceClass, place_in
from graphsvc.registration.store.registrations import Draft
from graphsvc.tasks.model.recurrence import LENGTH, recurrence_rule

RULE = Constraint(max_length=LENGTH, format="line", read=recurrence_rule)


@strawberry.input(description="A registration for this year (报到).")
class RegistrationInput:
    """Who reports where."""

    community: strawberry.ID = entry("Code of the community it reports to (报到社区).", AREA_CODE)
    grid: strawberry.ID | None = entry("Code of a grid in it (网格).", AREA_CODE, default=None)
    person: strawberry.ID | None = entry(
        "Id of the member; a member who reports for itself leaves it out (报到党员).", ID, default=None
    )
    unit: strawberry.ID | None = entry(
        "Id of the workplace; a department that reports for itself leaves it out (报到单位).", ID, default=None
    )
    services: list[ServiceClass] = entry(
        "Kinds of service offered, each once (服务类别).",
        Constraint(max_items=len(ServiceClass)),
        default_factory=list,
    )
    speciality: str | None = entry("What the registrant is good at (专长).", TITLE, default=None)
    free_times: str | None = entry(
        "When free, a rule of RFC 5545, e.g. FREQ=WEEKLY;BYDAY=SA,SU (空闲时间).", RULE, default=None
    )

    def read(self, grant: Grant) -> Draft:
        """Put it in the words of the store, for the caller where it names nobody.

        Raises:
            BadInput: it names both a person and a unit, or nobody, or a grid elsewhere.
        """
        person = self.person or (grant.person if not self.unit else "")
        unit = self.unit or (grant.unit if not self.person else "")
        if bool(person) == bool(unit):
            raise BadInput(
                "请写明报到的党员或单位，二者给且只给一个。", "Name the member or the unit, one of them."
            ).at("registration", "person")
        kind = RegistrantKind.MEMBER if person else RegistrantKind.UNIT
        services = tuple(dict.fromkeys(each.value for each in self.services))
        place = place_in(self.community, self.grid)
        return Draft(kind, person or unit, self.community, place, services, self.speciality, self.free_times)
