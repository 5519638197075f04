"""What an appraisal says against what the record holds of it: a digest for each act, so that no change goes unseen."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.command.appraisal.yearly import (
    APPRAISAL,
    AppraisalAction,
    YearlyAppraisalState,
    digest,
)
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader
from graphsvc.errors import NotFound

RECORDED = {
    "APPRAISAL_NOTICED": AppraisalAction.NOTICE,
    "APPRAISAL_OBJECT": AppraisalAction.OBJECT,
    "APPRAISAL_DECIDE": AppraisalAction.DECIDE,
    "APPRAISAL_SEAL": AppraisalAction.SEAL,
}
"""Actions of the record that hold a digest."""


def recorded(appraisal: str) -> str:
    """What the record holds of the acts of an appraisal, in their order."""
    return (
        f"COLLECT {{ MATCH (e:LogEntry {{subject: {appraisal}.id}}) WHERE e.action IN {list(RECORDED)}"
        f" RETURN [e.action, e.after] ORDER BY e.number LIMIT {len(RECORDED)} }}"
    )


TEXTS = statements(Path(__file__).with_name("seals.cypher"), recorded=recorded)
AT_ONCE = 100
"""Appraisals that are read together when all are checked."""


@dataclass(frozen=True, slots=True)
class Step:
    """An act with its digest in the record, and whether the appraisal still says of it what it said then."""

    action: AppraisalAction
    recorded: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Said:
    """All that an appraisal says, and the acts whose digests the record holds, in their order."""

    says: Mapping[str, Any]
    steps: Sequence[Step]

    @property
    def sealed(self) -> str | None:
        """The digest in the record from its seal; None before."""
        return next((each.recorded for each in self.steps if each.action is AppraisalAction.SEAL), None)

    @property
    def holds(self) -> bool | None:
        """Whether it says what the record holds of every act and stands where the last one has left it.

        None where the record holds no digest of it, as of what was grown from a seed.
        """
        if not self.steps:
            return None
        stands = APPRAISAL.target(self.steps[-1].action)
        return self.says["state"] == stands and all(each.holds for each in self.steps)


async def read_says(graph: Reader, grant: Grant, id_: str) -> Said:
    """Read all that an appraisal says.

    Raises:
        NotFound: no such appraisal of the caller's areas.
    """
    rows = await graph.read(Statement(TEXTS["says"], {"id": id_, "scope": list(grant.scope)}))
    if not rows:
        raise NotFound("没有这项年度考核，或不在您的管辖范围内。", "No such appraisal, or none of your areas.")
    return _said(*rows[0])


async def find_changed(graph: Reader) -> AsyncIterator[str]:
    """Find the appraisals that say something else than the record holds of them, by their ids."""
    after = ""
    while rows := await graph.read(Statement(TEXTS["all"], {"after": after, "most": AT_ONCE})):
        for says, entries in rows:
            if _said(says, entries).holds is False:
                yield says["id"]
        after = rows[-1][0]["id"]


def _said(says: Mapping[str, Any], entries: Sequence[Sequence[str]]) -> Said:
    return Said(says, [step for action, after in entries for step in _steps(says, RECORDED[action], json.loads(after))])


def _steps(says: Mapping[str, Any], action: AppraisalAction, after: Mapping[str, Any]) -> Sequence[Step]:
    recorded = after.get("digest")  # acts before a seal had none at first
    if recorded is None:
        return ()
    stage = YearlyAppraisalState(APPRAISAL.target(action))
    return (Step(action, recorded, digest(says, stage) == recorded),)
