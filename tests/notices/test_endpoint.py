"""Endpoints and deliveries without a graph: what is taken, when it may go, when it is given up."""

from datetime import UTC, datetime, timedelta

import pytest

from graphsvc.errors import BadInput
from graphsvc.notices.model.delivery import (
    LONGEST_PAUSE,
    DeliveryState,
    Message,
    Outcome,
    digest_of,
    message_of,
    pause_after,
    state_after,
)
from graphsvc.notices.model.endpoint import NoticeDetail, NoticeWay, check_target, may_go_at, shown_target

DAY = timedelta(days=1)


def china(hour: int, minute: int = 0, day: int = 7) -> datetime:
    return datetime(2026, 9, day, hour, minute, tzinfo=UTC) - timedelta(hours=8)


@pytest.mark.parametrize(
    ("now", "quiet", "digest", "at"),
    [
        (china(12), "22:00-07:00", None, china(12)),
        (china(21, 59), "22:00-07:00", None, china(21, 59)),
        (china(22), "22:00-07:00", None, china(7, day=8)),
        (china(3), "22:00-07:00", None, china(7)),
        (china(7), "22:00-07:00", None, china(7)),
        (china(13), "12:00-14:00", None, china(14)),
        (china(7), None, "08:30", china(8, 30)),
        (china(8, 30), None, "08:30", china(8, 30, day=8)),
        (china(3), None, None, china(3)),
    ],
)
def test_what_is_not_urgent_waits_for_the_end_of_the_quiet_or_the_hour_of_the_digest(
    now: datetime, quiet: str | None, digest: str | None, at: datetime
) -> None:
    assert may_go_at(now, quiet, digest) == at


@pytest.mark.parametrize(
    ("outcome", "attempts", "waited", "state"),
    [
        (Outcome.TAKEN, 1, DAY * 9, DeliveryState.SENT),
        (Outcome.REFUSED, 2, timedelta(), DeliveryState.PENDING),
        (Outcome.REFUSED, 3, timedelta(), DeliveryState.DEAD),
        (Outcome.AWAY, 500, DAY, DeliveryState.PENDING),
        (Outcome.AWAY, 1, DAY * 1.01, DeliveryState.DEAD),
    ],
)
def test_refusals_are_counted_and_absence_is_timed(
    outcome: Outcome, attempts: int, waited: timedelta, state: DeliveryState
) -> None:
    assert state_after(outcome, attempts, waited, DAY) is state


def test_pauses_double_up_to_an_hour_and_differ_by_chance() -> None:
    first = timedelta(seconds=5)
    assert [pause_after(n, first, 0.5) / first for n in (1, 2, 3, 4)] == [1, 2, 4, 8]
    assert pause_after(10_000, first, 0.5) == LONGEST_PAUSE
    assert (pause_after(1, first, 0.0), pause_after(1, first, 1.0)) == (first / 2, first * 1.5)


@pytest.mark.parametrize(
    ("way", "target", "secret"),
    [
        (NoticeWay.WEBHOOK, "http://example.cn/hook", "x" * 24),
        (NoticeWay.WEBHOOK, "https://user:pass@example.cn/", "x" * 24),
        (NoticeWay.WEBHOOK, "https://example.cn/#a", "x" * 24),
        (NoticeWay.WEBHOOK, "https://", "x" * 24),
        (NoticeWay.WEBHOOK, "https://example.cn:99999/", "x" * 24),
        (NoticeWay.WEBHOOK, "file:///etc/passwd", "x" * 24),
        (NoticeWay.WEBHOOK, "https://example.cn/hook", "short"),
        (NoticeWay.WEBHOOK, "https://example.cn/hook", None),
        (NoticeWay.WECOM, "ftp://example.cn", None),
        (NoticeWay.EMAIL, "a@b", None),
        (NoticeWay.EMAIL, "a@example.cn,b@example.cn", None),
        (NoticeWay.EMAIL, "a@example.cn\nBcc: b@example.cn", None),
    ],
)
def test_a_target_that_is_none_of_its_way_is_refused(way: NoticeWay, target: str, secret: str | None) -> None:
    with pytest.raises(BadInput):
        check_target(way, target, secret)


def test_targets_are_taken_and_shown_without_what_opens_them() -> None:
    for way, target, shown in (
        (NoticeWay.WEBHOOK, "https://example.cn/hook?token=1", "https://example.cn/…"),
        (NoticeWay.WEBHOOK, "http://127.0.0.1:9000/hook", "http://127.0.0.1:9000/…"),
        (NoticeWay.WECOM, "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=k", "https://qyapi.weixin.qq.com/…"),
        (NoticeWay.EMAIL, "street@example.cn", "s***@example.cn"),
    ):
        check_target(way, target, "x" * 24)
        assert shown_target(way, target) == shown


NOTICE = {
    "kind": "CALL",
    "zh": "吹哨",
    "action": "CASE_WHISTLE",
    "text": "【吹哨】桐花社区：已吹哨，请签收，编号 case-1",
    "place": "桐花社区",
    "areaCode": "500103012011",
    "subject": "case-1",
    "at": china(10),
    "dueAt": None,
    "urgent": False,
    "district": "500103",
    "number": 7,
}


def test_a_bare_message_says_the_kind_alone() -> None:
    full = message_of(NOTICE, "k", NoticeDetail.FULL, "https://party.example.cn")
    bare = message_of(NOTICE, "k", NoticeDetail.BARE, "https://party.example.cn")
    assert full.body["link"] == "https://party.example.cn/console/cases/case-1"
    assert set(bare.body) == {"id", "type", "kind", "raisedAt", "isUrgent", "text", "link"}
    assert not any(word in str(bare.body) + bare.text for word in ("桐花", "case-1", "5001"))


def test_a_digest_holds_every_message_in_order() -> None:
    messages = [Message(f"delivery-e-500103-{n}-1", f"第{n}条", {"id": str(n)}) for n in (1, 2, 3)]
    digest = digest_of(messages)
    assert digest.text == "今日通知 3 条\n第1条\n第2条\n第3条"
    assert [each["id"] for each in digest.body["notices"]] == ["1", "2", "3"]
    assert digest_of(messages[:1]) is messages[0]
