"""Rules of history: whatever sheets and decisions come later, the audit of a past day says what it said then."""

import random
from contextlib import suppress
from dataclasses import asdict
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from graphsvc.access.principal import Grant
from graphsvc.coverage.model.rules import RULES, Rule, RuleCode
from graphsvc.coverage.store import cell_changes as cells
from graphsvc.coverage.store.counts import coverage
from graphsvc.coverage.store.findings import stream
from graphsvc.coverage.store.queries import place
from graphsvc.coverage.store.rule_checks import Order
from graphsvc.db.driver import Graph
from graphsvc.errors import GraphsvcError
from graphsvc.intake.load import load
from graphsvc.intake.model.problems import RowsRefused
from tests.conftest import KEYS
from tests.engine.contents import ask
from tests.engine.sheets_world import BRANCHES, CHANGES, COMMUNITIES, GRIDS, SUBDISTRICT, World

FIRST = date(2026, 1, 10)


async def audit(graph: Graph, day: date) -> Any:
    """All that an audit of a day says of the subdistrict."""
    area = await place(graph, SUBDISTRICT)

    async def of(rule: Rule) -> list[str]:
        return [str(asdict(each)) async for each in stream(graph, rule, area, day)]

    counts = [await coverage(graph, code, day) for code in (SUBDISTRICT, *COMMUNITIES)]
    found = [await of(rule) for rule in RULES.values()]
    return [asdict(each) for each in counts], [each for some in found for each in some]


async def decide(graph: Graph, dice: random.Random, day: date) -> str:
    """One decision of the service, or none where a rule forbids it."""
    order = Order(Grant(("500103",)), day, accepted=frozenset(RuleCode))
    branch, grid = dice.choice(BRANCHES), dice.choice(GRIDS)
    members = await ask(graph, "MATCH (m:Member) RETURN m.id ORDER BY m.id LIMIT 100")
    choice = dice.randrange(4)
    with suppress(GraphsvcError):
        if choice == 0:
            await graph.transact(lambda tx: cells.assign_coverage(tx, branch, grid, order, replace=True))
            return f"assign {branch} {grid}"
        if choice == 1:
            await graph.transact(lambda tx: cells.end_coverage(tx, branch, grid, order, leave_uncovered=True))
            return f"end {branch} {grid}"
        if choice == 2:
            person = str(dice.choice(members)[0])
            await graph.transact(lambda tx: cells.name_secretary(tx, branch, person, order))
            return f"name {person} in {branch}"
        other = dice.choice(BRANCHES)
        await graph.transact(lambda tx: cells.merge_cells(tx, branch, other, order))
        return f"merge {branch} into {other}"
    return ""


async def month(graph: Graph, world: World, day: date, folder: Path) -> list[str]:
    """What happens in a month: decisions, then the sheets as of a day; what is not allowed is left undone."""
    story = [await decide(graph, world.dice, day) for _ in range(2)]
    before = world.copy()
    story += [world.change(day) for _ in range(4)]
    try:
        await load(graph, world.write(folder, before), KEYS, as_of=day, source="月报")
    except RowsRefused as refused:
        world.tables = before
        story.append(str(refused)[:200])
    return [each for each in story if each]


@pytest.mark.parametrize("seed", range(3))
async def test_the_audit_of_a_past_day_says_what_it_said_then(clean_graph: Graph, tmp_path: Path, seed: int) -> None:
    world = World(random.Random(seed))
    await load(clean_graph, world.write(tmp_path / "first"), KEYS, as_of=FIRST, source="月报")
    said = {day: await audit(clean_graph, day) for day in (FIRST - timedelta(days=400), FIRST)}
    story: list[str] = []
    for number in range(1, len(CHANGES) // 4 + 1):
        last = FIRST + timedelta(days=30 * number)
        said[last - timedelta(days=1)] = await audit(clean_graph, last - timedelta(days=1))
        story.append(f"{last} {await month(clean_graph, world, last, tmp_path / str(number))}")
        for day in {*list(said)[:2], *list(said)[-1:], world.dice.choice(list(said))}:
            assert await audit(clean_graph, day) == said[day], "\n".join([str(day), *story])
    assert not any("不符合" in each for each in story), story
