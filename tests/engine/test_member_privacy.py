"""Of a thousand registered members nothing shows in any answer that another member or a viewer gets from any list."""

import asyncio
import re
from collections.abc import AsyncIterator, Iterable, Iterator, Sequence
from typing import Any

import orjson
import pytest
from graphql import GraphQLField, get_named_type, is_leaf_type, is_required_argument

from graphsvc.access.masking import Field
from graphsvc.access.principal import Principal
from graphsvc.app import documents
from graphsvc.china import day_in_china
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.schema import graphql_schema
from tests.conftest import KEYS, RECORD
from tests.engine.cases_world import START
from tests.engine.registration_world import GRID, HERE, MEMBER, OFFICE, VIEWER, place
from tests.shared_graph import SharedGraph

pytestmark = pytest.mark.slow

SCHEMA = graphql_schema()
HIDDEN = 1_000
FIELDS_TOGETHER = 6
AT_ONCE = 4
OF_PEOPLE = {
    *("Person", "Registration", "RegistrationStep", "Claim", "ServiceRecord", "PointEntry", "ServiceRating"),
    *("ClaimMessage", "RegistrantNeed", "QuarterCard"),
}
"""Types whose rows are somebody's."""
PLACES = ("Community", "Grid", "Post", "Unit", *sorted(OF_PEOPLE))
"""Types whose own lists are asked, beside every root."""
_HIDDEN = """\
MATCH (g:Grid {code: $grid})
MATCH (u:Unit {id: 'unit-hospital'})
UNWIND $rows AS row
CREATE (m:Node:Person:Member {id: 'hidden-' + row.n, areaCode: g.code, membership: 'FULL'})-[:LIVES_IN]->(g)
SET m += row.person
CREATE (m)-[:WORKS_FOR]->(u)
CREATE (m)<-[:REGISTERS]-(r:Node:Registration {id: 'registration-' + row.n, areaCode: g.code, kind: 'MEMBER',
  version: 4, year: $today.year, state: 'REVIEWED', openKey: m.id + '|' + $today.year, person: m.id, reportedOn: $today,
  done: [0], pledgedOn: $today, dueOn: $today, services: ['HEALTH'], pledged: ['承诺' + row.mark],
  speciality: '专长' + row.mark,
  freeTimes: '空闲' + row.mark, review: '评议' + row.mark, rating: 5, by: m.id})
CREATE (r)-[:WENT_THROUGH]->(:Node:RegistrationStep {id: 'step-' + row.n, areaCode: g.code, version: 2,
  action: 'RECEIVE',   by: m.id, at: $now, target: 'RECEIVED', note: '办理' + row.mark})
MERGE (p:Node:Post {id: 'post-' + row.of, areaCode: $here, title: '岗位', version: 1, state: 'OPEN', seatCount: 500,
  takenCount: 250, serviceClass: 'HEALTH', publishedOn: $today, skills: []})
CREATE (r)<-[:CLAIMED_BY]-(c:Node:Claim {id: 'claim-' + row.n, areaCode: $here, person: m.id, state: 'SERVED',
  version: 3,   claimedAt: $now, movedAt: $now, note: '认领' + row.mark, by: m.id})-[:TAKES]->(p)
CREATE (c)<-[:SAID_OF]-(:Node:ClaimMessage {id: 'message-' + row.n, areaCode: $here, person: m.id, version: 1,
  number: 1, side: 'REGISTRANT', text: '沟通' + row.mark, by: m.id, saidAt: $now})
CREATE (r)<-[:SERVED_UNDER]-(s:Node:ServiceRecord {id: 'record-' + row.n, areaCode: g.code, person: m.id,
  version: 2, state: 'CONFIRMED', startedAt: $now, endedAt: $now, servedOn: $today, minutes: row.minutes,
  serviceClass: 'HEALTH', content: '服务' + row.mark, place: '地点' + row.mark, note: '更正' + row.mark,
  writtenAt: $now, decidedAt: $now})
CREATE (s)-[:SERVED_AT]->(p)
CREATE (r)<-[:CREDITED_TO]-(e:Node:PointEntry {id: 'points-' + row.n, areaCode: g.code, person: m.id, kind: 'EARNED',
  wallet: 'DUTY', amount: row.minutes, on: $today, period: toString($today.year),
  note: '积分' + row.mark, by: m.id,
  bookedAt: $now, rule: 'DUTY'})-[:CAUSED_BY]->(s)
CREATE (r)<-[:RATED_UNDER]-(n:Node:ServiceRating {id: 'rating-' + row.n, areaCode: g.code, person: m.id,
  side: 'COMMUNITY', completion: 5, attitude: 5, effect: 5, comment: '打分' + row.mark, openOn: $today,
  ratedOn: $today, version: 1})
CREATE (n)-[:RATES]->(s)
CREATE (r)<-[:NEEDED_BY]-(:Node:RegistrantNeed {id: 'need-' + row.n, areaCode: g.code, person: m.id, kind: 'MEMBER',
  topic: 'ELDER_CARE', state: 'RAISED', version: 1, content: '需求' + row.mark, answer: '答复' + row.mark,
  raisedOn: $today})
CREATE (m)<-[:CARD_OF]-(k:Node:QuarterCard {id: 'card-' + row.n, areaCode: g.code, person: m.id, kind: 'MEMBER',
  version: 1, year: $today.year, number: 2, quarter: $today.year + 'Q2', holder: '持卡' + row.mark,
  state: 'REVIEWED', pledged: 1,
  kept: 1, servedSeats: 1, missedSeats: 0, records: ['record-' + row.n], recordKinds: ['SERVED'], recordDays: [$today],
  recordMinutes: [row.minutes], recordClasses: ['HEALTH'], recordContents: ['明细' + row.mark],
  minutes: row.minutes,
  yearMinutes: row.minutes, dutyEarned: 0, exchangeEarned: 0, dutyBalance: 0, exchangeBalance: 0, serviceRatings: 0,
  cooperationRatings: 0, frozenAt: $now, frozenOn: $today, seal: '封签' + row.mark})-[:CARDED_UNDER]->(r)"""
MARKS = re.compile(r"隐\d{4}|1990000\d{4}|199\*+\d{4}|\b7\d{4}77\b|hidden-\d{4}")
"""What tells one of the thousand: a mark in every text, the phone, minutes that nobody else has, and the id."""
GIVEN = {
    "peopleByNumber": 'phone: "19900000001"',
    "matchUnits": f'problem: {{ text: "专长隐0001", area: "{HERE}" }}',
    "matchNeeds": 'unit: "unit-hospital"',
    "similarNeeds": f'text: "需求隐0001", area: "{HERE}"',
    "likelyDuplicates": f'case: {{ area: "{GRID}", category: "C02", title: "隐0001", place: "3 栋" }}',
    "signInCode": 'post: "post-0", startsAt: "2026-09-05T09:00:00+08:00", endsAt: "2026-09-05T10:00:00+08:00"',
    "pointTrial": f'area: "{HERE}", rules: [{{ wallet: DUTY, pointsPerHour: 1 }}]',
    "dutyCheck": f'centre: "{HERE}", from: "2026-09-05", to: "2026-09-06"',
    "areaChangePreviews": "changes: []",
    "rowSources": 'id: "hidden-0001"',
    "holidays": "year: 2026",
    "ratingAspects": f'kind: DEPARTMENT, area: "{HERE}"',
    "appraisalActions": f'area: "{HERE}", year: 2026',
    "ratingAverages": 'rated: "unit-hospital", year: 2026',
    "search": 'text: "隐0001"',
    "matchPosts": 'person: "hidden-0001"',
    "matchMembers": 'post: "post-0"',
    "links": 'from: "hidden-0001", to: "hidden-0002"',
    "auditTrail": 'subject: "registration-0001"',
    "lineGridMerger": f'community: "{HERE}", grids: ["{GRID}"]',
    "mapLayer": f'area: "{HERE}", layer: UNCOVERED_GRIDS',
    "areasAt": 'area: "500103012000", longitude: 106.5, latitude: 29.5',
    "twoWayServices": 'registration: "registration-0001"',
    "ratingActions": 'of: "record-0001"',
    "findingsDiff": f'area: "{HERE}", from: "2026-01-01", to: "2026-09-01"',
}
BY_AREA = {"code": f'"{HERE}"', "area": f'"{HERE}"', "community": f'"{HERE}"', "level": "GRID", "grid": f'"{GRID}"'}
BY_ID = {
    "unit": "unit-hospital",
    "post": "post-0",
    "person": "hidden-0001",
    "registrationStep": "step-0001",
    "pointEntry": "points-0001",
    "serviceRecord": "record-0001",
    "serviceRating": "rating-0001",
    "claimMessage": "message-0001",
    "registrantNeed": "need-0001",
    "quarterCard": "card-0001",
    "checkQuarterCard": "card-0001",
}


def mark(number: int) -> str:
    return f"隐{number:04}"


@pytest.fixture(scope="module")
async def hidden(shared: SharedGraph) -> Graph:
    """The small place with a thousand members more, of each of whom every kind of row says something of its own."""
    graph = await shared.empty()
    await place(graph)
    rows: list[dict[str, Any]] = [
        {"n": f"{n:04}", "of": str(n % 4), "mark": mark(n), "minutes": 7_000_077 + 100 * n} for n in range(HIDDEN)
    ]
    for number, row in enumerate(rows):
        id_, phone = f"hidden-{number:04}", f"1990000{number:04}"
        sealed, blind = KEYS.seal(Field.PHONE, id_, phone), KEYS.blind_index(Field.PHONE, phone)
        numbers = {"phoneSealed": sealed, "phoneBlind": blind, "phoneMasked": f"199****{number:04}"}
        row["person"] = {"name": f"{mark(number)}某", **numbers}
    given = {"here": HERE, "grid": GRID, "today": day_in_china(START), "now": START}
    for start in range(0, HIDDEN, 250):
        await graph.write(Statement(_HIDDEN, {"rows": rows[start : start + 250], **given}))
    return graph


def arguments(name: str, field: GraphQLField) -> str:
    """What a root or list is asked with: about one of the thousand where it asks for somebody, else the place."""
    given = [GIVEN[name]] if name in GIVEN else []
    for argument, of in field.args.items() if not given else ():
        if is_required_argument(of):
            known = BY_ID.get(name, name.removesuffix("Actions") + "-0001")
            given.append(f"{argument}: {BY_AREA.get(argument, chr(34) + known + chr(34))}")
    return f"({', '.join(given)})" if given else ""


def shown(kind: Any, depth: int) -> str:
    """Every plain value of a type, and those of the pages and rows directly in it."""
    parts = ["__typename"]
    for name, field in kind.fields.items():
        inner: Any = get_named_type(field.type)
        if any(is_required_argument(of) for of in field.args.values()) or name in ("personal", "edges"):
            continue
        if is_leaf_type(inner):
            parts.append(name)
        elif depth and hasattr(inner, "fields"):
            parts.append(f"{name}{'(first: 200)' if 'first' in field.args else ''} {{ {shown(inner, depth - 1)} }}")
    return " ".join(parts)


def opened(kind: Any) -> str:
    """The selection of a field: its plain values and, of a page, those of its rows."""
    is_page = "nodes" in getattr(kind, "fields", {})
    if not hasattr(kind, "fields"):
        return "{ __typename }" if not is_leaf_type(kind) else ""
    if not is_page:
        return f"{{ {shown(kind, 0)} }}"
    rows: Any = get_named_type(kind.fields["nodes"].type)
    fields = shown(rows, 0) if hasattr(rows, "fields") else "__typename"
    return f"{{ {'totalCount ' if 'totalCount' in kind.fields else ''}nodes {{ {fields} }} }}"


def roots() -> Iterator[tuple[str, str]]:
    """A document of each root, and the name of the root."""
    assert SCHEMA.query_type
    for name, field in SCHEMA.query_type.fields.items():
        if name in ("node", "nodes"):
            continue
        page = "(first: 200)" if "first" in field.args and not arguments(name, field) else arguments(name, field)
        yield name, f"{{ {name}{page} {opened(get_named_type(field.type))} }}"


def lists(type_name: str) -> Iterator[str]:
    """Documents that ask things of a type for whatever they lead to, a few fields each."""
    of: Any = SCHEMA.type_map[type_name]
    found = []
    for name, field in of.fields.items():
        kind = get_named_type(field.type)
        if is_leaf_type(kind) or name == "personal":
            continue
        first = "(first: 200)" if "first" in field.args and not arguments("", field) else arguments(name, field)
        found.append(f"{name}{first} {opened(kind)}")
    for start in range(0, len(found), FIELDS_TOGETHER):
        fields = " ".join(found[start : start + FIELDS_TOGETHER])
        yield f"query ($ids: [ID!]!) {{ nodes(ids: $ids) {{ id ... on {type_name} {{ {fields} }} }} }}"


def ids(type_name: str) -> Sequence[str]:
    """Things of a type: of places all, of what is somebody's a few."""
    places = {"Community": [HERE], "Grid": [GRID], "Post": ["post-0", "post-1"], "Unit": ["unit-hospital"]}
    stem = BY_ID.get(type_name[0].lower() + type_name[1:], f"{type_name.lower()}-0001").removesuffix("-0001")
    return places.get(type_name, [f"{stem}-{number:04}" for number in (0, 1, 500, 999)])


async def asked(graph: Graph, caller: Principal, text: str, **variables: Any) -> str:
    """The whole answer as it goes out, refusals too."""
    answer = await Executor(documents(), graph, RECORD, KEYS, now=lambda: START).answer(
        Request(text, caller, variables)
    )
    return orjson.dumps(answer.body).decode()


async def answers(graph: Graph, caller: Principal, given: Iterable[tuple[str, str]]) -> AsyncIterator[tuple[str, str]]:
    """Documents by a name, with their answers, several at once: nearly all the time goes into planning them."""
    room = asyncio.Semaphore(AT_ONCE)

    async def one(name: str, text: str) -> tuple[str, str]:
        async with room:
            more = {"ids": ids(name)} if name in PLACES else {}
            return f"{name} {text}", await asked(graph, caller, text, **more)

    for each in asyncio.as_completed([one(name, text) for name, text in given]):
        yield await each


def of_types(names: Iterable[str]) -> Iterator[tuple[str, str]]:
    """The documents that ask for lists of some types, each with its type."""
    return ((name, text) for name in names for text in lists(name))


async def test_the_community_sees_them_so_that_there_is_something_to_hide(hidden: Graph) -> None:
    kinds = set()
    async for _, body in answers(hidden, OFFICE, of_types(("Registration", "Claim", "ServiceRecord"))):
        kinds |= {found[:2] for found in re.findall("..隐", body)}
    assert kinds >= {"承诺", "专长", "空闲", "评议", "办理", "认领", "沟通", "服务", "地点", "积分", "打分", "需求"}
    everybody = await asked(hidden, OFFICE, "{ registrations(first: 200) { totalCount nodes { speciality } } }")
    assert f'"totalCount":{HIDDEN}' in everybody


@pytest.mark.parametrize("caller", [MEMBER, VIEWER], ids=["another member", "viewer"])
async def test_no_root_and_no_list_shows_anything_of_a_thousand_members(hidden: Graph, caller: Principal) -> None:
    answered = 0
    async for name, body in answers(hidden, caller, roots()):
        assert MARKS.findall(body) == [], name
        assert "GRAPHQL" not in body, body
        answered += '"errors"' not in body
    assert answered > 40
    async for name, body in answers(hidden, caller, of_types(PLACES)):
        assert MARKS.findall(body) == [], name
        assert '"errors"' not in body, (name, body)
