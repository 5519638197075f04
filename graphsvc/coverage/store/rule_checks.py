"""What every change of the cells shares: an open transaction, its statements, and refusals that name the rule."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.coverage.model.rules import RULES, RuleCode
from graphsvc.coverage.model.thresholds import USUAL, Thresholds
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Rows, Transaction
from graphsvc.errors import NotFound, RuleViolated

STATEMENTS: Mapping[str, str] = statements(Path(__file__).with_name("changes.cypher"))


@dataclass(frozen=True, slots=True)
class Order:
    """Where and when a change is made: the caller's grant, the day it takes effect, and the bounds of the rules."""

    grant: Grant
    on: date
    thresholds: Thresholds = USUAL

    def statement(self, named: str, **params: Any) -> Statement:
        """A named statement of `changes.cypher`."""
        known = {**self.grant.params, "asOf": self.on, **self.thresholds.parameters()}
        return Statement(STATEMENTS[named], {**known, **params})


async def changed(tx: Transaction, statement: Statement) -> list[Any]:
    """Make a change: its one row, without its faults.

    Raises:
        NotFound, RuleViolated: as `only_row`.
    """
    return only_row(await tx.run(statement))


def only_row(rows: Rows) -> list[Any]:
    """Take the one row of a statement of `changes.cypher`, without its faults.

    Raises:
        NotFound: no row: something it names is not there in scope.
        RuleViolated: the row names rules that the change would break.
    """
    if not rows:
        raise NotFound(
            "没有找到，或不在可操作范围内，或已撤销。",
            "Something named here is not there, is out of scope, or is dissolved.",
        )
    faults, *values = rows[0]
    if faults:
        raise _violated(faults)
    return values


def _violated(faults: Sequence[Mapping[str, str]]) -> RuleViolated:
    zh = "；".join(_said(fault) for fault in faults)
    codes = tuple(dict.fromkeys(fault["rule"] for fault in faults))
    return RuleViolated(
        f"不符合规定，未作改动：{zh}。", f"Against the rules {', '.join(codes)}; nothing was changed.", codes
    )


def _said(fault: Mapping[str, str]) -> str:
    rule = RULES[RuleCode(fault["rule"])]
    found = f"，{fault['found']}" if fault["found"] else ""
    return f"{rule.title}（{rule.code}，{fault['subject']}{found}；{rule.bases[0].place}）"
