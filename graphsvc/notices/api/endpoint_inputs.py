"""What is filled in to register an endpoint, as a GraphQL input."""

from __future__ import annotations

import strawberry

from graphsvc.access.address import to_person, to_role, to_unit
from graphsvc.access.principal import Grant
from graphsvc.access.role import Role
from graphsvc.errors import BadInput
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.notices.model.endpoint import HOURS, QUIET, NoticeDetail, NoticeWay, check_target
from graphsvc.notices.model.notice import NoticeKind
from graphsvc.notices.store.endpoints import Draft
from graphsvc.org.api.arguments import AREA_CODE, ID, LINE, TITLE, entry

TARGET = Constraint(min_length=3, max_length=2_000, format="line")
SECRET = Constraint(max_length=200, format="line")


@strawberry.input(description="A place outside the service that notices go to (通知端点).")
class NoticeEndpointInput:
    """Which notices, where to, when; one receiver, or none for all notices of the area."""

    name: str = entry("What it is called (名称).", TITLE)
    way: NoticeWay = entry("How notices are delivered (方式).")
    target: str = entry("An https:// address, of robots with its key; one mail address for EMAIL (地址).", TARGET)
    secret: str | None = entry(
        "What is signed with: 24 characters at least for WEBHOOK, that of the robot for DINGTALK (签名密钥).",
        SECRET,
        default=None,
    )
    area: strawberry.ID = entry("Code of the area whose notices it takes (区域).", AREA_CODE)
    unit: strawberry.ID | None = entry("For this unit; a department's own unless told (单位).", ID, default=None)
    person: str | None = entry("Notices for who signs in by this subject (人员).", LINE, default=None)
    role: Role | None = entry("Notices for who has this role in the area, and those under it (角色).", default=None)
    kinds: list[NoticeKind] = entry(
        "What it takes; all unless told (类别).", Constraint(max_items=len(NoticeKind)), default_factory=list
    )
    detail: NoticeDetail = entry("How much is told (告知程度).", default=NoticeDetail.FULL)
    quiet: str | None = entry(
        "Hours of China in which only what is urgent goes out, e.g. 22:00-07:00 (静默时段).",
        Constraint(max_length=11, format="line", pattern=QUIET),
        default=None,
    )
    digest_at: str | None = entry(
        "Hour at which what is not urgent goes out together, e.g. 08:30 (汇总时刻).",
        Constraint(max_length=5, format="line", pattern=HOURS),
        default=None,
    )

    def read(self, grant: Grant) -> Draft:
        """Put it in the words of the store, for the caller's unit where it speaks for one alone.

        Raises:
            BadInput: two receivers, a target of another way, or no secret where one is needed.
        """
        unit = self.unit or (grant.unit or None)
        if sum(each is not None for each in (unit, self.person, self.role)) > 1:
            raise BadInput("单位、人员、角色最多选一个。", "Name a unit, a person or a role, one at most.").at(
                "endpoint", "role"
            )
        target = self.target.strip()
        check_target(self.way, target, self.secret)
        return Draft(
            self.name.strip(),
            self.way,
            target,
            self.secret,
            self.area,
            self._to(unit),
            unit,
            tuple(dict.fromkeys(self.kinds or NoticeKind)),
            self.detail,
            self.quiet,
            self.digest_at,
        )

    def _to(self, unit: str | None) -> str:
        if unit:
            return to_unit(unit)
        if self.person:
            return to_person(self.person)
        return to_role(self.role, self.area).removesuffix(";") if self.role else ""
