"""The audit over GraphQL: the core's numbers, guarded by role and scope; changes recorded, or refused by rule."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.coverage.model.decision import Change
from graphsvc.coverage.model.rules import RULES
from graphsvc.coverage.store.counts import coverage
from graphsvc.coverage.store.diff import compared
from graphsvc.cypher.statement import Statement
from graphsvc.db.breaker import Limits
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from tests.conftest import ROOT, Neo4j
from tests.engine.auditing import ask, code, data
from tests.engine.trying import sums

DAPING = "500103012000"
COMMUNITY = "500103012011"
DAY = date(2026, 11, 24)
AUDITOR = Principal("sun", Role.AUDITOR, ("500103000000",))
OFFICIAL = Principal("li", Role.SUBDISTRICT_OFFICIAL, (DAPING,))


async def test_coverage_is_that_of_the_core(demo_graph: Graph) -> None:
    document = """{ coverage(area: "500103012000", asOf: "2026-11-24") {
      asOf memberCount area { __typename code name } grids { total single joint both none share } estates { none }
      parts { code level memberCount grids { none } } } }"""
    found = (await data(demo_graph, document, Principal("zhao", Role.VIEWER)))["coverage"]
    core = await coverage(demo_graph, DAPING, DAY)
    assert found["area"] == {"__typename": "Subdistrict", "code": DAPING, "name": "大坪街道"}
    assert (found["asOf"], found["memberCount"]) == ("2026-11-24", 327)
    assert found["grids"] == {"total": 160, "single": 130, "joint": 8, "both": 1, "none": 21, "share": 139 / 160}
    assert [(part["code"], part["memberCount"], part["grids"]["none"]) for part in found["parts"]] == [
        (part.code, part.members, part.grids.none) for part in core.parts
    ]
    assert {part["level"] for part in found["parts"]} == {"COMMUNITY"}


FINDINGS = """query ($area: ID!, $after: String, $first: Int = 40, $rules: [AuditRuleCode!], $least: FindingSeverity) {
  findings(area: $area, after: $after, first: $first, rules: $rules, severity: $least) {
    totalCount pageInfo { hasNextPage endCursor }
    nodes { id code sentence advice severity state subject { id } area { code } evidence { key values }
      responsible { id } dueOn
      rule { code bases { document article version says } }
      newCell { formation grids { code } units { id } through { id } fullMemberCount members { id }
        changes { mutation arguments } transfers { count organization { id } } }
      uncoverable { changes { mutation arguments } reason grid { code } extend { id } }
      decisions { state by until } } } }"""


async def test_findings_come_in_pages_with_evidence_basis_and_proposal(demo_graph: Graph) -> None:
    found: list[Any] = []
    after = None
    while True:
        page = (await data(demo_graph, FINDINGS, AUDITOR, area=DAPING, after=after))["findings"]
        found += page["nodes"]
        after = page["pageInfo"]["endCursor"]
        if not page["pageInfo"]["hasNextPage"]:
            break
    assert len(found) == len({each["id"] for each in found}) == len({each["code"] for each in found}) == 363
    assert page["totalCount"] == 363
    assert all(each["id"].endswith(f":{each['subject']['id']}") for each in found)
    assert {each["area"]["code"][:9] for each in found} == {DAPING[:9]}
    assert all(each["rule"]["bases"] and each["advice"] and each["evidence"] for each in found)
    days = {"HIGH": 30, "MEDIUM": 60, "LOW": 90}
    assert all(each["dueOn"] == str(DAY + timedelta(days=days[each["severity"]])) for each in found)
    above = {each["subject"]["id"]: each["responsible"]["id"] for each in found}
    assert (above["party-012016-b3"], above["party-012018"]) == ("party-012016-z1", "party-dp")
    uncovered = [each for each in found if each["rule"]["code"] == "GRID_UNCOVERED"]
    assert {above[each["subject"]["id"]] for each in uncovered} == {
        f"party-{each['area']['code'][6:12]}" for each in uncovered
    }
    assert all(bool(each["newCell"]) != bool(each["uncoverable"]) for each in uncovered)
    cells = [each["newCell"] for each in uncovered if each["newCell"]]
    assert all(cell["grids"] for cell in cells)
    assert all(len(cell["members"]) >= cell["fullMemberCount"] for cell in cells)


async def test_rules_and_severity_are_chosen_by_enums(demo_graph: Graph) -> None:
    one = await data(demo_graph, FINDINGS, AUDITOR, area=DAPING, rules=["TERM_EXPIRED"])
    assert [each["subject"]["id"] for each in one["findings"]["nodes"]] == ["party-012016-b3", "party-012018"]
    grave = await data(demo_graph, FINDINGS, AUDITOR, area=DAPING, least="HIGH")
    assert {each["severity"] for each in grave["findings"]["nodes"]} == {"HIGH"}
    assert (await data(demo_graph, FINDINGS, AUDITOR, area=DAPING, rules=[]))["findings"]["totalCount"] == 0


async def test_findings_are_for_those_who_may_read_them_in_their_scope(demo_graph: Graph) -> None:
    viewer, elsewhere = Principal("zhao", Role.VIEWER), Principal("wu", Role.AUDITOR, ("500104000000",))
    assert await code(demo_graph, FINDINGS, viewer, area=DAPING) == "FORBIDDEN"
    assert await code(demo_graph, FINDINGS, elsewhere, area=DAPING) == "NOT_FOUND"
    narrow = Principal("qian", Role.SUBDISTRICT_OFFICIAL, (DAPING,))
    assert await code(demo_graph, FINDINGS, narrow, area="500103000000") == "NOT_FOUND"
    assert (await data(demo_graph, FINDINGS, narrow, area=COMMUNITY))["findings"]["nodes"]


async def test_days_in_the_wrong_order_are_not_compared(demo_graph: Graph) -> None:
    document = """query ($from: Date!) {
      findingsDiff(area: "500103012000", from: $from, to: "2026-11-24") { totalCount } }"""
    assert await code(demo_graph, document, AUDITOR, **{"from": "2026-11-25"}) == "BAD_USER_INPUT"


async def test_the_difference_counts_all_and_shows_it_page_by_page(demo_graph: Graph) -> None:
    document = """query ($after: String, $changes: [FindingChange!]) {
      findingsDiff(
        area: "500103012000", from: "2024-06-30", to: "2026-11-24", first: 60, after: $after, changes: $changes
      ) {
        newCount goneCount persistingCount totalCount pageInfo { hasNextPage endCursor }
        nodes { change finding { id code } } } }"""
    core = await compared(demo_graph, DAPING, date(2024, 6, 30), DAY, first=1_000)
    of = {change.name: [each.finding for each in core.found if each.change is change] for change in Change}
    for changes in (None, ["GONE", "NEW"], []):
        found: list[Any] = []
        after = None
        while True:
            page = (await data(demo_graph, document, AUDITOR, after=after, changes=changes))["findingsDiff"]
            assert (page["newCount"], page["goneCount"], page["persistingCount"]) == tuple(
                len(of[change]) for change in ("NEW", "GONE", "PERSISTING")
            )
            found += page["nodes"]
            after = page["pageInfo"]["endCursor"]
            if not page["pageInfo"]["hasNextPage"]:
                break
        chosen = of if changes is None else {change: of[change] for change in changes}
        shown = {change: {each["finding"]["code"] for each in found if each["change"] == change} for change in chosen}
        assert shown == {change: {each.id for each in expected} for change, expected in chosen.items()}
        assert len(found) == page["totalCount"] == sum(map(len, chosen.values()))
        gone = [each["finding"]["id"] for each in found if each["change"] == "GONE"]
        assert all(id_.startswith("finding:20240630:") for id_ in gone)


async def test_the_plan_covers_or_names_every_uncovered_grid(demo_graph: Graph) -> None:
    document = """{ coveragePlan(area: "500103012000") {
      proven cells { grids { code } sentence } uncoverable { grid { code } reason } } }"""
    plan = (await data(demo_graph, document, AUDITOR))["coveragePlan"]
    named = [grid["code"] for cell in plan["cells"] for grid in cell["grids"]]
    named += [each["grid"]["code"] for each in plan["uncoverable"]]
    assert plan["proven"]
    assert len(named) == len(set(named)) == 21


async def test_the_rules_are_listed_with_their_bases(demo_graph: Graph) -> None:
    rules = (await data(demo_graph, "{ auditRules { code severity title remedy bases { article } } }"))["auditRules"]
    assert [rule["code"] for rule in rules] == [rule.value for rule in RULES]
    assert rules[0]["bases"][0]["article"] == "第五条"


JUDGE = """mutation ($id: ID!, $key: ID) {
  acknowledgeFinding(id: $id, note: "下月换届", key: $key) { id findingCode state by decidedOn subject { id } } }"""
WAIVE = """mutation ($id: ID!, $until: Date!, $reason: String!) {
  waiveFinding(id: $id, until: $until, reason: $reason, paper: "渝组〔2026〕1号", approver: "区委组织部") {
    state until reason paper approver } }"""


async def expired(graph: Graph) -> dict[str, Any]:
    page = await data(graph, FINDINGS, AUDITOR, area=DAPING, rules=["TERM_EXPIRED"])
    return page["findings"]["nodes"][0]


async def test_a_finding_is_acknowledged_and_then_waived_until_a_day(demo_graph: Graph) -> None:
    finding = await expired(demo_graph)
    done = (await data(demo_graph, JUDGE, AUDITOR, id=finding["id"], key="k"))["acknowledgeFinding"]
    assert (done["state"], done["by"], done["decidedOn"]) == ("ACKNOWLEDGED", "sun", "2026-11-24")
    assert (done["subject"], done["findingCode"]) == (finding["subject"], finding["code"])
    again = (await data(demo_graph, JUDGE, AUDITOR, id=finding["id"], key="k"))["acknowledgeFinding"]
    assert again == done
    assert (await expired(demo_graph))["state"] == "ACKNOWLEDGED"
    waived = {"id": finding["id"], "until": "2027-03-01", "reason": "上级批准延期"}
    assert (await data(demo_graph, WAIVE, AUDITOR, **waived))["waiveFinding"]["until"] == "2027-03-01"
    now = await expired(demo_graph)
    assert (now["state"], [each["state"] for each in now["decisions"]]) == ("WAIVED", ["ACKNOWLEDGED", "WAIVED"])
    later = await data(
        demo_graph,
        '{ findings(area: "500103012000", rules: [TERM_EXPIRED], asOf: "2027-03-01") { nodes { code state } } }',
        AUDITOR,
    )
    there = {each["code"]: each["state"] for each in later["findings"]["nodes"]}
    assert there.pop(finding["code"]) == "ACKNOWLEDGED"
    assert set(there.values()) == {"OPEN"}
    entries = "MATCH (e:LogEntry) WHERE e.action STARTS WITH 'FINDING' RETURN e.action ORDER BY e.number"
    assert await demo_graph.read(Statement(entries)) == [["FINDING_ACKNOWLEDGED"], ["FINDING_WAIVED"]]


async def test_what_is_no_finding_and_what_is_no_waiver_is_refused(demo_graph: Graph) -> None:
    id_ = (await expired(demo_graph))["id"]
    subject = id_.rpartition(":")[2]
    assert await code(demo_graph, JUDGE, AUDITOR, id="finding-0") == "MALFORMED_ID"
    for wrong in (id_.replace("TERM_EXPIRED", "CHAIN_BROKEN"), id_.replace(subject, "party-dp")):
        assert await code(demo_graph, JUDGE, AUDITOR, id=wrong) == "NOT_FOUND"
    for until, reason in (("2026-11-24", "x"), ("2028-01-01", "x"), ("2027-01-01", " ")):
        assert await code(demo_graph, WAIVE, AUDITOR, id=id_, until=until, reason=reason) == "BAD_USER_INPUT"
    elsewhere = Principal("wu", Role.AUDITOR, ("500104000000",))
    assert await code(demo_graph, JUDGE, elsewhere, id=id_) == "NOT_FOUND"
    community = Principal("zhou", Role.COMMUNITY_OFFICIAL, (COMMUNITY,))
    assert await code(demo_graph, JUDGE, community, id=id_) == "FORBIDDEN"


FOUND = """mutation ($cell: CellInput!) { foundCell(cell: $cell) {
  name kind formation superior { id } secretary { id } covers { nodes { code } } members { totalCount } } }"""


async def cell(graph: Graph, count: int) -> dict[str, Any]:
    text = (
        "MATCH (m:Member)-[:BELONGS_TO]->(:PartyOrganization {id: 'party-dp-office'}) WHERE m.membership = 'FULL' "
        "AND NOT (m)-[:SECRETARY_OF|COMMITTEE_MEMBER_OF]->() RETURN m.id ORDER BY m.id LIMIT $count"
    )
    members = [id_ for (id_,) in await graph.read(Statement(text, {"count": count}))]
    made = {"name": "马家堡社区新支部", "community": COMMUNITY, "superior": "party-012011"}
    return {**made, "places": [f"{COMMUNITY}004"], "members": members, "secretary": members[0]}


async def test_a_cell_is_founded_answered_with_and_recorded(demo_graph: Graph) -> None:
    asked = await cell(demo_graph, 3)
    made = (await data(demo_graph, FOUND, OFFICIAL, cell=asked))["foundCell"]
    assert made == {
        "name": "马家堡社区新支部",
        "kind": "BRANCH",
        "formation": "SINGLE",
        "superior": {"id": "party-012011"},
        "secretary": {"id": asked["secretary"]},
        "covers": {"nodes": [{"code": f"{COMMUNITY}004"}]},
        "members": {"totalCount": 3},
    }
    entry = "MATCH (e:LogEntry {action: 'CELL_FOUNDED'}) RETURN e.by, e.area"
    assert await demo_graph.read(Statement(entry)) == [["li", COMMUNITY]]


async def test_a_first_change_may_wait_for_the_plans_of_its_rules_as_long_as_an_audit(
    demo_graph: Graph, neo4j: Neo4j
) -> None:
    asked = await cell(demo_graph, 3)
    await demo_graph.read(Statement("CALL db.clearQueryCaches()"))
    hasty = Graph(neo4j.address, Timing(light=1.0, heavy=240.0, limits=Limits(quiet=60.0, sign=60.0)))
    try:
        document = "mutation ($cell: CellInput!) { foundCell(cell: $cell) { name } }"
        assert await data(hasty, document, OFFICIAL, cell=asked) == {"foundCell": {"name": asked["name"]}}
    finally:
        await hasty.close()


async def test_a_change_against_a_rule_says_which_and_a_role_without_it_is_forbidden(demo_graph: Graph) -> None:
    asked = await cell(demo_graph, 2)
    body = await ask(demo_graph, FOUND, OFFICIAL, cell=asked)
    assert body["errors"][0]["extensions"]["code"] == "RULE_VIOLATED"
    assert "BRANCH_BELOW_MINIMUM" in body["errors"][0]["message"]
    assert "《中国共产党章程》第三十条" in body["errors"][0]["extensions"]["zh"]
    assert await code(demo_graph, FOUND, OFFICIAL, cell=asked) == "RULE_VIOLATED"
    assert await code(demo_graph, FOUND, AUDITOR, cell=await cell(demo_graph, 3)) == "FORBIDDEN"


@pytest.mark.parametrize(
    ("document", "path", "expected"),
    [
        (
            'mutation { assignCoverage(id: "party-012011-b2", expectedVersion: 0, place: "500103012011004") '
            "{ covers { totalCount } } }",
            ("assignCoverage", "covers", "totalCount"),
            3,
        ),
        (
            'mutation { endCoverage(id: "party-012011-b1", expectedVersion: 0, place: "500103012011001", '
            "leaveUncovered: true) { version } }",
            ("endCoverage", "version"),
            1,
        ),
        (
            'mutation { mergeCell(id: "party-012012-b3", expectedVersion: 0, into: "party-012012-b4", '
            "accept: [COMMITTEE_MISSING]) "
            "{ members { totalCount } } }",
            ("mergeCell", "members", "totalCount"),
            10,
        ),
        (
            'mutation { dissolveCell(id: "party-012012-b3", expectedVersion: 0, moveTo: "party-012012-b4", '
            "leaveUncovered: true, accept: [COMMITTEE_MISSING]) { dissolvedOn } }",
            ("dissolveCell", "dissolvedOn"),
            "2026-11-24",
        ),
        (
            'mutation { nameSecretary(id: "party-dp-office", expectedVersion: 0, person: "person-264") '
            "{ secretary { id } } }",
            ("nameSecretary", "secretary", "id"),
            "person-264",
        ),
        (
            'mutation { postponeElection(id: "party-012011-b1", expectedVersion: 0, until: "2028-02-29", '
            'paper: "大工委〔2026〕7号", approver: "大坪街道党工委") { postponedTermEndsOn } }',
            ("postponeElection", "postponedTermEndsOn"),
            "2028-02-29",
        ),
        (
            'mutation { changeSuperior(id: "party-012011-b1", expectedVersion: 0, superior: "party-012011-z2") '
            "{ superior { id } } }",
            ("changeSuperior", "superior", "id"),
            "party-012011-z2",
        ),
        (
            'mutation { transferMembers(id: "party-012011-b2", expectedVersion: 0, members: ["person-264"]) '
            "{ members { totalCount } } }",
            ("transferMembers", "members", "totalCount"),
            4,
        ),
        (
            'mutation { formCell(id: "party-012011-b2", expectedVersion: 0, formation: SINGLE, units: ["unit-01"]) '
            "{ units { nodes { id } } } }",
            ("formCell", "units", "nodes"),
            [{"id": "unit-01"}],
        ),
        (
            'mutation { electCommittee(id: "party-dp-office", expectedVersion: 0, election: {secretary: "person-264", '
            'seats: [{person: "person-260", post: DEPUTY_SECRETARY}, {person: "person-261"}]}) '
            "{ secretary { id } termEndsOn } }",
            ("electCommittee",),
            {"secretary": {"id": "person-264"}, "termEndsOn": "2029-11-24"},
        ),
        (
            'mutation { seatUnits(id: "bwc-dp", expectedVersion: 0, seats: [{unit: "unit-03", seat: MEMBER}]) '
            "{ version } }",
            ("seatUnits", "version"),
            1,
        ),
        (
            'mutation { embedForce(grid: "500103012011004", person: "person-001", role: POLICE_OFFICER) { code } }',
            ("embedForce", "code"),
            "500103012011004",
        ),
        (
            'mutation { unseatUnits(id: "bwc-dp", expectedVersion: 0, units: ["unit-01"]) { version } }',
            ("unseatUnits", "version"),
            1,
        ),
        (
            'mutation { dissolveJointCommittee(id: "bwc-dp", expectedVersion: 0, accept: [JOINT_COMMITTEE_MISSING]) '
            "{ dissolvedOn } }",
            ("dissolveJointCommittee", "dissolvedOn"),
            "2026-11-24",
        ),
    ],
)
async def test_each_change_of_a_cell_answers_with_what_it_changed(
    demo_graph: Graph, document: str, path: tuple[str, ...], expected: object
) -> None:
    found = await data(demo_graph, document, OFFICIAL)
    for key in path:
        found = found[key]
    assert found == expected
    assert (await demo_graph.read(Statement("MATCH (e:LogEntry {district: '500103', by: 'li'}) RETURN count(e)")))[0][
        0
    ] == 1


PREVIEW = """query ($grids: [ID!]!) { lineGridMerger(community: "500103012013", grids: $grids) {
  lineGrids { code } ending { code } moves { role lineGrid { code } grid { code } person { id } } } }"""
MERGE = """mutation ($grids: [ID!]!) { mergeLineGrids(community: "500103012013", grids: $grids) { code } }"""


async def test_merged_line_grids_do_what_the_preview_said_and_keep_all_counts(demo_graph: Graph) -> None:
    text = (
        "MATCH (l:LineGrid {code: '500103012013-Z1'}) MATCH (p:Person {id: 'person-005'}) "
        "CREATE (p)-[:SERVES_IN {role: 'GRID_WORKER', since: date('2024-01-01')}]->(l)"
    )
    await demo_graph.write(Statement(text))
    grids = [f"500103012013{n:03}" for n in range(1, 7)]
    before = await coverage(demo_graph, "500103012013", DAY)
    said = (await data(demo_graph, PREVIEW, OFFICIAL, grids=grids))["lineGridMerger"]
    assert said["ending"] == [{"code": "500103012013-Z1"}]
    assert [each["code"][-2:] for each in said["lineGrids"]] == ["C1", "M1", "Z1"]
    assert said["moves"] == [
        {
            "role": "GRID_WORKER",
            "lineGrid": {"code": "500103012013-Z1"},
            "grid": {"code": grids[0]},
            "person": {"id": "person-005"},
        }
    ]
    done = (await data(demo_graph, MERGE, OFFICIAL, grids=grids))["mergeLineGrids"]
    assert [each["code"] for each in done] == grids
    left = await data(demo_graph, FINDINGS, AUDITOR, area="500103012013", rules=["GRID_NOT_MERGED"], first=200)
    assert not set(grids) & {each["subject"]["id"] for each in left["findings"]["nodes"]}
    assert await coverage(demo_graph, "500103012013", DAY) == before
    ended = "MATCH (l:LineGrid {code: '500103012013-Z1'}) RETURN toString(l.mergedOn), count { (l)-[:MERGED_INTO]->() }"
    assert await demo_graph.read(Statement(ended)) == [["2026-11-24", 6]]
    serving = "MATCH (:Person {id: 'person-005'})-[r:SERVES_IN]->(p) WHERE r.until IS NULL AND r.role = 'GRID_WORKER' "
    assert [grids[0]] in await demo_graph.read(Statement(serving + "RETURN p.code"))
    assert await code(demo_graph, MERGE, OFFICIAL, grids=grids) == "CONFLICT"


async def test_a_preview_writes_nothing_and_asks_for_grids_of_the_community(demo_graph: Graph) -> None:
    before = await sums(demo_graph)
    await data(demo_graph, PREVIEW, OFFICIAL, grids=["500103012013001"])
    assert await sums(demo_graph) == before
    assert await code(demo_graph, PREVIEW, OFFICIAL, grids=["500103012011001"]) == "NOT_FOUND"
    assert await code(demo_graph, PREVIEW, OFFICIAL, grids=[]) == "BAD_USER_INPUT"
    assert await code(demo_graph, MERGE, AUDITOR, grids=["500103012013001"]) == "FORBIDDEN"


DOCUMENTS = re.findall(r"```graphql\n(.+?)```", (ROOT / "docs" / "auditors.md").read_text("utf-8"), re.DOTALL)


@pytest.mark.parametrize("document", DOCUMENTS)
async def test_every_document_of_the_auditors_page_works(demo_graph: Graph, document: str) -> None:
    finding = (await expired(demo_graph))["id"] if "$finding" in document else None
    official = Principal("wang", Role.DISTRICT_ADMIN, ("500103000000",))
    found = await data(demo_graph, document, official, **({"finding": finding} if finding else {}))
    assert all(found.values())
