"""The page of the machines draws what the tables hold."""

import pytest

from graphsvc.cases.model.permissions import OF_CALL, OF_CASE, rights
from graphsvc.cases.model.states import CALL, CASE, CLOCK_ACTIONS, Action, Party, State
from graphsvc.paths import SCHEMA_DIR
from graphsvc.tasks.model.task import SHARE
from graphsvc.vocabulary.machine import Machine

PAGE = (SCHEMA_DIR.parent / "docs" / "cases.md").read_text(encoding="utf-8")


def test_the_page_draws_the_machines_as_they_are() -> None:
    left_out = {*CLOCK_ACTIONS, Action.ESCALATE}
    moves = {key: to for key, to in CASE.table.items() if key[0] is not State.ESCALATED and key[1] not in left_out}
    steps = {key: to for key, to in CALL.table.items() if key[0] is not to}
    for drawn in (Machine("case", moves), Machine("call", steps), SHARE):
        assert f"```mermaid\n{drawn.mermaid()}\n```" in PAGE


@pytest.mark.parametrize("table", [OF_CASE, OF_CALL])
def test_the_page_names_who_takes_each_action(table: dict[Action, tuple[Party, ...]]) -> None:
    assert rights(table) in PAGE


def test_what_the_page_leaves_out_is_what_it_says() -> None:
    for (state, action), target in CASE.table.items():
        if action in CLOCK_ACTIONS:
            assert target is state
        elif action is Action.ESCALATE:
            assert target is State.ESCALATED
