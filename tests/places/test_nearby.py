"""Who can help near a place: what everyday words fit, how near, when a point opens next."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from graphsvc.china import CHINA
from graphsvc.codes import AreaLevel
from graphsvc.errors import BadInput
from graphsvc.org.model.weekly import DAYS
from graphsvc.places.model.hours import A_DAY, OpeningHours, open_stretches
from graphsvc.places.model.nearby import (
    BY_CLASS,
    WORDS,
    Asked,
    Candidate,
    OfferedItem,
    classes_meant,
    helpers,
    item_fit,
    next_opening,
    smallest_around,
)
from graphsvc.places.model.points import ServicePointClass

C = ServicePointClass
GRID = "500103012011001"
AT = datetime(2026, 9, 7, 2, tzinfo=UTC)
PENSION = OfferedItem("service-pension", C.GOVERNMENT, ("城乡居民养老保险参保登记", "办养老", "交社保"))
HAIR = OfferedItem("service-hair", C.LIVING, ("上门理发", "剪头发"))


@pytest.mark.parametrize(
    ("text", "item", "fits"),
    [
        ("我爸想办养老", PENSION, True),
        ("养老保险怎么参保登记啊", PENSION, True),
        ("老人瘫在床上想剪头发", HAIR, True),
        ("老人瘫在床上想剪头发", PENSION, False),
        ("楼上漏水", HAIR, False),
        ("", HAIR, False),
    ],
)
def test_everyday_words_fit_an_item_by_what_people_call_it(text: str, item: OfferedItem, fits: bool) -> None:
    assert (item_fit(text, item) > 0) is fits


def test_words_tell_kinds_of_service_and_no_word_tells_two() -> None:
    assert classes_meant("老板欠薪，我想找律师") == (C.LAW,)
    assert classes_meant("量血压的地方，顺便交医保") == (C.GOVERNMENT, C.HEALTH)
    assert classes_meant("天气真好") == ()
    assert set(WORDS) == set(C)
    words = [word for each in WORDS.values() for word in each]
    assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("one", "other", "level"),
    [
        (GRID, GRID, AreaLevel.GRID),
        (GRID, "500103012011002", AreaLevel.COMMUNITY),
        (GRID, "500103012011", AreaLevel.COMMUNITY),
        (GRID, "500103012000", AreaLevel.SUBDISTRICT),
        ("500103012000", "500103012000", AreaLevel.SUBDISTRICT),
        (GRID, "500103000000", AreaLevel.DISTRICT),
        (GRID, "500103014001", AreaLevel.DISTRICT),
        (GRID, "500104001001", AreaLevel.CITY),
    ],
)
def test_how_near_is_the_smallest_area_that_holds_both(one: str, other: str, level: AreaLevel) -> None:
    assert smallest_around(one, other) is smallest_around(other, one) is level


def test_open_ones_come_first_then_fitting_items_then_near_ones() -> None:
    points = [
        Candidate("shut-here", GRID, (C.GOVERNMENT,), open=False, items=(PENSION,)),
        Candidate("open-street", "500103012000", (C.GOVERNMENT,), open=True, items=(PENSION,)),
        Candidate("open-community", "500103012011", (C.GOVERNMENT,), open=True, items=(PENSION, HAIR)),
        Candidate("open-kind", GRID, (C.GOVERNMENT,), open=True),
        Candidate("other", GRID, (C.CULTURE,), open=True),
    ]
    found = helpers(Asked(GRID, "交社保", AT), points)
    assert [each.point.id for each in found] == ["open-community", "open-street", "open-kind", "shut-here"]
    assert found[0].items == ("service-pension",)
    assert (found[2].fit, found[2].items) == (BY_CLASS, ())
    everybody = helpers(Asked(GRID, "", AT), points)
    assert [each.point.id for each in everybody] == ["open-kind", "other", "open-community", "open-street", "shut-here"]


def test_metres_count_within_the_same_area() -> None:
    near = Candidate("b-near", "500103012011", (C.LAW,), open=True, longitude=106.5, latitude=29.501)
    far = Candidate("a-far", "500103012011", (C.LAW,), open=True, longitude=106.52, latitude=29.5)
    nowhere = Candidate("c", "500103012011", (C.LAW,), open=True)
    found = helpers(Asked(GRID, "律师", AT, 106.5, 29.5), [far, nowhere, near])
    assert [(each.point.id, each.metres) for each in found] == [("b-near", 111), ("a-far", 1936), ("c", None)]
    with pytest.raises(BadInput, match="pair"):
        Asked(GRID, "律师", AT, 106.5).check()
    with pytest.raises(BadInput, match="Give a district"):
        Asked("500000000000", "律师", AT).check()


def test_the_next_opening_is_the_first_moment_at_which_it_is_open() -> None:
    random = Random(3)
    for _ in range(40):
        hours = [
            OpeningHours(
                "FREQ=WEEKLY;BYDAY=" + ",".join(random.sample(DAYS, random.randint(1, 2))),
                30 * random.randrange(48),
                30 * random.randrange(48),
            )
            for _ in range(random.randint(1, 2))
        ]
        stretches = open_stretches(hours)
        shut = frozenset(date(2026, 9, 7) + timedelta(days=random.randrange(14)) for _ in range(4))
        at = datetime(2026, 9, 7, tzinfo=CHINA) + timedelta(minutes=30 * random.randrange(7 * 48) + 7)

        def is_open(moment: datetime) -> bool:
            minute = moment.weekday() * A_DAY + moment.hour * 60 + moment.minute
            return moment.date() not in shut and any(start <= minute < end for start, end in stretches)  # noqa: B023

        if is_open(at):
            continue
        steps = (at.replace(minute=30 * (at.minute // 30)) + timedelta(minutes=30 * n) for n in range(1, 14 * 48))
        assert next_opening(stretches, shut, at) == next((each for each in steps if is_open(each)), None)
    assert next_opening((), frozenset(), AT) is None
