"""The people of the case tests, one a party, and a record that is built step by step."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from graphsvc.cases.model.case import Case, Step
from graphsvc.cases.model.decide import PROVEN, Wish, decide, discovered
from graphsvc.cases.model.permissions import Actor
from graphsvc.cases.model.states import Action, Party, WhistleKind

START = datetime(2026, 9, 7, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in China

HERE, NEXT_DOOR = "500103012011001", "500103012019"  # a grid, and another community of its street
ELSEWHERE = "500103014009"  # a community of another street

GRID = Actor("grid-worker", frozenset({Party.GRID}))
COMMUNITY = Actor("community", frozenset({Party.COMMUNITY}))
SUBDISTRICT = Actor("subdistrict", frozenset({Party.SUBDISTRICT}))
DISTRICT = Actor("district", frozenset({Party.DISTRICT}))
CLOCK = Actor("clock", frozenset({Party.SYSTEM}))


def department(unit: str) -> Actor:
    """Somebody who speaks for a unit."""
    return Actor(f"of-{unit}", frozenset({Party.DEPARTMENT}), frozenset({unit}))


WATER, POWER, FIRE = department("water"), department("power"), department("fire")


@dataclass
class Story:
    """A case with its record; each step comes a minute after the one before, and after what was waited."""

    steps: list[Step] = field(default_factory=list)
    waited: timedelta = timedelta()
    owner: Party | None = None
    now: Case = field(init=False)

    def __post_init__(self) -> None:
        step, case = discovered(GRID, START, "路灯不亮", ())
        self.now = replace(case, owner=self.owner, area=HERE)
        self.steps.append(step)

    @property
    def moment(self) -> datetime:
        """When the next step comes."""
        return START + self.waited + timedelta(minutes=len(self.steps))

    def take(self, actor: Actor, action: Action, **wish: object) -> Case:
        """One more step, by an actor."""
        if action in PROVEN:
            wish.setdefault("note", "已办好")
        asked = Wish(action, **wish)  # type: ignore[arg-type]
        ids = [f"call-{len(self.now.calls) + n + 1}" for n in range(len(asked.departments))]
        step, self.now = decide(self.now, actor, asked, self.moment, ids)
        self.steps.append(step)
        return self.now

    def whistle(self, *units: str) -> Case:
        """Accept where needed, and call these units."""
        if self.now.version == 1:
            self.take(COMMUNITY, Action.ACCEPT)
        return self.take(SUBDISTRICT, Action.WHISTLE, departments=units, kind=WhistleKind.JOINT_ENFORCEMENT)

    def work(self, actor: Actor, call: str, *actions: Action) -> Case:
        """Steps of a department, by default all until it is done."""
        for action in actions or (Action.SIGN, Action.CONTACT, Action.RESPOND, Action.HANDLE, Action.RESOLVE):
            self.take(actor, action, call=call)
        return self.now
