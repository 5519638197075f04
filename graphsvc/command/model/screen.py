"""The screen of a command centre (一块屏): what each figure counts, and the document that lists exactly that."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from graphsvc.china import day_in_china
from graphsvc.org.model.work import Board, Light
from graphsvc.vocabulary.labelled import Labelled

WINDOW_DAYS = 30
"""Days, today among them, in which the cases were raised whose times are told."""


class ScreenKind(Labelled):
    """What a figure of the screen counts (指标)."""

    OPEN_CASES = "OPEN_CASES", "未结事件", "Cases that still have to come to an end"
    REOPENED_CASES = "REOPENED_CASES", "群众不满意重新打开的未结事件", "Open cases that a complaint opened again"
    RESPONDED_CASES = "RESPONDED_CASES", "部门已报到的事件", "Cases raised in 30 days to which departments reported"
    CLOSED_CASES = "CLOSED_CASES", "已结案的事件", "Cases raised in 30 days that are closed"
    TASKS_DUE_TODAY = "TASKS_DUE_TODAY", "今天到期的任务", "Tasks to be done by today, done or not"
    ON_DUTY = "ON_DUTY", "在岗班次", "Shifts that are held at this moment"
    SUPERVISIONS_OPEN = "SUPERVISIONS_OPEN", "待答复的督办", "Supervisions that wait for an answer"
    SUPERVISIONS_ANSWERED = (
        "SUPERVISIONS_ANSWERED",
        "已答复待核查的督办",
        "Supervisions whose answer waits to be judged",
    )
    CONTINGENCIES_RUNNING = "CONTINGENCIES_RUNNING", "响应中的预案", "Contingency plans that run"
    CONTINGENCIES_LATE = (
        "CONTINGENCIES_LATE",
        "有步骤超时的预案",
        "Contingency plans that run with a step past its time",
    )
    DRILLS_OVERDUE = "DRILLS_OVERDUE", "演练逾期的预案", "Published plans whose last day for a drill is over"
    KEY_PLACES_DANGEROUS = "KEY_PLACES_DANGEROUS", "有隐患的重点场所", "Key places at which hazards are open"
    HAZARDS_OVERDUE = "HAZARDS_OVERDUE", "逾期未消除的隐患", "Hazards that are still there after their last day"


K = ScreenKind
FIGURES_AT_MOST = 1 + len(Board) * (1 + len(Light)) + 5 + 1 + len(Light) + 1 + 3 + 2
"""Open cases in all, by board and by board and light; five kinds alone; supervisions in all, by light, and answered;
plans that run, that are late, and that are to be drilled; key places and hazards."""


def _listing(name: str, root: str, kind: str, shown: str) -> str:
    return (
        f"query {name}($first: Int!, $after: String, $filter: {kind}Filter) {{ "
        f"{root}(first: $first, after: $after, filter: $filter) {{ "
        f"totalCount pageInfo {{ hasNextPage endCursor }} nodes {{ id {shown} }} }} }}"
    )


CASES = _listing(
    "ScreenCases",
    "cases",
    "Case",
    "title state board light dueAt raisedAt respondedAt closedAt reopenedCount area { code name }",
)
TASKS = _listing(
    "ScreenTasks", "tasks", "Task", "title board dueAt receiverCount doneCount lateCount area { code name }"
)
SHIFTS = _listing("ScreenShifts", "dutyShifts", "DutyShift", "seat startsAt endsAt centre { id name } person { name }")
SUPERVISIONS = _listing(
    "ScreenSupervisions", "supervisions", "Supervision", "demand state light dueOn area { code name }"
)
CONTINGENCIES = _listing(
    "ScreenContingencies",
    "contingencyRuns",
    "ContingencyRun",
    "title state board startedAt stepCount doneCount lateCount area { code name }",
)
PLANS = _listing(
    "ScreenPlans",
    "contingencyPlans",
    "ContingencyPlan",
    "title board publishedOn drillDueOn drillLight area { code name }",
)
KEY_PLACES = _listing("ScreenKeyPlaces", "keyPlaces", "KeyPlace", "name kind address area { code name }")
HAZARDS = _listing("ScreenHazards", "hazards", "Hazard", "kind text clearByOn place { id name } area { code name }")
DOCUMENTS = {
    **dict.fromkeys((K.OPEN_CASES, K.REOPENED_CASES, K.RESPONDED_CASES, K.CLOSED_CASES), CASES),
    K.TASKS_DUE_TODAY: TASKS,
    K.ON_DUTY: SHIFTS,
    **dict.fromkeys((K.SUPERVISIONS_OPEN, K.SUPERVISIONS_ANSWERED), SUPERVISIONS),
    **dict.fromkeys((K.CONTINGENCIES_RUNNING, K.CONTINGENCIES_LATE), CONTINGENCIES),
    K.DRILLS_OVERDUE: PLANS,
    K.KEY_PLACES_DANGEROUS: KEY_PLACES,
    K.HAZARDS_OVERDUE: HAZARDS,
}
ROWS = 50
"""Rows of a page of such a list."""


@dataclass(frozen=True, slots=True)
class Figure:
    """How many there are, of a board or light or of all; times in minutes by the wall clock, where there are any."""

    kind: ScreenKind
    count: int
    filter: dict[str, Any] = field(default_factory=dict)
    board: Board | None = None
    light: Light | None = None
    median: float | None = None
    p90: float | None = None

    @property
    def document(self) -> str:
        """The document that lists what is counted."""
        return DOCUMENTS[self.kind]

    @property
    def variables(self) -> dict[str, Any]:
        """Its variables, for the first page."""
        return {"first": ROWS, "filter": self.filter}


@dataclass(frozen=True, slots=True)
class Times:
    """How many cases have come so far, and how long it took them; None of none."""

    count: int
    median: float | None
    p90: float | None


@dataclass(frozen=True, slots=True)
class Seen:
    """What was counted under an area at a moment; boards and lights that are left out have none."""

    open_cases: dict[tuple[Board, Light], int]
    reopened: int
    responded: Times
    closed: Times
    tasks_due: int
    on_duty: int
    supervisions: dict[Light, int]
    answered: int
    running: int
    late: int
    undrilled: int
    dangerous: int
    overdue: int


_CHANGED: tuple[tuple[str, tuple[ScreenKind, ...]], ...] = (
    ("CASE_", (K.OPEN_CASES, K.REOPENED_CASES, K.RESPONDED_CASES, K.CLOSED_CASES)),
    ("TASK_DISPATCHED", (K.TASKS_DUE_TODAY,)),
    ("TASK_", (K.CONTINGENCIES_LATE,)),
    ("DUTY_", (K.ON_DUTY,)),
    ("SUPERVISION_", (K.SUPERVISIONS_OPEN, K.SUPERVISIONS_ANSWERED)),
    ("CONTINGENCY_RUN_", (K.CONTINGENCIES_RUNNING, K.CONTINGENCIES_LATE)),
    ("CONTINGENCY_PLAN_", (K.DRILLS_OVERDUE,)),
    ("HAZARD_", (K.KEY_PLACES_DANGEROUS, K.HAZARDS_OVERDUE)),
    ("IMPORT", tuple(K)),
    ("AREA_", tuple(K)),
)
"""Which figures an entry of the record may change, by how its action begins; the first that fits counts."""


def figures_changed_by(action: str) -> tuple[ScreenKind, ...]:
    """List which figures something in the record may have changed; none where it has to do with no figure."""
    return next((kinds for begins, kinds in _CHANGED if action.startswith(begins)), ())


def window_begins(now: datetime) -> date:
    """Tell the first day on which a case was raised whose times are told."""
    return day_in_china(now) - timedelta(days=WINDOW_DAYS - 1)


def figures_of(area: str, seen: Seen, now: datetime) -> list[Figure]:
    """Put what was counted under an area as figures, each with the filter that its list takes."""
    here = {"within": area}
    today, raised = day_in_china(now).isoformat(), {"from": window_begins(now).isoformat()}
    again = {**here, "open": True, "reopenedCount": {"from": 1}}
    reported = {**here, "raisedOn": raised, "respondedOn": {"isNull": False}}
    ended = {**here, "raisedOn": raised, "state": ["CLOSED"]}
    due = {**here, "dueOn": {"equals": today}}
    return [
        *_open_cases(here, seen),
        Figure(K.REOPENED_CASES, seen.reopened, again),
        _timed(K.RESPONDED_CASES, seen.responded, reported),
        _timed(K.CLOSED_CASES, seen.closed, ended),
        Figure(K.TASKS_DUE_TODAY, seen.tasks_due, due),
        Figure(K.ON_DUTY, seen.on_duty, {**here, "onDuty": True}),
        *_supervisions(here, seen),
        Figure(K.CONTINGENCIES_RUNNING, seen.running, {**here, "state": ["RUNNING"]}),
        Figure(K.CONTINGENCIES_LATE, seen.late, {**here, "state": ["RUNNING"], "late": True}),
        Figure(K.DRILLS_OVERDUE, seen.undrilled, {**here, "drillLight": Light.RED.value}),
        Figure(K.KEY_PLACES_DANGEROUS, seen.dangerous, {**here, "dangerous": True}),
        Figure(K.HAZARDS_OVERDUE, seen.overdue, {**here, "overdueOn": today}),
    ]


def _open_cases(here: dict[str, Any], seen: Seen) -> list[Figure]:
    asked = {**here, "open": True}
    found = [Figure(K.OPEN_CASES, sum(seen.open_cases.values()), asked)]
    for board in Board:
        own = {**asked, "board": [board.value]}
        of_board = {light: count for (of, light), count in seen.open_cases.items() if of is board}
        found.append(Figure(K.OPEN_CASES, sum(of_board.values()), own, board))
        found += [
            Figure(K.OPEN_CASES, of_board.get(light, 0), {**own, "light": light.value}, board, light) for light in Light
        ]
    return found


def _timed(kind: ScreenKind, times: Times, filter_: dict[str, Any]) -> Figure:
    return Figure(kind, times.count, filter_, median=times.median, p90=times.p90)


def _supervisions(here: dict[str, Any], seen: Seen) -> list[Figure]:
    waiting = {**here, "state": ["OPEN"]}
    return [
        Figure(K.SUPERVISIONS_OPEN, sum(seen.supervisions.values()), waiting),
        *(
            Figure(K.SUPERVISIONS_OPEN, seen.supervisions.get(light, 0), {**waiting, "light": light.value}, light=light)
            for light in Light
        ),
        Figure(K.SUPERVISIONS_ANSWERED, seen.answered, {**here, "state": ["ANSWERED"]}),
    ]
