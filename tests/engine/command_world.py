"""A small place for the tests of command centres: two streets, people of one, and who acts for them."""

from typing import Any

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from tests.engine.desk import Desk
from tests.shared_graph import everything

HERE, THERE = "500103012000", "500103014000"
COMMUNITY_CODE, GRID_CODE = "500103012011", "500103012011001"
PEOPLE = 40

OFFICIAL = Principal("office", Role.SUBDISTRICT_OFFICIAL, (HERE,))
COLLEAGUE = Principal("colleague", Role.SUBDISTRICT_OFFICIAL, (HERE,))
OFFICIAL_THERE = Principal("office-there", Role.SUBDISTRICT_OFFICIAL, (THERE,))
DISTRICT = Principal("district", Role.DISTRICT_ADMIN, ("500103000000",))
COMMUNITY = Principal("community", Role.COMMUNITY_OFFICIAL, (COMMUNITY_CODE,))
VIEWER = Principal("viewer", Role.VIEWER)

_WORLD = """\
UNWIND [['500103012000', '青石街道'], ['500103014000', '白鹭街道']] AS row
CREATE (s:Node:Area:Subdistrict {id: row[0], code: row[0], areaCode: row[0], level: 3,
  prefix: left(row[0], 9), name: row[1]})
WITH s ORDER BY s.code LIMIT 1
CREATE (c:Node:Area:Community {id: $community, code: $community, areaCode: $community, level: 4, prefix: $community,
  name: '桐花社区'})-[:PART_OF]->(s)
CREATE (g:Node:Area:Grid {id: $grid, code: $grid, areaCode: $grid, level: 5, prefix: $grid, name: '第一网格'})
  -[:PART_OF]->(c)
WITH g UNWIND range(1, $people) AS n
CREATE (:Node:Person {id: 'person-' + right('0' + n, 2), name: '周' + n + '号', areaCode: g.code})-[:LIVES_IN]->(g)"""


async def place(graph: Graph) -> None:
    """Make the place in an empty graph."""
    await graph.write(Statement(_WORLD, {"community": COMMUNITY_CODE, "grid": GRID_CODE, "people": PEOPLE}))


FOUND = "mutation ($centre: CommandCentreInput!) { foundCommandCentre(centre: $centre) { id version name foundedOn } }"
APPOINT = """
mutation ($id: ID!, $v: Int!, $who: AppointmentInput!, $since: Date!, $until: Date, $key: ID) {
  appointToCentre(id: $id, expectedVersion: $v, appointment: $who, since: $since, until: $until, key: $key) {
    id version } }"""
END = """
mutation ($id: ID!, $v: Int!, $who: AppointmentInput!, $on: Date!) {
  endAppointment(id: $id, expectedVersion: $v, appointment: $who, endsOn: $on) { id version } }"""


ENTER = """mutation ($id: ID!, $v: Int!, $shifts: [DutyShiftInput!]!, $key: ID) {
  enterDuty(id: $id, expectedVersion: $v, shifts: $shifts, key: $key) { id version } }"""
SWAP = "{ id version person { id } swapFor { id } swapAskedBy { id } }"
ASK_SWAP = f"""
mutation ($id: ID!, $v: Int!, $other: ID!) {{ askDutySwap(id: $id, expectedVersion: $v, other: $other) {SWAP} }}"""


class Centre(Desk):
    """Asks about the centre of the first street; a refusal is asserted to have written nothing."""

    id = f"centre-{HERE}"
    version = 0

    async def found(self) -> Any:
        given = {"area": HERE, "foundedOn": "2024-01-01"}
        made = (await self.data(OFFICIAL, FOUND, centre=given))["foundCommandCentre"]
        self.version = made["version"]
        return made

    async def change(self, text: str, caller: Principal = OFFICIAL, **variables: Any) -> Any:
        (made,) = (await self.data(caller, text, id=self.id, v=self.version, **variables)).values()
        self.version = made["version"]
        return made

    async def refused(self, caller: Principal, text: str, **variables: Any) -> Any:  # type: ignore[override]
        before = await everything(self.graph)
        body = (await self.ask(caller, text, **{"id": self.id, "v": self.version, **variables})).body
        assert await everything(self.graph) == before
        return body["errors"][0]["extensions"]
