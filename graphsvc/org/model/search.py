"""What a search looks among."""

from graphsvc.vocabulary.labelled import Labelled


class SearchType(Labelled):
    """What to search among (检索范围)."""

    AREA = "AREA", "区域", "Areas"
    PARTY_ORGANIZATION = "PARTY_ORGANIZATION", "党组织", "Party organizations"
    JOINT_COMMITTEE = "JOINT_COMMITTEE", "大工委、大党委", "Joint committees"
    UNIT = "UNIT", "单位", "Units"
    TOPIC = "TOPIC", "主题", "Topics"
    NEED = "NEED", "需求", "Needs"
    RESOURCE = "RESOURCE", "资源", "Resources"
    PROJECT = "PROJECT", "项目", "Projects"
