"""Rules of a clock: lights in order, pauses that cost nothing, extensions in time, and a ladder climbed once."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.cases.model.calendar import Calendar, Measure, Span, Unit
from graphsvc.cases.model.case import Case
from graphsvc.cases.model.clock import (
    LADDER,
    cap_clock,
    climb_rung,
    extend_clock,
    pause_clock,
    rebase_clock,
    resume_clock,
    start_clock,
)
from graphsvc.cases.model.deadlines import (
    EMERGENCY,
    GULOU,
    ORDINARY,
    PRESSING,
    CallTimes,
    policy_for,
    spans,
    timed,
)
from graphsvc.cases.model.decide import Wish
from graphsvc.cases.model.stage_clocks import Clocks, _next_of_call, advance_clocks
from graphsvc.cases.model.states import Action, WhistleKind
from graphsvc.china import CHINA
from graphsvc.errors import StepRefused
from graphsvc.org.model.work import Light, Urgency
from tests.cases.actors import CLOCK, COMMUNITY, START, SUBDISTRICT, WATER, Story

CALENDAR = Calendar()
MOMENTS = st.datetimes(datetime(2025, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))
WAITS = st.timedeltas(timedelta(minutes=1), timedelta(days=30))
SPANS = st.builds(Span, st.integers(1, 20), st.sampled_from(Unit))
ORDER = list(Light)


def at(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=CHINA)  # type: ignore[misc, arg-type]


def test_a_light_turns_yellow_at_four_fifths_and_red_when_the_time_is_over() -> None:
    clock = start_clock(CALENDAR, "sign", Span(1, Unit.WORKING_HOURS), at(2026, 9, 7, 10))
    assert (clock.warn_at, clock.due_at) == (at(2026, 9, 7, 10, 48), at(2026, 9, 7, 11))
    assert clock.escalate_at == at(2026, 9, 7, 11, 12)
    lights = [clock.light(at(2026, 9, 7, 10, minute)) for minute in (0, 47, 48, 59)]
    assert lights == [Light.GREEN, Light.GREEN, Light.YELLOW, Light.YELLOW]
    assert clock.light(clock.due_at) is Light.YELLOW
    assert clock.light(clock.due_at + timedelta(seconds=1)) is Light.RED


def test_the_published_times_are_kept_and_cited() -> None:
    assert (ORDINARY.sign, ORDINARY.contact) == (Span(1, Unit.WORKING_HOURS), Span(24, Unit.WORKDAY_HOURS))
    assert (ORDINARY.respond.amount, PRESSING.respond.amount) == (5, 3)
    assert GULOU in ORDINARY.citation
    assert GULOU in PRESSING.citation


def test_urgency_chooses_the_policy_and_a_category_its_own_time_to_handle() -> None:
    assert [policy_for(each).name for each in Urgency] == ["ORDINARY", "ORDINARY", "PRESSING", "EMERGENCY"]
    assert policy_for(Urgency.NORMAL, 30).handle == Span(30, Unit.WORKING_DAYS)
    assert policy_for(Urgency.NORMAL, 30).loop == Span(35, Unit.WORKING_DAYS)
    assert policy_for(Urgency.URGENT, 30) is EMERGENCY
    assert set(spans(ORDINARY)) >= {"accept", "sign", "contact", "respond", "handle", "loop"}


def test_a_deadline_beyond_the_announced_holidays_says_that_it_is_estimated() -> None:
    assert not start_clock(CALENDAR, "sign", Span(1, Unit.WORKING_HOURS), at(2026, 12, 31, 10)).estimated
    assert start_clock(CALENDAR, "respond", Span(5, Unit.WORKING_DAYS), at(2026, 12, 30, 10)).estimated


@given(MOMENTS, SPANS, st.lists(WAITS, min_size=2, max_size=6))
def test_a_light_never_goes_back(start: datetime, span: Span, waits: list[timedelta]) -> None:
    clock, now, seen = start_clock(CALENDAR, "any", span, start), start, []
    for wait in waits:
        seen.append(ORDER.index(clock.light(now)))
        now += wait
    assert seen == sorted(seen)
    assert start < clock.warn_at <= clock.due_at <= clock.escalate_at


@given(MOMENTS, SPANS, WAITS, WAITS)
def test_a_pause_moves_what_is_left_and_takes_nothing_from_it(
    start: datetime, span: Span, wait: timedelta, pause: timedelta
) -> None:
    clock = start_clock(CALENDAR, "any", span, start)
    held, again = start + wait, start + wait + pause
    after = resume_clock(CALENDAR, pause_clock(clock, held, again), again)
    for before_at, after_at in ((clock.warn_at, after.warn_at), (clock.due_at, after.due_at)):
        assert after_at >= before_at
        left = CALENDAR.between(held, before_at, clock.measure)
        assert CALENDAR.between(again, after_at, clock.measure) == left
    assert ORDER.index(after.light(again)) >= ORDER.index(clock.light(held))
    assert pause_clock(clock, held, again).next_at == again


@given(MOMENTS, SPANS, SPANS, st.lists(st.tuples(WAITS, WAITS), max_size=3))
def test_times_that_are_corrected_count_a_stage_without_its_pauses(
    start: datetime, span: Span, other: Span, pauses: list[tuple[timedelta, timedelta]]
) -> None:
    """A stage that has waited, and runs by other times then, ends as if it had had these from the beginning."""
    had, right = (start_clock(CALENDAR, "any", each, start) for each in (span, other))
    now = start
    for wait, pause in pauses:
        held, now = now + wait, now + wait + pause
        had, right = (resume_clock(CALENDAR, pause_clock(each, held, now), now) for each in (had, right))
    assert rebase_clock(CALENDAR, had, other, now) == right
    until = now + timedelta(days=1)
    waiting = rebase_clock(CALENDAR, pause_clock(had, now, until), other, now)
    assert waiting == pause_clock(right, now, until), "and so does one that waits now"


def test_another_category_gives_a_paused_department_its_times_behind_the_pause() -> None:
    """Ten working days to handle become five; two of them have passed, then two days of waiting."""
    clock = start_clock(CALENDAR, "handle", ORDINARY.handle, at(2026, 9, 7, 9))
    held, again = at(2026, 9, 9, 9), at(2026, 9, 11, 9)
    assert clock.due_at == at(2026, 9, 20, 18), "the Sunday before the holidays is worked"
    waited = resume_clock(CALENDAR, pause_clock(clock, held, again), again)
    assert waited.due_at == at(2026, 9, 22, 18)
    assert rebase_clock(CALENDAR, waited, PRESSING.handle, again).due_at == at(2026, 9, 16, 18)
    assert rebase_clock(CALENDAR, clock, PRESSING.handle, again).due_at == at(2026, 9, 14, 18)
    twice = extend_clock(CALENDAR, waited, at(2026, 9, 24, 18), again)
    assert rebase_clock(CALENDAR, twice, PRESSING.handle, again) == twice, "what was granted stays granted"


def test_an_extension_comes_before_the_end_and_is_at_most_as_long_again() -> None:
    clock = start_clock(CALENDAR, "respond", Span(3, Unit.WORKING_DAYS), at(2026, 9, 7, 10))
    longer = extend_clock(CALENDAR, climb_rung(clock, Action.REMIND), at(2026, 9, 11, 18), at(2026, 9, 10, 17))
    assert (longer.due_at, longer.rung) == (at(2026, 9, 11, 18), 0)
    assert longer.light(at(2026, 9, 10, 17, 1)) is Light.GREEN
    for until, now, said in (
        (at(2026, 9, 11, 18), at(2026, 9, 10, 18, 1), "已经超期"),
        (at(2026, 9, 10, 18), at(2026, 9, 8, 9), "晚于原时限"),
        (at(2026, 9, 25, 18), at(2026, 9, 8, 9), "不能超过原时限"),
        (at(2026, 9, 12, 3), at(2026, 9, 8, 9), "落在工作时间里"),
        (at(2026, 9, 11, 13), at(2026, 9, 8, 9), "落在工作时间里"),
    ):
        with pytest.raises(StepRefused) as refused:
            extend_clock(CALENDAR, clock, until, now)
        assert said in refused.value.zh
    with pytest.raises(StepRefused, match="No clock runs"):
        extend_clock(
            CALENDAR, pause_clock(clock, at(2026, 9, 8, 9), at(2026, 9, 9, 9)), at(2026, 9, 11, 18), at(2026, 9, 8, 10)
        )


def test_extensions_together_are_at_most_as_long_as_the_first_time_however_many() -> None:
    clock = start_clock(CALENDAR, "respond", Span(3, Unit.WORKING_DAYS), at(2026, 9, 7, 10))
    once = extend_clock(CALENDAR, clock, at(2026, 9, 14, 18), at(2026, 9, 8, 10))
    assert once.first_due_at == clock.due_at == at(2026, 9, 10, 18)
    twice = extend_clock(CALENDAR, once, at(2026, 9, 15, 18), at(2026, 9, 8, 11))
    assert (twice.due_at, twice.first_due_at) == (at(2026, 9, 15, 18), clock.due_at)
    with pytest.raises(StepRefused, match="All extensions together"):
        extend_clock(CALENDAR, twice, at(2026, 9, 17, 18), at(2026, 9, 8, 12))


def test_an_extension_to_a_day_ends_with_the_work_of_that_day() -> None:
    clock = start_clock(CALENDAR, "respond", Span(3, Unit.WORKING_DAYS), at(2026, 9, 7, 10))
    friday = Wish(Action.EXTEND, until=datetime(2026, 9, 11)).until
    assert friday
    assert extend_clock(CALENDAR, clock, friday, at(2026, 9, 8, 10)).due_at == at(2026, 9, 11, 18)
    for shut in (datetime(2026, 9, 12), datetime(2026, 9, 11, 20)):
        until = Wish(Action.EXTEND, until=shut).until
        assert until
        with pytest.raises(StepRefused, match="working time"):
            extend_clock(CALENDAR, clock, until, at(2026, 9, 8, 10))


def test_a_case_sent_to_and_fro_is_late_when_its_total_time_is_over() -> None:
    story = Story()
    story.take(COMMUNITY, Action.ACCEPT)
    total = play(story)[-1].total
    assert total
    assert total.due_at == at(2026, 10, 10, 18)  # 20 working days, with the make-up days of both holidays
    seen = []
    for number in range(1, 22):  # every two days a whistle, and the department is called off
        story.waited = timedelta(days=2 * number)
        story.take(SUBDISTRICT, Action.WHISTLE, departments=("water",), kind=WhistleKind.HARD_PROBLEM)
        story.take(SUBDISTRICT, Action.RECALL, call=story.now.calls[-1].id, note="误吹")
        last = play(story)[-1]
        assert last.total == total
        assert last.case
        seen.append(last.case.light(story.moment).value)
    assert seen[:12] == ["GREEN"] * 12
    assert seen[16:] == ["RED"] * 5


def test_no_pause_extension_or_reopening_moves_the_end_of_the_whole_case() -> None:
    story = Story()
    story.whistle("water")
    story.take(WATER, Action.SIGN, call="call-1")
    story.take(SUBDISTRICT, Action.PAUSE, call="call-1", note="等反映人", until=START + timedelta(days=10))
    story.waited = timedelta(days=60)
    story.take(SUBDISTRICT, Action.RESUME, call="call-1")
    late = play(story)[-1]
    assert late.total
    assert late.case
    assert late.calls
    assert late.case.due_at < late.calls["call-1"].due_at == late.total.due_at
    assert late.case.light(story.moment) is Light.RED
    until, now = late.total.due_at + timedelta(hours=1), replace(story.steps[-1], action=Action.EXTEND)
    for action in (Action.EXTEND, Action.ASK_PAUSE, Action.PAUSE):
        with pytest.raises(StepRefused, match="beyond the deadline of the whole case"):
            advance_clocks(CALENDAR, ORDINARY, late, replace(now, action=action, until=until), story.now, START)


def test_what_begins_after_the_total_time_is_red_but_climbs_only_its_own_last_rung() -> None:
    total = start_clock(CALENDAR, "total", Span(20, Unit.WORKING_DAYS), at(2026, 9, 7, 10))
    begun = start_clock(CALENDAR, "decide", Span(2, Unit.WORKING_DAYS), at(2026, 11, 2, 10))
    capped = cap_clock(begun, total, of_case=True)
    assert capped.light(begun.started_at) is Light.RED
    assert (capped.rung, capped.next_at) == (2, begun.escalate_at)
    inside = start_clock(CALENDAR, "loop", Span(30, Unit.WORKING_DAYS), at(2026, 9, 8, 10))
    of_case, of_call = (cap_clock(inside, total, of_case=each) for each in (True, False))
    assert (of_case.warn_at, of_case.due_at, of_case.escalate_at) == (total.warn_at, total.due_at, total.escalate_at)
    assert of_call.escalate_at == inside.escalate_at
    assert cap_clock(of_case, total, of_case=True) == of_case


def test_who_signed_late_is_not_late_again_for_what_comes_next() -> None:
    story = Story()
    story.whistle("water", "power")
    story.waited = timedelta(days=3)
    story.take(WATER, Action.SIGN, call="call-1")
    clocks = play(story)[-1].calls
    assert clocks
    assert clocks["call-1"].started_at == story.steps[-1].at
    assert clocks["call-1"].light(story.moment) is Light.GREEN


def test_the_ladder_is_climbed_rung_by_rung_and_ends() -> None:
    clock = start_clock(CALENDAR, "sign", Span(1, Unit.WORKING_HOURS), at(2026, 9, 7, 10))
    seen = []
    for action in LADDER:
        seen.append(clock.next_at)
        clock = climb_rung(clock, action)
    assert seen == [clock.warn_at, clock.due_at, clock.escalate_at]
    assert clock.next_at is None
    assert climb_rung(clock, Action.REMIND) == clock


def play(story: Story) -> list[Clocks]:
    """The clocks after every step of a story."""
    from graphsvc.cases.model.case import advance, begin

    case: Case | None = None
    clocks, seen = Clocks(), []
    for step in story.steps:
        case = begin(step) if case is None else advance(case, step)
        clocks = advance_clocks(CALENDAR, ORDINARY, clocks, step, case, story.steps[0].at)
        seen.append(clocks)
    return seen


def test_each_department_runs_by_its_own_clock_from_the_whistle_on() -> None:
    story = Story()
    story.whistle("water", "power")
    story.work(WATER, "call-1", Action.SIGN, Action.CONTACT)
    last = play(story)[-1]
    assert last.calls
    assert last.called_at
    assert last.case
    assert (last.calls["call-1"].stage, last.calls["call-2"].stage) == ("respond", "sign")
    assert last.calls["call-1"].started_at == last.called_at["call-1"] == story.steps[2].at
    assert last.case.stage == "loop"


@pytest.mark.parametrize("times", [None, CallTimes(30, 240, 480), CallTimes(240, 300, 1440)], ids=str)
def test_who_is_in_time_at_one_stage_has_time_for_the_next_whenever_the_whistle_came(times: CallTimes | None) -> None:
    policy = timed(ORDINARY, times) if times else ORDINARY
    first = at(2026, 9, 28, 0)
    for halves in range(2 * 24 * 14):  # over the weekend and the National Day
        whistled = first + timedelta(minutes=30 * halves)
        clock = _next_of_call(CALENDAR, "sign", spans(policy), None, whistled, whistled)
        for stage in ("contact", "respond"):
            before = clock
            clock = _next_of_call(CALENDAR, stage, spans(policy), before, whistled, before.due_at)
            assert clock.due_at >= before.due_at + timedelta(hours=1), (whistled, stage)
            assert clock.warn_at >= before.due_at, (whistled, stage)


def test_a_whistle_on_friday_evening_leaves_all_of_the_time_for_contact_after_the_weekend() -> None:
    times, whistled = spans(timed(ORDINARY, CallTimes(30, 240, 480))), at(2026, 11, 6, 17, 50)
    sign = _next_of_call(CALENDAR, "sign", times, None, whistled, whistled)
    contact = _next_of_call(CALENDAR, "contact", times, sign, whistled, at(2026, 11, 9, 9, 5))
    assert (sign.due_at, contact.due_at) == (at(2026, 11, 9, 9, 20), at(2026, 11, 9, 12, 50))
    late = _next_of_call(CALENDAR, "contact", times, sign, whistled, at(2026, 11, 9, 9, 30))
    assert late.due_at == at(2026, 11, 9, 13, 30)


def test_a_request_upwards_has_a_clock_of_its_own() -> None:
    story = Story()
    story.take(COMMUNITY, Action.ACCEPT)
    story.take(COMMUNITY, Action.REQUEST, note="要部门")
    clock = play(story)[-1].case
    assert clock
    assert (clock.stage, clock.started_at) == ("request", story.steps[-1].at)
    assert clock.due_at == at(2026, 9, 8, 18)  # one working day


def test_the_clock_of_the_loop_is_not_wound_anew_by_departments() -> None:
    story = Story()
    story.whistle("water")
    loop = play(story)[-1].case
    story.take(CLOCK, Action.REMIND, call="call-1")
    story.take(CLOCK, Action.ESCALATE, call="call-1")
    story.work(WATER, "call-1")
    assert play(story)[-1].case == loop
    story.take(COMMUNITY, Action.RESOLVE)
    assert play(story)[-1].case.stage == "feed_back"  # type: ignore[union-attr]
    assert play(story)[-1].calls == {}


def test_a_closed_case_has_no_clock() -> None:
    story = Story()
    for actor, action in (
        (COMMUNITY, Action.ACCEPT),
        (COMMUNITY, Action.SETTLE),
        (COMMUNITY, Action.FEED_BACK),
    ):
        story.take(actor, action)
    story.take(SUBDISTRICT, Action.CLOSE, note="匿名反映，无法回访")
    stages = [each.case.stage if each.case else None for each in play(story)]
    assert stages == ["accept", "decide", "feed_back", "close", None]


def test_a_pause_stops_the_clock_of_one_call_alone_and_ends_by_itself() -> None:
    story, end = Story(), START + timedelta(days=2)
    story.whistle("water", "power")
    story.take(WATER, Action.SIGN, call="call-1")
    story.take(SUBDISTRICT, Action.PAUSE, call="call-1", note="等反映人补充照片", until=end)
    held = play(story)[-1]
    assert held.case
    assert held.calls
    assert (held.calls["call-1"].paused_at, held.calls["call-1"].next_at) == (story.steps[-1].at, end)
    assert (held.case.paused_at, held.calls["call-2"].paused_at) == (None, None)
    story.take(CLOCK, Action.RESUME, call="call-1")
    free = play(story)[-1]
    assert free.calls
    assert free.calls["call-1"].paused_at is None
    assert free.calls["call-1"].due_at == held.calls["call-1"].due_at + timedelta(minutes=1)


def test_a_step_that_leads_on_ends_the_pause_of_its_call() -> None:
    story = Story()
    story.whistle("water")
    story.take(WATER, Action.SIGN, call="call-1")
    story.take(SUBDISTRICT, Action.PAUSE, call="call-1", note="等配件", until=START + timedelta(days=2))
    story.take(WATER, Action.RESPOND, call="call-1")
    free = play(story)[-1]
    assert free.calls
    assert free.calls["call-1"].paused_at is None
    assert story.now.calls[0].hold.until is None
    assert story.now.calls[0].hold.used == timedelta(minutes=1)


def test_a_moment_counts_by_the_measure_that_runs_then() -> None:
    friday, made_up, holiday = at(2026, 9, 11, 18), at(2026, 10, 10, 9), at(2026, 10, 1, 10)
    for moment, running in (
        (friday, {Measure.WORKING, Measure.WORKDAY, Measure.ALWAYS}),
        (friday + timedelta(minutes=1), {Measure.WORKDAY, Measure.ALWAYS}),
        (at(2026, 9, 11, 13), {Measure.WORKDAY, Measure.ALWAYS}),
        (made_up, {Measure.WORKING, Measure.WORKDAY, Measure.ALWAYS}),
        (holiday, {Measure.ALWAYS}),
        (at(2026, 9, 12, 0), {Measure.WORKDAY, Measure.ALWAYS}),  # Friday has just run out
        (at(2026, 9, 14, 0), {Measure.WORKDAY, Measure.ALWAYS}),
        (at(2026, 9, 13, 0), {Measure.ALWAYS}),
    ):
        assert {each for each in Measure if CALENDAR.counts_at(moment, each)} == running, moment
