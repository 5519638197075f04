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
    "市辖区": DistrictKind.DISTRICT,
    "民族乡": SubdistrictKind.TOWNSHIP,
    **dict.fromkeys(("居", "居委会", "城市社区", "农村社区"), CommunityKind.COMMUNITY),
    **dict.fromkeys(("村委会", "行政村", "建制村"), CommunityKind.VILLAGE),
    **dict.fromkeys(("一般", "基础网格", "普通网格"), GridKind.GENERAL),
    "专属": GridKind.DEDICATED,
}

OF_ORGANIZATIONS: Mapping[str, str] = {
    "工委": PartyOrganizationKind.WORKING_COMMITTEE,
    "基层党委": PartyOrganizationKind.COMMITTEE,
    **dict.fromkeys(("总支", "总支部", "党总支部", "党总支部委员会"), PartyOrganizationKind.GENERAL_BRANCH),
    **dict.fromkeys(("支部", "联合党支部", "党支部委员会"), PartyOrganizationKind.BRANCH),
    "小组": PartyOrganizationKind.GROUP,
    **dict.fromkeys(("单独", "单建", "独立", "独立组建"), Formation.SINGLE),
    "联合": Formation.JOINT,
    "联建": Formation.JOINT,
}

OF_UNITS: Mapping[str, str] = {
    **dict.fromkeys(("党政机关", "机关单位"), UnitKind.ORGAN),
    "事业": UnitKind.PUBLIC_INSTITUTION,
    **dict.fromkeys(("国有企业", "国企", "非公企业", "民营企业", "民企", "私营企业", "合伙企业"), UnitKind.ENTERPRISE),
    **dict.fromkeys(("公司", "有限公司", "有限责任公司", "股份有限公司"), UnitKind.ENTERPRISE),
    **dict.fromkeys(("个体工商户", "个体户", "物业公司", "新经济组织"), UnitKind.ENTERPRISE),
    **dict.fromkeys(("中小学", "幼儿园", "高校"), UnitKind.SCHOOL),
    **dict.fromkeys(("卫生机构", "医疗机构", "卫生院"), UnitKind.HOSPITAL),
    **dict.fromkeys(("社会团体", "民办非企业单位", "民非", "新社会组织"), UnitKind.SOCIAL_ORGANIZATION),
    **dict.fromkeys(("基金会", "商会", "行业协会"), UnitKind.SOCIAL_ORGANIZATION),
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
    **dict.fromkeys(("中共党员", "党员", "中共正式党员", "中国共产党党员", "在册党员"), MembershipKind.FULL),
    **dict.fromkeys(("中共党员(正式)", "党员(正式)", "正式党员(在册)"), MembershipKind.FULL),
    **dict.fromkeys(("预备", "中共预备党员", "中国共产党预备党员"), MembershipKind.PROBATIONARY),
    **dict.fromkeys(("中共党员(预备)", "党员(预备)"), MembershipKind.PROBATIONARY),
    "街道干部": ForceRole.CADRE,
    "干部": ForceRole.CADRE,
    "专职网格员": ForceRole.GRID_WORKER,
    "志愿者": ForceRole.MEMBER_VOLUNTEER,
    **dict.fromkeys(("民警", "社区民警", "片警"), ForceRole.POLICE_OFFICER),
    "家庭医生": ForceRole.COMMUNITY_DOCTOR,
    "医生": ForceRole.COMMUNITY_DOCTOR,
}

_NO_MEMBERSHIP = (
    "群众 普通群众 普通居民 非党员 非中共党员 共青团员 团员 民主党派 无党派 无党派人士 民革 民革党员 民盟 民盟盟员 "
    "民建 民建会员 民进 民进会员 农工党 农工党党员 致公党 致公党党员 九三学社 九三学社社员 台盟 台盟盟员"
)
NO_MEMBERSHIP = frozenset(_NO_MEMBERSHIP.split())
"""Political standings (政治面貌, GB/T 4762-1984, and how people put them) of those who are no members of the Party."""


def _read() -> tuple[dict[str, tuple[str, ...]], dict[str, dict[str, tuple[str, ...]]]]:
    titles: dict[str, tuple[str, ...]] = defaultdict(tuple)
    headers: dict[str, dict[str, tuple[str, ...]]] = defaultdict(lambda: defaultdict(tuple))
    for name in ("headers.csv", "gbt31000.csv"):
        with Path(__file__).with_name(name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                words = tuple(row["words"].split())
                if row["column"]:
                    headers[row["table"]][row["column"]] += words
                else:
                    titles[row["table"]] += words
    return dict(titles), {table: dict(columns) for table, columns in headers.items()}


TITLES, HEADERS = _read()
"""Table -> what sheets and files of it are called; table -> column -> what stands above it. The first is the usual.

Besides what offices write, the words of the tables of GB/T 31000-2015 that name organizations, people and places, as
systems built after it spell them (the text of the standard was not at hand). `-` in place of a column: the graph has
none for what stands there, so it is passed over and told.
"""

_BESIDE = (
    "序号 序 行号 备注 填表人 审核人 填报日期 填表日期 填报单位 性别 民族 年龄 学历 学位 职称 毕业院校 专业 籍贯 "
    "出生日期 出生年月 出生年月日 婚姻状况 健康状况 是否在职 户籍地 户籍地址 户籍所在地 邮箱 电子邮箱 微信号 "
    "照片 签名 签字"
)
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

BASE = "底稿"
"""The hidden sheet of a template that keeps what went out."""
ASIDE = ("说明", "字典", "示例", "样表", "码表", "填报须知", "封面", "目录")
"""How sheets are called that hold no rows to load."""
SUMS = ("汇总", "统计", "透视", "分析", "图表")
"""How sheets beside others may be called that only count what those hold."""
PIVOTS = ("行标签", "列标签", "计数项:", "求和项:")
"""What Excel writes into a pivot table."""

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
