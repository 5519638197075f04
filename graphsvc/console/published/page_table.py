"""The table of pages: address, title, who may open it, and what its document is asked with."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from graphsvc.access.scope import Operation
from graphsvc.console.visiting.variables import (
    appraisal,
    area,
    assignment_plan,
    case,
    connecting,
    contingency_plan,
    coverage,
    data_quality,
    deputies,
    drawn,
    duty,
    endpoint,
    findings,
    holidays,
    judged,
    key_groups,
    new_service_item,
    nothing,
    notices,
    on_a_day,
    on_the_map,
    on_this_day,
    one,
    one_at,
    own_registration,
    place,
    post,
    raising,
    rating_averages,
    records_to_confirm,
    rectification,
    registration_stats,
    search,
    service_item,
    today,
    trail,
    unit,
    warned,
    who_can_help,
)
from graphsvc.console.visiting.visit import Visited


@dataclass(frozen=True, slots=True)
class Page:
    """One page, for callers who may do `needs`."""

    name: str
    path: str
    title: str
    variables: Callable[[Visited], dict[str, Any]]
    needs: Operation = Operation.READ_STRUCTURE


PAGES = (
    Page("today", "/console/today", "今日", today, Operation.REPORT_TASK),
    Page("notices", "/console/notices", "通知", notices, Operation.READ_NOTICES),
    Page("help", "/console/help", "谁能帮忙", who_can_help, Operation.PROPOSE_PROJECT),
    Page("assignment_plan", "/console/assignment-plan", "统筹匹配", assignment_plan, Operation.PROPOSE_PROJECT),
    Page("raise_case", "/console/raise-case", "上报事件", raising, Operation.REPORT_CASE),
    Page("registration", "/console/registration", "我的报到", own_registration, Operation.CLAIM_POST),
    Page(
        "confirm_records",
        "/console/confirm-records",
        "待确认服务",
        records_to_confirm,
        Operation.CONFIRM_SERVICE,
    ),
    Page("offer_resource", "/console/offer-resource", "登记资源", place, Operation.EDIT_RESOURCE),
    Page("new_post", "/console/new-post", "发布岗位", place, Operation.EDIT_POST),
    Page("post", "/console/posts/{id}", "岗位", post),
    Page("one_registration", "/console/registrations/{id}", "报到", one, Operation.READ_REGISTRATIONS),
    Page("claim", "/console/claims/{id}", "认领", one, Operation.READ_REGISTRATIONS),
    Page("registrant_need", "/console/registrantNeeds/{id}", "党员和单位需求", one, Operation.READ_REGISTRANT_NEEDS),
    Page("service", "/console/services/{id}", "服务记录", one, Operation.READ_REGISTRATIONS),
    Page("registration_stats", "/console/registration-stats", "报到统计", registration_stats, Operation.READ_PEOPLE),
    Page("quarter_card", "/console/quarterCards/{id}", "登记卡", one, Operation.READ_REGISTRATIONS),
    Page("case", "/console/cases/{id}", "事件", case, Operation.READ_CASES),
    Page("need", "/console/needs/{id}", "需求", one),
    Page("resource", "/console/resources/{id}", "资源", one),
    Page("project", "/console/projects/{id}", "共建项目", one),
    Page("task", "/console/tasks/{id}", "任务", one, Operation.READ_CASES),
    Page("new_task", "/console/new-task", "派单", place, Operation.DISPATCH_TASK),
    Page("supervision", "/console/supervisions/{id}", "督办", one, Operation.ANSWER_SUPERVISION),
    Page("contingency_plan", "/console/contingencyPlans/{id}", "预案", contingency_plan),
    Page("new_contingency_plan", "/console/new-contingency-plan", "编制预案", place, Operation.KEEP_CONTINGENCY),
    Page("contingency_run", "/console/contingencyRuns/{id}", "预案运行", one, Operation.READ_CASES),
    Page("pairing", "/console/pairings/{id}", "包联", one),
    Page("pairing_request", "/console/pairingRequests/{id}", "包联派单", one, Operation.READ_CASES),
    Page("new_pairing", "/console/new-pairing", "建立包联", place, Operation.KEEP_PAIRING),
    Page("appraisal", "/console/appraisal", "考核得分", appraisal, Operation.READ_CASES),
    Page("yearly_appraisal", "/console/yearlyAppraisals/{id}", "年度考核", judged, Operation.READ_CASES),
    Page("area_rating", "/console/areaRatings/{id}", "评议", one, Operation.READ_CASES),
    Page("new_area_rating", "/console/new-area-rating", "评议", place, Operation.RATE_WORK),
    Page("rating_averages", "/console/rating-averages", "评议结果", rating_averages, Operation.READ_CASES),
    Page("unit", "/console/units/{id}", "共建单位", unit),
    Page("party_organization", "/console/partyOrganizations/{id}", "党组织", one),
    Page("joint_committee", "/console/jointCommittees/{id}", "大工委、大党委", one_at),
    Page("coverage", "/console/coverage", "覆盖", coverage),
    Page("findings", "/console/findings", "审计问题", findings, Operation.READ_FINDINGS),
    Page("finding", "/console/findings/{id}", "整改", one_at, Operation.READ_FINDINGS),
    Page("rectification", "/console/rectification", "整改对账", rectification, Operation.READ_FINDINGS),
    Page("plan", "/console/plan", "补齐方案", on_a_day, Operation.READ_FINDINGS),
    Page("report", "/console/report", "审计报告", on_a_day, Operation.READ_FINDINGS),
    Page("data_quality", "/console/data-quality", "数据质量", data_quality, Operation.READ_FINDINGS),
    Page("map", "/console/map", "一张图", on_the_map),
    Page("screen", "/console/screen", "一块屏", place, Operation.READ_CHANGES),
    Page("duty", "/console/duty", "值班", duty, Operation.READ_CHANGES),
    Page("command_centre", "/console/command-centre", "指挥中心", place, Operation.RUN_CENTRE),
    Page("forces_ledger", "/console/forces-ledger", "一本账", place, Operation.READ_PEOPLE),
    Page("force", "/console/forces/{id}", "力量", one, Operation.READ_PEOPLE),
    Page("new_force", "/console/new-force", "登记力量", place, Operation.EDIT_FORCE),
    Page("grid_item", "/console/gridItems/{id}", "网格事项", one),
    Page("new_grid_item", "/console/new-grid-item", "申请网格事项", place, Operation.PROPOSE_ITEM),
    Page("patrol_plan", "/console/patrolPlans/{id}", "巡查计划", one, Operation.READ_CHANGES),
    Page("new_patrol_plan", "/console/new-patrol-plan", "制定巡查计划", place, Operation.KEEP_PATROL),
    Page("visit", "/console/visits/{id}", "走访", on_this_day, Operation.READ_CHANGES),
    Page("warnings", "/console/warnings", "风险预警", warned, Operation.READ_CHANGES),
    Page("key_groups", "/console/key-groups", "重点人群", key_groups, Operation.READ_GROUPS),
    Page("service_point", "/console/servicePoints/{id}", "服务点", one),
    Page("new_service_point", "/console/new-service-point", "设立服务点", place, Operation.EDIT_SERVICE),
    Page("service_item", "/console/serviceItems/{id}", "服务事项", service_item),
    Page("new_service_item", "/console/new-service-item", "发布服务事项", new_service_item, Operation.EDIT_SERVICE),
    Page("deputies", "/console/deputies", "代办", deputies, Operation.READ_CASES),
    Page("holidays", "/console/holidays", "节假日", holidays, Operation.READ_CASES),
    Page("notice_endpoint", "/console/noticeEndpoints/{id}", "通知端点", endpoint, Operation.READ_ENDPOINTS),
    Page("event_subscription", "/console/eventSubscriptions/{id}", "事件订阅", one, Operation.EDIT_SUBSCRIPTION),
    Page("new_notice_endpoint", "/console/new-notice-endpoint", "登记通知端点", connecting, Operation.EDIT_ENDPOINT),
    Page(
        "new_event_subscription",
        "/console/new-event-subscription",
        "登记事件订阅",
        connecting,
        Operation.EDIT_SUBSCRIPTION,
    ),
    Page("permissions", "/console/permissions", "我的权限", nothing),
    Page("picture", "/console/areas/{code}/picture", "横向联动图", drawn),
    Page("unit_picture", "/console/units/{id}/picture", "联系图", drawn),
    Page("trail", "/console/trail/{id}", "操作记录", trail, Operation.READ_LOG),
    Page("area", "/console/areas/{code}", "区域", area),
    Page("search", "/console/search", "检索", search),
)
"""Every page but the lists, whose table stands in `lists`."""

BY_NAME = {page.name: page for page in PAGES}
