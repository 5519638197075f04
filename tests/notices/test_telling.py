"""Which entries are told to whom, without a graph."""

from datetime import UTC, datetime

import pytest

from graphsvc.access.address import to_person, to_unit
from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.cases.model.states import Action as CaseAction
from graphsvc.cobuilding.model.project import ProjectAction, target
from graphsvc.codes import AreaLevel
from graphsvc.command.appraisal.yearly import AppraisalAction
from graphsvc.command.model.supervision import SupervisionAction
from graphsvc.notices.model.telling import RULES, Called, Facts, Receiver, Told, notices_of, to_official
from graphsvc.org.pairings.pairing import PairingRequestAction
from graphsvc.patrol.model.visits import VisitState
from graphsvc.registration.model.post import ClaimAction
from graphsvc.registration.needs.need import RegistrantNeedAction
from graphsvc.tasks.model.task import Act

AT = datetime(2026, 9, 7, 2, 0, tzinfo=UTC)
GRID = "500103012011001"


def addresses(action: str, **facts: object) -> list[str]:
    told = Told("500103", 7, action, "case-1", AT)
    return [each.to for each in notices_of(told, Facts(GRID, "第一网格", **facts))]  # type: ignore[arg-type]


def test_every_action_that_is_told_of_is_one_that_the_record_holds() -> None:
    written = {f"CASE_{each.value}" for each in CaseAction} | {target(each).value for each in ProjectAction}
    written |= {f"CLAIM_{each.value}" for each in ClaimAction} | {f"TASK_{each.value}" for each in Act}
    written |= {"PROPOSED", "CLAIMED", "POST_CLAIMED", "CLAIM_FREED", "TASK_DISPATCHED"}
    written |= {"DEPUTY_NAMED", "DEPUTY_ENDED"}
    written |= {"CLAIM_MESSAGE_SENT", "REGISTRANT_NEED_RAISED"}
    written |= {f"REGISTRANT_NEED_{each.value}" for each in RegistrantNeedAction}
    written |= {"SUPERVISION_OPENED"} | {f"SUPERVISION_{each.value}" for each in SupervisionAction}
    written |= {f"VISIT_{each.value}" for each in VisitState}
    written |= {"APPRAISAL_NOTICED", "APPRAISAL_UNDECIDED"} | {f"APPRAISAL_{each.value}" for each in AppraisalAction}
    written |= {"PAIRING_REQUEST_PLACED"} | {f"PAIRING_REQUEST_{each.value}" for each in PairingRequestAction}
    written |= {"AREA_RATING_GIVEN", "AREA_RATING_WITHDRAW"}
    written |= {"ENTRY_ASKED", "ENTRY_CONFIRMED", "ENTRY_DECLINED"}
    assert set(RULES) <= written


@pytest.mark.parametrize(
    ("action", "facts", "told"),
    [
        ("CASE_WHISTLE", {"called": (Called("unit-a"), Called("unit-b"))}, ["UNIT unit-a;", "UNIT unit-b;"]),
        ("CASE_REMIND", {}, ["COMMUNITY_OFFICIAL 500103012011;"]),
        ("CLAIM_MESSAGE_SENT", {"side": "COMMUNITY", "person": "p"}, [to_person("p")]),
        ("CLAIM_MESSAGE_SENT", {"side": "COMMUNITY", "unit": "unit-a"}, ["UNIT unit-a;"]),
        ("CLAIM_MESSAGE_SENT", {"side": "REGISTRANT", "person": "p"}, ["COMMUNITY_OFFICIAL 500103012011;"]),
        ("REGISTRANT_NEED_RAISED", {"person": "p"}, ["COMMUNITY_OFFICIAL 500103012011;"]),
        ("REGISTRANT_NEED_MEET", {"person": "p"}, [to_person("p")]),
        ("REGISTRANT_NEED_DECLINE", {"unit": "unit-a"}, ["UNIT unit-a;"]),
        ("CASE_REMIND", {"unit": "unit-a", "of_call": True}, ["UNIT unit-a;"]),
        (
            "CASE_ESCALATE",
            {"unit": "unit-a", "of_call": True},
            ["UNIT unit-a;", "SUBDISTRICT_OFFICIAL 500103012;", "DISTRICT_ADMIN 500103;"],
        ),
        ("CASE_RETURN", {"unit": "unit-a", "of_call": True, "person": "p"}, ["SUBDISTRICT_OFFICIAL 500103012;"]),
        ("CASE_ASK_PAUSE", {"unit": "unit-a", "of_call": True}, ["SUBDISTRICT_OFFICIAL 500103012;"]),
        ("CASE_REFUSE_PAUSE", {"unit": "unit-a", "of_call": True}, ["UNIT unit-a;"]),
        ("CASE_PAUSE", {}, ["COMMUNITY_OFFICIAL 500103012011;"]),
        ("CASE_TRANSFER", {}, ["COMMUNITY_OFFICIAL 500103012011;"]),
        (
            "CASE_TURN_BACK",
            {"arbiter": "DISTRICT"},
            ["DISTRICT_ADMIN 500103;", "COMMUNITY_OFFICIAL 500103012011;"],
        ),
        ("CASE_TURN_BACK", {"arbiter": ""}, ["COMMUNITY_OFFICIAL 500103012011;"]),
        ("CASE_ALLOT", {}, ["COMMUNITY_OFFICIAL 500103012011;"]),
        ("CASE_PASS_UP", {"level": "SUBDISTRICT"}, ["SUBDISTRICT_OFFICIAL 500103012;"]),
        ("CASE_RETURN", {"person": "p"}, [f"GRID_WORKER {GRID};", "PERSON p;"]),
        (
            "TASK_DISPATCHED",
            {"receivers": (Receiver("AREA", "500103012000"), Receiver("UNIT", "u"), Receiver("PERSON", "p;q"))},
            ["SUBDISTRICT_OFFICIAL 500103012;", "UNIT u;", "PERSON p%3Bq;"],
        ),
        ("VISIT_MISSED", {}, [f"GRID_WORKER {GRID};", "COMMUNITY_OFFICIAL 500103012011;"]),
        ("PROPOSED", {"providers": ("unit-a",)}, ["UNIT unit-a;"]),
        ("CASE_SIGN", {"unit": "unit-a"}, []),
    ],
)
def test_an_entry_is_told_to_those_it_concerns(action: str, facts: dict[str, object], told: list[str]) -> None:
    assert addresses(action, **facts) == told


@pytest.mark.parametrize(
    ("area", "level", "to"),
    [
        ("500103012000", AreaLevel.COMMUNITY, "SUBDISTRICT_OFFICIAL 500103012;"),
        ("500103000000", AreaLevel.COMMUNITY, "DISTRICT_ADMIN 500103;"),
        ("500000000000", AreaLevel.COMMUNITY, "DISTRICT_ADMIN 50;"),
        ("500103012011E003", AreaLevel.COMMUNITY, "COMMUNITY_OFFICIAL 500103012011;"),
        (GRID, AreaLevel.DISTRICT, "DISTRICT_ADMIN 500103;"),
    ],
)
def test_officials_of_a_level_above_are_told_where_the_area_is_larger(area: str, level: AreaLevel, to: str) -> None:
    assert to_official(area, level) == to


def test_no_address_of_somebody_else_starts_as_ones_own() -> None:
    caller = Principal("p", Role.DEPARTMENT, ("500103012011",), "unit-1")
    for other in (to_unit("unit-19"), to_person("p;x"), to_person("pq"), "COMMUNITY_OFFICIAL 500103012011;"):
        assert not other.startswith(caller.addresses)
    assert to_unit("unit-1").startswith(caller.addresses)


def test_a_notice_says_what_where_which_and_until_when_and_nothing_else() -> None:
    told = Told("500103", 7, "CASE_WHISTLE", "case-1", AT)
    (notice,) = notices_of(
        told, Facts(GRID, "桐花社区第一网格", due_at=AT, is_urgent=True, called=(Called("u", AT),), person="张三")
    )
    assert notice.text == "【吹哨】（紧急）桐花社区第一网格：已吹哨，请签收，编号 case-1，时限 2026-09-07 10:00"
    assert notice.id == "notice-500103-7-1"
    assert "张三" not in str(notice.properties)
