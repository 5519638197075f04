"""Roles: what a signed-in caller is, in the words of the sign-in server's claim."""

from enum import StrEnum


class Role(StrEnum):
    """One role a caller; what each may do stands in the permission table."""

    VIEWER = "VIEWER"  # reads the structure
    GRID_WORKER = "GRID_WORKER"  # 网格员
    COMMUNITY_OFFICIAL = "COMMUNITY_OFFICIAL"  # 社区干部
    SUBDISTRICT_OFFICIAL = "SUBDISTRICT_OFFICIAL"  # 镇街干部
    DEPARTMENT = "DEPARTMENT"  # 部门: a unit that is called to cases
    AUDITOR = "AUDITOR"  # 督查
    DISTRICT_ADMIN = "DISTRICT_ADMIN"  # 区级管理员
    SYSTEM = "SYSTEM"  # another system, by a service account
