"""A state machine as a table: which action leads from which state to which, what is refused, and how it is drawn."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from graphsvc.errors import StepRefused
from graphsvc.vocabulary.labelled import Labelled

State = TypeVar("State", bound=Labelled)
Action = TypeVar("Action", bound=Labelled)
Offer = TypeVar("Offer")


@dataclass(frozen=True, slots=True)
class Machine(Generic[State, Action]):
    """The moves of one kind of thing; what the table does not hold is refused."""

    name: str
    table: Mapping[tuple[State, Action], State]

    def __post_init__(self) -> None:
        """Keep a copy that nobody can change later."""
        object.__setattr__(self, "table", MappingProxyType(dict(self.table)))

    def after(self, state: State, action: Action) -> State:
        """Tell where an action leads.

        Raises:
            StepRefused: not from this state; it lists the actions that are possible.
        """
        try:
            return self.table[state, action]
        except KeyError:
            raise self.refusal(state, action) from None

    def allowed(self, state: State) -> tuple[Action, ...]:
        """List the actions possible from a state, in the order of the table; none from a final one."""
        return tuple(action for source, action in self.table if source == state)

    def sources(self, action: Action) -> tuple[State, ...]:
        """List the states an action is possible from, in the order of the table."""
        return tuple(source for source, each in self.table if each == action)

    def target(self, action: Action) -> State:
        """Tell the one state an action leads to, wherever it begins; for tables in which each has but one."""
        (state,) = {target for (_, each), target in self.table.items() if each == action}
        return state

    def bar(self, state: State, action: Action) -> str | None:
        """Say in Chinese why an action is not possible from a state; None where it is."""
        return None if (state, action) in self.table else self.refusal(state, action).zh

    def finals(self) -> tuple[State, ...]:
        """List the states nothing leads out of, in the order of the table."""
        sources = {source for source, _ in self.table}
        return tuple(dict.fromkeys(target for target in self.table.values() if target not in sources))

    def replay(self, start: State, actions: Iterable[Action]) -> State:
        """Replay a record of actions to the state it ends in.

        Raises:
            StepRefused: the record holds an action that was not possible.
        """
        state = start
        for action in actions:
            state = self.after(state, action)
        return state

    def refusal(self, state: State, action: Action, possible: Sequence[Action] | None = None) -> StepRefused:
        """Refuse an action from a state, and say what is possible instead: all that the table holds, or `possible`."""
        possible = self.allowed(state) if possible is None else possible
        zh = "、".join(each.zh for each in possible) or "没有"
        return StepRefused(
            f"当前状态是“{state.zh}”，不能“{action.zh}”；现在可以：{zh}。",
            f"{self.name}: {action.value} is not possible from {state.value}; possible now: "
            f"{', '.join(each.value for each in possible) or 'nothing'}.",
            allowed=tuple(each.value for each in possible),
        )

    def moved_on(self, state: State) -> StepRefused:
        """Refuse somebody who has seen another version, and say what is possible now."""
        return StepRefused(
            "已有变动，请刷新后再试。",
            "It was changed meanwhile; read it again.",
            tuple(each.value for each in self.allowed(state)),
        )

    def stopped(self, state: State, action: Action) -> StepRefused:
        """Refuse an action that was not taken: it is not possible from the state, or another version was seen."""
        return self.moved_on(state) if (state, action) in self.table else self.refusal(state, action)

    def mermaid(self) -> str:
        """Draw the table as a Mermaid state diagram, one arrow a move, for the documentation.

        The state of the first row is where things begin.
        """
        first = next(source for source, _ in self.table)
        lines = ["stateDiagram-v2", f"    [*] --> {first.value}"]
        lines += [
            f"    {source.value} --> {target.value}: {action.value} {action.zh}"
            for (source, action), target in self.table.items()
        ]
        return "\n".join([*lines, *(f"    {state.value} --> [*]" for state in self.finals())])


def offered(offer: Callable[..., Offer], bars: Iterable[tuple[Any, str | None]]) -> list[Offer]:
    """Make an offer of each action: one with a reason against it is not allowed, for that reason."""
    return [offer(action=action, allowed=reason is None, reason=reason) for action, reason in bars]
