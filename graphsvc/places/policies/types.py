"""Policy notices as GraphQL shows them: open to all who are signed in; how far an area is, to who works there."""

from __future__ import annotations

from datetime import date

from graphsvc.gql.schema.fields import Connection, Criterion, adds_to, along, at, node, one
from graphsvc.org.api.areas import PLACE, Area, Community, Node
from graphsvc.org.api.units import Unit
from graphsvc.places.model.policies import PolicyNoticeState, PolicyShareState
from graphsvc.places.store.fragments import is_to_be_told_on, is_unanswered_on, is_untold_on

NOTICE_CRITERIA = {
    "openOn": Criterion(
        date,
        is_to_be_told_on("@this", "$value"),
        "Published, and open for who qualifies, on this day, by what it said then (当日可申请).",
    ),
}
SHARE_CRITERIA = {
    "untoldOn": Criterion(
        date,
        is_untold_on("@this", "$value"),
        "As reported by this day, not everybody told who had to be before it (到此日逾期未告知).",
    ),
    "unansweredOn": Criterion(
        date,
        is_unanswered_on("@this", "$value"),
        "As reported by this day, not everybody had answered who could apply before it (到此日逾期未回应).",
    ),
}


@node("Something that people may apply for, and are told of (政策告知).", criteria=NOTICE_CRITERIA)
class PolicyNotice(Node):
    """What, for whom, until when."""

    title: str = at("title", "What it is, in a few words (政策名称).", find=True, sort=True)
    text: str = at("text", "What one gets, and how one applies (政策内容).")
    qualifies: str = at("qualifies", "Whom it is for, never by name (适用对象).")
    state: PolicyNoticeState = at("state", "Whether it stands (政策告知状态).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    tell_by_on: date = at("tellBy", "Last day on which people are to be told (告知期限).", find=True, sort=True)
    apply_by_on: date = at("applyBy", "Last day to apply (申请截止日期).", find=True, sort=True)
    open_now: bool = at(is_to_be_told_on("@this", "$today"), "Whether one can apply today (可申请).")
    published_on: date = at("publishedOn", "First day (发布日期).", find=True, sort=True)
    revoked_on: date | None = at("revokedOn", "First day on which it stands no more (撤回日期).", find=True)
    note: str | None = at("note", "Why it was revoked (撤回原因).")
    department: Unit | None = one("-[:RUN_BY]->", "Whose policy it is (主管部门).", find=True)
    shares: Connection[PolicyShare] = along(
        "<-[:SHARE_OF]-", "How far each area is with telling people (告知任务).", find=True, sort=True
    )
    area: Area | None = one(PLACE, "For whose people it is (适用区域).", find=True)


@node("How far an area is with telling people of a policy, by counts (告知任务).", criteria=SHARE_CRITERIA)
class PolicyShare(Node):
    """How many qualify, were told, answered."""

    state: PolicyShareState = at("state", "Whether the area is still at it (告知任务状态).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    qualified_count: int = at("qualified", "How many qualify (符合条件人数).", find=True, sort=True)
    told_count: int = at("told", "How many of them were told (已告知人数).", find=True, sort=True)
    answered_count: int = at("answered", "How many of those answered (已回应人数).", find=True, sort=True)
    tell_by_on: date = at("tellBy", "Last day on which people are to be told (告知期限).", find=True, sort=True)
    apply_by_on: date = at("applyBy", "Last day to apply (申请截止日期).", find=True, sort=True)
    untold: bool = at(is_untold_on("@this", "$today"), "Past that day, and not everybody was told (逾期未告知).")
    unanswered: bool = at(
        is_unanswered_on("@this", "$today"), "Past the last day to apply, and not everybody answered (逾期未回应)."
    )
    told_on: date | None = at("toldOn", "Day since which everybody was told (告知完成日期).", find=True, sort=True)
    reported_on: date | None = at("reportedOn", "Last day on which somebody reported (登记日期).", find=True, sort=True)
    closed_on: date | None = at("closedOn", "Day on which it was closed (办结日期).", find=True)
    note: str | None = at("note", "Why nothing more is done (办结说明).")
    notice: PolicyNotice | None = one("-[:SHARE_OF]->", "What people are told of (政策告知).", find=True)
    area: Area | None = one(PLACE, "The community or grid (所在区域).", find=True)


@adds_to(Community)
class CommunityPolicyShares:
    """What a community tells people of."""

    policy_shares: Connection[PolicyShare] = along(
        "MATCH (@it:PolicyShare)\nWHERE @it.areaCode STARTS WITH @this.prefix",
        "Policies that people in it are told of, and how far that is (告知任务).",
    )


@adds_to(Unit)
class UnitPolicyNotices:
    """What a department has people told of."""

    policy_notices: Connection[PolicyNotice] = along(
        "<-[:RUN_BY]-", "Policies of it that people are told of (政策告知)."
    )
