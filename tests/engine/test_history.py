"""Rules of history: whatever sheets and decisions come later, the audit of a past day says what it said then."""

import random
import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from graphsvc.access.principal import Grant
from graphsvc.coverage.changes import cells, offices
from graphsvc.coverage.changes.rule_checks import Order
from graphsvc.coverage.model.rules import RULES, Rule, RuleCode
from graphsvc.coverage.store.counts import coverage
from graphsvc.coverage.store.findings import stream
from graphsvc.coverage.store.queries import place
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.errors import GraphsvcError
from graphsvc.intake.load import load
from graphsvc.intake.model.columns import Row
from graphsvc.intake.model.problems import RowsRefused
from graphsvc.intake.reorganisation.redraw import Order as RedrawOrder
from graphsvc.intake.reorganisation.redraw import read_rows, redraw
from tests.conftest import KEYS
from tests.engine.contents import ask
from tests.engine.sheets_world import BRANCHES, CHANGES, COMMUNITIES, GRIDS, SUBDISTRICT, World

FIRST = date(2026, 1, 10)
NEW = "500103012013"
"""The code of a community that one of two is split into."""

VERSIONS = re.compile(r"'versions': \([\d, ]*\)")
"""What advice sends along of the cells that it would extend is today's, whatever day is asked about."""


async def audit(graph: Graph, day: date) -> Any:
    """All that an audit of a day says of the subdistrict."""
    area = await place(graph, SUBDISTRICT)

    async def of(rule: Rule) -> list[str]:
        return [VERSIONS.sub("", str(asdict(each))) async for each in stream(graph, rule, area, day)]

    counts = [await coverage(graph, code, day) for code in (SUBDISTRICT, *COMMUNITIES)]
    found = [await of(rule) for rule in RULES.values()]
    return [asdict(each) for each in counts], [each for some in found for each in some]


def differing(found: Any, said: Any) -> list[str]:
    """What one of two audits says and the other does not."""
    one, other = ([str(each) for part in audit for each in part] for audit in (found, said))
    return [f"- {each}" for each in other if each not in one] + [f"+ {each}" for each in one if each not in other]


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
            await graph.transact(lambda tx: offices.name_secretary(tx, branch, person, order))
            return f"name {person} in {branch}"
        other = dice.choice(BRANCHES)
        await graph.transact(lambda tx: cells.merge_cells(tx, branch, other, order))
        return f"merge {branch} into {other}"
    return ""


def redrawn(kind: str, on: date, code: str, **more: str) -> Row:
    return {"kind": kind, "on": on, "code": code, "document": "街道〔2026〕1号", **more}


async def reorganise(graph: Graph, day: date, *rows: Row) -> str:
    """Redraw areas on a day, all of the changes or none."""
    order = RedrawOrder(Grant(("500103",)), "district", datetime(day.year, day.month, day.day, 4, tzinfo=UTC))
    try:
        await graph.transact(lambda tx: redraw(tx, read_rows(rows), order), Lane.HEAVY)
    except GraphsvcError as refused:
        return f"not redrawn: {refused.en}"
    return f"redrawn {rows[0]['kind']} {rows[0]['code']}"


async def rename(graph: Graph, dice: random.Random, day: date) -> str:
    """A community or grid gets another name, or another kind with it."""
    code = dice.choice((*COMMUNITIES, *GRIDS))
    name = f"改名{day:%m%d}"
    if dice.random() < 0.5:
        return await reorganise(graph, day, redrawn("RENAMED", day, code, name=name))
    kind = "DEDICATED" if code in GRIDS else "VILLAGE"
    return await reorganise(graph, day, redrawn("UPGRADED", day, code, name=name, area_kind=kind))


async def month(graph: Graph, world: World, day: date, folder: Path) -> list[str]:
    """What happens in a month: decisions, then the sheets as of a day; what is not allowed is left undone."""
    story = [await decide(graph, world.dice, day) for _ in range(2)]
    story.append(await rename(graph, world.dice, day))
    before = world.copy()
    story += [world.change(day) for _ in range(4)]
    try:
        await load(graph, world.write(folder, before), KEYS, as_of=day, source="月报")
    except RowsRefused as refused:
        world.tables = before
        story.append(str(refused)[:200])
    return [each for each in story if each]


@dataclass(frozen=True, slots=True)
class Unchanged:
    """What was said of days when they were the last, held against what is said of them now."""

    graph: Graph
    said: Mapping[date, Any]
    dice: random.Random
    story: Sequence[str]

    async def days(self, *days: date) -> None:
        """Hold these days, and one by chance."""
        for day in {*days, self.dice.choice(list(self.said))}:
            other = differing(await audit(self.graph, day), self.said[day])
            assert not other, "\n".join([str(day), *self.story, *other])


@pytest.mark.parametrize("seed", range(3))
async def test_the_audit_of_a_past_day_says_what_it_said_then(clean_graph: Graph, tmp_path: Path, seed: int) -> None:
    world = World(random.Random(seed))
    await load(clean_graph, world.write(tmp_path / "first"), KEYS, as_of=FIRST, source="月报")
    said = {day: await audit(clean_graph, day) for day in (FIRST - timedelta(days=400), FIRST)}
    story: list[str] = []
    check = Unchanged(clean_graph, said, world.dice, story)
    for number in range(1, len(CHANGES) // 4 + 1):
        last = FIRST + timedelta(days=30 * number)
        said[last - timedelta(days=1)] = await audit(clean_graph, last - timedelta(days=1))
        story.append(f"{last} {await month(clean_graph, world, last, tmp_path / str(number))}")
        await check.days(*list(said)[:2], *list(said)[-1:])
    assert not any("不符合" in each for each in story), story
    assert any("redrawn RENAMED" in each or "redrawn UPGRADED" in each for each in story), story
    once = await coverage(clean_graph, SUBDISTRICT, last)
    gone, goes_on = COMMUNITIES
    on = last + timedelta(days=1)
    parts = (
        redrawn("SPLIT", on, goes_on, successor=goes_on),
        redrawn("SPLIT", on, goes_on, successor=NEW, name="新社区"),
    )
    grid = redrawn("MOVED", on, f"{goes_on}001", successor=f"{NEW}001")
    assert await reorganise(clean_graph, on, *parts, grid) == f"redrawn SPLIT {goes_on}"
    await check.days(FIRST, last - timedelta(days=1))
    merged = last + timedelta(days=2)
    told = await reorganise(clean_graph, merged, redrawn("MERGED", merged, gone, successor=goes_on))
    assert told == f"redrawn MERGED {gone}"
    await check.days(FIRST, last - timedelta(days=1))
    parted, after = [await coverage(clean_graph, SUBDISTRICT, day) for day in (on, merged)]
    assert (parted.grids, parted.members) == (once.grids, once.members)
    assert parted.estates.total == once.estates.total, "an estate stays behind when one of its grids goes"
    assert (after.grids, after.estates, after.members) == (parted.grids, parted.estates, parted.members)


async def test_a_correction_changes_the_days_it_names_and_those_after_them(clean_graph: Graph, tmp_path: Path) -> None:
    world = World(random.Random(3))
    await load(clean_graph, world.write(tmp_path / "first"), KEYS, as_of=FIRST, source="月报")
    last, named = FIRST + timedelta(days=60), FIRST + timedelta(days=20)
    bare = GRIDS[5]
    assert not any(row["place"] == bare for row in world.tables["covers"].values())
    days = [FIRST, named - timedelta(days=1), named, last]
    said = {day: await audit(clean_graph, day) for day in days}
    tie = {"party_organization": BRANCHES[3], "place": bare, "since": named.isoformat(), "until": ""}
    before = world.copy()
    world.tables["covers"]["corrected"] = tie
    await load(clean_graph, world.write(tmp_path / "later", before), KEYS, as_of=last, source="月报")
    changed = [day for day in days if differing(await audit(clean_graph, day), said[day])]
    assert changed == [named, last], "it has covered the grid since the day that the sheet names, and not before"
