"""Roles: what a signed-in caller is, in the words of the sign-in server's claim."""

from graphsvc.vocabulary.labelled import Labelled


class Role(Labelled):
    """Role of a caller, one each (角色); what each may do stands in the permission table."""

    VIEWER = "VIEWER", "查看者", "Reads the structure"
    GRID_WORKER = "GRID_WORKER", "网格员", "Grid worker"
    COMMUNITY_OFFICIAL = "COMMUNITY_OFFICIAL", "社区干部", "Official of a community"
    SUBDISTRICT_OFFICIAL = "SUBDISTRICT_OFFICIAL", "镇街干部", "Official of a subdistrict"
    DEPARTMENT = "DEPARTMENT", "部门", "A unit that is called to cases"
    AUDITOR = "AUDITOR", "督查", "Auditor"
    DISTRICT_ADMIN = "DISTRICT_ADMIN", "区级管理员", "Administrator of a district"
    SYSTEM = "SYSTEM", "系统", "Another system, by a service account"
    MEMBER = "MEMBER", "党员", "A Party member for itself: the token's subject is the id of its person"
