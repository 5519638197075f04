"""The record of changes: whole after any number of changes, and every tampering found where it was done."""

from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO

import pytest
from rich.console import Console

from graphsvc.cli.commands.record import verified
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.log.chain import Fault, Record, Whole
from graphsvc.log.entry import REGISTER
from graphsvc.log.events import Event
from graphsvc.log.record_key import key_of
from tests.conftest import RECORD, RECORD_KEY

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
DISTRICTS = ("500103012011", "500104000000")
ENTRIES = 6
"""Entries of each of the two districts, so that there is a first, a last and one in between."""


@pytest.fixture
async def recorded(clean_graph: Graph) -> Graph:
    for turn in range(ENTRIES):
        events = [
            Event("CLAIMED", f"p{turn}", area, {"state": "OPEN"}, {"state": "HELD"}, "说明") for area in DISTRICTS
        ]
        at = NOW + timedelta(minutes=turn)
        await clean_graph.transact(partial(RECORD.append, events=events, by="li", role="SYSTEM", now=at))
    return clean_graph


async def verdicts(graph: Graph, record: Record = RECORD) -> list[Fault | Whole]:
    return [each async for each in record.verify(graph)]


async def faults(graph: Graph) -> list[tuple[str, int]]:
    return [(each.district, each.number) for each in await verdicts(graph) if isinstance(each, Fault)]


async def test_a_record_that_nobody_touched_is_whole(recorded: Graph) -> None:
    assert await verdicts(recorded) == [Whole("500103", ENTRIES), Whole("500104", ENTRIES), Whole(REGISTER, 2)]


THIRD = "MATCH (e:LogEntry {district: '500103', number: 3}) "
LAST = "MATCH (e:LogEntry {district: '500103', number: 6}) "
HEAD = "MATCH (c:Chain {district: '500103'}) "
TAMPERINGS = {
    "who": (THIRD + "SET e.by = 'wang'", 3),
    "as what": (THIRD + "SET e.role = 'VIEWER'", 3),
    "what": (THIRD + "SET e.action = 'RATED'", 3),
    "of what": (THIRD + "SET e.subject = 'p9'", 3),
    "where": (THIRD + "SET e.areaCode = '500103012012'", 3),
    "when": (THIRD + "SET e.at = '2026-11-24T09:31:00+00:00'", 3),
    "from": (THIRD + "SET e.before = '{}'", 3),
    "to": (THIRD + "SET e.after = '{\"state\":\"DONE\"}'", 3),
    "note": (THIRD + "SET e.note = ''", 3),
    "id": (THIRD + "SET e.id = 'log-500103-33'", 3),
    "hash": (THIRD + f"SET e.hash = '{'a' * 64}'", 3),
    "number": (THIRD + "SET e.number = 7", 3),
    "a field taken away": (THIRD + "REMOVE e.note", 3),
    "a field of another kind": (THIRD + "SET e.note = 5", 3),
    "a field added": (THIRD + "SET e.approved = true", 3),
    "moved to another district": (THIRD + "SET e.district = '500105'", 3),
    "two swapped": (THIRD + "MATCH (f:LogEntry {district: '500103', number: 4}) "
                    "SET e.number = 99 SET f.number = 3 SET e.number = 4", 3),
    "one deleted": (THIRD + "DELETE e", 3),
    "the first deleted": ("MATCH (e:LogEntry {district: '500103', number: 1}) DELETE e", 1),
    "the last deleted": (LAST + "DELETE e", 6),
    "the last deleted and the head turned back": (
        LAST + HEAD + "MATCH (d:LogEntry {district: '500103', number: 5}) "
        "SET c.number = 5, c.hash = d.hash DELETE e", 5),
    "one appended": (LAST + "CREATE (f:LogEntry) SET f = e {.*, number: 7, id: 'log-500103-7'}", 7),
    "one appended and the head moved on": (
        LAST + HEAD + "CREATE (f:LogEntry) SET f = e {.*, number: 7, id: 'log-500103-7'} SET c.number = 7", 7),
    "the head's hash": (HEAD + f"SET c.hash = '{'b' * 64}'", 6),
    "a whole chain": ("MATCH (e:LogEntry {district: '500103'}) DELETE e WITH count(*) AS n " + HEAD + "DELETE c", 0),
}  # fmt: skip


@pytest.mark.parametrize("tampering", TAMPERINGS)
async def test_every_tampering_is_found_where_it_was_done(recorded: Graph, tampering: str) -> None:
    text, number = TAMPERINGS[tampering]
    await recorded.write(Statement(text))
    assert await faults(recorded) == [("500103", number)]


async def test_a_record_forged_under_another_key_is_no_record(recorded: Graph) -> None:
    found = await verdicts(recorded, Record(b"another key"))
    assert [type(each) for each in found] == [Fault, Fault, Fault]


async def test_a_chain_that_the_register_does_not_name_is_found(recorded: Graph) -> None:
    await recorded.write(Statement("MATCH (e:LogEntry {district: 'register', subject: '500104'}) SET e.subject = 'x'"))
    assert ("500104", 0) in await faults(recorded)
    assert (REGISTER, 2) in await faults(recorded)


async def test_the_command_prints_a_line_a_chain_and_tells_where_a_record_was_touched(recorded: Graph) -> None:
    printed = StringIO()
    console = Console(file=printed, width=100)
    assert await verified(recorded, RECORD, console)
    await recorded.write(Statement(THIRD + "SET e.note = ''"))
    assert not await verified(recorded, RECORD, console)
    assert printed.getvalue().splitlines()[:4] == [
        "✓ 500103  6 条记录完整",
        "✓ 500104  6 条记录完整",
        "✓ register  2 条记录完整",
        "✗ 500103  第 3 条：记录内容与哈希不符",
    ]


async def test_a_record_goes_on_in_guomi_and_back_and_every_tampering_is_still_found(recorded: Graph) -> None:
    chinese = Record(key_of(RECORD_KEY), sm3=True)
    event = Event("CLAIMED", "p", DISTRICTS[0])
    for record in (chinese, RECORD, chinese):
        append = partial(record.append, events=[event], by="li", role="SYSTEM", now=NOW)
        await recorded.transact(append)
    for record in (RECORD, chinese):
        assert (await verdicts(recorded, record))[0] == Whole("500103", ENTRIES + 3)
    seals = "MATCH (e:LogEntry {district: '500103'}) WITH e ORDER BY e.number RETURN collect(left(e.hash, 4) = 'sm3:')"
    assert await recorded.read(Statement(seals)) == [[[False] * ENTRIES + [True, False, True]]]
    await recorded.write(
        Statement("MATCH (e:LogEntry {district: '500103', number: 7}) SET e.hash = substring(e.hash, 4)")
    )
    assert await faults(recorded) == [("500103", 7)]
