"""Lists of registrations filed in the graph: each row by itself, whole or not at all, and none twice."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from graphsvc.access.principal import Principal
from graphsvc.access.scope import Operation
from graphsvc.access.sealing.fields import sealed_person_fields
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import Forbidden, NotFound
from graphsvc.gql.execution.documents import Documents
from graphsvc.registration.lists.judging import Answer
from graphsvc.registration.lists.reading import read_list
from graphsvc.registration.lists.store import TEXTS, Clerk, file_list, look_at
from tests.conftest import KEYS, RECORD
from tests.engine.registration_office import WRITTEN, RegistrationOffice
from tests.engine.registration_world import HERE, HOSPITAL, MEMBER, OFFICE, OFFICE_THERE, STREET, THERE, VIEWER, place
from tests.plans import scans
from tests.shared_graph import everything

PHONE = "13800000001"
LIST = f"""\
姓名,联系电话,报到单位,所在网格,服务类别,空闲时间
周1号,,,,健康医疗,周末
,{PHONE},,,,
何居民,,,,,
周3号,,,第九网格,,
,,青石医院,,,
,,小卖部,,,
周1号,,,,,
周4号,,,,唱歌,
"""


@pytest.fixture
async def office(known: Documents, clean_graph: Graph) -> RegistrationOffice:
    await place(clean_graph)
    sealed = sealed_person_fields("member-02", PHONE, None, None, KEYS)
    await clean_graph.write(Statement("MATCH (p:Person {id: 'member-02'}) SET p += $sealed", {"sealed": sealed}))
    return RegistrationOffice(known, clean_graph)


def clerk(office: RegistrationOffice, caller: Principal = OFFICE) -> Clerk:
    office.now += timedelta(minutes=1)
    grant = caller.may(Operation.REVIEW_REGISTRATION)
    return Clerk(grant, caller.subject, caller.role, RECORD, KEYS, office.now)


def sheet(folder: Path, text: str = LIST) -> Path:
    path = folder / "名单.csv"
    path.write_text(text, encoding="utf-8")
    return path


def told(answers: list[Answer]) -> list[tuple[int, str, str, str]]:
    return [(each.line, each.outcome.value, each.column, each.zh) for each in answers]


JUDGED = [
    (2, "FILED", "", ""),
    (3, "FILED", "", ""),
    (4, "REFUSED", "name", "不是中共党员"),
    (5, "REFUSED", "grid", "桐花社区没有这个网格"),
    (6, "FILED", "", ""),
    (7, "REFUSED", "unit", "该单位没有党组织，不能报到"),
    (8, "REFUSED", "", "与第 2 行是同一名党员"),
]


async def test_each_row_is_judged_and_those_that_can_be_are_filed_with_the_receipt(
    office: RegistrationOffice, tmp_path: Path
) -> None:
    given, before = read_list(sheet(tmp_path)), await everything(office.graph, *WRITTEN)
    tried = await look_at(office.graph, clerk(office), HERE, given)
    assert told(tried)[:7] == JUDGED
    assert (tried[7].line, tried[7].column) == (9, "services")
    assert await everything(office.graph, *WRITTEN) == before
    filed = await file_list(office.graph, clerk(office), HERE, given, receive=True)
    assert told(filed) == told(tried)
    text = "{ registrations { nodes { id kind state version services freeTimes area { code } } } }"
    shown = {each.pop("id"): each for each in (await office.data(STREET, text))["registrations"]["nodes"]}
    ids = {each.line: each.registration for each in filed}
    of_member = {"kind": "MEMBER", "state": "RECEIVED", "version": 2, "area": {"code": f"{HERE}001"}}
    assert shown == {
        ids[2]: {**of_member, "services": ["HEALTH"], "freeTimes": "FREQ=WEEKLY;BYDAY=SA,SU"},
        ids[3]: {**of_member, "services": [], "freeTimes": None},
        ids[6]: {**of_member, "kind": "UNIT", "area": {"code": HERE}, "services": [], "freeTimes": None},
    }
    events = (
        "MATCH (e:LogEntry) WHERE e.action STARTS WITH 'REGISTRATION' RETURN e.action, e.by, count(*) ORDER BY e.action"
    )
    assert await office.graph.read(Statement(events)) == [
        ["REGISTRATION_FILED", "office", 3],
        ["REGISTRATION_RECEIVE", "office", 3],
    ]


async def test_a_list_sent_again_files_nobody_twice_and_what_was_mended(
    office: RegistrationOffice, tmp_path: Path
) -> None:
    await file_list(office.graph, clerk(office), HERE, read_list(sheet(tmp_path)))
    again = await file_list(office.graph, clerk(office), HERE, read_list(sheet(tmp_path)))
    assert [each.outcome.value for each in again if each.line in (2, 3, 6)] == ["STANDS"] * 3
    assert told(again)[2] == JUDGED[2]
    mended = LIST.replace("第九网格", "第一网格")
    last = await file_list(office.graph, clerk(office), HERE, read_list(sheet(tmp_path, mended)))
    assert {each.line: each.outcome.value for each in last} == {
        **dict.fromkeys((2, 3, 6), "STANDS"),
        **dict.fromkeys((4, 7, 8, 9), "REFUSED"),
        5: "FILED",
    }
    assert await office.graph.read(Statement("MATCH (r:Registration) RETURN count(r)")) == [[4]]
    filed = "MATCH (e:LogEntry {action: 'REGISTRATION_FILED'}) RETURN count(e)"
    assert await office.graph.read(Statement(filed)) == [[4]]


async def test_eight_who_send_one_list_at_once_file_each_row_once(office: RegistrationOffice, tmp_path: Path) -> None:
    rows = "".join(f"周{number}号\n" for number in range(1, 13))
    given = read_list(sheet(tmp_path, f"姓名\n{rows}"))
    office_clerk = clerk(office)
    answers = await asyncio.gather(
        *(file_list(office.graph, office_clerk, HERE, given, receive=True) for _ in range(8))
    )
    outcomes = [each.outcome.value for answered in answers for each in answered]
    assert (outcomes.count("FILED"), outcomes.count("STANDS")) == (12, 84)
    counted = "MATCH (r:Registration)-[:REGISTERS]->(p:Person) RETURN count(r), count(DISTINCT p), min(r.version)"
    assert await office.graph.read(Statement(counted)) == [[12, 12, 2]]
    assert await office.graph.read(Statement("MATCH (s:RegistrationStep) RETURN count(s)")) == [[12]]


async def test_who_stands_elsewhere_this_year_is_told_and_not_moved(office: RegistrationOffice, tmp_path: Path) -> None:
    kept = await office.file(MEMBER)
    await office.step(MEMBER, "transfer", kept, f', community: "{THERE}", reason: "搬家"')
    before = await everything(office.graph, *WRITTEN)
    answers = await file_list(office.graph, clerk(office), HERE, read_list(sheet(tmp_path, "姓名\n周1号\n")))
    assert told(answers) == [(2, "REFUSED", "", "本年度已在别的社区报到，须先由对方转接")]
    assert answers[0].registration == ""
    assert await everything(office.graph, *WRITTEN) == before


async def test_a_list_is_the_community_s_alone(office: RegistrationOffice, tmp_path: Path) -> None:
    given, before = read_list(sheet(tmp_path)), await everything(office.graph, *WRITTEN)
    for caller in (MEMBER, HOSPITAL, VIEWER):
        with pytest.raises(Forbidden):
            caller.may(Operation.REVIEW_REGISTRATION)
    for of, community in ((OFFICE_THERE, HERE), (OFFICE, THERE), (STREET, f"{HERE}001"), (STREET, "nowhere")):
        for work in (look_at, file_list):
            with pytest.raises(NotFound):
                await work(office.graph, clerk(office, of), community, given)
    assert await everything(office.graph, *WRITTEN) == before


@pytest.mark.parametrize("name", sorted(TEXTS))
async def test_a_statement_of_lists_starts_from_an_index(demo_graph: Graph, name: str) -> None:
    given = {"community": HERE, "scope": [""], "asOf": None, "keys": ["x"], "rows": []}
    given |= {key: ["x"] for key in ("names", "ids", "marks", "codes")}
    assert await scans(demo_graph, Statement(TEXTS[name], given), products=True) == set()
