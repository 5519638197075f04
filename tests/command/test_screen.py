"""Figures of the screen: each has a document of the schema, a filter that it takes, and parts that add up."""

from datetime import UTC, date, datetime

import pytest
from graphql import GraphQLInputObjectType, coerce_input_value, parse, validate

from graphsvc.china import day_bounds
from graphsvc.command.model.screen import (
    DOCUMENTS,
    FIGURES_AT_MOST,
    Figure,
    ScreenKind,
    figures_changed_by,
    figures_of,
    window_begins,
)
from graphsvc.org.model.work import Light
from graphsvc.schema import graphql_schema
from tests.command.counted import CASES, NOW, SEEN

FIGURES = figures_of("500103012000", SEEN, NOW)


def of(kind: ScreenKind) -> list[Figure]:
    return [figure for figure in FIGURES if figure.kind is kind]


def test_there_is_a_figure_of_every_kind_and_no_more_than_said() -> None:
    assert {figure.kind for figure in FIGURES} == set(ScreenKind) == set(DOCUMENTS)
    assert len(FIGURES) == FIGURES_AT_MOST


def test_open_cases_add_up_by_board_and_by_light() -> None:
    whole, *parts = of(ScreenKind.OPEN_CASES)
    boards = {figure.board: figure.count for figure in parts if figure.light is None}
    assert whole.count == sum(boards.values()) == sum(CASES.values())
    for board, count in boards.items():
        assert count == sum(figure.count for figure in parts if figure.board is board and figure.light)
    waiting, *lights = of(ScreenKind.SUPERVISIONS_OPEN)
    assert (waiting.count, [figure.count for figure in lights if figure.light is Light.RED]) == (6, [6])
    assert sum(figure.count for figure in lights) == 6


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: f"{figure.kind} {figure.board} {figure.light}")
def test_every_figure_has_a_document_and_a_filter_that_the_schema_takes(figure: Figure) -> None:
    document = parse(figure.document)
    assert validate(graphql_schema(), document) == []
    filters = graphql_schema().type_map[figure.document.split("$filter: ")[1].split(")")[0]]
    assert isinstance(filters, GraphQLInputObjectType)
    coerce_input_value(figure.filter, filters)  # raises what it does not take
    assert figure.filter["within"] == "500103012000"


def test_the_day_is_that_of_china() -> None:
    (due,) = of(ScreenKind.TASKS_DUE_TODAY)
    assert due.filter["dueOn"] == {"equals": "2026-11-29"}
    assert window_begins(NOW) == date(2026, 10, 31)
    assert day_bounds(date(2026, 11, 29)) == (
        datetime(2026, 11, 28, 16, tzinfo=UTC),
        datetime(2026, 11, 29, 16, tzinfo=UTC),
    )


@pytest.mark.parametrize("kind", ScreenKind)
def test_something_in_the_record_changes_every_figure(kind: ScreenKind) -> None:
    actions = ("CASE_CLOSE", "TASK_DISPATCHED", "TASK_CONFIRM", "DUTY_ENTERED", "SUPERVISION_ANSWER", "HAZARD_CLEARED")
    assert any(
        kind in figures_changed_by(action)
        for action in (*actions, "CONTINGENCY_RUN_STARTED", "CONTINGENCY_PLAN_DRILLED")
    )
    assert kind in figures_changed_by("IMPORTED")


def test_what_no_figure_counts_changes_none() -> None:
    assert figures_changed_by("FORCE_VERIFY") == figures_changed_by("CLAIMED") == ()
    assert figures_changed_by("CONTINGENCY_PLAN_PUBLISH") == (ScreenKind.DRILLS_OVERDUE,)
    assert figures_changed_by("TASK_DISPATCHED") == (ScreenKind.TASKS_DUE_TODAY,)
