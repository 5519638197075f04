"""What was decided on warnings: it stands for some weeks, then the same warning asks again."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from graphsvc.access.principal import Grant
from graphsvc.alerts.model.statistics import RiskWarning, RiskWarningVerdict, WarningRules
from graphsvc.alerts.store.warnings import MOST_ROWS, Looked, midnight, read_warnings
from graphsvc.china import day_in_china, in_utc
from graphsvc.codes import prefix_of
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import NotFound
from graphsvc.log.events import Done, Event

TEXTS = statements(Path(__file__).with_name("verdicts.cypher"))


@dataclass(frozen=True, slots=True)
class Verdict:
    """A decision on a warning."""

    verdict: RiskWarningVerdict
    reason: str
    at: datetime


async def judge_warning(
    tx: Transaction, grant: Grant, id_: str, verdict: RiskWarningVerdict, reason: str, by: str, now: datetime
) -> Done:
    """Decide on a warning that stands today.

    Raises:
        NotFound: no such warning today, or none in the caller's areas.
    """
    today = day_in_china(now)
    area = id_.split("-")[1] if id_.count("-") == 2 else ""
    found = await read_warnings(tx, grant, Looked(area, today, today), WarningRules())
    warning = next((each for each in found if each.id == id_), None)
    if warning is None:
        raise NotFound("今天没有这条预警，或不在您的管辖范围内。", "No such warning today, or none in your scope.")
    row = {
        "id": f"verdict-{uuid4().hex[:16]}",
        "warning": id_,
        "areaCode": warning.area,
        "kind": warning.kind.value,
        "verdict": verdict.value,
        "reason": reason,
        "observed": warning.observed,
        "evidence": list(warning.evidence),
        "at": in_utc(now),
        "by": by,
    }
    await tx.run(Statement(TEXTS["judge"], {"area": warning.area, "verdict": row, "scope": list(grant.scope)}))
    told = {"warning": id_, "kind": warning.kind.value, "observed": warning.observed}
    return Done((warning.area,), (Event(f"WARNING_{verdict.value}", warning.area, warning.area, {}, told, reason),))


async def read_verdicts(graph: Reader, grant: Grant, area: str, day: date, rules: WarningRules) -> dict[str, Verdict]:
    """Read what stands on warnings of an area at the end of a day, by their ids."""
    asked = {
        "prefix": prefix_of(area),
        "scope": list(grant.scope),
        "first": midnight(day - timedelta(days=rules.rests_days)),
        "after": midnight(day + timedelta(days=1)),
        "most": MOST_ROWS,
    }
    rows = await graph.read(Statement(TEXTS["verdicts"], asked))
    return {warning: Verdict(RiskWarningVerdict(verdict), reason, at) for warning, verdict, reason, at in rows}


def open_first(found: list[RiskWarning], verdicts: dict[str, Verdict]) -> list[RiskWarning]:
    """Order warnings: those on which nothing stands first, dismissed ones last."""
    last = {RiskWarningVerdict.ACKNOWLEDGED: 1, RiskWarningVerdict.DISMISSED: 2}
    return sorted(found, key=lambda each: last[verdicts[each.id].verdict] if each.id in verdicts else 0)
