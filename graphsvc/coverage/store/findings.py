"""Findings: what breaks a rule on a day, in pages or as a stream, each with an id that outlives the day."""

import base64
import hashlib
import json
from collections.abc import AsyncGenerator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from textwrap import indent
from typing import Any

from graphsvc.codes import AreaLevel, stem
from graphsvc.coverage.model.cells import NewCell, Uncoverable
from graphsvc.coverage.model.evidence import Names
from graphsvc.coverage.model.rules import RULES, Rule, RuleCode, Severity, chosen
from graphsvc.coverage.model.thresholds import USUAL, Thresholds
from graphsvc.coverage.store.advice import proposals_between
from graphsvc.coverage.store.queries import BEYOND, STATEMENTS, Place, names_of, place, responsible_for, statement
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader
from graphsvc.errors import BadCursor

ROWS_A_STATEMENT = 1_000
MOST_COUNTED = 10_000_000

COUNTS = {
    code: f"CALL () {{\n{indent(STATEMENTS[rule.statement], '  ')}\n}}\nRETURN count(*) AS findings"
    for code, rule in RULES.items()
}
"""The statement of each rule, counted instead of shown."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One subject that breaks one rule.

    Attributes:
        id: the same for the same rule, subject and key on every day.
        key: what tells two findings of one rule about one subject apart, such as the force a grid lacks.
        evidence: ids and numbers by which a person can derive the finding again.
        proposal: of an uncovered grid, the cell to found there or why none can be.
        responsible: id of the organization that has to see to it (责任党组织); None where there is nobody.
        names: of what the sentences mention by id, and of the organization responsible.
    """

    id: str
    rule: Rule
    subject: str
    name: str
    area_code: str
    key: str
    evidence: Mapping[str, Any]
    proposal: NewCell | Uncoverable | None = None
    responsible: str | None = None
    names: Names = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """As grave as its rule."""
        return self.rule.severity

    @property
    def sentence(self) -> str:
        """The finding in one Chinese sentence."""
        return self.rule.said(self.name, self.evidence, self.names)

    @property
    def advice(self) -> str:
        """What would fix it, in one Chinese sentence."""
        return self.proposal.said(self.names) if self.proposal else self.rule.remedy

    @property
    def ids(self) -> list[str]:
        """What the sentences show by name, and who is responsible."""
        own = [self.responsible] if self.responsible else []
        return [*self.rule.ids(self.evidence), *(self.proposal.ids if self.proposal else ()), *own]

    @property
    def place(self) -> tuple[str, str, str]:
        """Where it stands among the findings of its rule."""
        return self.area_code, self.subject, self.key


@dataclass(frozen=True, slots=True)
class Stretch:
    """Findings in a row; `more` says whether others follow."""

    findings: tuple[Finding, ...]
    more: bool


def finding_id(rule: RuleCode, subject: str, key: str) -> str:
    """Id of a finding; knows nothing of the day, so that two audits can be compared."""
    return f"finding-{hashlib.sha256(f'{rule}|{subject}|{key}'.encode()).hexdigest()[:24]}"


async def findings(
    reader: Reader,
    area: str,
    as_of: date,
    *,
    rules: Sequence[RuleCode] | None = None,
    severity: Severity | None = None,
    first: int = 50,
    after: str | None = None,
    thresholds: Thresholds = USUAL,
) -> Stretch:
    """The first findings, rule by rule, within a rule by area code and id.

    Args:
        rules: None means all.
        severity: only findings as grave as this, or graver.
        after: the cursor of the finding before.
    Raises:
        MalformedCode, NotFound: of the area.
        BadCursor: not one of this list.
    """
    start = _start(after) if after else None
    where = await place(reader, area)
    found: list[Finding] = []
    for rule in _from(chosen(rules, severity), start):
        from_place = start[1] if start and start[0] == rule.code else None
        found += await stretch(reader, rule, where, as_of, first + 1 - len(found), from_place, thresholds)
        if len(found) > first:
            break
    shown = tuple(await told(reader, found[:first], as_of, thresholds))
    return Stretch(shown, len(found) > first)


async def count(
    reader: Reader,
    area: str,
    as_of: date,
    *,
    rules: Sequence[RuleCode] | None = None,
    severity: Severity | None = None,
    thresholds: Thresholds = USUAL,
) -> int:
    """How many findings there are; a statement a rule, the one that lists them while they are few.

    Raises:
        MalformedCode, NotFound: of the area.
    """
    where = await place(reader, area)
    total = 0
    for rule in chosen(rules, severity):
        number = len(await stretch(reader, rule, where, as_of, ROWS_A_STATEMENT, None, thresholds))
        if number == ROWS_A_STATEMENT:
            asked = _asked(rule, where, as_of, MOST_COUNTED, None, thresholds)
            ((number,),) = await reader.read(Statement(COUNTS[rule.code], asked.params), Lane.HEAVY)
        total += number
    return total


async def stream(
    reader: Reader, rule: Rule, area: Place, as_of: date, thresholds: Thresholds = USUAL
) -> AsyncGenerator[Finding, None]:
    """All findings of a rule in order; a thousand are held at a time."""
    last: tuple[str, str, str] | None = None
    while True:
        part = await stretch(reader, rule, area, as_of, ROWS_A_STATEMENT, last, thresholds)
        for finding in await told(reader, part, as_of, thresholds):
            yield finding
        if len(part) < ROWS_A_STATEMENT:
            return
        last = part[-1].place


async def finding_of(
    reader: Reader, code: RuleCode, subject: str, key: str, area: str, as_of: date, thresholds: Thresholds = USUAL
) -> Finding | None:
    """One finding by what makes it; None when it does not hold on the day.

    Args:
        area: the area code at which it lies.
    """
    last: tuple[str, str, str] | None = None
    exactly = Place(area, "", 0, area)
    while True:
        part = await stretch(reader, RULES[code], exactly, as_of, ROWS_A_STATEMENT, last, thresholds)
        for each in part:
            if (each.subject, each.key) == (subject, key):
                return (await told(reader, [each], as_of, thresholds))[0]
        if len(part) < ROWS_A_STATEMENT or part[-1].area_code > area:
            return None
        last = part[-1].place


async def stretch(
    reader: Reader,
    rule: Rule,
    area: Place,
    as_of: date,
    limit: int,
    after: tuple[str, str, str] | None,
    thresholds: Thresholds = USUAL,
) -> list[Finding]:
    """Up to `limit` findings of one rule past a place among them: one statement, one range of an index."""
    asked = _asked(rule, area, as_of, limit, after, thresholds)
    return [_finding(rule, row) for row in await reader.read(asked, Lane.HEAVY)]


def _asked(
    rule: Rule, area: Place, as_of: date, limit: int, after: tuple[str, str, str] | None, thresholds: Thresholds
) -> Statement:
    code, subject, key = after or ("", "", "")
    return statement(
        rule.statement,
        as_of,
        low=max(area.prefix, code),
        high=area.prefix + BEYOND,
        lastId=subject,
        lastKey=key,
        limit=limit,
        **thresholds.parameters(),
    )


async def told(
    reader: Reader, findings: Sequence[Finding], as_of: date, thresholds: Thresholds = USUAL
) -> list[Finding]:
    """The same findings with proposals, who is responsible, and names of what is mentioned."""
    who = await responsible_for(reader, {each.subject: each.area_code for each in findings}, as_of)
    found = [
        replace(each, responsible=who.get(each.subject))
        for each in await _proposed(reader, findings, as_of, thresholds)
    ]
    names = await names_of(reader, (id_ for each in found for id_ in each.ids), as_of)
    return [
        replace(each, names={id_: names[id_] for id_ in ids if id_ in names}) if (ids := each.ids) else each
        for each in found
    ]


async def _proposed(reader: Reader, findings: Sequence[Finding], as_of: date, thresholds: Thresholds) -> list[Finding]:
    """The same findings, those about uncovered grids with their proposals; they lie side by side in the index."""
    codes = [each.area_code for each in findings if each.rule.code is RuleCode.GRID_UNCOVERED]
    if not codes:
        return list(findings)
    low, high = (stem(code, AreaLevel.COMMUNITY) for code in (min(codes), max(codes)))
    found = await proposals_between(reader, low, high + BEYOND, as_of, thresholds)
    return [
        replace(each, proposal=found.get(each.subject)) if each.rule.code is RuleCode.GRID_UNCOVERED else each
        for each in findings
    ]


def _finding(rule: Rule, row: list[Any]) -> Finding:
    subject, name, area_code, key, evidence = row
    return Finding(finding_id(rule.code, subject, key), rule, subject, name, area_code, key, evidence)


def cursor(finding: Finding) -> str:
    """The place right behind a finding in the list of all."""
    text = json.dumps([finding.rule.code, *finding.place], separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode()


def _start(after: str) -> tuple[RuleCode, tuple[str, str, str]]:
    try:
        rule, code, subject, key = json.loads(base64.urlsafe_b64decode(after.encode()))
        return RuleCode(rule), (str(code), str(subject), str(key))
    except (ValueError, TypeError, RecursionError):
        raise BadCursor("游标不是本列表给出的。", "Not a cursor of this list.") from None


RANKS = {code: rank for rank, code in enumerate(RULES)}
"""Where the findings of a rule stand among all."""


def place_after(after: str) -> tuple[int, tuple[str, str, str]]:
    """What a cursor stands behind: the rank of a rule, and a place among its findings.

    Raises:
        BadCursor: not one of a list of findings.
    """
    rule, place_ = _start(after)
    return RANKS[rule], place_


def _from(rules: list[Rule], start: tuple[RuleCode, tuple[str, str, str]] | None) -> list[Rule]:
    return rules if start is None else [rule for rule in rules if RANKS[rule.code] >= RANKS[start[0]]]
