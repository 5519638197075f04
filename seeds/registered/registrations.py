"""Registrations of a community with what comes of them, posts and claims; pure, the same for the same seed."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from graphsvc.registration.model.point_rules import PointRules
from graphsvc.registration.model.post import ABLE, ClaimState, PostState
from graphsvc.registration.model.registration import (
    MACHINE,
    RegistrantKind,
    RegistrationAction,
    RegistrationState,
    ServiceClass,
    open_key,
)

from .services import Whose, Year, serve

PLEDGES = ("每月巡逻一次", "每季度义诊一次", "结对一户困难家庭", "参加楼栋清扫", "开放会议室", "办一次法律讲座")
SPECIALITIES = ("急救", "法律", "水电维修", "书法", "调解", "英语辅导", "摄影")
TIMES = ("FREQ=WEEKLY;BYDAY=SA", "FREQ=WEEKLY;BYDAY=SU", "FREQ=WEEKLY;BYDAY=SA,SU", "FREQ=WEEKLY;BYDAY=TU,TH")
POSTS = (
    ("周末义诊", ServiceClass.HEALTH, ("急救",)),
    ("夜间平安巡逻", ServiceClass.SAFETY_AND_PATROL, ()),
    ("楼道清扫", ServiceClass.GOVERNANCE, ()),
    ("法律咨询窗口", ServiceClass.LEGAL_AID, ("法律",)),
    ("四点半课堂", ServiceClass.CULTURE_AND_SPORT, ("英语辅导",)),
)
POSTS_A_COMMUNITY = 3
SEATS = 8
LATE = 0.01
_S, _A = RegistrationState, RegistrationAction
WAYS: tuple[tuple[int, tuple[RegistrationAction, ...]], ...] = (
    (4, ()),
    (6, (_A.RECEIVE,)),
    (20, (_A.RECEIVE, _A.PLEDGE)),
    (48, (_A.RECEIVE, _A.PLEDGE, _A.FULFIL)),
    (21, (_A.RECEIVE, _A.PLEDGE, _A.FULFIL, _A.REVIEW)),
    (1, (_A.RECEIVE, _A.WITHDRAW)),
)
"""How far registrations have come, and how many of a hundred have come so far."""


@dataclass(frozen=True, slots=True)
class Registrant:
    """A member with the grid, or a unit with the community, where it reports."""

    id: str
    kind: RegistrantKind
    place: str


@dataclass(frozen=True, slots=True)
class Grown:
    """What a community holds, as properties; claims name post, registration and record by id."""

    posts: list[dict[str, Any]]
    registrations: list[dict[str, Any]]
    claims: list[dict[str, Any]]


def grow_community(
    code: str, registrants: Sequence[Registrant], services: int, today: date, rules: PointRules, seed: int
) -> Grown:
    """Have members and units of a community register this year, claim posts and serve about so many times each."""
    chance = random.Random(f"{seed}|{code}|{today.year}")  # noqa: S311
    posts = [_post(chance, code, number, today) for number in range(POSTS_A_COMMUNITY)]
    grown = Grown(posts, [], [])
    for registrant in registrants:
        row = _registration(random.Random(f"{seed}|{registrant.id}|{today.year}"), registrant, services, today, rules)  # noqa: S311
        grown.registrations.append(row)
        grown.claims.extend(_claims(chance, row, posts, today))
    return grown


def _post(chance: random.Random, code: str, number: int, today: date) -> dict[str, Any]:
    title, kind, skills = chance.choice(POSTS)
    first = date(today.year, 1, 1)
    published = first + timedelta(days=chance.randint(0, (today - first).days))
    return {
        "id": f"post-{code}-{today.year}-{number}",
        "areaCode": code,
        "version": 1,
        "state": PostState.OPEN.value,
        "title": title,
        "serviceClass": kind.value,
        "seatCount": chance.randint(SEATS // 2, 2 * SEATS),
        "takenCount": 0,
        "skills": list(skills),
        "times": chance.choice(TIMES),
        "by": "grown",
        "publishedOn": published,
    }


def _registration(
    chance: random.Random, registrant: Registrant, services: int, today: date, rules: PointRules
) -> dict[str, Any]:
    kinds = tuple(chance.sample(list(ServiceClass), 2))
    began = date(today.year, 1, 1)
    filed = began + timedelta(days=min(chance.randint(3, 75), (today - began).days))
    (actions,) = chance.choices([way for _, way in WAYS], [share for share, _ in WAYS])
    says: dict[str, Any] = {
        "id": f"registration-{registrant.id}-{today.year}",
        "areaCode": registrant.place,
        "kind": registrant.kind.value,
        "person" if registrant.kind is RegistrantKind.MEMBER else "unit": registrant.id,
        "year": today.year,
        "reportedOn": filed,
        "services": [kind.value for kind in kinds],
        "speciality": chance.choice(SPECIALITIES),
        "freeTimes": chance.choice(TIMES),
        "pledged": [],
        "done": [],
        "by": registrant.id,
    }
    steps = list(_steps(chance, says, actions, today))
    done = Year()
    if says["state"] in ABLE:
        whose = Whose(registrant.id, registrant.kind, registrant.place, says["receivedOn"], kinds)
        done = serve(chance, whose, max(1, round(services * chance.uniform(0.6, 1.4))), today, rules)
        says["minutesByMonth"] = done.minutes
        if done.closes:
            says["pointsCloseOn"] = done.closes
    return {"who": registrant.id, "says": says, "steps": steps, "records": done.records, "closing": done.closing}


def _steps(
    chance: random.Random, says: dict[str, Any], actions: Sequence[RegistrationAction], today: date
) -> Iterator[dict[str, Any]]:
    """Take a registration from step to step, a few days each, as far as today allows."""
    state, version, day = RegistrationState.REPORTED, 1, says["reportedOn"]
    for action in actions:
        day += timedelta(days=chance.randint(1, 9))
        if day > today:
            break
        source, state, version = state, MACHINE.after(state, action), version + 1
        _change(chance, says, action, day)
        at = datetime.combine(day, time(2, chance.randint(0, 59)), UTC)
        named = {"id": f"{says['id']}.{version}", "areaCode": says["areaCode"], "version": version, "by": "grown"}
        yield {**named, "action": action.value, "at": at, "source": source.value, "target": state.value}
    says |= {"state": state.value, "version": version}
    if state is not RegistrationState.WITHDRAWN:
        says["openKey"] = open_key(says.get("person") or says["unit"], says["year"])


def _change(chance: random.Random, says: dict[str, Any], action: RegistrationAction, day: date) -> None:
    match action:
        case RegistrationAction.RECEIVE:
            says["receivedOn"] = day
        case RegistrationAction.PLEDGE:
            pledged = chance.sample(PLEDGES, chance.randint(1, 3))
            due = day + timedelta(days=30) if chance.random() < LATE else date(day.year, 12, 31)
            says |= {"pledged": pledged, "pledgedOn": day, "dueOn": due}
        case RegistrationAction.FULFIL:
            says["done"] = sorted(chance.sample(range(len(says["pledged"])), 1))
        case RegistrationAction.REVIEW:
            says |= {"reviewedOn": day, "rating": chance.randint(3, 5), "done": [*range(len(says["pledged"]))]}


def _claims(
    chance: random.Random, row: dict[str, Any], posts: Sequence[dict[str, Any]], today: date
) -> Iterator[dict[str, Any]]:
    """Some take a seat of a post, while there is one; who was there has a record of it."""
    says, post = row["says"], chance.choice(posts)
    wants = chance.random() < 0.3
    if not wants or says["state"] not in ABLE or post["takenCount"] == post["seatCount"]:
        return
    post["takenCount"] += 1
    record = next((each for each in row["records"] if each["says"]["servedOn"] > post["publishedOn"]), None)
    state = ClaimState.SERVED if record else ClaimState.ABSENT if chance.random() < 0.05 else ClaimState.CLAIMED
    on = record["says"]["servedOn"] if record else today
    at = datetime.combine(post["publishedOn"], time(3), UTC)
    claim = {"id": f"claim-{says['id']}", "areaCode": post["areaCode"], "version": 1, "state": state.value}
    claim |= {"by": says["by"], "claimedAt": at, **{name: says[name] for name in ("person", "unit") if name in says}}
    if state is not ClaimState.CLAIMED:
        claim |= {"version": 3, "movedAt": max(at, datetime.combine(on, time(10), UTC))}
    if record:
        record["says"]["serviceClass"] = post["serviceClass"]
    served = record["says"]["id"] if record else None
    yield {"says": claim, "of": says["id"], "post": post["id"], "record": served}
