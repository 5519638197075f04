"""Rules of changes that cure findings: bounds of terms, loops, races; the day before a change is told of as it was."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest

from graphsvc.access.principal import Grant
from graphsvc.coverage.changes import areas, offices, organizations
from graphsvc.coverage.changes.areas import NewCommittee, UnitSeat
from graphsvc.coverage.changes.offices import Election, Postponement, Seat
from graphsvc.coverage.model.rules import RULES, RuleCode
from graphsvc.coverage.store.findings import stream
from graphsvc.coverage.store.queries import place
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import BadInput, Conflict, GraphsvcError, NotFound, RuleViolated, StepRefused
from graphsvc.log.events import Done
from graphsvc.org.model.organizations import CommitteePost, Formation, SeatKind
from graphsvc.org.model.people import ForceRole
from tests.engine.coverage_cells import COMMUNITY, DAY, GRID, OFFICE, ORDER
from tests.engine.trying import Open, sums, tried

BRANCH = "party-012011-b1"
ENDS = "2027-09-28"
Work = Callable[[Any], Awaitable[Done]]
ELSEWHERE = replace(ORDER, grant=Grant(("500104",)))


async def people(graph: Graph, organization: str = BRANCH) -> list[str]:
    """Full members of an organization, its secretary first."""
    text = (
        "MATCH (m:Member {membership: 'FULL'})-[:BELONGS_TO]->(c {id: $id}) "
        "RETURN m.id ORDER BY NOT EXISTS { (m)-[:SECRETARY_OF]->(c) }, m.id"
    )
    return [str(id_) for (id_,) in await graph.read(Statement(text, {"id": organization}))]


async def ends(tx: Any, day: date = DAY) -> Any:
    """The end of the branch's term and what it was postponed to, as they were on a day."""
    where = await place(tx, "500103012000")
    told = [
        (each.evidence["ended"], each.evidence["postponed"])
        for code in (RuleCode.TERM_EXPIRED, RuleCode.TERM_ENDING_SOON)
        async for each in stream(tx, RULES[code], where, day)
        if each.subject == BRANCH
    ]
    return told[0] if told else None


def elect(secretary: str, *seats: str, on: date = DAY, **more: Any) -> Work:
    election = Election(BRANCH, secretary, [Seat(id_, CommitteePost.MEMBER) for id_ in seats], **more)
    return lambda tx: offices.elect_committee(tx, election, replace(ORDER, on=on))


def postpone(until: str, on: date = DAY, branch: str = BRANCH) -> Work:
    asked = Postponement(branch, date.fromisoformat(until), "大工委〔2026〕7号", "中共大坪街道工作委员会")
    return lambda tx: offices.postpone_election(tx, asked, replace(ORDER, on=on))


async def refused(graph: Graph, work: Work, error: type[GraphsvcError], *rules: str) -> None:
    before = await sums(graph)
    with pytest.raises(error) as caught:
        await graph.transact(work)
    assert tuple(getattr(caught.value, "rules", ())) == rules
    assert await sums(graph) == before


async def test_an_election_seats_whom_it_names_for_a_term_that_begins_today(demo_graph: Graph) -> None:
    before, *others = await people(demo_graph)
    large = len(others) + 1 >= 7
    seats = others[1:3] if large else ()

    async def work(tx: Open) -> None:
        await postpone("2028-01-31")(tx)
        day = date(2027, 9, 1)
        done = await elect(others[0], *seats, on=day)(tx)
        assert (done.events[0].action, done.events[0].after["termEndsOn"]) == ("COMMITTEE_ELECTED", "2032-09-01")
        assert done.events[0].before["secretary"] == [before]
        text = "MATCH (c {id: $id}) RETURN [c.version, toString(c.termEndsOn), c.postponedTermEndsOn]"
        assert await tx.value(text, id=BRANCH) == [2, "2032-09-01", None]
        text = "MATCH (m)-[r:SECRETARY_OF]->(:Node {id: $id}) RETURN collect([m.id, toString(r.until)])"
        assert sorted(await tx.value(text, id=BRANCH), key=str) == sorted(
            [[before, "2027-09-01"], [others[0], None]], key=str
        )
        assert await ends(tx, day) is None
        assert await ends(tx, day - timedelta(days=1)) == ("2028-01-31", ENDS)
        assert await ends(tx, DAY - timedelta(days=1)) is None  # ten months before the end of a term not yet put off

    await tried(demo_graph, work)


async def test_who_goes_on_in_a_post_keeps_the_day_on_which_it_began(demo_graph: Graph) -> None:
    secretary, *_ = await people(demo_graph)

    async def work(tx: Open) -> None:
        text = "MATCH (m {id: $m})-[r:SECRETARY_OF]->({id: $id}) RETURN collect(toString(r.since))"
        since = await tx.value(text, m=secretary, id=BRANCH)
        await elect(secretary)(tx)
        assert await tx.value(text, m=secretary, id=BRANCH) == since

    await tried(demo_graph, work)


async def test_an_election_against_the_rules_is_refused_and_writes_nothing(demo_graph: Graph) -> None:
    secretary, other, *_ = await people(demo_graph)
    stranger = (await people(demo_graph, OFFICE))[-1]
    probationary = (
        await demo_graph.read(
            Statement("MATCH (m:Member {membership: 'PROBATIONARY'}) RETURN m.id ORDER BY m.id LIMIT 1")
        )
    )[0][0]
    await refused(demo_graph, elect(stranger), RuleViolated, "SECRETARY_UNQUALIFIED")
    await refused(demo_graph, elect(secretary, probationary), RuleViolated, "COMMITTEE_IRREGULAR")
    await refused(demo_graph, elect(secretary, other), RuleViolated, "COMMITTEE_IRREGULAR")  # too small for a committee
    await refused(demo_graph, elect(secretary, other, other), BadInput)
    await refused(demo_graph, elect(secretary, secretary), BadInput)
    await refused(demo_graph, elect(secretary, term_ends_on=DAY), BadInput)
    await refused(demo_graph, elect(secretary, term_ends_on=date(2031, 11, 25)), BadInput)
    await refused(demo_graph, elect("person-none"), NotFound)
    election = Election(BRANCH, secretary)
    await refused(demo_graph, lambda tx: offices.elect_committee(tx, election, ELSEWHERE), NotFound)
    stale = replace(ORDER, expected=7)
    await refused(demo_graph, lambda tx: offices.elect_committee(tx, election, stale), StepRefused)

    async def work(tx: Open) -> None:
        await elect(secretary, term_ends_on=date(2031, 11, 24))(tx)

    await tried(demo_graph, work)


@pytest.mark.parametrize(
    ("until", "on", "allowed"),
    [
        (ENDS, DAY, False),
        ("2027-09-29", DAY, True),
        ("2028-09-28", DAY, True),
        ("2028-09-29", DAY, False),
        ("2028-01-31", date(2028, 1, 31), False),
        ("2028-02-29", date(2028, 1, 31), True),
    ],
)
async def test_an_election_is_put_off_by_a_year_at_most(
    demo_graph: Graph, until: str, on: date, *, allowed: bool
) -> None:
    if not allowed:
        await refused(demo_graph, postpone(until, on), BadInput)
        return

    async def work(tx: Open) -> None:
        done = await postpone(until, on)(tx)
        assert done.events[0].after == {
            "until": until,
            "paper": "大工委〔2026〕7号",
            "approver": "中共大坪街道工作委员会",
        }
        after = date.fromisoformat(until)
        assert (await ends(tx, after - timedelta(days=1)), await ends(tx, after)) == ((until, ENDS), (until, ENDS))

    await tried(demo_graph, work)


async def test_an_organization_does_not_come_to_hang_below_itself(demo_graph: Graph) -> None:
    for superior, error, *rules in (
        ("party-012011", BadInput),
        ("party-012011-z1", RuleViolated, "SUPERIOR_LOOP"),
        ("party-012011-b1", RuleViolated, "SUPERIOR_LOOP"),
    ):
        work = partial(organizations.change_superior, organization="party-012011", superior=superior, order=ORDER)
        await refused(demo_graph, work, error, *rules)
    same = partial(organizations.change_superior, organization=BRANCH, superior="party-012011-z1", order=ORDER)
    await refused(demo_graph, same, Conflict)
    below = partial(organizations.change_superior, organization=BRANCH, superior="party-012011-b2", order=ORDER)
    await refused(demo_graph, below, BadInput)
    lost = partial(organizations.change_superior, organization=BRANCH, superior="party-012012", order=ORDER)
    await refused(demo_graph, lost, RuleViolated, "CHAIN_BROKEN")


async def test_four_changes_at_once_close_no_loop(demo_graph: Graph) -> None:
    ring = [f"party-ring-{n}" for n in range(4)]
    made = (
        "UNWIND $ring AS id CREATE (o:Node:PartyOrganization {id: id, name: id, kind: 'GENERAL_BRANCH', "
        "areaCode: '500103012011'}) WITH o MATCH (top {id: 'party-012011'}) "
        "CREATE (o)-[:SUBORDINATE_TO {since: date('2020-01-01')}]->(top)"
    )
    await demo_graph.write(Statement(made, {"ring": ring}))
    order = replace(ORDER, accepted=frozenset(RuleCode))
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    done = await asyncio.gather(
        *(
            demo_graph.transact(partial(organizations.change_superior, organization=one, superior=above, order=order))
            for one, above in pairs
        ),
        return_exceptions=True,
    )
    refusals = [each for each in done if not isinstance(each, Done)]
    assert [getattr(each, "rules", each) for each in refusals] == [("SUPERIOR_LOOP",)]


async def test_a_member_wanted_by_two_at_once_belongs_to_one(demo_graph: Graph) -> None:
    (*_, member) = await people(demo_graph, OFFICE)
    order = replace(ORDER, accepted=frozenset(RuleCode))
    wanted = ["party-012011-b1", "party-012011-b2", "party-012012-b3", "party-012012-b4"]
    await asyncio.gather(
        *(
            demo_graph.transact(
                partial(organizations.transfer_members, organization=one, members=[member], order=order)
            )
            for one in wanted
        )
    )
    text = "MATCH (:Node {id: $id})-[r:BELONGS_TO]->(o) WHERE r.until IS NULL RETURN count(o)"
    assert await demo_graph.read(Statement(text, {"id": member})) == [[1]]


async def test_members_leave_their_posts_with_their_organization(demo_graph: Graph) -> None:
    secretary, *others = await people(demo_graph)
    leave = partial(organizations.transfer_members, organization="party-012011-b2", members=[secretary], order=ORDER)
    below = len(others) < 3
    rules = ["BRANCH_BELOW_MINIMUM"] * below + ["SECRETARY_MISSING"]
    before = await sums(demo_graph)
    with pytest.raises(RuleViolated) as caught:
        await demo_graph.transact(leave)
    assert set(rules) <= set(caught.value.rules)
    assert await sums(demo_graph) == before
    again = partial(organizations.transfer_members, organization=BRANCH, members=[secretary], order=ORDER)
    await refused(demo_graph, again, Conflict)
    twice = partial(organizations.transfer_members, organization=BRANCH, members=[secretary] * 2, order=ORDER)
    await refused(demo_graph, twice, BadInput)


async def test_a_cell_is_formed_anew_and_was_otherwise_before(demo_graph: Graph) -> None:
    units = ["unit-01", "unit-02"]

    async def work(tx: Open) -> None:
        await organizations.form_cell(tx, BRANCH, Formation.JOINT, units, ORDER)
        ties = "MATCH (u:Unit)-[r]->({id: $id}) RETURN collect([u.id, type(r), r.until IS NULL])"
        assert sorted(await tx.value(ties, id=BRANCH)) == [[unit, "CO_FORMS", True] for unit in units]
        await organizations.form_cell(tx, BRANCH, Formation.SINGLE, units[:1], ORDER)
        assert [tie[0::2] for tie in sorted(await tx.value(ties, id=BRANCH)) if tie[1] != "CO_FORMS"] == [
            ["unit-01", True]
        ]
        past = "MATCH ({id: $id})-[w:WAS]->(p:Past) RETURN collect([p.formation, toString(w.until)])"
        assert await tx.value(past, id=BRANCH) == [["SINGLE", str(DAY)]]

    await tried(demo_graph, work)
    mismatched = partial(
        organizations.form_cell, organization=BRANCH, formation=Formation.SINGLE, units=units, order=ORDER
    )
    await refused(demo_graph, mismatched, RuleViolated, "FORMATION_MISMATCH")


async def test_an_area_has_one_joint_committee_with_one_chair(demo_graph: Graph) -> None:
    text = "MATCH (k:BigPartyCommittee)-[:SERVES]->(:Area {code: $code}) SET k.dissolvedOn = date('2026-01-01')"
    await demo_graph.write(Statement(text, {"code": COMMUNITY}))
    seats = [UnitSeat("unit-01", SeatKind.CHAIR), UnitSeat("unit-02", SeatKind.MEMBER)]
    found = [
        partial(
            areas.found_joint_committee,
            committee=NewCommittee(f"committee-{n}", "某社区大党委", COMMUNITY, seats),
            order=ORDER,
        )
        for n in range(4)
    ]
    made = await asyncio.gather(*(demo_graph.transact(each) for each in found), return_exceptions=True)
    assert sorted(type(each).__name__ for each in made) == ["Conflict"] * 3 + ["Done"]
    (committee,) = next(each for each in made if isinstance(each, Done)).subjects
    chair = partial(areas.seat_units, committee=committee, seats=[UnitSeat("unit-02", SeatKind.CHAIR)], order=ORDER)
    await refused(demo_graph, chair, Conflict)
    both = [UnitSeat("unit-02", SeatKind.CHAIR), UnitSeat("unit-01", SeatKind.MEMBER)]
    await demo_graph.transact(partial(areas.seat_units, committee=committee, seats=both, order=ORDER))
    text = "MATCH (k:BigPartyCommittee {id: $id})<-[r:JOINS]-(u) WHERE r.until IS NULL RETURN collect([u.id, r.seat])"
    ((seated,),) = await demo_graph.read(Statement(text, {"id": committee}))
    assert sorted(seated) == [["unit-01", "MEMBER"], ["unit-02", "CHAIR"]]
    two = [UnitSeat("unit-01", SeatKind.CHAIR), UnitSeat("unit-02", SeatKind.CHAIR)]
    await refused(demo_graph, partial(areas.seat_units, committee=committee, seats=two, order=ORDER), BadInput)


async def test_a_force_serves_once_in_a_grid_and_a_volunteer_is_a_member(demo_graph: Graph) -> None:
    text = (
        "MATCH (p:Person) WHERE NOT p:Member AND p.areaCode STARTS WITH '500103012' RETURN p.id ORDER BY p.id LIMIT 1"
    )
    ((person,),) = await demo_graph.read(Statement(text))

    def embed(role: ForceRole) -> Work:
        return partial(areas.embed_force, grid=GRID, person=str(person), role=role, order=ORDER)

    async def work(tx: Open) -> None:
        await embed(ForceRole.POLICE_OFFICER)(tx)
        with pytest.raises(Conflict):
            await embed(ForceRole.POLICE_OFFICER)(tx)

    await tried(demo_graph, work)
    await refused(demo_graph, embed(ForceRole.MEMBER_VOLUNTEER), BadInput)


async def test_what_begins_can_end_and_what_the_audit_then_finds_is_answered_for(demo_graph: Graph) -> None:
    text = "MATCH (k:BigPartyCommittee)-[:SERVES]->({code: $code}) MATCH (u:Unit)-[r:JOINS]->(k) WHERE r.until IS NULL "
    rows = await demo_graph.read(
        Statement(text + "RETURN k.id, coalesce(k.version, 0), u.id, r.seat ORDER BY u.id", {"code": COMMUNITY})
    )
    committee, version = str(rows[0][0]), int(str(rows[0][1]))
    seats = {str(unit): seat for _, _, unit, seat in rows}
    order = replace(ORDER, expected=version)
    knowing = replace(order, accepted=frozenset(RuleCode))
    all_leave = partial(areas.unseat_units, committee=committee, units=list(seats), order=order)
    await refused(demo_graph, all_leave, RuleViolated, "JOINT_COMMITTEE_EMPTY")
    stranger = partial(areas.unseat_units, committee=committee, units=["unit-none"], order=order)
    await refused(demo_graph, stranger, NotFound)
    twice = partial(areas.unseat_units, committee=committee, units=[min(seats)] * 2, order=order)
    await refused(demo_graph, twice, BadInput)
    ends = partial(areas.dissolve_joint_committee, committee=committee, order=order)
    await refused(demo_graph, ends, RuleViolated, "JOINT_COMMITTEE_MISSING")
    late = partial(areas.dissolve_joint_committee, committee=committee, order=replace(knowing, expected=version + 1))
    await refused(demo_graph, late, StepRefused)

    async def leave_and_end(tx: Open) -> None:
        done = await areas.unseat_units(tx, committee, [min(seats)], order)
        assert done.events[0].before == {min(seats): seats[min(seats)]}
        again = replace(knowing, expected=version + 1)
        with pytest.raises(NotFound):
            await areas.unseat_units(tx, committee, [min(seats)], again)
        done = await areas.dissolve_joint_committee(tx, committee, replace(knowing, expected=version + 2))
        assert done.events[0].before["units"] == sorted(set(seats) - {min(seats)})
        held = "MATCH ({id: $id})-[r:JOINS|SERVES|CONVENES]-() WHERE r.until IS NULL RETURN count(r)"
        assert await tx.value(held, id=committee) == 0
        with pytest.raises(NotFound):
            await areas.dissolve_joint_committee(tx, committee, replace(knowing, expected=version + 3))
        anew = NewCommittee("committee-anew", "某社区大党委", COMMUNITY, [UnitSeat("unit-01", SeatKind.CHAIR)])
        await areas.found_joint_committee(tx, anew, ORDER)

    await tried(demo_graph, leave_and_end)


async def test_a_force_that_leaves_is_missed_and_may_come_back(demo_graph: Graph) -> None:
    text = (
        "MATCH (p:Person)-[r:SERVES_IN]->(g:Grid) WHERE r.until IS NULL AND g.code STARTS WITH '500103012' "
        "WITH g, r.role AS role, collect(p.id) AS persons WHERE size(persons) = 1 "
        "AND role IN ['GRID_WORKER', 'POLICE_OFFICER'] "
        "RETURN g.code, role, persons[0] ORDER BY g.code, role LIMIT 1"
    )
    ((grid, role, person),) = await demo_graph.read(Statement(text))
    asked: dict[str, Any] = {"grid": str(grid), "person": str(person), "role": ForceRole(str(role))}
    leaves = partial(areas.withdraw_force, **asked, order=ORDER)
    await refused(demo_graph, leaves, RuleViolated, "FORCE_MISSING")
    nobody = partial(areas.withdraw_force, **{**asked, "person": "person-none"}, order=ORDER)
    await refused(demo_graph, nobody, NotFound)
    knowing = replace(ORDER, accepted=frozenset({RuleCode.FORCE_MISSING}))

    async def work(tx: Open) -> None:
        done = await areas.withdraw_force(tx, **asked, order=knowing)
        assert done.events[0].before == {"person": person, "role": role}
        with pytest.raises(NotFound):
            await areas.withdraw_force(tx, **asked, order=knowing)
        await areas.embed_force(tx, **asked, order=ORDER)
        ties = "MATCH (:Person {id: $id})-[r:SERVES_IN {role: $role}]->({code: $grid}) RETURN collect(r.until IS NULL)"
        assert sorted(await tx.value(ties, id=person, role=role, grid=grid)) == [False, True]

    await tried(demo_graph, work)


async def test_a_day_of_founding_is_put_right_for_past_days_as_well(demo_graph: Graph) -> None:
    where = await place(demo_graph, "500103012000")
    found = {each.subject: each async for each in stream(demo_graph, RULES[RuleCode.TIES_BEFORE_FOUNDING], where, DAY)}
    subject, earliest = min((id_, date.fromisoformat(each.evidence["earliest"])) for id_, each in found.items())

    def correct(day: date, on: date = DAY) -> Work:
        return partial(
            offices.correct_founding,
            organization=subject,
            founded_on=day,
            reason="成立批复所载日期",
            order=replace(ORDER, on=on),
        )

    await refused(demo_graph, correct(DAY + timedelta(1)), BadInput)
    await refused(demo_graph, correct(DAY), RuleViolated, "TIES_BEFORE_FOUNDING")

    async def work(tx: Open) -> None:
        done = await correct(earliest)(tx)
        assert done.events[0].before == {"foundedOn": found[subject].evidence["foundedOn"]}
        assert done.events[0].after == {"foundedOn": str(earliest), "reason": "成立批复所载日期"}
        for day in (DAY, earliest):
            left = [each async for each in stream(tx, RULES[RuleCode.TIES_BEFORE_FOUNDING], where, day)]
            assert subject not in {each.subject for each in left}

    await tried(demo_graph, work)
