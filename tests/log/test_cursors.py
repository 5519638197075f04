"""Cursors of the feed: they name a place to their reader, and tell nobody anything."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from graphsvc.errors import BadCursor
from graphsvc.log.cursors import Cursors

CURSORS = Cursors(bytes(32))
PLACES = st.dictionaries(st.from_regex(r"[1-9][0-9]{5}", fullmatch=True), st.integers(0, 10**14), max_size=45)


@given(PLACES, st.text(max_size=40))
def test_a_cursor_names_its_place_to_its_reader(place: dict[str, int], reader: str) -> None:
    assert CURSORS.open(CURSORS.seal(place, reader), reader) == place


def test_nothing_is_the_beginning() -> None:
    assert CURSORS.open("", "li") == {}


@given(st.integers(1, 10**14), st.integers(1, 10**14))
def test_cursors_of_two_places_look_alike_and_so_do_two_of_one_place(one: int, other: int) -> None:
    first, again, second = (CURSORS.seal({"500103": number}, "li") for number in (one, one, other))
    assert len(first) == len(second)
    assert len({first, again, second}) == 3


@pytest.mark.parametrize(
    "cursor", ["x", "500103:12", "500103", "500103:１２", "=", "é", "A" * 27, "A" * 44, "A" * 100_000, " ", "\x00"]
)
def test_what_is_no_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(BadCursor):
        CURSORS.open(cursor, "li")


def test_another_readers_cursor_and_one_of_another_key_are_refused() -> None:
    mine = CURSORS.seal({"500103": 7}, "li")
    for cursors, reader in ((CURSORS, "wang"), (Cursors(bytes(range(32))), "li")):
        with pytest.raises(BadCursor):
            cursors.open(mine, reader)


@given(st.integers(0, 60), st.integers(1, 255))
def test_a_changed_cursor_is_refused(at: int, by: int) -> None:
    mine = CURSORS.seal({"500103": 7, "500104": 9}, "li")
    at %= len(mine)
    changed = mine[:at] + chr((ord(mine[at]) + by) % 128) + mine[at + 1 :]
    if changed != mine:
        with pytest.raises(BadCursor):
            CURSORS.open(changed, "li")
