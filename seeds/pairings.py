"""Has units stand by communities and last year judged: `graphsvc seed pairings --district 500103000000 --share 0.8`.

They are written as the service would have left them this year: one contact a month, one request a quarter that is done,
and last year's appraisals noticed in January. The record of changes tells nothing of it. The same seed, share and day
give the same pairings; a community that has one is left as it is.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from random import Random
from typing import Annotated, Any

import typer

from graphsvc.access.principal import EVERYWHERE, Grant
from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from graphsvc.codes import prefix_of
from graphsvc.command.appraisal.acts import notice
from graphsvc.command.appraisal.store import AppraisalDays
from graphsvc.command.rules.responsibilities import Responsibilities, read_responsibilities
from graphsvc.command.rules.terms import read_terms
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph
from graphsvc.db.ports import Transaction
from graphsvc.org.pairings.pairing import USUAL_DAYS, ContactWay, PairingRequestState

from .districts import fill_districts, noon
from .grow.places import dice

BY = "seed"
AT_ONCE = 100
"""Communities of one transaction."""
_COMMUNITIES = """\
MATCH (c:Community)
WHERE c.areaCode STARTS WITH $prefix AND c.until IS NULL
RETURN c.code AS code, EXISTS { MATCH (:Pairing {areaCode: c.code}) } AS paired,
  EXISTS { MATCH (:Node:YearlyAppraisal {id: 'appraisal-' + c.code + '-' + toString($year)}) } AS judged
ORDER BY code"""
_UNITS = """\
MATCH (u:Unit)
WHERE u.areaCode STARTS WITH $prefix AND u.dissolvedOn IS NULL AND coalesce(u.foundedOn < $since, true)
RETURN u.id AS id ORDER BY id"""
_WRITE = """\
UNWIND $rows AS row
MATCH (u:Node:Unit {id: row.says.unit})
MATCH (c:Node:Community {id: row.says.areaCode})
CREATE (u)-[:HOLDS_PAIRING]->(p:Node:Pairing)-[:PAIRED_WITH]->(c)
SET p = row.says
FOREACH (contact IN row.contacts | CREATE (p)<-[:CONTACT_OF]-(k:Node:PairingContact) SET k = contact)
FOREACH (request IN row.requests | CREATE (p)<-[:ASKED_UNDER]-(q:Node:PairingRequest) SET q = request)"""
TALKED = ("商量楼道整治", "了解老人助餐", "对接暑期托管", "查看消防通道", "商量停车难")
ASKED = ("借用会议室", "请派志愿者", "请来讲一次法律课", "请来检修路灯")
WAYS = tuple(ContactWay)


@dataclass(frozen=True, slots=True)
class Plan:
    """Which share of communities has a unit by its side and is judged, until a day."""

    today: date
    share: float = 0.8
    seed: int = 1

    @property
    def since(self) -> date:
        """First day of the pairings: that of the year."""
        return date(self.today.year, 1, 1)


@dataclass(slots=True)
class Counts:
    """What was written."""

    communities: int = 0
    pairings: int = 0
    contacts: int = 0
    requests: int = 0
    appraisals: int = 0

    def said(self) -> str:
        """On one line."""
        return (
            f"{self.pairings:,} pairings in {self.communities:,} communities, {self.contacts:,} contacts, "
            f"{self.requests:,} requests, {self.appraisals:,} appraisals"
        )


async def fill(graph: Graph, areas: Sequence[str], plan: Plan, report: Callable[[int, int], None]) -> Counts:
    """Pair and judge a share of the communities of some areas; `report` hears of areas that are done."""
    counts, rules = Counts(), read_responsibilities()
    for number, area in enumerate(areas, start=1):
        prefix = prefix_of(area)
        asked = {"prefix": prefix, "year": plan.since.year - 1, "since": plan.since}
        communities = await graph.read(Statement(_COMMUNITIES, asked), Lane.HEAVY)
        units = [id_ for (id_,) in await graph.read(Statement(_UNITS, asked), Lane.HEAVY)]
        counts.communities += len(communities)
        chosen = [row for n, row in enumerate(communities) if int((n + 1) * plan.share) > int(n * plan.share)]
        rows = [_pairing(code, units, plan) for code, paired, _ in chosen if units and not paired]
        for at in range(0, len(rows), AT_ONCE):
            part = {"rows": rows[at : at + AT_ONCE]}
            await graph.write(Statement(_WRITE, part), Lane.SETUP)
        counts.pairings += len(rows)
        counts.contacts += sum(len(row["contacts"]) for row in rows)
        counts.requests += sum(len(row["requests"]) for row in rows)
        waiting = [code for code, _, judged in chosen if not judged]
        for at in range(0, len(waiting), AT_ONCE):
            work = partial(_judge, codes=waiting[at : at + AT_ONCE], rules=rules, plan=plan)
            await graph.transact(work, Lane.SETUP)
        counts.appraisals += len(waiting)
        report(number, len(areas))
    return counts


async def _judge(tx: Transaction, codes: Sequence[str], rules: Responsibilities, plan: Plan) -> None:
    """Notice last year of communities on a day of January, or today where that has not come."""
    on, terms = min(date(plan.since.year, 1, 15), plan.today), read_terms()
    for code in codes:
        await notice(tx, Grant(EVERYWHERE), rules, terms, AppraisalDays(), code, plan.since.year - 1, BY, noon(on))


def _pairing(code: str, units: Sequence[str], plan: Plan) -> dict[str, Any]:
    random = dice(plan.seed, code, "pairing")
    id_, unit = f"pairing-{code}-{plan.since.year}", random.choice(units)
    own = {"areaCode": code, "unit": unit}
    days = [*_monthly(plan, random)]
    contacts = [
        {
            **own,
            "id": f"{id_}.{number}",
            "version": 1,
            "contactedOn": day,
            "way": random.choice(WAYS).value,
            "content": random.choice(TALKED),
            "recordedAt": noon(day),
            "recordedBy": BY,
        }
        for number, day in enumerate(days, start=2)
    ]
    requests = [_request(id_, own, day, random) for day in days[2::3]]
    last = days[-1] if days else None
    says = {
        **own,
        "id": id_,
        "version": 1 + len(contacts) + len(requests),
        "since": plan.since,
        "contactEveryDays": USUAL_DAYS,
        "lastContactOn": last,
        "contactDueOn": (last or plan.since) + timedelta(days=USUAL_DAYS),
        "openedAt": noon(plan.since),
        "openedBy": BY,
    }
    return {"says": says, "contacts": contacts, "requests": requests}


def _request(pairing: str, own: dict[str, str], day: date, random: Random) -> dict[str, Any]:
    """One that was placed, done and confirmed on the day of a contact."""
    return {
        **own,
        "id": f"{pairing}-{day.month}",
        "version": 4,
        "state": PairingRequestState.CONFIRMED.value,
        "content": random.choice(ASKED),
        "placedAt": noon(day),
        "placedOn": day,
        "dueOn": day + timedelta(days=14),
        "finishedOn": day,
        "report": "已办",
        "movedAt": noon(day),
        "by": BY,
    }


def _monthly(plan: Plan, random: Random) -> Iterator[date]:
    """A day of every month so far."""
    for month in range(1, plan.today.month + 1):
        day = date(plan.today.year, month, random.randint(2, 28))
        if day <= plan.today:
            yield day


def main(
    district: Annotated[str | None, typer.Option(help="Code of a district that is filled already.")] = None,
    city: Annotated[bool, typer.Option("--city", help="All districts.")] = False,
    share: Annotated[float, typer.Option(min=0, max=1, help="Share of communities that are paired and judged.")] = 0.8,
    seed: Annotated[int, typer.Option(help="The same seed gives the same pairings.")] = 1,
) -> None:
    """Add a year of pairings and last year's appraisals to the graph of the settings (GRAPHSVC_*)."""
    plan = Plan(day_in_china(utc_now()), share, seed)
    fill_districts(district, city=city, fill=lambda graph, areas, tell: fill(graph, areas, plan, tell))


if __name__ == "__main__":
    typer.run(main)
