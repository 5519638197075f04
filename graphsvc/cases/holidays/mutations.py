"""Mutations of holidays: days entered, and taken back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from datetime import date
from functools import partial
from typing import Annotated, Any

import strawberry

from graphsvc.access.scope import Operation
from graphsvc.cases.holidays import COLUMNS, HolidayKind, NamedDay, parse_table
from graphsvc.cases.holidays.arrangement import MOST_DAYS
from graphsvc.cases.holidays.queries import local_days
from graphsvc.cases.holidays.store import Order, refresh, remove_days, set_days
from graphsvc.cases.holidays.types import HolidayTable
from graphsvc.db.ports import Transaction
from graphsvc.errors import BadInput, GraphsvcError
from graphsvc.gql.execution.context import Info
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.log.events import Done
from graphsvc.org.api.arguments import LINE, TITLE, Id, Key, Reason, Version, argument, entry
from graphsvc.text.personal import refuse_personal


@strawberry.input(description="A day that is off or made up (放假或调休上班的一天).")
class HolidayInput:
    """One day."""

    falls_on: date = entry("By China's calendar (日期).")
    kind: HolidayKind = entry("Off, or made up (放假或调休上班).")
    name: str = entry("What it is called, e.g. 春节 (名称).", LINE, default="")

    def read(self) -> NamedDay:
        """Put it in the words of the model."""
        return NamedDay(self.falls_on, self.kind, self.name.strip())


Days = Annotated[
    list[HolidayInput] | None,
    argument("Days to enter, each once; other days stay (日期).", Constraint(max_items=MOST_DAYS)),
]
Table = Annotated[
    str | None,
    argument(
        f"Or the same as CSV: a line {COLUMNS}, then one a day, kind HOLIDAY or MAKE_UP (安排表).",
        Constraint(max_length=20_000, format="text", read=refuse_personal),
    ),
]
Document = Annotated[str, argument("The paper it comes from, with its number (依据文件).", TITLE)]
Removed = Annotated[list[date], argument("Days to take back (日期).", Constraint(min_items=1, max_items=MOST_DAYS))]


@strawberry.type
class HolidayMutations:
    """What is done with holidays."""

    @strawberry.mutation(
        description="Enter days off and made up as they are announced; running clocks are counted by them at once "
        "(录入节假日安排)."
    )
    async def set_holidays(
        self,
        info: Info,
        id: Id,
        expected_version: Version,
        document: Document,
        days: Days = None,
        table: Table = None,
        key: Key = None,
    ) -> HolidayTable | None:
        order = _order(info, id, expected_version)
        named = read_days(days, table)
        return await _changed(
            info,
            partial(set_days, days=named, document=document.strip(), local=local_days(info), order=order),
            key,
        )

    @strawberry.mutation(
        description="Take entered days back; the file, the announcement or the law counts again (删除录入的节假日)."
    )
    async def remove_holidays(
        self, info: Info, id: Id, expected_version: Version, fall_on: Removed, reason: Reason, key: Key = None
    ) -> HolidayTable | None:
        order = _order(info, id, expected_version)
        return await _changed(info, partial(remove_days, days=fall_on, reason=reason.strip(), order=order), key)


def _order(info: Info, id_: str, expected: int) -> Order:
    grant = info.context.may(Operation.KEEP_HOLIDAYS)
    return Order(id_, grant, info.context.caller.subject, info.context.now, expected)


def read_days(days: list[HolidayInput] | None, table: str | None) -> Sequence[NamedDay]:
    """Read the days of a request, given one by one or as a table.

    Raises:
        BadInput: both or neither, or a table that cannot be read.
    """
    if bool(days) is bool(table):
        raise BadInput("逐日填写和安排表，二者填一。", "Either days or a table.").at("days")
    if days:
        return [each.read() for each in days]
    try:
        named = parse_table(table or "")
    except BadInput as wrong:
        raise wrong.at("table") from None
    for each in named:
        LINE.check(each.name, ("table",))
    return named


async def _changed(info: Info, work: Callable[[Transaction], Awaitable[Done]], key: str | None) -> Any:
    """Change the table, and count by it here at once; others see it at their next look."""
    answer = await info.context.change(info, work, key)
    with suppress(GraphsvcError):  # it is done, and the next look is soon
        await refresh(info.context.graph, local_days(info))
    return answer
