"""What comes back: ratings by both sides, what members and units need, and what is said about a claim."""

import random
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from graphsvc.registration.model.rating import ServiceRatingSide, opens_on
from graphsvc.registration.model.registration import RegistrantKind
from graphsvc.registration.model.service_record import ServiceRecordState
from graphsvc.registration.needs.need import RegistrantNeedState, RegistrantNeedTopic

from .services import BY

_T = RegistrantNeedTopic
OF_MEMBERS = (
    (_T.ELDER_CARE, "父母同住，白天无人照看，想找短时陪护", "已联系社区养老服务站，每周上门两次"),
    (_T.CHILD_CARE, "暑假白天孩子没人带，想报社区托管班", "已列入四点半课堂和假期托管名单"),
    (_T.PARKING, "小区晚上停车难，想错时停进附近单位", "已与驻区单位商定晚间共享车位"),
    (_T.HOUSING, "楼道灯坏了很久，想请物业修一修", "物业已换灯并约定每月查看"),
    (_T.HEALTH, "想知道附近哪里可以测骨密度", "已告知社区卫生服务中心的日程"),
)
OF_UNITS = (
    (_T.SITE, "单位没有会议室，想借社区活动室开支部大会", "已登记活动室，提前三天预约即可"),
    (_T.JOBS, "想在辖区招两名后勤人员，请社区推荐", "已在家门口服务点张贴并推荐三人"),
    (_T.CULTURE_AND_SPORT, "想和居民一起办一次乒乓球赛", "已排进邻里节活动"),
)
DECLINED = "超出社区职责，已告知可拨打 12345 反映"
STATES = (
    (4, RegistrantNeedState.RAISED),
    (2, RegistrantNeedState.ACCEPTED),
    (5, RegistrantNeedState.MET),
    (1, RegistrantNeedState.DECLINED),
)
TALK = ("周六几点到，在哪里集合？", "上午九点，社区门口集合，服装自备。")
COMMENTS = ("准时到岗，居民满意", "做事细致", "还可以再主动一些")
BOTH_RATE = 0.7
NOON = time(4)
"""Noon in China."""


def rated(chance: random.Random, record: dict[str, Any], today: date) -> Iterator[dict[str, Any]]:
    """Have one side or both rate a service that is confirmed, some days later; nobody has said anything yet today."""
    if record["state"] != ServiceRecordState.CONFIRMED:
        return
    first = record["decidedAt"].date() + timedelta(days=chance.randint(1, 3))
    second = first + timedelta(days=chance.randint(0, 5))
    answered = chance.random() < BOTH_RATE and second < today
    marks = {mark: chance.choice((3, 4, 5, 5)) for mark in ("completion", "attitude", "effect")}
    said = {"comment": chance.choice(COMMENTS)} if chance.random() < 0.5 else {}
    mark = {"cooperation": chance.choice((4, 5, 5))}
    for side, day, says in (
        (ServiceRatingSide.COMMUNITY, first, marks | said),
        (ServiceRatingSide.REGISTRANT, second, mark),
    ):
        if day < today and (answered or side is ServiceRatingSide.COMMUNITY):
            yield {
                **_of(record),
                "id": f"rating-{record['id']}-{side.value}",
                "version": 1,
                "side": side.value,
                "ratedOn": day,
                "ratedAt": datetime.combine(day, NOON, UTC),
                "openOn": second if answered else opens_on(first),
                "by": BY if side is ServiceRatingSide.COMMUNITY else record["by"],
                **says,
            }


def need(chance: random.Random, registration: dict[str, Any], today: date) -> dict[str, Any] | None:
    """Have who is registered need something of the community, answered or not; None of one that was given up."""
    if "openKey" not in registration:
        return None
    known = OF_MEMBERS if registration["kind"] == RegistrantKind.MEMBER else OF_UNITS
    topic, content, answer = chance.choice(known)
    (state,) = chance.choices([state for _, state in STATES], [share for share, _ in STATES])
    since = registration["reportedOn"]
    raised = since + timedelta(days=chance.randint(0, (min(today, date(since.year, 12, 31)) - since).days))
    moved = raised + timedelta(days=chance.randint(1, 20))
    if moved > today:
        state = RegistrantNeedState.RAISED
    says = {
        **_of(registration),
        "id": f"need-{registration['id']}",
        "version": 1,
        "state": state.value,
        "kind": registration["kind"],
        "topic": topic.value,
        "content": content,
        "raisedOn": raised,
        "by": registration["by"],
    }
    if state is not RegistrantNeedState.RAISED:
        says |= {"version": 2, "movedAt": datetime.combine(moved, NOON, UTC)}
    if state is RegistrantNeedState.MET:
        says |= {"metOn": moved, "answer": answer}
    if state is RegistrantNeedState.DECLINED:
        says["answer"] = DECLINED
    return says


def thread(chance: random.Random, claim: dict[str, Any]) -> list[dict[str, Any]]:
    """Have who took a seat ask something, and the community answer or not yet; the claim counts what is unread."""
    count = chance.randint(1, 2)
    claim |= {"messageCount": count, "unreadByCommunity": 2 - count, "unreadByRegistrant": count - 1}
    sides = (ServiceRatingSide.REGISTRANT, ServiceRatingSide.COMMUNITY)
    return [
        {
            **_of(claim),
            "id": f"message-{claim['id']}-{number}",
            "version": 1,
            "number": number,
            "side": side.value,
            "text": text,
            "by": claim["by"] if side is ServiceRatingSide.REGISTRANT else BY,
            "saidAt": claim["claimedAt"] + timedelta(hours=number),
        }
        for number, side, text in zip(range(1, count + 1), sides, TALK, strict=False)
    ]


def _of(row: dict[str, Any]) -> dict[str, Any]:
    return {name: row[name] for name in ("areaCode", "person", "unit") if name in row}
