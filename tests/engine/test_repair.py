"""Repair of chains written under a wrong key: whole again, with an entry that says what was done and to which."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from graphsvc.cli.registry import app
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.db.long_work import LongWork
from graphsvc.errors import SetupError
from graphsvc.log.audit.repair import Order, ranges, repair
from graphsvc.log.chain import Fault, Record, Whole
from graphsvc.log.entry import REGISTER
from graphsvc.log.events import Event
from graphsvc.log.record_key import key_of
from tests.conftest import Neo4j

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
TEXT, WRONG_TEXT = "record key number one, of many letters", "record key number two, of many letters"
RECORD, WRONG = Record(key_of(TEXT)), Record(key_of(WRONG_TEXT))
BY = Order("王五", "容器用错了密钥", (WRONG,))
HEADS = "MATCH (c:Chain) RETURN c.district, c.number, c.hash ORDER BY c.district"
ALL = "MATCH (e:LogEntry) RETURN e {.*} ORDER BY e.district, e.number"


@pytest.fixture
async def recorded(clean_graph: Graph) -> AsyncIterator[Graph]:
    yield clean_graph
    await clean_graph.write(
        Statement("MATCH (n) WHERE n:LogEntry OR n:Chain OR n:KeyCheck OR n:KeyUse DETACH DELETE n")
    )


async def written(graph: Graph, record: Record, count: int, area: str = "500103012011") -> None:
    """Entries by a process that does not look at the head it writes behind."""
    district = area[:6]
    if record is not RECORD:
        rows = await graph.read(Statement("MATCH (c:Chain {district: $d}) RETURN c.number, c.hash", {"d": district}))
        if rows:
            await _seal(graph, district, record.head_seal(district, *rows[0]))
    for turn in range(count):
        events = [Event("CLAIMED", f"p{turn}", area, {"state": "OPEN"})]
        await graph.transact(partial(record.append, events=events, by="li", role="SYSTEM", now=NOW))


async def _seal(graph: Graph, district: str, seal: str) -> None:
    await graph.write(Statement("MATCH (c:Chain {district: $d}) SET c.seal = $seal", {"d": district, "seal": seal}))


async def verdicts(graph: Graph) -> list[Fault | Whole]:
    return [each async for each in RECORD.verify(graph)]


async def mixed(graph: Graph) -> None:
    """Five entries under the right key, two under the wrong one, three again under the right one, as it once was."""
    await written(graph, RECORD, 5)
    await written(graph, WRONG, 2)
    ((number, hash_),) = await graph.read(Statement("MATCH (c:Chain {district: '500103'}) RETURN c.number, c.hash"))
    await _seal(graph, "500103", RECORD.head_seal("500103", number, hash_))
    await written(graph, RECORD, 3)


async def said(graph: Graph, district: str = "500103") -> dict[str, Any]:
    text = "MATCH (e:LogEntry {district: $d, action: 'CHAIN_REPAIRED'}) RETURN e {.*} ORDER BY e.number DESC LIMIT 1"
    ((entry,),) = await graph.read(Statement(text, {"d": district}))
    return {**entry, "before": json.loads(entry["before"]), "after": json.loads(entry["after"])}


async def test_a_chain_with_entries_of_another_key_is_whole_again_and_says_which_they_were(recorded: Graph) -> None:
    await mixed(recorded)
    assert await verdicts(recorded) == [Fault("500103", 6, "记录内容与哈希不符"), Whole(REGISTER, 1)]
    before = await recorded.read(Statement(ALL))
    head = (await recorded.read(Statement(HEADS)))[0][2]
    done = await repair(recorded, RECORD, "500103", BY, NOW)
    assert (done.begins, done.under_other, done.under_none) == (6, [6, 7], [])
    assert await verdicts(recorded) == [Whole("500103", 11, 1), Whole(REGISTER, 1)]
    told = await said(recorded)
    assert (told["by"], told["note"], told["number"]) == ("王五", "容器用错了密钥", 11)
    assert told["before"] | {"hashes": ""} == {"head": head, "hashes": "", "from": 6, "to": 10}
    assert told["after"] == {"underOtherKey": "6-7", "underNoKey": "", "otherKeys": [WRONG.key_id]}
    after = [row for row in await recorded.read(Statement(ALL)) if row[0]["action"] != "CHAIN_REPAIRED"]
    assert [entry[0] | {"hash": ""} for entry in after] == [entry[0] | {"hash": ""} for entry in before]


async def test_without_the_other_key_nothing_is_repaired_unless_that_is_accepted(recorded: Graph) -> None:
    await mixed(recorded)
    before = await recorded.read(Statement(ALL)), await recorded.read(Statement(HEADS))
    with pytest.raises(SetupError, match="Entries 6-7 of 500103 verify under no key"):
        await repair(recorded, RECORD, "500103", Order("王五", "密钥已丢失"), NOW)
    assert (await recorded.read(Statement(ALL)), await recorded.read(Statement(HEADS))) == before
    await repair(recorded, RECORD, "500103", Order("王五", "密钥已丢失", accept_unverified=True), NOW)
    assert (await said(recorded))["after"] == {"underOtherKey": "", "underNoKey": "6-7", "otherKeys": []}
    assert await verdicts(recorded) == [Whole("500103", 11, 1), Whole(REGISTER, 1)]


DAMAGE = {
    "one is missing": "MATCH (e:LogEntry {district: '500103', number: 3}) DELETE e",
    "two swapped": "MATCH (a:LogEntry {district: '500103', number: 3}), (b:LogEntry {district: '500103', number: 4}) "
    "SET a.number = 99 SET b.number = 3 SET a.number = 4",
    "the head points elsewhere": "MATCH (c:Chain {district: '500103'}) SET c.number = c.number - 1",
    "a field is gone": "MATCH (e:LogEntry {district: '500103', number: 3}) REMOVE e.note",
}


@pytest.mark.parametrize("damage", DAMAGE)
async def test_a_repair_never_hides_what_is_missing(recorded: Graph, damage: str) -> None:
    await mixed(recorded)
    await recorded.write(Statement(DAMAGE[damage]))
    before = await recorded.read(Statement(ALL)), await recorded.read(Statement(HEADS))
    order = Order("王五", "试图掩盖", (WRONG,), accept_unverified=damage != "two swapped")
    with pytest.raises(SetupError):
        await repair(recorded, RECORD, "500103", order, NOW)
    assert (await recorded.read(Statement(ALL)), await recorded.read(Statement(HEADS))) == before


async def test_an_entry_changed_by_hand_is_named_in_the_record_for_ever(recorded: Graph) -> None:
    await written(recorded, RECORD, 5)
    await recorded.write(Statement("MATCH (e:LogEntry {district: '500103', number: 2}) SET e.by = 'wang'"))
    await repair(recorded, RECORD, "500103", Order("王五", "核查后接受", accept_unverified=True), NOW)
    assert (await said(recorded))["after"]["underNoKey"] == "2"


async def test_a_long_chain_is_repaired_whole(recorded: Graph) -> None:
    await written(recorded, RECORD, 3)
    events = [Event("CLAIMED", f"n{number}", "500103012011") for number in range(11_000)]
    await LongWork(recorded).transact(lambda tx: append_blindly(tx, events))
    assert isinstance((await verdicts(recorded))[0], Fault)
    done = await repair(LongWork(recorded), RECORD, "500103", BY, NOW)
    assert (len(done.under_other), done.begins) == (11_000, 4)
    assert (await verdicts(recorded))[0] == Whole("500103", 11_004, 1)


async def append_blindly(tx: Any, events: list[Event]) -> None:
    ((number, hash_),) = await tx.run(Statement("MATCH (c:Chain {district: '500103'}) RETURN c.number, c.hash"))
    seal = WRONG.head_seal("500103", number, hash_)
    await tx.run(Statement("MATCH (c:Chain {district: '500103'}) SET c.seal = $seal", {"seal": seal}))
    await WRONG.append_to(tx, "500103", events, "li", "SYSTEM", NOW)


def test_ranges_are_as_short_as_they_can_be() -> None:
    assert [ranges(numbers) for numbers in ([], [4], [4, 5], [1, 2, 3, 5, 7, 8])] == ["", "4", "4-5", "1-3, 5, 7-8"]


async def test_the_command_repairs_everything_that_was_written_under_the_other_key_and_makes_the_key_the_graphs_own(
    recorded: Graph, neo4j: Neo4j, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for area in ("500103012011", "500104000000"):
        await begin_wrongly(recorded, area)
    monkeypatch.setenv("GRAPHSVC_NEO4J_URI", neo4j.address.uri)
    monkeypatch.setenv("GRAPHSVC_NEO4J_PASSWORD", neo4j.address.password)
    monkeypatch.setenv("GRAPHSVC_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("GRAPHSVC_RECORD_KEY", TEXT)
    (tmp_path / "other").write_text(f"{WRONG_TEXT}\n", encoding="utf-8")

    async def run(*arguments: str) -> tuple[int, str]:
        result = await asyncio.to_thread(CliRunner().invoke, app, list(arguments))
        return result.exit_code, result.output

    query = ("query", "{ __typename }")
    assert (await run(*query))[0] == 3
    assert (await run("audit-log", "verify"))[0] == 1
    assert (await run("audit-log", "repair"))[0] == 2
    code, text = await run(
        "audit-log", "repair", "--by", "王五", "--reason", "换密钥", "--other-key-file", str(tmp_path / "other")
    )
    assert (code, text.splitlines()) == (
        0,
        [
            "register  2 条重新封存：第 1-2 条由另一密钥验证",
            "500103  2 条重新封存：第 1-2 条由另一密钥验证",
            "500104  2 条重新封存：第 1-2 条由另一密钥验证",
        ],
    )
    code, text = await run("audit-log", "verify")
    assert (code, text.count("✓"), text.count("其中 1 次修复")) == (0, 3, 3)
    assert (await run(*query))[0] == 0
    monkeypatch.setenv("GRAPHSVC_RECORD_KEY", WRONG_TEXT)
    assert (await run(*query))[0] == 3


async def begin_wrongly(graph: Graph, area: str) -> None:
    for _ in range(2):
        await graph.transact(lambda tx: WRONG.append(tx, [Event("CLAIMED", "p", area)], "li", "SYSTEM", NOW))
