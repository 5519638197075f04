"""Key groups on a real Neo4j: filed once, and no count below the threshold can be had from any set of answers."""

from datetime import date, timedelta
from random import Random
from typing import Any

import numpy as np
import pytest

from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.codes import prefix_of
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.places.model.groups import GroupRules, KeyGroupKind
from graphsvc.places.store.groups import TEXTS
from tests.engine.cases_world import place
from tests.engine.desk import COMMUNITY, ELSEWHERE, GRID, STREET_OFFICE, VIEWER, WATER, Desk
from tests.engine.two_streets import AREAS
from tests.plans import scans
from tests.shared_graph import everything

STREETS = ("500103012000", "500103014000")
DISTRICT = Principal("district", Role.DISTRICT_ADMIN, ("500103000000",))
AUDITOR = Principal("auditor", Role.AUDITOR, ("500103000000",))
FILE = "mutation ($report: KeyGroupReportInput!, $key: ID) { fileKeyGroups(report: $report, key: $key) { code } }"
FIGURES = "figures { kind count words countedOn source lackingCount }"
ASK = f"""query ($area: ID!, $on: Date, $kinds: [KeyGroupKind!]) {{ keyGroups(area: $area, asOf: $on, kinds: $kinds) {{
  askedOn area {{ code }} {FIGURES} parts {{ area {{ code }} {FIGURES} }} }} }}"""
MORE_GRIDS = """\
MATCH (c:Community) UNWIND range(3, 6) AS n
WITH c, c.code + '00' + n AS code
CREATE (:Node:Area:Grid {id: code, code: code, areaCode: code, level: 5, prefix: code, name: '网格'})-[:PART_OF]->(c)"""
CODES = ("500103000000", *STREETS, "500103012011", "500103012012", "500103014001", "500103012011001")
CALLERS = (SERVICE, DISTRICT, AUDITOR, STREET_OFFICE, ELSEWHERE, COMMUNITY, GRID)


@pytest.fixture
async def desk(known: Documents, clean_graph: Graph) -> Desk:
    await place(clean_graph)
    await clean_graph.write(Statement(AREAS))
    await clean_graph.write(Statement(MORE_GRIDS))
    return Desk(known, clean_graph)


async def grids_of(desk: Desk) -> list[str]:
    return [code for (code,) in await desk.graph.read(Statement("MATCH (g:Grid) RETURN g.code ORDER BY g.code"))]


def report(area: str, on: date, counts: dict[tuple[str, str], int]) -> dict[str, Any]:
    lines = [{"grid": grid, "kind": kind, "count": count} for (grid, kind), count in counts.items()]
    return {"area": area, "countedOn": on.isoformat(), "source": "民政台账", "lines": lines}


async def test_counts_are_filed_once_by_who_may_and_small_ones_are_not_kept(desk: Desk) -> None:
    grids = [grid for grid in await grids_of(desk) if grid.startswith("500103012")]
    kind = "LIVING_ALONE"
    counts = {(grid, kind): 20 + n for n, grid in enumerate(grids)} | {(grids[0], kind): 3}
    given = report(STREETS[0], date(2026, 9, 1), counts)
    stranger = [{"grid": "500103012099001", "kind": kind, "count": 9}]
    for caller, more, code in (
        (VIEWER, {}, "FORBIDDEN"),
        (WATER, {}, "FORBIDDEN"),
        (COMMUNITY, {}, "FORBIDDEN"),
        (ELSEWHERE, {}, "NOT_FOUND"),
        (STREET_OFFICE, {"area": "500103012011"}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"countedOn": "2026-09-08"}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"lines": stranger}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"lines": []}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"sheet": f"grid,{kind}\n{grids[0]},9"}, "BAD_USER_INPUT"),
        (STREET_OFFICE, {"lines": [], "sheet": f"grid,{kind}\n{grids[0]},many"}, "BAD_USER_INPUT"),
    ):
        before = await everything(desk.graph)
        body = (await desk.ask(caller, FILE, report={**given, **more})).body
        assert body["errors"][0]["extensions"]["code"] == code, (caller, more)
        assert await everything(desk.graph) == before
    assert await desk.data(STREET_OFFICE, FILE, report=given) == {"fileKeyGroups": {"code": STREETS[0]}}
    body = (await desk.ask(STREET_OFFICE, FILE, report=given)).body
    assert body["errors"][0]["extensions"]["code"] == "CONFLICT"
    (row,) = await desk.graph.read(Statement("MATCH (t:KeyGroupTable) RETURN t.figures, t.codes"))
    figures = dict(zip(row[1], row[0], strict=True))
    assert (figures[grids[0]], figures[STREETS[0]]) == (-1, sum(counts.values()))
    assert min(figure for figure in figures.values() if figure != -1) >= 5
    told = (await desk.data(COMMUNITY, ASK, area="500103012011"))["keyGroups"]
    first, *_ = told["figures"]
    assert (first["kind"], first["countedOn"], first["source"]) == (kind, "2026-09-01", "民政台账")
    words = {part["area"]["code"]: part["figures"][0]["words"] for part in told["parts"]}
    assert words[grids[0]] == "少数或不公布"
    assert "3" not in words.values()
    assert (await desk.data(DISTRICT, ASK, area=STREETS[0], on="2026-08-31"))["keyGroups"]["figures"] == []
    body = (await desk.ask(COMMUNITY, ASK, area=STREETS[0])).body
    assert body["errors"][0]["extensions"]["code"] == "NOT_FOUND"
    assert (await desk.ask(VIEWER, ASK, area=STREETS[0])).body["errors"][0]["extensions"]["code"] == "FORBIDDEN"
    entries = await desk.graph.read(
        Statement("MATCH (e:LogEntry {action: 'KEY_GROUPS_FILED'}) RETURN e.before + e.after")
    )
    assert len(entries) == 1
    assert 'count"' not in entries[0][0]


async def test_of_random_requests_solved_together_no_count_below_the_threshold_is_derived(desk: Desk) -> None:
    random = Random(2026)
    grids, kinds = await grids_of(desk), list(KeyGroupKind)[:4]
    days = [date(2026, 3, 1) + timedelta(days=31 * n) for n in range(4)]
    truth: dict[tuple[str, date, str], dict[str, int]] = {}
    for street in STREETS:
        for day in days[: 3 if street == STREETS[1] else 4]:
            inside = [grid for grid in grids if grid.startswith(prefix_of(street))]
            most = {kind: random.choice((4, 12, 60)) for kind in kinds}
            counts = {(grid, kind.value): random.randint(0, most[kind]) for grid in inside for kind in kinds}
            await desk.data(DISTRICT, FILE, report=report(street, day, counts))
            for kind in kinds:
                truth[street, day, kind.value] = {grid: counts[grid, kind.value] for grid in inside}
    column = {(key, grid): n for n, (key, grid) in enumerate((key, g) for key in truth for g in truth[key])}

    def held(area: str, on: date, kind: str) -> dict[tuple[tuple[str, date, str], str], int]:
        """The unknowns whose sum an area's figure would be on a day: of each subdistrict the last table by then."""
        found: dict[tuple[tuple[str, date, str], str], int] = {}
        for street in STREETS:
            last = max((day for of, day, k in truth if of == street and k == kind and day <= on), default=None)
            if last is None:
                continue
            rows = truth[street, last, kind]
            found |= {((street, last, kind), g): n for g, n in rows.items() if g.startswith(prefix_of(area))}
        return found

    equations: dict[tuple[int, ...], int] = {}
    answers = 0
    for _ in range(200):
        caller, area = random.choice(CALLERS), random.choice((*CODES, *grids))
        on = date(2026, 2, 20) + timedelta(days=random.randrange(180))
        chosen = random.sample([*kinds], random.randint(1, 4)) if random.random() < 0.5 else None
        words = [each.value for each in chosen] if chosen else None
        given = {"area": area, "on": on.isoformat(), "kinds": words}
        body = (await desk.ask(caller, ASK, **given)).body
        if "errors" in body:
            assert body["errors"][0]["extensions"]["code"] == "NOT_FOUND"
            continue
        told = body["data"]["keyGroups"]
        for part in (told, *told["parts"]):
            for figure in part["figures"]:
                if figure["count"] is None:
                    continue
                unknown = held(part["area"]["code"], on, figure["kind"])
                if figure["lackingCount"]:  # a sum of what else is told, which says nothing new
                    continue
                assert figure["count"] == sum(unknown.values())
                equations[tuple(sorted(column[each] for each in unknown))] = figure["count"]
                answers += 1
    assert answers > 400
    matrix = np.zeros((len(equations), len(column)))
    for row, columns in enumerate(equations):
        matrix[row, list(columns)] = 1
    basis = np.linalg.svd(matrix, full_matrices=False)
    space = basis.Vh[basis.S > 1e-9]
    small = 0
    for (street, day, word), of in truth.items():
        for area in {street, *(grid[:12] for grid in of), *of}:
            inside = [grid for grid in of if grid.startswith(prefix_of(area))]
            if sum(of[grid] for grid in inside) >= 5:
                continue
            small += 1
            wanted = np.zeros(len(column))
            wanted[[column[(street, day, word), grid] for grid in inside]] = 1
            rest = wanted - space.T @ (space @ wanted)
            assert np.abs(rest).max() > 1e-6, (area, day, word)
    assert small > 60


async def test_the_threshold_is_a_setting_of_the_filing(desk: Desk) -> None:
    grids = [grid for grid in await grids_of(desk) if grid.startswith("500103012")]
    counts = {(grid, "YOUTH"): 9 for grid in grids}
    await desk.data(DISTRICT, FILE, report=report(STREETS[0], date(2026, 9, 1), counts))
    desk.tools[GroupRules] = GroupRules(10)
    await desk.data(DISTRICT, FILE, report=report(STREETS[0], date(2026, 9, 2), counts))
    for day, shown in (("2026-09-01", 9), ("2026-09-02", None)):
        told = (await desk.data(COMMUNITY, ASK, area="500103012011", on=day))["keyGroups"]
        assert {part["figures"][0]["count"] for part in told["parts"]} == {shown}


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_no_statement_of_key_groups_scans(desk: Desk, name: str) -> None:
    given = {"area": "a", "id": "i", "scope": [""], "table": {}, "day": date(2026, 9, 1)}
    assert not await scans(desk.graph, Statement(TEXTS[name], given), products=True)
