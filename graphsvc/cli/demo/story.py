"""One case from a grid's report to its end, played through GraphQL by all it concerns, and shown as a timeline."""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, TypeVar

from rich.table import Table

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.app import Service
from graphsvc.cases.model.calendar import Calendar, is_workday
from graphsvc.cases.model.states import Action, Party, State
from graphsvc.cases.store.escalation import climb
from graphsvc.china import CHINA
from graphsvc.cli.patience import PATIENCE_SECONDS, retry_while_away
from graphsvc.cypher.statement import Statement
from graphsvc.db import ports
from graphsvc.db.bulkhead import Lane
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.db.ports import Rows, Transaction
from graphsvc.errors import DeadlineExceeded, Overloaded, SetupError, Unavailable
from graphsvc.gql.execution.documents import Documents
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.log.chain import Record

T = TypeVar("T")

AWAY = {Unavailable.code, Overloaded.code, DeadlineExceeded.code}
GRID_CODE = "500103012011001"
TITLE = "2 栋东侧下水道反水漫上人行道"
GRID = Principal("网格员", Role.GRID_WORKER, (GRID_CODE,))
COMMUNITY = Principal("马家堡社区", Role.COMMUNITY_OFFICIAL, (GRID_CODE[:12],))
STREET = Principal("大坪街道", Role.SUBDISTRICT_OFFICIAL, ("500103012000",))

_FIND = """
query ($title: String!) {
  cases(filter: { title: { equals: $title }, state: [CLOSED] }, first: 1) { nodes {
    title state rating calls { nodes { id unit { name } } }
    steps(first: 200) { nodes { happenedAt action party call { id } note late rating target } } } }
}"""
_RAISE = "mutation ($case: CaseInput!) { discoverCase(case: $case) { id version calls { nodes { id unit { id } } } } }"
_SUGGEST = """
query ($id: ID!) { suggestDepartments(case: $id) { departments { points unit { id name } reasons { text } } } }"""


_HOLD = "MATCH (a:Area {code: $code}) SET a.code = a.code RETURN a.code"
"""Keeps a second player of the story waiting until the first has written it."""


class OneTransaction:
    """One open transaction as the store that answers read and change: others see all of the story or nothing.

    The story is dated to the past, so the ladder of late cases would step in between any two of its steps.
    """

    def __init__(self, tx: Transaction) -> None:
        self._tx = tx

    async def read(self, statement: Statement, lane: Lane = Lane.LIGHT) -> Rows:
        """The rows of one statement."""
        return await self._tx.run(statement)

    async def read_together(self, statements: Sequence[Statement], lane: Lane = Lane.LIGHT) -> list[Rows]:
        """The rows of several statements."""
        return [await self._tx.run(statement) for statement in statements]

    async def transact(self, work: Callable[[Transaction], Awaitable[T]], lane: Lane = Lane.LIGHT) -> T:
        """Do `work` as a part of the transaction."""
        return await work(self._tx)


class Teller:
    """Plays the story; its clock goes at the story's pace."""

    def __init__(
        self,
        documents: Documents,
        graph: ports.Graph,
        record: Record,
        keys: FieldKeys,
        calendar: Calendar,
        begins: datetime,
    ) -> None:
        self.now = begins
        self._graph = graph
        self._record = record
        self._calendar = calendar
        self._executor = Executor(documents, graph, record, keys, now=lambda: self.now, tools={Calendar: calendar})
        self._case: dict[str, Any] = {}
        self._calls: dict[str, str] = {}

    async def asked(self, caller: Principal, document: str, **variables: Any) -> Any:
        """The data of an answer.

        Raises:
            Unavailable: the database did not answer in time.
            SetupError: the document was refused.
        """
        body = (await self._executor.answer(Request(document, caller, variables))).body
        if "errors" not in body:
            return body["data"]
        refused = body["errors"][0]
        if refused["extensions"]["code"] in AWAY:
            raise Unavailable(refused["extensions"]["zh"], refused["message"])
        raise SetupError("示例事件没有演完。", f"The demo story failed: {refused['message']}")

    async def find(self) -> dict[str, Any] | None:
        """The case of the story, once it has been played."""
        cases: list[dict[str, Any]] = (await self.asked(STREET, _FIND, title=TITLE))["cases"]["nodes"]
        return cases[0] if cases else None

    async def play(self) -> None:
        """Take every step of the story, from the report to the end."""
        report = {"area": GRID_CODE, "category": "C05", "title": TITLE, "place": "2 栋东侧", "urgency": "HIGH"}
        self._case = (await self.asked(GRID, _RAISE, case=report))["discoverCase"]
        await self._step(COMMUNITY, "acceptCase", 12, note="现场看过，主管堵塞，社区疏通不了")
        first, second = await self._suggested()
        units = f'["{first["id"]}", "{second["id"]}"]'
        await self._step(
            STREET, "whistleCase", 20, f", departments: {units}, kind: HARD_PROBLEM", note="请两家同到现场"
        )
        await self._on_call(first, "signCall", 15)
        await self._climb(35)
        await self._on_call(second, "signCall", 5)
        for name, minutes, note in (
            ("contactCall", 30, "已与社区联系，约定下午到场"),
            ("respondCall", 150, "到现场报到"),
            ("handleCall", 10, "开始作业"),
            ("resolveCall", 90, "已疏通并清理"),
        ):
            for unit in (first, second):
                await self._on_call(unit, name, minutes, note=note)
        await self._step(COMMUNITY, "resolveCase", 30, note="现场核查，排水通畅")
        for unit, rating in ((first, 5), (second, 4)):
            await self._on_call(unit, "rateCall", 2, f", rating: {rating}", by=COMMUNITY)
        await self._step(COMMUNITY, "feedBackCase", 10, note="已电话告知网格员和住户")
        await self._step(GRID, "rateCase", 20, ", rating: 5", note="当天解决，满意")
        await self._step(COMMUNITY, "closeCase", 5)

    async def _suggested(self) -> list[dict[str, Any]]:
        found = (await self.asked(STREET, _SUGGEST, id=self._case["id"]))["suggestDepartments"]["departments"]
        return [each["unit"] for each in found[:2]]

    async def _step(self, caller: Principal, name: str, minutes: int, more: str = "", note: str | None = None) -> None:
        self.now += timedelta(minutes=minutes)
        text = (
            f"mutation ($id: ID!, $version: Int!, $note: String) {{ {name}(id: $id, expectedVersion: $version, "
            f"note: $note{more}) {{ id version calls {{ nodes {{ id unit {{ id }} }} }} }} }}"
        )
        data = await self.asked(caller, text, id=self._case["id"], version=self._case["version"], note=note)
        self._case = data[name]
        # A department sees its own call alone, so what the others have shown is kept.
        self._calls |= {each["unit"]["id"]: each["id"] for each in self._case["calls"]["nodes"]}

    async def _on_call(
        self,
        unit: dict[str, Any],
        name: str,
        minutes: int,
        more: str = "",
        note: str | None = None,
        by: Principal | None = None,
    ) -> None:
        call = self._calls[unit["id"]]
        caller = by or Principal(unit["name"], Role.DEPARTMENT, (), unit["id"])
        await self._step(caller, name, minutes, f', call: "{call}"{more}', note)

    async def _climb(self, minutes: int) -> None:
        """The clock reminds who has not signed yet."""
        self.now += timedelta(minutes=minutes)

        async def once(tx: Transaction) -> int:
            climbed = await climb(tx, self.now, self._calendar)
            await self._record.append(tx, climbed.events, "ladder", Role.SYSTEM, self.now)
            return sum(case == self._case["id"] for case, _ in climbed.steps)

        self._case["version"] += await self._graph.transact(once)


async def tell_story(service: Service, now: datetime, kind: "type[Teller] | None" = None) -> dict[str, Any]:
    """What became of a story on an attached service, of the case unless told; played before unless it has been."""
    assert service.reached is not None, "attached"
    own: dict[str, Any] = {"record": service.record, "keys": service.keys, "calendar": service.calendar}
    teller = partial(kind or Teller, service.documents, **own, begins=begins(now))
    graph = Graph(service.reached.address, Timing(light=PATIENCE_SECONDS))  # a JVM that has just started plans slowly
    try:
        return await retry_while_away(lambda: tell_once(graph, teller))
    finally:
        await graph.close()


async def tell_once(graph: Graph, teller: Callable[..., Teller]) -> dict[str, Any]:
    """The case of the story, found or played and found."""
    if found := await teller(graph=graph).find():
        return found

    async def play_and_find(tx: Transaction) -> dict[str, Any]:
        await tx.run(Statement(_HOLD, {"code": GRID_CODE}))
        told = teller(graph=OneTransaction(tx))
        if not await told.find():
            await told.play()
        case = await told.find()
        assert case is not None, "played"
        return case

    return await graph.transact(play_and_find, Lane.SETUP)


def begins(now: datetime) -> datetime:
    """Ten past nine on the last workday before today, in China."""
    day = now.astimezone(CHINA) - timedelta(days=1)
    while not is_workday(day.date()):
        day -= timedelta(days=1)
    return day.replace(hour=9, minute=10, second=0, microsecond=0).astimezone(UTC)


def timeline(case: dict[str, Any]) -> Table:
    """The steps of a case, one a line: when, who, what, where the case then stands."""
    table = Table(
        title=f"{case['title']}（{State(case['state']).zh}，群众评价 {case['rating']} 分）", title_justify="left"
    )
    for name in ("时间", "谁", "做什么", "说明", "事件状态"):
        table.add_column(name)
    for line in _lines(case):
        table.add_row(*line)
    return table


def _lines(case: dict[str, Any]) -> Iterator[tuple[str, ...]]:
    units = {call["id"]: call["unit"]["name"] for call in case["calls"]["nodes"]}
    for step in case["steps"]["nodes"]:
        at = datetime.fromisoformat(step["happenedAt"]).astimezone(CHINA)
        call = step["call"] and step["call"]["id"]
        who = units[call] if step["party"] == "DEPARTMENT" else Party(step["party"]).zh
        about = f"（{units[call]}）" if call and step["party"] != "DEPARTMENT" else ""
        what = Action(step["action"]).zh + (f" {step['rating']} 分" if step["rating"] else "") + about
        late = "（超期）" if step["late"] else ""
        yield f"{at:%m-%d %H:%M}", who, what + late, step["note"] or "", State(step["target"]).zh
