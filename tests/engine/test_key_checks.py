"""A service knows its keys before it serves: what is not the graph's own key is refused, named, and writes nothing."""

import asyncio
import base64
import itertools
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from pydantic import SecretStr
from typer.testing import CliRunner

from graphsvc.access.key_checks import STATEMENTS, KeyUse, give_up, key_checks, retire, take_up, verify_field_keys
from graphsvc.access.sealing.fields import FieldKeys, sealed_person_fields
from graphsvc.access.sealing.keys import new_key, read_keys
from graphsvc.access.sealing.rotation import rotate
from graphsvc.app import Service
from graphsvc.cli.registry import app
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import RecordBroken, StartRefused
from graphsvc.log.audit.start import verify_record_key
from graphsvc.log.chain import Record
from graphsvc.log.events import Event
from graphsvc.log.record_key import key_of
from graphsvc.settings import Settings
from tests.conftest import Neo4j
from tests.plans import scans

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)
A, B = (f"{name}:{base64.b64encode(bytes(range(start, start + 32))).decode()}" for name, start in (("a", 3), ("b", 90)))
KEYS_A, KEYS_B, BOTH = read_keys(A), read_keys(B), read_keys(f"{B},{A}")
ID_A, ID_B = KEYS_A.newest.id, KEYS_B.newest.id
CREATE = "UNWIND $rows AS row CREATE (p:Node:Person {id: row.id, areaCode: '500103012011001'}) SET p += row.fields"
EVERYTHING = "MATCH (n) WHERE NOT n:Migration RETURN labels(n), properties(n) ORDER BY labels(n)[0], elementId(n)"
TEXT_A, TEXT_B = "record key number one, of many letters", "record key number two, of many letters"
RECORD_A, RECORD_B = Record(key_of(TEXT_A)), Record(key_of(TEXT_B))


@pytest.fixture
async def graph_to_key(clean_graph: Graph) -> AsyncIterator[Graph]:
    yield clean_graph
    await clean_graph.write(
        Statement("MATCH (n) WHERE n:KeyCheck OR n:KeyUse OR n:LogEntry OR n:Chain DETACH DELETE n")
    )


async def people(graph: Graph, keys: FieldKeys, count: int = 3, name: str = "") -> None:
    """People with sealed phones; under an old name of the key when one is given."""
    number = itertools.count()
    rows = []
    for _ in range(count):
        id_ = f"person-{keys.newest.id}-{next(number)}"
        fields = sealed_person_fields(id_, "13812341234", None, None, keys)
        if name:
            fields["phoneSealed"] = f"v1.{name}.{str(fields['phoneSealed']).rpartition('.')[2]}"
        rows.append({"id": id_, "fields": fields})
    await graph.write(Statement(CREATE, {"rows": rows}))


async def refused(graph: Graph, keys: FieldKeys) -> str:
    before = await graph.read(Statement(EVERYTHING))
    with pytest.raises(StartRefused) as refusal:
        await verify_field_keys(graph, keys, NOW)
    now = [row for row in await graph.read(Statement(EVERYTHING)) if "KeyUse" not in row[0]]
    assert now == [row for row in before if "KeyUse" not in row[0]]
    return refusal.value.en


async def in_use(graph: Graph) -> dict[str, bool]:
    return {id_: not check.retired for id_, check in (await key_checks(graph)).items()}


async def test_the_first_keys_are_noted_and_the_same_ones_pass_again(graph_to_key: Graph) -> None:
    for _ in range(2):
        await verify_field_keys(graph_to_key, KEYS_A, NOW)
        assert await in_use(graph_to_key) == {ID_A: True}


async def test_what_the_graph_holds_of_a_key_is_not_the_key(graph_to_key: Graph) -> None:
    await verify_field_keys(graph_to_key, KEYS_A, NOW)
    assert base64.b64decode(A[2:]).hex() not in str(await graph_to_key.read(Statement(EVERYTHING)))
    assert A[2:] not in str(await graph_to_key.read(Statement(EVERYTHING)))


async def test_another_key_is_refused_by_name_even_when_nothing_is_sealed_yet(graph_to_key: Graph) -> None:
    await verify_field_keys(graph_to_key, KEYS_A, NOW)
    said = await refused(graph_to_key, KEYS_B)
    assert ID_A in said
    assert ID_B in said


async def test_of_two_services_with_different_keys_on_a_new_graph_one_is_refused(graph_to_key: Graph) -> None:
    ends = await asyncio.gather(
        *(verify_field_keys(graph_to_key, keys, NOW) for keys in (KEYS_A, KEYS_B)), return_exceptions=True
    )
    assert sorted(type(end).__name__ for end in ends) == ["NoneType", "StartRefused"]
    assert len(await key_checks(graph_to_key)) == 1


async def test_a_graph_from_before_the_checks_takes_only_a_key_that_opens_its_values(graph_to_key: Graph) -> None:
    await people(graph_to_key, KEYS_A, name="developer")
    assert "developer" in await refused(graph_to_key, KEYS_B)
    assert "developer" in await refused(graph_to_key, read_keys(B.replace("b:", "developer:")))
    await verify_field_keys(graph_to_key, read_keys(A.replace("a:", "developer:")), NOW)
    assert await in_use(graph_to_key) == {ID_A: True}


async def test_one_damaged_value_among_good_ones_keeps_no_service_from_starting(graph_to_key: Graph) -> None:
    await people(graph_to_key, KEYS_A, 3)
    damage = "MATCH (p:Person) WITH p ORDER BY p.id LIMIT 1 SET p.phoneSealed = left(p.phoneSealed, 30)"
    await graph_to_key.write(Statement(damage))
    await verify_field_keys(graph_to_key, KEYS_A, NOW)


async def test_an_older_key_may_go_when_a_rotation_has_moved_everything_and_not_before(graph_to_key: Graph) -> None:
    await verify_field_keys(graph_to_key, KEYS_A, NOW)
    await people(graph_to_key, KEYS_A)
    await verify_field_keys(graph_to_key, BOTH, NOW)
    assert ID_A in await refused(graph_to_key, KEYS_B)
    await rotate(graph_to_key, BOTH)
    await retire(graph_to_key, KeyUse.FIELDS, [ID_A], NOW)
    await verify_field_keys(graph_to_key, BOTH, NOW)  # a process that has not been restarted yet
    await verify_field_keys(graph_to_key, KEYS_B, NOW)
    assert await in_use(graph_to_key) == {ID_A: False, ID_B: True}


async def test_a_retired_key_that_seals_again_is_in_use_again(graph_to_key: Graph) -> None:
    await verify_field_keys(graph_to_key, KEYS_A, NOW)
    await retire(graph_to_key, KeyUse.FIELDS, [ID_A], NOW)
    await verify_field_keys(graph_to_key, KEYS_A, NOW)
    assert await in_use(graph_to_key) == {ID_A: True}


async def test_a_lost_key_is_given_up_by_its_id_or_by_its_old_name(graph_to_key: Graph) -> None:
    await people(graph_to_key, KEYS_A, name="developer")
    await take_up(graph_to_key, KeyUse.FIELDS, {ID_A: KEYS_A.newest.check}, NOW)
    for lost in ("developer", ID_A):
        await refused(graph_to_key, KEYS_B)
        await give_up(graph_to_key, lost, NOW)
    await verify_field_keys(graph_to_key, KEYS_B, NOW)


async def test_a_check_value_that_was_altered_is_noticed(graph_to_key: Graph) -> None:
    await verify_field_keys(graph_to_key, KEYS_A, NOW)
    await graph_to_key.write(
        Statement("MATCH (k:KeyCheck {id: $id}) SET k.check = $check", {"id": ID_A, "check": ID_B})
    )
    assert "altered" in await refused(graph_to_key, KEYS_A)


@pytest.mark.parametrize("name", list(STATEMENTS))
async def test_a_statement_about_keys_starts_from_an_index(demo_graph: Graph, name: str) -> None:
    params = {"use": "fields", "ids": ["x"], "keys": [], "at": NOW.isoformat(), "id": "x"}
    assert await scans(demo_graph, Statement(STATEMENTS[name], params), products=True) == set()


# -- the record


async def written(graph: Graph, record: Record, area: str = "500103012011", count: int = 2) -> None:
    for turn in range(count):
        events = [Event("CLAIMED", f"p{turn}", area)]
        await graph.transact(partial(record.append, events=events, by="li", role="SYSTEM", now=NOW))


async def test_the_records_own_key_passes_and_another_is_refused_by_name(graph_to_key: Graph) -> None:
    assert await verify_record_key(graph_to_key, RECORD_A, NOW) == []
    await written(graph_to_key, RECORD_A)
    assert await verify_record_key(graph_to_key, RECORD_A, NOW) == []
    with pytest.raises(StartRefused, match=f"{RECORD_A.key_id}.*{RECORD_B.key_id}"):
        await verify_record_key(graph_to_key, RECORD_B, NOW)


async def test_a_record_from_before_the_checks_is_told_by_its_heads(graph_to_key: Graph) -> None:
    await written(graph_to_key, RECORD_A)
    with pytest.raises(StartRefused, match=RECORD_B.key_id):
        await verify_record_key(graph_to_key, RECORD_B, NOW)
    assert await verify_record_key(graph_to_key, RECORD_A, NOW) == []


async def test_nothing_is_appended_behind_an_entry_of_another_key(graph_to_key: Graph) -> None:
    await written(graph_to_key, RECORD_A)
    entries = "MATCH (e:LogEntry) RETURN count(e), max(e.number)"
    before = await graph_to_key.read(Statement(entries))
    with pytest.raises(RecordBroken) as refusal:
        await written(graph_to_key, RECORD_B, count=1)
    assert "500103" in refusal.value.en
    assert await graph_to_key.read(Statement(entries)) == before
    await written(graph_to_key, RECORD_A, count=1)


async def test_a_head_written_over_stops_its_own_district_alone(graph_to_key: Graph) -> None:
    for area in ("500103012011", "500104000000"):
        await written(graph_to_key, RECORD_A, area)
    seal = RECORD_B.head_seal("500104", 2, "0" * 64)
    await graph_to_key.write(Statement("MATCH (c:Chain {district: '500104'}) SET c.seal = $seal", {"seal": seal}))
    assert await verify_record_key(graph_to_key, RECORD_A, NOW) == ["500104"]
    await written(graph_to_key, RECORD_A)
    with pytest.raises(RecordBroken):
        await written(graph_to_key, RECORD_A, "500104000000")


# -- the service and its commands


def settings_of(neo4j: Neo4j, folder: Path, field_key: str = A, record_key: str = TEXT_A) -> Settings:
    return Settings(
        data_dir=folder,
        neo4j_uri=neo4j.address.uri,
        neo4j_password=SecretStr(neo4j.address.password),
        field_key=SecretStr(field_key),
        record_key=SecretStr(record_key),
        text_model="off",
    )


@pytest.mark.parametrize(
    ("wrong", "named"),
    [({"field_key": B}, ID_A), ({"record_key": TEXT_B}, RECORD_A.key_id), ({"field_key": new_key()}, ID_A)],
    ids=["field key", "record key", "a new field key"],
)
async def test_a_service_with_another_key_gives_up_and_says_which(
    graph_to_key: Graph, neo4j: Neo4j, tmp_path: Path, wrong: dict[str, str], named: str
) -> None:
    right = Service(settings_of(neo4j, tmp_path))
    await right.attach()
    await right.close()
    service, said = Service(settings_of(neo4j, tmp_path, **wrong)), list[str]()
    service.refused = lambda refusal: said.append(refusal.en)
    await asyncio.wait_for(service.keep_attached(), 30)
    assert not await service.is_ready()
    await service.close()
    assert [named in text for text in said] == [True]


async def test_the_command_ends_with_3_and_the_refusal(
    graph_to_key: Graph, neo4j: Neo4j, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await verify_field_keys(graph_to_key, KEYS_A, NOW)
    monkeypatch.setenv("GRAPHSVC_NEO4J_URI", neo4j.address.uri)
    monkeypatch.setenv("GRAPHSVC_NEO4J_PASSWORD", neo4j.address.password)
    monkeypatch.setenv("GRAPHSVC_FIELD_KEY", B)
    monkeypatch.setenv("GRAPHSVC_DATA_DIR", str(tmp_path))
    result = await asyncio.to_thread(CliRunner().invoke, app, ["query", "{ __typename }"])
    assert result.exit_code == 3
    assert ID_A in result.output


async def test_keys_status_opens_values_and_finds_a_key_of_the_same_name(
    graph_to_key: Graph, neo4j: Neo4j, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await people(graph_to_key, KEYS_A, name="developer")
    monkeypatch.setenv("GRAPHSVC_NEO4J_URI", neo4j.address.uri)
    monkeypatch.setenv("GRAPHSVC_NEO4J_PASSWORD", neo4j.address.password)

    async def status(key: str) -> tuple[int, str]:
        monkeypatch.setenv("GRAPHSVC_FIELD_KEY", key)
        result = await asyncio.to_thread(CliRunner().invoke, app, ["keys", "status"])
        return result.exit_code, result.output

    right = f"{ID_A}: 0 values, newest, 0 of 0 tried open\ndeveloper: 3 values, older, 3 of 3 tried open\n"
    assert await status(A.replace("a:", "developer:")) == (0, right)
    wrong = f"{ID_B}: 0 values, newest, 0 of 0 tried open\ndeveloper: 3 values, older, 0 of 3 tried open\n"
    assert await status(B.replace("b:", "developer:")) == (1, wrong)
