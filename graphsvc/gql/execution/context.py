"""What a resolver is given: who calls, and the graph by which it answers with nodes and changes them.

Roots that are not compiled (changes, rankings, plans) are resolved in Python. Where such an answer leads to a node of
the graph, the selection below it is compiled all the same: one statement for all nodes at one place of the document,
however many there are, and its answer stands in the response as it comes.
"""

from collections.abc import Awaitable, Callable, Coroutine, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from inspect import iscoroutine
from typing import Any, TypeVar

import strawberry
from graphql import (
    FieldNode,
    GraphQLError,
    GraphQLResolveInfo,
    ValueNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
    print_ast,
)
from graphql.execution.executor import Executor as FieldExecutor
from strawberry.dataloader import DataLoader

from graphsvc.access.deputies.seats import hold_seat
from graphsvc.access.principal import Grant, Principal
from graphsvc.access.scope import Operation
from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.china import day_in_china
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Store, Transaction
from graphsvc.errors import BadInput, NotFound
from graphsvc.gql.execution.plans import RootPlan
from graphsvc.gql.execution.turns import RootPlaces, RootTurns
from graphsvc.gql.planning.template import Personal
from graphsvc.log import idempotency as repeats
from graphsvc.log.chain import Record
from graphsvc.log.events import Done, Event
from graphsvc.log.feed import Feed

T = TypeVar("T")
Tools = dict[type, Any]
"""What capabilities keep from request to request, such as a model in memory, by type."""


def moments(now: datetime) -> dict[str, Any]:
    """The facts `$now` and `$today` of a request."""
    return {"@now": now, "@today": day_in_china(now)}


@dataclass(frozen=True, slots=True)
class Answered:
    """A part of the response that is ready: nothing below it is resolved any more."""

    value: Any


class Fields(FieldExecutor[Any]):
    """graphql-core's execution, which leaves ready parts as they are."""

    def complete_value(self, return_type, field_details_list, info, path, result, position_context):  # type: ignore[no-untyped-def]
        """The value itself when it is ready."""
        if type(result) is Answered:
            return result.value
        return super().complete_value(return_type, field_details_list, info, path, result, position_context)

    def execute_field(self, parent_type, source, field_details_list, path, position_context):  # type: ignore[no-untyped-def]
        """A root that takes its time waits its turn, so that a request of many keeps within its caller's share."""
        result = super().execute_field(parent_type, source, field_details_list, path, position_context)
        return self._in_turn(result) if path.prev is None and iscoroutine(result) else result

    async def _in_turn(self, root: Coroutine[Any, Any, Any]) -> Any:
        try:
            async with self.context_value.turns.taken():
                return await root
        finally:
            root.close()  # which may not have begun

    def handle_field_error(self, raw_error, return_type, field_details_list, path):  # type: ignore[no-untyped-def]
        """Tell what graphql-core finds wrong with arguments as a refusal: only such errors of its own name nodes."""
        if isinstance(raw_error, GraphQLError) and raw_error.nodes and not raw_error.path:
            raw_error = _refused_argument(raw_error, field_details_list[0].node)
        super().handle_field_error(raw_error, return_type, field_details_list, path)


def _refused_argument(error: GraphQLError, field: FieldNode) -> BadInput:
    wrong = {id(node) for node in error.nodes or ()}
    named = (a.name.value for a in field.arguments or () if wrong & {id(a.value), *map(id, _inside(a.value))})
    name = next(named, "")
    return BadInput(f"参数 {name} 的值不合要求。", error.message).at(*[name] if name else ())


def _inside(value: ValueNode) -> Iterator[ValueNode]:
    """All values in a value as written."""
    parts = getattr(value, "values", None) or [part.value for part in getattr(value, "fields", ())]
    for part in parts:
        yield part
        yield from _inside(part)


@dataclass(frozen=True, slots=True)
class Place:
    """A place of the document where nodes are asked for: their type, and the fields as written there."""

    type_name: str
    nodes: tuple[Any, ...]

    @classmethod
    def of(cls, info: GraphQLResolveInfo[Any]) -> "Place":
        """The place of the field being resolved."""
        return cls(get_named_type(info.return_type).name, tuple(info.field_nodes))


class Context:
    """One request, as resolvers see it."""

    def __init__(
        self,
        caller: Principal,
        clock: Callable[[], datetime],
        graph: Store,
        record: Record,
        keys: FieldKeys,
        feed: Feed,
        plan: Callable[[Place], RootPlan],
        given: Mapping[str, Any],
        tools: Tools,
        resume: str | None = None,
    ) -> None:
        """
        Args:
            plan: how the nodes named at a place are read, for the request's document.
            given: the variables with the request's facts beside them.
            tools: outlive the request.
            resume: the cursor where a feed was cut off.
        """
        self.caller = caller
        self.graph = graph
        self.keys = keys
        self.feed = feed
        self.resume = resume
        self._clock = clock
        self._record = record
        self._plan = plan
        self._given = given
        self._tools = tools
        self.turns = RootTurns(self.tool(RootPlaces, RootPlaces))
        self._nodes: DataLoader[tuple[Place, str], Any] = DataLoader(self._loaded, cache=False)

    @property
    def now(self) -> datetime:
        """The moment of the request; of a subscription, that of the event being told."""
        return self._clock()

    @property
    def today(self) -> date:
        """The day of the request, in China."""
        return day_in_china(self.now)

    def tool(self, kind: type[T], otherwise: Callable[[], T]) -> T:
        """What a capability keeps from request to request, by its type; made when `app` has put none there."""
        found = self._tools.get(kind)
        if found is None:  # what is there may be empty, and false for that
            found = self._tools[kind] = otherwise()
        assert isinstance(found, kind)
        return found

    def derived(self, purpose: str) -> bytes:
        """Derive a key of 32 bytes for one purpose from the key of the record."""
        return self._record.derived(purpose)

    def may(self, operation: Operation) -> Grant:
        """Where the caller may do something.

        Raises:
            Forbidden: nowhere.
        """
        return self.caller.may(operation)

    async def node(self, info: strawberry.Info, id_: str | None, type_name: str | None = None) -> Any:
        """The node of an id as the field's selection asks for it; null when it is not there for this caller.

        Args:
            type_name: its type, where that is not the field's own or one of those it stands for in the graph.
        """
        place = Place.of(_raw(info))
        if type_name is not None:
            place = replace(place, type_name=type_name)
        return Answered(None if id_ is None else await self._nodes.load((place, id_)))

    async def nodes(self, info: strawberry.Info, ids: list[str]) -> Any:
        """The nodes of these ids, in that order, without those that are not there for this caller."""
        found = await self._nodes.load_many([(Place.of(_raw(info)), id_) for id_ in ids])
        return Answered([value for value in found if value is not None])

    async def change(
        self,
        info: strawberry.Info,
        work: Callable[[Transaction], Awaitable[Done]],
        key: str | None = None,
        lane: Lane = Lane.LIGHT,
    ) -> Any:
        """Make a change in one transaction: its key, its effect, its answer as selected, its place in the record.

        Args:
            work: makes the change with statements that lock, check and set; says which nodes it answers with.
            key: the client's idempotency key; a request repeated with it answers with the same nodes, as
                this caller may see them now.
        Raises:
            KeyReused: the key came with another request. Forbidden: a deputy whose time has ended. What `work` raises;
            nothing was written then.
        """
        raw, caller = _raw(info), self.caller
        of_seat = f"\n{caller.seat.tie}" if caller.seat else ""
        held = None if key is None else repeats.Key.of(caller.subject, key, self._request(raw) + of_seat)

        async def whole(tx: Transaction) -> Any:
            await hold_seat(tx, self.now, caller)
            if held and (before := await repeats.taken(tx, held, self.now)) is not None:
                return await self._answer(tx, raw, Done(before))
            done = await work(tx)
            answer = await self._answer(tx, raw, done)
            if held:
                await repeats.kept(tx, held, done.subjects)
            await self._record.append(tx, _told(done, caller), caller.subject, caller.role, self.now)
            return answer

        return Answered(await self.graph.transact(whole, lane))

    def _request(self, info: GraphQLResolveInfo[Any]) -> str:
        """Everything that makes two requests the same: the field as written, and the variables."""
        variables = {name: value for name, value in self._given.items() if not name.startswith("@")}
        return f"{' '.join(map(print_ast, info.field_nodes))}\n{sorted(variables.items(), key=lambda item: item[0])}"

    async def _answer(self, tx: Transaction, info: GraphQLResolveInfo[Any], done: Done) -> Any:
        plan = self._plan(Place.of(info))
        found = _by_id(plan, await tx.run(self._statement(plan, list(done.subjects))), self._given)
        values = [found[id_] for id_ in done.subjects if id_ in found]
        if is_list_type(get_nullable_type(info.return_type)):
            return values
        if not values:
            raise NotFound("没有找到，或不在可见范围内。", "Nothing of that key is there, or none you may see.")
        return values[0]

    async def _loaded(self, wanted: list[tuple[Place, str]]) -> list[Any]:
        """One statement for each place of the document."""
        places: dict[Place, dict[str, None]] = {}
        for place, id_ in wanted:
            places.setdefault(place, {})[id_] = None
        found = {}
        for place, ids in places.items():
            plan = self._plan(place)
            rows = await self.graph.read(self._statement(plan, list(ids)))
            found[place] = _by_id(plan, rows, self._given)
        return [found[place].get(id_) for place, id_ in wanted]

    def _statement(self, plan: RootPlan, ids: list[str]) -> Statement:
        return plan.statement({**self._given, **moments(self.now), "@ids": ids})


def _told(done: Done, caller: Principal) -> tuple[Event, ...]:
    """The events of a change; those of a deputy say for whom it acts, and by which tie."""
    if caller.seat is None:
        return done.events
    seat = {"onBehalfOf": caller.seat.on_behalf_of, "deputyship": caller.seat.tie}
    return tuple(replace(event, after={**event.after, **seat}) for event in done.events)


def _raw(info: strawberry.Info) -> GraphQLResolveInfo[Any]:
    return info._raw_info


def _by_id(plan: RootPlan, rows: list[list[Any]], given: Mapping[str, Any]) -> dict[str, Any]:
    return {each["id"]: each["value"] for each in plan.answer(rows[0], given, _closed)}


def _closed(place: Personal, held: str | None) -> None:
    raise AssertionError("no plan of linked nodes shows clear personal data")


Info = strawberry.Info[Context, None]
"""What a resolver's `info` is: `info.context` holds the request."""
