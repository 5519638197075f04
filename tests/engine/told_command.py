"""Command centres of the demo: one is set up, headed, staffed and on duty now."""

from datetime import timedelta
from typing import Any

from graphsvc.access.authenticator import SERVICE
from graphsvc.china import day_in_china
from graphsvc.cli.demo.story import Teller
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from tests.engine.command_world import APPOINT, ASK_SWAP, ENTER, FOUND, OFFICIAL
from tests.engine.told_appraisals import appraisals
from tests.engine.told_contingencies import contingencies
from tests.engine.told_pairings import pairings

STREETS = ("500103012000", "500103014000")
CENTRE = f"centre-{STREETS[0]}"
OPEN = "mutation ($given: SupervisionInput!) { openSupervision(supervision: $given) { id } }"
ANSWER = 'mutation ($id: ID!, $v: Int!) { answerSupervision(id: $id, expectedVersion: $v, answer: "已办") { id } }'
CLOSE = "mutation ($id: ID!, $v: Int!) { closeSupervision(id: $id, expectedVersion: $v) { id } }"
_PEOPLE = "MATCH (p:Person) WHERE p.areaCode STARTS WITH '500103' RETURN p.id ORDER BY p.id LIMIT 12"
_CASES = "MATCH (c:Case) WHERE c.openIn STARTS WITH '500103012' RETURN c.id, null ORDER BY c.id LIMIT 3"
_SHARES = """\
MATCH (t:Task)-[:GIVEN]->(a:Assignment)
WHERE t.areaCode STARTS WITH '500103012' AND a.queue IS NOT NULL AND a.kind <> 'PERSON'
RETURN t.id, a.receiver ORDER BY t.id, a.id LIMIT 2"""
_SHIFTS = "MATCH (s:DutyShift) RETURN s.id ORDER BY s.startsAt, s.seat LIMIT 10"


async def command(teller: Teller, graph: Graph) -> None:
    """Set up two centres; the first has a head, two deputies, staff of a board, and a roster of three days."""
    for street in STREETS:
        await teller.asked(SERVICE, FOUND, centre={"area": street, "foundedOn": "2024-01-01"})
    people = [id_ for (id_,) in await graph.read(Statement(_PEOPLE))]
    roles: list[dict[str, Any]] = [{"role": "HEAD"}, {"role": "DEPUTY"}, {"role": "DEPUTY"}]
    roles += [{"role": "BOARD_HEAD", "board": "LIVELIHOOD"}]
    roles += [{"role": "POST_HOLDER", "board": "LIVELIHOOD", "post": post} for post in ("综合窗口", "网格联络", "热线")]
    for version, (role, person) in enumerate(zip(roles, people, strict=False), start=1):
        given = {"id": CENTRE, "v": version, "who": {"person": person, **role}, "since": "2024-01-01"}
        await teller.asked(SERVICE, APPOINT, **given)
    begun = max(utc_now(), teller.now).replace(second=0, microsecond=0) - timedelta(hours=4)
    shifts = [
        {
            "person": people[(2 * slot + place) % len(people)],
            "seat": seat,
            "startsAt": (begun + timedelta(hours=8 * slot)).isoformat(),
            "endsAt": (begun + timedelta(hours=8 * slot + 8)).isoformat(),
        }
        for slot in range(9)
        for place, seat in enumerate(("COMMANDER", "OPERATOR"))
    ]
    await teller.asked(SERVICE, ENTER, id=CENTRE, v=len(roles) + 1, shifts=shifts)
    ids = [id_ for (id_,) in await graph.read(Statement(_SHIFTS))]
    await teller.asked(SERVICE, ASK_SWAP, id=ids[4], v=1, other=ids[6])
    await _supervise(teller, graph)
    await contingencies(teller, graph)
    await pairings(teller, graph)
    await appraisals(teller)


async def _supervise(teller: Teller, graph: Graph) -> None:
    """Supervise three cases and the shares of a task; one is answered, one closed."""
    due = day_in_china(max(utc_now(), teller.now)) + timedelta(days=3)
    made = []
    for about, to in [*await graph.read(Statement(_CASES)), *await graph.read(Statement(_SHARES))]:
        given = {"about": about, "to": to, "demand": "限期回话", "dueOn": due.isoformat()}
        made.append((await teller.asked(SERVICE, OPEN, given=given))["openSupervision"])
    for each in made[:2]:
        await teller.asked(OFFICIAL, ANSWER, id=each["id"], v=1)
    await teller.asked(SERVICE, CLOSE, id=made[0]["id"], v=2)
