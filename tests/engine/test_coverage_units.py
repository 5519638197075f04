"""Rules on what is below a unit's organization: whose a branch is, how large it may grow, what is no organization."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

import pytest

from graphsvc.access.principal import EVERYWHERE, Grant
from graphsvc.coverage.changes import organizations
from graphsvc.coverage.changes.rule_checks import Order
from graphsvc.coverage.model.rules import RULES, RuleCode
from graphsvc.coverage.store.findings import stretch
from graphsvc.coverage.store.queries import place
from graphsvc.db.driver import Graph
from graphsvc.org.model.organizations import Formation, PartyOrganizationKind
from tests.engine.coverage_town import COMMUNITY, Town
from tests.engine.trying import Open, tried

DAY = date(2026, 11, 24)
GENERAL = PartyOrganizationKind.GENERAL_BRANCH
COMMITTEE = PartyOrganizationKind.COMMITTEE


async def evidence(tx: Open, code: RuleCode, ids: Iterable[str]) -> dict[str, dict[str, Any]]:
    found = await stretch(tx, RULES[code], await place(tx, COMMUNITY), DAY, 1_000, None)
    return {each.subject: dict(each.evidence) for each in found if each.subject in set(ids)}


async def of_unit(town: Town, id_: str, unit: str, kind: PartyOrganizationKind, **more: Any) -> str:
    """An organization that a unit of a kind has."""
    await town.organization(id_, kind, **more)
    await town.tie(await town.unit(f"unit-{id_}", unit), "HAS_PARTY_ORGANIZATION", id_)
    return id_


def large(kind: str, members: int, most: int, setting: str, duty: str, due: str) -> dict[str, Any]:
    return {"kind": kind, "members": members, "most": most, "setting": setting, "duty": duty, "due": due}


async def test_a_branch_below_a_unit_s_organization_is_as_large_as_that_unit_s_may_be(demo_graph: Graph) -> None:
    async def work(tx: Open) -> None:
        town = Town(tx)
        organ = await of_unit(town, "organ", "ORGAN", COMMITTEE)
        part = await town.organization("part", GENERAL, above=organ)
        firm = await of_unit(town, "firm", "ENTERPRISE", GENERAL)
        school = await of_unit(town, "school", "SCHOOL", GENERAL, above=organ)
        for above, name in ((organ, "o"), (part, "p"), (firm, "f"), (school, "s")):
            for members in (49, 50, 51):
                await town.branch(f"{name}{members}", members, seats=4, above=above)
        ids = [f"{name}{members}" for name in "opfs" for members in (49, 50, 51)]
        by_organs = {
            f"{name}{members}": large("BRANCH", members, 49, "ORGAN", "SHALL", "GENERAL_BRANCH")
            for name in "op"
            for members in (50, 51)
        }
        assert await evidence(tx, RuleCode.BRANCH_TOO_LARGE, ids) == {
            **by_organs,
            "f51": large("BRANCH", 51, 50, "ENTERPRISE", "MAY", "GENERAL_BRANCH"),
            "s51": large("BRANCH", 51, 50, "OTHER", "MAY", "GENERAL_BRANCH"),
        }

    await tried(demo_graph, work)


async def test_a_branch_below_who_leads_an_area_is_no_unit_s(demo_graph: Graph) -> None:
    async def work(tx: Open) -> None:
        town = Town(tx)
        for leader in ("party-012011", "party-dp"):
            await town.tie(await town.unit(f"office-{leader}", "ORGAN"), "HAS_PARTY_ORGANIZATION", leader)
        for members in (50, 51):
            await town.branch(f"b{members}", members, seats=4)
        assert await evidence(tx, RuleCode.BRANCH_TOO_LARGE, ["b50", "b51"]) == {
            "b51": large("BRANCH", 51, 50, "OTHER", "MAY", "GENERAL_BRANCH")
        }

    await tried(demo_graph, work)


@pytest.mark.parametrize(("unit", "found"), [("ORGAN", True), ("ENTERPRISE", True), ("SCHOOL", False)])
async def test_a_general_branch_of_an_organ_or_a_firm_has_at_most_99_members_with_all_below_it(
    demo_graph: Graph, unit: str, found: bool
) -> None:
    async def work(tx: Open) -> None:
        town = Town(tx)
        for name, most in (("just", 39), ("over", 40)):
            top = await of_unit(town, name, unit, GENERAL)
            for number, members in enumerate((30, most, 30)):
                await town.branch(f"{name}-{number}", members, seats=4, above=top)
            await town.organization(f"{name}-group", PartyOrganizationKind.GROUP, above=f"{name}-0")
            await town.tie(f"{name}-0-29", "BELONGS_TO", f"{name}-group")
        expected = {"over": large("GENERAL_BRANCH", 100, 99, unit, "SHALL", "COMMITTEE")} if found else {}
        assert await evidence(tx, RuleCode.BRANCH_TOO_LARGE, ["just", "over"]) == expected

    await tried(demo_graph, work)


async def test_a_unit_whose_only_organization_is_a_group_lacks_one(demo_graph: Graph) -> None:
    async def work(tx: Open) -> None:
        town = Town(tx)
        kinds = {"g": PartyOrganizationKind.GROUP, "b": PartyOrganizationKind.BRANCH, "z": GENERAL, "c": COMMITTEE}
        for id_, kind in kinds.items():
            await of_unit(town, id_, "ENTERPRISE", kind)
            for member in await town.members(id_, 3):
                await town.tie(member, "WORKS_FOR", f"unit-{id_}")
        assert await evidence(tx, RuleCode.UNIT_WITHOUT_ORGANIZATION, [f"unit-{id_}" for id_ in kinds]) == {
            "unit-g": {"fullMembers": 3, "least": 3, "unitKind": "ENTERPRISE", "jointBranches": []}
        }

    await tried(demo_graph, work)


async def test_an_enterprise_that_says_it_has_the_conditions_lacks_an_organization_on_the_days_it_says_so(
    demo_graph: Graph,
) -> None:
    rule = RuleCode.ENTERPRISE_WITHOUT_ORGANIZATION

    async def work(tx: Open) -> None:
        town = Town(tx)
        said, unsaid = date(2026, 11, 1), date(2026, 12, 1)
        kinds = {"none": "ENTERPRISE", "two": "ENTERPRISE", "three": "ENTERPRISE", "formed": "ENTERPRISE"}
        kinds |= {"public": "PUBLIC_INSTITUTION", "silent": "ENTERPRISE"}
        await town.branch("home", 5)
        await town.branch("joint", 3, formation=Formation.JOINT)
        for id_, kind in kinds.items():
            await town.unit(id_, kind)
            if id_ != "silent":
                has = {"id": f"at-{id_}", "areaCode": COMMUNITY}
                await tx.value("CREATE (k:Node:KeyPlace) SET k = $has RETURN k.id", has=has)
                await town.tie(f"at-{id_}", "LACKS_ORGANIZATION", id_, since=said, until=unsaid)
        for number in range(5):
            await town.tie(f"home-{number}", "WORKS_FOR", "two" if number < 2 else "three")
        await town.tie("formed", "CO_FORMS", "joint")

        async def found(day: date) -> dict[str, dict[str, Any]]:
            rows = await stretch(tx, RULES[rule], await place(tx, COMMUNITY), day, 1_000, None)
            return {each.subject: dict(each.evidence) for each in rows if each.subject in kinds}

        two, none = ({"fullMembers": full, "least": 3, "declared": 1} for full in (2, 0))
        both = {"two": two | {"keyPlaces": ["at-two"]}, "none": none | {"keyPlaces": ["at-none"]}}
        silent = {"two": two | {"declared": 0, "keyPlaces": []}}
        days = (said - timedelta(days=1), said, unsaid - timedelta(days=1), unsaid)
        assert [await found(day) for day in days] == [silent, both, both, silent]
        order = Order(Grant(EVERYWHERE), DAY)
        await organizations.form_cell(tx, "joint", Formation.JOINT, ["formed", "none"], order)
        assert await found(DAY) == {"two": both["two"]}

    await tried(demo_graph, work)


async def test_the_term_below_a_unit_s_organization_is_that_of_units(demo_graph: Graph) -> None:
    """Founded four years ago: over after three where it is a unit's, after five in a community."""

    async def work(tx: Open) -> None:
        town = Town(tx)
        founded = date(2022, 11, 24)
        organ = await of_unit(town, "organ", "ORGAN", COMMITTEE, foundedOn=founded)
        part = await town.organization("part", GENERAL, above=organ, foundedOn=founded)
        for id_, above in (("o", organ), ("p", part), ("local", "party-012011")):
            await town.branch(id_, above=above, foundedOn=founded)
        found = await evidence(tx, RuleCode.TERM_EXPIRED, ["organ", "part", "o", "p", "local"])
        ended = {"ended": "2025-11-24", "years": 3, "onRecord": False, "postponed": None}
        assert found == {
            "part": {**ended, "kind": "GENERAL_BRANCH"},
            "o": {**ended, "kind": "BRANCH"},
            "p": {**ended, "kind": "BRANCH"},
        }

    await tried(demo_graph, work)
