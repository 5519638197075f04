"""The enums of the audit as GraphQL offers them, each member described."""

from collections.abc import Mapping
from enum import StrEnum

import strawberry
from strawberry.types.enum import EnumValue

from graphsvc.coverage.model.cells import Reason
from graphsvc.coverage.model.decision import Standing
from graphsvc.coverage.model.rules import RULES, RuleCode, Severity


def _offer(cls: type[StrEnum], name: str, description: str, words: Mapping[str, str]) -> None:
    """Offer an enum of the core to GraphQL, each member described."""
    offered = strawberry.enum(cls, name=name, description=description)
    offered.__strawberry_definition__.values = [  # type: ignore[attr-defined]
        EnumValue(member.name, member.value, description=words[member.value]) for member in cls
    ]


_offer(
    Severity,
    "FindingSeverity",
    "How grave a finding is (问题级别).",
    {
        "HIGH": "No organization, or none that can act (严重).",
        "MEDIUM": "An organization against the rules (一般).",
        "LOW": "A duty left undone (提示).",
    },
)
_offer(
    RuleCode,
    "AuditRuleCode",
    "Rules of the coverage audit (审计规则).",
    {code: f"{RULES[code].title}." for code in RuleCode},
)
_offer(
    Standing,
    "FindingStanding",
    "Where a finding stands (处理状态).",
    {
        "OPEN": "Nobody has decided anything (待处理).",
        "ACKNOWLEDGED": "Somebody answers for it (已确认).",
        "WAIVED": "Waived until a day (已豁免).",
    },
)
_offer(
    Reason,
    "UncoverableReason",
    "Why a grid gets no new cell (无法新建的原因).",
    {
        "TOO_FEW_MEMBERS": "With all that hangs together and all units there are too few full members (正式党员不足).",
        "TOO_MANY_MEMBERS": "More members live there than a branch may have (党员超过支部上限).",
        "NO_ADMISSIBLE_SET": "No set of neighbours and units keeps every rule (没有合规的组合).",
    },
)
