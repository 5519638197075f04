"""Rules of the plan: as good as trying everything, inside every rule, the same for the same community."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.coverage.model.cells import NewCell, Reason, Uncoverable
from graphsvc.coverage.model.community import (
    CommunityToCover,
    JoinableUnit,
    People,
    UncoveredGrid,
    assemble,
    spare_members,
)
from graphsvc.coverage.model.thresholds import Thresholds
from graphsvc.coverage.store.advice import CommunityPlan, plan_community, propose_cell
from graphsvc.org.model.organizations import Formation

COMMUNITY = "500103012011"
NARROW = Thresholds(most_members=8, most_joint_units=2)
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
    count = draw(st.integers(1, 5))
    pairs = list(combinations(range(count), 2))
    edges = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=6)) if pairs else []
    return community(
        draw(st.lists(st.integers(0, 6), min_size=count, max_size=count)),
        edges,
        draw(st.lists(st.integers(1, 2), max_size=3)),
        draw(st.integers(0, 1)),
    )


def hangs_together(grids: Sequence[UncoveredGrid]) -> bool:
    codes = {grid.code for grid in grids}
    reached = {grids[0].code}
    for _ in grids:
        reached |= {near for grid in grids if grid.code in reached for near in grid.neighbours if near in codes}
    return reached == codes


def allowed(grids: Sequence[UncoveredGrid], units: Sequence[JoinableUnit], rules: Thresholds) -> bool:
    everyone = [each.people for each in grids] + [each.people for each in units]
    return (
        sum(len(each.full) for each in everyone) >= rules.minimum_full_members
        and sum(len(each.full) + len(each.probationary) for each in everyone) <= rules.most_members
        and len(units) <= rules.most_joint_units
        and len(units) != 1
        and hangs_together(grids)
    )


def subsets(items: Sequence[object]) -> Iterator[tuple[object, ...]]:
    return (chosen for size in range(len(items) + 1) for chosen in combinations(items, size))


def brute(grids: tuple[UncoveredGrid, ...], units: tuple[JoinableUnit, ...], rules: Thresholds) -> tuple[int, int, int]:
    """Grids left, cells, units: the least of all ways, tried one by one."""
    if not grids:
        return 0, 0, 0
    first, rest = grids[0], grids[1:]
    left, cells, used = brute(rest, units, rules)
    best = (left + 1, cells, used)
    for others in subsets(rest):
        for joined in subsets(units):
            cell = [first, *others]
            if allowed(cell, joined, rules):  # type: ignore[arg-type]
                remaining = tuple(grid for grid in rest if grid not in others)
                free = tuple(unit for unit in units if unit not in joined)
                left, cells, used = brute(remaining, free, rules)
                best = min(best, (left, cells + 1, used + len(joined)))
    return best


def measured(plan: CommunityPlan) -> tuple[int, int, int]:
    return len(plan.uncoverable), len(plan.cells), sum(len(cell.units) for cell in plan.cells)


@settings(max_examples=120, deadline=None)
@given(communities())
def test_a_plan_is_as_good_as_trying_everything(place: CommunityToCover) -> None:
    for rules in (Thresholds(), NARROW):
        plan = plan_community(place, rules)
        assert plan.proven
        assert measured(plan) == brute(place.grids, place.units, rules)


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
    for cell in plan.cells:
        assert allowed([grids[grid] for grid in cell.grids], [units[unit] for unit in cell.units], NARROW)
        assert cell.formation == ("SINGLE" if len(cell.grids) == 1 and not cell.units else "JOINT")
        assert len(set(cell.members)) == len(cell.members) <= NARROW.most_members


@settings(max_examples=60, deadline=None)
@given(communities())
def test_a_proposal_keeps_the_rules_and_covers_its_grid(place: CommunityToCover) -> None:
    grids = {grid.code: grid for grid in place.grids}
    units = {unit.id: unit for unit in place.units}
    for grid in place.grids:
        proposed = propose_cell(place, grid, NARROW)
        if isinstance(proposed, NewCell):
            assert grid.code in proposed.grids
            chosen = [units[unit] for unit in proposed.units]
            assert allowed([grids[grid] for grid in proposed.grids], chosen, NARROW)
            assert proposed.full_members >= 3


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
    assert plan_community(community([51])).uncoverable[0].reason is Reason.TOO_MANY_MEMBERS
    crowded = community([49, 2], [(0, 1)])
    assert [each.reason for each in plan_community(crowded).uncoverable] == [Reason.NO_ADMISSIBLE_SET]
    assert "可由甲支部扩大覆盖" in plan_community(place).uncoverable[0].said({"party-x": "甲支部"})


def test_one_cell_takes_all_that_hangs_together_and_fits() -> None:
    plan = plan_community(community([1, 1, 1, 0], [(0, 1), (1, 2), (2, 3)]))
    assert [cell.grids for cell in plan.cells] == [(code(0), code(1), code(2), code(3))]


def test_two_cells_when_one_would_be_too_large() -> None:
    plan = plan_community(community([26, 3, 26], [(0, 1), (1, 2)]))
    assert [cell.grids for cell in plan.cells] in ([(code(0), code(1)), (code(2),)], [(code(0),), (code(1), code(2))])


def test_the_same_community_gets_the_same_plan() -> None:
    place = community([20] * 12, [(n, n + 1) for n in range(11)] + [(0, 5), (3, 8)])
    first = plan_community(place)
    assert first.proven
    assert all(plan_community(place) == first for _ in range(3))
    assert len(first.cells) == 6


def test_a_member_is_counted_where_he_lives_and_in_one_unit_only() -> None:
    grids = [UncoveredGrid(code(0), "第一网格", People(("m1",)))]
    units = [
        [COMMUNITY, "unit-1", "甲", False, False, True, [["m1", "FULL"], ["m2", "FULL"], ["m3", "PROBATIONARY"]]],
        [COMMUNITY, "unit-2", "乙", False, False, False, [["m2", "FULL"]]],
        [COMMUNITY, "unit-3", "丙", True, False, False, [["m4", "FULL"]]],
        [COMMUNITY, "unit-4", "丁", False, True, False, [["m5", "FULL"]]],
    ]
    found = assemble(COMMUNITY, grids, units)
    assert found.units == (JoinableUnit("unit-1", "甲", People(("m2",), ("m3",))),)
    assert found.anchor == "unit-3"


def test_those_who_belong_nowhere_come_before_those_whom_a_branch_can_spare() -> None:
    budgets = {"party-a": 1, "party-b": 0}
    there: list[list[str | None]] = [
        ["a1", "party-a"],
        ["a2", "party-a"],
        ["b1", "party-b"],
        ["n1", None],
        ["u1", "party-unit-1"],
    ]
    assert spare_members(there, budgets, 3) == {"n1": None, "a1": "party-a"}
    assert budgets == {"party-a": 0, "party-b": 0}
    assert spare_members(there, {"party-a": 9}, 2) == {"n1": None, "a1": "party-a"}


def test_a_proposal_names_who_transfers_first_and_the_mutation_that_founds_it() -> None:
    place = replace(
        community([3]), superior="party-top", belongs={"g0-f0": None, "g0-f1": "party-a", "g0-f2": "party-a"}
    )
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
