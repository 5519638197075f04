"""After the faults: is every acknowledged write there once, with its entry, and the record whole?"""

from dataclasses import asdict, dataclass

from bench.faults.clients import Seen
from bench.faults.victim import Victim
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.deadlines import Timing
from graphsvc.db.driver import Graph
from graphsvc.db.embedded.process import connect_or_start
from graphsvc.log.chain import Fault, Record
from graphsvc.log.record_key import record_key

NEEDS = "MATCH (n:Need) WHERE n.title STARTS WITH 'faults ' RETURN n.title, n.id"
ENTRIES = "MATCH (e:LogEntry) WHERE e.subject IN $ids RETURN e.subject, count(e)"
UNANSWERED = "MATCH (k:IdempotencyKey) WHERE k.answer IS NULL RETURN count(k)"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Counts that have to be 0, and whether the record is whole."""

    lost: int
    doubled: int
    of_nobody: int
    without_entry: int
    keys_without_answer: int
    changed_answers: int
    record_is_whole: bool

    @property
    def is_good(self) -> bool:
        """Whether nothing is wrong."""
        counts = {name: value for name, value in asdict(self).items() if name != "record_is_whole"}
        return self.record_is_whole and not any(counts.values())


async def check(victim: Victim, seen: Seen) -> Verdict:
    """Compare the graph of a service that has ended with what its clients saw."""
    settings = victim.settings
    reached = await connect_or_start(settings)
    graph = Graph(reached.address, Timing(light=60, heavy=600))
    try:
        rows = await graph.read(Statement(NEEDS), Lane.HEAVY)
        there: dict[str, list[str]] = {}
        for title, id_ in rows:
            there.setdefault(title, []).append(id_)
        ids = [id_ for found in there.values() for id_ in found]
        counted = await graph.read(Statement(ENTRIES, {"ids": ids}), Lane.HEAVY)
        entries = {row[0]: row[1] for row in counted}
        ((unanswered,),) = await graph.read(Statement(UNANSWERED), Lane.HEAVY)
        verdicts = [each async for each in Record(record_key(settings)).verify(graph)]
    finally:
        await graph.close()
        await reached.release()
    return Verdict(
        lost=sum(there.get(title) != [id_] for title, id_ in seen.acknowledged.items()),
        doubled=sum(len(found) > 1 for found in there.values()),
        of_nobody=len(set(there) - set(seen.acknowledged) - seen.in_doubt),
        without_entry=sum(entries.get(id_, 0) != 1 for id_ in ids),
        keys_without_answer=unanswered,
        changed_answers=len(seen.changed_answers),
        record_is_whole=not any(isinstance(each, Fault) for each in verdicts),
    )
