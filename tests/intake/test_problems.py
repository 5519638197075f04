"""A problem says of which table a header is that nobody knows, and still does behind the stage."""

from graphsvc.app.spreadsheets import unknown_headers
from graphsvc.intake.model.problems import Problem
from graphsvc.intake.staging.stage import Stage

UNKNOWN = Problem("grids.csv", 1, "楼长", "没有这一列", "in any words", "", "F1", "楼长", table="grids")
OTHER = Problem("grids.csv", 2, "name", "必填", "no such column; known: code, name", "", "B2")


def test_what_was_put_on_the_stage_comes_back_whole() -> None:
    stage = Stage()
    stage.blame([OTHER, UNKNOWN])
    assert [(each.cell, each.value, each.table) for each in stage.problems()] == [
        ("F1", "楼长", "grids"),
        ("B2", "", ""),
    ]
    stage.close()


def test_a_header_is_asked_about_whatever_the_message_says() -> None:
    (asked,) = unknown_headers([UNKNOWN, OTHER, UNKNOWN])
    assert (asked["table"], asked["header"]) == ("grids", "楼长")
    assert ("households", "户数") in asked["choices"]
