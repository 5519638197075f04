"""Lists of services at the door: points and items."""

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
