"""Documents of one schema: prepared, priced and planned once, kept while there is room."""

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

from graphql import FieldNode, GraphQLSchema

from graphsvc.cypher.compile import Guards
from graphsvc.gql.document.cache import Cache
from graphsvc.gql.document.cost import Price, Prices
from graphsvc.gql.document.prepared import Prepared, prepare
from graphsvc.gql.execution.plans import WRITERS, Compiler, Plan, RootPlan
from graphsvc.gql.schema.registry import Registry
from graphsvc.gql.selection.limits import Limits
from graphsvc.gql.selection.merged import occurrences
from graphsvc.gql.selection.opened import Field, open_below

CACHE_BYTES = 64 * 1024 * 1024
"""Documents, plans and prices kept together."""

# What things come to, measured over documents of all kinds and taken high.
DOCUMENT_BYTES, CHARACTER_BYTES, FIELD_BYTES = 8_000, 80, 800
ROOT_BYTES, WRITER_BYTES, PLANNED_PER_CHARACTER, WRITTEN_PER_CHARACTER = 2_000, 1_000, 8, 5
PRICE_BYTES = 600


class Documents:
    """Prepares, prices and plans; prepared documents know nothing of it."""

    def __init__(
        self,
        schema: GraphQLSchema,
        registry: Registry,
        guards: Guards,
        allowed: Limits | None = None,
        cache_bytes: int = CACHE_BYTES,
    ) -> None:
        self.schema = schema
        self.registry = registry
        self.guards = guards
        self.limits = allowed or Limits()
        self.cache = Cache(cache_bytes)
        self._compiler = Compiler(schema, registry, guards)
        self._prices = Prices()
        self._kept: dict[Hashable, Any] = {}

    def prepare(self, text: str, operation_name: str | None, *, keep: bool = False) -> Prepared:
        """A document ready to be answered, made so at its first request.

        Args:
            keep: for as long as the process lives.
        Raises:
            DocumentTooLarge, DocumentTooComplex: past a limit; nothing else was looked at.
            InvalidDocument: syntax, or a rule of validation.
            BadInput: no operation of that name, or several and none named.
        """
        key = (text, operation_name)
        found: Prepared | None = self._found(key)
        if found is None:
            found = prepare(self.schema, self.limits, text, operation_name)
            self._hold(key, found, _document_weight(text, found), keep=keep)
            if keep and found.is_alone:  # a request may name it or not
                self._kept |= {(text, name): found for name in (None, found.name)}
        return found

    def price(self, prepared: Prepared, variables: Mapping[str, Any]) -> Price:
        """What an operation costs at most in this request.

        Raises:
            PageTooLarge: a page's size lies outside 0..200.
        """
        key = (prepared.serial, prepared.sizes(variables))
        price: Price | None = self.cache.get(key)
        if price is None:
            price = self._prices.of(prepared.fields, variables)
            self.cache.put(key, price, PRICE_BYTES)
        return price

    def plan(self, prepared: Prepared, variables: Mapping[str, Any], *, keep: bool = False) -> Plan:
        """The plan for variables of this shape, made at the first request that has it; `keep` as for `prepare`."""
        key = (prepared.serial, "plan", prepared.shape(variables))
        plan: Plan | None = self._found(key)
        if plan is None:
            plan = self._compiler.plan(prepared.root_type, occurrences(prepared.fields), variables)
            self._hold(key, plan, ROOT_BYTES + sum(map(_plan_weight, plan.roots)), keep=keep)
        return plan

    def linked(
        self, prepared: Prepared, type_name: str, nodes: tuple[FieldNode, ...], variables: Mapping[str, Any]
    ) -> RootPlan:
        """The plan of what fields of a document select of nodes that a resolver names."""
        key = (prepared.serial, type_name, *map(id, nodes), prepared.shape(variables))
        plan: RootPlan | None = self.cache.get(key)
        if plan is None:
            below = open_below(self.schema, prepared.document, self.limits, type_name, nodes)
            plan = self._compiler.linked(type_name, occurrences(below), variables)
            self.cache.put(key, plan, _plan_weight(plan))
        return plan

    def _found(self, key: Hashable) -> Any:
        return self._kept.get(key) or self.cache.get(key)

    def _hold(self, key: Hashable, value: Any, weight: int, *, keep: bool) -> None:
        if keep:
            self._kept[key] = value
        else:
            self.cache.put(key, value, weight)


def _document_weight(text: str, prepared: Prepared) -> int:
    return DOCUMENT_BYTES + CHARACTER_BYTES * len(text) + FIELD_BYTES * _count(prepared.fields)


def _count(fields: Iterable[Field]) -> int:
    return sum(1 + _count(field.below) for field in fields)


def _plan_weight(plan: RootPlan) -> int:
    """A statement with its plan, and the functions that write its answer, one a combination of conditions."""
    text, writers = len(plan.text), min(WRITERS, 2 ** len(plan.conditions))
    return ROOT_BYTES + PLANNED_PER_CHARACTER * text + writers * (WRITER_BYTES + WRITTEN_PER_CHARACTER * text)
