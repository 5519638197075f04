"""Registrations in a planted district, as the service writes them: faults of each rule, and what is a day short."""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from seeds.grow.faults import AS_OF, Fault

YEAR = AS_OF.year
DAY = timedelta(days=1)
THIRD_QUARTER, FOURTH_QUARTER = date(YEAR, 7, 1), date(YEAR, 10, 1)
LAST_DAY = date(YEAR, 6, 30)
LAST_LATE = datetime.combine(AS_OF - 14 * DAY, datetime.min.time(), UTC) - timedelta(hours=8, seconds=1)
"""The last second of the last day of China on which a record has to be written to be late."""

_PLACES = """\
MATCH (u:Unit)-[r:HAS_PARTY_ORGANIZATION]->(c:PartyOrganization)
WHERE r.until IS NULL AND c.dissolvedOn IS NULL
WITH left(u.areaCode, 12) AS community, u ORDER BY u.id
WITH community, collect(DISTINCT u.id) AS units
WHERE size(units) >= 4
MATCH (:Area:Grid {areaCode: community + '001'})<-[:LIVES_IN]-(m:Member {membership: 'FULL'})
WITH community, units, m ORDER BY m.id
RETURN community, units, collect(DISTINCT m.id)[..6] AS members ORDER BY community LIMIT $places"""
_REGISTRATIONS = """\
UNWIND $rows AS row
MATCH (who:Node {id: row.who})
CREATE (who)<-[:REGISTERS]-(r:Node:Registration)
SET r = row.said
WITH r, row
WHERE row.withdrawnAt IS NOT NULL
CREATE (r)-[:WENT_THROUGH]->(:Node:RegistrationStep {id: r.id + '-gone', areaCode: r.areaCode, action: 'WITHDRAW',
  at: row.withdrawnAt})"""
_RECORDS = """\
UNWIND $rows AS row
MATCH (r:Node:Registration {id: row.of})
CREATE (r)<-[:SERVED_UNDER]-(s:Node:ServiceRecord)
SET s = row.said, s.areaCode = r.areaCode"""

_SEATS = """\
UNWIND $rows AS row
MATCH (r:Node:Registration {id: row.of})
CREATE (r)<-[:CLAIMED_BY]-(c:Node:Claim)
SET c = row.said"""
_POINTS = """\
UNWIND $rows AS row
MATCH (r:Node:Registration {id: row.of})
CREATE (r)<-[:CREDITED_TO]-(e:Node:PointEntry)
SET e = row.said, e.areaCode = r.areaCode"""
_WORKERS = """\
MATCH (g:Grid)<-[lives:LIVES_IN]-(m:Member)-[works:WORKS_FOR]->(:Unit)
WHERE left(g.areaCode, 12) = $community AND lives.until IS NULL AND works.until IS NULL
WITH DISTINCT m.id AS who, g.areaCode AS place, [(m)<-[:REGISTERS]-(r:Registration) | r.state] AS states
RETURN who, place, size(states) = 0 AS free, any(state IN states WHERE state <> 'WITHDRAWN') AS reported
ORDER BY who"""

Row = dict[str, Any]


def _registered(community: str, who: str, kind: str, on: date, **more: Any) -> Row:
    withdrawn = more.pop("withdrawnAt", None)
    said = {"id": f"registration-{who}", "areaCode": community, "version": 1, "kind": kind, "year": YEAR}
    said |= {"state": "WITHDRAWN" if withdrawn else "PLEDGED", "reportedOn": on, "pledged": ["每月一次"], "done": []}
    return {"who": who, "said": {**said, **more}, "withdrawnAt": withdrawn}


def _served(who: str, number: int, on: date, state: str = "CONFIRMED", **more: Any) -> Row:
    at = datetime.combine(on, datetime.min.time(), UTC)
    said = {"id": f"record-{who}-{number}", "version": 2, "state": state, "servedOn": on, "minutes": 60}
    said |= {"writtenAt": at, "decidedAt": at, "serviceClass": "HEALTH"}
    return {"of": f"registration-{who}", "said": {**said, **more}}


def _of_units(community: str, units: Sequence[str]) -> Iterator[tuple[Row, list[Row]]]:
    """Of the first there is none; the second owes a service; the third has served, and the rest came a day later."""
    _, owes, keeps, *others = units
    before, last = THIRD_QUARTER - DAY, FOURTH_QUARTER - DAY
    around = [_served(owes, n, day) for n, day in enumerate((before, last, FOURTH_QUARTER))]
    refused = _served(owes, 3, last, "REJECTED")
    yield _registered(community, owes, "UNIT", before), [*around, refused]
    kept = [_served(keeps, n, day) for n, day in enumerate((THIRD_QUARTER, last))]
    yield _registered(community, keeps, "UNIT", before), kept
    for other in others:
        yield _registered(community, other, "UNIT", THIRD_QUARTER), []


def _of_members(community: str, members: Sequence[str]) -> Iterator[tuple[Row, list[Row]]]:
    """The first is a day late, the second reviewed a day too late; the rest are in time, reviewed, or gone."""
    began, due = date(YEAR, 3, 1), AS_OF - DAY
    given: tuple[Row, ...] = (
        {"dueOn": due},
        {"dueOn": due, "reviewedOn": AS_OF + DAY},
        {"dueOn": AS_OF},
        {"dueOn": due, "reviewedOn": AS_OF},
        {"dueOn": due, "withdrawnAt": datetime(AS_OF.year, AS_OF.month, AS_OF.day, 15, 59, tzinfo=UTC)},
        {"dueOn": due, "pledgedOn": AS_OF + DAY},
    )
    late: Row = {"state": "WRITTEN", "decidedAt": None, "writtenAt": LAST_LATE}
    seconds = timedelta(seconds=1)
    records: tuple[Row, ...] = (
        late,
        {**late, "state": "CONFIRMED", "decidedAt": datetime(AS_OF.year, AS_OF.month, AS_OF.day, 16, tzinfo=UTC)},
        {**late, "writtenAt": LAST_LATE + seconds},
        {**late, "state": "CONFIRMED", "decidedAt": datetime(AS_OF.year, AS_OF.month, AS_OF.day, 15, tzinfo=UTC)},
        {**late, "state": "RETRACTED"},
        {**late, "state": "REJECTED", "decidedAt": LAST_LATE},
    )
    for number, (who, pledged, record) in enumerate(zip(members, given, records, strict=True)):
        row = _registered(community, who, "MEMBER", began, **{"pledgedOn": began, **pledged})
        yield row, [_served(who, number, date(YEAR, 11, 1), **record)]


def _last_year(community: str, unit: str, on: date) -> Row:
    """A unit that had registered in the year before: by the last day it owes activities, a day later it does not."""
    row = _registered(community, unit, "UNIT", on.replace(year=YEAR - 1))
    row["said"] |= {"id": f"registration-{unit}-last-year", "year": YEAR - 1, "unit": unit}
    return row


def _of_seats_and_points(members: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    yield "REPEATED_ABSENCE", members[0], ""
    yield "POINTS_ABOVE_CAP", members[0], f"{AS_OF - 30 * DAY}|DUTY"
    yield "POINTS_ABOVE_CAP", members[1], f"{AS_OF}|EXCHANGE"


def _seats(community: str, members: Sequence[str]) -> Iterator[Row]:
    """The first has left three seats empty; the second the third a day later, and a fourth is given back."""
    last = datetime(AS_OF.year, AS_OF.month, AS_OF.day, 15, 59, tzinfo=UTC)
    moments = ((members[0], "ABSENT", last), (members[1], "ABSENT", last + timedelta(minutes=1)))
    before = [(who, "ABSENT", last - n * DAY) for who in members[:2] for n in (1, 2)]
    for number, (who, state, at) in enumerate((*moments, *before, (members[1], "CANCELLED", last))):
        said = {"id": f"claim-{who}-{number}", "areaCode": community, "version": 3, "state": state, "movedAt": at}
        yield {"of": f"registration-{who}", "said": said}


def _points(members: Sequence[str]) -> Iterator[Row]:
    """More than four of a day, and more than two of a service; what is no more, taken back, too old or booked later."""
    midday, first = datetime(AS_OF.year, AS_OF.month, AS_OF.day, 4, tzinfo=UTC), AS_OF - 30 * DAY
    given = [
        *((0, "DUTY", first, 200, midday, "EARNED"), (0, "DUTY", first, 200, midday, "EARNED")),
        (0, "DUTY", first, 50, midday, "EARNED"),
        *((1, "EXCHANGE", AS_OF, 250, midday, "EARNED"), (1, "DUTY", AS_OF, 200, midday, "EARNED")),
        *((2, "DUTY", AS_OF, 200, midday, "EARNED"), (2, "DUTY", AS_OF, 200, midday, "EARNED")),
        *((3, "DUTY", first - DAY, 500, midday, "EARNED"), (3, "DUTY", first, 500, midday + DAY, "EARNED")),
        *((4, "DUTY", first, 300, midday, "EARNED"), (4, "DUTY", first, -300, midday, "CORRECTED")),
        (5, "DUTY", first, 900, midday, "RETURNED"),
    ]
    for number, (of, wallet, on, amount, at, kind) in enumerate(given):
        who = members[of]
        record = f"record-{who}-points" if of == 4 else f"record-{who}-points-{number}"
        said = {
            "id": f"points-{who}-{number}",
            "person": who,
            "wallet": wallet,
            "on": on,
            "amount": amount,
            "kind": kind,
        }
        yield {"of": f"registration-{who}", "said": {**said, "bookedAt": at, "record": record, "period": str(YEAR)}}


async def _low_rates(graph: Graph, communities: Sequence[str]) -> list[Fault]:
    """In each community so many of who is due register that one more would be enough."""
    filed = list[Row]()
    for code in communities:
        due = await graph.read(Statement(_WORKERS, {"community": code}))
        enough = -(-60 * len(due) // 100)
        wanted = enough - 1 - sum(reported for *_, reported in due)
        filed += [_registered(place, who, "MEMBER", AS_OF) for who, place, free, _ in due if free][: max(0, wanted)]
    await graph.write(Statement(_REGISTRATIONS, {"rows": filed}))
    return [Fault("REGISTRATION_RATE_LOW", code) for code in communities]


async def plant_registrations(graph: Graph, places: int) -> list[Fault]:
    """Have members and units of some communities register; in all others nobody has, so that none is missing there."""
    planted: list[Fault] = []
    registrations: list[Row] = []
    records, seats, points = list[Row](), list[Row](), list[Row]()
    found = await graph.read(Statement(_PLACES, {"places": places}))
    assert len(found) == places
    for community, units, members in found:
        for row, served in (*_of_units(community, units), *_of_members(community, members)):
            registrations.append(row)
            records += served
        planted.append(Fault("UNIT_NOT_REGISTERED", units[0]))
        planted.append(Fault("CONTACT_MISSING", f"registration-{units[1]}"))
        planted += [Fault("PLEDGE_OVERDUE", f"registration-{who}") for who in members[:2]]
        planted += [Fault("POINTS_UNCONFIRMED", f"record-{who}-{n}") for n, who in enumerate(members[:2])]
        planted += [Fault(rule, f"registration-{who}", key) for rule, who, key in _of_seats_and_points(members)]
        planted.append(Fault("ACTIVITY_MISSING", f"registration-{units[2]}-last-year"))
        seats += _seats(community, members)
        points += _points(members)
        registrations += [
            _last_year(community, who, on) for who, on in ((units[2], LAST_DAY), (units[3], LAST_DAY + DAY))
        ]
    await graph.write(Statement(_REGISTRATIONS, {"rows": registrations}))
    await graph.write(Statement(_RECORDS, {"rows": records}))
    await graph.write(Statement(_SEATS, {"rows": seats}))
    await graph.write(Statement(_POINTS, {"rows": points}))
    planted += await _low_rates(graph, [community for community, _, _ in found])
    return planted
