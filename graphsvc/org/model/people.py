"""What people can be: their standing in the Party, and the forces embedded in grids."""

from graphsvc.vocabulary.labelled import Labelled


class MembershipKind(Labelled):
    """Standing in the Party (党员类别)."""

    FULL = "FULL", "正式党员", "Full member"
    PROBATIONARY = "PROBATIONARY", "预备党员", "Probationary member"


class ForceRole(Labelled):
    """Role of a force embedded in a grid (力量类别)."""

    CADRE = "CADRE", "镇街干部", "Subdistrict cadre"
    GRID_WORKER = "GRID_WORKER", "网格员", "Grid worker"
    MEMBER_VOLUNTEER = "MEMBER_VOLUNTEER", "党员志愿者", "Party member volunteer"
    POLICE_OFFICER = "POLICE_OFFICER", "片区民警", "Police officer of the beat"
    COMMUNITY_DOCTOR = "COMMUNITY_DOCTOR", "社区医生", "Community doctor"
