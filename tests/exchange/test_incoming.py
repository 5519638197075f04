"""Events that report cases: what they have to hold, and the key that is the same however often one is sent."""

from typing import Any

import pytest

from graphsvc.errors import BadInput
from graphsvc.exchange.model.incoming import CASE_REPORTED, read_case_event

EVENT: dict[str, Any] = {
    "specversion": "1.0",
    "type": CASE_REPORTED,
    "source": "https://12345.example.cn/orders",
    "id": "A-1",
    "data": {"area": "500103012011001", "category": "C01", "title": "污水外溢"},
}


def test_a_case_is_read_out_of_an_event_and_numbered_by_it() -> None:
    found = read_case_event(EVENT)
    assert found.case == {**EVENT["data"], "sourceNumber": "A-1"}
    assert read_case_event({**EVENT, "data": {**EVENT["data"], "sourceNumber": "7"}}).case["sourceNumber"] == "7"


def test_the_key_is_of_source_and_id_and_of_nothing_else() -> None:
    same = read_case_event({**EVENT, "time": "2026-11-29T00:00:00Z", "data": {"title": "x"}})
    assert same.key == read_case_event(EVENT).key
    others = [{"source": "https://12345.example.cn/order"}, {"id": "A-2"}, {"source": "a\nb", "id": "c"}]
    keys = {read_case_event({**EVENT, **other}).key for other in others}
    assert len(keys | {same.key}) == 4


@pytest.mark.parametrize(
    ("event", "where"),
    [
        (None, "specversion"),
        ([EVENT], "specversion"),
        ({**EVENT, "specversion": "0.3"}, "specversion"),
        ({**EVENT, "type": "graphsvc.change.case_whistled"}, "type"),
        ({**EVENT, "source": ""}, "source"),
        ({**EVENT, "id": 7}, "id"),
        ({**EVENT, "id": "x" * 201}, "id"),
        ({**EVENT, "data": None}, "data"),
        ({**EVENT, "data": "污水"}, "data"),
    ],
)
def test_what_is_no_such_event_is_refused_at_its_attribute(event: Any, where: str) -> None:
    with pytest.raises(BadInput) as refusal:
        read_case_event(event)
    assert where in str(refusal.value.details)
