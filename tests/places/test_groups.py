"""Key groups: what is told of counts, and that nothing small can be had from it."""

from collections.abc import Iterable, Mapping
from datetime import date
from random import Random

import numpy as np
import pytest

from graphsvc.errors import BadInput
from graphsvc.places.model.groups import (
    NOT_TOLD,
    GroupLine,
    GroupReport,
    KeyGroupKind,
    table_of,
    told_figures,
)

STREET = "500103012000"
T = 5


def grids(*sizes: int) -> list[str]:
    """Codes of grids: so many in each community."""
    return [f"5001030120{n + 11}{g + 1:03}" for n, size in enumerate(sizes) for g in range(size)]


def under(code: str, leaves: Iterable[str]) -> list[str]:
    """The grids of an area."""
    prefix = code[:9] if code == STREET else code
    return [leaf for leaf in leaves if leaf.startswith(prefix)]


def derivable(counts: Mapping[str, int], told: Mapping[str, int]) -> set[str]:
    """The areas whose figure is a linear combination of told ones."""
    leaves = sorted(counts)
    areas = [STREET, *sorted({leaf[:12] for leaf in leaves}), *leaves]

    def row(code: str) -> list[float]:
        inside = set(under(code, leaves))
        return [float(leaf in inside) for leaf in leaves]

    known = np.array([row(code) for code in told]) if told else np.zeros((1, len(leaves)))
    rank = np.linalg.matrix_rank(known)
    return {code for code in areas if np.linalg.matrix_rank(np.vstack([known, row(code)])) == rank}


def total(code: str, counts: Mapping[str, int]) -> int:
    return sum(counts[leaf] for leaf in under(code, counts))


@pytest.mark.parametrize("seed", range(40))
def test_no_figure_below_the_threshold_is_a_combination_of_what_is_told(seed: int) -> None:
    random = Random(seed)
    for _ in range(8):
        sizes = [random.randint(1, 4) for _ in range(random.randint(1, 4))]
        most = random.choice((2, 6, 12, 40))
        counts = {grid: random.choice((0, random.randint(0, most))) for grid in grids(*sizes)}
        told = told_figures(STREET, counts, T)
        assert all(value == total(code, counts) for code, value in told.items())
        assert min(told.values(), default=T) >= T
        assert not [code for code in derivable(counts, told) if total(code, counts) < T], counts
        for code in told:  # nor is a sum of hidden grids known to be small
            hidden = [leaf for leaf in under(code, counts) if leaf not in told]
            inner = {leaf[:12] for leaf in hidden if code == STREET and leaf[:12] in told}
            rest = [counts[leaf] for leaf in hidden if leaf[:12] not in inner]
            assert not rest or (len(rest) >= 2 and sum(rest) >= T), counts


def test_what_is_large_everywhere_is_told_and_what_is_hidden_is_little() -> None:
    counts = dict.fromkeys(grids(3, 3), 9)
    assert told_figures(STREET, counts, T) == {**counts, "500103012011": 27, "500103012012": 27, STREET: 54}
    one = grids(3, 3)[0]
    told = told_figures(STREET, {**counts, one: 2}, T)
    hidden = {STREET, "500103012011", "500103012012", *counts} - set(told)
    assert hidden == {one, grids(3, 3)[1]}  # the smallest beside it, so that 20 - 9 is of two
    alone = dict(zip(grids(1, 1), (2, 30), strict=True))
    told = told_figures(STREET, alone, T)
    assert told == {STREET: 32}  # 32 - 30 would be 2
    assert told_figures(STREET, dict(zip(grids(1, 1), (2, 1), strict=True)), T) == {}


def test_a_report_is_of_grids_of_a_subdistrict_and_its_kinds_stand_by_themselves() -> None:
    first, second, *_ = grids(3, 3)
    lines = (GroupLine(first, KeyGroupKind.DISABLED, 12), GroupLine(second, KeyGroupKind.DISABLED, 3))
    report = GroupReport(STREET, date(2026, 11, 1), "残联台账", lines)
    report.check(date(2026, 11, 1))
    table = table_of(report, grids(3, 3), T)
    assert table.codes[:3] == (STREET, "500103012011", "500103012012")
    assert set(table.figures) == {KeyGroupKind.DISABLED}
    figures = dict(zip(table.codes, table.figures[KeyGroupKind.DISABLED], strict=True))
    assert (figures[STREET], figures["500103012012"], figures[second]) == (15, NOT_TOLD, NOT_TOLD)
    for more, match in (
        ({"area": "500103012011"}, "by subdistrict"),
        ({"counted_on": date(2026, 11, 2)}, "still to come"),
        ({"lines": (*lines, lines[0])}, "One line"),
        ({"lines": (GroupLine("500103014011001", KeyGroupKind.YOUTH, 1),)}, "of the subdistrict"),
        ({"source": "张三 13800001234"}, "mobile"),
    ):
        given = {"area": STREET, "counted_on": date(2026, 11, 1), "source": "残联台账", "lines": lines, **more}
        with pytest.raises(BadInput, match=match):
            GroupReport(**given).check(date(2026, 11, 1))  # type: ignore[arg-type]
