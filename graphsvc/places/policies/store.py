"""Policy notices in the graph: published with their shares, amended, revoked; shares reported and closed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from graphsvc.access.principal import Grant
from graphsvc.china import day_in_china, in_utc
from graphsvc.codes import prefix_of
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import BadInput, NotFound
from graphsvc.log.events import Done, Event
from graphsvc.places.model.points import check_place
from graphsvc.places.model.policies import (
    MOST_SHARES,
    NOTICE,
    SHARE,
    PolicyDetails,
    PolicyNoticeAction,
    PolicyNoticeState,
    PolicyShareAction,
    PolicyShareState,
    Progress,
    Qualifying,
    check_shares,
    counted_twice,
)
from graphsvc.places.store.fragments import is_unanswered_on, is_untold_on

TEXTS = statements(
    Path(__file__).with_name("store.cypher"), is_untold_on=is_untold_on, is_unanswered_on=is_unanswered_on
)


@dataclass(frozen=True, slots=True)
class Totals:
    """What shares come to; `late` and `unanswered` count shares, the last three before them people."""

    shares: int
    open: int
    qualified: int
    told: int
    answered: int
    late: int
    unanswered: int


async def publish(
    tx: Transaction,
    grant: Grant,
    area: str,
    department: str,
    details: PolicyDetails,
    shares: Sequence[Qualifying],
    id_: str,
    by: str,
    now: datetime,
) -> Done:
    """Publish a notice.

    Raises:
        NotFound: no such area in the caller's areas, no such unit in its district, or no such areas for the shares.
        BadInput: as `PolicyDetails.check` and `check_shares`, or there is no place for a notice.
    """
    today = day_in_china(now)
    check_place(area, "notice")
    details.check(today, earliest=today)
    check_shares(prefix_of(area), shares, "notice", "shares")
    last = {"tellBy": details.tell_by, "applyBy": details.apply_by}
    told = {"unit": department, "version": 1, "changedOn": today, **last}
    notice = {
        **details.row(),
        **told,
        "id": id_,
        "areaCode": area,
        "state": PolicyNoticeState.PUBLISHED.value,
        "publishedOn": today,
        "publishedAt": in_utc(now),
        "by": by,
    }
    rows = [{**told, "id": f"{_stem(id_)}{number}", **row} for number, row in enumerate(_rows(shares))]
    given = {"area": area, "department": department, "notice": notice, "shares": rows, "scope": list(grant.scope)}
    found = await tx.run(Statement(TEXTS["publish"], given))
    if not found or not found[0][0]:
        raise _not_there()
    counts = {"title": details.title, "shares": len(rows), "qualified": sum(share.count for share in shares)}
    return Done((id_,), (Event("POLICY_NOTICE_PUBLISHED", id_, area, {}, counts),))


async def extend(
    tx: Transaction, grant: Grant, id_: str, expected: int, shares: Sequence[Qualifying], now: datetime
) -> Done:
    """Have people told in more areas, by the notice's last days.

    Raises:
        NotFound: no such notice in the caller's areas, or no such areas under its own.
        BadInput: as `check_shares`, also with areas that it has; too many; or its last day to tell is over.
        StepRefused: it was changed meanwhile, or is revoked.
    """
    check_shares("", shares, "shares")
    asked = {
        "id": id_,
        "expected": expected,
        "sources": [state.value for state in NOTICE.sources(PolicyNoticeAction.EXTEND)],
        "shares": [{**row, "version": 1, "changedOn": day_in_china(now)} for row in _rows(shares)],
        "stem": _stem(id_),
        "most": MOST_SHARES,
        "on": day_in_china(now),
        "scope": list(grant.scope),
    }
    rows = await tx.run(Statement(TEXTS["extend"], asked))
    if not rows:
        raise _no_notice()
    done, state, area, there, late, twice, many = rows[0]
    if not done:
        standing = PolicyNoticeState(state)
        if standing in NOTICE.finals():
            raise NOTICE.stopped(standing, PolicyNoticeAction.EXTEND)
        if not there:
            raise _not_there()
        if twice:
            raise counted_twice().at("shares")
        if many:
            raise BadInput(f"区域最多 {MOST_SHARES} 个。", f"At most {MOST_SHARES} areas.").at("shares")
        if late:
            raise BadInput("告知期限已过，请先更新期限。", "Its last day to tell is over; amend it first.").at("shares")
        raise NOTICE.stopped(standing, PolicyNoticeAction.EXTEND)
    counts = {"shares": len(shares), "qualified": sum(share.count for share in shares)}
    return Done((id_,), (Event("POLICY_NOTICE_EXTEND", id_, area, {}, counts),))


async def amend(tx: Transaction, grant: Grant, id_: str, expected: int, details: PolicyDetails, now: datetime) -> Done:
    """Change what is told of a notice; its open shares have its new last days.

    Raises:
        NotFound: no such notice in the caller's areas. BadInput: as `PolicyDetails.check`, or people were to be
            told before the notice.
        StepRefused: it was changed meanwhile, or is revoked.
    """
    details.check(day_in_china(now), earliest=date.min)
    inherited = {"tellBy": details.tell_by, "applyBy": details.apply_by}
    return await _take(tx, grant, id_, PolicyNoticeAction.AMEND, expected, now, details.row(), inherited)


async def revoke(tx: Transaction, grant: Grant, id_: str, expected: int, reason: str, now: datetime) -> Done:
    """Revoke a notice, which closes its shares.

    Raises:
        NotFound, StepRefused: as `amend`.
    """
    today = day_in_china(now)
    changes = {"revokedOn": today, "note": reason}
    inherited = {"state": PolicyShareState.DONE.value, "closedOn": today, "note": reason}
    return await _take(tx, grant, id_, PolicyNoticeAction.REVOKE, expected, now, changes, inherited, reason)


async def report(
    tx: Transaction, grant: Grant, id_: str, expected: int, progress: Progress, by: str, now: datetime
) -> Done:
    """Say how far an area is.

    Raises:
        NotFound: no such share in the caller's areas. BadInput: as `Progress.check`.
        StepRefused: it was changed meanwhile, or is closed.
    """
    progress.check()
    today = day_in_china(now)
    counts = {"qualified": progress.qualified, "told": progress.told, "answered": progress.answered}
    asked = {"changes": {**counts, "reportedOn": today, "reportedBy": by}, "on": today}
    return await _share(tx, grant, id_, PolicyShareAction.REPORT, expected, asked, counts)


async def close(tx: Transaction, grant: Grant, id_: str, expected: int, reason: str, by: str, now: datetime) -> Done:
    """Say that an area is done with a notice.

    Raises:
        NotFound, StepRefused: as `report`.
    """
    state = PolicyShareState.DONE.value
    today = day_in_china(now)
    asked = {"changes": {"state": state, "closedOn": today, "closedBy": by, "note": reason}, "on": today}
    return await _share(tx, grant, id_, PolicyShareAction.CLOSE, expected, asked, {"state": state}, reason)


async def read_standing(graph: Reader, id_: str) -> tuple[PolicyNoticeState, str]:
    """Read how a notice stands, and the code of its area.

    Raises:
        NotFound: no such notice.
    """
    rows = await graph.read(Statement(TEXTS["standing"], {"id": id_}))
    if not rows:
        raise _no_notice()
    return PolicyNoticeState(rows[0][0]), rows[0][1]


async def read_share_standing(graph: Reader, grant: Grant, id_: str) -> tuple[PolicyShareState, str]:
    """Read how an area's share of a notice stands, and the code of the area.

    Raises:
        NotFound: no such share that the caller sees.
    """
    rows = await graph.read(Statement(TEXTS["share_standing"], {"id": id_, **grant.params}))
    if not rows:
        raise _no_share()
    return PolicyShareState(rows[0][0]), rows[0][1]


async def read_totals(graph: Reader, grant: Grant, area: str | None, notice: str | None, today: date) -> Totals:
    """Add up the shares that the caller sees, under an area and of a notice where they are named."""
    asked = {"prefix": prefix_of(area) if area else "", "notice": notice, "today": today, **grant.params}
    ((*totals,),) = await graph.read(Statement(TEXTS["figures"], asked))
    return Totals(*totals)


async def _take(
    tx: Transaction,
    grant: Grant,
    id_: str,
    action: PolicyNoticeAction,
    expected: int,
    now: datetime,
    changes: Mapping[str, Any],
    inherited: Mapping[str, Any],
    note: str = "",
) -> Done:
    target = NOTICE.target(action).value
    asked = {
        "id": id_,
        "expected": expected,
        "sources": [state.value for state in NOTICE.sources(action)],
        "changes": {**changes, "state": target},
        "inherited": inherited,
        "on": day_in_china(now),
        "scope": list(grant.scope),
    }
    rows = await tx.run(Statement(TEXTS["step"], asked))
    if not rows:
        raise _no_notice()
    done, state, ordered, area, title = rows[0]
    if not done:
        if not ordered and (PolicyNoticeState(state), action) in NOTICE.table:
            raise BadInput(
                "告知期限不能早于发布日期。", "People are told from the day of publishing on, not before."
            ).at("notice", "tellByOn")
        raise NOTICE.stopped(PolicyNoticeState(state), action)
    event = Event(f"POLICY_NOTICE_{action}", id_, area, {"state": state}, {"state": target, "title": title}, note)
    return Done((id_,), (event,))


async def _share(
    tx: Transaction,
    grant: Grant,
    id_: str,
    action: PolicyShareAction,
    expected: int,
    asked: Mapping[str, Any],
    told: dict[str, Any],
    note: str = "",
) -> Done:
    name = action.value.lower()
    common = {"id": id_, "expected": expected, "sources": [state.value for state in SHARE.sources(action)]}
    rows = await tx.run(Statement(TEXTS[name], {**common, **asked, "scope": list(grant.scope)}))
    if not rows:
        raise _no_share()
    done, state, area = rows[0]
    if not done:
        raise SHARE.stopped(PolicyShareState(state), action)
    return Done((id_,), (Event(f"POLICY_SHARE_{action}", id_, area, {"state": state}, told, note),))


def _stem(notice: str) -> str:
    """What the ids of a notice's shares begin with."""
    return f"{notice.replace('policy-', 'policyshare-', 1)}-"


def _rows(shares: Sequence[Qualifying]) -> list[dict[str, Any]]:
    """Shares as they begin, in the order of their areas."""
    begun = {"state": PolicyShareState.TELLING.value, "told": 0, "answered": 0}
    return [
        {**begun, "areaCode": share.area, "qualified": share.count}
        for share in sorted(shares, key=lambda share: share.area)
    ]


def _not_there() -> NotFound:
    return NotFound(
        "没有这些区域或部门，或不在您的管辖范围内；部门须在同一区县。",
        "No such areas in your scope, or no such unit in their district.",
    )


def _no_notice() -> NotFound:
    return NotFound("没有这个政策告知，或不在您的管辖范围内。", "No such policy notice, or none in your scope.")


def _no_share() -> NotFound:
    return NotFound("没有这个告知任务，或不在您的管辖范围内。", "No such share of a notice, or none in your scope.")
