"""A copy of the graph in memory: nodes, relationships, and walks along them."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.driver import Graph

NODES = """\
MATCH (n:Node)
RETURN n.id, labels(n), [k IN keys(n) | [k, CASE WHEN n[k] IS :: DATE THEN toString(n[k])
    WHEN n[k] IS :: LIST<DATE> THEN [day IN n[k] | toString(day)] ELSE n[k] END]], COLLECT {
  MATCH (n)-[w:WAS]->(p:Past)
  RETURN [toString(w.until), [k IN keys(p) | [k, CASE WHEN p[k] IS :: DATE THEN toString(p[k])
    WHEN p[k] IS :: LIST<DATE> THEN [day IN p[k] | toString(day)] ELSE p[k] END]]]
}"""
TIES = """\
MATCH (a:Node)-[r]->(b:Node)
RETURN type(r), a.id, b.id, [k IN keys(r) | [k, CASE WHEN r[k] IS :: DATE THEN toString(r[k]) ELSE r[k] END]]"""


OUTLINES = """\
MATCH (o:Outline)-[:OUTLINES]->(a:Area)
RETURN a.id, [k IN keys(o) | [k, CASE WHEN o[k] IS :: DATE THEN toString(o[k]) ELSE o[k] END]] ORDER BY o.id"""


@dataclass(eq=False)
class Node:
    """A node: its labels and properties, days as ISO text."""

    id: str
    labels: frozenset[str]
    properties: dict[str, Any]
    pasts: list[tuple[str, dict[str, Any]]] = field(default_factory=list)

    def on(self, day: date) -> dict[str, Any]:
        """What changes keep of it, as it was on a day: its own properties, or those that stood until a later day."""
        later = [past for past in self.pasts if past[0] > day.isoformat()]
        return min(later, key=lambda past: past[0])[1] if later else self.properties


@dataclass(eq=False)
class Relationship:
    """A relationship and the nodes at its ends."""

    type: str
    start: Node
    end: Node
    properties: dict[str, Any]


@dataclass(repr=False)
class World:
    """Everything there is; `outlines` are what areas look like, which are no nodes to ask for."""

    nodes: dict[str, Node]
    ties: list[Relationship]
    outlines: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    out: dict[str, list[Relationship]] = field(default_factory=lambda: defaultdict(list))
    into: dict[str, list[Relationship]] = field(default_factory=lambda: defaultdict(list))

    def __post_init__(self) -> None:
        for tie in self.ties:
            self.out[tie.start.id].append(tie)
            self.into[tie.end.id].append(tie)

    def without(self, hidden: Callable[[Node], bool]) -> "World":
        """The world from which some nodes and all their relationships were deleted."""
        nodes = {id_: node for id_, node in self.nodes.items() if not hidden(node)}
        ties = [tie for tie in self.ties if tie.start.id in nodes and tie.end.id in nodes]
        return World(nodes, ties, self.outlines)

    def changed(self, change: Callable[[Node], Node]) -> "World":
        """The world in which every node is what becomes of it."""
        nodes = {id_: change(node) for id_, node in self.nodes.items()}
        ties = [replace(tie, start=nodes[tie.start.id], end=nodes[tie.end.id]) for tie in self.ties]
        return World(nodes, ties, self.outlines)

    def labelled(self, label: str) -> list[Node]:
        """All nodes of a label."""
        return [node for node in self.nodes.values() if label in node.labels]

    def area(self, code: str | None) -> Node | None:
        """The area of a statistical code."""
        node = self.nodes.get(code or "")
        return node if node and "Area" in node.labels else None

    def steps(self, node: Node, kind: str | None, direction: str) -> Iterator[tuple[Relationship, Node]]:
        """Relationships of kinds (`A|B`; None: any) and what lies at the other end; `direction` `->`, `<-` or `-`."""
        kinds = None if kind is None else kind.split("|")
        if direction in ("->", "-"):
            yield from ((tie, tie.end) for tie in self.out[node.id] if kinds is None or tie.type in kinds)
        if direction in ("<-", "-"):
            yield from ((tie, tie.start) for tie in self.into[node.id] if kinds is None or tie.type in kinds)

    def chain(
        self, node: Node, kind: str, direction: str, goes: Callable[[Relationship, Node], bool]
    ) -> Iterator[Node]:
        """Nodes further and further along relationships of a kind that go on, nearest first."""
        queue = deque([node])
        while queue:
            for tie, other in self.steps(queue.popleft(), kind, direction):
                if goes(tie, other):
                    yield other
                    queue.append(other)

    def shortest(
        self,
        start: Node,
        end: Node,
        kinds: set[str],
        most: int,
        passes: Callable[[Node], bool],
        holds: Callable[[Relationship], bool],
    ) -> list[list[tuple[Relationship, Node]]]:
        """Every shortest way of at most `most` hops along ties that hold, over nodes that pass; a way is its steps."""
        ways: list[list[tuple[Relationship, Node]]] = [[]]
        seen = {start.id}
        for _ in range(most):
            longer = []
            for way in ways:
                here = way[-1][1] if way else start
                longer += [
                    [*way, (tie, other)]
                    for tie, other in self.steps(here, None, "-")
                    if tie.type in kinds and holds(tie) and other.id not in seen and (other is end or passes(other))
                ]
            if found := [way for way in longer if way[-1][1] is end]:
                return found
            seen |= {way[-1][1].id for way in longer}
            ways = longer
        return []


async def copy_of(graph: Graph) -> World:
    """Copy the graph."""
    nodes = {
        name: Node(name, frozenset(labels), dict(properties), [(until, dict(past)) for until, past in pasts])
        for name, labels, properties, pasts in await graph.read(Statement(NODES), Lane.HEAVY)
    }
    rows = await graph.read(Statement(TIES), Lane.HEAVY)
    outlines: dict[str, list[dict[str, Any]]] = {}
    for area, properties in await graph.read(Statement(OUTLINES), Lane.HEAVY):
        outlines.setdefault(area, []).append(dict(properties))
    return World(nodes, [Relationship(kind, nodes[a], nodes[b], dict(p)) for kind, a, b, p in rows], outlines)
