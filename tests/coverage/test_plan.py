"""Rules of the plan: as good as trying everything, inside every rule, the same for the same community."""

from collections.abc import Iterator, Sequence
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from graphsvc.coverage.model.cells import NewCell, Reason, Uncoverable
from graphsvc.coverage.model.community import Ground, JoinableUnit, People, Plot, ground
from graphsvc.coverage.model.thresholds import Thresholds
from graphsvc.coverage.store.advice import CommunityPlan, plan_of, proposal

COMMUNITY = "500103012011"
NARROW = Thresholds(most_members=8, most_joint_units=2)
"""Bounds that bite in a small community."""


def people(name: str, full: int, probationary: int = 0) -> People:
    return People(tuple(f"{name}-f{n}" for n in range(full)), tuple(f"{name}-p{n}" for n in range(probationary)))


def code(number: int) -> str:
    return f"{COMMUNITY}{number:03}"


def community(
    full: Sequence[int], edges: Sequence[tuple[int, int]] = (), units: Sequence[int] = (), probationary: int = 0
) -> Ground:
    near: dict[int, set[str]] = {n: {code(900)} for n in range(len(full))}
    for a, b in edges:
        near[a].add(code(b))
        near[b].add(code(a))
    plots = [
        Plot(code(n), f"第{n}网格", people(f"g{n}", count, probationary), frozenset(near[n]), ("party-x",))
        for n, count in enumerate(full)
    ]
    joinable = [JoinableUnit(f"unit-{n}", f"单位{n}", people(f"u{n}", count)) for n, count in enumerate(units)]
    return Ground(COMMUNITY, tuple(plots), tuple(joinable), "unit-9")


@st.composite
def communities(draw: st.DrawFn) -> Ground:
    count = draw(st.integers(1, 5))
    pairs = list(combinations(range(count), 2))
    edges = draw(st.lists(st.sampled_from(pairs), unique=True, max_size=6)) if pairs else []
    return community(
        draw(st.lists(st.integers(0, 6), min_size=count, max_size=count)),
        edges,
        draw(st.lists(st.integers(1, 2), max_size=3)),
        draw(st.integers(0, 1)),
    )


def hangs_together(plots: Sequence[Plot]) -> bool:
    codes = {plot.code for plot in plots}
    reached = {plots[0].code}
    for _ in plots:
        reached |= {near for plot in plots if plot.code in reached for near in plot.neighbours if near in codes}
    return reached == codes


def allowed(plots: Sequence[Plot], units: Sequence[JoinableUnit], rules: Thresholds) -> bool:
    everyone = [each.people for each in plots] + [each.people for each in units]
    return (
        sum(len(each.full) for each in everyone) >= rules.minimum_full_members
        and sum(len(each.full) + len(each.probationary) for each in everyone) <= rules.most_members
        and len(units) <= rules.most_joint_units
        and len(units) != 1
        and hangs_together(plots)
    )


def subsets(items: Sequence[object]) -> Iterator[tuple[object, ...]]:
    return (chosen for size in range(len(items) + 1) for chosen in combinations(items, size))


def brute(plots: tuple[Plot, ...], units: tuple[JoinableUnit, ...], rules: Thresholds) -> tuple[int, int, int]:
    """Grids left, cells, units: the least of all ways, tried one by one."""
    if not plots:
        return 0, 0, 0
    first, rest = plots[0], plots[1:]
    left, cells, used = brute(rest, units, rules)
    best = (left + 1, cells, used)
    for others in subsets(rest):
        for joined in subsets(units):
            cell = [first, *others]
            if allowed(cell, joined, rules):  # type: ignore[arg-type]
                remaining = tuple(plot for plot in rest if plot not in others)
                free = tuple(unit for unit in units if unit not in joined)
                left, cells, used = brute(remaining, free, rules)
                best = min(best, (left, cells + 1, used + len(joined)))
    return best


def measured(plan: CommunityPlan) -> tuple[int, int, int]:
    return len(plan.uncoverable), len(plan.cells), sum(len(cell.units) for cell in plan.cells)


@settings(max_examples=120, deadline=None)
@given(communities())
def test_a_plan_is_as_good_as_trying_everything(place: Ground) -> None:
    for rules in (Thresholds(), NARROW):
        plan = plan_of(place, rules)
        assert plan.proven
        assert measured(plan) == brute(place.plots, place.units, rules)


@settings(max_examples=120, deadline=None)
@given(communities())
def test_a_plan_keeps_every_rule_and_names_every_grid_once(place: Ground) -> None:
    plan = plan_of(place, NARROW)
    plots = {plot.code: plot for plot in place.plots}
    units = {unit.id: unit for unit in place.units}
    named = [grid for cell in plan.cells for grid in cell.grids] + [each.grid for each in plan.uncoverable]
    assert sorted(named) == sorted(plots)
    taken = [unit for cell in plan.cells for unit in cell.units]
    assert len(taken) == len(set(taken))
    for cell in plan.cells:
        assert allowed([plots[grid] for grid in cell.grids], [units[unit] for unit in cell.units], NARROW)
        assert cell.formation == ("SINGLE" if len(cell.grids) == 1 and not cell.units else "JOINT")
        assert len(set(cell.members)) == len(cell.members) <= NARROW.most_members


@settings(max_examples=60, deadline=None)
@given(communities())
def test_a_proposal_keeps_the_rules_and_covers_its_grid(place: Ground) -> None:
    plots = {plot.code: plot for plot in place.plots}
    units = {unit.id: unit for unit in place.units}
    for plot in place.plots:
        proposed = proposal(place, plot, NARROW)
        if isinstance(proposed, NewCell):
            assert plot.code in proposed.grids
            chosen = [units[unit] for unit in proposed.units]
            assert allowed([plots[grid] for grid in proposed.grids], chosen, NARROW)
            assert proposed.full_members >= 3


def test_a_grid_with_three_full_members_gets_a_single_cell_of_them() -> None:
    (plot,) = community([3]).plots
    proposed = proposal(community([3]), plot)
    assert proposed == NewCell("SINGLE", (code(0),), (), None, 3, ("g0-f0", "g0-f1", "g0-f2"))
    assert proposed.said({code(0): "第一网格"}) == "第一网格居住正式党员 3 名，可单独组建党支部。"
    assert proposed.said({}) == f"{code(0)}居住正式党员 3 名，可单独组建党支部。"


def test_a_grid_with_fewer_joins_the_neighbour_that_has_enough() -> None:
    place = community([1, 0, 2], [(0, 1), (0, 2)])
    proposed = proposal(place, place.plots[0])
    assert isinstance(proposed, NewCell)
    assert (proposed.formation, proposed.grids, proposed.through) == ("JOINT", (code(0), code(2)), "unit-9")


def test_a_lonely_grid_joins_through_the_units_that_lack_an_organization() -> None:
    place = community([1], units=[1, 2, 1])
    proposed = proposal(place, place.plots[0])
    assert isinstance(proposed, NewCell)
    assert (proposed.units, proposed.through, proposed.full_members) == (("unit-1", "unit-0"), "unit-1", 4)


def test_what_cannot_be_covered_is_named_with_why_and_what_instead() -> None:
    place = community([2])
    assert plan_of(place).uncoverable == (Uncoverable(code(0), Reason.TOO_FEW_MEMBERS, ("party-x",), 2),)
    assert plan_of(community([51])).uncoverable[0].reason is Reason.TOO_MANY_MEMBERS
    crowded = community([49, 2], [(0, 1)])
    assert [each.reason for each in plan_of(crowded).uncoverable] == [Reason.NO_ADMISSIBLE_SET]
    assert "可由相邻的甲支部扩大覆盖" in plan_of(place).uncoverable[0].said({"party-x": "甲支部"})


def test_one_cell_takes_all_that_hangs_together_and_fits() -> None:
    plan = plan_of(community([1, 1, 1, 0], [(0, 1), (1, 2), (2, 3)]))
    assert [cell.grids for cell in plan.cells] == [(code(0), code(1), code(2), code(3))]


def test_two_cells_when_one_would_be_too_large() -> None:
    plan = plan_of(community([26, 3, 26], [(0, 1), (1, 2)]))
    assert [cell.grids for cell in plan.cells] in ([(code(0), code(1)), (code(2),)], [(code(0),), (code(1), code(2))])


def test_the_same_community_gets_the_same_plan() -> None:
    place = community([20] * 12, [(n, n + 1) for n in range(11)] + [(0, 5), (3, 8)])
    first = plan_of(place)
    assert first.proven
    assert all(plan_of(place) == first for _ in range(3))
    assert len(first.cells) == 6


def test_a_member_is_counted_where_he_lives_and_in_one_unit_only() -> None:
    plots = [Plot(code(0), "第一网格", People(("m1",)))]
    units = [
        [COMMUNITY, "unit-1", "甲", False, False, True, [["m1", "FULL"], ["m2", "FULL"], ["m3", "PROBATIONARY"]]],
        [COMMUNITY, "unit-2", "乙", False, False, False, [["m2", "FULL"]]],
        [COMMUNITY, "unit-3", "丙", True, False, False, [["m4", "FULL"]]],
        [COMMUNITY, "unit-4", "丁", False, True, False, [["m5", "FULL"]]],
    ]
    found = ground(COMMUNITY, plots, units)
    assert found.units == (JoinableUnit("unit-1", "甲", People(("m2",), ("m3",))),)
    assert found.anchor == "unit-3"
