"""Coverage is the same asked from above, added up from below, or counted from the rows by hand, on any day."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

import pytest

from graphsvc.codes import prefix_of
from graphsvc.coverage.store.counts import Coverage, Tally, coverage
from graphsvc.db.driver import Graph
from graphsvc.errors import MalformedCode, NotFound
from graphsvc.intake.load import load_rows
from graphsvc.intake.model.columns import Row
from seeds.grow.stream import grow
from tests.conftest import KEYS
from tests.shared_graph import SharedGraph

YUZHONG = "500103000000"
Rows = dict[str, list[Row]]


def worn(chance: Random) -> Iterator[tuple[str, Sequence[Row]]]:
    """A small grown district in which covers end, estates have covers, and cells are founded and dissolved."""
    estates: list[str] = []
    for name, rows in grow(YUZHONG, 0.12):
        if name == "estates":
            estates = [str(row["code"]) for row in rows]
        if name == "party_organizations":
            rows = [_lived(row, chance) for row in rows]
        if name == "covers":
            rows = [_ended(row, chance) for row in rows]
            cells = [row["party_organization"] for row in rows]
            direct = [code for code in estates if cells and chance.random() < 0.2]
            rows = [*rows, *(_ended({"party_organization": cells[0], "place": code}, chance) for code in direct)]
        if name not in ("needs", "resources", "projects", "project_resources", "joint_meetings"):
            yield name, rows


def _day(chance: Random) -> date:
    return date(2020, 1, 1) + timedelta(days=chance.randint(0, 2500))


def _ended(row: Row, chance: Random) -> Row:
    since = _day(chance) if chance.random() < 0.8 else None
    until = (since or date(2022, 1, 1)) + timedelta(days=chance.randint(0, 1500)) if chance.random() < 0.4 else None
    return {**row, "since": since, "until": until}


def _lived(row: Row, chance: Random) -> Row:
    if row["kind"] not in ("BRANCH", "GROUP") or chance.random() > 0.3:
        return row
    founded = _day(chance)
    return {**row, "founded_on": founded, "dissolved_on": founded + timedelta(days=1000), "term_ends_on": None}


@pytest.fixture(scope="module")
async def grown(shared: SharedGraph) -> tuple[Graph, Rows]:
    graph = await shared.empty()
    tables: Rows = {}
    for name, rows in worn(Random(7)):
        tables.setdefault(name, []).extend(rows)
    await load_rows(graph, tables.items(), KEYS, fresh=True)
    return graph, tables


def between(row: Row, first: str, last: str, day: date) -> bool:
    begins, ends = row.get(first) or day, row.get(last)
    return begins <= day and (ends is None or day < ends)  # type: ignore[operator]


def by_hand(tables: Rows, area: str, day: date) -> tuple[Tally, Tally, int]:
    cells = {
        row["id"]: row.get("formation") or "SINGLE"
        for row in tables["party_organizations"]
        if row["kind"] in ("BRANCH", "GROUP") and between(row, "founded_on", "dissolved_on", day)
    }
    covered: dict[str, set[object]] = {}
    for row in tables["covers"]:
        if row["party_organization"] in cells and between(row, "since", "until", day):
            covered.setdefault(str(row["place"]), set()).add(cells[row["party_organization"]])
    under = prefix_of(area)
    grids = [covered.get(str(row["code"]), set()) for row in tables["grids"] if str(row["code"]).startswith(under)]
    estates = [
        covered.get(str(row["code"]), set()).union(*(covered.get(grid, set()) for grid in row["grids"] or ()))  # type: ignore[union-attr]
        for row in tables["estates"]
        if str(row["code"]).startswith(under)
    ]
    members = [
        row
        for row in tables["people"]
        if row["membership"] and str(row["grid"]).startswith(under) and between(row, "joined_on", "none", day)
    ]
    return tally(grids), tally(estates), len(members)


def tally(places: list[set[object]]) -> Tally:
    counts = Counter(frozenset(place) for place in places)
    one, other = frozenset({"SINGLE"}), frozenset({"JOINT"})
    return Tally(len(places), counts[one], counts[other], counts[one | other])


def numbers(found: Coverage) -> tuple[Tally, Tally, int]:
    return found.grids, found.estates, found.members


def samples(tables: Rows, count: int) -> list[tuple[str, date]]:
    chance = Random(11)
    codes = [str(row["code"]) for name in ("areas", "grids", "estates") for row in tables[name]]
    upper = [code for code in codes if code.endswith("000") and len(code) == 12]
    return [(chance.choice(upper if n % 3 == 0 else codes), _day(chance)) for n in range(count)]


async def test_any_area_on_any_day_counts_as_its_rows_do(grown: tuple[Graph, Rows]) -> None:
    graph, tables = grown
    for area, day in samples(tables, 60):
        assert numbers(await coverage(graph, area, day)) == by_hand(tables, area, day), (area, day)


async def test_the_parts_of_an_area_add_up_to_the_whole(grown: tuple[Graph, Rows]) -> None:
    graph, tables = grown
    for area, day in samples(tables, 30):
        whole = await coverage(graph, area, day)
        if len(whole.parts) == 1 and whole.parts[0].code == area:
            continue
        below = [numbers(await coverage(graph, part.code, day)) for part in whole.parts]
        assert [(part.grids, part.estates, part.members) for part in whole.parts] == below
        assert numbers(whole)[2] == sum(members for _, _, members in below)


async def test_a_day_long_before_knows_no_cell_and_no_member_that_came_later(grown: tuple[Graph, Rows]) -> None:
    graph, tables = grown
    early = await coverage(graph, YUZHONG, date(1950, 1, 1))
    assert early.grids.total == len(tables["grids"])
    assert early.members == 0
    late = await coverage(graph, YUZHONG, date(2026, 11, 24))
    assert 0 < late.grids.covered < late.grids.total
    assert min(late.grids.single, late.grids.joint, late.grids.both, late.estates.both) > 0


async def test_an_area_without_places_has_no_share(demo_graph: Graph) -> None:
    found = await coverage(demo_graph, "500103014000", date(2026, 11, 24))
    assert (found.grids, found.grids.share, len(found.parts)) == (Tally(), None, 2)


async def test_the_demo_is_covered_as_its_readme_says(demo_graph: Graph) -> None:
    found = await coverage(demo_graph, "500103012000", date(2026, 11, 24))
    assert found.grids == Tally(160, 130, 8, 1)
    assert found.grids.none == 21
    assert found.grids.share == 139 / 160
    assert [part.name for part in found.parts][:2] == ["马家堡社区", "浮图关社区"]


async def test_an_area_that_is_not_there_is_refused(demo_graph: Graph) -> None:
    with pytest.raises(NotFound):
        await coverage(demo_graph, "500109000000", date(2026, 11, 24))
    with pytest.raises(MalformedCode):
        await coverage(demo_graph, "50", date(2026, 11, 24))
