"""Operations planned: for each root its statement and how the rows of it become the answer."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLSchema

from graphsvc.access.principal import Principal
from graphsvc.cypher.compile import Guards, compile_root
from graphsvc.cypher.plan import Fact, One, Parameter
from graphsvc.cypher.statement import Statement
from graphsvc.errors import BadInput, DocumentTooComplex, GraphsvcError, NotFound, ambiguous_code
from graphsvc.gql.execution.personal import allow
from graphsvc.gql.execution.response import described
from graphsvc.gql.execution.writer import Opened, Writer, writer
from graphsvc.gql.planning.parameters import Included, null_refused
from graphsvc.gql.planning.planner import Planned, Planner
from graphsvc.gql.planning.template import Personal, Template, conditioned_on, personal_places, wanted
from graphsvc.gql.schema.registry import Registry
from graphsvc.gql.selection.merged import Occurrence, Selected, collect

WRITERS = 4
"""Writers kept a root, one for each combination of what its conditions say."""


@dataclass(frozen=True, slots=True)
class RootPlan:
    """One root field compiled.

    Attributes:
        key: where its value stands in the answer.
        single: it finds one thing, and answers a row for each.
        keyed: the request names that thing, so that there has to be one.
        gate: whether a request wants it, None: always.
        conditions: variables that decide which of its fields a request wants.
        personal: clear personal values that it shows.
    """

    key: str
    text: str
    parameters: Mapping[str, Parameter]
    template: Template
    single: bool
    keyed: bool
    gate: Included | None
    conditions: tuple[str, ...]
    personal: tuple[Personal, ...]
    _writers: dict[tuple[Any, ...], Writer] = field(default_factory=dict, compare=False)

    @property
    def public(self) -> bool:
        """Whether nothing in it hangs on who asks."""
        return not any(isinstance(each, Fact) for each in self.parameters.values())

    def statement(self, variables: Mapping[str, Any]) -> Statement:
        """The statement for one request.

        Raises:
            BadInput: a value its argument does not allow.
        """
        if any(variables.get(name) is None for name in self.conditions):
            raise null_refused("if")
        return Statement(self.text, {name: each.fill(variables) for name, each in self.parameters.items()})

    def answer(self, row: list[Any], variables: Mapping[str, Any], opened: Opened) -> Any:
        """The value in the answer, from a row of the statement."""
        which = tuple(variables[name] for name in self.conditions)
        found = self._writers.get(which)
        if found is None:
            if len(self._writers) >= WRITERS:
                self._writers.clear()
            found = self._writers[which] = writer(wanted(self.template, variables))
        return found.answer(row, variables, opened)


@dataclass(frozen=True, slots=True)
class RefusedRoot:
    """A root whose arguments no value of its variables could make right; the others are answered all the same."""

    key: str
    gate: Included | None
    error: BadInput


@dataclass(frozen=True, slots=True)
class Plan:
    """What one request of a document runs: compiled roots, those that go the ordinary way, and all as they stand."""

    roots: tuple[RootPlan, ...]
    refused: tuple[RefusedRoot, ...]
    ordinary: tuple[Selected, ...]
    found: tuple[Occurrence, ...]


@dataclass(frozen=True, slots=True)
class Compiler:
    """Plans and compiles operations of one schema."""

    schema: GraphQLSchema
    registry: Registry
    guards: Guards

    def plan(self, root_type: str, found: list[Occurrence], variables: Mapping[str, Any]) -> Plan:
        """Plan the roots of an operation for variables of one shape."""
        selected = collect(root_type, found)
        planner = Planner(self.registry, self.schema, variables)
        known = self.registry.roots if root_type == "Query" else {}
        ordinary = tuple(root for root in selected if root.name not in known)
        planned = [self._root(planner, root) for root in selected if root.name in known]
        roots = tuple(root for root in planned if isinstance(root, RootPlan))
        return Plan(roots, tuple(r for r in planned if isinstance(r, RefusedRoot)), ordinary, tuple(found))

    def _root(self, planner: Planner, root: Selected) -> RootPlan | RefusedRoot:
        gate = Included.of(root.wanted)
        try:
            keyed = bool(self.registry.roots[root.name].arguments)
            return self._compiled(root.key, planner.root(root), gate, keyed=keyed)
        except DocumentTooComplex:
            raise
        except BadInput as refusal:
            return RefusedRoot(root.key, gate, refusal)

    def linked(self, type_name: str, found: list[Occurrence], variables: Mapping[str, Any]) -> RootPlan:
        """Plan what is selected of nodes that a resolver names by ids, `@ids` beside the variables.

        Raises:
            BadInput: clear personal data, which is read by a query of its own.
        """
        planned = Planner(self.registry, self.schema, variables).linked(type_name, found)
        plan = self._compiled(type_name, planned, None)
        if plan.personal:
            raise BadInput(
                "完整个人信息只能由查询直接读取。", "Clear personal data is read by a query of its own, not in passing."
            )
        return plan

    def _compiled(self, key: str, planned: Planned, gate: Included | None, *, keyed: bool = False) -> RootPlan:
        compiled = compile_root(planned.root, self.guards)
        return RootPlan(
            key,
            compiled.text,
            compiled.parameters,
            planned.template,
            isinstance(planned.root, One),
            keyed,
            gate,
            tuple(sorted(conditioned_on(planned.template))),
            personal_places(planned.template),
        )


@dataclass(frozen=True, slots=True)
class Run:
    """A root that a request wants, and its statement."""

    root: RootPlan
    statement: Statement


def runs_of(plan: Plan, given: Mapping[str, Any], caller: Principal) -> tuple[list[Run], dict[str, GraphsvcError]]:
    """The compiled roots to read, and why others are refused: what is wrong with one leaves the rest."""
    runs: list[Run] = []
    refusals: dict[str, GraphsvcError] = {}
    roots: list[RootPlan | RefusedRoot] = [*plan.roots, *plan.refused]
    for root in roots:
        try:
            if root.gate is not None and not root.gate.fill(given):
                continue
            if isinstance(root, RefusedRoot):
                refusals[root.key] = root.error
                continue
            allow(caller, root.personal)
            runs.append(Run(root, root.statement(given)))
        except GraphsvcError as refusal:
            refusals[root.key] = refusal
    return runs, refusals


def value_of(
    root: RootPlan, rows: list[list[Any]], variables: Mapping[str, Any], opened: Opened
) -> tuple[Any, dict[str, Any] | None]:
    """A root's value; one that finds one thing says so when there is none of that key, or more than one."""
    if root.single and not rows and not root.keyed:
        return None, None
    if root.single and len(rows) != 1:
        error = _missing() if not rows else ambiguous_code()
        return None, described(error) | {"path": [root.key]}
    return root.answer(rows[0], variables, opened), None


def _missing() -> NotFound:
    return NotFound("没有找到，或不在可见范围内。", "Nothing of that key is there, or none you may see.")
