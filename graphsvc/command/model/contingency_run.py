"""A contingency plan that runs (预案运行): as it was when it was started, until it is ended and looked back upon."""

from dataclasses import dataclass

from graphsvc.command.model.contingency_plan import NOT_ITS_AREA
from graphsvc.command.model.supervision import Reach
from graphsvc.vocabulary.labelled import Labelled
from graphsvc.vocabulary.machine import Machine


class ContingencyRunState(Labelled):
    """Where a run of a contingency plan stands (预案运行状态)."""

    RUNNING = "RUNNING", "响应中", "Its steps are worked on, its resources held"
    ENDED = "ENDED", "已终止", "Over, to be looked back upon"
    REVIEWED = "REVIEWED", "已复盘", "Over, with a review"


class ContingencyRunAction(Labelled):
    """What can be done with a run (预案运行步骤)."""

    END = "END", "终止响应", "End it: what is open is withdrawn, what is held is free"
    REVIEW = "REVIEW", "复盘", "Write down what went well and what did not"


class ResourceShortage(Labelled):
    """Why a run could not hold a resource (未能占用的原因)."""

    STOPPED = "STOPPED", "已停止提供", "No longer on offer"
    PERSONAL = "PERSONAL", "由个人提供，请社区直接联系", "A person's; ask that person"
    OUT_OF_AREA = "OUT_OF_AREA", "不服务该地", "Serves another area"
    NOT_YET = "NOT_YET", "尚未开放", "Opens later"
    EXPIRED = "EXPIRED", "已到期", "Has ended"
    FULL = "FULL", "名额已满", "All of it is held"
    SHORT = "SHORT", "名额不足", "Too little of it is left"


_S, _A = ContingencyRunState, ContingencyRunAction
RUN = Machine("contingency run", {(_S.RUNNING, _A.END): _S.ENDED, (_S.ENDED, _A.REVIEW): _S.REVIEWED})


@dataclass(frozen=True, slots=True)
class RunStanding:
    """How a run stands, and the area of its plan, which answers for it."""

    state: ContingencyRunState
    area: str


def bar_run_step(standing: RunStanding, action: ContingencyRunAction, reach: Reach) -> str | None:
    """Say in Chinese why a caller may not take a step now; None where it may. `lock_run` decides alike."""
    if bar := RUN.bar(standing.state, action):
        return bar
    return None if any(standing.area.startswith(prefix) for prefix in reach.scope) else NOT_ITS_AREA
