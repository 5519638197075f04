"""A whole audit of an area: coverage by level, and all findings, kept in a file so that memory stays bounded."""

import json
import tempfile
from collections import Counter
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

from graphsvc.codes import prefix_of
from graphsvc.coverage.changes.decisions import decisions_on
from graphsvc.coverage.model.decision import Change, Decisions, Standing, due_on, standing
from graphsvc.coverage.model.evidence import Names
from graphsvc.coverage.model.legal import Basis
from graphsvc.coverage.model.rules import RULES, Rule, RuleCode, Severity, chosen
from graphsvc.coverage.model.thresholds import USUAL, Thresholds
from graphsvc.coverage.store.counts import Coverage, Part, coverage_of
from graphsvc.coverage.store.diff import differences
from graphsvc.coverage.store.findings import Finding, stream
from graphsvc.coverage.store.queries import Place, names_of, place, statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Progress, Reader, say_nothing
from graphsvc.errors import BadInput

_CHUNK = 500
_DEEPEST = 4  # communities; grids are named by their findings


@dataclass(frozen=True, slots=True)
class Line:
    """A finding as a report prints it; every value is plain text, but the evidence, which is a map of plain values."""

    id: str
    rule: RuleCode
    subject: str
    name: str
    area_code: str
    evidence: Mapping[str, Any]
    sentence: str
    advice: str
    standing: Standing
    responsible: str
    """Name of the organization that has to see to it, or empty."""
    due_on: date
    decided: str = ""
    """The last decision about it, in one line."""
    change: Change | None = None
    """What has become of it since the earlier audit that this one is compared with."""

    @property
    def severity(self) -> Severity:
        """As grave as its rule."""
        return RULES[self.rule].severity

    @property
    def bases(self) -> tuple[Basis, ...]:
        """The papers behind it, the nearest first."""
        return RULES[self.rule].bases_of(self.evidence)


@dataclass(frozen=True, slots=True)
class Cover:
    """What stands on the cover of a report that is handed in; blanks are filled in by hand.

    Attributes:
        number: number of the paper (文号).
        author: who audits (审计单位).
    """

    number: str = ""
    author: str = ""


BLANK = Cover()


def _spool() -> IO[str]:
    return tempfile.TemporaryFile("w+", encoding="utf-8")


@dataclass(slots=True)
class Audit:
    """The audit of an area on a day.

    Attributes:
        total: the coverage of the whole area.
        levels: the areas of each level below it that a report shows.
        counts: findings by rule and standing.
        since: the day of an earlier audit that this one is compared with.
        changes: findings by rule and what has become of them since then, those that are gone too.
        places: findings by the community they lie in, or the area above where they lie in none, and severity; None
            counts those that are waived.
        names: of these places.
    """

    total: Coverage
    rules: Sequence[Rule]
    thresholds: Thresholds = USUAL
    levels: list[list[Part]] = field(default_factory=list)
    counts: Counter[tuple[RuleCode, Standing]] = field(default_factory=Counter)
    since: date | None = None
    changes: Counter[tuple[RuleCode, Change]] = field(default_factory=Counter)
    places: Counter[tuple[str, Severity | None]] = field(default_factory=Counter)
    names: Names = field(default_factory=dict)
    cover: Cover = BLANK
    _file: IO[str] = field(default_factory=_spool)

    @property
    def area(self) -> Place:
        """The area audited."""
        return self.total.area

    @property
    def as_of(self) -> date:
        """The day of the audit."""
        return self.total.as_of

    def count(self, rule: RuleCode) -> int:
        """Count the findings of a rule, whatever their standing."""
        return sum(number for (code, _), number in self.counts.items() if code is rule)

    def breaks(self, severity: Severity) -> bool:
        """Whether there is a finding as grave as this, or graver, that is not waived."""
        return any(
            number and severity.includes(RULES[rule].severity)
            for (rule, where), number in self.counts.items()
            if where is not Standing.WAIVED
        )

    def keep(self, line: Line) -> None:
        """Add a finding, or one that is gone since the earlier audit."""
        if line.change is not None:
            self.changes[line.rule, line.change] += 1
        if line.change is not Change.GONE:
            self.counts[line.rule, line.standing] += 1
            self.places[line.area_code[:12], None if line.standing is Standing.WAIVED else line.severity] += 1
        about = [line.id, line.rule, line.subject, line.name, line.area_code, line.evidence, line.sentence, line.advice]
        stands = [line.standing, line.responsible, line.due_on, line.decided, line.change]
        self._file.write(json.dumps([*about, *stands], ensure_ascii=False, default=str) + "\n")

    def lines(self) -> Iterator[Line]:
        """Read all findings from the file, part by part of the area and rule by rule."""
        return (line for line in self._lines() if line.change is not Change.GONE)

    def gone(self) -> Iterator[Line]:
        """Read the findings of the earlier audit that are gone, in the same order, each as it was."""
        if self.since is None:
            return iter(())
        return (line for line in self._lines() if line.change is Change.GONE)

    def _lines(self) -> Iterator[Line]:
        self._file.seek(0)
        for text in self._file:
            *about, where, responsible, due, decided, change = json.loads(text)
            id_, rule, subject, name, area_code, evidence, sentence, advice = about
            what = (id_, RuleCode(rule), subject, name, area_code, evidence, sentence, advice)
            became = Change(change) if change else None
            yield Line(*what, Standing(where), responsible, date.fromisoformat(due), decided, became)

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


async def audit_area(
    reader: Reader,
    area: str,
    as_of: date,
    *,
    rules: Sequence[RuleCode] | None = None,
    severity: Severity | None = None,
    levels: int = 2,
    since: date | None = None,
    thresholds: Thresholds = USUAL,
    cover: Cover = BLANK,
    progress: Progress = say_nothing,
) -> Audit:
    """Audit an area: a part after the other, so that no statement is long; close the audit when it is written.

    Args:
        levels: how many levels below the area get tables of their own, down to communities.
        since: the day of an earlier audit to compare with, by the same rules and thresholds.
    Raises:
        MalformedCode, NotFound: of the area. BadInput: `since` is not before the day of the audit.
    """
    if since is not None and since >= as_of:
        raise BadInput("对比的日期须早于审计的截止日期。", "The day to compare with is before that of the audit.")
    where = await place(reader, area, as_of)
    total = await coverage_of(reader, where, as_of)
    tables = await _levels(reader, total, levels)
    audit = Audit(total, chosen(rules, severity), thresholds, tables, since=since, cover=cover)
    parts = await _parts(reader, where, as_of)
    for number, part in enumerate(parts, start=1):
        for rule in audit.rules:
            await _find(reader, audit, rule, part, thresholds)
        progress(number, len(parts))
    audit.names = await names_of(reader, {code for code, _ in audit.places}, as_of)
    return audit


async def _levels(reader: Reader, total: Coverage, levels: int) -> list[list[Part]]:
    """The parts of the area, then their parts, and so on; each level by one statement an area of the level above."""
    found = [list(total.parts)]
    for _ in range(levels - 1):
        if any(part.level >= _DEEPEST for part in found[-1]):
            break
        above = [Place(part.code, part.name, part.level, prefix_of(part.code)) for part in found[-1]]
        below = [await coverage_of(reader, each, total.as_of) for each in above]
        found.append([part for each in below for part in each.parts])
    return found


async def _parts(reader: Reader, area: Place, as_of: date) -> list[Place]:
    """The area without what lies below it, then each area directly below it down to subdistricts.

    What belongs to the area itself lies at its own code, which sorts before every code below it.
    """
    if area.level >= 3:
        return [area]
    rows = await reader.read(statement("parts", as_of, levels=[area.level + 1], prefix=area.prefix), Lane.HEAVY)
    return [Place(area.code, area.name, area.level, area.code), *(Place(*row) for row in rows)]


async def _find(reader: Reader, audit: Audit, rule: Rule, part: Place, thresholds: Thresholds) -> None:
    held: list[tuple[Finding, Change | None]] = []
    async for finding in _found(reader, audit, rule, part, thresholds):
        held.append(finding)
        if len(held) >= _CHUNK:
            await _keep(reader, audit, held)
            held = []
    await _keep(reader, audit, held)


async def _found(
    reader: Reader, audit: Audit, rule: Rule, part: Place, thresholds: Thresholds
) -> AsyncGenerator[tuple[Finding, Change | None], None]:
    """The findings of a rule with what has become of them, where an earlier audit is compared with."""
    if audit.since is None:
        async for finding in stream(reader, rule, part, audit.as_of, thresholds):
            yield finding, None
        return
    async for each in differences(reader, rule, part, audit.since, audit.as_of, thresholds):
        yield each.finding, each.change


async def _keep(reader: Reader, audit: Audit, findings: Sequence[tuple[Finding, Change | None]]) -> None:
    decided: Decisions = await decisions_on(reader, [finding for finding, _ in findings], audit.as_of)
    for each, change in findings:
        judged = decided.get(each.id, ())
        where = standing(judged, audit.as_of)
        audit.keep(
            Line(
                each.id,
                each.rule.code,
                each.subject,
                each.name,
                each.area_code,
                each.evidence,
                each.sentence,
                each.advice,
                where,
                each.names.get(each.responsible or "", ""),
                due_on(judged, audit.as_of, audit.thresholds.mending_days(each.severity)),
                judged[-1].said() if judged else "",
                change,
            )
        )
