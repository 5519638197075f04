"""What is kept ready is bounded by bytes, whatever comes."""

import gc
import tracemalloc

from graphsvc.app import documents
from graphsvc.gql.document.cache import Cache
from tests.gql.hostile import asked, hostile


def test_a_cache_lets_go_of_what_was_used_longest_ago() -> None:
    cache = Cache(100)
    for name in "abc":
        cache.put(name, name.upper(), 30)
    assert cache.get("a") == "A"
    cache.put("d", "D", 30)
    assert [cache.get(name) for name in "abcd"] == ["A", None, "C", "D"]
    assert cache.weight == 90


def test_a_value_put_again_weighs_once_and_one_too_large_is_not_held() -> None:
    cache = Cache(100)
    for weight in (90, 10, 40):
        cache.put("a", weight, weight)
    cache.put("b", "B", 101)
    assert (cache.get("a"), cache.weight, cache.get("b"), len(cache)) == (40, 40, None, 1)


def test_what_is_held_weighs_what_it_was_taken_for() -> None:
    known = documents()
    for text, variables in hostile(35):
        asked(known, text, variables)
    gc.collect()
    tracemalloc.start()
    known = documents()
    before = tracemalloc.get_traced_memory()[0]
    for text, variables in hostile(210):
        asked(known, text, variables)
    gc.collect()
    held = tracemalloc.get_traced_memory()[0] - before
    tracemalloc.stop()
    assert known.cache.weight / 4 < held < known.cache.weight * 1.2
