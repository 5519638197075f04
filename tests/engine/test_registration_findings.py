"""What the audit finds of double registration: each rule on its boundary days, and cured by a change."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.china import day_in_china
from graphsvc.coverage.model.rules import RULES, RuleCode
from graphsvc.coverage.model.thresholds import USUAL, Thresholds
from graphsvc.coverage.store.findings import Finding, stream
from graphsvc.coverage.store.queries import place as place_of
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from tests.engine.registration_office import AN_HOUR, RegistrationOffice, changed, written
from tests.engine.registration_world import AUDITOR, HERE, HOSPITAL, MEMBER, OFFICE, PLEDGE, place

ONE_DAY = timedelta(days=1)
PUBLISH = """mutation {
  publishPost(post: { area: "500103012011", title: "义诊", serviceClass: HEALTH, seatCount: 9 }) { id } }"""


@pytest.fixture
async def office(known: Documents, clean_graph: Graph) -> RegistrationOffice:
    await place(clean_graph)
    return RegistrationOffice(known, clean_graph)


async def found(office: RegistrationOffice, rule: str, day: date, bounds: Thresholds = USUAL) -> list[Finding]:
    where = await place_of(office.graph, HERE)
    return [each async for each in stream(office.graph, RULES[RuleCode(rule)], where, day, bounds)]


async def told(office: RegistrationOffice, rule: str, day: date, bounds: Thresholds = USUAL) -> list[tuple[str, Any]]:
    return [(each.subject, each.evidence) for each in await found(office, rule, day, bounds)]


async def reported_on(office: RegistrationOffice, id_: str, day: str) -> None:
    text = "MATCH (r:Node:Registration {id: $id}) SET r.reportedOn = date($day)"
    await office.graph.write(Statement(text, {"id": id_, "day": day}))


async def test_a_unit_is_missing_from_july_on_where_others_have_registered(office: RegistrationOffice) -> None:
    rule, july = "UNIT_NOT_REGISTERED", date(2026, 7, 1)
    assert await told(office, rule, july) == []
    neighbour = await office.file(MEMBER)
    await reported_on(office, neighbour["id"], "2026-03-01")
    assert await told(office, rule, july - ONE_DAY) == []
    missing = ("unit-hospital", {"until": "2026-06-30", "registered": 1})
    assert await told(office, rule, july) == [missing]
    (finding,) = await found(office, rule, july)
    assert finding.sentence == "青石医院有党组织，到 2026-06-30 没有报到；所在社区已有 1 个单位和党员报到。"
    assert await told(office, rule, date(2027, 7, 1)) == []
    kept, today = await office.file(HOSPITAL), day_in_china(office.now)
    assert await told(office, rule, today) == []
    assert await told(office, rule, today - ONE_DAY) == [missing]
    office.now += ONE_DAY
    await office.step(HOSPITAL, "withdraw", kept, ', reason: "改到另一社区"')
    assert await told(office, rule, today) == []
    assert [subject for subject, _ in await told(office, rule, today + ONE_DAY)] == ["unit-hospital"]


async def test_a_unit_may_have_until_the_end_of_the_year(office: RegistrationOffice) -> None:
    rule, bounds = "UNIT_NOT_REGISTERED", Thresholds(register_by_month=12)
    neighbour = await office.file(MEMBER)
    await reported_on(office, neighbour["id"], "2026-03-01")
    new_year = date(2027, 1, 1)
    assert await told(office, rule, new_year - ONE_DAY, bounds) == []
    missing = ("unit-hospital", {"until": "2026-12-31", "registered": 1})
    for day in (new_year, date(2027, 12, 31)):
        assert await told(office, rule, day, bounds) == [missing]
    assert await told(office, rule, date(2028, 1, 1), bounds) == []
    office.now = datetime(2027, 1, 4, 1, tzinfo=UTC)
    await office.file(HOSPITAL)
    assert await told(office, rule, date(2027, 1, 3), bounds) == [missing]
    assert await told(office, rule, date(2027, 1, 4), bounds) == []


@pytest.mark.parametrize(("on", "missing"), [("2026-06-30", ["unit-hospital"]), ("2026-07-01", [])])
async def test_a_unit_whose_organization_came_after_the_day_is_not_missing(
    office: RegistrationOffice, on: str, missing: list[str]
) -> None:
    neighbour = await office.file(MEMBER)
    await reported_on(office, neighbour["id"], "2026-03-01")
    founded = "MATCH (c:PartyOrganization {id: 'party-hospital'}) SET c.foundedOn = date($on)"
    await office.graph.write(Statement(founded, {"on": on}))
    assert [subject for subject, _ in await told(office, "UNIT_NOT_REGISTERED", date(2026, 7, 2))] == missing


async def test_a_pledge_is_overdue_from_the_day_after_it_was_due_until_it_is_reviewed(
    office: RegistrationOffice,
) -> None:
    rule, due = "PLEDGE_OVERDUE", date(2026, 12, 31)
    kept = await office.step(OFFICE, "receive", await office.file(MEMBER))
    kept = await office.step(MEMBER, "pledge", kept, PLEDGE)
    kept = await office.step(MEMBER, "fulfil", kept, ", items: [0]")
    assert await told(office, rule, due) == []
    overdue = [(kept["id"], {"ended": "2026-12-31", "pledgedItems": 2, "keptItems": 1})]
    assert await told(office, rule, due + ONE_DAY) == overdue
    (finding,) = await found(office, rule, due + ONE_DAY)
    assert "周" not in finding.sentence
    listed = """query ($area: ID!, $day: Date) { findings(area: $area, asOf: $day, rules: [PLEDGE_OVERDUE]) {
      nodes { id subject { __typename id } rule { cures bases { document } } } } }"""
    shown = (await office.data(AUDITOR, listed, area=HERE, day="2027-01-01"))["findings"]["nodes"]
    assert [(each["id"], each["subject"]) for each in shown] == [
        (f"finding:20270101:PLEDGE_OVERDUE::{kept['id']}", {"__typename": "Registration", "id": kept["id"]})
    ]
    kept = await office.step(MEMBER, "fulfil", kept, ", items: [0, 1]")
    await office.step(OFFICE, "review", kept, ", rating: 4")
    assert await told(office, rule, due + ONE_DAY) == []


async def test_a_unit_owes_two_services_in_each_whole_quarter_that_it_is_registered(
    office: RegistrationOffice,
) -> None:
    rule, october = "CONTACT_MISSING", date(2026, 10, 1)
    kept = await office.step(OFFICE, "receive", await office.file(HOSPITAL))
    await reported_on(office, kept["id"], "2026-07-01")
    assert await told(office, rule, october) == []
    await reported_on(office, kept["id"], "2026-06-30")
    assert await told(office, rule, october - ONE_DAY) == []
    few = {"from": "2026-07-01", "least": 2}
    assert await told(office, rule, october) == [(kept["id"], {**few, "count": 0})]
    for hour, left in ((9, [(kept["id"], {**few, "count": 1})]), (14, [])):
        times = {
            f"{name}At": f"2026-09-05T{hour + more:02d}:00:00+08:00" for name, more in (("started", 0), ("ended", 1))
        }
        record = await written(office, HOSPITAL, **times)
        assert len(await told(office, rule, october)) == 1
        await changed(office, OFFICE, "confirm", record)
        assert await told(office, rule, october) == left
    assert await told(office, rule, date(2027, 4, 1)) == []


async def test_a_record_that_nobody_confirms_is_found_after_a_fortnight(office: RegistrationOffice) -> None:
    rule = "POINTS_UNCONFIRMED"
    await office.step(OFFICE, "receive", await office.file(MEMBER))
    record, today = await written(office), day_in_china(office.now)
    late = today + timedelta(days=15)
    assert await told(office, rule, late - ONE_DAY) == []
    waits = [(record["id"], {"from": "2026-09-05", "minutes": 120, "most": 14})]
    assert await told(office, rule, late) == waits
    office.now += timedelta(days=20)
    record, confirmed = await changed(office, OFFICE, "confirm", record), day_in_china(office.now)
    assert await told(office, rule, late) == waits
    assert await told(office, rule, confirmed) == []
    office.now += timedelta(days=3)
    await changed(office, OFFICE, "correct", record, AN_HOUR)
    assert await told(office, rule, confirmed) == []
    assert [subject for subject, _ in await told(office, rule, confirmed - ONE_DAY)] == [record["id"]]


async def test_of_who_lives_there_and_works_six_in_ten_register_by_july(office: RegistrationOffice) -> None:
    rule, july = "REGISTRATION_RATE_LOW", date(2026, 7, 1)
    working = """MATCH (u:Unit {id: 'unit-hospital'}) UNWIND range(1, 5) AS n
      MATCH (m:Person {id: 'member-0' + n}) CREATE (m)-[:WORKS_FOR {since: date('2026-01-01')}]->(u)"""
    await office.graph.write(Statement(working))
    assert await told(office, rule, july) == []
    for number in (1, 2):
        filed = await office.file(Principal(f"member-0{number}", Role.MEMBER))
        await reported_on(office, filed["id"], "2026-06-30")
    assert await told(office, rule, july - ONE_DAY) == []
    few = {"members": 5, "least": 60, "until": "2026-06-30"}
    assert await told(office, rule, july) == [(HERE, {**few, "reported": 2, "rate": 40})]
    (finding,) = await found(office, rule, july)
    assert finding.sentence == "桐花社区居住的在职党员 5 名，到 2026-06-30 已报到 2 名，报到率 40%，低于 60%。"
    await office.file(Principal("member-03", Role.MEMBER))
    today = day_in_china(office.now)
    assert await told(office, rule, today) == []
    assert await told(office, rule, today - ONE_DAY) == [(HERE, {**few, "reported": 2, "rate": 40})]
    await office.graph.write(
        Statement(
            "MATCH (:Person {id: 'member-03'})-[w:WORKS_FOR]->() SET w.until = date($day)", {"day": today.isoformat()}
        )
    )
    assert await told(office, rule, today) == [(HERE, {**few, "members": 4, "reported": 2, "rate": 50})]


async def test_who_registers_in_the_new_year_counts_where_december_is_the_month(office: RegistrationOffice) -> None:
    rule, bounds = "REGISTRATION_RATE_LOW", Thresholds(register_by_month=12)
    working = """MATCH (u:Unit {id: 'unit-hospital'}) UNWIND range(1, 2) AS n
      MATCH (m:Person {id: 'member-0' + n}) CREATE (m)-[:WORKS_FOR {since: date('2026-01-01')}]->(u)"""
    await office.graph.write(Statement(working))
    await office.file(Principal("member-01", Role.MEMBER))
    few = {"members": 2, "least": 60, "until": "2026-12-31", "reported": 1, "rate": 50}
    assert await told(office, rule, date(2026, 12, 31), bounds) == []
    assert await told(office, rule, date(2027, 1, 4), bounds) == [(HERE, few)]
    office.now = datetime(2027, 1, 4, 1, tzinfo=UTC)
    await office.file(Principal("member-02", Role.MEMBER))
    assert await told(office, rule, date(2027, 1, 3), bounds) == [(HERE, few)]
    assert await told(office, rule, date(2027, 1, 4), bounds) == []


async def test_a_unit_owes_four_activities_in_the_year_that_is_over(office: RegistrationOffice) -> None:
    rule, over = "ACTIVITY_MISSING", date(2027, 1, 1)
    kept = await office.step(OFFICE, "receive", await office.file(HOSPITAL))
    await reported_on(office, kept["id"], "2026-07-01")
    assert await told(office, rule, over) == []
    await reported_on(office, kept["id"], "2026-06-30")
    assert await told(office, rule, over - ONE_DAY) == []
    few = {"from": "2026-01-01", "least": 4}
    assert await told(office, rule, over) == [(kept["id"], {**few, "count": 0})]
    post = (await office.data(OFFICE, PUBLISH))["publishPost"]["id"]
    for number, day in enumerate(("01", "01", "02", "03", "04", "05")):
        begun = f"2026-09-{day}T{9 + number:02d}"
        times = {"startedAt": f"{begun}:00:00+08:00", "endedAt": f"{begun}:30:00+08:00"}
        times |= {"post": post} if day != "03" else {}
        await changed(office, OFFICE, "confirm", await written(office, HOSPITAL, **times))
        left = (1, 1, 2, 2, 3, 4)[number]
        assert await told(office, rule, over) == ([(kept["id"], {**few, "count": left})] if left < 4 else [])
    assert await told(office, rule, date(2028, 1, 1)) == []


def test_what_mends_a_year_that_is_over_can_still_be_done() -> None:
    rule = RULES[RuleCode.ACTIVITY_MISSING]
    assert rule.cures == ("confirmServiceRecord",)  # nothing of more than 92 days ago is filed
    assert "超过 92 天的不再补登" in rule.remedy


async def test_who_leaves_three_seats_empty_in_a_year_is_found(office: RegistrationOffice) -> None:
    rule, first = "REPEATED_ABSENCE", ""
    kept = await office.step(OFFICE, "receive", await office.file(MEMBER))
    for number in range(3):
        assert await told(office, rule, day_in_china(office.now)) == []
        post = (await office.data(OFFICE, PUBLISH))["publishPost"]["id"]
        claimed = "mutation ($id: ID!) { claimPost(claim: { post: $id }) { id version } }"
        seat = (await office.data(MEMBER, claimed, id=post))["claimPost"]
        first = first or seat["id"]
        for name, more in (("confirm", ""), ("miss", ', reason: "没有来"')):
            given = f'id: "{seat["id"]}", expectedVersion: {seat["version"]}{more}'
            text = f"mutation {{ {name}Claim({given}) {{ id version }} }}"
            seat = (await office.data(OFFICE, text))[f"{name}Claim"]
        office.now += ONE_DAY * (number < 2)
    today = day_in_china(office.now)
    evidence = {"from": "2026-01-01", "count": 3, "least": 3, "last": today.isoformat()}
    assert await told(office, rule, today) == [(kept["id"], evidence)]
    assert await told(office, rule, today - ONE_DAY) == []
    assert await told(office, rule, date(2027, 1, 1)) == []
    moved = "MATCH (c:Claim {id: $id}) SET c.movedAt = datetime($at)"
    for at, left in (("2025-12-31T15:59:59Z", []), ("2025-12-31T16:00:00Z", [(kept["id"], evidence)])):
        await office.graph.write(Statement(moved, {"id": first, "at": at}))
        assert await told(office, rule, today) == left  # China's year begins at four in the afternoon
    office.now += ONE_DAY
    await office.step(MEMBER, "withdraw", kept, ', reason: "调离"')
    assert await told(office, rule, day_in_china(office.now)) == []


async def test_points_above_what_a_service_may_earn_are_found_until_it_is_corrected(office: RegistrationOffice) -> None:
    rule, served = "POINTS_ABOVE_CAP", date(2026, 9, 5)
    kept = await office.step(OFFICE, "receive", await office.file(MEMBER))
    record = await changed(office, OFFICE, "confirm", await written(office))
    confirmed = day_in_china(office.now)
    assert await told(office, rule, confirmed) == []
    await office.graph.write(Statement("MATCH (e:PointEntry {wallet: 'DUTY'}) SET e.amount = 201"))
    above = {"servedOn": "2026-09-05", "wallet": "DUTY", "points": 2.01, "once": 2.01, "most": 4, "mostOnce": 2}
    for day in (confirmed, served + timedelta(days=30)):
        assert await told(office, rule, day) == [(kept["id"], above)]
    assert await told(office, rule, confirmed - ONE_DAY) == []
    assert await told(office, rule, served + timedelta(days=31)) == []
    (finding,) = await found(office, rule, confirmed)
    assert finding.key == "2026-09-05|DUTY"
    assert "记入先锋积分 2.01 分" in finding.sentence
    other = """MATCH (e:PointEntry {wallet: 'DUTY'})
      CREATE (r:Node:Registration {id: 'a-first', areaCode: e.areaCode})
      CREATE (n:Node:PointEntry)-[:CREDITED_TO]->(r)
      SET n = e {.*, id: '0-first', record: 'another', amount: 100}"""
    await office.graph.write(Statement(other))
    assert await told(office, rule, confirmed) == [("a-first", {**above, "points": 3.01})]  # the first by its id
    await office.graph.write(Statement("MATCH (n:Node) WHERE n.id IN ['a-first', '0-first'] DETACH DELETE n"))
    await changed(office, OFFICE, "correct", record, AN_HOUR)
    assert await told(office, rule, confirmed) == []


STANDING = """query ($area: ID!, $rules: [AuditRuleCode!]) { findings(area: $area, rules: $rules) {
  nodes { id state subject { __typename id } decisions { state } } } }"""
ACKNOWLEDGE = """mutation ($id: ID!) {
  acknowledgeFinding(id: $id, note: "已转告") { state subject { __typename id } } }"""
WAIVE = """mutation ($id: ID!, $until: Date!) {
  waiveFinding(id: $id, until: $until, reason: "情况特殊") { state until subject { __typename id } } }"""


async def decided(office: RegistrationOffice, rule: str, typename: str, id_: str) -> None:
    subject = {"__typename": typename, "id": id_}
    (finding,) = (await office.data(AUDITOR, STANDING, area=HERE, rules=[rule]))["findings"]["nodes"]
    assert (finding["state"], finding["subject"], finding["decisions"]) == ("OPEN", subject, [])
    done = (await office.data(AUDITOR, ACKNOWLEDGE, id=finding["id"]))["acknowledgeFinding"]
    assert done == {"state": "ACKNOWLEDGED", "subject": subject}
    until = (day_in_china(office.now) + timedelta(days=30)).isoformat()
    done = (await office.data(AUDITOR, WAIVE, id=finding["id"], until=until))["waiveFinding"]
    assert done == {"state": "WAIVED", "until": until, "subject": subject}
    (now,) = (await office.data(AUDITOR, STANDING, area=HERE, rules=[rule]))["findings"]["nodes"]
    assert now == {**finding, "state": "WAIVED", "decisions": [{"state": "ACKNOWLEDGED"}, {"state": "WAIVED"}]}


async def test_a_finding_of_each_rule_is_acknowledged_and_then_waived(office: RegistrationOffice) -> None:
    member = await office.file(MEMBER)
    await reported_on(office, member["id"], "2026-03-01")
    await decided(office, "UNIT_NOT_REGISTERED", "Unit", "unit-hospital")
    hospital = await office.step(OFFICE, "receive", await office.file(HOSPITAL))
    await reported_on(office, hospital["id"], "2026-06-30")
    member = await office.step(MEMBER, "pledge", await office.step(OFFICE, "receive", member), PLEDGE)
    record = await written(office)
    office.now = datetime(2026, 10, 2, 1, tzinfo=UTC)
    await decided(office, "CONTACT_MISSING", "Registration", hospital["id"])
    await decided(office, "POINTS_UNCONFIRMED", "ServiceRecord", record["id"])
    office.now = datetime(2027, 1, 2, 1, tzinfo=UTC)
    await decided(office, "PLEDGE_OVERDUE", "Registration", member["id"])
