"""Faults found after the cells are read, at the place of their row."""

from graphsvc.intake.files.book import address
from graphsvc.intake.model.problems import LONGEST, Problem
from graphsvc.intake.staging.stage import Staged


def fault(
    staged: Staged, column: str, zh: str, en: str, advice: str = "", value: str = "", sought: tuple[str, ...] = ()
) -> Problem:
    """A problem of one cell of a row, which is not loaded; of the row as a whole when it has no such cell."""
    staged.draft.bad = True
    number = staged.draft.cells.get(column, 0)
    cell = address(staged.draft.line, number) if number else ""
    place = staged.sheet, cell, value[:LONGEST], advice
    return Problem(staged.file, staged.draft.line, column, zh, en, *place, sought=sought)


def not_found(
    staged: Staged, column: str, text: str, what: str, advice: str = "", sought: tuple[str, ...] = ()
) -> Problem:
    """Nothing bears the name."""
    zh, en = f"没有找到名为“{text[:LONGEST]}”的{what}", f"nothing of this name was found ({what})"
    return fault(staged, column, zh, en, advice or "核对名称，或改填编号", text, sought)


def several(staged: Staged, column: str, text: str, candidates: list[str]) -> Problem:
    """More than one bears the name."""
    listed = "、".join(candidates[:5])
    zh = f"“{text[:LONGEST]}”有 {len(candidates)} 个，无法确定是哪一个：{listed}"
    return fault(staged, column, zh, f"{len(candidates)} bear this name", "改填编号，或补上所在区划、上级等列", text)
