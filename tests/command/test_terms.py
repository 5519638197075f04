"""Terms of appraisals and ratings: the service's own, and those of a locality before them."""

from datetime import date
from pathlib import Path

import pytest

from graphsvc.command.ratings.rating import Half
from graphsvc.command.rules.terms import FILE, Term, Terms, read_terms
from graphsvc.errors import SetupError

COMMUNITY, STREET = "500103012011", "500103012000"
HEADER = FILE.read_text(encoding="utf-8").splitlines()[0]


def local(folder: Path, *rows: str) -> Terms:
    path = folder / "local.csv"
    path.write_text("\n".join((HEADER, *rows)) + "\n", encoding="utf-8")
    return read_terms(path)


def test_every_term_holds_everywhere_and_always() -> None:
    terms = read_terms()
    for day in (date.min, date(2026, 11, 29), date.max):
        assert {each: terms.of(each, STREET, day) for each in Term} == {
            Term.OBJECTION_WORKDAYS: 5,
            Term.DECISION_WORKDAYS: 10,
            Term.RATING_OPENS_MONTHS: 1,
            Term.RATING_CLOSES_MONTHS: 1,
        }


def test_a_locality_sets_a_term_from_a_day_on_and_the_smallest_area_counts(tmp_path: Path) -> None:
    of_street = f"DECISION_WORKDAYS,20,{STREET},2027-01-01,,本地"
    rows = (of_street, f"DECISION_WORKDAYS,7,{COMMUNITY},2027-03-01,2027-04-01,本地")
    places = (COMMUNITY, STREET, "500104001000")
    terms = local(tmp_path, *rows)
    told = [
        [terms.of(Term.DECISION_WORKDAYS, place, date.fromisoformat(day)) for place in places]
        for day in ("2026-12-31", "2027-01-01", "2027-03-01", "2027-04-01")
    ]
    assert told == [[10, 10, 10], [20, 20, 10], [7, 20, 10], [20, 20, 10]]


def test_the_window_of_a_half_is_that_of_its_last_day(tmp_path: Path) -> None:
    rows = (f"RATING_OPENS_MONTHS,3,{STREET},2026-12-31,,本地", f"RATING_CLOSES_MONTHS,2,{STREET},2026-12-31,,本地")
    terms = local(tmp_path, *rows)
    first, second = (Half(2026, number).window(terms, COMMUNITY) for number in (1, 2))
    assert (first.opens_on, first.closes_on) == (date(2026, 6, 1), date(2026, 7, 31))
    assert (second.opens_on, second.closes_on) == (date(2026, 10, 1), date(2027, 2, 28))


@pytest.mark.parametrize(
    "row",
    [
        "OBJECTION_WORKDAYS,0,,,,x",
        "OBJECTION_WORKDAYS,61,,,,x",
        "RATING_OPENS_MONTHS,7,,,,x",
        "OTHER,5,,,,x",
        "OBJECTION_WORKDAYS,5,,,,",
        "OBJECTION_WORKDAYS,five,,,,x",
        "OBJECTION_WORKDAYS,5,5001,,,x",
        "OBJECTION_WORKDAYS",
    ],
)
def test_a_file_with_a_wrong_row_is_refused(tmp_path: Path, row: str) -> None:
    with pytest.raises(SetupError):
        local(tmp_path, row)


def test_a_service_without_a_term_does_not_start() -> None:
    with pytest.raises(ValueError, match="no row that holds everywhere and always"):
        Terms([])
