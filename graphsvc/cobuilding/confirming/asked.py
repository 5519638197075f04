"""What an entry says of being asked about: since when, until when its unit answers alone, and about which changes."""

from __future__ import annotations

from graphsvc.cobuilding.model.entry import UNLISTED
from graphsvc.cobuilding.store.fragments import answer_due
from graphsvc.gql.schema.fields import at, each, row

STOOD_BY = f"NOT @it.status IN {[*UNLISTED]}"
"""Not what waits for its unit's yes, nor what that said no to: it is no offer and no need of the unit.

Every list of a place, a unit or a topic is narrowed by it; what names one entry, as a project does, shows it as it is.
"""

MOST_CHANGES = 12
CHANGES = """\
UNWIND range(0, CASE @this.status WHEN 'PENDING' THEN coalesce(size(@this.askedAbout), 0) ELSE 0 END - 1) AS @edge
WITH @edge, @this.askedAbout[@edge] AS @key, @this[@this.askedAbout[@edge]] AS @value, @this.askedWas[@edge] AS @was
WITH {number: @edge, field: @key, was: CASE WHEN @was <> '' THEN @was END, now: toString(@value)} AS @it, @edge
WHERE coalesce(@it.was, '') <> coalesce(@it.now, '')"""


@row("A change of an entry that its unit has not stood by yet (待单位认可的改动).", order=("@this.number",))
class AskedChange:
    """`@this` is a map; texts, days and numbers are written as text."""

    field: str = at("@this.field", "Which field, named as here, e.g. capacity (字段).")
    was: str | None = at("@this.was", "What the unit last stood by; null when it was empty (改前).")
    now: str | None = at("@this.now", "What it says now; null when it was cleared (改后).")


ASKED_ON = at(
    "askedOn", "Day since which the unit was asked whether it stands by it; null when never (征求单位意见日期)."
)
ANSWER_DUE_ON = at(
    answer_due("@this"), "Last day on which the unit answers alone; null unless the entry waits for it (单位答复期限)."
)
IS_ANSWER_LATE = at(
    f"coalesce({answer_due('@this')} < $today, false)",
    "Whether that day is over, so that officials above may answer in the unit's stead (单位逾期未答复).",
)
ASKED_ABOUT = each(
    CHANGES,
    "Of an entry that the unit has stood by: what others have changed since, all of it; the contact is changed "
    "without asking (待单位认可的改动).",
    most=MOST_CHANGES,
)
