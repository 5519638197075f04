"""Contingency plans of the demo: drafted, published, drilled, running for a case, ended and looked back upon."""

from datetime import timedelta
from typing import Any

from graphsvc.access.authenticator import SERVICE
from graphsvc.china import day_in_china
from graphsvc.cli.demo.story import Teller
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph

DRAFT = "mutation ($plan: ContingencyPlanInput!) { draftContingencyPlan(plan: $plan) { id } }"
PUBLISH = "mutation ($id: ID!) { publishContingencyPlan(id: $id, expectedVersion: 1) { id } }"
DRILL = """mutation ($id: ID!, $on: Date!) { drillContingencyPlan(id: $id, expectedVersion: 2,
  drill: {heldOn: $on, result: GOOD, findings: "按时到位"}) { id } }"""
START = """mutation ($id: ID!, $case: ID, $place: ID) {
  startContingencyPlan(id: $id, expectedVersion: 2, case: $case, place: $place) { id } }"""
END = 'mutation ($id: ID!) { endContingencyRun(id: $id, expectedVersion: 1, reason: "险情解除") { id } }'
REVIEW = 'mutation ($id: ID!) { reviewContingencyRun(id: $id, expectedVersion: 2, review: "转移及时") { id } }'
STREET, COMMUNITY = "500103012000", "500103012011"
_CASE = "MATCH (c:Case) WHERE c.openIn STARTS WITH '500103012' RETURN c.id ORDER BY c.id LIMIT 1"
_OFFERED = """\
MATCH (:Unit)-[:OFFERS]->(r:Resource)
WHERE r.status = 'ACTIVE' AND '500103012000' STARTS WITH r.servicePrefix
RETURN r.id ORDER BY r.id LIMIT 2"""
_UNIT = "MATCH (u:Unit) WHERE u.areaCode STARTS WITH '500103' RETURN u.id ORDER BY u.id LIMIT 1"


async def contingencies(teller: Teller, graph: Graph) -> None:
    """Write three plans; two are published, one runs for a case, one has run and was looked back upon."""
    (case,), (unit,) = (await graph.read(Statement(_CASE)))[0], (await graph.read(Statement(_UNIT)))[0]
    offered = [id_ for (id_,) in await graph.read(Statement(_OFFERED))]
    made = []
    for title, words in (("火灾处置预案", ["浓烟"]), ("防汛预案", ["积水"]), ("停电预案", [])):
        plan: dict[str, Any] = {
            "area": STREET,
            "board": "SAFETY_AND_LAW",
            "title": title,
            "trigger": "接到报告并核实",
            "categories": ["D03"],
            "words": words,
            "roles": [
                {"name": "网格", "level": "GRID"},
                {"name": "力量", "force": "GRID_WORKER"},
                {"name": "社区", "area": COMMUNITY},
                {"name": "单位", "unit": unit},
            ],
            "steps": [
                {"text": f"第{number}步", "role": role, "minutes": 10 * number}
                for number, role in enumerate(("力量", "网格", "社区", "单位"), start=1)
            ],
            "drillEveryDays": 365 if words == ["浓烟"] else 1,
            "resources": [{"resource": id_, "quantity": 1} for id_ in offered] if words else [],
        }
        made.append((await teller.asked(SERVICE, DRAFT, plan=plan))["draftContingencyPlan"]["id"])
    for id_ in made[:2]:
        await teller.asked(SERVICE, PUBLISH, id=id_)
    for days in (3, 40):
        on = (day_in_china(teller.now) - timedelta(days=days)).isoformat()
        await teller.asked(SERVICE, DRILL, id=made[0], on=on)
    await teller.asked(SERVICE, START, id=made[0], case=case, place=COMMUNITY)
    run = (await teller.asked(SERVICE, START, id=made[1], place=COMMUNITY))["startContingencyPlan"]["id"]
    await teller.asked(SERVICE, END, id=run)
    await teller.asked(SERVICE, REVIEW, id=run)
