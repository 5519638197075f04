"""A whole audit of an area: coverage by level, and all findings, kept in a file so that memory stays bounded."""

import json
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import IO, Any

from graphsvc.codes import prefix_of
from graphsvc.coverage.model.decision import Decisions, Standing, standing
from graphsvc.coverage.model.legal import Basis
from graphsvc.coverage.model.rules import RULES, Rule, RuleCode, Severity, chosen
from graphsvc.coverage.model.thresholds import USUAL, Thresholds
from graphsvc.coverage.store.counts import Coverage, Part, coverage_of
from graphsvc.coverage.store.decisions import decisions_on
from graphsvc.coverage.store.findings import Finding, stream
from graphsvc.coverage.store.queries import Place, place, statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Progress, Reader, say_nothing

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
    decided: str = ""
    """The last decision about it, in one line."""

    @property
    def severity(self) -> Severity:
        """As grave as its rule."""
        return RULES[self.rule].severity

    @property
    def bases(self) -> tuple[Basis, ...]:
        """The papers behind it, the nearest first."""
        return RULES[self.rule].bases_of(self.evidence)


def _spool() -> IO[str]:
    return tempfile.TemporaryFile("w+", encoding="utf-8")


@dataclass(slots=True)
class Audit:
    """The audit of an area on a day.

    Attributes:
        total: the coverage of the whole area.
        levels: the areas of each level below it that a report shows.
        counts: findings by rule and standing.
    """

    total: Coverage
    rules: Sequence[Rule]
    thresholds: Thresholds = USUAL
    levels: list[list[Part]] = field(default_factory=list)
    counts: Counter[tuple[RuleCode, Standing]] = field(default_factory=Counter)
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
        """Add a finding."""
        self.counts[line.rule, line.standing] += 1
        values = [line.id, line.rule, line.subject, line.name, line.area_code, line.evidence, line.sentence]
        self._file.write(
            json.dumps([*values, line.advice, line.standing, line.decided], ensure_ascii=False, default=str) + "\n"
        )

    def lines(self) -> Iterator[Line]:
        """Read all findings from the file, part by part of the area and rule by rule."""
        self._file.seek(0)
        for text in self._file:
            id_, rule, subject, name, area_code, evidence, sentence, advice, where, decided = json.loads(text)
            code, stands = RuleCode(rule), Standing(where)
            yield Line(id_, code, subject, name, area_code, evidence, sentence, advice, stands, decided)

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
    thresholds: Thresholds = USUAL,
    progress: Progress = say_nothing,
) -> Audit:
    """Audit an area: a part after the other, so that no statement is long; close the audit when it is written.

    Args:
        levels: how many levels below the area get tables of their own, down to communities.
    Raises:
        MalformedCode, NotFound: of the area.
    """
    where = await place(reader, area, as_of)
    total = await coverage_of(reader, where, as_of)
    audit = Audit(total, chosen(rules, severity), thresholds, await _levels(reader, total, levels))
    parts = await _parts(reader, where, as_of)
    for number, part in enumerate(parts, start=1):
        for rule in audit.rules:
            await _find(reader, audit, rule, part, thresholds)
        progress(number, len(parts))
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
    held: list[Finding] = []
    async for finding in stream(reader, rule, part, audit.as_of, thresholds):
        held.append(finding)
        if len(held) >= _CHUNK:
            await _keep(reader, audit, held)
            held = []
    await _keep(reader, audit, held)


async def _keep(reader: Reader, audit: Audit, findings: Sequence[Finding]) -> None:
    decided: Decisions = await decisions_on(reader, findings, audit.as_of)
    for each in findings:
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
                judged[-1].said() if judged else "",
            )
        )
