"""The lists of double registration: who has registered, and the cards of each quarter."""

from graphsvc.access.scope import Operation
from graphsvc.console.published.listing import AREA, WITHIN, Column, Filter, Listing

REGISTRATION_LISTS = (
    Listing(
        "registrations",
        "报到",
        "registrations",
        (
            Column("单位", "unit.name"),
            Column("党员", "person.name"),
            Column("状态", "state", "RegistrationState", "state"),
            Column("年度", "year"),
            Column("报到日期", "reportedOn", "day", "reportedOn"),
            Column("承诺完成日期", "dueOn", "day", "dueOn"),
            Column("评分", "rating", "number"),
            AREA,
        ),
        (Filter("状态", "state", "RegistrationState"), WITHIN),
        Operation.READ_REGISTRATIONS,
    ),
    Listing(
        "quarterCards",
        "登记卡",
        "quarterCards",
        (
            Column("持卡人", "holder"),
            Column("年度", "year", order="year"),
            Column("季度", "quarter", order="quarter"),
            Column("主体", "kind", "RegistrantKind"),
            Column("送达单位", "workplace.name"),
            Column("送达上级党组织", "superior.name"),
            Column("报到状态", "state", "RegistrationState"),
            Column("承诺事项", "pledgedCount", "number"),
            Column("已践诺", "keptCount", "number"),
            Column("到岗", "servedSeatCount", "number"),
            Column("缺岗", "missedSeatCount", "number"),
            Column("本卡分钟", "minutes", "number", "minutes"),
            Column("本年累计分钟", "yearMinutes", "number"),
            Column("先锋积分", "dutyPoints", "number"),
            Column("先锋积分余额", "dutyBalance", "number"),
            Column("兑换积分", "exchangePoints", "number"),
            Column("兑换积分余额", "exchangeBalance", "number"),
            Column("社区评价数", "serviceRatingCount", "number"),
            Column("定卡日期", "frozenOn", "day", "frozenOn"),
            AREA,
            Column("封签", "seal"),
        ),
        (
            Filter("年度", "year", "equal"),
            Filter("季度", "quarter", "equal"),
            Filter("主体", "kind", "RegistrantKind"),
            WITHIN,
        ),
        Operation.READ_REGISTRATIONS,
        empty="还没有登记卡。每季度结束后，用 graphsvc cards 命令为辖区定卡。",
    ),
)
