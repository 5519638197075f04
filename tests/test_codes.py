"""Area codes: what a code says of where an area lies."""

import pytest

from graphsvc.codes import AreaLevel, prefix_of, stem
from graphsvc.errors import MalformedCode


@pytest.mark.parametrize(
    ("code", "prefix"),
    [
        ("500000000000", "50"),
        ("500103000000", "500103"),
        ("500103012000", "500103012"),
        ("500103012011", "500103012011"),
        ("500103012011003", "500103012011003"),
        ("500103012011E003", "500103012011E003"),
    ],
)
def test_what_lies_in_an_area_starts_with_the_digits_that_count(code: str, prefix: str) -> None:
    assert prefix_of(code) == prefix


@pytest.mark.parametrize("code", ["", "50", "5001030120", "050103012011", "500103012011X03", "５00103012011"])
def test_what_is_no_area_code_is_refused(code: str) -> None:
    with pytest.raises(MalformedCode):
        prefix_of(code)


def test_a_code_says_its_city_district_subdistrict_and_community() -> None:
    levels = (AreaLevel.CITY, AreaLevel.DISTRICT, AreaLevel.SUBDISTRICT, AreaLevel.COMMUNITY)
    assert [stem("500103012011E003", level) for level in levels] == ["50", "500103", "500103012", "500103012011"]
