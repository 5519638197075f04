"""Areas redrawn over GraphQL: looked at first, then in one transaction, by districts in their own areas."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from graphsvc.access.deputies.seats import take_seat
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.coverage.store.counts import coverage
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.intake.reorganisation import redraw
from graphsvc.intake.reorganisation.apply import apply_changes
from tests.engine.auditing import ask, code, data
from tests.engine.contents import whole
from tests.engine.redrawn import (
    AUTHOR,
    COMMUNITY,
    MOVED,
    NEW_DISTRICT,
    NEW_STREET,
    NOW,
    STREET,
    audit,
    changes,
    figures,
    lying,
)
from tests.engine.told import tell, tell_notices

DAY, EVE = date(2026, 11, 20), date(2026, 11, 19)
DISTRICT = Principal("wang", Role.DISTRICT_ADMIN, ("500103000000",))
OTHER = Principal("zhao", Role.DISTRICT_ADMIN, ("500104000000",))
STREET_OFFICIAL = Principal("li", Role.SUBDISTRICT_OFFICIAL, (STREET,))
NEIGHBOUR, NEXT, MOVED_TO = "500103012012", "500103014000", "500103014099"
REDRAW = """mutation ($changes: [AreaChangeInput!]!, $key: ID) { redrawAreas(changes: $changes, key: $key) {
  id kind effectiveOn document areaCount newName area { code until } successor { code since } } }"""
PREVIEW = """query ($changes: [AreaChangeInput!]!) { areaChangePreviews(changes: $changes) {
  kind effectiveOn successorCode successorName areaCount organizationCount unitCount personCount caseCount
  area { code } ceasingAreas { code } } }"""
LISTED = """query ($code: ID!) { area(code: $code) { changes { totalCount nodes { kind successor { code } } } }
  areaChanges(orderBy: [{ effectiveOn: ASC }], filter: { kind: MOVED }) { nodes { id area { code } } } }"""


def change(kind: str, code: str, successor: str | None = None, **more: Any) -> dict[str, Any]:
    given = {"kind": kind, "effectiveOn": DAY.isoformat(), "code": code, "document": "渝中府〔2026〕3号", **more}
    return given if successor is None else {**given, "successor": successor}


async def test_a_community_moves_with_all_that_lies_in_it_and_the_day_before_stays(demo_graph: Graph) -> None:
    asked = [change("MOVED", COMMUNITY, MOVED_TO)]
    here = await lying(demo_graph, COMMUNITY)
    once = {code_: await coverage(demo_graph, code_, DAY) for code_ in (STREET, NEXT, COMMUNITY)}
    untouched = await whole(demo_graph)
    (seen,) = (await data(demo_graph, PREVIEW, DISTRICT, changes=asked))["areaChangePreviews"]
    assert await whole(demo_graph) == untouched
    areas = 1 + once[COMMUNITY].grids.total + once[COMMUNITY].estates.total
    assert seen["areaCount"] == areas == len(seen.pop("ceasingAreas"))
    assert seen["personCount"] == here["Person"]
    assert seen["unitCount"] == here["Unit"]
    assert (seen["area"], seen["successorCode"]) == ({"code": COMMUNITY}, MOVED_TO)

    (made,) = (await data(demo_graph, REDRAW, DISTRICT, changes=asked, key="k-1"))["redrawAreas"]
    assert made == {
        "id": f"area-change:20261120:MOVED:{COMMUNITY}:{MOVED_TO}",
        "kind": "MOVED",
        "effectiveOn": DAY.isoformat(),
        "document": "渝中府〔2026〕3号",
        "areaCount": areas,
        "newName": seen["successorName"],
        "area": {"code": COMMUNITY, "until": DAY.isoformat()},
        "successor": {"code": MOVED_TO, "since": DAY.isoformat()},
    }
    now = {code_: await coverage(demo_graph, code_, DAY) for code_ in (STREET, NEXT, MOVED_TO)}
    assert figures(now[MOVED_TO]) == figures(once[COMMUNITY])
    assert now[STREET].grids.total + now[NEXT].grids.total == once[STREET].grids.total + once[NEXT].grids.total
    assert now[STREET].members + now[NEXT].members == once[STREET].members + once[NEXT].members
    assert await lying(demo_graph, MOVED_TO) == here
    listed = await data(demo_graph, LISTED, DISTRICT, code=COMMUNITY)
    assert listed["area"]["changes"] == {"totalCount": 1, "nodes": [{"kind": "MOVED", "successor": {"code": MOVED_TO}}]}
    assert listed["areaChanges"]["nodes"] == [{"id": made["id"], "area": {"code": COMMUNITY}}]

    (again,) = (await data(demo_graph, REDRAW, DISTRICT, changes=asked, key="k-1"))["redrawAreas"]
    assert again["id"] == made["id"]
    assert await code(demo_graph, REDRAW, DISTRICT, changes=asked) == "CONFLICT"


async def test_every_kind_of_change_keeps_the_sums_of_the_street(demo_graph: Graph) -> None:
    """One street is renamed, upgraded, merged and split, each on a day of its own."""
    once = await coverage(demo_graph, STREET, DAY)
    before = await audit(demo_graph, STREET, EVE)
    days = [(DAY + timedelta(days=number)).isoformat() for number in range(4)]
    steps = [
        [change("RENAMED", NEIGHBOUR, name="新桥社区")],
        [change("UPGRADED", NEIGHBOUR, areaKind="VILLAGE", name="新桥村")],
        [change("MERGED", COMMUNITY, NEIGHBOUR)],
        [
            change("SPLIT", NEIGHBOUR, NEIGHBOUR),
            change("SPLIT", NEIGHBOUR, "500103012099", name="拆出社区"),
        ],
    ]
    names = []
    for day, asked in zip(days, steps, strict=True):
        given = [{**each, "effectiveOn": day} for each in asked]
        names += [each["newName"] for each in (await data(demo_graph, REDRAW, DISTRICT, changes=given))["redrawAreas"]]
        found = await coverage(demo_graph, STREET, date.fromisoformat(day))
        assert figures(found) == figures(once), asked
    assert sorted(names) == ["拆出社区", "新桥村", "新桥村", "新桥村", "新桥社区"]
    assert await audit(demo_graph, STREET, EVE) == before
    called = [
        {part.code: part.name for part in (await coverage(demo_graph, STREET, day)).parts}.get(NEIGHBOUR)
        for day in (EVE, DAY, DAY + timedelta(days=1))
    ]
    assert called[1:] == ["新桥社区", "新桥村"]
    assert called[0] not in called[1:]
    assert COMMUNITY not in {part.code for part in (await coverage(demo_graph, STREET, date(2026, 11, 24))).parts}


@pytest.mark.parametrize(
    ("caller", "asked", "refused"),
    [
        (STREET_OFFICIAL, change("RENAMED", COMMUNITY, name="新名"), "FORBIDDEN"),
        (OTHER, change("RENAMED", COMMUNITY, name="新名"), "NOT_FOUND"),
        (DISTRICT, change("MOVED", COMMUNITY, "500104001099"), "NOT_FOUND"),
        (DISTRICT, change("MERGED", "500103000000", NEW_DISTRICT, name="两江新区"), "NOT_FOUND"),
        (DISTRICT, change("MOVED", COMMUNITY, NEIGHBOUR), "BAD_USER_INPUT"),
        (DISTRICT, change("MOVED", COMMUNITY, "500103077001"), "NOT_FOUND"),
        (DISTRICT, change("RENAMED", COMMUNITY), "BAD_USER_INPUT"),
        (DISTRICT, change("RENAMED", COMMUNITY, name="新名", effectiveOn="2026-12-25"), "BAD_USER_INPUT"),
        (DISTRICT, change("UPGRADED", COMMUNITY, areaKind="COUNTY"), "BAD_USER_INPUT"),
    ],
    ids=["role", "elsewhere", "out", "district", "taken", "no parent", "says nothing", "to come", "kind"],
)
async def test_a_change_that_may_not_be_made_writes_nothing(
    demo_graph: Graph, caller: Principal, asked: dict[str, Any], refused: str
) -> None:
    assert await code(demo_graph, REDRAW, caller, changes=[asked]) == refused
    assert await code(demo_graph, PREVIEW, caller, changes=[asked]) == refused


async def test_a_refusal_names_the_change_and_its_field(demo_graph: Graph) -> None:
    asked = [change("RENAMED", NEIGHBOUR, name="新桥社区"), change("UPGRADED", COMMUNITY, areaKind="COUNTY")]
    error = (await ask(demo_graph, REDRAW, DISTRICT, changes=asked))["errors"][0]["extensions"]
    assert error["field"] == ["changes", 1, "areaKind"]
    assert error["zh"].startswith("第 2 条")


async def test_what_is_too_large_for_a_request_is_applied_as_a_file(
    demo_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redraw, "MOST_AREAS", 3)
    error = (await ask(demo_graph, REDRAW, DISTRICT, changes=[change("MOVED", COMMUNITY, MOVED_TO)]))["errors"][0]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "graphsvc areas change" in error["extensions"]["zh"]


async def test_no_change_is_made_beside_an_unfinished_import(demo_graph: Graph) -> None:
    begun = {"id": "import-1", "state": "RUNNING", "source": "表", "by": "x", "startedAt": "2026", "fingerprint": ""}
    await demo_graph.write(Statement("CREATE (i:Import) SET i = $begun", {"begun": begun}))
    asked = [change("RENAMED", COMMUNITY, name="新名")]
    assert await code(demo_graph, REDRAW, DISTRICT, changes=asked) == "IMPORT_UNFINISHED"


# the last to begin, which is after the areas are redrawn
A_SEAT = """MATCH (t:Deputyship) WHERE t.unit IS NULL RETURN t.id, t.deputy, t.startsAt
ORDER BY t.startsAt DESC LIMIT 1"""


async def test_nothing_is_left_behind_whatever_has_happened_there(demo_graph: Graph, tmp_path: Path) -> None:
    """Cases, tasks, files, registrations, posts, points, centres and rosters lie in what follows."""
    await tell(demo_graph)
    await tell_notices(demo_graph)
    here = await lying(demo_graph, "500103")
    await apply_changes(demo_graph, changes(tmp_path, MOVED), AUTHOR, NOW)
    left = await lying(demo_graph, "500103")
    assert left == {}, left
    assert await lying(demo_graph, "500157") == here
    endpoints = "MATCH (e:NoticeEndpoint) RETURN DISTINCT e.areaCode LIMIT 9"
    assert await demo_graph.read(Statement(endpoints)) == [[NEW_STREET]]
    tie, deputy, begins = (await demo_graph.read(Statement(A_SEAT)))[0]
    seated = await take_seat(demo_graph, begins.to_native, Principal(deputy, Role.VIEWER), tie)
    assert [area[:6] for area in seated.areas] == ["500157"]
