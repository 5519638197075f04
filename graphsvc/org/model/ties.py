"""Ties between nodes of the graph, and how each reads in either direction."""

from typing import Self

from graphsvc.vocabulary.labelled import Labelled


class Relationship(Labelled):
    """Tie between two nodes (关系), named as it reads from its start to its end."""

    backwards: str

    def __new__(cls, value: str, zh: str = "", en: str = "", backwards: str = "") -> Self:
        """Make a member that also says how it reads from its end."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.zh, member.en, member.backwards = zh, en, backwards
        return member

    PART_OF = "PART_OF", "属于", "Is part of", "下辖"
    CONTAINS = "CONTAINS", "包含小区", "Contains the estate", "位于网格"
    ADJACENT_TO = "ADJACENT_TO", "相邻", "Is next to", "相邻"
    OVERLAPS = "OVERLAPS", "重叠于", "Lies on", "叠有条线网格"
    SUBORDINATE_TO = "SUBORDINATE_TO", "隶属于", "Is subordinate to", "下辖党组织"
    LEADS = "LEADS", "领导", "Leads", "受其领导"
    COVERS = "COVERS", "覆盖", "Covers", "由其覆盖"
    CONVENES = "CONVENES", "召集", "Convenes", "由其召集"
    SERVES = "SERVES", "服务于", "Serves", "设有"
    HELD = "HELD", "召开", "Held", "由其召开"
    DECIDED = "DECIDED", "议定", "Decided on", "由会议议定"
    JOINS = "JOINS", "加入", "Sits on", "成员单位有"
    LOCATED_IN = "LOCATED_IN", "位于", "Stands in", "驻有"
    HAS_PARTY_ORGANIZATION = "HAS_PARTY_ORGANIZATION", "设有党组织", "Has the party organization", "是其党组织"
    CO_FORMS = "CO_FORMS", "参与组建", "Helps to form", "由其联合组建"
    BELONGS_TO = "BELONGS_TO", "隶属党组织", "Belongs to", "党员有"
    SECRETARY_OF = "SECRETARY_OF", "任书记于", "Is secretary of", "书记是"
    COMMITTEE_MEMBER_OF = "COMMITTEE_MEMBER_OF", "任支委于", "Is on the committee of", "支委有"
    WORKS_FOR = "WORKS_FOR", "就职于", "Works for", "职工有"
    LIVES_IN = "LIVES_IN", "居住于", "Lives in", "住有"
    SERVES_IN = "SERVES_IN", "服务于网格", "Serves in", "力量有"
    OFFERS = "OFFERS", "提供", "Offers", "由其提供"
    VOLUNTEERS = "VOLUNTEERS", "志愿提供", "Offers as a volunteer", "由其志愿提供"
    RAISES = "RAISES", "提出", "Raises", "由其提出"
    MEETS = "MEETS", "解决", "Meets", "由项目解决"
    USES = "USES", "使用", "Uses", "用于项目"
    HOLDS_PAIRING = "HOLDS_PAIRING", "包联", "Stands by, as the pairing says", "包联单位是"
    PAIRED_WITH = "PAIRED_WITH", "包联于", "Is a pairing with", "由其包联"
