"""What is filled in to publish a post and to claim one, as GraphQL inputs."""

from __future__ import annotations

from datetime import date

import strawberry

from graphsvc.access.principal import Grant
from graphsvc.errors import BadInput
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.org.api.arguments import AREA_CODE, ID, LINE, TEXT, TITLE, entry
from graphsvc.registration.api.inputs import RULE
from graphsvc.registration.model.post import MOST_SEATS, MOST_SKILLS
from graphsvc.registration.model.registration import ServiceClass
from graphsvc.registration.store.posts import PostDraft

SKILLS = Constraint(min_length=1, max_length=50, format="line", max_items=MOST_SKILLS)


@strawberry.input(description="A post as it is published (岗位).")
class PostInput:
    """What is to be done, where and when."""

    area: strawberry.ID = entry("Code of the community or grid where it is done (区域).", AREA_CODE)
    title: str = entry("What is to be done, in a few words (标题).", TITLE)
    service_class: ServiceClass = entry("Which of the eight kinds it is (岗位类别).")
    seat_count: int = entry("How many are wanted (名额).", Constraint(min=1, max=MOST_SEATS))
    description: str | None = entry("In full (说明).", TEXT, default=None)
    skills: list[str] = entry("What is asked of who takes it (技能要求).", SKILLS, default_factory=list)
    times: str | None = entry("When it is done, a rule of RFC 5545, daily at most (服务时间).", RULE, default=None)
    starts_on: date | None = entry("First day (起).", default=None)
    ends_on: date | None = entry("Last day on which it can be claimed (止).", default=None)
    contact: str | None = entry(
        "Whom to ask: an office and its number, no person's own (联系方式).", LINE, default=None
    )
    need: strawberry.ID | None = entry("Id of the need that it answers (需求).", ID, default=None)

    def read(self) -> PostDraft:
        """Put it in the words of the store."""
        return PostDraft(
            place=self.area,
            title=self.title.strip(),
            service_class=self.service_class.value,
            seats=self.seat_count,
            description=self.description,
            skills=tuple(dict.fromkeys(each.strip() for each in self.skills)),
            times=self.times,
            starts_on=self.starts_on,
            ends_on=self.ends_on,
            contact=self.contact,
            need=self.need,
        )


@strawberry.input(description="A claim of one seat, for who is registered this year (认领).")
class ClaimInput:
    """Who takes a seat of what."""

    post: strawberry.ID = entry("Id of what is to be done (岗位).", ID)
    person: strawberry.ID | None = entry("Id of the member; left out by a member for itself (党员).", ID, default=None)
    unit: strawberry.ID | None = entry(
        "Id of the workplace; left out by a department for itself (单位).", ID, default=None
    )

    def registrant(self, grant: Grant) -> str:
        """Name who takes it: the caller's own person or unit where nobody is named.

        Raises:
            BadInput: both a person and a unit, or nobody.
        """
        if self.person and self.unit:
            raise BadInput("党员和单位只能填一个。", "Name the member or the unit, one of them.").at("claim", "unit")
        if who := self.person or self.unit or grant.person or grant.unit:
            return who
        raise BadInput("请写明认领的党员或单位。", "Name the member or the unit that takes it.").at("claim", "person")
