"""How cells are changed: a statement locks, another writes, and the audit's own rules say whether that may stand.

The rules are run on the open transaction before and after the change, on all that it touches, each by the statement
that audits it. What they find anew, or find worse than before, refuses the change, which is rolled back.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any

from graphsvc.access.principal import NOWHERE, Grant
from graphsvc.coverage.model.rule import distance, faults
from graphsvc.coverage.model.rules import RULES, RuleCode
from graphsvc.coverage.model.thresholds import USUAL, Thresholds
from graphsvc.coverage.store.queries import BEYOND, OWN, RULES_BY_ID, names_of
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Rows, Transaction
from graphsvc.errors import BadInput, NotFound, RuleViolated, StepRefused

STATEMENTS: Mapping[str, str] = {
    name: text
    for path in sorted(Path(__file__).parent.glob("*.cypher"))
    for name, text in statements(path, **OWN).items()
}
MOST = 10_000
"""Findings of one rule that a change is compared by."""

Subjects = Mapping[str, Sequence[str]]
"""Ids of what a change touches, by their part in it: organizations, persons, units, places, and what hangs below."""
Checks = Mapping[str, Sequence[RuleCode]]
"""Rules that a change may not break, by the same parts."""

_OF_OTHERS = frozenset(
    {
        RuleCode.MEMBER_OF_DISSOLVED,
        RuleCode.JOINT_COMMITTEE_MISSING,
        RuleCode.JOINT_COMMITTEE_EMPTY,
        RuleCode.FORCE_MISSING,
        RuleCode.GRID_NOT_MERGED,
        RuleCode.GRID_TOO_LARGE,
        RuleCode.GRID_TOO_SMALL,
        RuleCode.UNIT_NOT_REGISTERED,
        RuleCode.PLEDGE_OVERDUE,
        RuleCode.CONTACT_MISSING,
        RuleCode.POINTS_UNCONFIRMED,
        RuleCode.REGISTRATION_RATE_LOW,
        RuleCode.ACTIVITY_MISSING,
        RuleCode.REPEATED_ABSENCE,
        RuleCode.POINTS_ABOVE_CAP,
        RuleCode.COMMUNITY_UNPAIRED,
    }
)
"""Rules that no change of an organization tells on: one that ends lets all its members go, a new one is not late."""
_ALL = tuple(code for code in RULES if code not in _OF_OTHERS)
_BY_SUPERIOR = (
    RuleCode.CHAIN_BROKEN,
    RuleCode.BRANCH_TOO_LARGE,
    RuleCode.TERM_EXPIRED,
    RuleCode.TERM_ENDING_SOON,
    RuleCode.SUPERIOR_LOOP,
)
AUDITED: Checks = {**dict.fromkeys(("organizations", "persons", "units", "places"), _ALL), "below": _BY_SUPERIOR}
"""Of a change of organizations: every rule about all that it touches, each statement finds subjects of its own kind."""
UNCOVERED = frozenset({RuleCode.GRID_UNCOVERED, RuleCode.ESTATE_UNCOVERED})
LEAVING_UNCOVERED: Checks = {
    part: tuple(code for code in codes if code not in UNCOVERED) for part, codes in AUDITED.items()
}
"""Where the caller says that places may be left without a cell."""
_GRAVER = {RuleCode.TERM_ENDING_SOON: RuleCode.TERM_EXPIRED}
"""Rules of which the graver one held before: a term that is put off ends soon, and is over no more."""


@dataclass(frozen=True, slots=True)
class Order:
    """Where and when a change is made: the caller's grant, the day it takes effect, and the bounds of the rules.

    `expected` is the version of the cell as the caller has read it; None where nothing of that kind is changed.
    `accepted` are rules that the caller knows to be broken by the change, and answers for.
    """

    grant: Grant
    on: date
    thresholds: Thresholds = USUAL
    expected: int | None = None
    accepted: frozenset[RuleCode] = frozenset()

    @property
    def params(self) -> dict[str, Any]:
        """What every statement about this order compares with."""
        return {**self.grant.params, "asOf": self.on, "expected": self.expected, **self.thresholds.parameters()}

    def statement(self, named: str, **params: Any) -> Statement:
        """Fill a named statement of this folder."""
        return Statement(STATEMENTS[named], {**self.params, **params})


@dataclass(frozen=True, slots=True)
class CellChange:
    """A change of cells: the statements that lock and write, with their parameters, and the rules it has to keep."""

    lock: str
    write: str
    checks: Checks
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Broken:
    """A subject that breaks a rule, as the audit's statement finds it."""

    rule: RuleCode
    subject: str
    key: str
    name: str = field(compare=False)
    evidence: Mapping[str, Any] = field(compare=False)

    def is_worse(self, before: Mapping["Broken", "Broken"]) -> bool:
        """Whether it was not there before, or was nearer to the rule, or had not all the faults it has."""
        if self.rule in _GRAVER and replace(self, rule=_GRAVER[self.rule]) in before:
            return False
        if (was := before.get(self)) is None or distance(self.rule, was.evidence) < distance(self.rule, self.evidence):
            return True
        return not faults(self.rule, self.evidence) <= faults(was.rule, was.evidence)


def named_once(named: Sequence[object], zh: str, en: str, *at: str) -> None:
    """Refuse a list that names something twice.

    Raises:
        BadInput: it does; `at` is the way to the list in the request.
    """
    if len(set(named)) < len(named):
        raise BadInput(zh, en).at(*at)


async def lock(tx: Transaction, change: CellChange, order: Order) -> tuple[Subjects, list[Any]]:
    """Take the locks of a change.

    Returns:
        what it touches, and what else the statement says.
    Raises:
        NotFound, RuleViolated: as `take_row`.
    """
    touched, *known = take_row(await tx.run(order.statement(change.lock, **change.params)))
    return touched, known


async def write(tx: Transaction, change: CellChange, touched: Subjects, order: Order, **more: Any) -> None:
    """Make a change behind its locks, and keep it only if the audit finds nothing new or worse about what it touches.

    Raises:
        RuleViolated: it finds something; whoever opened the transaction rolls it back.
    """
    touched = await _reached(tx, touched, order)
    before = {each: each for each in await _broken(tx, touched, change.checks, order)}
    await tx.run(order.statement(change.write, **change.params, **more))
    after = await _broken(tx, touched, change.checks, order)
    new = [each for each in after if each.is_worse(before)]
    if worse := [each for each in new if each.rule not in order.accepted]:
        ids = {id_ for each in worse for id_ in RULES[each.rule].ids(each.evidence)}
        names = await names_of(tx, ids, order.on)
        raise _violated([(each.rule, each.subject, _sentence(each, names)) for each in worse])


def take_row(rows: Rows) -> list[Any]:
    """Take the one row of a statement of this folder, without its faults.

    Raises:
        NotFound: no row: something it names is not there in scope.
        StepRefused: the cell was changed since the caller has read it.
        RuleViolated: the row names rules that the change would break.
    """
    if not rows:
        raise NotFound(
            "没有找到，或不在可操作范围内，或已撤销。",
            "Something named here is not there, is out of scope, or is dissolved.",
        )
    faults, *values = rows[0]
    if any(fault["rule"] == "VERSION" for fault in faults):
        raise StepRefused("该党组织已被他人改动，请刷新后重试。", "The cell was changed meanwhile; read it again.")
    if faults:
        raise _violated([(RuleCode(each["rule"]), each["subject"], each["found"]) for each in faults])
    return values


async def _reached(tx: Transaction, touched: Subjects, order: Order) -> Subjects:
    """The same with whatever else in the audit depends on these organizations and persons."""
    if "organizations" not in touched:
        return touched
    asked = {part: list(touched.get(part, ())) for part in ("organizations", "persons", "units", "places")}
    ((reached,),) = await tx.run(order.statement("reached", **asked))
    return {**touched, **reached}


async def ask_of_nothing(reader: Reader, on: date) -> None:
    """Ask the rules that changes of organizations keep about no id there is, so that Neo4j has them planned.

    An empty list would be of another type, for which it plans again.
    """
    await _broken(reader, {"organizations": [BEYOND]}, AUDITED, Order(NOWHERE, on))


async def _broken(tx: Reader, touched: Subjects, checks: Checks, order: Order) -> list[Broken]:
    """What the audit finds on the day of the order, of these rules about these subjects."""
    found: list[Broken] = []
    for code in dict.fromkeys(code for codes in checks.values() for code in codes):
        ids = sorted({id_ for part, codes in checks.items() if code in codes for id_ in touched.get(part, ())})
        if not ids:
            continue
        asked = Statement(RULES_BY_ID[RULES[code].statement], {**order.params, "ids": ids, "limit": MOST})
        rows = await tx.read(asked)
        found += [Broken(code, subject, key, name, evidence) for subject, name, _, key, evidence in rows]
    return found


def _sentence(each: Broken, names: Mapping[str, str]) -> str:
    return RULES[each.rule].said(each.name, each.evidence, names)


def _violated(found: Iterable[tuple[RuleCode, str, str]]) -> RuleViolated:
    told = list(found)
    codes = tuple(dict.fromkeys(code.value for code, _, _ in told))
    zh = "；".join(_told(*each) for each in told)
    return RuleViolated(
        f"不符合规定，未作改动：{zh}。",
        f"Against the rules {', '.join(codes)}; nothing was changed. What you answer for, name in `accept`.",
        codes,
    )


def _told(code: RuleCode, subject: str, found: str) -> str:
    rule = RULES[code]
    more = f"，{found.rstrip('。')}" if found else ""
    return f"{rule.title}（{code.value}，{subject}{more}；{rule.bases[0].place}）"
