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


async def plant_registrations(graph: Graph, places: int) -> list[Fault]:
    """Have members and units of some communities register; in all others nobody has, so that none is missing there."""
    planted: list[Fault] = []
    registrations: list[Row] = []
    records: list[Row] = []
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
    await graph.write(Statement(_REGISTRATIONS, {"rows": registrations}))
    await graph.write(Statement(_RECORDS, {"rows": records}))
    return planted
