"""What bars a claim, and when the time for a step is over, spelled once for all statements and fields that ask."""

from collections.abc import Mapping

from graphsvc.cobuilding.model.entry import ANSWER_WITHIN, NeedState
from graphsvc.cobuilding.model.measure import COUNT_PEOPLE, PEOPLE
from graphsvc.cobuilding.model.project import DONE, HOLDING, ProjectState
from graphsvc.cobuilding.model.project_clock import SUPERIOR_AFTER, TERMS
from graphsvc.cypher.fragments import in_scope
from graphsvc.org.model.work import Light

OPEN_ENDED = "duration({days: 30})"  # as cobuilding.model.window has it
_WORKABLE = f"['{NeedState.OPEN}', '{NeedState.IN_PROGRESS}']"
_DELIVERED = str([state.value for state in DONE])
_TAKING = str([state.value for state in (*HOLDING, *DONE)])


def barred(resource: str, need: str) -> str:
    """Name what keeps a resource from a need, its capacity aside; null for nothing."""
    first = f"CASE WHEN {need}.neededFrom > $today THEN {need}.neededFrom ELSE $today END"
    last = f"coalesce({need}.neededTo, {first} + {OPEN_ENDED})"
    return (
        f"CASE WHEN {resource}.status = 'PENDING' THEN 'PENDING' WHEN {resource}.status <> 'ACTIVE' THEN 'STOPPED'"
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


def pends(by: str) -> str:
    """Whether what `by` is said to give is published by somebody who does not speak for it; a source of data does."""
    return f"({by}:Unit AND {by}.id <> $unit AND NOT '' IN $scope)"


def asks(entry: str, status: str, start: str) -> str:
    """Set that its unit is asked about an entry from `$today`, by `$me`, with where it stood before.

    What it said no to and nobody has put right since, it is asked about again.
    """
    before = f"[by IN coalesce({entry}.askedBy, [{entry}.author]) WHERE by IS NOT NULL AND by <> $me]"
    return (
        f"{entry}.status = 'PENDING', {entry}.askedOn = $today,"
        f" {entry}.askedBy = CASE {status} WHEN 'PENDING' THEN {before} ELSE [] END + [$me],"
        f" {entry}.askedFrom = CASE {status} WHEN 'PENDING' THEN {entry}.askedFrom ELSE {start} END"
    )


def differing(before: str) -> str:
    """List the promised properties that `$properties` would change from what stood before."""
    return f"[key IN $promised WHERE coalesce(toString($properties[key]), '') <> coalesce(toString({before}[key]), '')]"


def noted(entry: str, changed: str, before: str, status: str) -> str:
    """Set, after `asks`, what the unit is asked about: each changed property once, with what it has stood by.

    Of an entry that the unit has never stood by it is asked about the whole.
    """
    kept = f"coalesce({entry}.askedAbout, [])"
    new = f"[key IN {changed} WHERE NOT key IN {kept}"
    stood_by = f"({status} <> 'PENDING' OR {entry}.askedFrom IS NOT NULL)"
    was = f"coalesce({entry}.askedWas, []) + {new} | coalesce(toString({before}[key]), '')]"
    return (
        f"{entry}.askedWas = CASE WHEN {stood_by} THEN {was} END,"
        f" {entry}.askedAbout = CASE WHEN {stood_by} THEN {kept} + {new}] END"
    )


def stands(entry: str, changed: str) -> str:
    """Set that the unit itself has changed these properties: it stands by what they say now."""
    about, was = f"{entry}.askedAbout", f"{entry}.askedWas"
    left = f"[at IN range(0, size({about}) - 1) WHERE NOT {about}[at] IN {changed} | {was}[at]]"
    return f"{was} = {left}, {about} = [key IN {about} WHERE NOT key IN {changed}]"


def unasked(entry: str) -> str:
    """Set that nothing of an entry is asked about any more; the day on which it was stays."""
    return ", ".join(f"{entry}.{name} = null" for name in ("askedBy", "askedFrom", "askedAbout", "askedWas"))


def replied(entry: str) -> str:
    """Set that the unit has answered `$target`; changes that it said no to stay known for when it is asked again."""
    kept = ", ".join(
        f"{entry}.{name} = CASE $target WHEN 'DECLINED' THEN {entry}.{name} END" for name in ("askedAbout", "askedWas")
    )
    return f"{kept}, {entry}.askedBy = null, {entry}.askedFrom = null"


def asked(entry: str) -> str:
    """Whether `$me` is among those who asked the unit: published the entry in its name or changed it."""
    return f"coalesce($me IN coalesce({entry}.askedBy, [{entry}.author]), false)"


def asker(entry: str) -> str:
    """Who asked the unit last; null where nobody is on record."""
    return f"last(coalesce({entry}.askedBy, [{entry}.author]))"


def answer_due(entry: str) -> str:
    """The last day on which the unit answers alone; null for an entry that does not wait for it."""
    return f"CASE {entry}.status WHEN 'PENDING' THEN {entry}.askedOn + duration({{days: {ANSWER_WITHIN.days}}}) END"


def late(entry: str) -> str:
    """Whether the unit was asked before `$late` and has had its time to answer."""
    return f"coalesce({entry}.askedOn < $late, false)"


def awaiting(kind: str, tie: str) -> str:
    """Bind `n` to each entry that waits for the caller's unit, or for a unit of the caller's areas."""
    return (
        f"MATCH (:Node:Unit {{id: $unit}})-[:{tie}]->(n:{kind} {{status: 'PENDING'}}) RETURN n UNION"
        f" MATCH (n:{kind} {{status: 'PENDING'}}) WHERE n.askedOn IS NOT NULL"
        f" AND EXISTS {{ MATCH (n)<-[:{tie}]-(of:Unit) WHERE {in_scope('of')} }} RETURN n"
    )


def answered(entry: str) -> str:
    """The status that the answer `$target` leads to: a change goes back to where it stood, or to a pause."""
    return (
        f"CASE WHEN {entry}.askedFrom IS NULL THEN $target WHEN $target = 'DECLINED' THEN 'PAUSED'"
        f" ELSE {entry}.askedFrom END"
    )


def offered(resource: str, need: str) -> str:
    """Give what is read of a recurrence: the resource's window and the need's days."""
    return (
        f"{{id: {resource}.id, recurrence: {resource}.recurrence, opens: toString({resource}.availableFrom),"
        f" closes: toString({resource}.availableTo), first: toString({need}.neededFrom),"
        f" last: toString({need}.neededTo)}}"
    )


def alike(measure: str, need: str) -> str:
    """A unit may be that in which a need is counted: it is, or one of the two is not told."""
    return f"coalesce({_plain(measure)} = {_plain(f'{need}.quantityUnit')}, true)"


def _plain(measure: str) -> str:
    return f"CASE WHEN {measure} IN {[*COUNT_PEOPLE]} THEN '{PEOPLE}' ELSE {measure} END"


def gives(project: str, need: str) -> str:
    """How much a project gives of what a need asks for: what counts in one unit adds up, the most counts.

    Null where all that it uses is counted in another unit than the need: eight sessions are no part of 41 households,
    so that no sum decides then, and the sides say whether the need is met. A unit that is not told may be any.
    """
    return (
        f"COLLECT {{ MATCH ({project})-[gift:USES]->(thing:Resource)"
        f" WHERE {alike('thing.capacityUnit', need)}"
        f" WITH {_plain('thing.capacityUnit')} AS measure, sum(coalesce(gift.quantity, 1)) AS given"
        f" RETURN max(given) }}[0]"
    )


def left(need: str) -> str:
    """How much of its quantity a need still lacks beside what projects hold or have given; null where it names none."""
    return f"{need}.quantity - {taken(need, _TAKING)}"


def not_below(least: int, figure: str) -> str:
    """A figure, or the least that is said of it; older projects may hold more than was needed."""
    return f"[said IN [{figure}] | CASE WHEN said < {least} THEN {least} ELSE said END][0]"


def lacking(need: str) -> str:
    """How much of a need is looked for; null where it does not say how much."""
    return not_below(1, left(need))


def taken(need: str, states: str) -> str:
    """How much the projects of a need in some states give of it together."""
    each = (
        f"COLLECT {{ MATCH ({need})<-[:MEETS]-(other:Project) WHERE other.state IN {states}"
        f" RETURN {gives('other', need)} }}"
    )
    return f"reduce(sum = 0, one IN {each} | sum + coalesce(one, 0))"


def uncounted(need: str, given: str) -> str:
    """Whether no sum tells if a need is met."""
    return f"({need}.quantity IS NULL OR {given} IS NULL)"


def delivered(need: str) -> str:
    """How much projects have given of a need."""
    return taken(need, _DELIVERED)


def worked_on(need: str, projects: str, lacks: str, given: str) -> str:
    """Name what keeps a need from one more project that gives so much of it.

    One works on a need at a time; where it says how much, in the unit of what is given, several do, as long as they do
    not give more than it lacks.
    """
    return (
        f"CASE WHEN NOT {need}.status IN {_WORKABLE} THEN 'CLOSED'"
        f" WHEN {uncounted(need, given)} AND {projects} > 0 OR {lacks} <= 0 THEN 'TAKEN'"
        f" WHEN {given} > {lacks} THEN 'BEYOND' END"
    )


def due_on(project: str) -> str:
    """The last day for the next step of a project; null where none is owed."""
    return _ends(project, {state: term.days for state, term in TERMS.items()})


def warns_on(project: str) -> str:
    """The day from which the light of a project is yellow; null as `due_on`."""
    return _ends(project, {state: term.warn_days for state, term in TERMS.items()})


def _ends(project: str, days: Mapping[ProjectState, int]) -> str:
    cases = " ".join(
        f"WHEN '{state}' THEN coalesce({', '.join(f'{project}.{name}' for name in TERMS[state].since)})"
        f" + duration({{days: {count}}})"
        for state, count in days.items()
    )
    return f"CASE {project}.state {cases} END"


def project_light(project: str) -> str:
    """The light of a project on `$today`; null where no step is owed."""
    due, warns = due_on(project), warns_on(project)
    return (
        f"CASE WHEN {due} IS NULL THEN null WHEN $today > {due} THEN '{Light.RED}'"
        f" WHEN $today >= {warns} THEN '{Light.YELLOW}' ELSE '{Light.GREEN}' END"
    )


def waits_for(project: str, due: str, by_unit: str) -> str:
    """The next step of a project is that of `$desk`: who gives, the community of the need, or who sees to late ones."""
    state = f"{project}.state"
    rating = f"({state} = 'FEEDBACK' AND {due} >= $today AND {project}."
    late = f"({state} <> 'FEEDBACK' AND {due} < $today"
    return (
        f"CASE $desk WHEN 'UNIT' THEN {state} IN ['PROPOSED', 'COORDINATING'] OR {rating}unitRating IS NULL)"
        f" WHEN 'COMMUNITY' THEN {state} IN ['CLAIMED', 'DELIVERED'] OR {rating}communityRating IS NULL)"
        f" OR ({state} = 'COORDINATING' AND NOT {by_unit})"
        f" WHEN 'SUBDISTRICT' THEN {late}) OR ({state} = 'PROPOSED' AND NOT {by_unit})"
        f" WHEN 'DISTRICT' THEN {late} - duration({{days: {SUPERIOR_AFTER}}})) ELSE false END"
    )
