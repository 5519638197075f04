"""What is filled in to ask who can help, and what a plan has to keep to, as GraphQL inputs."""

from __future__ import annotations

from datetime import date

import strawberry

from graphsvc.cobuilding.api.topics import TOPIC_CODE
from graphsvc.cobuilding.model.measure import amount
from graphsvc.cobuilding.model.window import Days
from graphsvc.errors import BadInput
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.matching.model.assignment import Limits
from graphsvc.matching.model.score import Weights
from graphsvc.matching.store.matcher import Question
from graphsvc.org.api.arguments import AREA_CODE, ID, LINE, QUANTITY, entry

LONGEST = Constraint(min_length=2, max_length=500, format="text")
WEIGHT = Constraint(min=0, max=1_000)
AT_MOST = Constraint(min=1, max=1_000)
PINNED = Constraint(max_items=500)


@strawberry.input(description="A problem in everyday words (问题).")
class ProblemInput:
    """What an official writes."""

    text: str = entry("What is the matter, in one's own words, e.g. 老人没人做饭 (问题描述).", LONGEST)
    area: strawberry.ID = entry("Code of the place (所在区域).", AREA_CODE)
    topics: list[strawberry.ID] | None = entry(
        "Codes of topics, when the official has picked some, at most 20 (选定主题).", TOPIC_CODE, default=None
    )
    quantity: int | None = entry("How much is needed (数量).", QUANTITY, default=None)
    quantity_unit: str | None = entry(
        "What quantity counts, e.g. 户; what counts something else is not held against it (数量单位).",
        LINE,
        default=None,
    )

    def read(self, days: Days | None) -> Question:
        """Put it in the words of the store."""
        asked = amount(self.quantity, self.quantity_unit)
        return Question(self.text.strip(), self.area, days, tuple(self.topics or ()), asked)


@strawberry.input(description="Days, both counted (时段).")
class WindowInput:
    """When help is needed."""

    from_: date = entry("First day (起).", name="from")
    to: date = entry("Last day, not before the first (止).")

    def read(self) -> Days:
        """The days.

        Raises:
            BadInput: they run backwards.
        """
        if self.from_ > self.to:
            raise BadInput("结束日期不得早于开始日期。", "The last day is not before the first.").at("window", "to")
        return Days(self.from_, self.to)


@strawberry.input(description="How much each reason counts (权重); only proportions matter, what is left out stays.")
class WeightsInput:
    """One weight a reason."""

    topic: float | None = entry("How near the topics are (主题契合).", WEIGHT, default=None)
    text: float | None = entry("How alike the texts are in meaning (语义相近).", WEIGHT, default=None)
    terms: float | None = entry("How many words the texts share (用词相合).", WEIGHT, default=None)
    form: float | None = entry("Whether it is of the form asked for, e.g. a place (形式相合).", WEIGHT, default=None)
    distance: float | None = entry("How near the provider stands (组织距离).", WEIGHT, default=None)
    availability: float | None = entry("How much of the days is on offer (时段覆盖).", WEIGHT, default=None)
    capacity: float | None = entry("How much of the quantity is free (剩余容量).", WEIGHT, default=None)
    rating: float | None = entry("How past projects were rated (往期评分).", WEIGHT, default=None)
    load: float | None = entry("How little the provider has in hand (近期负担).", WEIGHT, default=None)

    def read(self) -> Weights:
        """The weights.

        Raises:
            BadInput: all are zero.
        """
        given = {name: value for name, value in vars(self).items() if value is not None}
        try:
            return Weights(**given)
        except ValueError:
            raise BadInput("权重不能全为零。", "Weights are not all zero.").at("weights") from None


@strawberry.input(description="A need and the resource that is to meet it (配对).")
class PairingInput:
    """By their ids."""

    need: strawberry.ID = entry("Id of the need (需求).", ID)
    resource: strawberry.ID = entry("Id of the resource (资源).", ID)
    quantity: int = entry("How much of its capacity (用量).", QUANTITY, default=1)


@strawberry.input(description="What a plan has to keep to (方案约束); capacities are what is free.")
class PlanLimitsInput:
    """Limits of a plan."""

    per_need: int = entry("Most units for one need (每条需求最多几家单位).", AT_MOST, default=1)
    per_unit: int | None = entry(
        "Most pairings of one unit, to share the work (每家单位最多几个配对).", AT_MOST, default=None
    )
    pinned: list[PairingInput] | None = entry(
        "Pairings that are promised and stay (已承诺的配对).", PINNED, default=None
    )

    def read(self) -> Limits:
        """Put them in the words of the model."""
        pinned = frozenset((str(pair.need), str(pair.resource)) for pair in self.pinned or ())
        return Limits(self.per_need, self.per_unit, pinned=pinned)
