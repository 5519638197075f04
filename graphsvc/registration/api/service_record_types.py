"""Records of service as GraphQL shows them."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from graphsvc.gql.schema.fields import Connection, adds_to, along, at, node, one
from graphsvc.org.api.areas import PLACE, Area, Node
from graphsvc.registration.api.post_types import Post
from graphsvc.registration.api.types import Registration
from graphsvc.registration.model.registration import ServiceClass
from graphsvc.registration.model.service_record import STEP_MINUTES, ServiceRecordState

if TYPE_CHECKING:
    from graphsvc.org.api.people import Person
    from graphsvc.org.api.units import Unit


@node("What a member or unit did, by its own account, and what the community says to it (服务记录).")
class ServiceRecord(Node):
    """When, where and what; confirmed or corrected by the community."""

    state: ServiceRecordState = at("state", "Whether it counts (服务记录状态).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    served_on: date = at("servedOn", "Day of it in China (服务日期).", find=True, sort=True)
    started_at: datetime = at("startedAt", "From when (开始时间).", sort=True)
    ended_at: datetime = at("endedAt", "To when (结束时间).", sort=True)
    minutes: int = at("minutes", f"What counts: the nearest {STEP_MINUTES} minutes (计入分钟).", find=True, sort=True)
    service_class: ServiceClass = at("serviceClass", "Which of the eight kinds it is (服务类别).", find=True, sort=True)
    content: str = at("content", "What was done, in a few words (服务内容).")
    place: str | None = at("place", "Where, in words (服务地点).")
    written_at: datetime = at("writtenAt", "When it was written down (填写时间).", sort=True)
    decided_at: datetime | None = at("decidedAt", "When its last step was taken (更新时间).", sort=True)
    decided_by: str | None = at("decidedBy", "By whom, the subject of the token (经办人).")
    note: str | None = at("note", "What was said at that step, e.g. why it was corrected (说明).")
    post: Post | None = one("-[:SERVED_AT]->", "What it was done for (岗位).", find=True)
    registration: Registration | None = one("-[:SERVED_UNDER]->", "Who served, as registered (报到).", find=True)
    person: Person | None = one(
        "MATCH (@this)-[:SERVED_UNDER]->(:Registration)-[:REGISTERS]->(@it:Person)", "The member (党员)."
    )
    unit: Unit | None = one(
        "MATCH (@this)-[:SERVED_UNDER]->(:Registration)-[:REGISTERS]->(@it:Unit)", "The workplace (单位)."
    )
    area: Area | None = one(PLACE, "Where the registrant reports (所在区域).")


@adds_to(Registration)
class RegistrationServices:
    """What a registrant has done."""

    service_records: Connection[ServiceRecord] = along("<-[:SERVED_UNDER]-", "What was done (服务记录).", find=True)


@adds_to(Post)
class PostServices:
    """What was done for a post."""

    service_records: Connection[ServiceRecord] = along(
        "<-[:SERVED_AT]-", "What was done for it, as far as you may see by whom (服务记录)."
    )
