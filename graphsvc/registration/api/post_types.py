"""Posts and claims as GraphQL shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from graphsvc.cobuilding.api.needs import Need
from graphsvc.gql.schema.fields import Connection, adds_to, along, at, node, one
from graphsvc.org.api.areas import PLACE, Area, Community, Node
from graphsvc.registration.api.types import Registration
from graphsvc.registration.model.post import ClaimState, PostState
from graphsvc.registration.model.registration import ServiceClass

if TYPE_CHECKING:
    from graphsvc.org.api.people import Person
    from graphsvc.org.api.units import Unit


@node("Something to do in a community, with seats to be claimed (岗位).")
class Post(Node):
    """Open to everyone who is signed in; who claims it is not."""

    title: str = at("title", "What is to be done, in a few words (标题).", find=True, sort=True)
    description: str | None = at("description", "In full (说明).")
    service_class: ServiceClass = at("serviceClass", "Which of the eight kinds it is (岗位类别).", find=True, sort=True)
    state: PostState = at("state", "Whether it can be claimed (岗位状态).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    seat_count: int = at("seatCount", "How many are wanted (名额).", find=True, sort=True)
    taken_count: int = at("takenCount", "How many seats are claimed (已认领数).", find=True, sort=True)
    skills: list[str] = at("skills", "What is asked of who takes it (技能要求).")
    times: str | None = at("times", "When it is done: a rule of RFC 5545 (服务时间).")
    starts_on: date | None = at("startsOn", "First day (起).", find=True, sort=True)
    ends_on: date | None = at("endsOn", "Last day on which it can be claimed (止).", find=True, sort=True)
    published_on: date = at("publishedOn", "Day it was put up (发布日期).", find=True, sort=True)
    contact: str | None = at("contact", "Whom to ask, an office and its number (联系方式).")
    note: str | None = at("note", "Why it is over (结束原因).")
    need: Need | None = one("-[:ANSWERS]->", "The need that it answers (需求).", find=True)
    claims: Connection[Claim] = along("<-[:TAKES]-", "Seats taken, as far as you may see by whom (认领).")
    area: Area | None = one(PLACE, "Where it is done (所在区域).", find=True)


@node("A seat of a post taken by a member or unit (认领).")
class Claim(Node):
    """Who takes it, and whether the seat was filled."""

    state: ClaimState = at(
        "state", "Whether the seat is held, was filled, or is free again (认领状态).", find=True, sort=True
    )
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    claimed_at: datetime = at("claimedAt", "When the seat was taken (认领时间).", sort=True)
    moved_at: datetime | None = at("movedAt", "When its last step was taken (更新时间).", sort=True)
    note: str | None = at("note", "What was said at that step, e.g. why it was freed (说明).")
    post: Post | None = one("-[:TAKES]->", "What is to be done (岗位).", find=True)
    registration: Registration | None = one("-[:CLAIMED_BY]->", "Who takes it, as registered (报到).", find=True)
    person: Person | None = one(
        "MATCH (@this)-[:CLAIMED_BY]->(:Registration)-[:REGISTERS]->(@it:Person)", "The member (党员)."
    )
    unit: Unit | None = one(
        "MATCH (@this)-[:CLAIMED_BY]->(:Registration)-[:REGISTERS]->(@it:Unit)", "The workplace (单位)."
    )
    area: Area | None = one(PLACE, "Where the post is (所在区域).")


@adds_to(Community)
class CommunityPosts:
    """What there is to do in a community."""

    posts: Connection[Post] = along(
        "MATCH (@it:Post)\nWHERE @it.areaCode STARTS WITH @this.prefix", "What there is to do here (岗位).", find=True
    )


@adds_to(Need)
class NeedPosts:
    """What a need has opened."""

    posts: Connection[Post] = along("<-[:ANSWERS]-", "Posts that answer it (岗位).", find=True)


@adds_to(Registration)
class RegistrationClaims:
    """What a registrant has taken on."""

    claims: Connection[Claim] = along("<-[:CLAIMED_BY]-", "Posts taken (认领).", find=True)
