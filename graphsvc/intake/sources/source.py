"""A source of sheets (数据来源): who answers for it, how its codes are read, and when the next sheet is due."""

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.bulkhead import Lane
from graphsvc.db.ports import Reader, Transaction
from graphsvc.errors import BadInput
from graphsvc.log.events import Event
from graphsvc.org.model.areas import CodeScheme

CYPHER = statements(Path(__file__).with_name("sources.cypher"))
LONGEST_CYCLE = 3660
LONGEST_NAME = 100
EVERYWHERE = "000000000000"
"""Where the record enters what concerns no district more than another."""


@dataclass(frozen=True, slots=True)
class Source:
    """What somebody has told of a source.

    Attributes:
        name: as `graphsvc load --source` names it.
        cycle: days from one sheet to the next; None where none is promised.
        scheme: in which the codes of its sheets are read; None where nobody has said.
        last: the latest day whose state a whole import of it told; None before the first.
    """

    name: str
    department: str = ""
    owner: str = ""
    cycle: int | None = None
    scheme: CodeScheme | None = None
    last: date | None = None

    def check(self) -> None:
        """Hold it to its limits.

        Raises:
            BadInput: a name without characters or with too many, or a cycle of no days or of more than ten years.
        """
        for text in (self.name, self.department, self.owner):
            if len(text) > LONGEST_NAME:
                raise BadInput(f"最多 {LONGEST_NAME} 个字：{text[:20]}…", f"At most {LONGEST_NAME} characters.")
        if not self.name.strip():
            raise BadInput("来源名称不能为空。", "A source has a name.")
        if self.cycle is not None and not 1 <= self.cycle <= LONGEST_CYCLE:
            raise BadInput(f"周期应在 1 到 {LONGEST_CYCLE} 天之间。", f"A cycle has 1 to {LONGEST_CYCLE} days.")

    @property
    def due_on(self) -> date | None:
        """The day by which the next sheet is due; None where none is promised or none ever came."""
        return self.last + timedelta(days=self.cycle) if self.last and self.cycle else None

    def is_stale(self, today: date) -> bool:
        """Whether what it told is older than was promised; so is a promised source of which nothing came."""
        return self.cycle is not None and (self.last is None or self.last + timedelta(days=self.cycle) < today)


async def keep_source(tx: Transaction, source: Source) -> Event:
    """Keep what is told of a source, in place of what was told before.

    Raises:
        BadInput: as for `check`.
    """
    source.check()
    told = {
        "name": source.name,
        "department": source.department,
        "owner": source.owner,
        "cycle": source.cycle,
        "scheme": source.scheme and source.scheme.value,
    }
    ((before,),) = await tx.run(Statement(CYPHER["keep"], {"source": told}))
    return Event("SOURCE_KEPT", f"source:{source.name}", EVERYWHERE, before or {}, told)


async def read_sources(reader: Reader) -> list[Source]:
    """Every source that was told of, and every one that sheets came from, by name."""
    rows = await reader.read(Statement(CYPHER["sources"]), Lane.HEAVY)
    return [
        Source(
            name,
            department or "",
            owner or "",
            cycle,
            CodeScheme(scheme) if scheme else None,
            date.fromisoformat(last) if last else None,
        )
        for name, department, owner, cycle, scheme, last in rows
    ]


async def scheme_of_source(reader: Reader, name: str) -> CodeScheme | None:
    """The scheme that was told of a source."""
    rows = await reader.read(Statement(CYPHER["scheme"], {"name": name}), Lane.HEAVY)
    return CodeScheme(rows[0][0]) if rows and rows[0][0] else None
