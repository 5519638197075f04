"""What is filled in to register, to publish and claim posts, and to record a service, as GraphQL inputs."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from graphsvc.access.principal import Grant
from graphsvc.china import in_utc
from graphsvc.errors import BadInput
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.org.api.arguments import AREA_CODE, ID, LINE, REASON, TEXT, TITLE, entry
from graphsvc.registration.model.post import MOST_SEATS, MOST_SKILLS
from graphsvc.registration.model.registration import RegistrantKind, ServiceClass, place_in
from graphsvc.registration.model.service_record import Stretch
from graphsvc.registration.store.posts import PostDraft
from graphsvc.registration.store.registrations import Draft
from graphsvc.registration.store.service_records import ServiceDraft
from graphsvc.tasks.model.recurrence import LENGTH, recurrence_rule

RULE = Constraint(max_length=LENGTH, format="line", read=recurrence_rule)
SKILLS = Constraint(min_length=1, max_length=50, format="line", max_items=MOST_SKILLS)
MEMBER = "Id of the member; left out by a member for itself (党员)."
WORKPLACE = "Id of the workplace; left out by a department for itself (单位)."


def named_or_own(person: str | None, unit: str | None, grant: Grant, thing: str) -> tuple[RegistrantKind, str]:
    """Choose who is meant: the member or unit that is named, the caller's own where neither is.

    Raises:
        BadInput: both are named, or neither and the caller speaks for nobody; `thing` is the argument at fault.
    """
    if person and unit:
        raise BadInput("党员和单位只能填一个。", "Name the member or the unit, one of them.").at(thing, "unit")
    if who := person or (grant.person if not unit else ""):
        return RegistrantKind.MEMBER, who
    if who := unit or grant.unit:
        return RegistrantKind.UNIT, who
    raise BadInput("请写明党员或单位，填一个。", "Name the member or the unit, one of them.").at(thing, "person")


@strawberry.input(description="A registration for this year (报到).")
class RegistrationInput:
    """Who reports where."""

    community: strawberry.ID = entry("Code of the community it reports to (报到社区).", AREA_CODE)
    grid: strawberry.ID | None = entry("Code of a grid in it (网格).", AREA_CODE, default=None)
    person: strawberry.ID | None = entry(
        "Id of the member; a member who reports for itself leaves it out (报到党员).", ID, default=None
    )
    unit: strawberry.ID | None = entry(
        "Id of the workplace; a department that reports for itself leaves it out (报到单位).", ID, default=None
    )
    services: list[ServiceClass] = entry(
        "Kinds of service offered, each once (服务类别).",
        Constraint(max_items=len(ServiceClass)),
        default_factory=list,
    )
    speciality: str | None = entry("What the registrant is good at (专长).", TITLE, default=None)
    free_times: str | None = entry(
        "When free, a rule of RFC 5545, e.g. FREQ=WEEKLY;BYDAY=SA,SU (空闲时间).", RULE, default=None
    )

    def read(self, grant: Grant) -> Draft:
        """Put it in the words of the store, for the caller where it names nobody.

        Raises:
            BadInput: it names both a person and a unit, or nobody, or a grid elsewhere.
        """
        kind, who = named_or_own(self.person, self.unit, grant, "registration")
        services = tuple(dict.fromkeys(each.value for each in self.services))
        place = place_in(self.community, self.grid)
        return Draft(kind, who, self.community, place, services, self.speciality, self.free_times)


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
    person: strawberry.ID | None = entry(MEMBER, ID, default=None)
    unit: strawberry.ID | None = entry(WORKPLACE, ID, default=None)

    def registrant(self, grant: Grant) -> str:
        """Name who takes it.

        Raises:
            BadInput: both a person and a unit, or nobody.
        """
        return named_or_own(self.person, self.unit, grant, "claim")[1]


@strawberry.input(description="What somebody did, by its own account (服务记录).")
class ServiceRecordInput:
    """When and what."""

    started_at: datetime = entry("From when, within the last 92 days (开始时间).")
    ended_at: datetime = entry("To when, 15 minutes to 12 hours later, not to come (结束时间).")
    service_class: ServiceClass = entry("Which of the eight kinds it is (服务类别).")
    content: str = entry("What was done, in a few words (服务内容).", REASON)
    place: str | None = entry("Where, in words (服务地点).", LINE, default=None)
    post: strawberry.ID | None = entry("Id of the post that it was done for (岗位).", ID, default=None)
    person: strawberry.ID | None = entry(MEMBER, ID, default=None)
    unit: strawberry.ID | None = entry(WORKPLACE, ID, default=None)

    def read(self, grant: Grant) -> ServiceDraft:
        """Put it in the words of the store, for the caller's own person or unit where nobody is named.

        Raises:
            BadInput: both a person and a unit, or nobody.
        """
        _, who = named_or_own(self.person, self.unit, grant, "record")
        stretch = Stretch(in_utc(self.started_at), in_utc(self.ended_at))
        content, place = self.content.strip(), self.place
        return ServiceDraft(who, stretch, content, self.service_class.value, place, self.post)
