"""Quarterly cards on a real Neo4j: frozen once after the quarter's end, sealed, never changed."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from graphsvc.app import Service
from graphsvc.cli.registration import cards as command
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import Embedded
from graphsvc.errors import Conflict
from graphsvc.gql.execution.documents import Documents
from graphsvc.registration.cards.card import CardSeals, Quarter
from graphsvc.registration.cards.store import TEXTS, find_registrants, freeze
from graphsvc.settings import Settings
from tests.conftest import RECORD
from tests.engine.registration_office import AN_HOUR, RegistrationOffice, changed, written
from tests.engine.registration_world import (
    HERE,
    HOSPITAL,
    MEMBER,
    NEIGHBOUR,
    OFFICE,
    OFFICE_THERE,
    SCHOOL,
    VIEWER,
    place,
)
from tests.plans import scans

SEALS = CardSeals(b"key of a test")
Q3, Q4 = Quarter(2026, 3), Quarter(2026, 4)
AFTER_Q3, AFTER_Q4 = datetime(2026, 9, 30, 17, tzinfo=UTC), datetime(2027, 1, 2, tzinfo=UTC)
WORK = """\
MATCH (p:Person {id: 'member-01'}), (h:Unit {id: 'unit-hospital'})-[:HAS_PARTY_ORGANIZATION]->(o)
CREATE (p)-[:WORKS_FOR]->(h)
CREATE (o)-[:SUBORDINATE_TO]->(:Node:PartyOrganization {id: 'party-street', name: '青石街道党工委',
  kind: 'WORKING_COMMITTEE', areaCode: '500103012000'})"""
CARD = """query ($id: ID!) { quarterCard(id: $id) { holder minutes yearMinutes dutyPoints dutyBalance servedSeatCount
  serviceRatingCount completion effect cooperationRatingCount cooperation workplace { id } superior { id }
  lines { kind servedOn minutes content } } checkQuarterCard(card: $id) { holds } }"""


@pytest.fixture
async def office(known: Documents, clean_graph: Graph) -> RegistrationOffice:
    """Two members and a unit that are registered and received; the first works for the unit."""
    await place(clean_graph)
    await clean_graph.write(Statement(WORK))
    office = RegistrationOffice(known, clean_graph)
    office.tools[CardSeals] = SEALS
    for more in ({"person": "member-01"}, {"person": "member-02"}, {"unit": "unit-hospital"}):
        await office.step(OFFICE, "receive", await office.file(OFFICE, **more))
    return office


async def frozen(office: RegistrationOffice, quarter: Quarter = Q3, now: datetime = AFTER_Q3) -> int:
    """Freeze the cards of everybody, as the command does."""
    ids = await find_registrants(office.graph, HERE, quarter)
    return (await office.graph.transact(lambda tx: freeze(tx, ids, quarter, SEALS, now))).cards


async def card(office: RegistrationOffice, who: str, quarter: Quarter = Q3, caller: Any = OFFICE) -> Any:
    data = await office.data(caller, CARD, id=f"card-{who}-{quarter}")
    assert data["checkQuarterCard"]["holds"]
    return data["quarterCard"]


async def cards(graph: Graph) -> list[Any]:
    return await graph.read(Statement("MATCH (c:QuarterCard) RETURN properties(c) ORDER BY c.id"))


async def test_a_card_tells_the_quarter(office: RegistrationOffice) -> None:
    kept = await changed(office, OFFICE, "confirm", await written(office))
    for caller, name, marks in (
        (OFFICE, "giveServiceRating", "completion: 5, attitude: 4, effect: 3"),
        (MEMBER, "giveCooperationRating", "cooperation: 2"),
    ):
        await office.data(caller, f'mutation {{ {name}(id: "{kept["id"]}", expectedVersion: 2, {marks}) {{ id }} }}')
    await written(office, NEIGHBOUR)  # not confirmed
    assert await frozen(office) == 3
    told = await card(office, "member-01")
    line = {"kind": "SERVED", "servedOn": "2026-09-05", "minutes": 120, "content": "给老人量血压"}
    assert (told["holder"], told["minutes"], told["yearMinutes"], told["lines"]) == ("周**", 120, 120, [line])
    assert (told["dutyPoints"], told["dutyBalance"]) == (2.0, 2.0)
    assert (told["serviceRatingCount"], told["completion"], told["effect"]) == (1, 5.0, 3.0)
    assert (told["cooperationRatingCount"], told["cooperation"]) == (1, 2.0)
    assert (told["workplace"], told["superior"]) == ({"id": "unit-hospital"}, None)
    assert (await card(office, "member-02"))["lines"] == []
    of_unit = await card(office, "unit-hospital")
    assert (of_unit["holder"], of_unit["workplace"], of_unit["superior"]) == ("青石医院", None, {"id": "party-street"})


async def test_what_is_corrected_later_stands_on_the_next_card_and_never_on_the_frozen_one(
    office: RegistrationOffice,
) -> None:
    first = await changed(office, OFFICE, "confirm", await written(office))
    second = await written(office, NEIGHBOUR)
    await frozen(office)
    before = await cards(office.graph)
    office.now = AFTER_Q3 + timedelta(days=1)
    await changed(office, OFFICE, "correct", first, AN_HOUR)
    await changed(office, OFFICE, "confirm", second)
    assert await frozen(office) == 0
    assert await cards(office.graph) == before
    assert await frozen(office, Q4, AFTER_Q4) == 3
    kept = [each for each in await cards(office.graph) if each[0]["quarter"] == "2026Q3"]
    assert kept == before
    told = await card(office, "member-01", Q4)
    assert [(each["kind"], each["minutes"]) for each in told["lines"]] == [("CORRECTED", -60)]
    assert (told["minutes"], told["yearMinutes"], told["dutyPoints"], told["dutyBalance"]) == (-60, 60, -1.0, 1.0)
    told = await card(office, "member-02", Q4)
    assert [(each["kind"], each["minutes"]) for each in told["lines"]] == [("LATE", 120)]
    assert told["dutyPoints"] == 2.0


async def test_a_card_is_frozen_once_whoever_asks_at_once(office: RegistrationOffice) -> None:
    await changed(office, OFFICE, "confirm", await written(office))
    assert sorted(await asyncio.gather(*(frozen(office) for _ in range(8)))) == [0] * 7 + [3]
    assert len(await cards(office.graph)) == 3


async def test_no_card_is_frozen_before_its_quarter_is_over_nor_after_a_later_one(office: RegistrationOffice) -> None:
    for now in (AFTER_Q3 - timedelta(hours=2), datetime(2026, 9, 1, tzinfo=UTC)):
        with pytest.raises(Conflict):
            await frozen(office, now=now)
    assert await cards(office.graph) == []
    await frozen(office, Q4, AFTER_Q4)
    assert await find_registrants(office.graph, HERE, Q3) == []
    assert await frozen(office, Q3, AFTER_Q4) == 0
    assert await find_registrants(office.graph, "500103012012", Q4) == []


async def test_a_card_that_was_changed_in_the_database_is_told_from_others(office: RegistrationOffice) -> None:
    await changed(office, OFFICE, "confirm", await written(office))
    await frozen(office)
    await office.graph.write(Statement("MATCH (c:QuarterCard {id: 'card-member-01-2026Q3'}) SET c.minutes = 6000"))
    text = '{ checkQuarterCard(card: "card-member-01-2026Q3") { holds } }'
    assert (await office.data(OFFICE, text))["checkQuarterCard"] == {"holds": False}


async def test_a_card_is_read_by_whom_it_concerns(office: RegistrationOffice) -> None:
    await frozen(office)
    text = "{ quarterCards { totalCount nodes { id } } }"
    seen = {
        caller.subject: [each["id"] for each in (await office.data(caller, text))["quarterCards"]["nodes"]]
        for caller in (MEMBER, NEIGHBOUR, HOSPITAL, OFFICE_THERE, SCHOOL, VIEWER)
    }
    own, neighbour, unit = (f"card-{who}-2026Q3" for who in ("member-01", "member-02", "unit-hospital"))
    assert seen == {
        "member-01": [own],
        "member-02": [neighbour],
        "hospital": [own, unit],
        "office-there": [],
        "school": [],
        "viewer": [],
    }
    assert len((await office.data(OFFICE, text))["quarterCards"]["nodes"]) == 3
    refused = await office.refusal(NEIGHBOUR, f'{{ checkQuarterCard(card: "{own}") {{ holds }} }}')
    assert refused["code"] == "NOT_FOUND"


async def test_the_command_freezes_an_area_and_goes_on_where_it_was_stopped(
    office: RegistrationOffice, neo4j: Embedded, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "AT_ONCE", 2)
    await changed(office, OFFICE, "confirm", await written(office))
    settings: dict[str, Any] = {"neo4j_uri": neo4j.address.uri, "neo4j_password": neo4j.address.password}
    settings |= {"record_key": "the key of the record in these tests", "text_model": "off", "data_dir": tmp_path}
    service = Service(Settings(**settings))
    service.graph, service.record = office.graph, RECORD
    assert await command.freeze_cards(service, "500103012000", Q3) == (3, 3)
    assert await command.freeze_cards(service, "500103012000", Q3) == (0, 0)
    told = Statement("MATCH (e:LogEntry {action: 'CARD_FROZEN'}) RETURN e.subject AS card, e.by ORDER BY card")
    who = [["card-member-01-2026Q3"], ["card-member-02-2026Q3"], ["card-unit-hospital-2026Q3"]]
    assert [[card] for card, _ in await office.graph.read(told)] == who
    assert all(service.card_seals.holds(each[0]) for each in await cards(office.graph))
    service.graph = None
    await service.close()


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_a_statement_of_cards_starts_from_an_index(demo_graph: Graph, name: str) -> None:
    now, day = datetime(2026, 10, 1, tzinfo=UTC), date(2026, 9, 30)
    asked: dict[str, Any] = dict.fromkeys(("id", "unit", "person", "prefix", "quarter"), "x") | {"year": 2026}
    asked |= {"ids": ["x"], "cards": [], "scope": [], "earning": [], "asOf": day, "first": day, "from": now, "to": now}
    assert await scans(demo_graph, Statement(TEXTS[name], asked), products=True) == set()
