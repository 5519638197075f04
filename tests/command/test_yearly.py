"""The appraisal of a year: whose act is next, until when, and what a seal covers."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from graphsvc.codes import AreaLevel
from graphsvc.command.appraisal.store import AppraisalDays
from graphsvc.command.appraisal.yearly import (
    APPRAISAL,
    GOES_ON,
    GONE,
    NOT_ABOVE,
    NOT_OWN,
    NOT_YET,
    OWN_NOTICE,
    SAYS,
    AppraisalAction,
    Reach,
    Standing,
    YearlyAppraisalState,
    bar_act,
    check_once,
    digest,
    too_early,
    too_late,
)
from graphsvc.command.rules.responsibilities import (
    Evidence,
    EvidenceKind,
    PartyBuildingDuty,
    Responsibilities,
    read_responsibilities,
    score,
)
from graphsvc.errors import BadInput

ACTION, STATE = AppraisalAction, YearlyAppraisalState
COMMUNITY, STREET = "500103012011", "500103012000"
UNTIL, LATER = date(2027, 1, 11), date(2027, 1, 25)
OF_COMMUNITY, OF_STREET, OF_DISTRICT = Reach((COMMUNITY,)), Reach(("500103012",)), Reach(("500103",))


def standing(state: YearlyAppraisalState, area: str = COMMUNITY, year: int = 2026) -> Standing:
    drafted = state is STATE.DRAFT
    return Standing(state, area, year, None if drafted else UNTIL, "" if drafted else "me", decide_until=LATER)


@pytest.mark.parametrize(
    ("of", "action", "reach", "by", "today", "reason"),
    [
        (standing(STATE.DRAFT), ACTION.NOTICE, OF_STREET, "me", date(2027, 1, 1), None),
        (standing(STATE.DRAFT), ACTION.NOTICE, OF_DISTRICT, "me", date(2027, 1, 1), None),
        (standing(STATE.DRAFT), ACTION.NOTICE, OF_COMMUNITY, "me", date(2027, 1, 1), NOT_ABOVE),
        (standing(STATE.DRAFT), ACTION.NOTICE, OF_STREET, "me", date(2026, 12, 31), GOES_ON),
        (standing(STATE.DRAFT, STREET), ACTION.NOTICE, OF_STREET, "me", date(2027, 1, 1), NOT_ABOVE),
        (standing(STATE.DRAFT, STREET), ACTION.NOTICE, OF_DISTRICT, "me", date(2027, 1, 1), None),
        (standing(STATE.NOTICED), ACTION.OBJECT, OF_COMMUNITY, "x", UNTIL, None),
        (standing(STATE.NOTICED), ACTION.OBJECT, OF_COMMUNITY, "x", date(2027, 1, 12), too_late(UNTIL)),
        (standing(STATE.NOTICED), ACTION.OBJECT, OF_STREET, "x", UNTIL, NOT_OWN),
        (standing(STATE.NOTICED), ACTION.SEAL, OF_STREET, "me", UNTIL, too_early(STATE.NOTICED, UNTIL)),
        (standing(STATE.NOTICED), ACTION.SEAL, OF_STREET, "me", date(2027, 1, 12), None),
        (standing(STATE.OBJECTED), ACTION.DECIDE, OF_STREET, "me", UNTIL, OWN_NOTICE),
        (standing(STATE.OBJECTED), ACTION.DECIDE, OF_STREET, "x", UNTIL, None),
        (standing(STATE.OBJECTED), ACTION.DECIDE, OF_COMMUNITY, "x", UNTIL, NOT_ABOVE),
        (standing(STATE.OBJECTED), ACTION.SEAL, OF_STREET, "me", LATER, too_early(STATE.OBJECTED, LATER)),
        (standing(STATE.OBJECTED), ACTION.SEAL, OF_STREET, "me", date(2027, 1, 26), None),
        (standing(STATE.OBJECTED), ACTION.DECIDE, OF_STREET, "x", date(2027, 1, 26), None),
        (standing(STATE.DECIDED), ACTION.SEAL, OF_STREET, "me", UNTIL, None),
    ],
)
def test_whose_act_it_is(
    of: Standing, action: AppraisalAction, reach: Reach, by: str, today: date, reason: str | None
) -> None:
    assert bar_act(of, action, reach, by, today) == reason


def test_no_year_is_noticed_of_an_area_that_is_gone_or_was_not_there_yet() -> None:
    gone = Standing(STATE.DRAFT, COMMUNITY, 2026, stands=False)
    for of, reason in ((gone, GONE), (Standing(STATE.DRAFT, COMMUNITY, 2026, stood=False), NOT_YET)):
        assert bar_act(of, ACTION.NOTICE, OF_STREET, "me", date(2027, 1, 1)) == reason


def test_every_state_but_the_last_has_an_act_of_the_level_above_or_a_day_to_wait_for() -> None:
    assert APPRAISAL.finals() == (STATE.SEALED,)
    for state in (STATE.DRAFT, STATE.NOTICED, STATE.OBJECTED, STATE.DECIDED):
        acts = [a for a in ACTION if bar_act(standing(state), a, OF_STREET, "x", date(2027, 2, 1)) is None]
        assert len(acts) == (2 if state is STATE.OBJECTED else 1), state
        alone = [a for a in ACTION if bar_act(standing(state), a, OF_STREET, "me", date(2027, 2, 1)) is None]
        assert len(alone) == 1, "who has noticed it alone ends it too"


def test_the_page_draws_the_machine() -> None:
    page = (Path(__file__).parents[2] / "docs" / "appraisal.md").read_text(encoding="utf-8")
    assert APPRAISAL.mermaid() in page


def test_days_to_object_are_workdays_after_the_notice() -> None:
    assert AppraisalDays().after(date(2027, 1, 4), 5) == UNTIL  # Monday to Monday
    assert AppraisalDays().after(date(2027, 1, 2), 5) == date(2027, 1, 8)
    assert AppraisalDays(lambda day: day.day > 10).after(date(2027, 1, 4), 5) == date(2027, 1, 15)


def test_a_seal_covers_all_that_is_said_but_where_it_lies() -> None:
    says = {name: name for name in SAYS} | {"areaCode": "a", "version": 3, "state": "SEALED", "digest": "x"}
    for name in says:
        other = digest(says | {name: "other"}, STATE.SEALED)
        assert (other != digest(says, STATE.SEALED)) == (name in SAYS), name
    at = datetime(2027, 1, 4, 12, tzinfo=UTC)
    told, again = {"decidedAt": at, "items": ["a"], "reasons": None}, {"decidedAt": at, "items": ("a",)}
    assert digest(told, STATE.SEALED) == digest(again, STATE.SEALED)


def test_what_an_appraisal_said_at_an_act_is_told_by_all_it_says_later() -> None:
    noticed = {"state": "NOTICED", "items": ["a"], "drafts": [5], "finals": [5], "rowTexts": ["x"]}
    objected = noticed | {"state": "OBJECTED", "objected": ["a"], "objections": ["why"]}
    decided = objected | {"state": "DECIDED", "decided": ["a"], "decisions": [7], "reasons": ["so"], "finals": [7]}
    sealed = decided | {"state": "SEALED", "digest": "x"}
    for stage, then in ((STATE.NOTICED, noticed), (STATE.OBJECTED, objected), (STATE.DECIDED, decided)):
        assert digest(sealed, stage) == digest(then, stage)
    for name, seen in (("rowTexts", 3), ("objections", 2), ("finals", 1), ("drafts", 3)):
        changed = sealed | {name: ["forged"]}
        stages = (STATE.NOTICED, STATE.OBJECTED, STATE.DECIDED)
        assert sum(digest(changed, each) != digest(sealed, each) for each in stages) == seen, name
    assert digest(noticed | {"finals": [9]}, STATE.NOTICED) != digest(noticed, STATE.NOTICED)


def test_an_item_is_named_once() -> None:
    check_once(["A", "B"])
    with pytest.raises(BadInput):
        check_once(["A", "A"])


def test_communities_appraised_are_a_share_from_2027_on() -> None:
    rules: Responsibilities = read_responsibilities()
    for year, items, whole in ((2026, 4, 100), (2027, 5, 100)):
        rows = rules.of(AreaLevel.SUBDISTRICT, STREET, date(year, 12, 31))
        assert (len(rows), sum(row.points for row in rows)) == (items, whole)
    row = rows[-1]
    assert (row.evidence, row.duty) == (EvidenceKind.COMMUNITIES_APPRAISED, PartyBuildingDuty.APPRAISE)
    told = score(row, Evidence(3, 4))
    assert told.hundredths == 1500
    assert told.text == "三月底前公示辖区社区上年度考核：4 个社区中按期 3 个，应达到 100%，得 15 分（满分 20 分）。"
    none = score(row, Evidence(0, 0))
    assert (none.hundredths, none.text) == (None, "三月底前公示辖区社区上年度考核：三月底前或辖区没有社区，不计分。")
