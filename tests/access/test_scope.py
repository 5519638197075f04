"""The permission table, cell by cell, and what it makes of a caller."""

from pathlib import Path

import pytest

from graphsvc.access.principal import EVERYWHERE, NOWHERE, Grant, Principal
from graphsvc.access.role import Role
from graphsvc.access.scope import TABLE, Operation, Reach, rendered
from graphsvc.errors import Forbidden

AREAS = ("500103012011", "500103012000", "500104000000")
UNIT = "unit-07"

# One letter a role: VIEWER, GRID_WORKER, COMMUNITY_OFFICIAL, SUBDISTRICT_OFFICIAL, DEPARTMENT, AUDITOR, DISTRICT_ADMIN,
# SYSTEM, MEMBER. Written down again here on purpose: a change of the table has to be made twice, and is then meant.
EXPECTED = {
    "READ_STRUCTURE": "aaaaaaaaa",
    "READ_CONTACTS": "-aaaa-aa-",
    "READ_PEOPLE": "-sss-ssa-",
    "SEE_NAME": "-sss--sa-",
    "SEE_PHONE": "-sss--sa-",
    "SEE_IDENTITY": "--ss--sa-",
    "READ_GROUPS": "-sss-ssa-",
    "READ_CASES": "-sssussa-",
    "READ_LOG": "---s-ssa-",
    "READ_CHANGES": "-sss-ssa-",
    "READ_FINDINGS": "-sss-ssa-",
    "EDIT_NEED": "--ssu-sa-",
    "EDIT_RESOURCE": "--ssu-sa-",
    "CONFIRM_ENTRY": "---su-sa-",
    "VERIFY_LIST": "--ss--sa-",
    "PROPOSE_PROJECT": "--ssu-sa-",
    "CLAIM_PROJECT": "---su-sa-",
    "COORDINATE_PROJECT": "--ssu-sa-",
    "RATE_PROJECT": "--ssu-sa-",
    "ACCEPT_PLAN": "---s--sa-",
    "JUDGE_FINDING": "---s-ssa-",
    "CHANGE_CELL": "---s--sa-",
    "MERGE_GRIDS": "---s--sa-",
    "REPORT_CASE": "-sss--sa-",
    "ACCEPT_CASE": "--ss--sa-",
    "WHISTLE_CASE": "---s--sa-",
    "ANSWER_CALL": "---su-sa-",
    "RULE_CALL": "------sa-",
    "ESCALATE_CASE": "---s--sa-",
    "DISPATCH_TASK": "--ss--sa-",
    "REPORT_TASK": "-sssu-sa-",
    "UPLOAD_FILE": "-sssu-sa-",
    "REMOVE_FILE": "---s--sa-",
    "READ_NOTICES": "oooooosao",
    "READ_ENDPOINTS": "----u-sa-",
    "EDIT_ENDPOINT": "----u-sa-",
    "EDIT_SUBSCRIPTION": "------sa-",
    "READ_REGISTRATIONS": "-sssussao",
    "FILE_REGISTRATION": "--ssu-sao",
    "REVIEW_REGISTRATION": "--ss--sa-",
    "EDIT_POST": "--ss--sa-",
    "CLAIM_POST": "--ssu-sao",
    "CONFIRM_SERVICE": "--ss--sa-",
    "WRITE_SERVICE": "--ssu-sao",
    "SPEND_POINTS": "--ss--sa-",
    "TALK_CLAIM": "--ssu-sao",
    "READ_REGISTRANT_NEEDS": "--ssu--ao",
    "RAISE_REGISTRANT_NEED": "--ssu--ao",
    "ANSWER_REGISTRANT_NEED": "--ss---a-",
    "RATE_SERVICE": "--ss--sa-",
    "RATE_COOPERATION": "----u---o",
    "RUN_CENTRE": "---s--sa-",
    "KEEP_ROSTER": "---s--sa-",
    "SWAP_DUTY": "---s--sao",
    "SUPERVISE": "---s--sa-",
    "ANSWER_SUPERVISION": "-sssu-sa-",
    "KEEP_CONTINGENCY": "---s--sa-",
    "RUN_CONTINGENCY": "---s--sa-",
    "PROPOSE_ITEM": "---su-sa-",
    "ADMIT_ITEM": "---s--sa-",
    "KEEP_PATROL": "--ss--sa-",
    "REPORT_VISIT": "-sss--sa-",
    "EDIT_FORCE": "--ss--sa-",
    "EDIT_SERVICE": "--ss--sa-",
    "KEEP_KEY_PLACE": "--ss--sa-",
    "RECORD_HAZARD": "-sss--sa-",
    "KEEP_POLICY": "--ss--sa-",
    "TELL_POLICY": "-sss--sa-",
    "FILE_GROUPS": "---s--sa-",
    "JUDGE_WARNING": "--ss--sa-",
    "REDRAW_AREAS": "------sa-",
    "IMPORT_SHEETS": "------sa-",
    "KEEP_PAIRING": "---s--sa-",
    "KEEP_CONTACT": "--ssu-sa-",
    "ASK_PAIRING": "--ss--sa-",
    "TAKE_PAIRING_REQUEST": "----u----",
    "APPRAISE": "---s--sa-",
    "OBJECT_APPRAISAL": "--ss-----",
    "RATE_WORK": "--ss-----",
    "NAME_DEPUTY": "--ssu-sa-",
    "KEEP_HOLIDAYS": "------sa-",
}
REACHES = {"-": Reach.NEVER, "a": Reach.ALL, "s": Reach.SCOPE, "u": Reach.UNIT, "o": Reach.OWN}
GRANTS = {
    "-": NOWHERE,
    "a": Grant(EVERYWHERE),
    "s": Grant(("500103012", "500104")),
    "u": Grant((), UNIT),
    "o": Grant((), person="someone"),
}


@pytest.mark.parametrize("operation", list(Operation), ids=lambda operation: operation.name)
@pytest.mark.parametrize("role", list(Role))
def test_every_cell_grants_exactly_this(operation: Operation, role: Role) -> None:
    letter = EXPECTED[operation.name][list(Role).index(role)]
    caller = Principal("someone", role, AREAS, UNIT)
    assert TABLE[operation][role] is REACHES[letter]
    assert caller.granted(operation) == GRANTS[letter]
    if letter == "-":
        with pytest.raises(Forbidden, match=operation.name):
            caller.may(operation)
    else:
        assert caller.may(operation) == GRANTS[letter]


def test_an_area_under_another_adds_nothing_and_a_caller_without_areas_or_unit_may_nothing_scoped() -> None:
    assert Principal("a", Role.AUDITOR, AREAS).granted(Operation.READ_PEOPLE).scope == ("500103012", "500104")
    assert Principal("a", Role.AUDITOR).granted(Operation.READ_PEOPLE) == NOWHERE
    assert Principal("a", Role.DEPARTMENT).granted(Operation.READ_CASES) == NOWHERE


def test_guards_compare_with_what_may_be_read() -> None:
    facts = Principal("a", Role.DEPARTMENT, AREAS, UNIT).facts
    assert facts["@READ_PEOPLE"] == []
    assert facts["@READ_CASES"] == []
    assert facts["@READ_STRUCTURE"] == [""]
    assert (facts["@unit"], facts["@person"]) == (UNIT, "")


def test_a_member_is_the_person_that_its_token_names_and_nobody_else_is_a_person() -> None:
    assert Principal("person-1", Role.MEMBER).facts["@person"] == "person-1"
    assert {Principal("person-1", role, AREAS).facts["@person"] for role in Role if role is not Role.MEMBER} == {""}


def test_the_documented_table_is_this_one() -> None:
    assert rendered() in (Path(__file__).parents[2] / "docs" / "permissions.md").read_text("utf-8")
