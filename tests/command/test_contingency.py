"""Contingency plans: what cannot be run is refused when it is written, and whose each step is."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from graphsvc.cobuilding.model.gates import Bar
from graphsvc.command.model.contingency_plan import (
    NOT_ITS_AREA,
    PLAN,
    RUNS_ALREADY,
    ContingencyHolder,
    ContingencyPlanAction,
    ContingencyPlanState,
    Drill,
    DrillResult,
    PlanRole,
    PlanStanding,
    PlanStep,
    PlanText,
    bar_plan_step,
)
from graphsvc.command.model.contingency_run import (
    RUN,
    ContingencyRunAction,
    ContingencyRunState,
    ResourceShortage,
    RunStanding,
    bar_run_step,
)
from graphsvc.command.model.supervision import Reach
from graphsvc.errors import BadInput
from graphsvc.org.model.work import Board

STREET, COMMUNITY, DISTRICT = "500103012000", "500103012011", "500103000000"
HOLDER, ACTION, STATE = ContingencyHolder, ContingencyPlanAction, ContingencyPlanState
PLAN_TEXT = PlanText(
    STREET,
    Board.SAFETY_AND_LAW,
    "防汛预案",
    "暴雨红色预警",
    ("D03",),
    ("积水",),
    (PlanRole("网格", HOLDER.LEVEL, "GRID"), PlanRole("区级", HOLDER.AREA, DISTRICT)),
    (PlanStep("巡河", "网格", 30),),
    (("res-1", 2),),
)
KNOWN = frozenset({"D03"})


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"categories": ("Z1",)}, ("plan", "categories")),
        ({"words": ("水",)}, ("plan", "words")),
        ({"roles": (*PLAN_TEXT.roles, PlanRole("网格", HOLDER.AREA, STREET))}, ("plan", "roles")),
        ({"roles": (*PLAN_TEXT.roles, PlanRole("外", HOLDER.AREA, "500104001000"))}, ("plan", "roles", 2, "area")),
        ({"roles": (*PLAN_TEXT.roles, PlanRole("市", HOLDER.LEVEL, "CITY"))}, ("plan", "roles", 2, "level")),
        ({"steps": (*PLAN_TEXT.steps, PlanStep("转移", "无人", 10))}, ("plan", "steps", 1, "role")),
        ({"resources": (("res-1", 1), ("res-1", 2))}, ("plan", "resources")),
    ],
)
def test_a_plan_that_cannot_be_run_is_refused_where_it_is_wrong(
    wrong: dict[str, object], where: tuple[object, ...]
) -> None:
    PLAN_TEXT.check(KNOWN)
    with pytest.raises(BadInput) as refusal:
        replace(PLAN_TEXT, **wrong).check(KNOWN)  # type: ignore[arg-type]
    assert refusal.value.field == where


def test_a_drill_that_is_recorded_has_been_held() -> None:
    drill = Drill(date(2026, 9, 8), DrillResult.GOOD, "到位")
    drill.check(date(2026, 9, 8))
    with pytest.raises(BadInput):
        drill.check(date(2026, 9, 7))


@pytest.mark.parametrize(
    ("standing", "action", "scope", "reason"),
    [
        (PlanStanding(STATE.PUBLISHED, STREET), ACTION.START, "500103012", None),
        (PlanStanding(STATE.PUBLISHED, STREET), ACTION.START, "500103", None),
        (PlanStanding(STATE.PUBLISHED, STREET), ACTION.START, COMMUNITY, NOT_ITS_AREA),
        (PlanStanding(STATE.PUBLISHED, STREET, running=True), ACTION.START, "500103012", RUNS_ALREADY),
        (PlanStanding(STATE.PUBLISHED, STREET, running=True), ACTION.RETIRE, "500103012", None),
        (PlanStanding(STATE.DRAFT, STREET), ACTION.AMEND, "500104", NOT_ITS_AREA),
    ],
)
def test_each_step_is_of_the_area_of_the_plan_and_it_starts_once(
    standing: PlanStanding, action: ContingencyPlanAction, scope: str, reason: str | None
) -> None:
    assert bar_plan_step(standing, action, Reach((scope,))) == reason


def test_what_the_states_do_not_allow_says_what_is_possible() -> None:
    draft, retired = PlanStanding(STATE.DRAFT, STREET), PlanStanding(STATE.RETIRED, STREET)
    assert "修改、发布、停用" in (bar_plan_step(draft, ACTION.START, Reach(("",))) or "")
    assert "没有" in (bar_plan_step(retired, ACTION.START, Reach(("",))) or "")
    running = RunStanding(ContingencyRunState.RUNNING, STREET)
    assert bar_run_step(running, ContingencyRunAction.END, Reach(("500103012",))) is None
    assert bar_run_step(running, ContingencyRunAction.END, Reach((COMMUNITY,))) == NOT_ITS_AREA
    assert "终止响应" in (bar_run_step(running, ContingencyRunAction.REVIEW, Reach(("",))) or "")


def test_whatever_keeps_a_resource_from_a_claim_by_its_capacity_or_days_keeps_it_from_a_run() -> None:
    of_needs = {Bar.OWN, Bar.NO_SESSION, Bar.CLOSED, Bar.TAKEN, Bar.BEYOND}
    told_as_stopped = {Bar.PENDING}
    assert {each.value for each in ResourceShortage} == {each.value for each in set(Bar) - of_needs - told_as_stopped}


def test_the_page_draws_the_machines() -> None:
    page = (Path(__file__).parents[2] / "docs/command.md").read_text(encoding="utf-8")
    assert PLAN.mermaid() in page
    assert RUN.mermaid() in page
