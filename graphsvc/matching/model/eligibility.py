"""Gates: what keeps a resource out of a ranking whatever its score, each with the words that tell an official."""

from datetime import date

from graphsvc.vocabulary.labelled import Labelled


class Gate(Labelled):
    """What keeps a resource out whatever its score (硬性门槛); the first that holds is named."""

    PAUSED = "PAUSED", "暂停提供", "Paused"
    NOT_YET = "NOT_YET", "尚未开放", "Opens later"
    EXPIRED = "EXPIRED", "已到期", "Closed before"
    FULL = "FULL", "名额已满", "Projects in progress hold all of it"
    NO_SESSION = "NO_SESSION", "该时段无开放场次", "Its recurrence has no day in the window"
    OUT_OF_AREA = "OUT_OF_AREA", "不在服务范围", "It serves another area"


NEXT_STEP = "所列资源均无法在该时段到该地服务，建议由社区吹哨，报镇街协调。"


def words(gate: Gate, opens: date | None, closes: date | None) -> str:
    """The gate as an official reads it, such as 12-03 起可用; a day of another year carries its year."""
    match gate:
        case Gate.NOT_YET if opens:
            return f"{opens:%m-%d} 起可用" if closes is None or opens.year == closes.year else f"{opens} 起可用"
        case Gate.EXPIRED if closes:
            return f"已于 {closes} 到期"
        case _:
            return gate.zh
