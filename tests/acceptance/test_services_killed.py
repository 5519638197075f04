"""Sixteen clients confirm the same services and claim the same seats, the service killed ten times: each is one."""

import asyncio
import random
from collections import Counter
from datetime import datetime, time, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from graphsvc.access.principal import Grant
from graphsvc.china import CHINA, day_in_china
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.state_file import free_port
from graphsvc.registration.model.service_record import Stretch
from graphsvc.registration.store.posts import PostDraft, publish
from graphsvc.registration.store.service_records import ServiceDraft, write
from tests.acceptance.killed import answer_to, living
from tests.acceptance.serving import until
from tests.conftest import Neo4j, patience
from tests.engine.registration_world import HERE, place

pytestmark = pytest.mark.soak

CLIENTS, CROWD, SERVICES, SEATS, KILLS = 16, 40, 5, 5, 10
ANSWERS_A_LIFE = (100, 250)
"""Answers after which a service is killed, so that every life is in the middle of work on any machine."""
CONFIRM = "mutation ($id: ID!, $key: ID) { done: confirmServiceRecord(id: $id, expectedVersion: 1, key: $key) { id } }"
CLAIM = "mutation ($claim: ClaimInput!, $key: ID) { done: claimPost(claim: $claim, key: $key) { id } }"
GRANT = Grant((HERE,))
_CROWD = """\
UNWIND range(0, $crowd - 1) AS n
WITH 'crowd-' + n AS who
CREATE (p:Node:Person:Member {id: who, name: '众', areaCode: $here})
WITH p, who
UNWIND $years AS year
CREATE (p)<-[:REGISTERS]-(r:Node:Registration {id: 'registration-' + who + '-' + year, areaCode: $here, version: 1,
  kind: 'MEMBER', person: who, year: year, openKey: who + '|' + year, state: 'RECEIVED',
  reportedOn: date({year: year, month: 1, day: 1}), services: [], pledged: [], done: []})"""
_RECORDS = """\
MATCH (s:ServiceRecord)
RETURN s.state, s.version, COUNT { (e:PointEntry {record: s.id}) }, COUNT { (l:LogEntry {subject: s.id}) }, count(s)"""
_DAYS = """\
MATCH (e:PointEntry)
WITH e.person AS person, e.wallet AS wallet, sum(e.amount) AS earned
RETURN wallet, earned, count(person) ORDER BY wallet, earned LIMIT 10"""
_SEATS = "MATCH (p:Post) RETURN p.takenCount, COUNT { (p)<-[:TAKES]-(:Claim {state: 'CLAIMED'}) }, COUNT { (c:Claim) }"


async def crowded(graph: Graph) -> list[str]:
    """Members who have each served five hours of one day, which nobody has confirmed, and a post of five seats."""
    await place(graph)
    now = utc_now()
    day = day_in_china(now) - timedelta(days=2)
    years = sorted({day.year, day_in_china(now).year})
    await graph.write(Statement(_CROWD, {"crowd": CROWD, "here": HERE, "years": years}))
    post = PostDraft(HERE, "义诊", "HEALTH", SEATS)
    await graph.transact(partial(publish, grant=GRANT, draft=post, id_="post", by="office", now=now))
    records = []
    for number in range(CROWD):
        for hour in range(9, 9 + SERVICES):
            began = datetime.combine(day, time(hour), CHINA)
            draft = ServiceDraft(f"crowd-{number}", Stretch(began, began + timedelta(hours=1)), "义诊", "HEALTH")
            records.append(f"record-{number}-{hour}")
            given: dict[str, Any] = {"draft": draft, "id_": records[-1], "by": "office", "now": now}
            await graph.transact(partial(write, grant=GRANT, **given))
    return records


async def test_a_service_killed_ten_times_counts_each_record_and_seat_once(
    clean_graph: Graph, neo4j: Neo4j, tmp_path: Path
) -> None:
    records = await crowded(clean_graph)
    port, address = free_port(), neo4j.address
    won, seen = Counter[str](), Counter[str]()

    async def client(number: int) -> None:
        """Confirm every record, and claim for everybody, in an order of one's own."""
        asked: list[tuple[str, str, dict[str, Any]]] = [(each, CONFIRM, {"id": each}) for each in records]
        asked += [
            (f"seat of crowd-{n}", CLAIM, {"claim": {"post": "post", "person": f"crowd-{n}"}}) for n in range(CROWD)
        ]
        random.Random(number).shuffle(asked)
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=30, trust_env=False) as connection:
            for what, text, variables in asked:
                answer = await answer_to(connection, text, seen, lambda: True, **variables)
                seen["answered"] += 1
                won[what] += "errors" not in (answer or {})

    async def reached(answers: int) -> bool:
        return seen["answered"] >= answers

    reached_at = {"neo4j_uri": address.uri, "neo4j_password": address.password, "data_dir": tmp_path}
    async with living(port, **reached_at) as service:
        clients = [asyncio.create_task(client(number)) for number in range(CLIENTS)]
        chance = random.Random(1)
        for _ in range(KILLS):
            await until(partial(reached, seen["answered"] + chance.randint(*ANSWERS_A_LIFE)), patience(60))
            assert not all(each.done() for each in clients)
            service.kill()
            await service.start()
        await asyncio.gather(*clients)
    assert [won[each] for each in records] == [1] * len(records)
    seats = [count for what, count in won.items() if what not in records]
    assert sorted(seats) == [0] * (CROWD - SEATS) + [1] * SEATS
    assert await clean_graph.read(Statement(_SEATS)) == [[SEATS, SEATS, SEATS]]
    found = await clean_graph.read(Statement(_RECORDS))
    assert sorted([*each] for each in found) == [
        ["CONFIRMED", 2, 0, 1, CROWD],
        ["CONFIRMED", 2, 2, 1, CROWD * (SERVICES - 1)],
    ]
    assert await clean_graph.read(Statement(_DAYS)) == [["DUTY", 400, CROWD], ["EXCHANGE", 400, CROWD]]
    assert seen["cut off"] >= KILLS
    print(dict(seen))
