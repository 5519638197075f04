"""What is filled in for policy notices and their shares."""

from __future__ import annotations

from datetime import date

import strawberry

from graphsvc.gql.schema.constraints import Constraint
from graphsvc.org.api.arguments import AREA_CODE, ID, REASON, TITLE, entry
from graphsvc.places.model.policies import MOST_QUALIFY, MOST_SHARES, PolicyDetails, Progress, Qualifying

COUNT = Constraint(min=0, max=MOST_QUALIFY)
SHARES = Constraint(min_items=1, max_items=MOST_SHARES)


@strawberry.input(description="What is told of a policy, all of it (政策告知内容).")
class PolicyNoticeDetailsInput:
    """What there is, for whom, until when."""

    title: str = entry("What it is, in a few words (政策名称).", TITLE)
    text: str = entry("What one gets, and how one applies (政策内容).", REASON)
    qualifies: str = entry("Who qualifies, never by name (适用对象).", REASON)
    tell_by_on: date = entry("Last day on which people are to be told (告知期限).")
    apply_by_on: date = entry("Last day to apply (申请截止日期).")

    def read(self) -> PolicyDetails:
        """Put it in the words of the model."""
        return PolicyDetails(
            self.title.strip(), self.text.strip(), self.qualifies.strip(), self.tell_by_on, self.apply_by_on
        )


@strawberry.input(description="How many qualify in an area, as the office has it (符合条件人数).")
class PolicyShareInput:
    """A count, never a list of names."""

    area: strawberry.ID = entry("Code of a community or grid (区域).", AREA_CODE)
    qualified_count: int = entry("How many qualify there (符合条件人数).", Constraint(min=1, max=MOST_QUALIFY))

    def read(self) -> Qualifying:
        """Put it in the words of the model."""
        return Qualifying(self.area, self.qualified_count)


@strawberry.input(description="A policy notice as it is published (政策告知).")
class PolicyNoticeInput(PolicyNoticeDetailsInput):
    """With what stays: whose it is, for which area, who tells how many."""

    area: strawberry.ID = entry("Code of the area for whose people it is (适用区域).", AREA_CODE)
    department: strawberry.ID = entry("Id of the unit of the same district whose policy it is (主管部门).", ID)
    shares: list[PolicyShareInput] = entry(
        "How many qualify in each of its communities or grids (各区域符合条件人数).",
        SHARES,
    )


@strawberry.input(description="How far an area is with telling people (告知进度).")
class PolicyProgressInput:
    """All three counts anew."""

    qualified_count: int = entry("How many qualify, as it stands now (符合条件人数).", COUNT)
    told_count: int = entry("How many of them were told by now (已告知人数).", COUNT)
    answered_count: int = entry("How many of those applied, or said that they will not (已回应人数).", COUNT)

    def read(self) -> Progress:
        """Put it in the words of the model."""
        return Progress(self.qualified_count, self.told_count, self.answered_count)
