"""What organizations can be: party organizations, units, joint committees, and the ties between them."""

from graphsvc.vocabulary.labelled import Labelled


class PartyOrganizationKind(Labelled):
    """Kind of party organization, from the working committee of a subdistrict down to the group (党组织类别)."""

    WORKING_COMMITTEE = "WORKING_COMMITTEE", "党工委", "Working committee"
    COMMITTEE = "COMMITTEE", "党委", "Committee"
    GENERAL_BRANCH = "GENERAL_BRANCH", "党总支", "General branch"
    BRANCH = "BRANCH", "党支部", "Branch"
    GROUP = "GROUP", "党小组", "Group"


class Formation(Labelled):
    """How a branch or group is formed (组建方式)."""

    SINGLE = "SINGLE", "单独组建", "By one unit or place alone"
    JOINT = "JOINT", "联合组建", "By several together"


class CommitteePost(Labelled):
    """Post on a branch's committee (支委职务)."""

    DEPUTY_SECRETARY = "DEPUTY_SECRETARY", "副书记", "Deputy secretary"
    ORGANIZATION = "ORGANIZATION", "组织委员", "Organization"
    PUBLICITY = "PUBLICITY", "宣传委员", "Publicity"
    DISCIPLINE = "DISCIPLINE", "纪检委员", "Discipline"
    MEMBER = "MEMBER", "委员", "Member"


class UnitKind(Labelled):
    """Kind of unit (单位类别)."""

    ORGAN = "ORGAN", "机关", "Organ of party or government"
    PUBLIC_INSTITUTION = "PUBLIC_INSTITUTION", "事业单位", "Public institution"
    ENTERPRISE = "ENTERPRISE", "企业", "Enterprise"
    SCHOOL = "SCHOOL", "学校", "School"
    HOSPITAL = "HOSPITAL", "医院", "Hospital"
    SOCIAL_ORGANIZATION = "SOCIAL_ORGANIZATION", "社会组织", "Social organization"


class UnitLevel(Labelled):
    """Level a unit belongs to, whatever community it stands in (单位层级)."""

    MUNICIPAL = "MUNICIPAL", "市级", "Municipal"
    DISTRICT = "DISTRICT", "区级", "District"
    SUBDISTRICT = "SUBDISTRICT", "街道级", "Subdistrict"
    COMMUNITY = "COMMUNITY", "社区级", "Community"


class JointCommitteeKind(Labelled):
    """Kind of joint committee (委员会类别)."""

    BIG_WORK_COMMITTEE = "BIG_WORK_COMMITTEE", "大工委", "Big work committee of a subdistrict"
    BIG_PARTY_COMMITTEE = "BIG_PARTY_COMMITTEE", "大党委", "Big party committee of a community"


class SeatKind(Labelled):
    """Seat on a joint committee (席位)."""

    CHAIR = "CHAIR", "主任", "Chair"
    PART_TIME_MEMBER = "PART_TIME_MEMBER", "兼职委员", "Part-time committee member"
    MEMBER = "MEMBER", "成员单位", "Member unit"


class Crossing(Labelled):
    """Why a tie crosses the hierarchy (横向方式)."""

    ACROSS_AREAS = "ACROSS_AREAS", "跨区域", "The unit stands outside the area"
    ACROSS_LEVELS = "ACROSS_LEVELS", "跨层级", "The unit belongs to a higher level"


PARTY_ORGANIZATION_STATE = ("name", "kind", "formation", "termEndsOn", "postponedTermEndsOn", "areaCode")
"""Properties of a party organization that are kept as they were, when it changes."""
