"""Bounds of the audit as an installation sets them."""

from dataclasses import replace

import pytest

from graphsvc.coverage.api.types import AuditRule
from graphsvc.coverage.model.bounds import bounds, thresholds
from graphsvc.coverage.model.rules import RULES, RuleCode
from graphsvc.coverage.model.thresholds import USUAL
from graphsvc.errors import SetupError


def test_bounds_that_are_not_set_are_the_usual_ones() -> None:
    assert bounds("") == USUAL
    assert bounds("most_members=40; forces=CADRE, GRID_WORKER;") == replace(
        USUAL, most_members=40, forces=("CADRE", "GRID_WORKER")
    )


@pytest.mark.parametrize(
    "text", ["most_members", "most_members=", "most_members=0", "most_members=-1", "members=3", "forces=", "forces=DOG"]
)
def test_a_bound_that_is_none_is_refused_with_those_that_are(text: str) -> None:
    with pytest.raises(SetupError) as refusal:
        bounds(text)
    assert f"no such bound: {text};" in refusal.value.en
    assert "The bounds are minimum_full_members, most_members, " in refusal.value.en


def test_what_an_installation_sets_is_what_its_rules_show(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHSVC_AUDIT_BOUNDS", "most_members=40")
    thresholds.cache_clear()
    try:
        shown = AuditRule.of(RULES[RuleCode.BRANCH_TOO_LARGE]).thresholds
        assert {each.name: each.value for each in shown} == {"most_members": "40", "committee_from_members": "100"}
    finally:
        thresholds.cache_clear()
