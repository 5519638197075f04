"""Every change of the schema, asked by every role: refused exactly where the permission table says so.

Arguments are made from the schema and name things that are not there, so that whoever may ask learns only that; what
matters is who is told FORBIDDEN, and that nothing at all is written.
"""

from typing import Any

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLNamedType,
    get_nullable_type,
    is_enum_type,
    is_list_type,
    is_non_null_type,
)

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.access.scope import TABLE, Operation, Reach
from graphsvc.app import documents
from graphsvc.clock import utc_now
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.schema import graphql_schema
from tests.conftest import KEYS, RECORD

NEEDS = {
    "publishNeed": "EDIT_NEED",
    "publishResource": "EDIT_RESOURCE",
    "amendNeed": "EDIT_NEED",
    "amendResource": "EDIT_RESOURCE",
    "turnNeed": "EDIT_NEED",
    "turnResource": "EDIT_RESOURCE",
    "verifyResource": "VERIFY_LIST",
    "verifyNeed": "VERIFY_LIST",
    "proposeProject": "PROPOSE_PROJECT",
    "claimProject": "CLAIM_PROJECT",
    "moveProject": "CLAIM_PROJECT",  # its first step, DECLINE
    "rateProject": "RATE_PROJECT",
    "acceptPlan": "ACCEPT_PLAN",
    "foundCell": "CHANGE_CELL",
    "assignCoverage": "CHANGE_CELL",
    "endCoverage": "CHANGE_CELL",
    "mergeCells": "CHANGE_CELL",
    "dissolveCell": "CHANGE_CELL",
    "nameSecretary": "CHANGE_CELL",
    "mergeLineGrids": "MERGE_GRIDS",
    "acknowledgeFinding": "JUDGE_FINDING",
    "waiveFinding": "JUDGE_FINDING",
    "discoverCase": "REPORT_CASE",
    "acceptCase": "ACCEPT_CASE",
    "settleCase": "ACCEPT_CASE",
    "returnCase": "ACCEPT_CASE",
    "whistleCase": "WHISTLE_CASE",
    "resolveCase": "ACCEPT_CASE",
    "redoCase": "ACCEPT_CASE",
    "feedBackCase": "REPORT_CASE",
    "rateCase": "REPORT_CASE",
    "closeCase": "ACCEPT_CASE",
    "reopenCase": "REPORT_CASE",
    "pauseCase": "ANSWER_CALL",
    "resumeCase": "ANSWER_CALL",
    "extendCase": "ESCALATE_CASE",
    "remindCase": "ESCALATE_CASE",
    "superviseCase": "ESCALATE_CASE",
    "escalateCase": "ESCALATE_CASE",
    "signCall": "ANSWER_CALL",
    "contactCall": "ANSWER_CALL",
    "respondCall": "ANSWER_CALL",
    "handleCall": "ANSWER_CALL",
    "resolveCall": "ANSWER_CALL",
    "returnCall": "ANSWER_CALL",
    "handOverCall": "ANSWER_CALL",
    "rateCall": "ACCEPT_CASE",
    "dispatchTask": "DISPATCH_TASK",
    "acceptAssignment": "REPORT_TASK",
    "tickAssignment": "REPORT_TASK",
    "reportAssignment": "REPORT_TASK",
    "confirmAssignment": "DISPATCH_TASK",
    "sendBackAssignment": "DISPATCH_TASK",
    "handOverAssignment": "REPORT_TASK",
    "withdrawAssignment": "DISPATCH_TASK",
}
SAMPLES = {
    "ID": '"nothing-01"',
    "String": '"说明文字四个字以上"',
    "Int": "3",
    "Float": "1.5",
    "Boolean": "false",
    "Date": '"2027-01-31"',
    "DateTime": '"2027-01-31T09:00:00+08:00"',
}
AREA_WORDS = ("area", "areaCode", "community", "code", "serviceArea", "areas")
WRITTEN = Statement("MATCH (n) RETURN count(n), count { ()-->() }")


def sample(kind: Any, name: str = "") -> str:
    """A value of an input type, with what it requires and nothing else."""
    inner: Any = get_nullable_type(kind)
    if is_list_type(inner):
        return f"[{sample(inner.of_type, name)}]"
    if isinstance(inner, GraphQLInputObjectType):
        fields = inner.fields.items()
        needed = [(n, f) for n, f in fields if is_non_null_type(f.type)] or list(fields)[:1]
        return "{" + ", ".join(f"{n}: {sample(f.type, n)}" for n, f in needed) + "}"
    if is_enum_type(inner):
        return next(iter(inner.values))
    if name in AREA_WORDS:
        return '"500104001001"'
    assert isinstance(inner, GraphQLNamedType)
    return SAMPLES[inner.name]


def document(name: str) -> str:
    mutation = graphql_schema().mutation_type
    assert mutation is not None
    field = mutation.fields[name]
    given = ", ".join(f"{n}: {sample(a.type, n)}" for n, a in field.args.items() if is_non_null_type(a.type))
    return f"mutation {{ {name}({given}) {{ __typename }} }}"


def test_every_change_is_in_the_matrix() -> None:
    mutation = graphql_schema().mutation_type
    assert mutation is not None
    assert list(NEEDS) == list(mutation.fields)


@pytest.mark.parametrize("role", list(Role))
async def test_a_role_is_forbidden_exactly_what_the_table_denies_and_nothing_is_written(
    demo_graph: Graph, role: Role
) -> None:
    caller = Principal("someone", role, ("500103012000",), "unit-99")
    before = await demo_graph.read(WRITTEN)
    executor = Executor(documents(), demo_graph, RECORD, KEYS, now=utc_now)
    forbidden = set()
    for name in NEEDS:
        body = (await executor.answer(Request(document(name), caller))).body
        assert body["data"] is None, (name, body)
        if body["errors"][0]["extensions"]["code"] == "FORBIDDEN":
            forbidden.add(name)
    assert forbidden == {name for name, of in NEEDS.items() if TABLE[Operation[of]][role] is Reach.NEVER}
    assert await demo_graph.read(WRITTEN) == before
