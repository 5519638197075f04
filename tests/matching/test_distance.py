"""How near a provider stands: the committee before the street, the street before the district."""

import pytest

from graphsvc.matching.model.distance import NEARNESS, Distance, Provider
from graphsvc.matching.model.path import Step, path
from tests.matching.offers import CHAIN, around

ELSEWHERE = "500103001001"


def unit(id_: str = "u", area: str = ELSEWHERE) -> Provider:
    return Provider(id_, "某单位", True, area)


@pytest.mark.parametrize(
    ("provider", "expected", "committee"),
    [
        (unit("unit-own"), Distance.SAME_BIG_PARTY_COMMITTEE, "bpc"),
        (unit("unit-street"), Distance.SAME_BIG_WORK_COMMITTEE, "bwc"),
        (unit("unit-next"), Distance.NEIGHBOURING_COMMITTEE, "bpc-2"),
        (unit(area="500103012013"), Distance.SAME_SUBDISTRICT, None),
        (unit(area=ELSEWHERE), Distance.SAME_DISTRICT, None),
        (unit(area="500106001001"), Distance.BEYOND, None),
        (Provider("500103012011", "马家堡社区", False, "500103012011"), Distance.OWN_AREA, None),
        (Provider("500103012000", "大坪街道", False, "500103012000"), Distance.OWN_AREA, None),
        (Provider("500103012013", "肖家湾社区", False, "500103012013"), Distance.SAME_SUBDISTRICT, None),
    ],
)
def test_the_nearest_link_counts(provider: Provider, expected: Distance, committee: str | None) -> None:
    distance, by = around().reach(provider)
    assert (distance, by.id if by else None) == (expected, committee)


def test_values_fall_from_link_to_link() -> None:
    values = [NEARNESS[distance] for distance in Distance]
    assert values == sorted(values, reverse=True)
    assert (values[0], values[-1]) == (1.0, 0.0)


def test_from_a_subdistrict_its_big_work_committee_is_the_nearest() -> None:
    assert around(CHAIN[:3]).reach(unit("unit-own"))[0] is Distance.SAME_BIG_WORK_COMMITTEE
    assert around(CHAIN[:3]).reach(unit("unit-next"))[0] is Distance.NEIGHBOURING_COMMITTEE


def steps(provider: Provider) -> list[tuple[str, str | None, bool]]:
    way = path(around(), provider, Step("r-1", "Resource", "资源", "OFFERS"))
    return [(step.id, step.by, step.forward) for step in way]


@pytest.mark.parametrize(
    ("provider", "expected"),
    [
        (
            unit("unit-own"),
            [("500103012011", None, True), ("bpc", "SERVES", False), ("unit-own", "JOINS", False)],
        ),
        (
            unit("unit-next"),
            [
                ("500103012011", None, True),
                ("500103012000", "PART_OF", True),
                ("500103012012", "PART_OF", False),
                ("bpc-2", "SERVES", False),
                ("unit-next", "JOINS", False),
            ],
        ),
        (
            unit(area="500103012013"),
            [
                ("500103012011", None, True),
                ("500103012000", "PART_OF", True),
                ("500103012013", "PART_OF", False),
                ("u", "LOCATED_IN", False),
            ],
        ),
        (
            unit(),
            [
                ("500103012011", None, True),
                ("500103012000", "PART_OF", True),
                ("500103000000", "PART_OF", True),
                ("500103001000", "PART_OF", False),
                ("500103001001", "PART_OF", False),
                ("u", "LOCATED_IN", False),
            ],
        ),
        (Provider("500103012011", "马家堡社区", False, "500103012011"), [("500103012011", None, True)]),
        (
            Provider("500103012000", "大坪街道", False, "500103012000"),
            [("500103012011", None, True), ("500103012000", "PART_OF", True)],
        ),
    ],
)
def test_a_path_follows_relationships_that_are_there(
    provider: Provider, expected: list[tuple[str, str | None, bool]]
) -> None:
    assert steps(provider) == [*expected, ("r-1", "OFFERS", True)]
