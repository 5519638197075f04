"""Lists of how an area is organized: its units, Party organizations and joint committees."""

from graphsvc.access.scope import Operation
from graphsvc.console.published.listing import AREA, WITHIN, Column, Filter, Listing

ORGANIZATION_LISTS = (
    Listing(
        "units",
        "共建单位",
        "units",
        (
            Column("名称", "name", order="name"),
            Column("类别", "kind", "UnitKind", "kind"),
            Column("层级", "level", "UnitLevel", "level"),
            Column("驻地", "community.name"),
            Column("统一社会信用代码", "creditCode"),
        ),
        (
            Filter("名称含", "name", "text"),
            Filter("类别", "kind", "UnitKind"),
            Filter("层级", "level", "UnitLevel"),
            WITHIN,
        ),
    ),
    Listing(
        "partyOrganizations",
        "党组织",
        "partyOrganizations",
        (
            Column("名称", "name", order="name"),
            Column("类别", "kind", "PartyOrganizationKind", "kind"),
            Column("组建方式", "formation", "Formation"),
            Column("上级", "superior.name"),
            Column("届满日期", "termEndsOn", "day", "termEndsOn"),
            Column("撤销日期", "dissolvedOn", "day", "dissolvedOn"),
        ),
        (
            Filter("名称含", "name", "text"),
            Filter("类别", "kind", "PartyOrganizationKind"),
            Filter("组建方式", "formation", "Formation"),
            Filter("届满日期起", "termEndsOn", "from"),
            WITHIN,
        ),
    ),
    Listing(
        "jointCommittees",
        "大工委、大党委",
        "jointCommittees",
        (
            Column("名称", "name", order="name"),
            Column("服务区域", "area.name"),
            Column("召集党组织", "convener.name"),
            Column("成员单位", "members.totalCount", "number"),
            Column("成立日期", "foundedOn", "day", "foundedOn"),
            Column("撤销日期", "dissolvedOn", "day", "dissolvedOn"),
        ),
        (
            Filter("名称含", "name", "text"),
            Filter("成立日期起", "foundedOn", "from"),
            WITHIN,
        ),
    ),
    Listing(
        "pairings",
        "包联",
        "pairings",
        (
            Column("包联单位", "unit.name"),
            Column("包联区域", "area.name"),
            Column("起", "since", "day", "since"),
            Column("止", "until", "day"),
            Column("最近联系", "lastContactOn", "day", "lastContactOn"),
            Column("应联系日期", "contactDueOn", "day", "contactDueOn"),
        ),
        (Filter("联系逾期", "contactOverdue", "yes"), WITHIN),
        new_page="/console/new-pairing",
        new_needs=Operation.KEEP_PAIRING,
    ),
    Listing(
        "pairingRequests",
        "包联派单",
        "pairingRequests",
        (
            Column("派单内容", "content"),
            Column("状态", "state", "PairingRequestState", "state"),
            Column("承办单位", "unit.name"),
            Column("派单日期", "placedOn", "day", "placedOn"),
            Column("办理期限", "dueOn", "day", "dueOn"),
            Column("办理日期", "finishedOn", "day", "finishedOn"),
            AREA,
        ),
        (Filter("状态", "state", "PairingRequestState"), WITHIN),
        Operation.READ_CASES,
    ),
    Listing(
        "yearlyAppraisals",
        "年度考核",
        "yearlyAppraisals",
        (
            Column("年度", "title", order="year"),
            Column("状态", "state", "YearlyAppraisalState", "state"),
            Column("得分", "points", "number"),
            Column("满分", "most", "number"),
            Column("公示日期", "noticedOn", "day", "noticedOn"),
            Column("申诉截止", "objectUntilOn", "day", "objectUntilOn"),
            AREA,
        ),
        (Filter("状态", "state", "YearlyAppraisalState"), Filter("年度", "year", "equal"), WITHIN),
        Operation.READ_CASES,
        empty="没有符合条件的年度考核。年度结束后，上级在“考核得分”页面公示。",
    ),
)
