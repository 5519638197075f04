"""No change brings about a finding that was not there: it is refused for just those rules, or they are answered for."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

from graphsvc.coverage.changes import cells, offices, organizations
from graphsvc.coverage.changes.offices import Election
from graphsvc.coverage.changes.rule_checks import Order
from graphsvc.db.driver import Graph
from graphsvc.errors import RuleViolated
from graphsvc.org.model.organizations import Formation
from tests.engine.coverage_clean_town import ONE, ORDER, THREE, TWO, Town, accepting, audited, founding
from tests.engine.trying import Open, sums, tried

Made = Callable[[Town], Awaitable[None]]
Change = Callable[[Any, Order], Awaitable[Any]]
TOMORROW = date(2026, 11, 25)


async def own_branch(town: Town) -> None:
    """A firm of three members and its own branch, beside that of the residents."""
    await town.branch("b", grids=(ONE, TWO, THREE))
    await town.unit("u")
    await town.branch("ub", unit="u")
    await town.tie("u", "HAS_PARTY_ORGANIZATION", "ub")


async def joint_branch(town: Town) -> None:
    """Two firms of a member each, one of none that says it has the conditions, and their joint branch."""
    await town.branch("b", grids=(ONE, TWO, THREE))
    await town.branch("j", formation="JOINT")
    for n, unit in enumerate(("u", "v", "w")):
        await town.unit(unit)
        await town.tie(unit, "CO_FORMS", "j")
        if unit != "w":
            await town.tie(f"j-{n}", "WORKS_FOR", unit)
    await town.make("KeyPlace", id="k", areaCode=ONE, state="LISTED", unit="w")
    await town.tie("k", "LACKS_ORGANIZATION", "w", since=date(2026, 1, 1))


async def two_groups(town: Town) -> None:
    """Branch x of two members and one of its own in its group, who leads it; branch y of a group, of six in all."""
    await town.branch("x", 1, grids=(ONE, TWO, THREE))
    await town.branch("y", 3)
    for branch in "xy":
        await town.group(f"g{branch}", branch)
    await town.led_by("x", "gx-0")
    for n in (1, 2):
        await town.tie(f"y-{n}", "COMMITTEE_MEMBER_OF", "y", post="MEMBER")
    await town.member("y-3", "y")


async def group_above(town: Town) -> None:
    """Branch a of three; branch b of three and three in its group, one below a committee."""
    await town.branch("a")
    await town.branch("b", grids=(ONE, TWO, THREE))
    await town.group("gb", "b")


async def led_from_its_group(town: Town) -> None:
    """Branch x of the six members of its group, of whom one leads it."""
    await town.branch("x", 0, grids=(ONE, TWO))
    await town.group("gx", "x", 6)
    await town.led_by("x", "gx-0")


async def two_places(town: Town) -> None:
    """A joint branch that covers two grids, and another that covers one."""
    await town.branch("j", formation="JOINT", grids=(ONE, TWO))
    await town.branch("b", grids=(THREE,))


async def unqualified(town: Town) -> None:
    """Branch a led by a member of five months; branch b led by `b-0`, who is on record in both."""
    await town.branch("a", grids=(ONE, TWO, THREE))
    await town.branch("b")
    await town.member("late", "a", joined=date(2026, 6, 24))
    await town.member("later", "a", joined=date(2026, 7, 24))
    await town.led_by("a", "late")
    await town.tie("b-0", "BELONGS_TO", "a")


async def free_members(town: Town) -> None:
    """A branch and three members who belong to no organization."""
    await town.branch("b", grids=(ONE, TWO))
    for n in range(3):
        await town.member(f"n{n}")


async def old_branch(town: Town) -> None:
    """A branch founded on the first day of 2024, whose term of five years is to end in 2029, and a firm of nobody."""
    await town.branch("b", grids=(ONE, TWO, THREE), foundedOn=date(2024, 1, 1))
    await town.unit("u")


@dataclass(frozen=True)
class Case:
    """A change of what is made first, and what the audit finds anew once it is answered for."""

    made: Made
    change: Change
    new: set[tuple[str, str]]


def named(person: str) -> Change:
    return lambda tx, order: offices.name_secretary(tx, "a", person, order)


def elected(organization: str, person: str, ends: date | None = None) -> Change:
    election = Election(organization, person, (), ends)
    return lambda tx, order: offices.elect_committee(tx, election, order)


def merged(cell: str, into: str) -> Change:
    return lambda tx, order: cells.merge_cells(tx, cell, into, order)


def dissolved(cell: str, into: str) -> Change:
    return lambda tx, order: cells.dissolve_cell(tx, cell, into, order)


def founded(*members: str, **more: Any) -> Change:
    return lambda tx, order: cells.found_cell(tx, founding(*members, **more), order)


BELOW = ("BRANCH_BELOW_MINIMUM", "x")
STRANGE = ("SECRETARY_UNQUALIFIED", "x")
CASES = {
    "a unit's own branch merged": Case(own_branch, merged("ub", "b"), {("UNIT_WITHOUT_ORGANIZATION", "u")}),
    "a unit's own branch dissolved": Case(own_branch, dissolved("ub", "b"), {("UNIT_WITHOUT_ORGANIZATION", "u")}),
    "a joint branch dissolved": Case(
        joint_branch, dissolved("j", "b"), {("ENTERPRISE_WITHOUT_ORGANIZATION", unit) for unit in "uvw"}
    ),
    "a group merged into another branch's": Case(two_groups, merged("gx", "gy"), {BELOW, STRANGE}),
    "a group dissolved": Case(two_groups, dissolved("gx", "y"), {BELOW, STRANGE}),
    "members sent to a group": Case(group_above, dissolved("a", "gb"), {("COMMITTEE_MISSING", "b")}),
    "a secretary taken from a group": Case(
        led_from_its_group, founded("gx-0", "gx-1", "gx-2", secretary="gx-1"), {("SECRETARY_MISSING", "x")}
    ),
    "a joint cell robbed of a place": Case(
        two_places,
        lambda tx, order: cells.assign_coverage(tx, "b", ONE, order, replace=True),
        {("FORMATION_MISMATCH", "j")},
    ),
    "the secretary of two branches": Case(unqualified, named("b-0"), {("SECRETARY_UNQUALIFIED", "b")}),
    "the same fault in another person": Case(unqualified, named("later"), set()),
    "the elected secretary of two branches": Case(unqualified, elected("a", "b-0"), {("SECRETARY_UNQUALIFIED", "b")}),
    "a cell founded for a day": Case(
        free_members, founded("n0", "n1", "n2", term_ends_on=TOMORROW), {("TERM_ENDING_SOON", "new")}
    ),
    "a committee elected for a day": Case(free_members, elected("b", "b-0", TOMORROW), {("TERM_ENDING_SOON", "b")}),
    "a cell that comes to be a firm's": Case(
        old_branch,
        lambda tx, order: organizations.form_cell(tx, "b", Formation.SINGLE, ["u"], order),
        {("TERM_ENDING_SOON", "b")},
    ),
    "a day of founding put right": Case(
        old_branch,
        lambda tx, order: offices.correct_founding(tx, "b", date(2022, 1, 1), "批复", order),
        {("TERM_ENDING_SOON", "b")},
    ),
}
REFUSED = {
    "the secretary of two branches": ["SECRETARY_UNQUALIFIED"],
    "the same fault in another person": ["SECRETARY_UNQUALIFIED"],
}
"""Where what was found before is found worse, it is refused for that as well."""


@pytest.mark.parametrize("name", CASES)
async def test_a_change_is_refused_for_what_the_audit_would_find_anew(demo_graph: Graph, name: str) -> None:
    case = CASES[name]
    codes = sorted({code for code, _ in case.new}) or REFUSED[name]
    before = await sums(demo_graph)

    async def refused(tx: Any) -> None:
        await case.made(await Town(Open(tx)).base())
        await case.change(tx, ORDER)

    with pytest.raises(RuleViolated) as caught:
        await demo_graph.transact(refused)
    assert sorted(caught.value.rules) == codes
    assert all(subject in caught.value.zh for _, subject in case.new)
    assert await sums(demo_graph) == before

    async def answered_for(tx: Open) -> None:
        await case.made(await Town(tx).base())
        found = await audited(tx)
        await case.change(tx, accepting(*codes))
        assert await audited(tx) - found == case.new

    await tried(demo_graph, answered_for)
