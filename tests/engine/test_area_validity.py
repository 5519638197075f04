"""Areas by the day and by the scheme over GraphQL: what has ended is listed no more, but known by its code."""

from datetime import date
from pathlib import Path
from typing import Any

from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.db.driver import Graph
from graphsvc.intake.reorganisation.apply import apply_changes
from tests.engine.auditing import ask, code, data
from tests.engine.redrawn import AUTHOR, DAY, HEAD, MOVED, NEW_STREET, NOW, STREET, changes

DOCUMENT = """
query ($old: ID!, $new: ID!, $eve: Date!, $day: Date!) {
  city(code: "500000000000") {
    before: districts(asOf: $eve) { nodes { code } }
    after: districts(asOf: $day) { nodes { code } }
    streets: descendants(level: SUBDISTRICT, asOf: $day) { totalCount }
  }
  old: area(code: $old) { since until successors { nodes { code since } } parent { code until } }
  new: area(code: $new) { predecessors { nodes { code until } } parent { code name } }
}"""
GIVEN = "($area: ID!, $asOf: Date, $scheme: CodeScheme)"
TAKEN = "(area: $area, asOf: $asOf, scheme: $scheme)"
COVERED = f"query {GIVEN} {{ coverage{TAKEN} {{ grids {{ total }} area {{ code }} }} }}"
FOUND = f"query {GIVEN} {{ findings{TAKEN} {{ totalCount }} }}"
ME = "{ me { areas { code until successors { nodes { code } } } } }"
EVE = date(2026, 11, 24)


async def test_lists_hold_on_a_day_and_a_token_tells_which_of_its_areas_ceased(
    demo_graph: Graph, tmp_path: Path
) -> None:
    await apply_changes(demo_graph, changes(tmp_path, MOVED), AUTHOR, NOW)
    given = {"old": STREET, "new": NEW_STREET, "eve": EVE.isoformat(), "day": DAY.isoformat()}
    found: Any = await data(demo_graph, DOCUMENT, SERVICE, **given)
    lists = {name: [each["code"] for each in found["city"][name]["nodes"]] for name in ("before", "after")}
    assert lists == {"before": ["500103000000"], "after": ["500157000000"]}
    assert found["city"]["streets"] == {"totalCount": 4}
    assert found["old"] == {
        "since": None,
        "until": DAY.isoformat(),
        "successors": {"nodes": [{"code": NEW_STREET, "since": DAY.isoformat()}]},
        "parent": {"code": "500103000000", "until": DAY.isoformat()},
    }
    assert found["new"] == {
        "predecessors": {"nodes": [{"code": STREET, "until": DAY.isoformat()}]},
        "parent": {"code": "500157000000", "name": "两江新区"},
    }
    me: Any = await data(demo_graph, ME, Principal("li", Role.SUBDISTRICT_OFFICIAL, (STREET,)))
    told = {"code": STREET, "until": DAY.isoformat(), "successors": {"nodes": [{"code": NEW_STREET}]}}
    assert me["me"]["areas"] == [told]


async def test_a_code_is_read_in_its_scheme_and_refused_where_it_is_ambiguous(
    demo_graph: Graph, tmp_path: Path
) -> None:
    other = "500103000000"
    text = f"{HEAD}{DAY},划转,{STREET},500103099000,,,{other},渝府〔2026〕5号\n"
    await apply_changes(demo_graph, changes(tmp_path, text), AUTHOR, NOW)
    for document in (COVERED, FOUND):
        assert await code(demo_graph, document, SERVICE, area=other, asOf=DAY.isoformat()) == "AMBIGUOUS_CODE"
        assert await code(demo_graph, document, SERVICE, area="500299000000") == "NOT_FOUND"
    civil: Any = await data(demo_graph, COVERED, SERVICE, area=other, asOf=DAY.isoformat(), scheme="CIVIL")
    assert civil["coverage"] == {"grids": {"total": 160}, "area": {"code": "500103099000"}}
    statistical: Any = await data(demo_graph, COVERED, SERVICE, area=other, asOf=EVE.isoformat(), scheme="STATISTICAL")
    assert statistical["coverage"] == {"grids": {"total": 160}, "area": {"code": other}}
    before: Any = await data(demo_graph, COVERED, SERVICE, area=other, asOf=EVE.isoformat(), scheme="CIVIL")
    assert before["coverage"] == {"grids": {"total": 160}, "area": {"code": STREET}}
    body = await ask(demo_graph, FOUND, SERVICE, area=other, asOf=EVE.isoformat(), scheme="CIVIL")
    assert body["data"]["findings"]["totalCount"] > 0
