"""Gates: what keeps a resource out of a ranking whatever its score, each with the words that tell an official."""

from graphsvc.cobuilding.model.measure import Amount
from graphsvc.cobuilding.model.window import Days
from graphsvc.matching.model.candidates import Offer
from graphsvc.vocabulary.labelled import Labelled


class Gate(Labelled):
    """What keeps a resource out whatever its score (硬性门槛); the first that holds is named."""

    PAUSED = "PAUSED", "暂停提供", "Paused"
    NOT_YET = "NOT_YET", "尚未开放", "Opens later"
    EXPIRED = "EXPIRED", "已到期", "Closed before"
    FULL = "FULL", "名额已满", "Projects in progress hold all of it"
    SHORT = "SHORT", "数量不足", "Less is free than is needed"
    NO_SESSION = "NO_SESSION", "该时段无开放场次", "Its recurrence has no day in the window"
    OUT_OF_AREA = "OUT_OF_AREA", "不在服务范围", "It serves another area"


NEXT_STEP = "所列资源均无法在该时段到该地服务，建议由社区吹哨，报镇街协调。"


NO_FIT = "没有找到合适的资源，建议由社区吹哨，报镇街协调。"
TOGETHER = "没有一家能单独满足所需数量，可由所列几家合力承接。"
OF_ONE = "没有一项资源能单独满足所需数量，可由所列一家的几项资源合起来承接。"


def in_part(lacking: int) -> str:
    """Say that what is listed does not reach, and by how much."""
    return f"所列资源合起来仍缺 {lacking}，可先承接一部分，其余另行对接。"


def words(gate: Gate, offer: Offer, days: Days, amount: Amount | None) -> str:
    """The gate as an official reads it, such as 12-03 起可用; a day of another year than is needed carries its year."""
    opens, closes = offer.window.first, offer.window.last
    match gate:
        case Gate.NOT_YET if opens:
            return f"{opens:%m-%d} 起可用" if opens.year == days.first.year else f"{opens} 起可用"
        case Gate.EXPIRED if closes:
            return f"已于 {closes} 到期"
        case Gate.SHORT if offer.free is not None:
            return f"余 {offer.free} {offer.capacity_unit or '份'}，需 {amount}"
        case _:
            return gate.zh
