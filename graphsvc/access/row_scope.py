"""Which rows somebody sees: a condition a label, put into every statement that reads it."""

from collections.abc import Mapping
from dataclasses import dataclass

from graphsvc.access.scope import Operation


@dataclass(frozen=True, slots=True)
class Scoped:
    """Which rows of a label a caller sees: those in the areas where `operation` is allowed, and those that concern it.

    `elsewhere` is a condition over `@this`, `$unit`, `$person`, `$subject`, `$worker`, `$addresses` and the operation's
    own prefixes (`$READ_CASES` and the like) for rows that concern the caller wherever they lie: what its unit was
    called to, what its areas were given or gave out, what is its own. With `lists_own` the list of all rows reads the
    caller's areas alone: rows elsewhere are rare there, and are found by what they hang on. `inside` is a condition
    that rows in the areas meet besides.
    """

    operation: Operation
    elsewhere: str = ""
    lists_own: bool = False
    inside: str = ""

    @property
    def by_area(self) -> bool:
        """Whether a row outside the caller's areas can be seen by what it hangs on inside them."""
        return not self.lists_own and f"${self.operation.name}" in self.elsewhere


def _within(row: str) -> str:
    return f"any(prefix IN $READ_CASES WHERE {row}.areaCode STARTS WITH prefix)"


def _came_from(case: str) -> str:
    """A case was handed over from the caller's areas."""
    return f"EXISTS {{ MATCH ({case})-[:CAME_FROM]->(@old:Area) WHERE {_within('@old')} }}"


def _of_case(case: str) -> str:
    """What belongs to a case is seen where that lies and where it lay, and by who was ever given it by name."""
    return f"{_within(case)} OR $worker IN {case}.hadBy OR {_came_from(case)}"


SCOPED: Mapping[str, Scoped] = {
    "Person": Scoped(Operation.READ_PEOPLE),
    "LogEntry": Scoped(Operation.READ_LOG),
    "FindingDecision": Scoped(Operation.READ_FINDINGS),
    "Case": Scoped(
        Operation.READ_CASES,
        f"EXISTS {{ (@this)-[:CALLED]->(:Call {{unit: $unit}}) }} OR $worker IN @this.hadBy OR {_came_from('@this')}",
        lists_own=True,
    ),
    "Call": Scoped(  # also where the case lies or lay before it was handed over
        Operation.READ_CASES,
        f"@this.unit = $unit OR EXISTS {{ MATCH (@this)<-[:CALLED]-(@case:Case) WHERE {_of_case('@case')} }}",
        lists_own=True,
    ),
    "Step": Scoped(  # the whole record, also of before the call: who is called reads what was found and seen
        Operation.READ_CASES,
        "EXISTS { (@this)<-[:WENT_THROUGH]-(:Case)-[:CALLED]->(:Call {unit: $unit}) } OR "
        f"EXISTS {{ MATCH (@this)<-[:WENT_THROUGH]-(@case:Case) WHERE {_of_case('@case')} }}",
    ),
    "Attachment": Scoped(  # as the step that shows it
        Operation.READ_CASES,
        "EXISTS { (@this)<-[:SHOWS]-(:Step)<-[:WENT_THROUGH]-(:Case)-[:CALLED]->(:Call {unit: $unit}) } OR "
        f"EXISTS {{ MATCH (@this)<-[:SHOWS]-(:Step)<-[:WENT_THROUGH]-(@case:Case) WHERE {_of_case('@case')} }}",
    ),
    "Task": Scoped(  # also who was given a share of it, be it by name
        Operation.READ_CASES,
        f"EXISTS {{ MATCH (@this)-[:GIVEN]->(@share:Assignment) WHERE {_within('@share')} OR @share.unit = $unit "
        "OR $worker IN @share.hadBy }",
    ),
    "Assignment": Scoped(  # also who gave it, upwards or sideways, who was ever given it by name, and who handed it on
        Operation.READ_CASES,
        "@this.unit = $unit OR $worker IN @this.hadBy OR "
        f"EXISTS {{ MATCH (@task:Task)-[:GIVEN]->(@this) WHERE {_within('@task')} }} OR "
        f"EXISTS {{ MATCH (@from:Assignment)-[:HANDED_TO]->(@this) WHERE {_within('@from')} OR @from.unit = $unit "
        "OR $worker IN @from.hadBy }",
    ),
    "TaskStep": Scoped(
        Operation.READ_CASES,
        "@this.unit = $unit OR EXISTS { MATCH (@task:Task)-[:GIVEN]->(@share:Assignment)-[:WENT_THROUGH]->(@this) "
        f"WHERE {_within('@task')} OR $worker IN @share.hadBy }}",
    ),
    "Supervision": Scoped(Operation.READ_CASES, "@this.unit = $unit"),
    "Deputyship": Scoped(
        Operation.READ_CASES, "@this.unit = $unit OR @this.deputy = $subject OR @this.absent = $subject"
    ),
    "ContingencyRun": Scoped(  # also who was given a task of it, be it by name
        Operation.READ_CASES,
        "EXISTS { MATCH (@this)-[:OPENED]->(:Task)-[:GIVEN]->(@share:Assignment) "
        f"WHERE {_within('@share')} OR @share.unit = $unit OR $worker IN @share.hadBy }}",
    ),
    **dict.fromkeys(("PairingContact", "PairingRequest"), Scoped(Operation.READ_CASES, "@this.unit = $unit")),
    **dict.fromkeys(("PatrolPlan", "PatrolPlace", "Visit", "YearlyAppraisal"), Scoped(Operation.READ_CASES)),
    "AreaRating": Scoped(  # also who is rated
        Operation.READ_CASES,
        "@this.unit = $unit OR any(prefix IN $READ_CASES WHERE @this.ratedArea STARTS WITH prefix)",
    ),
    "Force": Scoped(Operation.READ_PEOPLE),
    **dict.fromkeys(("KeyPlace", "Hazard", "PolicyShare"), Scoped(Operation.READ_CASES, "@this.unit = $unit")),
    "Notice": Scoped(Operation.READ_NOTICES, "any(address IN $addresses WHERE @this.to STARTS WITH address)"),
    "NoticeEndpoint": Scoped(Operation.READ_ENDPOINTS, "@this.unit = $unit"),
    "NoticeDelivery": Scoped(Operation.READ_ENDPOINTS, "@this.unit = $unit"),
    "EventSubscription": Scoped(Operation.READ_ENDPOINTS),
    "Registration": Scoped(  # also where it was before, so that a community sees where it has gone
        Operation.READ_REGISTRATIONS,
        "@this.unit = $unit OR @this.person = $person OR "
        "any(prefix IN $READ_REGISTRATIONS WHERE @this.cameFrom STARTS WITH prefix)",
    ),
    "Claim": Scoped(Operation.READ_REGISTRATIONS, "@this.unit = $unit OR @this.person = $person"),
    "ClaimMessage": Scoped(Operation.READ_REGISTRATIONS, "@this.unit = $unit OR @this.person = $person"),
    "RegistrantNeed": Scoped(Operation.READ_REGISTRANT_NEEDS, "@this.unit = $unit OR @this.person = $person"),
    "ServiceRecord": Scoped(Operation.READ_REGISTRATIONS, "@this.unit = $unit OR @this.person = $person"),
    "PointEntry": Scoped(  # as its registration, wherever that lay when the line was written
        Operation.READ_REGISTRATIONS,
        "@this.unit = $unit OR @this.person = $person OR EXISTS { MATCH (@this)-[:CREDITED_TO]->(@of:Registration) "
        "WHERE any(prefix IN $READ_REGISTRATIONS WHERE @of.areaCode STARTS WITH prefix) }",
    ),
    "ServiceRating": Scoped(  # each side its own at once, the other's from the day it is open
        Operation.READ_REGISTRATIONS,
        "((@this.side = 'REGISTRANT' OR @this.openOn <= $today) AND (@this.unit = $unit OR @this.person = $person))",
        inside="NOT coalesce(@this.side = 'REGISTRANT' AND @this.openOn > $today, false)",
    ),
    "QuarterCard": Scoped(  # also the workplace that a member's card goes to
        Operation.READ_REGISTRATIONS, "@this.unit = $unit OR @this.person = $person OR @this.addressee = $unit"
    ),
    "RegistrationStep": Scoped(  # the whole record, also of before it came here
        Operation.READ_REGISTRATIONS,
        "EXISTS { MATCH (@of:Registration)-[:WENT_THROUGH]->(@this) WHERE @of.unit = $unit OR @of.person = $person "
        "OR any(prefix IN $READ_REGISTRATIONS WHERE @of.areaCode STARTS WITH prefix) }",
    ),
}
"""Label -> who sees its rows. A label that is not named here is structure, open to everyone who is signed in."""
