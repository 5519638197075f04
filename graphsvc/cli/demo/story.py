"""One case from a grid's report to its end, played through GraphQL by all it concerns, and shown as a timeline."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from rich.table import Table

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.app import Service
from graphsvc.cases.api.callers import calendar
from graphsvc.cases.model.calendar import is_workday
from graphsvc.cases.model.states import Action, Party, State
from graphsvc.cases.store.escalation import climb
from graphsvc.china import CHINA
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph, Transaction
from graphsvc.errors import SetupError
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.gql.execution.prepared import Documents
from graphsvc.log.chain import Record

PATIENCE_SECONDS = 60.0
GRID_CODE = "500103012011001"
TITLE = "2 栋东侧下水道反水漫上人行道"
GRID = Principal("网格员", Role.GRID_WORKER, (GRID_CODE,))
COMMUNITY = Principal("马家堡社区", Role.COMMUNITY_OFFICIAL, (GRID_CODE[:12],))
STREET = Principal("大坪街道", Role.SUBDISTRICT_OFFICIAL, ("500103012000",))

_FIND = """
query ($title: String!) {
  cases(filter: { title: { equals: $title }, state: [CLOSED] }, first: 1) { nodes {
    title state rating calls { nodes { id unit { name } } }
    steps(first: 200) { nodes { happenedAt action party call note late rating target } } } }
}"""
_RAISE = "mutation ($case: CaseInput!) { discoverCase(case: $case) { id version calls { nodes { id unit { id } } } } }"
_SUGGEST = """
query ($id: ID!) { suggestDepartments(case: $id) { departments { points unit { id name } reasons { text } } } }"""


class Teller:
    """Plays the story; its clock goes at the story's pace."""

    def __init__(self, documents: Documents, graph: Graph, record: Record, keys: FieldKeys, begins: datetime) -> None:
        self.now = begins
        self._graph = graph
        self._record = record
        self._executor = Executor(documents, graph, record, keys, now=lambda: self.now)
        self._case: dict[str, Any] = {}
        self._calls: dict[str, str] = {}

    async def asked(self, caller: Principal, document: str, **variables: Any) -> Any:
        """The data of an answer.

        Raises:
            SetupError: the document was refused.
        """
        body = (await self._executor.answer(Request(document, caller, variables))).body
        if "errors" in body:
            raise SetupError("示例事件没有演完。", f"The demo story failed: {body['errors'][0]['message']}")
        return body["data"]

    async def told(self) -> dict[str, Any]:
        """The case of the story, played now unless it has been."""
        if not (found := await self._found()):
            await self._play()
            found = await self._found()
        shown: dict[str, Any] = found[0]
        return shown

    async def _found(self) -> list[dict[str, Any]]:
        cases: list[dict[str, Any]] = (await self.asked(STREET, _FIND, title=TITLE))["cases"]["nodes"]
        return cases

    async def _play(self) -> None:
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
            climbed = await climb(tx, self.now, calendar())
            await self._record.append(tx, climbed.events, "ladder", Role.SYSTEM, self.now)
            return sum(case == self._case["id"] for case, _ in climbed.steps)

        self._case["version"] += await self._graph.transact(once)


async def told(service: Service, now: datetime) -> dict[str, Any]:
    """The story on an attached service, over a connection of its own that is patient.

    Every statement of it is planned for the first time, by a JVM that has just started.
    """
    assert service.reached is not None, "attached"
    graph = Graph(service.reached.address, Timing(light=PATIENCE_SECONDS))
    try:
        return await Teller(service.documents, graph, service.record, service.keys, begins(now)).told()
    finally:
        await graph.close()


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
        who = units[step["call"]] if step["party"] == "DEPARTMENT" else Party(step["party"]).zh
        about = f"（{units[step['call']]}）" if step["call"] and step["party"] != "DEPARTMENT" else ""
        what = Action(step["action"]).zh + (f" {step['rating']} 分" if step["rating"] else "") + about
        late = "（超期）" if step["late"] else ""
        yield f"{at:%m-%d %H:%M}", who, what + late, step["note"] or "", State(step["target"]).zh
