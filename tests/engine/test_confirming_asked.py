"""Who asked hears who answered; the unit sees what was changed; what no unit stands by is in no list of others."""

from datetime import timedelta
from typing import Any

import pytest
from graphql import GraphQLObjectType, get_named_type

from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.migrations import migrations
from graphsvc.notices.store.telling import derive
from graphsvc.schema import graphql_schema
from tests.engine.cases_world import COMMUNITY_CODE
from tests.engine.confirming_world import (
    COLLEAGUE,
    GROUND,
    GROUND_GIVEN,
    HOSPITAL,
    SYSTEM,
    TODAY,
    WAITING_FOR,
    asked_ago,
    publish,
    turn,
    waiting,
)
from tests.engine.desk import COMMUNITY, ELSEWHERE, STREET_OFFICE, VIEWER, Desk

KINDS = pytest.mark.parametrize("kind", ["Resource", "Need"])
NOBODY_WAITS = "what a person offers is loaded, and waits for no unit"
NAMES_IT = "names the entry that it rests on, and shows it as it is"
OPEN_TO_ALL = "every state, as it says"
WHO_ANSWERS = "for who put it in or may answer"
OTHERS = {
    "Person.resources": NOBODY_WAITS,
    "Project.needs": NAMES_IT,
    "Project.resources": NAMES_IT,
    "ContingencyPlan.resources": NAMES_IT,
    "ContingencyRun.resources": NAMES_IT,
    "Query.needs": OPEN_TO_ALL,
    "Query.resources": OPEN_TO_ALL,
    "Query.myNeeds": WHO_ANSWERS,
    "Query.myResources": WHO_ANSWERS,
    "Query.needsToConfirm": WHO_ANSWERS,
    "Query.resourcesToConfirm": WHO_ANSWERS,
}
"""Connections that end at entries in any state, and why."""
OWNERS = {
    "Topic": '{ it: topic(id: "topic-01") { %s } }',
    "Unit": '{ it: unit(id: "u-1") { %s } }',
    "Community": f'{{ it: community(code: "{COMMUNITY_CODE}") {{ %s }} }}',
    "Subdistrict": '{ it: subdistrict(code: "500103012000") { %s } }',
}
STALE = ("Query.needsToVerify", "Query.resourcesToVerify")


@pytest.fixture
async def lists(desk: Desk) -> Desk:
    """Two units in a community that has a need; the hospital offers a canteen."""
    await desk.graph.write(Statement(GROUND, {"today": TODAY}))
    return desk


async def told(desk: Desk, caller: Any) -> list[str]:
    while (await desk.graph.transact(lambda tx: derive(tx, desk.now))).due:
        pass
    found = await desk.data(caller, "{ myNotices(orderBy: [{ raisedAt: ASC }]) { nodes { text } } }")
    return [each["text"].partition("：")[2].partition("，编号")[0] for each in found["myNotices"]["nodes"]]


async def asked_about(
    desk: Desk, kind: str, entry: Any, caller: Any = HOSPITAL
) -> list[tuple[str, str | None, str | None]]:
    text = f'{{ {kind.lower()}(id: "{entry["id"]}") {{ askedAbout {{ field was now }} }} }}'
    found = (await desk.data(caller, text))[kind.lower()]["askedAbout"]
    return [(each["field"], each["was"], each["now"]) for each in found]


# -- who hears of an answer


@KINDS
async def test_who_asked_last_hears_that_the_unit_answered_and_who_published_does_not(lists: Desk, kind: str) -> None:
    entry = await publish(lists, COMMUNITY, kind, "u-1")
    entry = await turn(lists, STREET_OFFICE, f"amend{kind}", entry, ', changes: { title: "改了" }')
    await turn(lists, HOSPITAL, f"confirm{kind}", entry)
    assert await told(lists, STREET_OFFICE) == ["单位已确认您登记或修改的条目"]
    assert await told(lists, COMMUNITY) == []
    entry = await publish(lists, HOSPITAL, kind, "u-1")
    entry = await turn(lists, COMMUNITY, f"amend{kind}", entry, ', changes: { title: "改了" }')
    await turn(lists, HOSPITAL, f"decline{kind}", entry, ', reason: "不是这样"')
    assert await told(lists, COMMUNITY) == ["单位不认可您登记或修改的条目"]
    assert await told(lists, HOSPITAL) == ["他人以贵单位名义登记清单条目，请确认"] * 3
    assert len(await told(lists, STREET_OFFICE)) == 1


@KINDS
@pytest.mark.parametrize(
    ("says", "more", "zh"), [("confirm", GROUND_GIVEN, "确认"), ("decline", ', reason: "无"', "不认可")]
)
async def test_an_answer_in_the_units_stead_says_so_to_who_asked_and_to_the_unit(
    lists: Desk, kind: str, says: str, more: str, zh: str
) -> None:
    entry = await publish(lists, COMMUNITY, kind, "u-1")
    await asked_ago(lists, entry, 8)
    await turn(lists, COLLEAGUE, f"{says}{kind}", entry, more)
    assert await told(lists, COMMUNITY) == [f"上级已代单位答复，{zh}您登记或修改的条目"]
    assert (await told(lists, HOSPITAL))[1:] == [f"上级已代贵单位答复，{zh}条目"]
    record = f"MATCH (e:LogEntry {{action: 'ENTRY_{says.upper()}{'ED' if says == 'confirm' else 'D'}'}}) RETURN e.after"
    ((after,),) = await lists.graph.read(Statement(record))
    assert '"asked":"community","side":"SUPERIOR"' in after


async def test_an_answer_of_before_that_was_kept_is_told_to_who_published(lists: Desk) -> None:
    entry = await publish(lists, COMMUNITY, "Need", "u-1")
    await turn(lists, HOSPITAL, "confirmNeed", entry)
    old = "MATCH (e:LogEntry {action: 'ENTRY_CONFIRMED'}) SET e.after = '{\"status\":\"OPEN\"}'"
    await lists.graph.write(Statement(old))
    assert await told(lists, COMMUNITY) == ["单位已确认您登记或修改的条目"]


# -- what was changed


async def test_the_unit_sees_what_others_changed_of_what_it_stood_by(lists: Desk) -> None:
    entry: Any = {"id": "r-1", "version": 0}
    more = ', changes: { capacity: 30, availableTo: "2026-12-31", contact: "办公室 023-60000002" }'
    entry = await turn(lists, COMMUNITY, "amendResource", entry, more)
    assert await asked_about(lists, "Resource", entry) == [("availableTo", None, "2026-12-31"), ("capacity", "3", "30")]
    entry = await turn(lists, STREET_OFFICE, "amendResource", entry, ', changes: { title: "大食堂", capacity: 40 }')
    changed = [("availableTo", None, "2026-12-31"), ("capacity", "3", "40"), ("title", "食堂", "大食堂")]
    assert await asked_about(lists, "Resource", entry, VIEWER) == changed
    page = "{ resourcesToConfirm { nodes { id askedAbout { field } } } }"
    (shown,) = (await lists.data(HOSPITAL, page))["resourcesToConfirm"]["nodes"]
    assert [each["field"] for each in shown["askedAbout"]] == ["availableTo", "capacity", "title"]
    entry = await turn(lists, COMMUNITY, "amendResource", entry, ", changes: { availableTo: null, capacity: 3 }")
    assert await asked_about(lists, "Resource", entry) == [("title", "食堂", "大食堂")], "as before is no change"
    entry = await turn(lists, HOSPITAL, "confirmResource", entry)
    assert await asked_about(lists, "Resource", entry) == []
    entry = await turn(lists, COMMUNITY, "amendResource", entry, ', changes: { title: "食堂" }')
    assert await asked_about(lists, "Resource", entry) == [("title", "大食堂", "食堂")]


async def test_of_what_the_unit_never_stood_by_it_is_asked_about_the_whole(lists: Desk) -> None:
    entry = await publish(lists, COMMUNITY, "Need", "u-1")
    entry = await turn(lists, STREET_OFFICE, "amendNeed", entry, ', changes: { title: "改了" }')
    assert await asked_about(lists, "Need", entry) == []
    left = "MATCH (n:Need {id: $id}) RETURN n.askedAbout, n.askedWas"
    assert await lists.graph.read(Statement(left, {"id": entry["id"]})) == [[None, None]]


@KINDS
async def test_what_others_resume_and_then_change_is_shown_beside_what_the_unit_said(lists: Desk, kind: str) -> None:
    entry = await publish(lists, HOSPITAL, kind, "u-1")
    entry = await turn(lists, HOSPITAL, f"pause{kind}", entry)
    entry = await turn(lists, COMMUNITY, f"resume{kind}", entry)
    assert await asked_about(lists, kind, entry) == []
    entry = await turn(lists, COMMUNITY, f"amend{kind}", entry, ', changes: { description: "周末也开" }')
    assert await asked_about(lists, kind, entry) == [("description", None, "周末也开")]
    entry = await turn(lists, COMMUNITY, f"withdraw{kind}", entry, ', reason: "不办了"')
    assert await asked_about(lists, kind, entry) == []


@pytest.mark.parametrize("again", ["amend", "resume"])
async def test_asked_again_the_unit_sees_beside_what_is_new_what_it_said_no_to(lists: Desk, again: str) -> None:
    entry = await publish(lists, HOSPITAL, "Resource", "u-1")
    entry = await turn(lists, COMMUNITY, "amendResource", entry, ", changes: { capacity: 5000 }")
    entry = await turn(lists, HOSPITAL, "declineResource", entry, ', reason: "没有这么多"')
    assert (entry["state"], await asked_about(lists, "Resource", entry)) == ("PAUSED", [])
    capacity, title = ("capacity", "1000", "5000"), ("title", "免费接种", "接种")
    if again == "amend":
        entry = await turn(lists, COMMUNITY, "amendResource", entry, ', changes: { title: "接种" }')
        assert await asked_about(lists, "Resource", entry) == [capacity, title]
    else:
        entry = await turn(lists, COMMUNITY, "resumeResource", entry)
        assert await asked_about(lists, "Resource", entry) == [capacity]
    entry = await turn(lists, HOSPITAL, "declineResource", entry, ', reason: "没有这么多"')
    entry = await turn(lists, COMMUNITY, "amendResource", entry, ", changes: { capacity: 1000 }")
    assert await asked_about(lists, "Resource", entry) == [title] * (again == "amend"), "as before is no change"
    entry = await turn(lists, HOSPITAL, "confirmResource", entry)
    entry = await turn(lists, COMMUNITY, "amendResource", entry, ', changes: { description: "周末也开" }')
    assert await asked_about(lists, "Resource", entry) == [("description", None, "周末也开")]


@KINDS
async def test_what_the_unit_itself_put_right_or_resumed_it_is_not_asked_about_again(lists: Desk, kind: str) -> None:
    entry = await publish(lists, HOSPITAL, kind, "u-1")
    entry = await turn(lists, COMMUNITY, f"amend{kind}", entry, ', changes: { title: "甲", description: "乙" }')
    entry = await turn(lists, HOSPITAL, f"decline{kind}", entry, ', reason: "不是这样"')
    entry = await turn(lists, HOSPITAL, f"amend{kind}", entry, ', changes: { title: "丙" }')
    asked = await turn(lists, COMMUNITY, f"resume{kind}", entry)
    assert await asked_about(lists, kind, asked) == [("description", None, "乙")]
    entry = await turn(lists, HOSPITAL, f"decline{kind}", asked, ', reason: "不是这样"')
    entry = await turn(lists, HOSPITAL, f"resume{kind}", entry)
    left = "MATCH (n:Node {id: $id}) RETURN n.askedAbout, n.askedWas"
    assert await lists.graph.read(Statement(left, {"id": entry["id"]})) == [[None, None]]
    entry = await turn(lists, COMMUNITY, f"amend{kind}", entry, ', changes: { title: "丁" }')
    assert await asked_about(lists, kind, entry) == [("title", "丙", "丁")]


@KINDS
@pytest.mark.parametrize(("says", "more"), [("confirm", ""), ("decline", ', reason: "无"')])
async def test_what_an_administrator_answers_is_not_told_as_the_units_own_word(
    lists: Desk, kind: str, says: str, more: str
) -> None:
    entry = await publish(lists, COMMUNITY, kind, "u-1")
    await turn(lists, SYSTEM, f"{says}{kind}", entry, more)
    zh = {"confirm": "确认", "decline": "不认可"}[says]
    assert await told(lists, COMMUNITY) == [f"上级已代单位答复，{zh}您登记或修改的条目"]
    assert (await told(lists, HOSPITAL))[1:] == [f"上级已代贵单位答复，{zh}条目"]


# -- since when


@KINDS
async def test_what_waits_without_its_day_is_given_one_by_the_migration_and_before_lies_first(
    lists: Desk, kind: str
) -> None:
    first = await publish(lists, COMMUNITY, kind, "u-1")
    undated = await publish(lists, COMMUNITY, kind, "u-1")
    gone = await publish(lists, COMMUNITY, kind, "u-1")
    await turn(lists, HOSPITAL, f"decline{kind}", gone, ', reason: "没有"')
    await lists.graph.write(
        Statement("MATCH (n:Node) WHERE n.id IN $ids SET n.askedOn = null", {"ids": [undated["id"], gone["id"]]})
    )
    assert (await waiting(lists, kind))["of-u-1"] == [undated["id"], first["id"]]
    (turned,) = [each for each in migrations() if each.name == "asked_days"]
    before = day_in_china(utc_now())
    for text in turned.statements:
        await lists.graph.write(Statement(text), Lane.SETUP)
    days = "MATCH (n:Node) WHERE n.id IN $ids RETURN n.askedOn ORDER BY n.status"
    found = await lists.graph.read(Statement(days, {"ids": [undated["id"], gone["id"]]}))
    assert found[0] == [None], "nobody waits for it"
    assert found[1][0].to_native() in (before, before + timedelta(days=1))
    assert set(await waiting(lists, kind)) == set(WAITING_FOR)


# -- in whose lists


def connections() -> set[str]:
    """Every connection of the schema that ends at needs or resources."""
    return {
        f"{owner.name}.{name}"
        for owner in graphql_schema().type_map.values()
        if isinstance(owner, GraphQLObjectType)
        for name, field in owner.fields.items()
        if (page := get_named_type(field.type)).name.endswith("Connection")
        and get_named_type(page.fields["nodes"].type).name in ("Need", "Resource")
    }


NARROWED = {f"{owner}.{name}" for owner in OWNERS for name in ("needs", "resources")}


def test_every_connection_that_ends_at_entries_is_narrowed_or_says_why_not() -> None:
    assert connections() == NARROWED | set(STALE) | set(OTHERS)


@pytest.fixture
async def unlisted(lists: Desk) -> Desk:
    """Of each kind one that waits, one that the unit said no to, and one that it stands by, of the hospital."""
    for kind in ("Need", "Resource"):
        await publish(lists, COMMUNITY, kind, "u-1")
        no = await publish(lists, COMMUNITY, kind, "u-1")
        await turn(lists, HOSPITAL, f"decline{kind}", no, ', reason: "没有"')
        await publish(lists, HOSPITAL, kind, "u-1")
    return lists


async def test_no_list_of_others_holds_what_its_unit_does_not_stand_by(unlisted: Desk) -> None:
    found = await unlisted.graph.read(Statement("MATCH (n) WHERE n:Need OR n:Resource RETURN n.status"))
    assert [status for (status,) in found].count("PENDING") == [status for (status,) in found].count("DECLINED") == 2
    for name in sorted(NARROWED):
        owner, field = name.split(".")
        asked = OWNERS[owner] % f"{field} {{ totalCount nodes {{ state }} }}"
        for caller in (VIEWER, COMMUNITY, ELSEWHERE, HOSPITAL):
            page = (await unlisted.data(caller, asked))["it"][field]
            states = [each["state"] for each in page["nodes"]]
            assert page["totalCount"] == len(states) > 0, name
            assert {"PENDING", "DECLINED"}.isdisjoint(states), name
    for name in STALE:
        field = name.partition(".")[2]
        asked = f'{{ {field}(area: "{COMMUNITY_CODE}") {{ totalCount nodes {{ state }} }} }}'
        page = (await unlisted.data(COMMUNITY, asked))[field]
        assert page["totalCount"] == len(page["nodes"]) > 0
        assert {"PENDING", "DECLINED"}.isdisjoint(each["state"] for each in page["nodes"])


async def test_nor_does_a_filter_or_an_order_by_what_hangs_on_a_topic_tell_of_it(unlisted: Desk) -> None:
    for field, on in (("needs", "OPEN"), ("resources", "ACTIVE")):
        for state, many in (("PENDING", 0), ("DECLINED", 0), (on, 1)):
            asked = f"{{ topics(filter: {{ {field}: {{ state: [{state}] }} }}) {{ totalCount }} }}"
            assert (await unlisted.data(VIEWER, asked))["topics"]["totalCount"] == many, state
