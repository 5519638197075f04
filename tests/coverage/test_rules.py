"""Rules as data: each rests on a paper, each bound has its source, each finding can be said in Chinese."""

import re
from dataclasses import fields, replace
from datetime import date
from string import Formatter
from typing import Any

import pytest

from graphsvc.coverage.model import legal
from graphsvc.coverage.model.decision import Decision, Standing, due_on
from graphsvc.coverage.model.evidence import EVIDENCE, list_names, say_evidence
from graphsvc.coverage.model.legal import Basis
from graphsvc.coverage.model.rule import faults
from graphsvc.coverage.model.rules import RULES, Rule, RuleCode, Severity, distance
from graphsvc.coverage.model.thresholds import USUAL, Thresholds
from graphsvc.coverage.store.queries import STATEMENTS

BASES = [each for each in vars(legal).values() if isinstance(each, Basis)]
rules = pytest.mark.parametrize("rule", RULES.values(), ids=list(RULES))


@pytest.mark.parametrize("basis", BASES, ids=lambda basis: basis.says)
def test_a_basis_names_its_document_the_place_in_it_and_the_text_that_was_read(basis: Basis) -> None:
    assert re.fullmatch(r"(第[一二三四五六七八九十]+(条|章|项|部分第.项)、?)*", basis.article)
    assert re.match(r"20\d\d(-\d\d-\d\d)? ", basis.version)
    whole = "" if basis.article else "，整体引用，条文以正式文本为准"
    assert basis.cited() == f"《{basis.document}》{basis.article}（{basis.version}{whole}）：{basis.says}"


def test_no_basis_lies_about_unused() -> None:
    used = {basis for rule in RULES.values() for basis in rule.bases}
    for rule in RULES.values():
        assert {basis for bases in rule.by_setting.values() for basis in bases} <= set(rule.bases)
    used |= {USUAL.named(each.name).basis for each in fields(Thresholds)}
    assert used == set(BASES)


@rules
def test_a_rule_has_a_basis_a_statement_and_the_sources_of_its_bounds(rule: Rule) -> None:
    assert rule.bases
    text = STATEMENTS[rule.statement]
    for name in rule.bounds:
        bound = USUAL.named(name)
        assert f"${next(key for key in USUAL.parameters() if _same(key, name))}" in text
        assert bound.title
        assert bound.basis in BASES
    bounds = {key for key in USUAL.parameters() if f"${key}" in text}
    assert len(bounds) == len(rule.bounds)


def _same(parameter: str, name: str) -> bool:
    return parameter.lower() == name.replace("_", "")


@rules
def test_every_key_of_the_evidence_has_a_name_in_chinese(rule: Rule) -> None:
    shown = STATEMENTS[rule.statement].rsplit("AS key", 1)[1]
    keys = set(re.findall(r"(?<![:\w.])(\w+): ", re.sub(r"\b(COLLECT|COUNT) \{[^}]*\}", "", shown)))
    mentioned = {field for _, field, _, _ in Formatter().parse(rule.sentence) if field} - {"name"}
    assert (keys | mentioned | set(rule.named)) <= EVIDENCE.keys()
    assert mentioned <= keys


def test_bounds_become_parameters_by_their_names() -> None:
    local = replace(USUAL, most_members=60)
    assert USUAL.parameters()["mostMembers"] == 50
    assert local.parameters() == USUAL.parameters() | {"mostMembers": 60}
    assert local.named("most_members").said() == "60"
    assert USUAL.named("forces").said() == "镇街干部、社区医生、网格员、党员志愿者、片区民警"


def test_ids_are_said_by_name_and_names_that_are_shared_with_their_ids() -> None:
    names = {"a": "甲支部", "b": "甲支部", "c": "乙支部"}
    assert list_names(["a", "c", "d"], names) == "甲支部、乙支部、d"
    assert list_names(["a", "b", "c"], names) == "甲支部（a）、甲支部（b）、乙支部"
    overlap = RULES[RuleCode.CELL_OVERLAP]
    found = {"count": 2, "branches": ["a", "c"], "most": 1, "kind": "BRANCH"}
    assert overlap.said("第四网格", found, names) == "第四网格同时由 2 个党支部覆盖：甲支部、乙支部，责任主体不唯一。"
    assert say_evidence(found) == "党支部：a、c；个数：2；类别：党支部；至多：1"


@pytest.mark.parametrize(
    ("code", "evidence", "far"),
    [
        (RuleCode.BRANCH_BELOW_MINIMUM, {"fullMembers": 1, "least": 3}, 2),
        (RuleCode.BRANCH_TOO_LARGE, {"members": 57, "most": 50}, 7),
        (RuleCode.CELL_OVERLAP, {"count": 3, "most": 1}, 2),
        (RuleCode.COMMITTEE_MISSING, {"seats": 1, "least": 3, "most": 5}, 2),
        (RuleCode.COMMITTEE_MISSING, {"seats": 8, "least": 3, "most": 5}, 3),
        (RuleCode.COMMITTEE_IRREGULAR, {"surplus": ["a", "b"]}, 2),
        (RuleCode.FORMATION_MISMATCH, {"formation": None, "count": 3}, 3),
        (RuleCode.FORMATION_MISMATCH, {"formation": "JOINT", "count": 1}, 0),
        (RuleCode.SECRETARY_MISSING, {}, 0),
    ],
)
def test_the_distance_from_keeping_a_rule_is_measured(code: RuleCode, evidence: dict[str, Any], far: int) -> None:
    assert distance(code, evidence) == far


@pytest.mark.parametrize(
    ("code", "evidence", "found"),
    [
        (RuleCode.CHAIN_BROKEN, {"unreached": ["500103012", "500103012011"]}, {("500103012",), ("500103012011",)}),
        (
            RuleCode.SECRETARY_UNQUALIFIED,
            {"reasons": ["STRANGER", "TWO_POSTS"], "secretaries": ["a"]},
            {("STRANGER", "a"), ("TWO_POSTS", "a")},
        ),
        (
            RuleCode.COMMITTEE_IRREGULAR,
            {"surplus": ["a"], "strangers": ["b"], "probationary": ["c"]},
            {("strangers", "b"), ("probationary", "c")},
        ),
        (RuleCode.FORMATION_MISMATCH, {"formation": None, "count": 3}, {("SINGLE",)}),
        (RuleCode.SECRETARY_MISSING, {}, set()),
    ],
)
def test_faults_of_one_finding_are_told_apart(
    code: RuleCode, evidence: dict[str, Any], found: set[tuple[str, ...]]
) -> None:
    assert faults(code, evidence) == found


def test_a_finding_is_due_so_many_days_after_it_was_last_acknowledged_else_after_the_audit() -> None:
    audit, before = date(2026, 11, 24), date(2026, 11, 1)
    noted = Decision(Standing.ACKNOWLEDGED, "sun", before, None, "")
    waived = Decision(Standing.WAIVED, "sun", date(2026, 11, 10), date(2027, 3, 1), "")
    assert [due_on(decided, audit, 30) for decided in ((), (noted,), (noted, waived), (waived,))] == [
        date(2026, 12, 24),
        date(2026, 12, 1),
        date(2026, 12, 1),
        date(2026, 12, 24),
    ]
    again = replace(noted, on=date(2026, 11, 20))
    assert due_on((noted, waived, again), audit, 30) == date(2026, 12, 20)
    assert [USUAL.mending_days(each) for each in Severity] == [30, 60, 90]
