"""Events that report cases: what they have to hold, and the key that is the same however often one is sent."""

import re
import unicodedata
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


def number(**other: Any) -> str:
    return str(read_case_event({**EVENT, **other}).case["sourceNumber"])


def test_a_case_is_read_out_of_an_event_and_numbered_by_it() -> None:
    found = read_case_event(EVENT)
    assert found.case == {**EVENT["data"], "sourceNumber": "A-1#FKA32PWK7T5DNE3K"}
    assert read_case_event({**EVENT, "data": {**EVENT["data"], "sourceNumber": "7"}}).case["sourceNumber"] == "7"


def test_the_key_is_of_source_and_id_and_of_nothing_else() -> None:
    same = read_case_event({**EVENT, "time": "2026-11-29T00:00:00Z", "data": {"title": "x"}})
    assert same.key == read_case_event(EVENT).key
    others = [{"source": "https://12345.example.cn/order"}, {"id": "A-2"}, {"source": "a,b", "id": "c"}]
    keys = {read_case_event({**EVENT, **other}).key for other in others}
    assert len(keys | {same.key}) == 4


def test_the_number_tells_events_apart_as_the_key_does_and_fits_a_line() -> None:
    assert number(time="2026-11-29T00:00:00Z") == number()
    ids = ("A-1", "a-1", "Ａ-1", " A-1", "A-1 ", "A-1#", "x" * 200, "x" * 199, "x" * 199 + "y", "13812345678")
    sources = ("https://a.example", "https://b.example", "HTTPS://a.example", "https://a.example ")
    numbers = [number(source=source, id=id_) for source in sources for id_ in ids]
    # as the channel's numbers are compared: without regard to letters' size, width and blanks around
    folded = {unicodedata.normalize("NFKC", each).strip().upper() for each in numbers}
    assert len(folded) == len(sources) * len(ids)
    assert max(map(len, numbers)) == 200
    assert all(re.fullmatch(r".+#[A-Z2-7]{16}", each) for each in numbers)


@pytest.mark.parametrize(
    ("event", "where"),
    [
        (None, "specversion"),
        ([EVENT], "specversion"),
        ({**EVENT, "specversion": "0.3"}, "specversion"),
        ({**EVENT, "type": "graphsvc.change.case_whistled"}, "type"),
        ({**EVENT, "source": ""}, "source"),
        ({**EVENT, "source": " \u3000"}, "source"),
        ({**EVENT, "source": "a\nb"}, "source"),
        ({**EVENT, "id": " "}, "id"),
        ({**EVENT, "id": "\u3000\u00a0"}, "id"),
        ({**EVENT, "id": "A\t1"}, "id"),
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
