"""A subscription becomes answers: its events one by one, each told as the graph is at that moment."""

import asyncio
import math
from collections.abc import AsyncGenerator, AsyncIterable, Callable, Mapping
from contextlib import aclosing
from inspect import isawaitable
from typing import Any, cast

from graphql import DocumentNode, ExecutionResult, GraphQLSchema, create_source_event_stream, execute

from graphsvc.db.bulkhead import Places, Room
from graphsvc.errors import DeadlineExceeded, Unavailable
from graphsvc.gql.execution.context import Context, Fields

EVENTS = Room(places=8, queue=100_000, wait_seconds=math.inf)
"""Events of all subscriptions read for at once: a crowd that is told of one change leaves the database to others."""
PAUSES_SECONDS = (0.1, 0.3, 1.0)
"""Before an event is read for again while the database is away; the last one for all further ones."""
DEADLINES = 3
"""How often an event may run past the deadline before its error is told."""


class Events:
    """Answers the events of all subscriptions of one schema."""

    def __init__(self, schema: GraphQLSchema) -> None:
        self._schema = schema
        self._places = Places(EVENTS)

    async def told(
        self, document: DocumentNode, variables: Mapping[str, Any], context: Callable[[], Context]
    ) -> AsyncGenerator[tuple[ExecutionResult, str | None], None]:
        """Results of a subscription, one an event, and the cursor behind each event that has one.

        Args:
            context: a fresh one for each event, since what is told is what holds then.
        """
        built = Fields.build(self._schema, document, None, context(), dict(variables))
        if isinstance(built, list):
            yield ExecutionResult(None, built), None
            return
        source = create_source_event_stream(built)
        if isawaitable(source):
            source = await source
        if isinstance(source, ExecutionResult):
            yield source, None
            return
        async with aclosing(cast(AsyncGenerator[Any, None], source)) as events:  # who leaves has left
            async for event in cast(AsyncIterable[Any], events):
                result = await self._result(document, event, variables, context)
                yield result, getattr(event, "cursor", None)

    async def _result(
        self, document: DocumentNode, event: Any, variables: Mapping[str, Any], context: Callable[[], Context]
    ) -> ExecutionResult:
        """The answer of one event; while the database is away it is made again, so that no follower misses one."""
        attempt = deadlines = 0
        while True:
            async with self._places.held():
                result = execute(self._schema, document, event, context(), dict(variables), executor_class=Fields)
                result = await result if isawaitable(result) else result
            assert isinstance(result, ExecutionResult)
            faults = [error.original_error for error in result.errors or ()]
            deadlines += any(isinstance(fault, DeadlineExceeded) for fault in faults)
            if not any(isinstance(fault, Unavailable) for fault in faults) or deadlines >= DEADLINES:
                return result
            await asyncio.sleep(PAUSES_SECONDS[min(attempt, len(PAUSES_SECONDS) - 1)])
            attempt += 1
