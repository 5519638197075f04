"""Matching and the live loop as clients ask them: one request each, refusals with codes, changes that show at once."""

from datetime import UTC, datetime
from typing import Any

import pytest

from bench.counting import CountingGraph
from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.app import documents
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.gql.execution.prepared import Documents
from graphsvc.matching.store.matcher import Matcher
from graphsvc.matching.store.understanding import Understanding
from graphsvc.text.model import SentenceModel
from graphsvc.text.texts import Texts
from tests.conftest import KEYS, RECORD

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
COMMUNITY = "500103012011"
OFFICIAL = Principal("li", Role.SUBDISTRICT_OFFICIAL, ("500103012000",))


@pytest.fixture(scope="module")
def prepared() -> Documents:
    return documents()


Ask = Any


@pytest.fixture
def ask(demo_graph: Graph, prepared: Documents, understanding: Understanding, model: SentenceModel) -> Ask:
    counting = CountingGraph(demo_graph)
    tools = {Matcher: Matcher(counting, understanding), Texts: Texts(model)}
    executor = Executor(prepared, counting, RECORD, KEYS, now=lambda: NOW, tools=tools)

    async def asked(document: str, caller: Principal = SERVICE, **variables: Any) -> dict[str, Any]:
        counting.reads = 0
        body = (await executor.answer(Request(document, caller, variables))).body
        body["reads"] = counting.reads
        return body

    return asked


MATCH = """
query ($text: String!, $area: ID!, $window: WindowInput) {
  matchUnits(problem: {text: $text, area: $area}, window: $window, first: 5) {
    confidence advice byModel note firstDay lastDay
    topics { code name likelihood } understoodAs { text likelihood category }
    units {
      id name score distance committee sentence
      parts { reason name weight value points }
      path { id label name relationship forward }
      resources { id title free score }
    }
    nearMisses { id title gate words fit provider }
  }
}"""


async def test_an_answer_explains_every_unit_in_one_statement(ask: Ask) -> None:
    await ask(MATCH, text="老人没人做饭", area=COMMUNITY)
    body = await ask(MATCH, text="老人没人做饭", area=COMMUNITY)
    found = body["data"]["matchUnits"]
    assert body["reads"] == 1
    assert (found["confidence"], found["byModel"], found["note"]) == ("HIGH", True, "")
    assert found["topics"][0]["code"] == "010101"
    assert "三餐" in found["understoodAs"][0]["text"]
    assert (found["firstDay"], found["lastDay"]) == ("2026-11-24", "2026-12-24")
    assert found["units"][0]["name"] == "灶火台餐饮管理有限公司"
    for unit in found["units"]:
        assert sum(part["points"] for part in unit["parts"]) == pytest.approx(unit["score"], abs=1e-9)
        assert unit["sentence"].startswith(f"{unit['name']}可提供“")
        assert [unit["path"][0]["id"], unit["path"][-1]["label"]] == [COMMUNITY, "Resource"]


async def test_nodes_of_an_answer_are_read_by_one_statement_a_place(ask: Ask) -> None:
    document = """query ($area: ID!) { matchUnits(problem: {text: "老人没人做饭", area: $area}) {
      units { unit { name community { name } } resources { resource { title contactless: status } } } } }"""
    await ask(document, area=COMMUNITY)
    body = await ask(document, area=COMMUNITY)
    units = body["data"]["matchUnits"]["units"]
    assert body["reads"] == 3
    assert all(each["resources"][0]["resource"]["contactless"] == "ACTIVE" for each in units)
    assert any(each["unit"] and each["unit"]["community"] for each in units)


async def test_a_need_on_the_list_is_a_problem_too(ask: Ask) -> None:
    document = """query ($need: ID!) { matchUnits(needId: $need) { topics { code likelihood } units { id } } }"""
    found = (await ask(document, need="need-05"))["data"]["matchUnits"]
    assert {"040302", "040301"} <= {topic["code"] for topic in found["topics"] if topic["likelihood"] == 1}
    assert found["units"]


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ('problem: {text: "送餐", area: "5001"}', "MALFORMED_CODE"),
        ('problem: {text: "送餐", area: "500103999999"}', "NOT_FOUND"),
        ('needId: "nothing"', "NOT_FOUND"),
        ("first: 5", "BAD_USER_INPUT"),
        ('problem: {text: "送", area: "500103012011"}', "BAD_USER_INPUT"),
        ('problem: {text: "送餐", area: "500103012011"}, first: 51', "BAD_USER_INPUT"),
        ('problem: {text: "送餐", area: "500103012011"}, weights: {topic: -1}', "BAD_USER_INPUT"),
        ('needId: "need-05", window: {first: "2026-12-02", last: "2026-12-01"}', "BAD_USER_INPUT"),
    ],
)
async def test_what_cannot_be_answered_is_refused_with_a_code(ask: Ask, arguments: str, code: str) -> None:
    body = await ask(f"{{ matchUnits({arguments}) {{ advice }} }}")
    assert [error["extensions"]["code"] for error in body["errors"]] == [code]


async def test_a_unit_finds_the_needs_it_could_meet(ask: Ask) -> None:
    document = """{ matchNeeds(unit: "unit-28", first: 3) {
      id title score confidence resource { id score parts { points } } } }"""
    found = (await ask(document))["data"]["matchNeeds"]
    assert 1 <= len(found) <= 3
    assert [each["score"] for each in found] == sorted((each["score"] for each in found), reverse=True)
    for each in found:
        parts = each["resource"]["parts"]
        assert sum(part["points"] for part in parts) == pytest.approx(each["score"], abs=1e-9)


async def test_how_a_need_like_it_was_met_and_rated(ask: Ask) -> None:
    document = """query ($area: ID!) { similarNeeds(text: "楼道里堆满旧家具，担架抬不下来", area: $area, first: 3) {
      id text likeness projects { id title communityRating unitRating providers resources } } }"""
    found = (await ask(document, area=COMMUNITY))["data"]["similarNeeds"]
    assert found[0]["id"] == "need-01"
    assert found[0]["projects"][0]["communityRating"] == 5
    assert found[0]["projects"][0]["providers"]


PUBLISH = """
mutation ($key: String) {
  publishResource(key: $key, resource: {title: "上门做饭", description: "志愿厨师到家做一顿热饭", kind: SERVICE,
    capacity: 3, capacityUnit: "户", area: "500103012011", serviceArea: "500103012000",
    offeredBy: "unit-28", topics: ["010101"]}) {
    id title status version topics { nodes { code } } offeredBy { id }
  }
}"""


async def test_what_is_published_is_found_at_once_and_published_once(ask: Ask, demo_graph: Graph) -> None:
    first = await ask(PUBLISH, OFFICIAL, key="k1")
    again = await ask(PUBLISH, OFFICIAL, key="k1")
    resource = first["data"]["publishResource"]
    assert again["data"] == first["data"]
    assert (resource["status"], resource["version"], resource["offeredBy"]) == ("ACTIVE", 1, {"id": "unit-28"})
    found = (await ask(MATCH, text="老人没人做饭", area=COMMUNITY))["data"]["matchUnits"]
    assert resource["id"] in [each["id"] for unit in found["units"] for each in unit["resources"]]
    assert found["note"] == ""


async def test_the_loop_from_a_match_to_a_rating(ask: Ask, demo_graph: Graph) -> None:
    await demo_graph.write(Statement("MATCH (n:Need {id: 'need-05'}) SET n.status = 'OPEN'"))
    document = """mutation { proposeProject(need: "need-05", title: "消防课", uses: [{resource: "resource-007"}]) {
      id state version needs { nodes { id } } } }"""
    project = (await ask(document, OFFICIAL))["data"]["proposeProject"]
    assert (project["state"], project["needs"]["nodes"]) == ("PROPOSED", [{"id": "need-05"}])
    step = "mutation ($id: ID!) { %s { state version } }"
    unit = Principal("qian", Role.DEPARTMENT, (), "unit-02")
    for call, state in (
        ("claimProject(id: $id, expectedVersion: 1)", "CLAIMED"),
        ("moveProject(id: $id, step: COORDINATE)", "COORDINATING"),
        ("moveProject(id: $id, step: DELIVER)", "DELIVERED"),
        ('moveProject(id: $id, step: GIVE_FEEDBACK, note: "都会看主机了")', "FEEDBACK"),
        ("rateProject(id: $id, side: COMMUNITY, stars: 5)", "FEEDBACK"),
        ("rateProject(id: $id, side: UNIT, stars: 4)", "RATED"),
    ):
        body = await ask(step % call, unit if "side: UNIT" in call else OFFICIAL, id=project["id"])
        assert "errors" not in body, body
        assert next(iter(body["data"].values()))["state"] == state
    text = "MATCH (e:LogEntry {subject: $id}) RETURN e.action ORDER BY e.number"
    actions = [row[0] for row in await demo_graph.read(Statement(text, {"id": project["id"]}))]
    assert actions == ["PROPOSED", "CLAIMED", "COORDINATING", "DELIVERED", "FEEDBACK", "RATED", "RATED"]


async def test_a_refused_step_names_those_that_are_possible(ask: Ask, demo_graph: Graph) -> None:
    body = await ask('mutation { moveProject(id: "project-01", step: DELIVER) { id } }', OFFICIAL)
    extensions = body["errors"][0]["extensions"]
    assert (extensions["code"], extensions["allowed"]) == ("CONFLICT", [])


async def test_who_may_not_is_told_and_nothing_is_written(ask: Ask, demo_graph: Graph) -> None:
    before = await demo_graph.read(Statement("MATCH (n:Node) RETURN count(n)"))
    viewer = Principal("zhao", Role.VIEWER)
    assert (await ask(PUBLISH, viewer))["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    elsewhere = Principal("wang", Role.SUBDISTRICT_OFFICIAL, ("500104001000",))
    assert (await ask(PUBLISH, elsewhere))["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert await demo_graph.read(Statement("MATCH (n:Node) RETURN count(n)")) == before


async def test_an_amended_text_is_matched_by_its_new_words(ask: Ask, demo_graph: Graph) -> None:
    document = """mutation { amendResource(id: "resource-002", changes: {title: "修钢琴", description: "调音、换弦"}) {
      title version } }"""
    assert (await ask(document, OFFICIAL))["data"]["amendResource"] == {"title": "修钢琴", "version": 1}
    found = (await ask(MATCH, text="家里钢琴走音想找人调音", area=COMMUNITY))["data"]["matchUnits"]
    assert found["units"][0]["resources"][0]["id"] == "resource-002"


PLAN = """
query ($area: ID!, $limits: LimitsInput) {
  assignmentPlan(area: $area, limits: $limits) {
    total greedyTotal needs unmet { needId title reason } fairness asked { id pairings recentProjects }
    pairings { needId resourceId quantity points regret pinned } } }"""


async def test_a_plan_is_at_least_as_good_as_greedy_and_becomes_projects(ask: Ask, demo_graph: Graph) -> None:
    plan = (await ask(PLAN, area="500103012000", limits={"perUnit": 2}))["data"]["assignmentPlan"]
    assert plan["total"] >= plan["greedyTotal"] > 0
    assert plan["needs"] == len({pair["needId"] for pair in plan["pairings"]}) + len(plan["unmet"])
    assert all(pair["regret"] >= 0 for pair in plan["pairings"])
    assert all(each["title"] and each["reason"] for each in plan["unmet"])
    assert sum(each["pairings"] for each in plan["asked"]) == len(plan["pairings"])
    assert max(each["pairings"] for each in plan["asked"]) <= 2
    assert 0 < plan["fairness"] <= 1
    taken = [{"need": pair["needId"], "resource": pair["resourceId"]} for pair in plan["pairings"][:3]]
    pairs = [pair | {"quantity": of["quantity"]} for pair, of in zip(taken, plan["pairings"], strict=False)]
    accept = "mutation ($pairs: [PairInput!]!, $key: String) { acceptPlan(pairs: $pairs, key: $key) { state } }"
    body = await ask(accept, OFFICIAL, pairs=pairs, key="plan-1")
    assert body["data"]["acceptPlan"] == [{"state": "CLAIMED"}] * 3
    assert (await ask(accept, OFFICIAL, pairs=pairs, key="plan-1"))["data"] == body["data"]
    later = (await ask(PLAN, area="500103012000", limits={"perUnit": 2}))["data"]["assignmentPlan"]
    assert later["needs"] == plan["needs"] - 3


async def test_what_is_promised_stays_in_the_plan(ask: Ask) -> None:
    free = (await ask(PLAN, area="500103012000"))["data"]["assignmentPlan"]["pairings"]
    other = next(pair for pair in free if pair["resourceId"] != free[0]["resourceId"])
    promised = {"need": free[0]["needId"], "resource": other["resourceId"]}
    plan = (await ask(PLAN, area="500103012000", limits={"pinned": [promised]}))["data"]["assignmentPlan"]
    assert [pair["resourceId"] for pair in plan["pairings"] if pair["pinned"]] == [promised["resource"]]
