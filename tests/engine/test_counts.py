"""Rows counted by groups: every figure is the length of the list that its value filters, for every list and caller."""

from collections.abc import Iterator

import pytest
from graphql.pyutils import snake_to_camel

from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.app import documents
from graphsvc.codes import AreaLevel
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.gql.schema.inputs import group_keys
from graphsvc.schema import registered
from tests.conftest import KEYS, RECORD
from tests.engine.told import NOW, tell
from tests.shared_graph import SharedGraph

pytestmark = pytest.mark.slow

LISTS = {
    name: [*group_keys(registered().types[root.target])]
    for name, root in registered().roots.items()
    if root.shape == "page" and not root.clause and group_keys(registered().types[root.target])
}
CALLERS = {
    "the service": SERVICE,
    "a community": Principal("here", Role.COMMUNITY_OFFICIAL, ("500103012011",)),
    "a street elsewhere": Principal("there", Role.SUBDISTRICT_OFFICIAL, ("500103013000",)),
    "a unit": Principal("unit", Role.DEPARTMENT, (), "unit-01"),
}


@pytest.fixture(scope="module")
async def told(shared: SharedGraph, patient: Graph) -> Graph:
    """A demo on which something has happened."""
    await tell(await shared.load_demo())
    return patient


@pytest.mark.parametrize("caller", CALLERS.values(), ids=CALLERS)
async def test_each_figure_is_the_length_of_its_list(told: Graph, caller: Principal) -> None:
    executor = Executor(documents(), told, RECORD, KEYS, now=lambda: NOW)
    seen: set[str] = set()
    for name, keys in LISTS.items():
        counts = " ".join(f"{key}: counts(by: {key}, first: 200) {{ value count }}" for key in keys)
        body = (await executor.answer(Request(f"{{ {name} {{ totalCount {counts} }} }}", caller, {}))).body
        assert "errors" not in body, (name, body["errors"])
        found = body["data"][name]
        asked = dict(lengths(name, found))
        for key, groups in found.items():
            if key == "totalCount":
                continue
            assert sum(group["count"] for group in groups) == found["totalCount"], (name, key)
            order = [(-group["count"], group["value"] is None, group["value"] or "") for group in groups]
            assert order == sorted(order), (name, key)
            seen |= {f"{name}.{key}"} if groups else set()
        if asked:
            text = " ".join(f"{alias}: {name}({arguments}) {{ totalCount }}" for alias, (arguments, _) in asked.items())
            body = (await executor.answer(Request(f"{{ {text} }}", caller, {}))).body
            assert {alias: one["totalCount"] for alias, one in body["data"].items()} == {
                alias: count for alias, (_, count) in asked.items()
            }, name
    if caller is SERVICE:
        assert len(seen) > len(LISTS)


def lengths(name: str, found: dict[str, list[dict[str, int | str | None]]]) -> Iterator[tuple[str, tuple[str, int]]]:
    """Lists that a figure must equal, at most three a key: an alias, the arguments, and the figure."""
    for key, groups in found.items():
        for number, group in enumerate([] if key == "totalCount" else groups[:3]):
            if group["value"] is None:
                continue
            condition = (
                f'within: "{group["value"]}"'
                if key in AreaLevel.__members__
                else f"{snake_to_camel(key.lower(), upper=False)}: [{group['value']}]"
            )
            yield f"{name}_{key}_{number}", (f"filter: {{ {condition} }}", int(group["count"] or 0))


async def test_groups_follow_the_filter_and_stop_where_told(told: Graph) -> None:
    text = """query ($by: NeedGrouping!, $first: Int) {
      needs(filter: { urgency: [HIGH] }, first: 1) { nodes { id } counts(by: $by, first: $first) { value count } }
      none: needs(filter: { id: { equals: "no" } }) { counts(by: $by) { value count } } }"""
    executor = Executor(documents(), told, RECORD, KEYS, now=lambda: NOW)

    async def asked(**variables: object) -> dict[str, dict[str, list[dict[str, object]]]]:
        body = (await executor.answer(Request(text, SERVICE, variables))).body
        data: dict[str, dict[str, list[dict[str, object]]]] = body["data"]
        return data

    by_urgency = await asked(by="URGENCY")
    assert [group["value"] for group in by_urgency["needs"]["counts"]] == ["HIGH"]
    by_state = (await asked(by="STATE"))["needs"]["counts"]
    assert len(by_state) > 1
    assert (await asked(by="STATE", first=1))["needs"]["counts"] == by_state[:1]
    assert (await asked(by="STATE", first=0))["needs"]["counts"] == []
    assert by_urgency["none"]["counts"] == []


async def test_lists_that_python_makes_refuse_to_be_grouped_and_say_so(told: Graph) -> None:
    executor = Executor(documents(), told, RECORD, KEYS, now=lambda: NOW)
    text = "{ myTasks(first: 5) { counts(by: STATE) { count } } }"
    (error,) = (await executor.answer(Request(text, SERVICE, {}))).body["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
