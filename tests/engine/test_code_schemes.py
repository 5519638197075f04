"""Codes of sheets and of Open311 are read in their scheme; one that names two places is asked back."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from graphsvc.access.authenticator import SERVICE
from graphsvc.cases.api import open311
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.errors import AmbiguousCode, BadInput
from graphsvc.intake.load import load
from graphsvc.intake.model.problems import RowsRefused
from graphsvc.intake.rehearsal import rehearse
from graphsvc.org.model.areas import CodeScheme
from tests.conftest import KEYS
from tests.engine.auditing import code, data
from tests.engine.contents import ask, whole

STREET, OTHER, NEW = "500103012000", "500103014000", "500157014000"
CODES = "MATCH (a:Area) WHERE a.code IN $codes RETURN a.code, a.civilCode ORDER BY a.code LIMIT 2"
GIVE_CODES = """\
UNWIND $rows AS row MATCH (a:Area {code: row[0]}) SET a.civilCode = null
WITH row, a SET a.civilCode = row[1]"""
SHEET = "id,name,kind,founded_on,serves\njoint-x,试验大工委,BIG_WORK_COMMITTEE,2020-01-01,{code}\n"
SERVED = "MATCH (k:JointCommittee {id: 'joint-x'})-[:SERVES]->(a:Area) RETURN a.code, k.areaCode LIMIT 9"


def sheet(folder: Path, area: str) -> Path:
    path = folder / "joint_committees.csv"
    path.write_text(SHEET.format(code=area), encoding="utf-8")
    return path


async def give(graph: Graph, codes: list[list[object]]) -> None:
    """Give civil codes, of which no two areas bear one at any moment."""
    await graph.write(Statement(GIVE_CODES, {"rows": [[code_, None] for code_, _ in codes]}))
    await graph.write(Statement(GIVE_CODES, {"rows": codes}))


@pytest.fixture
async def coded(demo_graph: Graph) -> AsyncIterator[Graph]:
    """The demo, in which one subdistrict bears the statistical code of another as its civil code."""
    before = await ask(demo_graph, CODES, codes=[STREET, OTHER])
    await give(demo_graph, [[STREET, None], [OTHER, STREET]])
    yield demo_graph
    await give(demo_graph, before)


async def test_a_code_of_two_places_is_asked_at_its_cell_and_read_in_the_scheme_that_is_told(
    coded: Graph, tmp_path: Path
) -> None:
    path, before = sheet(tmp_path, STREET), await whole(coded)
    found = await rehearse(coded, path, KEYS)
    (problem,) = found.problems
    assert (problem.line, problem.column) == (2, "serves")
    assert "--scheme" in problem.advice
    with pytest.raises(RowsRefused):
        await load(coded, path, KEYS)
    with pytest.raises(AmbiguousCode):
        await load(coded, path, KEYS, area=STREET)
    assert await whole(coded) == before
    await load(coded, path, KEYS, scheme=CodeScheme.CIVIL)
    assert await ask(coded, SERVED) == [[OTHER, OTHER]]


async def test_a_code_of_one_scheme_alone_is_understood_and_an_unknown_civil_code_is_refused(
    coded: Graph, tmp_path: Path
) -> None:
    await give(coded, [[STREET, None], [OTHER, NEW]])
    (problem,) = (await rehearse(coded, sheet(tmp_path, STREET), KEYS, scheme=CodeScheme.CIVIL)).problems
    assert problem.column == "serves"
    await load(coded, sheet(tmp_path, NEW), KEYS)
    assert await ask(coded, SERVED) == [[OTHER, OTHER]]


async def test_a_jurisdiction_of_open311_is_read_in_its_scheme(coded: Graph) -> None:
    given = {"jurisdiction_id": STREET}
    place = open311.listing(given, utc_now()).lies(open311.scheme_of(given))
    assert place is not None
    assert await code(coded, place.document, SERVICE, **place.variables) == "AMBIGUOUS_CODE"
    given["scheme"] = "civil"
    place = open311.listing(given, utc_now()).lies(open311.scheme_of(given))
    assert place is not None
    assert await data(coded, place.document, SERVICE, **place.variables) == {"area": {"code": OTHER}}
    with pytest.raises(BadInput):
        open311.scheme_of({"scheme": "postal"})
