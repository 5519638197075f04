"""Pairings of the demo: units that stand by a street and its communities, keep in touch and are asked for something."""

from datetime import timedelta

from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.china import day_in_china
from graphsvc.cli.demo.story import Teller
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph

OPEN = "mutation ($given: UnitPairingInput!) { openPairing(pairing: $given) { id } }"
KEEP = """mutation ($id: ID!, $v: Int!, $on: Date!) { keepPairingContact(id: $id, expectedVersion: $v,
  contact: {contactedOn: $on, way: MEETING, content: "商量暑期托管"}) { id } }"""
ASK = """mutation ($id: ID!, $v: Int!, $due: Date!) { placePairingRequest(id: $id, expectedVersion: $v,
  request: {content: "借会议室", dueOn: $due}) { id } }"""
TAKE = "mutation ($id: ID!) { takePairingRequest(id: $id, expectedVersion: 1) { id } }"
FINISH = 'mutation ($id: ID!) { finishPairingRequest(id: $id, expectedVersion: 2, report: "借了两次") { id } }'
PLACES = ("500103012000", "500103012011", "500103012012", "500103014008")
_UNITS = "MATCH (u:Unit) WHERE u.areaCode STARTS WITH '500103' RETURN u.id ORDER BY u.id LIMIT 4"


async def pairings(teller: Teller, graph: Graph) -> None:
    """Open four of different terms; three keep in touch, two are asked, one has done what it was asked for."""
    units = [id_ for (id_,) in await graph.read(Statement(_UNITS))]
    today = day_in_china(teller.now)
    for n, (unit, area) in enumerate(zip(units, PLACES, strict=True)):
        since = today - timedelta(days=10 * n + 5)
        until = (today - timedelta(days=2)).isoformat() if n == 1 else None
        given = {"unit": unit, "area": area, "since": since.isoformat(), "until": until, "contactEveryDays": 3 + n}
        made = (await teller.asked(SERVICE, OPEN, given=given))["openPairing"]
        if n < 3:
            await teller.asked(SERVICE, KEEP, id=made["id"], v=1, on=(since + timedelta(days=1)).isoformat())
        if n in (0, 2):
            due = (today + timedelta(days=9)).isoformat()
            asked = (await teller.asked(SERVICE, ASK, id=made["id"], v=2, due=due))["placePairingRequest"]
            await teller.asked(Principal("unit", Role.DEPARTMENT, (), unit), TAKE, id=asked["id"])
            if n:
                await teller.asked(Principal("unit", Role.DEPARTMENT, (), unit), FINISH, id=asked["id"])
