"""The journal of points on a real Neo4j: booked with the confirmation, exchanged, closed, and never off by an entry."""

import asyncio
from datetime import UTC, date, datetime
from typing import Any

import pytest

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.documents import Documents
from graphsvc.registration.store.points import TEXTS, close_periods
from tests.engine.registration_office import AN_HOUR, RegistrationOffice, changed, written
from tests.engine.registration_world import HERE, HOSPITAL, MEMBER, NEIGHBOUR, OFFICE, OFFICE_THERE, THERE, place
from tests.plans import scans

POINTS = """{ myRegistration { id version points { wallet balance earned spent }
  pointEntries(orderBy: [{ bookedAt: ASC }]) { nodes {
    id kind wallet points countedOn period rule note serviceRecord { id } person { id } } } } }"""
SPEND = 'mutation { spendPoints(id: "%s", expectedVersion: %d, points: %s, goods: "洗衣液") { version } }'
RETURN = 'mutation { returnPoints(id: "%s", expectedVersion: %d, entry: "%s", reason: "退货") { version } }'


@pytest.fixture
async def office(known: Documents, clean_graph: Graph) -> RegistrationOffice:
    """Two members and a unit that are registered and received."""
    await place(clean_graph)
    office = RegistrationOffice(known, clean_graph)
    for more in ({"person": "member-01"}, {"person": "member-02"}, {"unit": "unit-hospital"}):
        await office.step(OFFICE, "receive", await office.file(OFFICE, **more))
    return office


async def mine(office: RegistrationOffice) -> Any:
    return (await office.data(MEMBER, POINTS))["myRegistration"]


def balances(own: Any) -> dict[str, tuple[float, float, float]]:
    return {each["wallet"]: (each["balance"], each["earned"], each["spent"]) for each in own["points"]}


def lines(own: Any, wallet: str) -> list[tuple[str, float]]:
    return [(each["kind"], each["points"]) for each in own["pointEntries"]["nodes"] if each["wallet"] == wallet]


async def test_a_service_earns_with_its_confirmation_and_a_correction_is_a_counter_entry(
    office: RegistrationOffice,
) -> None:
    kept = await written(office)
    assert lines(await mine(office), "DUTY") == []
    kept = await changed(office, OFFICE, "confirm", kept)
    own = await mine(office)
    assert balances(own) == dict.fromkeys(("DUTY", "EXCHANGE"), (2.0, 2.0, 0.0))
    first = own["pointEntries"]["nodes"][0]
    assert first.items() >= {"countedOn": "2026-09-05", "period": "2026", "rule": "DUTY/*/2020-01-01"}.items()
    assert (first["serviceRecord"], first["person"]) == ({"id": kept["id"]}, None)
    await changed(office, OFFICE, "correct", kept, AN_HOUR)
    own = await mine(office)
    assert lines(own, "DUTY") == [("EARNED", 2.0), ("CORRECTED", -2.0), ("EARNED", 1.0)]
    assert balances(own)["DUTY"] == (1.0, 1.0, 0.0)
    told = Statement("MATCH (e:LogEntry {action: 'POINTS_EARNED'}) RETURN e.after ORDER BY e.number LIMIT 2")
    assert await office.graph.read(told) == [['{"DUTY":2.0,"EXCHANGE":2.0}'], ['{"DUTY":-1.0,"EXCHANGE":-1.0}']]


async def test_units_and_what_is_not_confirmed_earn_nothing(office: RegistrationOffice) -> None:
    await changed(office, OFFICE, "confirm", await written(office, HOSPITAL))
    await changed(office, OFFICE, "reject", await written(office), ', reason: "没来"')
    assert await office.graph.read(Statement("MATCH (e:PointEntry) RETURN count(e)")) == [[0]]


async def test_points_are_exchanged_once_and_returned_once(office: RegistrationOffice) -> None:
    await changed(office, OFFICE, "confirm", await written(office))
    own = await mine(office)
    spend = SPEND % (own["id"], own["version"], "1.5")
    for caller, text, code in (
        (MEMBER, spend, "FORBIDDEN"),
        (OFFICE_THERE, spend, "NOT_FOUND"),
        (OFFICE, SPEND % (own["id"], own["version"], "2.01"), "CONFLICT"),
        (OFFICE, SPEND % (own["id"], own["version"], "1.005"), "BAD_USER_INPUT"),
        (OFFICE, SPEND % (own["id"], own["version"] - 1, "1"), "CONFLICT"),
    ):
        assert (await office.refusal(caller, text))["code"] == code
    answers = await asyncio.gather(*(office.ask(OFFICE, spend) for _ in range(8)))
    assert sum("errors" not in each.body for each in answers) == 1
    own = await mine(office)
    assert balances(own) == {"DUTY": (2.0, 2.0, 0.0), "EXCHANGE": (0.5, 2.0, 1.5)}
    spent = next(each for each in own["pointEntries"]["nodes"] if each["kind"] == "SPENT")
    earned = next(each for each in own["pointEntries"]["nodes"] if each["kind"] == "EARNED")
    assert (spent["note"], spent["period"]) == ("洗衣液", "2026H2")
    await office.data(OFFICE, RETURN % (own["id"], own["version"], spent["id"]))
    own = await mine(office)
    assert balances(own)["EXCHANGE"] == (2.0, 2.0, 0.0)
    for entry in (spent["id"], earned["id"]):
        assert (await office.refusal(OFFICE, RETURN % (own["id"], own["version"], entry)))["code"] == "CONFLICT"


async def test_sixteen_clients_who_confirm_the_same_records_double_none_and_pass_no_cap(
    office: RegistrationOffice,
) -> None:
    records = []
    for day in range(1, 3):
        for hour in (9, 12, 15):
            given = {
                "startedAt": f"2026-09-0{day}T{hour:02}:00:00+08:00",
                "endedAt": f"2026-09-0{day}T{hour + 2:02}:00:00+08:00",
            }
            records += [await written(office, caller, **given) for caller in (MEMBER, NEIGHBOUR)]

    async def client(number: int) -> None:
        for place_ in range(len(records)):
            of = records[(place_ + number * 2) % len(records)]
            text = f'mutation {{ confirmServiceRecord(id: "{of["id"]}", expectedVersion: 1) {{ id }} }}'
            await office.ask(OFFICE, text)

    await asyncio.gather(*map(client, range(16)))
    confirmed = Statement("MATCH (s:ServiceRecord {state: 'CONFIRMED'}) RETURN count(s)")
    assert await office.graph.read(confirmed) == [[len(records)]]
    by_day = Statement(
        "MATCH (e:PointEntry {kind: 'EARNED'}) WITH e.person AS person, e.wallet AS wallet, e.on AS day, "
        "sum(e.amount) AS sum, count(e) AS entries RETURN DISTINCT sum, entries ORDER BY sum LIMIT 10"
    )
    assert await office.graph.read(by_day) == [[400, 2]]
    assert balances(await mine(office))["DUTY"] == (8.0, 8.0, 0.0)


async def test_a_period_is_closed_once_and_stays_at_nothing(office: RegistrationOffice) -> None:
    kept = await changed(office, OFFICE, "confirm", await written(office))
    for day, due in (("2027-01-31", 0), ("2027-02-01", 1), ("2027-02-02", 0)):
        now = datetime.fromisoformat(f"{day}T04:00:00+00:00")
        done = await office.graph.transact(lambda tx, now=now: close_periods(tx, now))  # type: ignore[misc]
        assert (done.due, len(done.events)) == (due, due)
    left = Statement("MATCH (e:PointEntry) RETURN e.wallet, sum(e.amount), count(e) ORDER BY e.wallet LIMIT 2")
    assert await office.graph.read(left) == [["DUTY", 0, 2], ["EXCHANGE", 0, 2]]
    await changed(office, OFFICE, "correct", kept, AN_HOUR)
    assert await office.graph.read(left) == [["DUTY", 0, 6], ["EXCHANGE", 0, 6]]


async def test_points_go_along_with_a_transfer_and_are_seen_by_whom_they_concern(office: RegistrationOffice) -> None:
    await changed(office, OFFICE, "confirm", await written(office))
    own = await mine(office)
    text = f'{{ registration(id: "{own["id"]}") {{ points {{ balance }} pointEntries {{ totalCount }} }} }}'
    assert (await office.refusal(NEIGHBOUR, text))["code"] == "NOT_FOUND"
    entry = f'{{ node(id: "{own["pointEntries"]["nodes"][0]["id"]}") {{ id }} }}'
    assert (await office.data(OFFICE_THERE, entry))["node"] is None
    await office.step(MEMBER, "transfer", own, f', community: "{THERE}", reason: "搬家"')
    for caller in (OFFICE_THERE, MEMBER):
        assert (await office.data(caller, text))["registration"] == {
            "points": [{"balance": 2.0}, {"balance": 2.0}],
            "pointEntries": {"totalCount": 2},
        }
    assert (await office.data(OFFICE_THERE, entry))["node"]
    assert (await office.data(NEIGHBOUR, entry))["node"] is None


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_a_statement_of_points_starts_from_an_index(demo_graph: Graph, name: str) -> None:
    given: dict[str, Any] = dict.fromkeys(("id", "unit", "person", "entry"), "x")
    given |= {"scope": [HERE], "earning": [], "version": 1, "closesOn": date(2027, 2, 1), "entries": [], "most": 1}
    given |= {"today": date(2027, 2, 1), "now": datetime(2026, 9, 7, tzinfo=UTC)}
    assert await scans(demo_graph, Statement(TEXTS[name], given), products=True) == set()
