"""The run's graph between two tests: nothing or the demo, made so only when a test has left something else."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph, Transaction
from graphsvc.db.ports import Rows
from graphsvc.intake.load import load
from graphsvc.paths import SEEDS_DIR

_NODES = "MATCH (n) WHERE NOT n:Migration RETURN elementId(n), labels(n), properties(n)"
_TIES = "MATCH (a)-[r]->(b) RETURN elementId(r), elementId(a), type(r), elementId(b), properties(r)"
_EMPTY = "MATCH (n) WHERE NOT n:Migration WITH n LIMIT 20000 DETACH DELETE n RETURN count(*)"
_TAKE_AWAY_NODES = "UNWIND $ids AS id MATCH (n) WHERE elementId(n) = id DETACH DELETE n"
_TAKE_AWAY = "UNWIND $ids AS id MATCH ()-[r]->() WHERE elementId(r) = id DELETE r"
_PUT_BACK_NODES = """\
UNWIND $rows AS row MATCH (n) WHERE elementId(n) = row.id
REMOVE n:$(labels(n)) SET n:$(row.labels) SET n = row.properties"""
_PUT_BACK = """\
UNWIND $rows AS row MATCH (a) WHERE elementId(a) = row.start MATCH (b) WHERE elementId(b) = row.end
CREATE (a)-[r:$(row.type)]->(b) SET r = row.properties"""


class NodeRow(NamedTuple):
    """What a node holds."""

    labels: frozenset[str]
    properties: Mapping[str, Any]


class TieRow(NamedTuple):
    """What a relationship holds; its ends are element ids."""

    start: str
    type: str
    end: str
    properties: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Every node and every relationship by its element id."""

    nodes: Mapping[str, NodeRow]
    ties: Mapping[str, TieRow]

    @property
    def contents(self) -> Counter[str]:
        """All that it holds, without element ids."""
        nodes = {id_: f"{sorted(node.labels)} {_written(node.properties)}" for id_, node in self.nodes.items()}
        ties = (
            f"{nodes[tie.start]} {tie.type} {nodes[tie.end]} {_written(tie.properties)}" for tie in self.ties.values()
        )
        return Counter([*nodes.values(), *ties])


async def take_snapshot(graph: Graph) -> Snapshot:
    """The graph as it is now."""
    nodes = await graph.read(Statement(_NODES), Lane.HEAVY)
    ties = await graph.read(Statement(_TIES), Lane.HEAVY)
    return Snapshot(
        {id_: NodeRow(frozenset(labels), properties) for id_, labels, properties in nodes},
        {id_: TieRow(*row) for id_, *row in ties},
    )


def _written(properties: Mapping[str, Any]) -> str:
    return repr(sorted(properties.items()))


class SharedGraph:
    """The run's graph between tests; counts what had to be done."""

    def __init__(self, graph: Graph, keys: FieldKeys, day: date) -> None:
        self.graph = graph
        self._keys, self._day = keys, day
        self.times: Counter[str] = Counter()
        self._demo: Snapshot | None = None
        self._holds = ""
        self._at: tuple[str, ...] = ()

    async def empty(self) -> Graph:
        """The graph without any node but the record of its migrations."""
        if not await self._still_holds("nothing"):
            while (await self.graph.write(Statement(_EMPTY), Lane.HEAVY)).rows != [[0]]:
                pass
            await self._mark("nothing", "emptied")
        return self.graph

    async def load_demo(self) -> Graph:
        """The graph with the demo and nothing else."""
        if not await self._still_holds("demo"):
            if self._demo and await self._restore(self._demo):
                await self._mark("demo", "restored to the demo")
            else:
                await self.empty()
                await load(self.graph, SEEDS_DIR / "demo", self._keys, as_of=self._day)
                self._demo = await take_snapshot(self.graph)
                await self._mark("demo", "loaded with the demo")
        return self.graph

    async def _still_holds(self, what: str) -> bool:
        """Whether it holds this, and no transaction has been committed since it was made so."""
        return self._holds == what and self._at == await self._last()

    async def _mark(self, what: str, how: str) -> None:
        self._holds, self._at = what, await self._last()
        self.times[how] += 1

    async def _last(self) -> tuple[str, ...]:
        """The bookmark of the last transaction that anybody has committed; this one writes nothing."""
        return (await self.graph.write(Statement("RETURN 1"))).bookmarks

    async def _restore(self, then: Snapshot) -> bool:
        """Undo what tests have changed; False when nodes are gone, or it did not come to the same."""
        now = await take_snapshot(self.graph)
        if then.nodes.keys() - now.nodes.keys():
            return False
        if now != then:
            await self.graph.transact(lambda tx: _undo(tx, then, now), Lane.HEAVY)
            self._demo = now = await take_snapshot(self.graph)  # what was put back has new element ids
        return now.contents == then.contents


async def _undo(tx: Transaction, then: Snapshot, now: Snapshot) -> None:
    """Take away what is new, and put back what is changed or gone."""
    await _for_each(tx, _TAKE_AWAY, ids=[id_ for id_, tie in now.ties.items() if then.ties.get(id_) != tie])
    await _for_each(tx, _TAKE_AWAY_NODES, ids=now.nodes.keys() - then.nodes.keys())
    changed = [(id_, node) for id_, node in then.nodes.items() if now.nodes[id_] != node]
    rows = [{"id": id_, "labels": list(node.labels), "properties": node.properties} for id_, node in changed]
    await _for_each(tx, _PUT_BACK_NODES, rows=rows)
    await _for_each(tx, _PUT_BACK, rows=[tie._asdict() for id_, tie in then.ties.items() if now.ties.get(id_) != tie])


async def _for_each(tx: Transaction, text: str, **given: Iterable[Any]) -> None:
    ((name, values),) = given.items()
    if rows := list(values):
        await tx.run(Statement(text, {name: rows}))


async def everything(graph: Graph, *labels: str) -> Rows:
    """What a refusal must leave alone: every node with one of the labels, and where its relationships lead."""
    text = f"""\
MATCH (n:{"|".join(labels) or "Node"}) OPTIONAL MATCH (n)-[r]->(m)
RETURN n.id, properties(n), type(r), m.id, properties(r) ORDER BY n.id, type(r), m.id LIMIT 100000"""
    return await graph.read(Statement(text), Lane.HEAVY)
