"""Rules of a reorganisation: all that lies in an area moves along, the day before is answered as it was, once only."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from graphsvc.coverage.model.rules import RULES
from graphsvc.coverage.store.counts import coverage
from graphsvc.coverage.store.findings import stream
from graphsvc.coverage.store.queries import place
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import Conflict, ImportUnfinished
from graphsvc.intake.imports.undo import undo
from graphsvc.intake.model.problems import RowsRefused
from graphsvc.intake.reorganisation import apply as applying
from graphsvc.intake.reorganisation.apply import apply_changes, rehearse_changes
from graphsvc.intake.reorganisation.moving import CYPHER, OF_LABEL, write_step
from tests.conftest import DEMO_DAY, RECORD
from tests.engine.contents import ask, whole
from tests.engine.redrawn import (
    AUTHOR,
    COMMUNITY,
    DAY,
    HEAD,
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
from tests.plans import scans

PARAMS = {
    "rows": [
        {
            **dict.fromkeys(("old", "new", "prefix", "oldPrefix", "parent"), ""),
            "made": True,
            "ends": True,
            "queues": [],
            "more": {},
        }
    ],
    "prefixes": ["5"],
    **{name: [""] for name in ("codes", "ids", "scope")},
    **dict.fromkeys(("code", "import"), ""),
    "on": DAY,
    "successors": {},
    "more": {},
    "change": {"successor": ""},
}
HELD = """\
MATCH (a:Area {until: $day})-[r]-() WHERE r.until IS NULL OR r.until > $day
RETURN DISTINCT type(r) AS type ORDER BY type"""
ESTATES = """\
MATCH (:Grid {code: $code})-[:CONTAINS]->(e:Estate) WHERE COUNT { (e)<-[:CONTAINS]-() } = 1
RETURN e.code AS code ORDER BY code LIMIT 99"""
TWICE = """\
MATCH (a:Area {since: $day})-[r:COVERS|LIVES_IN|CONTAINS|ADJACENT_TO|SERVES_IN]-(x)
WITH a, x, type(r) AS type, r.role AS role, count(*) AS number WHERE number > 1
RETURN a.code, type LIMIT 10"""


async def findings(graph: Graph, code: str, day: date) -> list[tuple[str, str]]:
    """What an audit finds where, in the order of the codes; a tie that a change has begun tells of no older fault."""
    area, rules = await place(graph, code), [rule for rule in RULES.values() if not rule.about_data]
    return [(each.rule.code, each.area_code) for rule in rules async for each in stream(graph, rule, area, day)]


async def test_the_day_before_is_answered_as_it_was_and_the_day_itself_adds_up(
    demo_graph: Graph, tmp_path: Path
) -> None:
    eve = DAY - timedelta(days=1)
    before, once = await audit(demo_graph, STREET, eve), await coverage(demo_graph, STREET, DAY)
    found = await findings(demo_graph, STREET, DAY)
    here = await lying(demo_graph, "500103")
    done = await apply_changes(demo_graph, changes(tmp_path, MOVED), AUTHOR, NOW)
    assert (done.changes, done.before) == (2, 0)
    assert await audit(demo_graph, STREET, eve) == before
    assert (await coverage(demo_graph, STREET, DAY)).parts == ()
    assert (await coverage(demo_graph, NEW_STREET, eve)).parts == ()
    assert figures(await coverage(demo_graph, NEW_STREET, DAY)) == figures(once)
    assert figures(await coverage(demo_graph, NEW_DISTRICT, DAY)) == figures(once)
    now = await findings(demo_graph, NEW_STREET, DAY)
    assert now == [(rule, code.replace("500103012", "500157012")) for rule, code in found]
    assert await lying(demo_graph, "500103") == Counter()
    assert await lying(demo_graph, "500157") == here
    assert await ask(demo_graph, "MATCH (i:Import) RETURN DISTINCT i.state LIMIT 9") == [["DONE"]]
    assert {type(each).__name__ async for each in RECORD.verify(demo_graph)} == {"Whole"}
    rows = await ask(demo_graph, HELD, day=DAY)
    assert [name for (name,) in rows] == ["BECAME", "PART_OF"]
    assert await ask(demo_graph, TWICE, day=DAY) == []


async def test_a_change_is_made_once_and_goes_on_where_it_was_interrupted(
    demo_graph: Graph, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file, written = changes(tmp_path, MOVED), list[Any]()

    async def broken(*given: Any) -> Any:
        written.append(given)
        if len(written) == 3:
            raise KeyboardInterrupt
        return await write_step(*given)

    monkeypatch.setattr(applying, "write_step", broken)
    with pytest.raises(KeyboardInterrupt):
        await apply_changes(demo_graph, file, AUTHOR, NOW)
    monkeypatch.undo()
    for code in (STREET, NEW_STREET, NEW_DISTRICT):
        with pytest.raises(ImportUnfinished):
            await coverage(demo_graph, code, DAY)
    rest = await apply_changes(demo_graph, file, AUTHOR, NOW)
    assert (rest.changes, rest.before) == (1, 1)
    after = await whole(demo_graph)
    again = await apply_changes(demo_graph, file, AUTHOR, NOW)
    assert (again.changes, again.before, again.import_id) == (0, 2, "")
    assert await whole(demo_graph) == after
    with pytest.raises(Conflict):
        await undo(demo_graph, rest.import_id, AUTHOR, NOW)


async def test_a_rehearsal_counts_what_would_move_and_writes_nothing(demo_graph: Graph, tmp_path: Path) -> None:
    before = await whole(demo_graph)
    street, district = await rehearse_changes(demo_graph, changes(tmp_path, MOVED), NOW)
    assert (len(street.step.follows), len(district.step.follows)) == (301, 4)
    assert street.lying["Person"] == 400
    assert await whole(demo_graph) == before


async def test_a_name_is_changed_where_the_area_is(demo_graph: Graph, tmp_path: Path) -> None:
    text = f"{HEAD}{DAY},更名,{COMMUNITY},,新马家堡社区,,,街道〔2026〕2号\n"
    await apply_changes(demo_graph, changes(tmp_path, text), AUTHOR, NOW)
    named = [
        {part.code: part.name for part in (await coverage(demo_graph, STREET, day)).parts}[COMMUNITY]
        for day in (DEMO_DAY, DAY)
    ]
    assert named == ["马家堡社区", "新马家堡社区"]


async def test_a_community_is_split_and_what_is_not_named_goes_to_the_first(demo_graph: Graph, tmp_path: Path) -> None:
    once = await coverage(demo_graph, STREET, DAY)
    text = (
        f"{HEAD}{DAY},拆分,{COMMUNITY},{COMMUNITY},,,,街道〔2026〕3号\n"
        f"{DAY},拆分,{COMMUNITY},500103012099,新桥社区,,,街道〔2026〕3号\n"
        f"{DAY},划转,{COMMUNITY}002,500103012099001,,,,街道〔2026〕3号\n"
    )
    inside = await ask(demo_graph, ESTATES, code=f"{COMMUNITY}002")
    assert inside
    text += "".join(f"{DAY},划转,{code},500103012099{str(code)[-4:]},,,,街道〔2026〕3号\n" for (code,) in inside)
    await apply_changes(demo_graph, changes(tmp_path, text), AUTHOR, NOW)
    parts = {part.code: part for part in (await coverage(demo_graph, STREET, DAY)).parts}
    before = {part.code: part for part in once.parts}
    assert parts["500103012099"].grids.total == 1
    assert parts[COMMUNITY].grids.total == before[COMMUNITY].grids.total - 1
    assert figures(await coverage(demo_graph, STREET, DAY)) == figures(once)


async def test_merged_communities_keep_every_grid_under_numbers_that_are_free(
    demo_graph: Graph, tmp_path: Path
) -> None:
    once = await coverage(demo_graph, STREET, DAY)
    text = f"{HEAD}{DAY},撤并,{COMMUNITY},500103012012,,,,街道〔2026〕4号\n"
    await apply_changes(demo_graph, changes(tmp_path, text), AUTHOR, NOW)
    after = await coverage(demo_graph, STREET, DAY)
    assert len(after.parts) == len(once.parts) - 1
    assert after.grids == once.grids
    assert after.members == once.members


@pytest.mark.parametrize(
    ("line", "column"),
    [
        (f"{DAY},划转,500103099000,500157012000,,,,文", "code"),
        (f"{DAY},划转,{STREET},500157,,,,文", "successor"),
        (f"{DAY},划转,{STREET},{NEW_STREET},,,,文", "successor"),
        (f"{DAY},划转,{COMMUNITY},500103012012,,,,文", "successor"),
        (f"{DAY},划转,{COMMUNITY},500103099000,,,,文", "successor"),
        (f"{DAY},更名,{COMMUNITY},,,,,文", "name"),
        (f"{DAY},更名,{COMMUNITY},,新名,,,", "document"),
        (f"2026-12-25,更名,{COMMUNITY},,新名,,,文", "on"),
        (f"{DAY},更名,{COMMUNITY},,新名,县,,文", "area_kind"),
    ],
    ids=["unknown", "no code", "no parent", "taken", "level", "says nothing", "no paper", "to come", "kind"],
)
async def test_a_line_that_cannot_be_done_is_refused_whole(
    demo_graph: Graph, tmp_path: Path, line: str, column: str
) -> None:
    before = await whole(demo_graph)
    with pytest.raises(RowsRefused) as refused:
        await apply_changes(demo_graph, changes(tmp_path, f"{HEAD}{line}\n"), AUTHOR, NOW)
    assert [problem.column for problem in refused.value.problems] == [column]
    assert await whole(demo_graph) == before


@pytest.mark.parametrize("name", [*CYPHER, *(f"{label}.{name}" for label in OF_LABEL for name in ("move", "count"))])
async def test_no_statement_reads_a_label_from_end_to_end(demo_graph: Graph, name: str) -> None:
    label, _, of_label = name.rpartition(".")
    text = OF_LABEL[label][of_label] if label else CYPHER[name]
    if label or ("move_dated" not in name and name not in ("move", "count")):
        assert await scans(demo_graph, Statement(text, PARAMS), products=True) == set()
