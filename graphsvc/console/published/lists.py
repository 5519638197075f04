"""The table of lists: what each shows, by what it is filtered and ordered, all of which stands in its address."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import QueryParams

from graphsvc.access.scope import Operation
from graphsvc.console.published.grid_lists import GRID_LISTS
from graphsvc.console.published.listing import AREA, ROWS, WITHIN, Column, Filter, Listing
from graphsvc.console.published.organization_lists import ORGANIZATION_LISTS
from graphsvc.console.published.registration_lists import REGISTRATION_LISTS
from graphsvc.console.published.service_lists import CONNECTION_LISTS, SERVICE_LISTS

LISTS = (
    Listing(
        "cases",
        "事件",
        "cases",
        (
            Column("灯", "light", "light"),
            Column("标题", "title", order="title"),
            Column("状态", "state", "CaseState", "state"),
            Column("紧急程度", "urgency", "Urgency", "urgency"),
            Column("当前环节", "stage", "CaseStage"),
            Column("环节时限", "dueAt", "moment", "dueAt"),
            Column("上报日期", "raisedOn", "day", "raisedOn"),
            AREA,
        ),
        (
            Filter("标题含", "title", "text"),
            Filter("状态", "state", "CaseState"),
            Filter("灯", "light", "Light"),
            Filter("紧急程度", "urgency", "Urgency"),
            Filter("板块", "board", "Board"),
            Filter("只看未结", "open", "yes"),
            Filter("上报日期起", "raisedOn", "from"),
            Filter("部门已报到", "respondedOn", "there"),
            Filter("不满意重开至少几次", "reopenedCount", "least"),
            WITHIN,
        ),
        Operation.READ_CASES,
        new_page="/console/raise-case",
    ),
    Listing(
        "needs",
        "需求清单",
        "needs",
        (
            Column("标题", "title", order="title"),
            Column("状态", "state", "NeedState", "state"),
            Column("紧急程度", "urgency", "Urgency", "urgency"),
            Column("数量", "quantity", "number", "quantity"),
            Column("需求起", "neededFrom", "day", "neededFrom"),
            Column("需求止", "neededTo", "day", "neededTo"),
            Column("提出日期", "raisedOn", "day", "raisedOn"),
            AREA,
        ),
        (
            Filter("标题含", "title", "text"),
            Filter("状态", "state", "NeedState"),
            Filter("紧急程度", "urgency", "Urgency"),
            WITHIN,
        ),
        new_page="/console/help",
        new_needs=Operation.EDIT_NEED,
    ),
    Listing(
        "resources",
        "资源清单",
        "resources",
        (
            Column("标题", "title", order="title"),
            Column("类别", "kind", "ResourceKind", "kind"),
            Column("状态", "state", "ResourceState", "state"),
            Column("提供方", "offeredBy.name"),
            Column("容量", "capacity", "number", "capacity"),
            Column("单位", "capacityUnit"),
            Column("可用至", "availableTo", "day", "availableTo"),
            Column("核实日期", "verifiedOn", "day", "verifiedOn"),
            AREA,
        ),
        (
            Filter("标题含", "title", "text"),
            Filter("类别", "kind", "ResourceKind"),
            Filter("状态", "state", "ResourceState"),
            WITHIN,
        ),
        new_page="/console/offer-resource",
        new_needs=Operation.EDIT_RESOURCE,
    ),
    Listing(
        "projects",
        "项目清单",
        "projects",
        (
            Column("标题", "title", order="title"),
            Column("状态", "state", "ProjectState", "state"),
            Column("发起日期", "proposedOn", "day", "proposedOn"),
            Column("认领日期", "claimedOn", "day", "claimedOn"),
            Column("交付日期", "deliveredOn", "day", "deliveredOn"),
            Column("社区评分", "communityRating", "number", "communityRating"),
            Column("单位评分", "unitRating", "number", "unitRating"),
            AREA,
        ),
        (Filter("标题含", "title", "text"), Filter("状态", "state", "ProjectState"), WITHIN),
    ),
    Listing(
        "tasks",
        "任务",
        "tasks",
        (
            Column("标题", "title", order="title"),
            Column("类型", "kind", "TaskKind", "kind"),
            Column("板块", "board", "Board", "board"),
            Column("期限", "dueAt", "moment", "dueAt"),
            Column("接收数", "receiverCount", "number"),
            Column("完成数", "doneCount", "number"),
            Column("超期数", "lateCount", "number"),
            AREA,
        ),
        (
            Filter("标题含", "title", "text"),
            Filter("类型", "kind", "TaskKind"),
            Filter("板块", "board", "Board"),
            Filter("到期日", "dueOn", "on"),
            WITHIN,
        ),
        Operation.READ_CASES,
        new_page="/console/new-task",
        new_needs=Operation.DISPATCH_TASK,
    ),
    Listing(
        "supervisions",
        "督办",
        "supervisions",
        (
            Column("灯", "light", "light"),
            Column("督办要求", "title"),
            Column("状态", "state", "SupervisionState", "state"),
            Column("答复单位或区域", "to.name"),
            Column("答复期限", "dueOn", "day", "dueOn"),
            Column("督办时间", "openedAt", "moment", "openedAt"),
            AREA,
        ),
        (Filter("状态", "state", "SupervisionState"), Filter("灯", "light", "Light"), WITHIN),
        Operation.ANSWER_SUPERVISION,
        empty="没有符合条件的督办。镇街可在事件页面发起督办。",
    ),
    Listing(
        "contingencyPlans",
        "预案",
        "contingencyPlans",
        (
            Column("预案名称", "title", order="title"),
            Column("板块", "board", "Board", "board"),
            Column("状态", "state", "ContingencyPlanState", "state"),
            Column("发布日期", "publishedOn", "day", "publishedOn"),
            Column("演练", "light", "light"),
            Column("应演练日期", "drillDueOn", "day"),
            Column("演练次数", "drills.totalCount", "number"),
            Column("启动次数", "runs.totalCount", "number"),
            AREA,
        ),
        (
            Filter("名称含", "title", "text"),
            Filter("板块", "board", "Board"),
            Filter("状态", "state", "ContingencyPlanState"),
            Filter("演练灯", "drillLight", "Light"),
            WITHIN,
        ),
        empty="没有符合条件的预案。镇街编制预案后，会出现在这里。",
        new_page="/console/new-contingency-plan",
        new_needs=Operation.KEEP_CONTINGENCY,
    ),
    Listing(
        "contingencyRuns",
        "预案运行",
        "contingencyRuns",
        (
            Column("预案名称", "title", order="title"),
            Column("板块", "board", "Board", "board"),
            Column("状态", "state", "ContingencyRunState", "state"),
            Column("启动时间", "startedAt", "moment", "startedAt"),
            Column("步骤", "stepCount", "number"),
            Column("已完成", "doneCount", "number"),
            Column("超时", "lateCount", "number"),
            Column("终止时间", "endedAt", "moment", "endedAt"),
            AREA,
        ),
        (Filter("状态", "state", "ContingencyRunState"), Filter("有步骤超时", "late", "yes"), WITHIN),
        Operation.READ_CASES,
        empty="没有符合条件的运行。预案启动后，会出现在这里。",
    ),
    Listing(
        "dutyShifts",
        "值班班次",
        "dutyShifts",
        (
            Column("席位", "seat", "DutySeat", "seat"),
            Column("谁", "who.name"),
            Column("开始", "startsAt", "moment", "startsAt"),
            Column("结束", "endsAt", "moment", "endsAt"),
            Column("状态", "state", "DutyState", "state"),
            Column("指挥中心", "centre.name"),
            AREA,
        ),
        (
            Filter("只看在岗", "onDuty", "yes"),
            Filter("席位", "seat", "DutySeat"),
            Filter("状态", "state", "DutyState"),
            WITHIN,
        ),
        Operation.READ_CHANGES,
        empty="没有符合条件的班次。指挥中心录入值班表后，会出现在这里。",
    ),
    Listing(
        "posts",
        "岗位",
        "posts",
        (
            Column("标题", "title", order="title"),
            Column("类别", "serviceClass", "ServiceClass", "serviceClass"),
            Column("状态", "state", "PostState", "state"),
            Column("名额", "seatCount", "number", "seatCount"),
            Column("已认领", "takenCount", "number"),
            Column("起", "startsOn", "day", "startsOn"),
            Column("止", "endsOn", "day", "endsOn"),
            AREA,
        ),
        (
            Filter("标题含", "title", "text"),
            Filter("类别", "serviceClass", "ServiceClass"),
            Filter("状态", "state", "PostState"),
            WITHIN,
        ),
        empty="没有符合条件的岗位。社区发布岗位后，会出现在这里。",
        new_page="/console/new-post",
        new_needs=Operation.EDIT_POST,
    ),
    *REGISTRATION_LISTS,
    *ORGANIZATION_LISTS,
    *GRID_LISTS,
    *SERVICE_LISTS,
    *CONNECTION_LISTS,
)


@dataclass(frozen=True, slots=True)
class FindingsSheet(Listing):
    """Findings of an area on a day as a file: arguments instead of a filter, as their page has them."""

    def variables(self, query: QueryParams, first: int = ROWS) -> dict[str, Any]:
        """The variables of the document for an address."""
        given = {name: query.get(name, "").strip() for name in ("area", "asOf", "severity")}
        rules = [rule for rule in query.getlist("rules") if rule]
        return {
            "first": first,
            **{name: value for name, value in given.items() if value},
            **({"rules": rules} if rules else {}),
        }


FINDINGS = FindingsSheet(
    "findings",
    "审计问题",
    "",
    (
        Column("问题", "sentence"),
        Column("规则", "rule.title"),
        Column("级别", "severity", "FindingSeverity"),
        Column("状态", "state", "FindingState"),
        Column("所在区域", "area.name"),
        Column("建议", "advice"),
        Column("问题编号", "id"),
    ),
    (),
    Operation.READ_FINDINGS,
    document="findings/sheet",
)
"""Has a page of its own, and is a list as a file alone."""

BY_NAME: Mapping[str, Listing] = {listing.name: listing for listing in LISTS}
