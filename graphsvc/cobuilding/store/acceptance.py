"""Accepts a plan (采纳方案): its pairings become claimed projects, in one transaction or not at all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from graphsvc.access.principal import Grant
from graphsvc.cobuilding.model.gates import bars
from graphsvc.cobuilding.store.projects import CYPHER, HELD_BY, barred_by
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.errors import BadInput, NotFound
from graphsvc.log.events import Done, Event

MOST_PAIRS = 500


@dataclass(frozen=True, slots=True)
class Pairing:
    """A need that a resource is to meet; `project` is the id of the project that it becomes."""

    project: str
    need: str
    resource: str
    quantity: int = 1


async def accept(tx: Transaction, grant: Grant, pairs: Sequence[Pairing], today: date) -> Done:
    """Turn all pairings into projects that hold capacity.

    Raises:
        BadInput: a pairing twice.
        NotFound: a need or resource is not there for this caller.
        Conflict: a gate stands in the way, such as a need that is closed, or a resource without enough left for all
            that the plan wants of it.
    """
    _check(pairs)
    wanted: Counter[str] = Counter()
    for pair in pairs:
        wanted[pair.resource] += pair.quantity
    asked = {
        "needs": sorted({pair.need for pair in pairs}),
        "wanted": [{"resource": id_, "quantity": count} for id_, count in sorted(wanted.items())],
        "pairs": [
            {"id": pair.project, "need": pair.need, "resource": pair.resource, "quantity": pair.quantity}
            for pair in pairs
        ],
        "holding": HELD_BY,
        "today": today,
        **grant.params,
    }
    ((done, found, made, stated, offered, areas),) = await tx.run(Statement(CYPHER["accept"], asked))
    if not found:
        raise NotFound("方案中的需求或资源不存在，或不在可见范围内。", "A need or resource of the plan is not there.")
    if barring := bars(stated, offered, today):
        raise barred_by(barring)
    assert done
    assert made == len(pairs)
    where = dict(areas)
    return Done(
        tuple(pair.project for pair in pairs),
        tuple(
            Event("CLAIMED", pair.project, where[pair.need], {}, {"need": pair.need, "resource": pair.resource})
            for pair in pairs
        ),
    )


def _check(pairs: Sequence[Pairing]) -> None:
    keys = {(pair.need, pair.resource) for pair in pairs}
    if len(keys) < len(pairs):
        raise BadInput("同一个配对列了两次。", "A pairing is named twice.").at("pairs")
