"""Golden documents on the engine: what their Cypher answers is what the slow interpreter answers."""

from random import Random
from typing import Any

import pytest

from graphsvc.access.authenticator import SERVICE
from graphsvc.app import documents
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.executor import Executor, Request
from tests.conftest import KEYS, RECORD
from tests.cypher.golden import Golden, goldens
from tests.engine.compared import answered, assert_same, interpreter
from tests.gql.renaming import MIXED, VARIABLES, Renamer
from tests.oracle.world import World

OWN_TESTS = {
    "filters/criterion",
    "pages/moments",
    "pages/numbers",
    "roots/coverage",
    "roots/search",
    "scope/personal",
    "types/many_groups",
    "types/typename",
}
"""Documents over what the interpreter does not know, or that leave a trace; their answers have tests of their own."""

KNOWN = [each for each in goldens() if each.name not in OWN_TESTS]


@pytest.mark.parametrize("golden", KNOWN, ids=lambda golden: golden.name)
async def test_a_golden_document_is_answered_as_the_interpreter_answers_it(
    patient: Graph, world: World, golden: Golden
) -> None:
    data, _ = await answered(patient, golden.text, golden.variables)
    assert_same(data, interpreter(world).answer(golden.text, golden.variables), golden.text, golden.variables)


@pytest.mark.parametrize("golden", [each for each in goldens() if each.name in OWN_TESTS], ids=lambda each: each.name)
async def test_every_other_golden_document_answers(patient: Graph, world: World, golden: Golden) -> None:
    body = (
        await Executor(documents(), patient, RECORD, KEYS, now=utc_now).answer(
            Request(golden.text, SERVICE, golden.variables)
        )
    ).body
    assert {error["extensions"]["code"] for error in body.get("errors", ())} <= {"NOT_FOUND"}


async def test_forty_renamings_of_a_document_are_planned_once(patient: Graph, world: World) -> None:
    for statement in ("db.stats.stop('QUERIES')", "db.stats.clear('QUERIES')", "db.stats.collect('QUERIES', {})"):
        await patient.read(Statement(f"CALL {statement}"))
    for number in range(40):
        text, variables = Renamer(MIXED, Random(number)).renamed(VARIABLES)
        await answered(patient, text, variables)
    asked: list[list[Any]] = await patient.read(
        Statement("CALL db.stats.retrieve('QUERIES') YIELD data RETURN data.query, data.invocations")
    )
    await patient.read(Statement("CALL db.stats.stop('QUERIES')"))
    runs = [invocations for text, invocations in asked if text.startswith("MATCH (n")]
    assert [len(each) for each in runs] == [40]
    spent = [each["elapsedCompileTimeInUs"] for each in runs[0]]
    assert sorted(spent)[-3] < max(spent) / 3, (
        "planned at the first run, and perhaps once more when its counts were known"
    )
