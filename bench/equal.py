"""Whether both ways answer alike, and what both statements cost in database hits: no clock involved."""

from collections.abc import Sequence
from datetime import datetime
from statistics import mean
from typing import Any

import orjson

from bench.cases import Case
from bench.figures import Facts
from bench.served import Http
from bench.texts import written
from graphsvc.access.authenticator import DEVELOPER
from graphsvc.app import documents
from graphsvc.china import CHINA, day_in_china
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.context import moments
from graphsvc.gql.execution.documents import Documents

PROFILED = 12
"""Keys a query is profiled for, spread over all."""


class DifferentAnswersError(Exception):
    """The service and the hand-written statement disagree; nothing is measured."""


async def facts(case: Case, service: Http, hand: Http, graph: Graph) -> Facts:
    """Count database hits, then compare the answers for every key.

    The count comes first: it plans both statements with patience, which a service beside a cold JVM has not.

    Raises:
        DifferentAnswersError: two answers differ, or one holds errors.
    """
    compiled, by_hand = compiled_statements(documents(), case), written_statements(case)
    counted = [await hits(graph, statements) for statements in (compiled, by_hand)]
    for statements in (compiled, by_hand):
        await graph.read(statements[0], Lane.HEAVY)
    sizes = [await _compared(case, number, service, hand) for number in range(len(case.keys))]
    return Facts(counted[0], counted[1], mean(sizes), len(case.keys))


async def _compared(case: Case, number: int, service: Http, hand: Http) -> int:
    """The size of the answer in bytes."""
    body = await service.body(case.name, number)
    answer, expected = orjson.loads(body), orjson.loads(await hand.body(case.name, number))
    if answer != expected:
        place = difference(answer, expected)
        raise DifferentAnswersError(f"{case.name}, {dict(case.keys[number].variables)}: {place}")
    return len(body)


def difference(one: Any, other: Any, path: str = "") -> str:
    """The first place where two answers differ, in words."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        pairs = [(f"{path}.{key}", one[key], other[key]) for key in one]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = [(f"{path}[{index}]", a, b) for index, (a, b) in enumerate(zip(one, other, strict=True))]
    else:
        return f"{path or 'answer'}: {str(one)[:200]} by the service, {str(other)[:200]} by hand"
    return next((difference(a, b, at) for at, a, b in pairs if a != b), "no difference")


def compiled_statements(prepared: Documents, case: Case) -> list[Statement]:
    """What the service runs for each key."""
    document = prepared.prepare(case.document, None)
    found = []
    for key in case.keys:
        variables = {**document.variables(key.variables), **DEVELOPER.facts, **moments(datetime.now(CHINA))}
        found += [root.statement(variables) for root in prepared.plan(document, variables).roots]
    return found


def written_statements(case: Case) -> list[Statement]:
    """What the hand-written way runs for each key."""
    text = written()[case.name]
    today = {"today": day_in_china(utc_now())} if "$today" in text else {}
    return [Statement(text, {**key.parameters, **today}) for key in case.keys]


async def hits(graph: Graph, statements: Sequence[Statement]) -> float:
    """Database hits of a statement, mean over some of its keys."""
    chosen = statements[:: max(1, len(statements) // PROFILED)]
    return mean([(await graph.profile(statement)).total_hits for statement in chosen])
