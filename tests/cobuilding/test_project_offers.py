"""What a project offers to whom, and that it offers exactly what the table allows."""

import pytest

from graphsvc.cobuilding.model.gates import Bar, Barred
from graphsvc.cobuilding.model.project import MACHINE, ProjectAction, ProjectState, RatingSide
from graphsvc.cobuilding.model.project_clock import TERMS
from graphsvc.cobuilding.model.project_offers import Reach, Standing, project_offers

PLACE = "500103012011"
ANY = dict.fromkeys(ProjectAction, Reach((PLACE,), "u-1"))
UNIT = dict.fromkeys(ProjectAction, Reach((), "u-1"))
STRANGER = dict.fromkeys(ProjectAction, Reach(("500104",), "u-9"))


def standing(state: ProjectState, **more: object) -> Standing:
    given = {"rated": frozenset(), "units": ("u-1",), "areas": (), "barring": ()} | more
    return Standing(state, PLACE, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize("state", ProjectState)
def test_who_may_do_all_is_offered_what_the_table_allows(state: ProjectState) -> None:
    offered = {each.action for each in project_offers(standing(state), ANY) if each.zh is None}
    assert offered == set(MACHINE.allowed(state))
    assert all(each.zh for each in project_offers(standing(state), STRANGER))


def test_every_state_that_owes_a_step_has_a_term_and_no_other() -> None:
    assert set(TERMS) == {state for state, _ in MACHINE.table}
    assert all(0 < term.warn_days < term.days for term in TERMS.values())


def test_each_side_rates_for_itself_and_once() -> None:
    def open_to(reaches: dict[ProjectAction, Reach], *rated: RatingSide) -> list[RatingSide | None]:
        found = project_offers(standing(ProjectState.FEEDBACK, rated=frozenset(rated)), reaches)
        return [each.side for each in found if each.zh is None]

    official = dict.fromkeys(ProjectAction, Reach((PLACE,)))
    assert open_to(official) == [RatingSide.COMMUNITY]
    assert open_to(UNIT) == [RatingSide.UNIT]
    assert open_to(official, RatingSide.COMMUNITY) == []
    assert open_to(dict.fromkeys(ProjectAction, Reach(("",)))) == list(RatingSide)


def test_a_claim_that_a_gate_bars_is_withheld_in_the_words_of_the_gate() -> None:
    barred = standing(ProjectState.PROPOSED, barring=(Barred("r-1", Bar.FULL),))
    said = {each.action: each.zh for each in project_offers(barred, UNIT)}
    assert said[ProjectAction.CLAIM] == "不能认领：r-1 名额已满。"
    assert said[ProjectAction.DECLINE] is None
    assert said[ProjectAction.DELIVER] == "当前状态是“已提出”，不能“交付”；现在可以：认领、谢绝、撤回。"


def test_how_it_went_is_for_the_place_of_the_need_to_say() -> None:
    said = {each.action: each.zh for each in project_offers(standing(ProjectState.DELIVERED), UNIT)}
    assert said[ProjectAction.FEED_BACK] == "这一步由需求所在地的社区或镇街来办。"
