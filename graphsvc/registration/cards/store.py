"""Cards in the graph: registrants are locked, what stands there is counted, and a card of each is added, once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from graphsvc.access.masking import Field, mask
from graphsvc.access.principal import Grant
from graphsvc.china import day_bounds, day_in_china, in_utc
from graphsvc.codes import prefix_of
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import NotFound
from graphsvc.log.events import Event
from graphsvc.registration.cards.card import CardSeals, Line, Quarter, Served, lines_of
from graphsvc.registration.model.point_rules import Wallet
from graphsvc.registration.model.points import EARNING
from graphsvc.registration.model.post import ClaimState
from graphsvc.registration.model.rating import ServiceRatingSide
from graphsvc.registration.model.registration import RegistrantKind, ServiceClass
from graphsvc.registration.store import caller_params
from graphsvc.registration.store.points import THE_SERVICE

TEXTS = statements(Path(__file__).with_name("cards.cypher"))
AT_ONCE = 100
"""Cards of one transaction."""
ALL = {"scope": list(THE_SERVICE.scope)}
"""Whoever freezes cards does so by the command line, for the service."""
MARKS = ("completion", "attitude", "effect", "cooperation")


@dataclass(frozen=True, slots=True)
class Frozen:
    """Cards that one transaction has made, and what the record hears."""

    cards: int
    events: tuple[Event, ...]


async def find_registrants(graph: Reader, area: str, quarter: Quarter) -> list[str]:
    """Find whose cards of a quarter are to be frozen in an area, in the order in which they are locked."""
    asked = {"prefix": prefix_of(area), "year": quarter.year, "asOf": quarter.last, "quarter": str(quarter), **ALL}
    return [row[0] for row in await graph.read(Statement(TEXTS["registrants"], asked))]


async def freeze(tx: Transaction, ids: Sequence[str], quarter: Quarter, seals: CardSeals, now: datetime) -> Frozen:
    """Freeze the cards of some registrants for a quarter that is over; who has one already keeps it as it is.

    Raises:
        Conflict: the quarter goes on.
    """
    quarter.check_over(day_in_china(now))
    asked = {
        "ids": sorted(ids),
        "year": quarter.year,
        "quarter": str(quarter),
        "asOf": quarter.last,
        "first": quarter.first,
        "from": day_bounds(quarter.first)[0],
        "to": day_bounds(quarter.last)[1],
        "earning": [kind.value for kind in EARNING],
        **ALL,
    }
    cards = [_card(row, quarter, seals, now) for row in await tx.run(Statement(TEXTS["facts"], asked)) if row[2]]
    if not cards:
        return Frozen(0, ())
    await tx.run(Statement(TEXTS["freeze"], {"cards": cards, **ALL}))
    said = [card["says"] for card in cards]
    events = [
        Event("CARD_FROZEN", each["id"], each["areaCode"], {}, {"quarter": each["quarter"], "seal": each["seal"]})
        for each in said
    ]
    return Frozen(len(cards), tuple(events))


async def read_card(graph: Reader, grant: Grant, id_: str) -> Mapping[str, Any]:
    """Read all that a card says.

    Raises:
        NotFound: no such card for this caller.
    """
    rows = await graph.read(Statement(TEXTS["card"], {"id": id_, **caller_params(grant)}))
    if not rows:
        raise NotFound("没有这张登记卡，或不在可见范围内。", "No such card, or none that you may see.")
    says: Mapping[str, Any] = rows[0][0]
    return says


def _card(row: Sequence[Any], quarter: Quarter, seals: CardSeals, now: datetime) -> dict[str, Any]:
    """What the statement puts in the graph of one registrant."""
    who, name, (of, *_), served, told, points, points_told, seats, ratings, addressees = row
    lines = lines_of(quarter, map(_served, served), dict(told))
    earned = {wallet: amount for wallet, amount, _ in points}
    balance = {wallet: amount for wallet, _, amount in points}
    duty, exchange = points_told[0]
    says = {
        "id": f"card-{who}-{quarter}",
        "version": 1,
        "areaCode": of["areaCode"],
        "place": of["areaCode"],
        "quarter": str(quarter),
        "year": quarter.year,
        "number": quarter.number,
        "kind": of["kind"],
        "person": of["person"],
        "unit": of["unit"],
        "holder": mask(Field.NAME, name or "") if of["kind"] == RegistrantKind.MEMBER else name,
        "addressee": addressees[0] if addressees else None,
        "state": of["state"],
        "pledged": of["pledged"],
        "kept": of["kept"],
        "servedSeats": seats.count(ClaimState.SERVED.value),
        "missedSeats": seats.count(ClaimState.ABSENT.value),
        **_lines(lines),
        "yearMinutes": sum(each.minutes for each in map(_served, served) if each.on.year == quarter.year),
        "dutyEarned": earned.get(Wallet.DUTY.value, 0) - duty,
        "exchangeEarned": earned.get(Wallet.EXCHANGE.value, 0) - exchange,
        "dutyBalance": balance.get(Wallet.DUTY.value, 0),
        "exchangeBalance": balance.get(Wallet.EXCHANGE.value, 0),
        **_ratings(ratings),
        "frozenAt": in_utc(now),
        "frozenOn": day_in_china(now),
    }
    return {"who": who, "registration": of["id"], "says": {**says, "seal": seals.seal(says)}}


def _lines(lines: Sequence[Line]) -> dict[str, Any]:
    return {
        "records": [each.served.record for each in lines],
        "recordKinds": [each.kind.value for each in lines],
        "recordDays": [each.served.on for each in lines],
        "recordMinutes": [each.minutes for each in lines],
        "recordClasses": [each.served.service.value for each in lines],
        "recordContents": [each.served.content for each in lines],
        "minutes": sum(each.minutes for each in lines),
    }


def _ratings(ratings: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """How many ratings became open in the quarter by each side, and the sum of each mark."""
    by_side = {side: sum(each["side"] == side for each in ratings) for side in ServiceRatingSide}
    sums = {f"{mark}Sum": sum(each[mark] or 0 for each in ratings) for mark in MARKS}
    return {
        "serviceRatings": by_side[ServiceRatingSide.COMMUNITY],
        "cooperationRatings": by_side[ServiceRatingSide.REGISTRANT],
        **sums,
    }


def _served(row: Sequence[Any]) -> Served:
    record, on, minutes, service, content = row
    day = on if isinstance(on, date) else on.to_native()
    return Served(record, day, minutes, ServiceClass(service), content)
