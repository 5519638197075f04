"""Rules of tasks without a database: what a share goes through, what is ticked first, and when a task comes again."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.errors import BadInput, StepRefused
from graphsvc.tasks.model.checklists import checklist, checklists
from graphsvc.tasks.model.recurrence import next_run
from graphsvc.tasks.model.task import (
    SHARE,
    Act,
    Direction,
    Draft,
    Item,
    Progress,
    Receiver,
    ReceiverKind,
    Share,
    acted,
    direction,
)

NOW = datetime(2026, 9, 7, 1, 0, tzinfo=UTC)  # a Monday, 9:00 in China
ITEMS = (Item("通道无堆物"), Item("拍照", required=False), Item("灯具完好"))
GRID = Receiver(ReceiverKind.AREA, "500103012011001", "500103012011001")
SHARE_OF_GRID = Share("task-1.grid", "task-1", GRID)


def accepted() -> Share:
    return acted(SHARE_OF_GRID, Act.ACCEPT, ITEMS, None)


def test_a_share_is_reported_when_all_required_items_are_ticked() -> None:
    with pytest.raises(StepRefused) as refused:
        acted(accepted(), Act.REPORT, ITEMS, "查完了")
    assert refused.value.zh == "清单还有 2 项没有完成：通道无堆物。"
    assert refused.value.allowed == ("TICK", "HAND_OVER", "WITHDRAW", "ENTRUST")
    ticked = acted(accepted(), Act.TICK, ITEMS, None, (0, 2))
    reported = acted(ticked, Act.REPORT, ITEMS, "查完了")
    assert (reported.state, reported.version, reported.ticked) == (Progress.REPORTED, 4, frozenset({0, 2}))
    assert acted(reported, Act.CONFIRM, ITEMS, None).open is False
    assert acted(reported, Act.SEND_BACK, ITEMS, "照片不清").state is Progress.ACCEPTED


@pytest.mark.parametrize(
    ("act", "note", "ticks"),
    [(Act.TICK, None, ()), (Act.TICK, None, (3,)), (Act.REPORT, "好", (0,)), (Act.HAND_OVER, " ", ())],
)
def test_an_act_that_lacks_words_or_items_is_refused(act: Act, note: str | None, ticks: tuple[int, ...]) -> None:
    with pytest.raises(BadInput):
        acted(accepted(), act, ITEMS, note, ticks)


def test_what_is_done_is_done() -> None:
    for state in (Progress.DONE, Progress.HANDED_OVER, Progress.WITHDRAWN):
        assert SHARE.allowed(state) == ()


def test_a_task_goes_down_up_or_sideways() -> None:
    assert direction("500103012", "500103012011001") is Direction.DOWN
    assert direction("500103012011", "500103012") is Direction.UP
    assert direction("500103012011", "500103012012") is Direction.SIDEWAYS


@pytest.mark.parametrize(
    "draft",
    [
        Draft("标题", "500103012000", due_at=NOW),
        Draft("标题", "500103012000", items=(Item("一项"),) * 51),
    ],
)
def test_a_faulty_draft_is_refused(draft: Draft) -> None:
    with pytest.raises(BadInput):
        draft.check(NOW)


def test_a_weekly_task_comes_every_monday_at_the_same_hour_in_china() -> None:
    times, at = [], NOW
    for _ in range(3):
        following = next_run("FREQ=WEEKLY;BYDAY=MO", NOW, at)
        assert following is not None
        at = following
        times.append(at.astimezone(ZoneInfo("Asia/Shanghai")).isoformat())
    assert times == ["2026-09-14T09:00:00+08:00", "2026-09-21T09:00:00+08:00", "2026-09-28T09:00:00+08:00"]


def test_a_rule_that_is_used_up_comes_no_more() -> None:
    assert next_run("RRULE:FREQ=DAILY;COUNT=2", NOW, NOW) == NOW + timedelta(days=1)
    assert next_run("FREQ=DAILY;COUNT=2", NOW, NOW + timedelta(days=1)) is None


@pytest.mark.parametrize(
    "rule",
    ["", "每周一", "FREQ=HOURLY", "FREQ=MINUTELY", "FREQ=DAILY;BYDAY=XX", "DTSTART:20260101\nFREQ=DAILY", "FREQ="],
)
def test_a_rule_that_is_none_or_too_frequent_is_refused(rule: str) -> None:
    with pytest.raises(BadInput):
        next_run(rule, NOW, NOW)


@given(st.text(max_size=60))
def test_no_text_does_harm_as_a_rule(text: str) -> None:
    with suppress(BadInput):
        following = next_run(text, NOW, NOW)
        assert following is None or following > NOW


def test_the_checklists_of_grid_workers_are_there() -> None:
    assert list(checklists()) == ["PATROL", "VISIT", "FLOOD", "FIRE", "CENSUS"]
    assert len(checklist("PATROL").items) == 6
    assert [each.required for each in checklist("VISIT").items] == [True, True, True, True, False]
    with pytest.raises(BadInput) as refused:
        checklist("NONE")
    assert "PATROL 网格日巡查" in refused.value.zh


def test_a_rule_may_name_its_end_in_utc_as_calendars_do() -> None:
    weekly = "FREQ=WEEKLY;UNTIL=20260920T155959Z"  # 23:59:59 on 20 September in China
    assert next_run(weekly, NOW, NOW) == NOW + timedelta(days=7)
    assert next_run(weekly, NOW, NOW + timedelta(days=7)) is None


def test_a_task_due_on_a_day_may_be_done_all_day_and_a_rule_that_has_ended_is_refused() -> None:
    today = Draft("查电", "500103012011", due_at=datetime(2026, 9, 7))
    today.check(NOW)
    assert today.due_at == datetime(2026, 9, 7, 15, 59, 59, tzinfo=UTC)
    for late in (
        {"due_at": datetime(2026, 9, 6)},
        {"rule": "FREQ=DAILY;UNTIL=20260906"},
        {"rule": "FREQ=WEEKLY;COUNT=1"},
    ):
        with pytest.raises(BadInput) as refused:
            Draft("查电", "500103012011", **late).check(NOW)
        assert refused.value.field == ("task", "dueAt" if "due_at" in late else "recurrence")
    Draft("查电", "500103012011", rule="FREQ=DAILY;UNTIL=20260908T155959Z").check(NOW)
