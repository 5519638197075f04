"""Which changes of its state an entry offers to whom, and the reason in Chinese why it withholds the others."""

from dataclasses import dataclass

from graphsvc.cobuilding.model.entry import EntryAction, Kind, State, allowed, sources
from graphsvc.cobuilding.model.project_offers import Reach

UNIT_SAYS = (EntryAction.CONFIRM, EntryAction.DECLINE)
OWN = "发布人、修改人不能替单位确认自己发布或修改的条目。"
EARLY = "单位还在答复期内（一周），由单位自己答复。"


@dataclass(frozen=True, slots=True)
class EntryStanding:
    """An entry as its offers need it.

    Attributes:
        own: whether the caller asked the unit: published the entry in its name, or changed it.
        late: whether the unit has had its time to answer.
        unit: id of the unit whose it is, with the code of its area; empty where it is an area's or a person's.
        projects: ids of what works on it or uses it now.
    """

    kind: Kind
    state: State
    area_code: str
    own: bool
    late: bool
    unit: str
    unit_area: str
    projects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EntryOffer:
    """One action for one caller: possible, or the reason why not; some only for a reason given on record."""

    action: EntryAction
    zh: str | None
    needs_reason: bool


def entry_offers(standing: EntryStanding, edit: Reach, confirm: Reach) -> tuple[EntryOffer, ...]:
    """List every action.

    Args:
        edit, confirm: where the caller may change entries, and where it may answer for units.
    """
    offers = []
    for action in EntryAction:
        if action in UNIT_SAYS:
            against, for_reason = _against_saying(standing, confirm, action)
        else:
            against, for_reason = _against_turning(standing, edit, action), action is EntryAction.WITHDRAW
        offers.append(EntryOffer(action, against, for_reason))
    return tuple(offers)


def _against_turning(standing: EntryStanding, edit: Reach, action: EntryAction) -> str | None:
    if barred := _barred(standing, action):
        return barred
    if not (edit.covers(standing.area_code) or (edit.unit and edit.unit == standing.unit)):
        return "这一步由所在地的社区、镇街或条目所属的单位来办。"
    if action is EntryAction.WITHDRAW and standing.projects:
        return f"在办项目正在使用，请先完成或撤回：{', '.join(standing.projects)}。"
    return None


def _against_saying(standing: EntryStanding, confirm: Reach, action: EntryAction) -> tuple[str | None, bool]:
    speaks = bool(standing.unit) and ("" in confirm.scope or confirm.unit == standing.unit)
    for_reason = action is EntryAction.DECLINE or not speaks
    if barred := _barred(standing, action):
        return barred, for_reason
    if speaks:
        return None, for_reason
    if not (standing.unit and confirm.covers(standing.unit_area)):
        return "这一步由条目所属的单位来办；单位不答复的，由其上级镇街写明依据后代办。", for_reason
    if action is EntryAction.CONFIRM and standing.own:
        return OWN, for_reason
    return None if standing.late else EARLY, for_reason


def _barred(standing: EntryStanding, action: EntryAction) -> str | None:
    if standing.state in sources(standing.kind, action):
        return None
    steps = "、".join(each.zh for each in allowed(standing.kind, standing.state)) or "无"
    return f"当前状态是“{standing.state.zh}”，不能“{action.zh}”；可以：{steps}。"
