"""A command centre at the console: founded, staffed, its shifts entered, swapped and cancelled by forms alone."""

import re
from datetime import timedelta

from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from graphsvc.db.driver import Graph
from tests.acceptance.visitor import STREET, Visitor, enter


def people(visitor: Visitor) -> list[str]:
    """Ids of those that a list of people holds."""
    found = re.search(r'<select name="shifts.person"[^>]*>(.*?)</select>', visitor.text, re.DOTALL)
    assert found
    return [each for each in re.findall(r'<option value="([^"]*)"', found[1]) if each]


async def test_a_centre_is_staffed_and_its_duty_is_entered_and_cancelled_by_forms(
    console: str, demo_graph: Graph
) -> None:
    street = await enter(console, "SUBDISTRICT_OFFICIAL")
    page = f"/console/command-centre?area={STREET}"
    await street.open(page)
    if "还没有设立指挥中心" in street.said:
        await street.send(street.form("/console/do/foundCommandCentre"))
        assert "已办好" in street.said, street.said[:900]
    first, second, *_ = people(street)
    today = day_in_china(utc_now())
    appointed = {"appointment.person": first, "appointment.role": "BOARD_HEAD", "since": str(today)}
    await street.send(street.form("/console/do/appointToCentre"), **appointed)
    assert "怎么办" in street.said  # of which board?
    form = street.form("/console/do/appointToCentre")
    assert form.fields["appointment.person"] == [first]
    await street.send(form, **{"appointment.board": "SAFETY_AND_LAW"})
    assert "已办好" in street.said, street.said[:900]
    assert f"板块负责人 {name_of(street, first)}，" in street.said
    day = today + timedelta(days=1)
    for person, begins, ends in ((first, "08:00", "16:00"), (second, "16:00", "23:00")):
        shift = {"shifts.person": person, "shifts.seat": "OPERATOR"}
        times = {"shifts.startsAt:DateTime": f"{day}T{begins}", "shifts.endsAt:DateTime": f"{day}T{ends}"}
        await street.send(street.form("/console/do/enterDuty"), **shift, **times)
        assert "已办好" in street.said, street.said[:900]
    again = {"shifts.person": second, "shifts.seat": "OPERATOR"}
    over = {"shifts.startsAt:DateTime": f"{day}T20:00", "shifts.endsAt:DateTime": f"{day}T22:00"}
    await street.send(street.form("/console/do/enterDuty"), **again, **over)
    assert "与已排的班次重叠" in street.said

    await street.open(f"/console/duty?area={STREET}")
    (count,) = re.findall(r"今天起的排班（(\d+) 班）", street.said)
    assert int(count) >= 2
    swap = street.form("/console/do/askDutySwap")
    await street.send(swap, other=re.findall(r'value="(shift-[^"]+)"', street.text)[-1])
    await street.open(f"/console/duty?area={STREET}")
    await street.send(street.form("/console/do/cancelDutyShift"), reason="临时停班")
    assert "已办好" in street.said, street.said[:900]
    assert "临时停班" in street.said
    community = await enter(console, "COMMUNITY_OFFICIAL")
    await community.open(f"/console/duty?area={STREET}")
    assert "cancelDutyShift" not in community.text
    await community.open(page)
    assert community.response.status_code == 403


def name_of(visitor: Visitor, person: str) -> str:
    """What the list calls a person."""
    found = re.search(rf'<option value="{re.escape(person)}"[^>]*>([^<]+)</option>', visitor.text)
    assert found
    return found[1]
