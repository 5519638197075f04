"""Rules of the closed loop: what leads where, who may, what a case waits for, and that its record is the case."""

from datetime import timedelta

import pytest

from graphsvc.cases.model.case import MOST_REOPENED, Call, advance, derive_state, replay
from graphsvc.cases.model.decide import Wish, decide, discovered
from graphsvc.cases.model.permissions import OF_CALL, OF_CASE, Actor, allowed, offer, offers
from graphsvc.cases.model.queues import whose_turn
from graphsvc.cases.model.states import CALL, CASE, GONE, Action, CallState, Party, State, WhistleKind
from graphsvc.errors import BadInput, StepRefused
from tests.cases.actors import CLOCK, COMMUNITY, FIRE, GRID, POWER, START, SUBDISTRICT, WATER, Story


def test_a_case_runs_from_the_grid_to_the_rating() -> None:
    story = Story()
    states = [story.now.state, story.take(COMMUNITY, Action.ACCEPT).state, story.whistle("water").state]
    for action in (Action.SIGN, Action.CONTACT, Action.RESPOND, Action.HANDLE, Action.RESOLVE):
        states.append(story.take(WATER, action, call="call-1").state)
    states.append(story.take(COMMUNITY, Action.RESOLVE).state)
    states.append(story.take(COMMUNITY, Action.RATE, call="call-1", score=5).state)
    states.append(story.take(COMMUNITY, Action.FEED_BACK).state)
    states.append(story.take(GRID, Action.RATE, score=4).state)
    states.append(story.take(SUBDISTRICT, Action.CLOSE).state)
    assert [state.value for state in states] == [
        "DISCOVERED",
        "ACCEPTED",
        "WHISTLED",
        "WHISTLED",
        "WHISTLED",
        "RESPONDED",
        "HANDLING",
        "HANDLING",
        "RESOLVED",
        "RESOLVED",
        "FED_BACK",
        "FED_BACK",
        "CLOSED",
    ]
    assert (story.now.version, story.now.score, story.now.calls[0].score) == (13, 4, 5)
    assert replay(story.steps) == story.now


def test_a_case_waits_for_the_slowest_department() -> None:
    story = Story()
    story.whistle("water", "power")
    assert story.work(WATER, "call-1").state is State.WHISTLED
    with pytest.raises(StepRefused, match="1 departments are not done"):
        story.take(COMMUNITY, Action.RESOLVE)
    assert story.work(POWER, "call-2", Action.SIGN, Action.RESPOND, Action.HANDLE).state is State.HANDLING
    with pytest.raises(StepRefused) as refused:
        story.take(COMMUNITY, Action.RESOLVE)
    assert refused.value.zh == "还有 1 个部门没有办结。现在可以：返工、更正、合并。"
    assert refused.value.allowed == ("REDO", "AMEND", "MERGE")
    story.take(POWER, Action.RESOLVE, call="call-2")
    assert story.take(COMMUNITY, Action.RESOLVE).state is State.RESOLVED


def test_a_department_that_returns_is_waited_for_no_more_and_the_last_one_returns_the_case() -> None:
    story = Story()
    story.whistle("water", "power")
    story.work(WATER, "call-1", Action.SIGN, Action.RESPOND)
    assert story.take(POWER, Action.RETURN, call="call-2", note="不是供电范围").state is State.WHISTLED
    assert story.take(SUBDISTRICT, Action.APPROVE_RETURN, call="call-2", note="对").state is State.RESPONDED
    other = Story()
    other.whistle("power")
    other.take(POWER, Action.RETURN, call="call-1", note="不是供电范围")
    assert other.take(SUBDISTRICT, Action.APPROVE_RETURN, call="call-1", note="对").state is State.RETURNED
    assert other.whistle("water").state is State.WHISTLED


def test_a_hand_over_opens_a_new_call_and_ends_the_old_one() -> None:
    story = Story()
    story.whistle("power")
    story.take(POWER, Action.SIGN, call="call-1")
    after = story.take(POWER, Action.HAND_OVER, call="call-1", note="属供水管网", departments=("water",))
    assert [(call.unit, call.state) for call in after.calls] == [
        ("power", CallState.HANDED_OVER),
        ("water", CallState.CALLED),
    ]
    assert after.state is State.WHISTLED
    with pytest.raises(StepRefused):
        story.take(POWER, Action.CONTACT, call="call-1")


def test_a_community_asks_for_a_whistle_and_the_subdistrict_whistles_or_leaves_it_to_the_community() -> None:
    story = Story()
    story.take(COMMUNITY, Action.ACCEPT)
    with pytest.raises(BadInput, match="REQUEST needs a reason"):
        story.take(COMMUNITY, Action.REQUEST)
    with pytest.raises(StepRefused, match="Only COMMUNITY may"):
        story.take(SUBDISTRICT, Action.REQUEST, note="越权")
    assert story.take(COMMUNITY, Action.REQUEST, note="要部门联合执法").state is State.REQUESTED
    assert whose_turn(story.now, local=True) is Party.SUBDISTRICT
    with pytest.raises(BadInput, match="DECLINE needs a reason"):
        story.take(SUBDISTRICT, Action.DECLINE)
    assert story.take(SUBDISTRICT, Action.DECLINE, note="社区可自办").state is State.ACCEPTED
    assert whose_turn(story.now, local=True) is Party.COMMUNITY
    story.take(COMMUNITY, Action.REQUEST, note="试过了，办不了")
    assert story.whistle("water").state is State.WHISTLED
    assert replay(story.steps) == story.now


def test_a_late_answer_to_a_request_puts_it_before_the_superior_and_still_can_be_given() -> None:
    story = Story()
    story.take(COMMUNITY, Action.ACCEPT)
    story.take(COMMUNITY, Action.REQUEST, note="要部门")
    assert story.take(CLOCK, Action.ESCALATE).before is State.REQUESTED
    assert story.take(SUBDISTRICT, Action.DECLINE, note="社区自办").state is State.ACCEPTED


def test_the_community_settles_alone_what_it_can() -> None:
    story = Story()
    story.take(COMMUNITY, Action.ACCEPT)
    assert story.take(COMMUNITY, Action.SETTLE, note="换了灯泡").state is State.SETTLED_LOCALLY
    story.take(GRID, Action.FEED_BACK)
    story.take(GRID, Action.RATE, score=5)
    assert story.take(COMMUNITY, Action.CLOSE).state is State.CLOSED


def test_who_finished_it_does_not_put_it_away_unheard_and_others_say_why() -> None:
    story = Story()
    story.take(COMMUNITY, Action.ACCEPT)
    story.take(COMMUNITY, Action.SETTLE, note="换了灯泡")
    story.take(COMMUNITY, Action.FEED_BACK)
    with pytest.raises(StepRefused, match="who finished it does not close it"):
        story.take(COMMUNITY, Action.CLOSE, note="好了")
    assert str(offer(story.now, COMMUNITY, Action.CLOSE, None).zh).startswith("还没有评价或回访，办结人不能自己结案")
    with pytest.raises(BadInput, match="CLOSE needs a reason"):
        story.take(SUBDISTRICT, Action.CLOSE, note=" ")
    assert offer(story.now, SUBDISTRICT, Action.CALL_BACK, None).allowed
    assert story.take(SUBDISTRICT, Action.CLOSE, note="匿名反映，无法回访").state is State.CLOSED


def test_work_found_wanting_is_done_again_and_rated_anew() -> None:
    story = Story()
    story.whistle("water")
    story.work(WATER, "call-1")
    story.take(COMMUNITY, Action.RESOLVE)
    story.take(COMMUNITY, Action.RATE, call="call-1", score=2)
    after = story.take(COMMUNITY, Action.REDO, calls=("call-1",), note="又漏了")
    assert (after.state, after.calls[0]) == (State.HANDLING, Call("call-1", "water", CallState.HANDLING))


def test_a_closed_case_is_reopened_with_a_reason_and_can_be_rated_again() -> None:
    story = Story()
    story.take(COMMUNITY, Action.ACCEPT)
    story.take(COMMUNITY, Action.SETTLE)
    story.take(COMMUNITY, Action.FEED_BACK)
    story.take(GRID, Action.RATE, score=5)
    story.take(COMMUNITY, Action.CLOSE)
    with pytest.raises(BadInput, match="REOPEN needs a reason"):
        story.take(GRID, Action.REOPEN)
    after = story.take(GRID, Action.REOPEN, note="又不亮了")
    assert (after.state, after.score) == (State.REOPENED, None)
    assert story.whistle("power").state is State.WHISTLED


def test_an_overdue_department_puts_the_case_before_the_superior_until_it_moves() -> None:
    story = Story()
    story.whistle("water", "power")
    assert story.take(CLOCK, Action.ESCALATE, call="call-2").state is State.ESCALATED
    with pytest.raises(StepRefused) as refused:
        story.take(COMMUNITY, Action.RESOLVE)
    assert refused.value.zh.startswith("还有 2 个部门没有办结。")
    assert story.take(WATER, Action.SIGN, call="call-1").state is State.ESCALATED
    assert story.take(CLOCK, Action.REMIND, call="call-1").state is State.ESCALATED
    assert story.take(POWER, Action.SIGN, call="call-2").state is State.WHISTLED


def test_an_escalated_case_offers_what_it_offered_before_and_a_whistle() -> None:
    story = Story()
    story.take(COMMUNITY, Action.ACCEPT)
    assert story.take(CLOCK, Action.ESCALATE).state is State.ESCALATED
    assert story.now.before is State.ACCEPTED
    with pytest.raises(StepRefused, match="CLOSE is not possible from ESCALATED"):
        story.take(COMMUNITY, Action.CLOSE)
    assert story.whistle("water").state is State.WHISTLED
    other = Story()
    other.take(CLOCK, Action.ESCALATE)
    assert other.whistle("water").before is None


def test_only_the_reporter_rates_the_result_and_only_once() -> None:
    story = Story()
    story.take(COMMUNITY, Action.ACCEPT)
    story.take(COMMUNITY, Action.SETTLE)
    story.take(COMMUNITY, Action.FEED_BACK)
    with pytest.raises(StepRefused) as refused:
        story.take(COMMUNITY, Action.RATE, score=5)
    assert refused.value.zh.startswith("只有反映人可以“评价”。")
    story.take(GRID, Action.RATE, score=3)
    with pytest.raises(StepRefused, match="It has been rated"):
        story.take(GRID, Action.RATE, score=5)
    assert story.take(SUBDISTRICT, Action.CLOSE).state is State.CLOSED


def test_what_is_said_to_be_solved_says_how() -> None:
    story = Story()
    story.take(COMMUNITY, Action.ACCEPT)
    for note in (None, " "):
        with pytest.raises(BadInput, match="SETTLE needs a note or an attachment"):
            story.take(COMMUNITY, Action.SETTLE, note=note)
    assert story.take(COMMUNITY, Action.SETTLE, note=None, attachments=("attachment-1",)).finished_by == "community"


def test_who_finished_it_is_not_its_judge_and_somebody_else_calls_the_reporter_back() -> None:
    story = Story()
    story.take(COMMUNITY, Action.ACCEPT)
    story.take(COMMUNITY, Action.SETTLE)
    story.take(COMMUNITY, Action.FEED_BACK)
    with pytest.raises(StepRefused, match="Who finished it does not rate it"):
        story.take(COMMUNITY, Action.CALL_BACK, note="自己问自己", score=5)
    with pytest.raises(BadInput, match="CALL_BACK needs a reason"):
        story.take(SUBDISTRICT, Action.CALL_BACK, score=4)
    after = story.take(SUBDISTRICT, Action.CALL_BACK, note="晚八点电话，住户说亮了", score=4)
    assert (after.state, after.score, after.finished_by) == (State.FED_BACK, 4, "community")
    with pytest.raises(StepRefused, match="It has been rated"):
        story.take(GRID, Action.RATE, score=1)
    assert replay(story.steps) == story.now


def test_a_reporter_who_finishes_it_does_not_rate_it() -> None:
    both = Actor("both", frozenset({Party.COMMUNITY, Party.SUBDISTRICT}))
    step, case = discovered(both, START, None, ())
    for number, action in enumerate((Action.ACCEPT, Action.SETTLE, Action.FEED_BACK), start=1):
        step, case = decide(case, both, Wish(action, note="好"), START + timedelta(minutes=number), [])
    assert step.target is State.FED_BACK
    assert "办结人不能自己评价" in str(offer(case, both, Action.RATE, None).zh)


def test_what_the_reporter_is_not_content_with_is_redone_or_closed_by_the_subdistrict_with_a_reason() -> None:
    story = Story()
    story.take(COMMUNITY, Action.ACCEPT)
    for _ in range(MOST_REOPENED + 1):
        story.take(COMMUNITY, Action.SETTLE)
        story.take(COMMUNITY, Action.FEED_BACK)
        story.take(SUBDISTRICT, Action.CALL_BACK, note="住户说没修好", score=2)
    with pytest.raises(StepRefused, match="The reporter is not content"):
        story.take(COMMUNITY, Action.CLOSE, note="。")
    assert offer(story.now, COMMUNITY, Action.REOPEN, None).allowed
    with pytest.raises(BadInput, match="CLOSE needs a reason"):
        story.take(SUBDISTRICT, Action.CLOSE)
    assert story.take(COMMUNITY, Action.REOPEN, note="没修好").finished_by is None


def test_a_department_acts_for_its_own_call_only() -> None:
    story = Story()
    story.whistle("water")
    with pytest.raises(StepRefused) as refused:
        story.take(POWER, Action.SIGN, call="call-1")
    assert refused.value.zh == "只有被吹哨的部门可以“签收”。现在可以：没有。"
    with pytest.raises(StepRefused, match="No such call"):
        story.take(WATER, Action.SIGN, call="call-9")


def test_a_pause_is_the_departments_wish_and_the_subdistricts_yes_with_an_end() -> None:
    story, end = Story(), START + timedelta(days=3)
    story.whistle("water", "power")
    with pytest.raises(StepRefused, match="ASK_PAUSE is not possible from CALLED"):
        story.take(WATER, Action.ASK_PAUSE, call="call-1", note="还没签收", until=end)
    story.take(WATER, Action.SIGN, call="call-1")
    with pytest.raises(StepRefused, match="Only SUBDISTRICT may"):
        story.take(WATER, Action.PAUSE, call="call-1", note="自己停表", until=end)
    asked = story.take(WATER, Action.ASK_PAUSE, call="call-1", note="等住户回家", until=end)
    assert (asked.calls[0].hold.asked, asked.calls[0].hold.until) == (end, None)
    refused = story.take(SUBDISTRICT, Action.REFUSE_PAUSE, call="call-1", note="住户在家")
    assert refused.calls[0].hold.asked is None
    story.take(WATER, Action.ASK_PAUSE, call="call-1", note="等配件", until=end)
    held = story.take(SUBDISTRICT, Action.PAUSE, call="call-1", note="同意", until=end)
    assert (held.calls[0].hold.asked, held.calls[0].hold.until) == (None, end)
    with pytest.raises(StepRefused, match="each pauses its own call"):
        story.take(SUBDISTRICT, Action.PAUSE, note="停所有人的表", until=end)
    assert story.take(POWER, Action.SIGN, call="call-2").calls[1].state is CallState.SIGNED
    assert story.take(SUBDISTRICT, Action.RESUME, call="call-1").calls[0].hold.until is None
    with pytest.raises(StepRefused, match="not paused"):
        story.take(SUBDISTRICT, Action.RESUME, call="call-1")
    assert replay(story.steps) == story.now


def test_a_paused_case_is_withdrawn_and_moves_on_as_ever() -> None:
    story = Story()
    story.take(COMMUNITY, Action.ACCEPT)
    story.take(COMMUNITY, Action.ASK_PAUSE, note="等住户回家", until=START + timedelta(days=2))
    assert whose_turn(story.now, local=True) is Party.SUBDISTRICT
    story.take(SUBDISTRICT, Action.PAUSE, note="同意", until=START + timedelta(days=2))
    assert whose_turn(story.now, local=True) is Party.COMMUNITY
    for actor, action in ((COMMUNITY, Action.SETTLE), (SUBDISTRICT, Action.WHISTLE), (GRID, Action.WITHDRAW)):
        assert offer(story.now, actor, action, None).allowed
    after = story.take(GRID, Action.WITHDRAW, note="修好了")
    assert (after.state, after.hold.until) == (State.WITHDRAWN, None)


def test_pauses_are_limited_in_sum() -> None:
    story, day = Story(), timedelta(days=1)
    story.take(COMMUNITY, Action.ACCEPT)
    for _ in range(2):
        story.take(SUBDISTRICT, Action.PAUSE, note="等反映人", until=story.moment + 4 * day)
        story.waited += 4 * day
        story.take(CLOCK, Action.RESUME)
    with pytest.raises(BadInput, match=r"All pauses together last 10 days at most; 2\.0 are left"):
        story.take(SUBDISTRICT, Action.PAUSE, note="再等", until=story.moment + 3 * day)
    with pytest.raises(BadInput, match="A pause ends in the future"):
        story.take(SUBDISTRICT, Action.PAUSE, note="再等", until=story.moment)
    story.take(SUBDISTRICT, Action.PAUSE, note="再等", until=story.moment + day)
    story.waited += 3 * day  # nobody looked when it was over
    story.take(CLOCK, Action.RESUME)
    with pytest.raises(StepRefused, match="has waited 10 days in sum"):
        story.take(SUBDISTRICT, Action.PAUSE, note="再等", until=story.moment + day)


def test_what_the_subdistrict_leaves_to_the_community_is_the_communitys_turn() -> None:
    story = Story()
    story.take(COMMUNITY, Action.ACCEPT)
    assert whose_turn(story.now, local=False) is Party.SUBDISTRICT
    story.take(COMMUNITY, Action.REQUEST, note="要部门")
    story.take(SUBDISTRICT, Action.DECLINE, note="社区可自办")
    assert whose_turn(story.now, local=False) is Party.COMMUNITY
    story.take(CLOCK, Action.REMIND)
    assert whose_turn(story.now, local=False) is Party.COMMUNITY
    story.take(CLOCK, Action.ESCALATE)
    assert whose_turn(story.now, local=False) is Party.SUBDISTRICT
    story.take(COMMUNITY, Action.SETTLE)
    story.take(COMMUNITY, Action.FEED_BACK)
    story.take(GRID, Action.REOPEN, note="又坏了")
    assert whose_turn(story.now, local=False) is Party.SUBDISTRICT


def test_what_has_come_to_a_result_is_not_whistled_for_being_overdue() -> None:
    for actions in ((Action.REJECT,), (Action.ACCEPT, Action.SETTLE), (Action.ACCEPT, Action.SETTLE, Action.FEED_BACK)):
        story = Story()
        for action in actions:
            story.take(COMMUNITY, action, note="因为")
        story.take(CLOCK, Action.ESCALATE)
        with pytest.raises(StepRefused, match="WHISTLE is not possible from ESCALATED"):
            story.whistle("water")
    assert "WHISTLE" not in allowed(story.now, SUBDISTRICT)


@pytest.mark.parametrize(
    ("wish", "said"),
    [
        (Wish(Action.WHISTLE, kind=WhistleKind.EMERGENCY), "1 到 20 个部门"),
        (Wish(Action.WHISTLE, departments=("fire", "fire"), kind=WhistleKind.EMERGENCY), "同一个部门点了两次"),
        (Wish(Action.WHISTLE, departments=("water",), kind=WhistleKind.EMERGENCY), "正在办理"),
        (Wish(Action.WHISTLE, departments=("fire",)), "吹哨要选类型"),
        (Wish(Action.EXTEND), "写明原因"),
        (Wish(Action.EXTEND, note="等", score=3), "1 到 5 分"),
        (Wish(Action.EXTEND, note="部件未到货"), "到什么时候"),
    ],
)
def test_a_wish_that_lacks_something_is_refused(wish: Wish, said: str) -> None:
    story = Story()
    before = story.whistle("water")
    with pytest.raises(BadInput) as refused:
        decide(before, SUBDISTRICT, wish, START, [f"new-{n}" for n, _ in enumerate(wish.departments)])
    assert said in refused.value.zh
    assert story.now is before


def test_a_department_or_the_clock_discovers_nothing() -> None:
    for actor in (FIRE, CLOCK):
        with pytest.raises(StepRefused):
            discovered(actor, START, None, ())


def test_every_offer_is_possible_or_says_why_not_in_chinese_and_english() -> None:
    story = Story()
    story.whistle("water", "power")
    for actor in (GRID, COMMUNITY, SUBDISTRICT, WATER, CLOCK):
        seen = offers(story.now, actor)
        assert len(seen) == len(OF_CASE) + 2 * len(OF_CALL)
        assert all((each.zh is None) == (each.en is None) for each in seen)
    possible = {(each.action.value, each.call) for each in offers(story.now, WATER) if each.allowed}
    assert possible == {
        ("SIGN", "call-1"),
        ("RETURN", "call-1"),
        ("HAND_OVER", "call-1"),
        ("ENTRUST", "call-1"),
    }


def test_every_action_has_somebody_who_may() -> None:
    assert {action for _, action in CASE.table} == set(OF_CASE)
    assert {action for _, action in CALL.table} - {Action.REDO} == set(OF_CALL)


def test_a_step_that_the_tables_do_not_hold_cannot_be_replayed() -> None:
    story = Story()
    step, _ = decide(story.now, COMMUNITY, Wish(Action.ACCEPT), START, [])
    with pytest.raises(StepRefused):
        advance(advance(story.now, step), step)
    with pytest.raises(ValueError, match="begins with DISCOVER"):
        replay([step])


def test_no_remaining_department_means_returned() -> None:
    assert derive_state([]) is State.RETURNED
    assert derive_state(Call("a", "u", state) for state in GONE) is State.RETURNED


def test_another_system_passes_on_what_departments_and_reporters_do_in_it() -> None:
    hotline = Actor("hotline", frozenset(Party))
    story = Story()
    story.whistle("water")
    assert story.work(hotline, "call-1").calls[0].state is CallState.RESOLVED
    assert story.steps[-1].party is Party.DEPARTMENT
    story.take(hotline, Action.RESOLVE)
    story.take(hotline, Action.FEED_BACK)
    assert story.take(hotline, Action.RATE, score=3).score == 3
    assert offer(story.now, CLOCK, Action.RATE, None).zh is not None
