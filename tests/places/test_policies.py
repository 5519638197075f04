"""Policy notices: who qualifies is counted once, and no more are told than qualify."""

from datetime import date, timedelta

import pytest

from graphsvc.errors import BadInput
from graphsvc.places.model.policies import (
    LONGEST_NOTICE,
    NOTICE,
    SHARE,
    PolicyDetails,
    PolicyNoticeAction,
    PolicyNoticeState,
    PolicyShareAction,
    PolicyShareState,
    Progress,
    Qualifying,
    bar_share,
    check_shares,
)

DAY = date(2026, 9, 7)


def test_a_revoked_notice_and_a_closed_share_stay_so() -> None:
    assert NOTICE.finals() == (PolicyNoticeState.REVOKED,)
    assert SHARE.finals() == (PolicyShareState.DONE,)
    assert NOTICE.allowed(PolicyNoticeState.PUBLISHED) == tuple(PolicyNoticeAction)


def test_who_tells_people_reports_and_who_keeps_the_notice_closes() -> None:
    bars = {
        action: bar_share(PolicyShareState.TELLING, action, keeps=False, tells=True) is None
        for action in PolicyShareAction
    }
    assert bars == {PolicyShareAction.REPORT: True, PolicyShareAction.CLOSE: False}
    assert bar_share(PolicyShareState.DONE, PolicyShareAction.REPORT, keeps=True, tells=True) is not None


def test_each_count_is_at_most_the_one_before() -> None:
    for counts in ((3, 3, 3), (3, 2, 0), (0, 0, 0)):
        Progress(*counts).check()
    for counts in ((3, 4, 0), (3, 2, 3), (0, 1, 0), (0, 0, 1)):
        with pytest.raises(BadInput):
            Progress(*counts).check()


@pytest.mark.parametrize(
    "areas", [("500103012011", "500103012012"), ("500103012011001", "500103012011002", "500103012012")]
)
def test_areas_are_counted_once(areas: tuple[str, ...]) -> None:
    check_shares("500103012", [Qualifying(area, 3) for area in areas])
    for more in (areas[0], "500103012011", "500103013011", "500103012000", "500103012011E01"):
        with pytest.raises(BadInput):
            check_shares("500103012", [Qualifying(area, 3) for area in (*areas, more)])


def test_people_are_told_before_they_can_no_longer_apply() -> None:
    def checked(tell: int, apply: int) -> None:
        told = PolicyDetails("津贴", "按月发放", "常住居民", DAY + timedelta(tell), DAY + timedelta(apply))
        told.check(DAY, earliest=DAY)

    checked(0, 0)
    checked(10, LONGEST_NOTICE.days)
    for tell, apply in ((-1, 5), (6, 5), (1, LONGEST_NOTICE.days + 1)):
        with pytest.raises(BadInput):
            checked(tell, apply)
