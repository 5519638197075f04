"""A member's first service, from the registration to the points, played through GraphQL and shown in ten lines."""

from datetime import timedelta
from typing import Any

from rich.table import Table

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.china import day_in_china
from graphsvc.cli.demo.story import COMMUNITY, Teller

TITLE = "周末社区义诊"
HERE = COMMUNITY.areas[0]
_WHO = """{ people(filter: { membership: [FULL] }, first: 100) { nodes {
  id grid { code } registrations(first: 1) { totalCount } } } }"""
_FIND = """
query ($title: String!) { posts(filter: { title: { equals: $title } }, first: 1) { nodes { title claims(first: 1) {
  nodes { state registration {
    reportedOn receivedOn pledgedOn dueOn speciality community { name } person { name } pledge { text }
    points { wallet balance }
    serviceRecords(first: 1) { nodes { state servedOn content minutes
      ratings(first: 2) { nodes { side completion attitude effect cooperation } } } } } } } } } }"""
_FILE = "mutation ($given: RegistrationInput!) { fileRegistration(registration: $given) { id version } }"
_PLEDGE = """mutation ($id: ID!, $version: Int!, $items: [String!]!, $due: Date!) {
  pledgeRegistration(id: $id, expectedVersion: $version, items: $items, dueOn: $due) { id version } }"""
_PUBLISH = "mutation ($given: PostInput!) { publishPost(post: $given) { id version } }"
_CLAIM = "mutation ($given: ClaimInput!) { claimPost(claim: $given) { id version } }"
_SERVE = "mutation ($given: ServiceRecordInput!) { fileServiceRecord(record: $given) { id version } }"
_RATE = """mutation ($id: ID!, $version: Int!) { giveServiceRating(
  id: $id, expectedVersion: $version, completion: 5, attitude: 5, effect: 4) { id } }"""
_RATE_BACK = """mutation ($id: ID!, $version: Int!) { giveCooperationRating(
  id: $id, expectedVersion: $version, cooperation: 5) { id } }"""


class MemberTeller(Teller):
    """Plays the story of a member who lives in the community of the demo."""

    async def find(self) -> dict[str, Any] | None:
        """What became of it, once it has been played."""
        posts = (await self.asked(COMMUNITY, _FIND, title=TITLE))["posts"]["nodes"]
        return posts[0] if posts and posts[0]["claims"]["nodes"] else None

    async def play(self) -> None:
        """Take every step, each some time after the one before."""
        people = (await self.asked(COMMUNITY, _WHO))["people"]["nodes"]
        who = next((each for each in people if not each["registrations"]["totalCount"]), people[0])
        member = Principal(who["id"], Role.MEMBER)
        given = {"community": HERE, "grid": who["grid"]["code"], "services": ["HEALTH"], "speciality": "急救"}
        kept = await self._done(member, _FILE, 5, given=given)
        kept = await self._next(COMMUNITY, "receiveRegistration", 20, kept=kept)
        due = (day_in_china(self.now) + timedelta(days=30)).isoformat()
        await self._done(member, _PLEDGE, 10, **_of(kept), items=["每月参加一次义诊"], due=due)
        post = {"area": HERE, "title": TITLE, "serviceClass": "HEALTH", "seatCount": 3}
        made = await self._done(COMMUNITY, _PUBLISH, 15, given=post)
        seat = await self._done(member, _CLAIM, 30, given={"post": made["id"]})
        seat = await self._next(COMMUNITY, "confirmClaim", 10, kept=seat)
        begun = self.now
        served = {"startedAt": begun.isoformat(), "endedAt": (begun + timedelta(hours=2)).isoformat()}
        served |= {"serviceClass": "HEALTH", "content": "给老人量血压", "post": made["id"]}
        record = await self._done(member, _SERVE, 150, given=served)
        record = await self._next(COMMUNITY, "confirmServiceRecord", 30, kept=record)
        await self._next(COMMUNITY, "serveClaim", 5, kept=seat)
        await self._done(COMMUNITY, _RATE, 5, **_of(record))
        await self._done(member, _RATE_BACK, 20, **_of(record))

    async def _done(self, caller: Principal, document: str, minutes: int, **variables: Any) -> dict[str, Any]:
        """Ask for one change, some minutes later; what it answers with."""
        self.now += timedelta(minutes=minutes)
        (answer,) = (await self.asked(caller, document, **variables)).values()
        found: dict[str, Any] = answer
        return found

    async def _next(self, caller: Principal, name: str, minutes: int, kept: dict[str, Any]) -> dict[str, Any]:
        """Take a step that needs no words."""
        text = f"mutation ($id: ID!, $version: Int!) {{ {name}(id: $id, expectedVersion: $version) {{ id version }} }}"
        return await self._done(caller, text, minutes, **_of(kept))


def member_lines(post: dict[str, Any]) -> Table:
    """Show the story, a step a line."""
    of = post["claims"]["nodes"][0]["registration"]
    record = of["serviceRecords"]["nodes"][0]
    rated = {each["side"]: each for each in record["ratings"]["nodes"]}
    theirs, own = rated["COMMUNITY"], rated["REGISTRANT"]
    points = "，".join(f"{_WALLETS[each['wallet']]} {each['balance']:g} 分" for each in of["points"])
    member, office = "党员", "社区"
    table = Table(title=f"{post['title']}（{of['person']['name']}的第一次服务）", title_justify="left")
    for name in ("谁", "做什么", "说明"):
        table.add_column(name)
    for line in (
        (member, "报到", f"{of['reportedOn']} 向{of['community']['name']}报到，专长{of['speciality']}"),
        (office, "回执", of["receivedOn"]),
        (member, "承诺", f"{of['pledge'][0]['text']}，{of['dueOn']} 前"),
        (office, "发布岗位", post["title"]),
        (member, "认领", "占一个名额"),
        (office, "确认认领", "等候到岗"),
        (member, "填写服务记录", f"{record['servedOn']} {record['content']}"),
        (office, "确认时长", f"{record['minutes']} 分钟，{points}"),
        (office, "评价服务", f"完成 {theirs['completion']}，态度 {theirs['attitude']}，效果 {theirs['effect']}"),
        (member, "评价配合", f"{own['cooperation']} 分，双方都评后互相看得到"),
    ):
        table.add_row(*line)
    return table


_WALLETS = {"DUTY": "先锋积分", "EXCHANGE": "兑换积分"}


def _of(kept: dict[str, Any]) -> dict[str, Any]:
    return {"id": kept["id"], "version": kept["version"]}
