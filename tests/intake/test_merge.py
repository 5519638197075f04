"""Rules of merging a row three ways: what the sheet says now, what sheets said last, what the graph holds."""

from datetime import date

import pytest

from graphsvc.intake.model.columns import Row
from graphsvc.intake.model.differences import Differences, Plain, Why
from graphsvc.intake.model.lines import Said
from graphsvc.intake.model.merge import Begin, Held, Set, TieChanges, When, merged_cells, merged_ties
from graphsvc.intake.model.table import Link
from graphsvc.intake.tables.declared import TABLES

WHEN = When(date(2026, 11, 24))
PEOPLE, COVERS, UNITS, JOINS, SERVES = (TABLES[name] for name in ("people", "covers", "units", "joins", "serves_in"))


def link(table: str, type_: str) -> Link:
    return next(each for each in TABLES[table].links if each.type == type_)


def membership(row: Row, said: Said | None, *held: Held, when: When = WHEN) -> TieChanges:
    return merged_ties(PEOPLE, link("people", "BELONGS_TO"), {"id": "p", **row}, said, held, when)


def told(changes: TieChanges) -> list[tuple[Plain, Plain, Why]]:
    assert not changes
    return changes.differences


B1: Said = {"id": "p", "belongs_to": "b1", "belongs_since": "2015-03-01"}
IN_B1 = Held("b1", {"since": "2015-03-01"}, "1")
LEFT_B1 = Held("b1", {"since": "2015-03-01", "until": "2026-11-10"}, "1")
IN_B9 = Held("b9", {"since": "2026-11-10"}, "9")


def test_a_row_that_repeats_itself_changes_nothing() -> None:
    assert told(membership({"belongs_to": "b1", "belongs_since": date(2015, 3, 1)}, B1, IN_B1)) == []


def test_a_move_with_its_day_ends_and_begins_on_that_day() -> None:
    changes = membership({"belongs_to": "b2", "belongs_since": date(2026, 11, 1)}, B1, IN_B1)
    assert changes.set == [Set("1", {"until": date(2026, 11, 1)})]
    assert changes.begin == [Begin("b2", {"since": date(2026, 11, 1)})]


@pytest.mark.parametrize("since", [None, date(2015, 3, 1)])
def test_a_move_without_a_new_day_takes_the_day_of_the_sheet(since: date | None) -> None:
    changes = membership({"belongs_to": "b2", "belongs_since": since}, B1, IN_B1)
    assert changes.set == [Set("1", {"until": date(2026, 11, 24)})]
    assert changes.begin == [Begin("b2", {"since": date(2026, 11, 24)})]


def test_a_cell_that_is_blank_now_ends_what_it_named() -> None:
    changes = membership({"belongs_to": None, "belongs_since": None}, B1, IN_B1)
    assert (changes.set, changes.begin) == ([Set("1", {"until": date(2026, 11, 24)})], [])


def test_a_column_the_file_lacks_is_no_column_that_is_blank() -> None:
    assert told(membership({}, B1, IN_B1)) == []


def test_what_was_ended_in_the_service_is_not_revived() -> None:
    changes = membership({"belongs_to": "b1", "belongs_since": date(2015, 3, 1)}, B1, LEFT_B1, IN_B9)
    assert told(changes) == [("b1", "b1 至 2026-11-10", Why.ENDED)]


def test_a_sheet_corrects_the_days_that_it_named_itself_and_no_others() -> None:
    said: Said = {"id": "p", "belongs_to": "b1", "belongs_since": "2015-03-01", "belongs_until": "2026-11-10"}
    row: Row = {"belongs_to": "b1", "belongs_since": date(2015, 4, 1), "belongs_until": date(2026, 11, 12)}
    changes = membership(row, said, LEFT_B1)
    assert changes.set == [Set("1", {"since": date(2015, 4, 1), "until": date(2026, 11, 12)})]
    decided = Held("b1", {"since": "2015-03-01", "until": "2026-11-20"}, "1")
    assert told(membership(row, said, decided)) == [("b1", "b1 至 2026-11-20", Why.ENDED)]
    again = membership({**row, "belongs_until": None}, said, LEFT_B1)
    assert told(again) == [("b1", "b1 至 2026-11-10", Why.ENDED)]


def test_who_was_moved_in_the_service_is_not_moved_by_a_sheet_as_well() -> None:
    changes = membership({"belongs_to": "b2", "belongs_since": date(2026, 11, 20)}, B1, LEFT_B1, IN_B9)
    assert told(changes) == [("b2", "b9", Why.BOTH_CHANGED)]


def test_a_sheet_that_catches_up_with_a_decision_changes_nothing() -> None:
    row: Row = {"belongs_to": "b9", "belongs_since": date(2026, 11, 10)}
    assert told(membership(row, B1, LEFT_B1, IN_B9)) == []


def test_what_was_made_in_the_service_beside_a_blank_cell_stays() -> None:
    said: Said = {"id": "p", "belongs_to": None}
    assert told(membership({"belongs_to": None}, said, IN_B9)) == [(None, "b9", Why.DECIDED)]


def test_who_returns_begins_anew() -> None:
    said: Said = {"id": "p", "belongs_to": None, "belongs_since": None}
    changes = membership({"belongs_to": "b1", "belongs_since": date(2026, 11, 15)}, said, LEFT_B1)
    assert (changes.begin, changes.set) == ([Begin("b1", {"since": date(2026, 11, 15)})], [])


def test_a_tie_does_not_end_before_it_began() -> None:
    young = Held("b1", {"since": "2026-12-01"}, "1")
    said: Said = {"id": "p", "belongs_to": "b1", "belongs_since": "2026-12-01"}
    changes = membership({"belongs_to": "b2", "belongs_since": None}, said, young)
    assert told(changes) == [(None, "b1 自 2026-12-01", Why.OLDER)]


def test_a_first_day_that_is_corrected_is_corrected() -> None:
    changes = membership({"belongs_to": "b1", "belongs_since": date(2016, 3, 1)}, B1, IN_B1)
    assert changes.set == [Set("1", {"since": date(2016, 3, 1)})]


def test_the_first_tie_of_a_new_node_may_be_open() -> None:
    assert membership({"belongs_to": "b1"}, None).begin == [Begin("b1", {})]
    undated = When(WHEN.as_of, WHEN.as_of)
    assert membership({"belongs_to": "b1"}, None, when=undated).begin == [Begin("b1", {"since": date(2026, 11, 24)})]


def test_a_sheet_that_speaks_first_replaces_what_nobody_decided_and_revives_nothing() -> None:
    changes = membership({"belongs_to": "b2", "belongs_since": date(2026, 11, 1)}, None, IN_B1)
    assert (len(changes.begin), len(changes.set)) == (1, 1)
    assert told(membership({"belongs_to": "b1", "belongs_since": None}, None, LEFT_B1, IN_B9)) == [
        ("b1", "b1 至 2026-11-10", Why.ENDED)
    ]
    assert told(membership({"belongs_to": None, "belongs_since": None}, None, IN_B1)) == []


def coverage(row: Row, said: Said | None, *held: Held) -> TieChanges:
    ends = {"party_organization": "b1", "place": "g"}
    return merged_ties(COVERS, link("covers", "COVERS"), {**ends, **row}, said, held, WHEN)


COVERED: Said = {"party_organization": "b1", "place": "g", "since": "2022-02-09", "until": None}


def test_a_gap_that_the_service_made_stays() -> None:
    row: Row = {"since": date(2022, 2, 9), "until": None}
    ended = Held("g", {"since": "2022-02-09", "until": "2026-11-10"}, "1")
    again = Held("g", {"since": "2026-11-20", "areaCode": "g"}, "2")
    assert told(coverage(row, COVERED, ended)) == [("g", "g 至 2026-11-10", Why.ENDED)]
    assert told(coverage(row, COVERED, ended, again)) == [("2022-02-09", "2026-11-20", Why.DECIDED)]


def test_a_sheet_ends_a_coverage_by_its_day() -> None:
    held = Held("g", {"since": "2022-02-09"}, "1")
    row: Row = {"since": date(2022, 2, 9), "until": date(2026, 11, 1)}
    assert coverage(row, COVERED, held).set == [Set("1", {"until": date(2026, 11, 1)})]


def test_a_period_that_is_over_is_loaded_once() -> None:
    row: Row = {"since": date(2020, 1, 1), "until": date(2021, 1, 1)}
    assert len(coverage(row, None).begin) == 1
    held = Held("g", {"since": "2020-01-01", "until": "2021-01-01"}, "1")
    assert told(coverage(row, None, held)) == []


def test_another_seat_is_another_period() -> None:
    ends = {"unit": "u", "committee": "k"}
    said: Said = {**ends, "since": "2020-01-01", "until": None, "seat": "MEMBER"}
    row: Row = {**ends, "since": date(2020, 1, 1), "until": None, "seat": "CHAIR"}
    held = Held("k", {"since": "2020-01-01", "seat": "MEMBER"}, "1")
    changes = merged_ties(JOINS, link("joins", "JOINS"), row, said, [held], WHEN)
    assert changes.set == [Set("1", {"until": date(2026, 11, 24)})]
    assert changes.begin == [Begin("k", {"since": date(2026, 11, 24), "seat": "CHAIR"})]


def test_of_many_named_each_stands_for_itself() -> None:
    said: Said = {"id": "u", "co_forms": ["j1", "j2"]}
    row: Row = {"id": "u", "co_forms": ["j2", "j3"]}
    held = [Held("j1", {}, "1"), Held("j2", {}, "2"), Held("j9", {"since": "2026-11-10"}, "9")]
    changes = merged_ties(UNITS, link("units", "CO_FORMS"), row, said, held, WHEN)
    assert changes.set == [Set("1", {"until": date(2026, 11, 24)})]
    assert changes.begin == [Begin("j3", {"since": date(2026, 11, 24)})]
    assert changes.differences == [(None, "j9", Why.DECIDED)]


def cells(row: Row, said: Said | None, held: dict[str, Plain]) -> tuple[Row, list[Why]]:
    merged, differences = merged_cells(UNITS, {"id": "u", "name": "校", **row}, said, {"name": "校", **held})
    return merged, [each.why for each in differences]


def test_a_cell_is_applied_where_the_graph_holds_what_was_said_last() -> None:
    merged, why = cells({"sector": "教育"}, {"sector": "文化"}, {"sector": "文化"})
    assert (merged["sector"], why) == ("教育", [])


def test_a_cell_that_repeats_itself_yields_to_the_graph() -> None:
    merged, why = cells({"sector": "教育"}, {"sector": "教育"}, {"sector": "文化"})
    assert (merged["sector"], why) == ("文化", [Why.DECIDED])


def test_where_both_moved_on_the_graph_stays() -> None:
    merged, why = cells({"sector": "教育"}, {"sector": "卫生"}, {"sector": "文化"})
    assert (merged["sector"], why) == ("文化", [Why.BOTH_CHANGED])


def test_a_first_word_overrules_nothing_that_the_service_has_counted() -> None:
    assert cells({"sector": "教育"}, None, {"sector": "文化"}) == ({"id": "u", "name": "校", "sector": "教育"}, [])
    assert cells({"sector": "教育"}, None, {"sector": "文化", "version": 2})[1] == [Why.UNKNOWN]
    assert cells({"sector": None}, None, {"sector": "文化"})[1] == [Why.UNKNOWN]


def test_all_differences_are_counted_and_the_first_are_kept() -> None:
    differences = Differences()
    _, found = merged_cells(UNITS, {"id": "u", "name": "甲"}, {"name": "甲"}, {"name": "乙"})
    differences.add(found * 500)
    assert (differences.count, len(differences.first)) == (500, 200)
    assert str(found[0].at("units.csv", 3)) == "units.csv:3:name: u 表：甲，系统：乙（表中未改，系统内已另有决定）"
