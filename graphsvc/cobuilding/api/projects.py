"""Projects (项目清单): one need met with one or more resources, rated from both sides."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from graphsvc.cobuilding.model.project import ProjectState
from graphsvc.cobuilding.store.fragments import due_on, project_light
from graphsvc.gql.schema.fields import Connection, along, at, node, one
from graphsvc.org.api.areas import PLACE, Area, Node
from graphsvc.org.api.committees import JointMeeting
from graphsvc.org.model.work import Light

if TYPE_CHECKING:
    from graphsvc.cobuilding.api.needs import Need
    from graphsvc.cobuilding.api.resources import Resource, Use


@node("A project of building together (共建项目).")
class Project(Node):
    """An entry of the list of projects."""

    title: str = at("title", "What is done, in a few words (标题).", find=True, sort=True)
    state: ProjectState = at("state", "Step it has reached (阶段).", find=True, sort=True)
    proposed_on: date = at("proposedOn", "Day it was proposed (提出日期).", find=True, sort=True)
    delivered_on: date | None = at("deliveredOn", "Day it was delivered (完成日期).", find=True, sort=True)
    rated_on: date | None = at("ratedOn", "Day both sides had rated it (评价日期).", find=True, sort=True)
    community_rating: int | None = at(
        "communityRating", "1 poor to 5 good, from the side that has the need (社区评分).", find=True, sort=True
    )
    unit_rating: int | None = at(
        "unitRating", "1 poor to 5 good, from the side that gives (单位评分).", find=True, sort=True
    )
    due_on: date | None = at(
        due_on("@this"), "Last day for its next step; null when it is over (办理期限).", find=True, sort=True
    )
    light: Light | None = at(project_light("@this"), "Its light today; null when it is over (红黄绿灯).")
    claimed_on: date | None = at("claimedOn", "Day it was claimed (认领日期).", find=True, sort=True)
    coordinated_on: date | None = at("coordinatedOn", "Day work on it began (协调日期).", find=True, sort=True)
    feedback: str | None = at("feedback", "How it went, in the words of the community (情况反馈).")
    version: int = at("coalesce(@this.version, 0)", "Counts its changes; a change names the one it has seen (版本).")
    needs: Connection[Need] = along("-[:MEETS]->", "The need it meets (需求).", find=True)
    resources: Connection[Resource, Use] = along("-[:USES]->", "Resources it uses (资源).", find=True, sort=True)
    area: Area | None = one(PLACE, "Where it takes place (所在区域).", find=True)
    decided_in: JointMeeting | None = one(
        "<-[:DECIDED]-",
        "The first meeting that decided on it (议定会议).",
        find=True,
        order=("@this.heldOn", "@this.id"),
    )
