"""A delivery: one notice on its way to one endpoint, tried until it arrives or is given up."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from graphsvc.notices.model.endpoint import NoticeDetail
from graphsvc.vocabulary.labelled import Labelled


class DeliveryState(Labelled):
    """Where a delivery stands (送达状态)."""

    PENDING = "PENDING", "待送", "It waits, or is tried again"
    SENT = "SENT", "已送达", "The receiver has taken it"
    DEAD = "DEAD", "未送达", "Given up; it can be replayed"
    DROPPED = "DROPPED", "已取消", "Its endpoint was ended"


class Outcome(Labelled):
    """What came of one attempt (送达结果)."""

    TAKEN = "TAKEN", "已接收", "The receiver has taken it"
    REFUSED = "REFUSED", "对方拒绝", "The receiver does not want it as it is"
    AWAY = "AWAY", "对方不可用", "The receiver cannot be reached, is busy, or fails"


REFUSALS = 3
"""Attempts that a receiver may refuse before a delivery is given up."""
LONGEST_PAUSE = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of an attempt, and why in a few words that hold nothing of the notice."""

    outcome: Outcome
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Message:
    """What goes out: a key by which receivers drop doubles, and the little that a notice says."""

    key: str
    text: str
    body: dict[str, Any]
    media: str = "application/json"


def state_after(outcome: Outcome, attempts: int, waited: timedelta, patience: timedelta) -> DeliveryState:
    """Tell where a delivery stands after so many attempts, the last of which came out so."""
    if outcome is Outcome.TAKEN:
        return DeliveryState.SENT
    if outcome is Outcome.REFUSED:
        return DeliveryState.DEAD if attempts >= REFUSALS else DeliveryState.PENDING
    return DeliveryState.DEAD if waited > patience else DeliveryState.PENDING


def pause_after(failures: int, first: timedelta, chance: float) -> timedelta:
    """Tell how long to leave a receiver alone that has failed so often in a row.

    Args:
        chance: 0 to 1, so that many senders do not come back at once; the pause is half to one and a half of its usual.
    """
    usual = min(first * 2 ** min(failures - 1, 30), LONGEST_PAUSE)
    return usual * (0.5 + chance)


def message_of(notice: dict[str, Any], key: str, detail: NoticeDetail, home: str) -> Message:
    """Write what goes out of a notice, as its node holds it.

    Args:
        home: address of the service, without a slash at its end; may be empty.
    """
    folder = {"CASE": "cases/", "VISIT": "visits/"}.get(notice["action"].partition("_")[0], "")
    link = f"{home}/console/{folder}{notice['subject'] if folder else ''}"
    always = {
        "id": key,
        "type": "notice",
        "kind": notice["kind"],
        "raisedAt": _moment(notice["at"]),
        "isUrgent": notice["urgent"],
    }
    if detail is NoticeDetail.BARE:
        text = f"【{notice['zh']}】您有一条新通知，请登录查看"
        return Message(key, text, {**always, "text": text, "link": f"{home}/console/"})
    due = notice.get("dueAt")
    more = {
        "action": notice["action"],
        "text": notice["text"],
        "place": notice["place"],
        "areaCode": notice["areaCode"],
        "subjectId": notice["subject"],
        "dueAt": _moment(due) if due else None,
        "link": link,
        "district": notice["district"],
        "number": notice["number"],
    }
    return Message(key, notice["text"], {**always, **more})


def digest_of(messages: list[Message]) -> Message:
    """Put messages together into one, in their order, under a key made of the first's and the last's."""
    if len(messages) == 1:
        return messages[0]
    key = f"{messages[0].key}..{messages[-1].key.rpartition('-')[0].rpartition('-')[2]}-{len(messages)}"
    lines = [f"今日通知 {len(messages)} 条", *(each.text for each in messages)]
    return Message(key, "\n".join(lines), {"id": key, "type": "digest", "notices": [each.body for each in messages]})


def _moment(value: datetime) -> str:
    return value.isoformat()
