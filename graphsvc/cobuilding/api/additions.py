"""What the three lists add to types of the organization graph."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphsvc.cobuilding.api.resources import CALLERS, CONTACT
from graphsvc.cobuilding.confirming.asked import STOOD_BY
from graphsvc.gql.schema.fields import Connection, adds_to, along, at
from graphsvc.org.api.areas import Community, Subdistrict
from graphsvc.org.api.committees import JointMeeting
from graphsvc.org.api.people import Person
from graphsvc.org.api.units import Unit

if TYPE_CHECKING:
    from graphsvc.cobuilding.api.needs import Need
    from graphsvc.cobuilding.api.projects import Project
    from graphsvc.cobuilding.api.resources import Resource


@adds_to(Unit)
class UnitLists:
    """What a unit offers and asks for."""

    contact: str | None = at(
        CONTACT, "Its liaison, an office and its number; *** for who may not call it (联系方式).", slots=CALLERS
    )
    version: int = at("coalesce(@this.version, 0)", "Counts its changes; a change names the one it has seen (版本).")
    resources: Connection[Resource] = along(
        "-[:OFFERS]->", "What it offers and stands by (资源清单).", where=STOOD_BY, find=True, sort=True
    )
    needs: Connection[Need] = along(
        "-[:RAISES]->", "What it asks of the community and stands by (需求清单).", where=STOOD_BY, sort=True
    )


@adds_to(Person)
class PersonLists:
    """What a person offers."""

    resources: Connection[Resource] = along("-[:VOLUNTEERS]->", "What the person offers (资源清单).")


NEEDS = f"MATCH (@it:Need)\nWHERE @it.areaCode STARTS WITH @this.prefix AND {STOOD_BY}"
RESOURCES = f"MATCH (@it:Resource)\nWHERE @it.areaCode STARTS WITH @this.prefix AND {STOOD_BY}"
PROJECTS = "MATCH (@it:Project)\nWHERE @it.areaCode STARTS WITH @this.prefix"


@adds_to(Subdistrict)
class SubdistrictLists:
    """The three lists of a subdistrict, with everything under it."""

    needs: Connection[Need] = along(NEEDS, "Needs here; none without its unit's yes (需求清单).")
    resources: Connection[Resource] = along(RESOURCES, "Resources here; none without its unit's yes (资源清单).")
    projects: Connection[Project] = along(PROJECTS, "Projects here (项目清单).")


@adds_to(Community)
class CommunityLists:
    """The three lists of a community, with everything under it."""

    needs: Connection[Need] = along(NEEDS, "Needs here; none without its unit's yes (需求清单).")
    resources: Connection[Resource] = along(RESOURCES, "Resources here; none without its unit's yes (资源清单).")
    projects: Connection[Project] = along(PROJECTS, "Projects here (项目清单).")


@adds_to(JointMeeting)
class MeetingDecisions:
    """What a meeting decided."""

    projects: Connection[Project] = along("-[:DECIDED]->", "Projects it decided on (议定项目).", sort=True)
