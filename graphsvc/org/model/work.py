"""What work of every kind shares: how urgent it is, how its time runs out, and the board that it belongs to."""

from graphsvc.vocabulary.labelled import Labelled


class Urgency(Labelled):
    """How urgent something is (紧急程度)."""

    LOW = "LOW", "一般", "Low"
    NORMAL = "NORMAL", "正常", "Normal"
    HIGH = "HIGH", "较急", "High"
    URGENT = "URGENT", "紧急", "Urgent"


class Board(Labelled):
    """Board of a command centre (四板块)."""

    PARTY_BUILDING = "PARTY_BUILDING", "党的建设", "Party building"
    ECONOMY = "ECONOMY", "经济发展", "Economic development"
    LIVELIHOOD = "LIVELIHOOD", "民生服务", "Services for people's livelihood"
    SAFETY_AND_LAW = "SAFETY_AND_LAW", "平安法治", "Safety and the rule of law"


class Light(Labelled):
    """How much of the time is used (红黄绿灯)."""

    GREEN = "GREEN", "绿灯", "Less than 80 %"
    YELLOW = "YELLOW", "黄灯", "80 % or more"
    RED = "RED", "红灯", "Overdue"
