"""Supervisions as GraphQL shows them, with lights of their own."""

from __future__ import annotations

from datetime import date, datetime

from graphsvc.command.api.centre_types import CommandCentre
from graphsvc.command.model.supervision import SupervisionState
from graphsvc.gql.schema.fields import Connection, Criterion, adds_to, along, at, node, one
from graphsvc.org.api.areas import PLACE, Area, Node
from graphsvc.org.model.work import Light

LIGHT = """\
CASE WHEN @this.state = 'OPEN' THEN CASE WHEN $now >= @this.dueAt THEN 'RED' \
WHEN $now >= @this.warnAt THEN 'YELLOW' ELSE 'GREEN' END END"""
LIT = Criterion(Light, f"({LIGHT}) = $value", "Its light now (红黄绿灯).", read=lambda light: light.name)


@node("A centre's demand for an answer about a case or task by a day (督办).", criteria={"light": LIT})
class Supervision(Node):
    """Its light is its own: nothing of the clock of what it is about moves it."""

    state: SupervisionState = at("state", "Where it stands (督办状态).", find=True, sort=True)
    version: int = at("version", "Counts its changes; a change names the one it has seen (版本).")
    demand: str = at("demand", "What is asked for (督办要求).")
    due_on: date = at("dueOn", "Last day to answer (答复期限).", find=True, sort=True)
    light: Light | None = at(LIGHT, "Its light now; null unless it waits for an answer (红黄绿灯).")
    opened_at: datetime = at("openedAt", "When it was opened (督办时间).", sort=True)
    answer: str | None = at("answer", "The last answer, in full (答复).")
    answered_at: datetime | None = at("answeredAt", "When it was given; null where it was sent back (答复时间).")
    ended_at: datetime | None = at("endedAt", "When it was closed or taken back (销号时间).")
    note: str | None = at("note", "What the centre said at its last step (说明).")
    about: Node | None = one("-[:SUPERVISES]->", "The case or task (督办对象).", find=True, ends=("Case", "Task"))
    to: Node | None = one(
        "-[:ASKS]->", "The unit or area that is to answer (答复单位或区域).", find=True, ends=("Unit", "Area")
    )
    centre: CommandCentre | None = one("-[:ORDERED_BY]->", "Whose demand it is (指挥中心).", find=True)
    area: Area | None = one(PLACE, "Where what is supervised lies (所在区域).", find=True)


@adds_to(CommandCentre)
class CentreSupervisions:
    """What a centre has asked for."""

    supervisions: Connection[Supervision] = along("<-[:ORDERED_BY]-", "What it has asked for (督办).")


def supervisions_of(kind: type) -> type:
    """Declare the supervisions of a kind of thing, which this room need not know: the schema names cases and tasks."""

    @adds_to(kind)
    class Supervised:
        supervisions: Connection[Supervision] = along("<-[:SUPERVISES]-", "What centres asked about it (督办).")

    return Supervised
