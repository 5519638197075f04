"""What bars a claim, spelled once for whoever claims: one project, or all the pairings of a plan."""

from graphsvc.cobuilding.model.entry import NeedState

OPEN_ENDED = "duration({days: 30})"  # as cobuilding.model.window has it
_WORKABLE = f"['{NeedState.OPEN}', '{NeedState.IN_PROGRESS}']"


def barred(resource: str, need: str) -> str:
    """Name what keeps a resource from a need, its capacity aside; null for nothing."""
    first = f"CASE WHEN {need}.neededFrom > $today THEN {need}.neededFrom ELSE $today END"
    last = f"coalesce({need}.neededTo, {first} + {OPEN_ENDED})"
    return (
        f"CASE WHEN {resource}.status <> 'ACTIVE' THEN 'STOPPED'"
        f" WHEN NOT EXISTS {{ ()-[:OFFERS]->({resource}) }} THEN 'PERSONAL'"
        f" WHEN EXISTS {{ ({need})<-[:RAISES]-(:Unit)-[:OFFERS]->({resource}) }} THEN 'OWN'"
        f" WHEN NOT {need}.areaCode STARTS WITH {resource}.servicePrefix THEN 'OUT_OF_AREA'"
        f" WHEN {resource}.availableFrom > {last} AND {resource}.availableFrom > {first} THEN 'NOT_YET'"
        f" WHEN {resource}.availableTo < {first} THEN 'EXPIRED' END"
    )


def short(resource: str, held: str, wanted: str) -> str:
    """Name what is wrong with a resource's capacity beside what projects hold of it; null for nothing."""
    return (
        f"CASE WHEN {resource}.status <> 'ACTIVE' THEN 'STOPPED' WHEN {resource}.capacity <= {held} THEN 'FULL'"
        f" WHEN {resource}.capacity < {held} + {wanted} THEN 'SHORT' END"
    )


def offered(resource: str, need: str) -> str:
    """Give what is read of a recurrence: the resource's window and the need's days."""
    return (
        f"{{id: {resource}.id, recurrence: {resource}.recurrence, opens: toString({resource}.availableFrom),"
        f" closes: toString({resource}.availableTo), first: toString({need}.neededFrom),"
        f" last: toString({need}.neededTo)}}"
    )


def worked_on(need: str, projects: str, met: str) -> str:
    """Name what keeps a need from one more project; several fit where it says how much and they do not add up to it."""
    return (
        f"CASE WHEN NOT {need}.status IN {_WORKABLE} THEN 'CLOSED'"
        f" WHEN {projects} > 0 AND ({need}.quantity IS NULL OR {met} >= {need}.quantity) THEN 'TAKEN' END"
    )
