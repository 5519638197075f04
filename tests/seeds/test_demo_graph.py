"""Rules of the demo as a graph: chains that reach the top, cells, committees, forces, and links across."""

from collections import defaultdict
from itertools import pairwise

from tests.seeds.demo import by_id, grouped, listed, rows

SUBDISTRICT = "500103012000"
FORCES = ["CADRE", "COMMUNITY_DOCTOR", "GRID_WORKER", "MEMBER_VOLUNTEER", "POLICE_OFFICER"]
RANKS = ["GROUP", "BRANCH", "GENERAL_BRANCH", "COMMITTEE", "WORKING_COMMITTEE"]


def chain(organization: str) -> list[str]:
    organizations = by_id("party_organizations")
    steps = [organization]
    while superior := organizations[steps[-1]]["superior"]:
        assert superior not in steps, f"a circle at {superior}"
        steps.append(str(superior))
    return steps


def cells() -> dict[str, set[str]]:
    """Place -> the organizations that cover it today."""
    organizations = by_id("party_organizations")
    found: dict[str, set[str]] = defaultdict(set)
    for cover in rows("covers"):
        organization = str(cover["party_organization"])
        if cover["until"] is None and organizations[organization]["dissolved_on"] is None:
            found[str(cover["place"])].add(organization)
    return found


def test_every_chain_reaches_the_top() -> None:
    assert {chain(organization)[-1] for organization in by_id("party_organizations")} == {"party-yz"}


def test_the_chain_of_every_cell_passes_its_community_and_its_subdistrict() -> None:
    leads = {str(row["leads"]): row["id"] for row in rows("party_organizations") if row["leads"]}
    for place, organizations in cells().items():
        for organization in organizations:
            assert {leads[place[:12]], leads[SUBDISTRICT]} <= set(chain(organization)), organization


def test_a_superior_is_never_of_a_lower_kind() -> None:
    kinds = {id_: RANKS.index(str(row["kind"])) for id_, row in by_id("party_organizations").items()}
    below_a_committee = [chain(id_) for id_ in kinds if not id_.startswith(("party-dp", "party-syl", "party-yz"))]
    for steps in below_a_committee:
        ranks = [kinds[step] for step in steps if step != "party-yz"]
        assert all(lower <= upper for lower, upper in pairwise(ranks)), steps


def test_every_area_down_to_the_communities_has_an_organization_that_leads_it() -> None:
    led = {row["leads"] for row in rows("party_organizations") if row["leads"]}
    assert led == {row["code"] for row in rows("areas")} - {"500000000000"}


def test_21_grids_have_no_cell_and_one_has_two() -> None:
    covering = cells()
    counts = [len(covering[str(grid["code"])]) for grid in rows("grids")]
    assert [counts.count(number) for number in (0, 1, 2)] == [21, 138, 1]


def test_there_are_single_and_joint_cells() -> None:
    formations = {row["id"]: row["formation"] for row in rows("party_organizations")}
    covering = {formations[cell] for found in cells().values() for cell in found}
    assert covering == {"SINGLE", "JOINT", None}  # a group has no formation of its own


def test_joint_branches_are_formed_by_two_or_three_units_but_one_on_purpose() -> None:
    forming: dict[str, int] = defaultdict(int)
    for unit in rows("units"):
        for branch in listed(unit, "co_forms"):
            forming[branch] += 1
    joint = {str(row["id"]) for row in rows("party_organizations") if row["formation"] == "JOINT"}
    assert set(forming) == joint
    assert sorted(forming.values()) == [1, 2, 2, 2, 2, 2, 3]


def test_one_branch_is_below_three_full_members() -> None:
    branches = [row for row in rows("party_organizations") if row["kind"] == "BRANCH" and not row["dissolved_on"]]
    members = grouped("people", "belongs_to")
    small = {
        row["id"]: full
        for row in branches
        if (full := sum(p["membership"] == "FULL" for p in members.get(str(row["id"]), []))) < 3
    }
    assert small == {"party-012020-b4": 2}


def test_only_one_branch_of_the_subdistrict_has_no_secretary() -> None:
    led = {led for row in rows("people") for led in listed(row, "secretary_of")}
    active = [row for row in rows("party_organizations") if not row["dissolved_on"]]
    outside = ("party-yz", "party-syl", "party-014")
    assert [row["id"] for row in active if row["id"] not in led and not str(row["id"]).startswith(outside)] == [
        "party-012017-b3"
    ]


def test_no_grid_is_adjacent_to_one_of_another_community() -> None:
    pairs = [(str(grid["code"]), other) for grid in rows("grids") for other in listed(grid, "neighbours")]
    assert len(pairs) == 245
    assert [pair for pair in pairs if pair[0][:12] != pair[1][:12]] == []


def test_every_grid_has_a_neighbour() -> None:
    near = {code for grid in rows("grids") for other in listed(grid, "neighbours") for code in (grid["code"], other)}
    assert near == {grid["code"] for grid in rows("grids")}


def test_every_general_grid_holds_an_estate_and_some_estates_lie_in_several_grids() -> None:
    holding = {grid for estate in rows("estates") for grid in listed(estate, "grids")}
    assert {grid["code"] for grid in rows("grids") if grid["kind"] == "GENERAL"} == holding
    assert sum(len(listed(estate, "grids")) > 1 for estate in rows("estates")) == 26


def test_the_subdistrict_has_a_big_work_committee_and_every_community_a_big_party_committee() -> None:
    served = {row["serves"]: row["kind"] for row in rows("joint_committees")}
    for area in rows("areas"):
        if area["level"] in ("SUBDISTRICT", "COMMUNITY"):
            big = "BIG_WORK_COMMITTEE" if area["level"] == "SUBDISTRICT" else "BIG_PARTY_COMMITTEE"
            assert served[area["code"]] == big


def test_the_organization_that_leads_an_area_convenes_its_committee() -> None:
    leads = {row["id"]: row["leads"] for row in rows("party_organizations")}
    assert [row["id"] for row in rows("joint_committees") if leads[str(row["convened_by"])] != row["serves"]] == []


def test_every_committee_has_one_chair_and_several_units() -> None:
    for committee, seats in grouped("joins", "committee").items():
        assert [seat["seat"] for seat in seats].count("CHAIR") == 1, committee
        assert len(seats) >= 3, committee


def test_every_unit_sits_on_a_committee() -> None:
    assert {join["unit"] for join in rows("joins")} == set(by_id("units"))


def test_units_sit_on_committees_of_a_subdistrict_they_are_not_in() -> None:
    units, committees = by_id("units"), by_id("joint_committees")
    across = {
        str(join["unit"])
        for join in rows("joins")
        if str(units[str(join["unit"])]["community"])[:9] != str(committees[str(join["committee"])]["serves"])[:9]
    }
    assert across == {
        "unit-01",
        "unit-02",
        "unit-11",
        "unit-13",
        "unit-17",
        "unit-24",
        "unit-25",
        "unit-27",
        "unit-33",
        "unit-39",
    }


def test_all_five_forces_are_there_and_some_grids_lack_one() -> None:
    grids = {grid["code"] for grid in rows("grids")}
    by_role = grouped("serves_in", "role")
    assert sorted(by_role) == FORCES
    lacking = {role: len(grids - {row["grid"] for row in by_role[role]}) for role in FORCES}
    assert lacking == {
        "CADRE": 2,
        "COMMUNITY_DOCTOR": 8,
        "GRID_WORKER": 3,
        "MEMBER_VOLUNTEER": 40,
        "POLICE_OFFICER": 6,
    }


def test_every_volunteer_is_a_member() -> None:
    people = by_id("people")
    volunteers = [row for row in rows("serves_in") if row["role"] == "MEMBER_VOLUNTEER"]
    assert [row["person"] for row in volunteers if not people[str(row["person"])]["membership"]] == []


def test_a_meeting_decides_only_projects_of_its_area() -> None:
    projects = by_id("projects")
    for meeting in rows("joint_meetings"):
        prefix = str(meeting["area"]).rstrip("0") if meeting["area"] == SUBDISTRICT else str(meeting["area"])
        assert all(str(projects[p]["area"]).startswith(prefix) for p in listed(meeting, "decided")), meeting["id"]


def test_every_resource_a_project_uses_may_serve_its_area() -> None:
    resources, projects = by_id("resources"), by_id("projects")
    for use in rows("project_resources"):
        served = str(resources[str(use["resource"])]["service_area"])
        area = str(projects[str(use["project"])]["area"])
        assert area.startswith(served.rstrip("0") if served.endswith("000") else served), use


def test_every_resource_a_project_uses_is_available_while_it_is_needed() -> None:
    resources, projects, needs = by_id("resources"), by_id("projects"), by_id("needs")
    for use in rows("project_resources"):
        resource = resources[str(use["resource"])]
        need = needs[str(projects[str(use["project"])]["need"])]
        assert resource["status"] == "ACTIVE", use
        assert str(resource["available_from"]) <= str(need["needed_to"]), use
        assert str(resource["available_to"]) >= str(need["needed_from"]), use
