"""Appraisals of the demo: last year of a street and two of its communities, one sealed after an objection."""

from graphsvc.access.authenticator import SERVICE
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.china import day_in_china
from graphsvc.cli.demo.story import Teller

NOTICE = "mutation ($area: ID!, $year: Int!) { noticeAppraisal(area: $area, year: $year) { id } }"
OBJECT = """mutation ($id: ID!, $given: [AppraisalObjectionInput!]!) {
  objectAppraisal(id: $id, expectedVersion: 1, objections: $given) { id } }"""
DECIDE = """mutation ($id: ID!, $given: [AppraisalDecisionInput!]!) {
  decideAppraisal(id: $id, expectedVersion: 2, decisions: $given) { id } }"""
RATE = "mutation ($given: AreaRatingInput!) { publishAreaRating(rating: $given) { id } }"
BACK = """mutation ($id: ID!) {
  withdrawAreaRating(id: $id, expectedVersion: 1, reason: "评错了") { id } }"""
SEAL = "mutation ($id: ID!) { sealAppraisal(id: $id, expectedVersion: 3) { id } }"
PLACES = ("500103012000", "500103012011", "500103012012")


async def appraisals(teller: Teller) -> None:
    """Notice three; the second is objected to, corrected and sealed, the third objected to."""
    year = day_in_china(teller.now).year - 1
    made = []
    for area in PLACES:
        made.append((await teller.asked(SERVICE, NOTICE, area=area, year=year))["noticeAppraisal"]["id"])
    for id_, area in list(zip(made, PLACES, strict=True))[1:]:
        official = Principal("community", Role.COMMUNITY_OFFICIAL, (area,))
        doubts = [{"item": item, "reason": "有一次没有登记"} for item in ("MEETINGS", "CONTACTS")]
        await teller.asked(official, OBJECT, id=id_, given=doubts)
    judge = Principal("street-2", Role.SUBDISTRICT_OFFICIAL, (PLACES[0],))
    decided = [
        {"item": "MEETINGS", "points": 7.5, "reason": "补登一次会议"},
        {"item": "CONTACTS", "reason": "没有材料"},
    ]
    await teller.asked(judge, DECIDE, id=made[1], given=decided)
    await teller.asked(judge, SEAL, id=made[1])
    await _rate(teller)


async def _rate(teller: Teller) -> None:
    """Have the street and both communities rate a unit, and the street a community, in the last half that is over."""
    was = teller.now
    year, half = (was.year, 1) if was.month > 6 else (was.year - 1, 2)
    teller.now = was.replace(year=year, month=6 * half, day=2)
    given = {"year": year, "half": half}
    of_unit = [{"aspect": each, "score": 20, "reason": "来得慢"} for each in ("RESPONSE", "RESULT", "SUPPORT")]
    of_area = [{"aspect": each, "score": 30} for each in ("DUTIES", "GRIDS", "RESIDENTS")]
    for area in PLACES:
        role = Role.SUBDISTRICT_OFFICIAL if area == PLACES[0] else Role.COMMUNITY_OFFICIAL
        by = Principal("rater", role, (area,))
        made = await teller.asked(by, RATE, given={**given, "area": area, "rated": "unit-10", "marks": of_unit})
    await teller.asked(by, BACK, id=made["publishAreaRating"]["id"])
    by = Principal("rater", Role.SUBDISTRICT_OFFICIAL, (PLACES[0],))
    await teller.asked(by, RATE, given={**given, "area": PLACES[0], "rated": PLACES[1], "marks": of_area})
    teller.now = was
