"""What a refusal says: the cause that stands in the way, and what may be done instead, on the call and on the case."""

import pytest

from graphsvc.cases.model.states import Action
from graphsvc.errors import StepRefused
from tests.cases.actors import CLOCK, COMMUNITY, POWER, SUBDISTRICT, WATER, Story


def overdue() -> Story:
    """One of two departments is done, the other has never signed; the case is before the superior."""
    story = Story()
    story.whistle("water", "power")
    story.work(WATER, "call-1")
    story.take(CLOCK, Action.ESCALATE, call="call-2")
    return story


def test_an_escalated_case_says_that_a_department_is_not_done() -> None:
    story = overdue()
    assert story.now.state.value == "ESCALATED"
    with pytest.raises(StepRefused) as refused:
        story.take(COMMUNITY, Action.RESOLVE)
    assert refused.value.zh.startswith("还有 1 个部门没有办结。现在可以：")


def test_who_is_refused_on_a_call_hears_what_may_be_done_on_the_call_and_on_the_case() -> None:
    story = overdue()
    with pytest.raises(StepRefused) as refused:
        story.take(SUBDISTRICT, Action.APPROVE_RETURN, call="call-2", note="同意")
    assert refused.value.zh.startswith("当前状态是“待签收”，不能“同意退单”。现在可以：撤哨、改派、")
    assert set(refused.value.allowed) >= {"RECALL", "REASSIGN", "WHISTLE", "AMEND"}


def test_a_pause_bars_no_step_and_who_may_lift_it_hears_so() -> None:
    story = Story()
    story.whistle("water", "power")
    story.work(WATER, "call-1", Action.SIGN)
    story.take(SUBDISTRICT, Action.PAUSE, call="call-1", note="等配件", until=story.moment.replace(day=9))
    with pytest.raises(StepRefused) as refused:
        story.take(WATER, Action.ASK_PAUSE, call="call-1", note="再等", until=story.moment.replace(day=10))
    assert refused.value.zh.startswith("已经挂账。现在可以：")
    assert "RESUME" in refused.value.allowed
    assert story.take(POWER, Action.SIGN, call="call-2").calls[1].state.value == "SIGNED", "nor anybody else's"
    assert story.take(WATER, Action.CONTACT, call="call-1").calls[0].state.value == "CONTACTED"
