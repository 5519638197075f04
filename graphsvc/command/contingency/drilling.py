"""When a plan is to be drilled, as Cypher: told once, for fields, filters and the screen."""

from graphsvc.command.model.contingency_plan import DRILL_DAYS, DrillResult


def drilled_from(plan: str) -> str:
    """The day from which the time for the next drill counts: the last drill, or the publication where that is later.

    One that failed is to be held again, so that it starts no time.
    """
    return (
        f"reduce(day = {plan}.publishedOn, held IN COLLECT {{ MATCH ({plan})<-[:DRILLS]-(done) "
        f"WHERE done.result <> '{DrillResult.FAILED.value}' RETURN done.heldOn }} | "
        "CASE WHEN held > day THEN held ELSE day END)"
    )


def drill_due(plan: str) -> str:
    """The last day for the next drill of a published plan."""
    return f"{drilled_from(plan)} + duration({{days: coalesce({plan}.drillEveryDays, {DRILL_DAYS})}})"


def drill_light(plan: str) -> str:
    """Red when the last day is over, yellow when less than a fifth of the time is left, else green; on `$today`."""
    every = f"coalesce({plan}.drillEveryDays, {DRILL_DAYS})"
    left = f"duration.inDays($today, {drill_due(plan)}).days"
    return f"CASE WHEN {left} < 0 THEN 'RED' WHEN 5 * {left} <= {every} THEN 'YELLOW' ELSE 'GREEN' END"
