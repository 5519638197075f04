"""Rules of the plan: as good as trying everything, inside every rule, the same for the same community."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.coverage.model.cells import NewCell, Reason, Uncoverable, people_of
from graphsvc.coverage.model.community import (
    CommunityToCover,
    JoinableUnit,
    Leavers,
    People,
    UncoveredGrid,
    assemble,
)
from graphsvc.coverage.model.thresholds import Thresholds
from graphsvc.coverage.store.advice import CommunityPlan, plan_community, propose_cell
from graphsvc.org.model.organizations import Formation

COMMUNITY = "500103012011"
NARROW = Thresholds(minimum_full_members=2, most_members=8, most_joint_units=2)
"""Bounds that bite in a small community."""


def people(name: str, full: int, probationary: int = 0) -> People:
    return People(tuple(f"{name}-f{n}" for n in range(full)), tuple(f"{name}-p{n}" for n in range(probationary)))


def code(number: int) -> str:
    return f"{COMMUNITY}{number:03}"


def community(
    full: Sequence[int], edges: Sequence[tuple[int, int]] = (), units: Sequence[int] = (), probationary: int = 0
) -> CommunityToCover:
    near: dict[int, set[str]] = {n: {code(900)} for n in range(len(full))}
    for a, b in edges:
        near[a].add(code(b))
        near[b].add(code(a))
    grids = [
        UncoveredGrid(code(n), f"第{n}网格", people(f"g{n}", count, probationary), frozenset(near[n]), ("party-x",))
        for n, count in enumerate(full)
    ]
    joinable = [JoinableUnit(f"unit-{n}", f"单位{n}", people(f"u{n}", count)) for n, count in enumerate(units)]
    return CommunityToCover(COMMUNITY, tuple(grids), tuple(joinable), "unit-9")


@st.composite
def communities(draw: st.DrawFn) -> CommunityToCover:
    """Few grids and units, whose members leave two branches that can spare some, or belong nowhere; some are in two."""
    count = draw(st.integers(1, 4))
    pairs = list(combinations(range(count), 2))
    edges = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=5)) if pairs else []
    place = community(
        draw(st.lists(st.integers(0, 4), min_size=count, max_size=count)),
        edges,
        draw(st.lists(st.integers(1, 2), max_size=3)),
        draw(st.integers(0, 1)),
    )
    residents = sorted(id_ for grid in place.grids for id_ in grid.people.full)
    if residents and place.units and draw(st.booleans()):
        working = People((*place.units[0].people.full, draw(st.sampled_from(residents))))
        place = replace(place, units=(replace(place.units[0], people=working), *place.units[1:]))
    everybody = sorted({id_ for people in place.sources for id_ in people.full})
    homes = draw(st.lists(st.sampled_from([None, None, "party-a", "party-b"]), min_size=40, max_size=40))
    spare = {"party-a": draw(st.integers(1, 6)), "party-b": draw(st.integers(1, 2))}
    return replace(place, belongs=dict(zip(everybody, homes, strict=False)), spare=spare)


def hangs_together(grids: Sequence[UncoveredGrid]) -> bool:
    codes = {grid.code for grid in grids}
    reached = {grids[0].code}
    for _ in grids:
        reached |= {near for grid in grids if grid.code in reached for near in grid.neighbours if near in codes}
    return reached == codes


Cell = tuple[tuple[UncoveredGrid, ...], tuple[JoinableUnit, ...]]


def allowed(place: CommunityToCover, cells: Sequence[Cell], rules: Thresholds) -> bool:
    """Whether these cells can be founded together."""
    return all(
        len(units) <= rules.most_joint_units and len(units) != 1 and hangs_together(grids) for grids, units in cells
    ) and can_be_staffed(place, cells, rules.minimum_full_members)


def can_be_staffed(place: CommunityToCover, cells: Sequence[Cell], least: int) -> bool:
    """Whether every cell can have so many members, each of one cell: a flow from cells over members to their homes."""
    room: dict[tuple[Any, Any], int] = {}
    for number, (grids, units) in enumerate(cells):
        room["start", number] = least
        for id_ in {id_ for people in people_of(grids, units) for id_ in people.full}:
            home = place.belongs.get(id_)
            room[number, id_] = 1
            room[id_, ("home", home) if home else "end"] = 1
            if home:
                room[("home", home), "end"] = place.spare.get(home, 0)
    beside: dict[Any, set[Any]] = {}
    for start, end in room:
        beside.setdefault(start, set()).add(end)
        beside.setdefault(end, set()).add(start)

    def push(here: Any, seen: set[Any]) -> bool:
        if here == "end":
            return True
        for there in beside[here] - seen:
            if room.get((here, there), 0) > 0 and push(there, seen | {there}):
                room[here, there] -= 1
                room[there, here] = room.get((there, here), 0) + 1
                return True
        return False

    return all(push("start", {"start"}) for _ in range(least * len(cells)))


def subsets(items: Sequence[Any]) -> Iterator[tuple[Any, ...]]:
    return (chosen for size in range(len(items) + 1) for chosen in combinations(items, size))


def brute(
    place: CommunityToCover,
    rules: Thresholds,
    grids: tuple[UncoveredGrid, ...],
    units: tuple[JoinableUnit, ...],
    cells: tuple[Cell, ...] = (),
) -> tuple[int, int, int]:
    """Grids left, cells, units: the least of all ways, tried one by one."""
    if not grids:
        return 0, 0, 0
    first, rest = grids[0], grids[1:]
    left, number, used = brute(place, rules, rest, units, cells)
    best = (left + 1, number, used)
    for others in subsets(rest):
        for joined in subsets(units):
            together = (*cells, ((first, *others), joined))
            if allowed(place, together, rules):
                remaining = tuple(grid for grid in rest if grid not in others)
                free = tuple(unit for unit in units if unit not in joined)
                left, number, used = brute(place, rules, remaining, free, together)
                best = min(best, (left, number + 1, used + len(joined)))
    return best


def measured(plan: CommunityPlan) -> tuple[int, int, int]:
    return len(plan.uncoverable), len(plan.cells), sum(len(cell.units) for cell in plan.cells)


@settings(max_examples=120, deadline=None)
@given(communities())
def test_a_plan_is_as_good_as_trying_everything(place: CommunityToCover) -> None:
    for rules in (Thresholds(), NARROW):
        plan = plan_community(place, rules)
        assert plan.proven
        assert measured(plan) == brute(place, rules, place.grids, place.units)


@settings(max_examples=120, deadline=None)
@given(communities())
def test_a_plan_keeps_every_rule_and_names_every_grid_once(place: CommunityToCover) -> None:
    plan = plan_community(place, NARROW)
    grids = {grid.code: grid for grid in place.grids}
    units = {unit.id: unit for unit in place.units}
    named = [grid for cell in plan.cells for grid in cell.grids] + [each.grid for each in plan.uncoverable]
    assert sorted(named) == sorted(grids)
    taken = [unit for cell in plan.cells for unit in cell.units]
    assert len(taken) == len(set(taken))
    cells = [
        (tuple(grids[grid] for grid in cell.grids), tuple(units[id_] for id_ in cell.units)) for cell in plan.cells
    ]
    assert allowed(place, cells, NARROW)
    for cell, places in zip(plan.cells, cells, strict=True):
        may = {id_ for people in people_of(*places) for id_ in people.full}
        assert cell.formation == ("SINGLE" if len(cell.grids) == 1 and not cell.units else "JOINT")
        assert set(cell.members[: cell.full_members]) <= may
        assert 2 <= cell.full_members <= 6
    going = [id_ for cell in plan.cells for id_ in cell.members]
    assert len(set(going)) == len(going)
    homes = Counter(place.belongs.get(id_) for id_ in going)
    assert all(homes[home] <= spare for home, spare in place.spare.items())


@settings(max_examples=60, deadline=None)
@given(communities())
def test_a_proposal_keeps_the_rules_and_is_there_whenever_a_cell_is_possible(place: CommunityToCover) -> None:
    grids = {grid.code: grid for grid in place.grids}
    units = {unit.id: unit for unit in place.units}
    for grid in place.grids:
        proposed = propose_cell(place, grid, NARROW)
        possible = any(
            allowed(place, [((grid, *others), joined)], NARROW)
            for others in subsets([each for each in place.grids if each != grid])
            for joined in subsets(place.units)
        )
        assert isinstance(proposed, NewCell) == possible
        if isinstance(proposed, NewCell):
            assert grid.code in proposed.grids
            cell = (tuple(grids[code_] for code_ in proposed.grids), tuple(units[id_] for id_ in proposed.units))
            assert allowed(place, [cell], NARROW)
            assert proposed.full_members >= 2
            homes = Counter(place.belongs.get(id_) for id_ in proposed.members)
            assert all(homes[home] <= spare for home, spare in place.spare.items())


def test_a_grid_with_three_full_members_gets_a_single_cell_of_them() -> None:
    (grid,) = community([3]).grids
    proposed = propose_cell(community([3]), grid)
    assert proposed == NewCell(Formation.SINGLE, (code(0),), (), None, 3, ("g0-f0", "g0-f1", "g0-f2"), COMMUNITY)
    assert proposed.said({code(0): "第一网格"}) == "第一网格有可转入组织关系的正式党员 3 名，可单独组建党支部。"
    assert proposed.said({}) == f"{code(0)}有可转入组织关系的正式党员 3 名，可单独组建党支部。"


def test_a_grid_with_fewer_joins_the_neighbour_that_has_enough() -> None:
    place = community([1, 0, 2], [(0, 1), (0, 2)])
    proposed = propose_cell(place, place.grids[0])
    assert isinstance(proposed, NewCell)
    assert (proposed.formation, proposed.grids, proposed.through) == ("JOINT", (code(0), code(2)), "unit-9")


def test_a_lonely_grid_joins_through_the_units_that_lack_an_organization() -> None:
    place = community([1], units=[1, 2, 1])
    proposed = propose_cell(place, place.grids[0])
    assert isinstance(proposed, NewCell)
    assert (proposed.units, proposed.through, proposed.full_members) == (("unit-1", "unit-0"), "unit-1", 4)


def test_what_cannot_be_covered_is_named_with_why_and_what_instead() -> None:
    place = community([2])
    assert plan_community(place).uncoverable == (Uncoverable(code(0), Reason.TOO_FEW_MEMBERS, ("party-x",), 2, (0,)),)
    lonely = community([1], units=[2])
    assert [each.reason for each in plan_community(lonely).uncoverable] == [Reason.NO_ADMISSIBLE_SET]
    assert "可由甲支部扩大覆盖" in plan_community(place).uncoverable[0].said({"party-x": "甲支部"})


def test_one_cell_takes_all_that_hangs_together_and_fits() -> None:
    plan = plan_community(community([1, 1, 1, 0], [(0, 1), (1, 2), (2, 3)]))
    assert [cell.grids for cell in plan.cells] == [(code(0), code(1), code(2), code(3))]


def test_a_cell_takes_three_of_many_and_leaves_the_others() -> None:
    (cell,) = plan_community(community([26, 3, 26], [(0, 1), (1, 2)])).cells
    assert cell.members == ("g0-f0", "g1-f0", "g2-f0", "g0-f1", "g1-f1", "g2-f1")
    (alone,) = plan_community(community([60])).cells
    assert alone.members == ("g0-f0", "g0-f1", "g0-f2")


def test_members_that_a_branch_can_spare_go_where_they_cover_most() -> None:
    """One who lives alone in the first grid would take the place of a third in the other."""
    spare = {f"g{n}-f{m}": "party-a" for n in range(3) for m in range(3)}
    place = replace(community([1, 3]), belongs=spare, spare={"party-a": 3})
    plan = plan_community(place)
    assert ([cell.grids for cell in plan.cells], plan.proven) == ([(code(1),)], True)
    assert [cell.members for cell in plan.cells] == [("g1-f0", "g1-f1", "g1-f2")]
    assert [(each.grid, each.reason, each.full_members) for each in plan.uncoverable] == [
        (code(0), Reason.TOO_FEW_MEMBERS, 0)
    ]
    left, right = (propose_cell(place, grid) for grid in place.grids)
    assert left == Uncoverable(code(0), Reason.TOO_FEW_MEMBERS, ("party-x",), 1, (0,))
    assert isinstance(right, NewCell)


def test_each_of_two_grids_is_proposed_what_a_branch_can_spare_once() -> None:
    spare = {f"g{n}-f{m}": "party-a" for n in range(2) for m in range(3)}
    place = replace(community([3, 3]), belongs=spare, spare={"party-a": 3})
    assert [propose_cell(place, grid).ids[0] for grid in place.grids] == [code(0), code(1)]
    assert all(isinstance(propose_cell(place, grid), NewCell) for grid in place.grids)
    plan = plan_community(place)
    assert (len(plan.cells), len(plan.uncoverable), plan.proven) == (1, 1, True)


def test_the_same_community_gets_the_same_plan() -> None:
    edges = [(n, n + 1) for n in range(11)] + [(0, 5), (3, 8)]
    whole = community([20] * 12, edges)
    homes = {
        id_: f"party-{index % 3}" for index, id_ in enumerate(sorted(id_ for p in whole.sources for id_ in p.full))
    }
    tight = replace(community([1, 0] * 6, edges[:5] + edges[6:-2]), belongs=homes, spare={"party-0": 2, "party-1": 2})
    for place in (whole, tight):
        first = plan_community(place)
        assert first.proven
        assert all(plan_community(place) == first for _ in range(3))
    assert len(plan_community(whole).cells) == 1


def test_units_may_join_that_have_no_organization_and_whose_members_may_come_from_either_place() -> None:
    grids = [UncoveredGrid(code(0), "第一网格", People(("m1",)))]
    units = [
        [COMMUNITY, "unit-1", "甲", False, False, True, [["m1", "FULL"], ["m2", "FULL"], ["m3", "PROBATIONARY"]]],
        [COMMUNITY, "unit-2", "乙", False, False, False, [["m3", "PROBATIONARY"]]],
        [COMMUNITY, "unit-3", "丙", True, False, False, [["m4", "FULL"]]],
        [COMMUNITY, "unit-4", "丁", False, True, False, [["m5", "FULL"]]],
    ]
    found = assemble(COMMUNITY, grids, units)
    assert found.units == (JoinableUnit("unit-1", "甲", People(("m1", "m2"), ("m3",))),)
    assert found.anchor == "unit-3"


def test_members_leave_in_turn_each_once_and_no_more_than_can_be_spared() -> None:
    there = [People(("n1", "a1", "a2")), People(("n1", "a3", "b1", "n2", "n3", "n4"))]
    homes = {"a1": "party-a", "a2": "party-a", "a3": "party-a", "b1": "party-b"}
    place = replace(community([0]), belongs=homes, spare={"party-a": 2})
    assert Leavers(place).count(there) == 6
    leavers = Leavers(place)
    assert leavers.choose(there, 3, 3) == ["n1", "a3", "a1"]
    assert leavers.choose(there, 3, 2) == ["n2", "n3"]
    assert (leavers.count(there), leavers.take(["n4", "a2", "n4"])) == (1, ["n4"])


def test_a_proposal_names_who_transfers_first_and_the_mutation_that_founds_it() -> None:
    place = replace(
        community([3]), superior="party-top", belongs={"g0-f0": None, "g0-f1": "party-a", "g0-f2": "party-a"}
    )
    place = replace(place, spare={"party-a": 2})
    cell = propose_cell(place, place.grids[0])
    assert isinstance(cell, NewCell)
    names = {code(0): "第零网格", "party-a": "甲支部"}
    assert cell.said(names) == (
        "第零网格有可转入组织关系的正式党员 3 名，可单独组建党支部；须先转接组织关系：甲支部 2 名、无隶属的党员 1 名。"
    )
    (step,) = cell.steps(names)
    assert step.mutation == "foundCell"
    assert step.arguments["cell"] == {
        "name": "第零网格党支部",
        "community": COMMUNITY,
        "superior": "party-top",
        "places": [code(0)],
        "members": ["g0-f0", "g0-f1", "g0-f2"],
        "secretary": "g0-f0",
        "units": [],
        "formation": "SINGLE",
    }


def test_without_an_organization_above_nothing_is_founded() -> None:
    place = replace(community([0]), superior=None)
    found = propose_cell(place, place.grids[0])
    assert isinstance(found, Uncoverable)
    assert found.reason is Reason.NO_SUPERIOR
    assert [each.mutation for each in found.steps()] == ["assignCoverage"]
