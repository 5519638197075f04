"""Lists of services at people's doorsteps, and of other systems that the service sends notices and changes to."""

from graphsvc.access.scope import Operation
from graphsvc.console.published.listing import AREA, WITHIN, Column, Filter, Listing

SERVICE_LISTS = (
    Listing(
        "servicePoints",
        "服务点",
        "servicePoints",
        (
            Column("服务点", "name", order="name"),
            Column("类别", "classes", "ServicePointClass"),
            Column("状态", "state", "ServicePointState", "state"),
            Column("地址", "address"),
            Column("办公电话", "phone"),
            Column("无障碍条件", "access", "Accessibility"),
            Column("服务事项", "items.totalCount", "number"),
            Column("核实日期", "verifiedOn", "day", "verifiedOn"),
            Column("核实期限", "verifyByOn", "day", "verifyByOn"),
            AREA,
        ),
        (
            Filter("名称含", "name", "text"),
            Filter("类别", "serviceClass", "ServicePointClass"),
            Filter("无障碍条件", "offersAccess", "Accessibility"),
            Filter("状态", "state", "ServicePointState"),
            Filter("此时开放", "openAt", "moment"),
            Filter("当日在册", "thereOn", "day"),
            Filter("到此日待核实", "staleOn", "day"),
            WITHIN,
        ),
        empty="没有符合条件的服务点。社区设立后，会出现在这里。",
        new_page="/console/new-service-point",
        new_needs=Operation.EDIT_SERVICE,
    ),
    Listing(
        "serviceItems",
        "服务事项",
        "serviceItems",
        (
            Column("事项", "title", order="title"),
            Column("类别", "itemClass", "ServicePointClass", "itemClass"),
            Column("状态", "state", "ServiceItemState", "state"),
            Column("办理方式", "ways", "ServiceWay"),
            Column("主管部门", "department.name"),
            Column("服务点", "points.totalCount", "number"),
            Column("起", "offeredOn", "day", "offeredOn"),
            AREA,
        ),
        (
            Filter("事项含", "title", "text"),
            Filter("类别", "itemClass", "ServicePointClass"),
            Filter("办理方式", "way", "ServiceWay"),
            Filter("状态", "state", "ServiceItemState"),
            WITHIN,
        ),
        empty="没有符合条件的服务事项。社区发布后，会出现在这里。",
        new_page="/console/new-service-item",
        new_needs=Operation.EDIT_SERVICE,
    ),
)

_HOW_IT_GOES = (
    Column("连续失败", "failureCount", "number", "failureCount"),
    Column("最近送达", "lastArrivedAt", "moment", "lastArrivedAt"),
    Column("最近错误", "lastError"),
)

CONNECTION_LISTS = (
    Listing(
        "noticeEndpoints",
        "通知端点",
        "noticeEndpoints",
        (
            Column("名称", "name", order="name"),
            Column("方式", "way", "NoticeWay"),
            Column("状态", "state", "EndpointState", "state"),
            Column("地址", "target"),
            Column("未送达", "dead.totalCount", "number"),
            *_HOW_IT_GOES,
            AREA,
        ),
        (
            Filter("名称含", "name", "text"),
            Filter("状态", "state", "EndpointState"),
            Filter("方式", "way", "NoticeWay"),
        ),
        Operation.READ_ENDPOINTS,
        empty="没有符合条件的通知端点。点“新增”登记一个，吹哨、催办等通知就会送到那里。",
        new_page="/console/new-notice-endpoint",
        new_needs=Operation.EDIT_ENDPOINT,
        by_area=True,
    ),
    Listing(
        "eventSubscriptions",
        "事件订阅",
        "eventSubscriptions",
        (
            Column("名称", "name", order="name"),
            Column("状态", "state", "SubscriptionState", "state"),
            Column("地址", "target"),
            *_HOW_IT_GOES,
            AREA,
        ),
        (Filter("名称含", "name", "text"), Filter("状态", "state", "SubscriptionState")),
        Operation.EDIT_SUBSCRIPTION,
        empty="没有符合条件的事件订阅。点“新增”登记一个，辖区的变化就会以 CloudEvents 送到那里。",
        new_page="/console/new-event-subscription",
        new_needs=Operation.EDIT_SUBSCRIPTION,
        by_area=True,
    ),
)
