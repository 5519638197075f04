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

from .both_ways import need, rated, thread
from .services import BY, CONTENTS, LONGEST_WAIT, Whose, Year, serve

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
WAITING = 0.25
"""The share of claims that the community has still to confirm, where both directions are grown."""
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
_WHOLE = (_A.RECEIVE, _A.PLEDGE, _A.FULFIL, _A.REVIEW)


@dataclass(frozen=True, slots=True)
class Registrant:
    """A member with the grid, or a unit with the community, where it reports."""

    id: str
    kind: RegistrantKind
    place: str


@dataclass(frozen=True, slots=True)
class Growth:
    """How registrations are grown: of which year, as it looks today, and how much of both directions comes with them.

    Attributes:
        services: of each member in the year, about; of each unit `unit_services`.
        both_ways: share of services that are rated, of registrants who need something, of claims talked of.
    """

    today: date
    rules: PointRules
    services: int = 10
    unit_services: int = 10
    seed: int = 1
    year: int = 0
    both_ways: float = 0.0

    @property
    def first(self) -> date:
        """The first day of the year."""
        return date(self.year or self.today.year, 1, 1)

    @property
    def last(self) -> date:
        """The last day of the year that has come."""
        return min(self.today, date(self.first.year, 12, 31))

    @property
    def over(self) -> bool:
        """Whether the year has ended: nothing waits to be claimed, and what was pledged has been reviewed."""
        return self.last < self.today

    def chance(self, *of: str) -> random.Random:
        """What chance says of something, the same each time."""
        return random.Random("|".join([str(self.seed), *of, str(self.first.year)]))  # noqa: S311


@dataclass(frozen=True, slots=True)
class Grown:
    """What a community holds, as properties; claims name post, registration and record by id."""

    posts: list[dict[str, Any]]
    answers: dict[str, str]
    registrations: list[dict[str, Any]]
    claims: list[dict[str, Any]]


def grow_community(
    code: str, registrants: Sequence[Registrant], growth: Growth, answers: Sequence[tuple[str, str, date]] = ()
) -> Grown:
    """Have members and units of a community register in a year, claim posts and serve about so many times each.

    Args:
        answers: needs of the community that its first posts answer: ids, titles, and the days they were raised on.
    """
    chance = growth.chance(code)
    posts = [_post(chance, code, number, growth) for number in range(POSTS_A_COMMUNITY)]
    grown = Grown(posts, {}, [], [])
    for post, (id_, title, raised) in zip(posts, answers, strict=False):
        post |= {"title": f"志愿帮办：{title}", "serviceClass": ServiceClass.GOVERNANCE.value, "skills": []}
        post["publishedOn"] = max(post["publishedOn"], raised)
        grown.answers[post["id"]] = id_
    for registrant in registrants:
        own = growth.chance(registrant.id)
        row = _registration(own, registrant, growth)
        claims = list(_claims(chance, row, posts, growth))
        if growth.both_ways:
            _come_back(own, row, claims, growth)
        grown.registrations.append(row)
        grown.claims.extend(claims)
    return grown


def _come_back(chance: random.Random, row: dict[str, Any], claims: Sequence[dict[str, Any]], growth: Growth) -> None:
    """Add what both sides say and need."""
    share, today = growth.both_ways, growth.today
    raised = need(chance, row["says"], today) if chance.random() < share else None
    row["needs"] = [raised] if raised else []
    for record in row["records"]:
        record["ratings"] = [*rated(chance, record["says"], today)] if chance.random() < share else []
    for claim in claims:
        claim["messages"] = thread(chance, claim["says"]) if chance.random() < share else []


def _post(chance: random.Random, code: str, number: int, growth: Growth) -> dict[str, Any]:
    title, kind, skills = chance.choice(POSTS)
    first, last = growth.first, growth.last
    published = first + timedelta(days=chance.randint(0, (last - first).days))
    return {
        "id": f"post-{code}-{first.year}-{number}",
        "areaCode": code,
        "version": 2 if growth.over else 1,
        "state": (PostState.ENDED if growth.over else PostState.OPEN).value,
        "title": title,
        "serviceClass": kind.value,
        "seatCount": chance.randint(SEATS // 2, 2 * SEATS),
        "takenCount": 0,
        "skills": list(skills),
        "times": chance.choice(TIMES),
        "by": BY,
        "publishedOn": published,
        **({"closedAt": datetime.combine(last, time(10), UTC)} if growth.over else {}),
    }


def _registration(chance: random.Random, registrant: Registrant, growth: Growth) -> dict[str, Any]:
    kinds = tuple(chance.sample(list(ServiceClass), 2))
    began, year = growth.first, growth.first.year
    filed = began + timedelta(days=min(chance.randint(3, 75), (growth.last - began).days))
    (actions,) = chance.choices([way for _, way in WAYS], [share for share, _ in WAYS])
    if growth.over and _A.PLEDGE in actions:
        actions = _WHOLE
    says: dict[str, Any] = {
        "id": f"registration-{registrant.id}-{year}",
        "areaCode": registrant.place,
        "kind": registrant.kind.value,
        "person" if registrant.kind is RegistrantKind.MEMBER else "unit": registrant.id,
        "year": year,
        "reportedOn": filed,
        "services": [kind.value for kind in kinds],
        "speciality": chance.choice(SPECIALITIES),
        "freeTimes": chance.choice(TIMES),
        "pledged": [],
        "done": [],
        "by": registrant.id,
    }
    steps = list(_steps(chance, says, actions, growth))
    done = Year()
    if says["state"] in ABLE:
        whose = Whose(registrant.id, registrant.kind, registrant.place, says["receivedOn"], kinds)
        wanted = growth.services if registrant.kind is RegistrantKind.MEMBER else growth.unit_services
        count = max(1, round(wanted * chance.uniform(0.6, 1.4)))
        done = serve(chance, whose, count, growth.today, growth.rules)
        says["minutesByMonth"] = done.minutes
        if done.closes:
            says["pointsCloseOn"] = done.closes
    return {"who": registrant.id, "says": says, "steps": steps, "records": done.records, "closing": done.closing}


def _steps(
    chance: random.Random, says: dict[str, Any], actions: Sequence[RegistrationAction], growth: Growth
) -> Iterator[dict[str, Any]]:
    """Take a registration from step to step, a few days each, as far as today allows."""
    state, version, day = RegistrationState.REPORTED, 1, says["reportedOn"]
    for action in actions:
        day += timedelta(days=chance.randint(1, 9))
        if action is RegistrationAction.REVIEW and growth.over:
            day = growth.last - timedelta(days=chance.randint(1, 20))
        if day > growth.today:
            break
        source, state, version = state, MACHINE.after(state, action), version + 1
        _change(chance, says, action, day)
        at = datetime.combine(day, time(2, chance.randint(0, 59)), UTC)
        named = {"id": f"{says['id']}.{version}", "areaCode": says["areaCode"], "version": version, "by": BY}
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
    chance: random.Random, row: dict[str, Any], posts: Sequence[dict[str, Any]], growth: Growth
) -> Iterator[dict[str, Any]]:
    """Some take a seat of a post, while there is one; who was there has a record of it."""
    says, post = row["says"], chance.choice(posts)
    wants = chance.random() < 0.3
    if not wants or says["state"] not in ABLE or post["takenCount"] == post["seatCount"]:
        return
    since = max(post["publishedOn"], says["receivedOn"])
    waits = growth.both_ways and not growth.over and chance.random() < WAITING
    record = None if waits else next((each for each in row["records"] if each["says"]["servedOn"] > since), None)
    if record is None and growth.over:
        return
    if waits:
        since = max(since, growth.today - timedelta(days=chance.randint(1, LONGEST_WAIT)))
    post["takenCount"] += 1
    absent = not record and not waits and chance.random() < 0.05
    state = ClaimState.SERVED if record else ClaimState.ABSENT if absent else ClaimState.CLAIMED
    on = record["says"]["servedOn"] if record else growth.today
    at = datetime.combine(since, time(chance.randint(1, 9), chance.randint(0, 59)), UTC)
    claim = {"id": f"claim-{says['id']}", "areaCode": post["areaCode"], "version": 1, "state": state.value}
    claim |= {"by": says["by"], "claimedAt": at, **{name: says[name] for name in ("person", "unit") if name in says}}
    if state is not ClaimState.CLAIMED:
        claim |= {"version": 3, "movedAt": max(at, datetime.combine(on, time(10), UTC))}
    if record:
        kind = ServiceClass(post["serviceClass"])
        record["says"] |= {"serviceClass": kind.value, "content": chance.choice(CONTENTS[kind])}
    served = record["says"]["id"] if record else None
    yield {"says": claim, "of": says["id"], "post": post["id"], "record": served}
