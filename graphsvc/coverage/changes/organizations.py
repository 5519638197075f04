"""Changes of what holds an organization: what it hangs below, who belongs to it, which units form it."""

from collections.abc import Sequence

from graphsvc.coverage.changes.cells import check_kinds, together
from graphsvc.coverage.changes.rule_checks import AUDITED, CellChange, Order, lock, named_once, write
from graphsvc.db.ports import Transaction
from graphsvc.errors import BadInput, Conflict
from graphsvc.log.events import Done, Event
from graphsvc.org.model.organizations import Formation, PartyOrganizationKind


async def change_superior(tx: Transaction, organization: str, superior: str, order: Order) -> Done:
    """Let an organization hang below another.

    Raises:
        BadInput: it would hang below itself, or below what has nothing of its kind below it.
        Conflict: it hangs there already.
        NotFound, RuleViolated: as `lock` and `write`, SUPERIOR_LOOP also of what hangs below it.
    """
    if organization == superior:
        raise BadInput("不能隶属自身。", "An organization cannot be above itself.").at("superior")
    params = {"organization": organization, "superior": superior, "both": sorted((organization, superior))}
    change = CellChange("lock_superior", "change_superior", AUDITED, params)
    touched, (kind, above, before, area) = await lock(tx, change, order)
    if before == [superior]:
        raise Conflict("该党组织已经隶属于此。", "It hangs there already.")
    check_kinds(PartyOrganizationKind(kind), PartyOrganizationKind(above), "superior")
    await write(tx, change, touched, order)
    event = Event("SUPERIOR_CHANGED", organization, area, {"superior": before}, {"superior": superior})
    return Done((organization,), (event,))


async def transfer_members(tx: Transaction, organization: str, members: Sequence[str], order: Order) -> Done:
    """Let members belong to an organization; where they belonged they leave, with the posts they held there.

    Raises:
        BadInput: somebody is named twice.
        Conflict: somebody belongs there already.
        NotFound, RuleViolated: as `lock` and `write`.
    """
    named_once(members, "同一名党员列了两次。", "A member is named twice.", "members")
    change = CellChange(
        "lock_transfer", "transfer_members", AUDITED, {"organization": organization, "members": sorted(members)}
    )
    touched, (already, former, left, area) = await lock(tx, change, order)
    if already:
        raise Conflict(
            f"{len(already)} 名党员的组织关系已在此处：{already[0]}。", f"{already[0]} belongs there already."
        )
    await write(tx, change, touched, order, left=left)
    event = Event("MEMBERS_TRANSFERRED", organization, area, {"from": former}, {"members": len(members)})
    return Done((organization,), (event,))


async def form_cell(
    tx: Transaction, organization: str, formation: Formation, units: Sequence[str], order: Order
) -> Done:
    """Say anew how a cell is formed, and by which units.

    Raises:
        BadInput: a unit is named twice.
        NotFound, RuleViolated: as `lock` and `write`.
    """
    named_once(units, "同一个单位列了两次。", "A unit is named twice.", "units")
    params = {
        "organization": organization,
        "formation": formation.value,
        "units": list(units),
        "together": together(formation, units),
    }
    change = CellChange("lock_forming", "form_cell", AUDITED, params)
    touched, (was, before, area) = await lock(tx, change, order)
    await write(tx, change, touched, order)
    now = {"formation": formation.value, "units": list(units)}
    event = Event("CELL_FORMED", organization, area, {"formation": was, "units": before}, now)
    return Done((organization,), (event,))
