"""Registrations and posts told on the demo: members and units of one community at every step, seats taken and freed."""

from datetime import timedelta
from typing import Any

from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.china import day_in_china
from graphsvc.cli.demo.story import Teller
from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from graphsvc.registration.cards.card import CardSeals, Quarter
from graphsvc.registration.cards.store import freeze

HERE, THERE = "500103012011", "500103012012"
_MEMBERS = """\
MATCH (p:Member)-[lives:LIVES_IN]->(g:Grid)
WHERE g.areaCode STARTS WITH $here AND lives.until IS NULL AND p.membership = 'FULL'
RETURN p.id, g.code ORDER BY p.id LIMIT 8"""
_UNITS = """\
MATCH (u:Unit)-[:LOCATED_IN]->(:Community {code: $here})
WHERE EXISTS { (u)-[:HAS_PARTY_ORGANIZATION]->(:PartyOrganization) }
RETURN u.id, $here ORDER BY u.id LIMIT 2"""
_FILE = (
    """mutation ($registration: RegistrationInput!) { fileRegistration(registration: $registration) { id version } }"""
)
_RECEIVE = "mutation ($id: ID!, $v: Int!) { receiveRegistration(id: $id, expectedVersion: $v) { version } }"
_PLEDGE = """mutation ($id: ID!, $v: Int!, $due: Date!) {
  pledgeRegistration(id: $id, expectedVersion: $v, items: ["每月义诊", "夜间巡逻"], dueOn: $due) { version } }"""
_FULFIL = "mutation ($id: ID!, $v: Int!) { fulfilRegistration(id: $id, expectedVersion: $v, items: [1]) { version } }"
_REVIEW = "mutation ($id: ID!, $v: Int!) { reviewRegistration(id: $id, expectedVersion: $v, rating: 4) { version } }"
_TRANSFER = """mutation ($id: ID!, $v: Int!, $to: ID!) {
  transferRegistration(id: $id, expectedVersion: $v, community: $to, reason: "搬家") { version } }"""
_WITHDRAW = """mutation ($id: ID!, $v: Int!) {
  withdrawRegistration(id: $id, expectedVersion: $v, reason: "调离") { version } }"""
_PUBLISH = """mutation ($post: PostInput!) { publishPost(post: $post) { id version } }"""
_CLAIM = """mutation ($claim: ClaimInput!) { claimPost(claim: $claim) { id version } }"""
_CONFIRM = "mutation ($id: ID!, $v: Int!) { confirmClaim(id: $id, expectedVersion: $v) { version } }"
_CALL_OFF = 'mutation ($id: ID!, $v: Int!) { cancelPost(id: $id, expectedVersion: $v, reason: "下雨") { version } }'
_NEED = "MATCH (n:Need) WHERE n.status = 'OPEN' AND n.areaCode STARTS WITH $here RETURN n.id ORDER BY n.id LIMIT 1"
_SERVE = "mutation ($record: ServiceRecordInput!) { fileServiceRecord(record: $record) { id } }"
_CONFIRM_RECORD = "mutation ($id: ID!, $v: Int!) { confirmServiceRecord(id: $id, expectedVersion: $v) { version } }"
_RETRACT = "mutation ($id: ID!, $v: Int!) { retractServiceRecord(id: $id, expectedVersion: $v) { version } }"
_SAY = 'mutation ($id: ID!) { fileClaimMessage(claim: $id, text: "周六九点见") { id } }'
_NEEDS = """mutation ($need: RegistrantNeedInput!) { fileRegistrantNeed(need: $need) { id } }"""
_ACCEPT = "mutation ($id: ID!) { acceptRegistrantNeed(id: $id, expectedVersion: 1) { version } }"
_MEET = 'mutation ($id: ID!) { meetRegistrantNeed(id: $id, expectedVersion: 1, note: "陪护一周") { version } }'
_SERVED = "mutation ($id: ID!, $v: Int!) { serveClaim(id: $id, expectedVersion: $v) { version } }"
_RATE = """mutation ($id: ID!, $v: Int!) {
  giveServiceRating(id: $id, expectedVersion: $v, completion: 5, attitude: 4, effect: 3, note: "来得早") { id } }"""
_RATE_BACK = """mutation ($id: ID!, $v: Int!) {
  giveCooperationRating(id: $id, expectedVersion: $v, cooperation: 2) { id } }"""
WAY = (_RECEIVE, _PLEDGE, _FULFIL, _REVIEW)


async def register(teller: Teller, graph: Graph) -> list[str]:
    """Register eight members and two units of a community, each brought a step further than the one before."""
    people = await graph.read(Statement(_MEMBERS, {"here": HERE}))
    units = await graph.read(Statement(_UNITS, {"here": HERE}))
    filed = []
    for number, (id_, place) in enumerate([*people, *units]):
        kind = "person" if number < len(people) else "unit"
        given: dict[str, Any] = {
            "community": HERE,
            kind: id_,
            "services": ["HEALTH", "SAFETY_AND_PATROL"][: number % 3],
        }
        given["grid"] = place if kind == "person" else None
        made = (await teller.asked(SERVICE, _FILE, registration=given))["fileRegistration"]
        version = made["version"]
        for text in WAY[: number % 5]:
            more = {"due": day_in_china(teller.now).isoformat()} if text is _PLEDGE else {}
            version += 1 if await teller.asked(SERVICE, text, id=made["id"], v=version, **more) else 0
        if number == 6:
            await teller.asked(SERVICE, _TRANSFER, id=made["id"], v=version, to=THERE)
        if number == 7:
            await teller.asked(SERVICE, _WITHDRAW, id=made["id"], v=version)
        filed.append(made["id"])
    able = [id_ for number, (id_, _) in enumerate(people) if number % 5 and number not in (6, 7)]
    for number, person in enumerate(able):
        need = {"person": person, "topic": "ELDER_CARE", "content": f"照料 {number}"}
        made = (await teller.asked(SERVICE, _NEEDS, need=need))["fileRegistrantNeed"]
        if number % 3:
            await teller.asked(SERVICE, (_ACCEPT, _MEET)[number % 3 - 1], id=made["id"])
    await _take_posts(teller, able, (await graph.read(Statement(_NEED, {"here": HERE})))[0][0])
    quarter = Quarter.before(day_in_china(teller.now) + timedelta(days=92))
    over, ids = teller.now + timedelta(days=93), [id_ for id_, _ in [*people, *units]]
    await graph.transact(lambda tx: freeze(tx, ids, quarter, CardSeals(b"told"), over))
    return filed


async def _take_posts(teller: Teller, able: list[str], need: str) -> None:
    """Publish five posts, one for a need and one called off; members take seats, and every other is confirmed."""
    for number in range(5):
        post = {"area": HERE, "title": f"岗位 {number}", "serviceClass": "SAFETY_AND_PATROL", "seatCount": 9}
        post |= {"need": need} if number == 1 else {"times": "FREQ=WEEKLY;BYDAY=SA", "skills": ["急救", "普通话"]}
        made = (await teller.asked(SERVICE, _PUBLISH, post=post))["publishPost"]
        for place, person in enumerate(able):
            seat = await teller.asked(SERVICE, _CLAIM, claim={"post": made["id"], "person": person})
            if place % 2:
                await teller.asked(SERVICE, _CONFIRM, id=seat["claimPost"]["id"], v=1)
            if number in (1, 2, 3) and place < 3:
                for caller in (SERVICE, Principal(person, Role.MEMBER), SERVICE)[: place + 1]:
                    await teller.asked(caller, _SAY, id=seat["claimPost"]["id"])
            if number < 2:
                await _serve(teller, person, made["id"], place, number)
            if number == 2 and place == 1:  # rated by the community alone
                await teller.asked(SERVICE, _SERVED, id=seat["claimPost"]["id"], v=2)
                await teller.asked(SERVICE, _RATE, id=seat["claimPost"]["id"], v=3)
        if number == 4:
            await teller.asked(SERVICE, _CALL_OFF, id=made["id"], v=1)


async def _serve(teller: Teller, person: str, post: str, place: int, number: int) -> None:
    """Write down an hour and more of service; every other is confirmed, corrected or taken back."""
    begun = teller.now - timedelta(days=1 + number)
    given = {"person": person, "post": post, "serviceClass": "HEALTH", "content": "量血压"}
    given |= {"startedAt": begun.isoformat(), "endedAt": (begun + timedelta(minutes=50 + 10 * place)).isoformat()}
    made = (await teller.asked(SERVICE, _SERVE, record=given))["fileServiceRecord"]
    if place % 3:
        await teller.asked(SERVICE, (_RETRACT, _CONFIRM_RECORD)[place % 2], id=made["id"], v=1)
    if place == 1:  # one rated by both sides, one by the member alone
        await teller.asked(Principal(person, Role.MEMBER), _RATE_BACK, id=made["id"], v=2)
        if number == 0:
            await teller.asked(SERVICE, _RATE, id=made["id"], v=2)
