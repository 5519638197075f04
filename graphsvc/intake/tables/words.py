"""What people write: above columns, as names of sheets and files, and in place of the words of closed lists."""

import csv
from collections import defaultdict
from collections.abc import Mapping
from pathlib import Path

from graphsvc.codes import AreaLevel
from graphsvc.org.model.areas import CommunityKind, DistrictKind, GridKind, SubdistrictKind
from graphsvc.org.model.organizations import (
    Formation,
    JointCommitteeKind,
    PartyOrganizationKind,
    SeatKind,
    UnitKind,
    UnitLevel,
)
from graphsvc.org.model.people import ForceRole, MembershipKind

ALSO: Mapping[str, str] = {
    "区": AreaLevel.DISTRICT,
    "县": AreaLevel.DISTRICT,
    "街道": AreaLevel.SUBDISTRICT,
    "镇": AreaLevel.SUBDISTRICT,
    "乡": AreaLevel.SUBDISTRICT,
    "社区": AreaLevel.COMMUNITY,
    "村": AreaLevel.COMMUNITY,
}
"""Levels of the chain, by what is usual for an area of that level."""

KINDS_OF_AREA: Mapping[str, str] = {
    "自治县": DistrictKind.COUNTY,
    "民族乡": SubdistrictKind.TOWNSHIP,
    "居": CommunityKind.COMMUNITY,
    "一般": GridKind.GENERAL,
    "基础网格": GridKind.GENERAL,
    "专属": GridKind.DEDICATED,
}

OF_ORGANIZATIONS: Mapping[str, str] = {
    "工委": PartyOrganizationKind.WORKING_COMMITTEE,
    "基层党委": PartyOrganizationKind.COMMITTEE,
    "总支": PartyOrganizationKind.GENERAL_BRANCH,
    "党总支部": PartyOrganizationKind.GENERAL_BRANCH,
    "支部": PartyOrganizationKind.BRANCH,
    "联合党支部": PartyOrganizationKind.BRANCH,
    "小组": PartyOrganizationKind.GROUP,
    "单独": Formation.SINGLE,
    "单建": Formation.SINGLE,
    "联合": Formation.JOINT,
    "联建": Formation.JOINT,
}

OF_UNITS: Mapping[str, str] = {
    "党政机关": UnitKind.ORGAN,
    "事业": UnitKind.PUBLIC_INSTITUTION,
    "国有企业": UnitKind.ENTERPRISE,
    "非公企业": UnitKind.ENTERPRISE,
    "公司": UnitKind.ENTERPRISE,
    "个体工商户": UnitKind.ENTERPRISE,
    "个体户": UnitKind.ENTERPRISE,
    "卫生机构": UnitKind.HOSPITAL,
    "社会团体": UnitKind.SOCIAL_ORGANIZATION,
    "民办非企业单位": UnitKind.SOCIAL_ORGANIZATION,
    "市": UnitLevel.MUNICIPAL,
    "区县级": UnitLevel.DISTRICT,
    "区县": UnitLevel.DISTRICT,
    "镇街级": UnitLevel.SUBDISTRICT,
    "街道": UnitLevel.SUBDISTRICT,
    "社区": UnitLevel.COMMUNITY,
    "街道大工委": JointCommitteeKind.BIG_WORK_COMMITTEE,
    "社区大党委": JointCommitteeKind.BIG_PARTY_COMMITTEE,
    "主席": SeatKind.CHAIR,
    "成员": SeatKind.MEMBER,
    "委员单位": SeatKind.MEMBER,
}

OF_PEOPLE: Mapping[str, str] = {
    "正式": MembershipKind.FULL,
    "中共党员": MembershipKind.FULL,
    "党员": MembershipKind.FULL,
    "预备": MembershipKind.PROBATIONARY,
    "中共预备党员": MembershipKind.PROBATIONARY,
    "街道干部": ForceRole.CADRE,
    "干部": ForceRole.CADRE,
    "专职网格员": ForceRole.GRID_WORKER,
    "志愿者": ForceRole.MEMBER_VOLUNTEER,
    "民警": ForceRole.POLICE_OFFICER,
    "社区民警": ForceRole.POLICE_OFFICER,
    "家庭医生": ForceRole.COMMUNITY_DOCTOR,
    "医生": ForceRole.COMMUNITY_DOCTOR,
}

NO_MEMBERSHIP = frozenset({"群众", "共青团员", "团员", "民主党派", "无党派人士"})
"""Political standings (政治面貌) of those who are no members of the Party."""


def _read() -> tuple[dict[str, tuple[str, ...]], dict[str, dict[str, tuple[str, ...]]]]:
    titles: dict[str, tuple[str, ...]] = {}
    headers: dict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    with Path(__file__).with_name("headers.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            words = tuple(row["words"].split())
            if row["column"]:
                headers[row["table"]][row["column"]] = words
            else:
                titles[row["table"]] = words
    return titles, dict(headers)


TITLES, HEADERS = _read()
"""Table -> what sheets and files of it are called; table -> column -> what stands above it. The first is the usual."""

_BESIDE = "序号 序 行号 备注 填表人 审核人 填报日期 填表日期 填报单位 性别 民族 年龄 学历 出生日期"
BESIDE = frozenset(_BESIDE.split())
"""Columns that people keep beside and the graph has no place for; they are passed over and told."""

LOCATORS: Mapping[str, str] = {
    "身份证号": "identity_number",
    "身份证号码": "identity_number",
    "公民身份号码": "identity_number",
    "联系电话": "phone",
    "电话": "phone",
    "手机号": "phone",
    "手机号码": "phone",
}
"""Columns by which a person is found whom another column names."""

TOTALS = ("合计", "总计", "小计", "共计", "汇总", "累计")
NOTES = ("填表", "填报", "审核", "制表", "负责人签字", "单位盖章", "说明", "备注", "注：", "注:")
"""How rows begin that hold sums, or remarks below a table."""

ASIDE = ("说明", "字典", "示例", "样表", "码表", "填报须知")
"""How sheets are called that hold no rows to load."""

PLACES: Mapping[str, AreaLevel] = {
    "区县": AreaLevel.DISTRICT,
    "区": AreaLevel.DISTRICT,
    "所属区县": AreaLevel.DISTRICT,
    "镇街": AreaLevel.SUBDISTRICT,
    "街道": AreaLevel.SUBDISTRICT,
    "乡镇": AreaLevel.SUBDISTRICT,
    "所属街道": AreaLevel.SUBDISTRICT,
    "所属镇街": AreaLevel.SUBDISTRICT,
    "村社区": AreaLevel.COMMUNITY,
    "社区": AreaLevel.COMMUNITY,
    "村居": AreaLevel.COMMUNITY,
    "所属社区": AreaLevel.COMMUNITY,
    "社区名称": AreaLevel.COMMUNITY,
    "网格": AreaLevel.GRID,
    "网格名称": AreaLevel.GRID,
    "所在网格": AreaLevel.GRID,
}
"""Columns that say where a row lies, so that names in its other columns are looked for there."""
