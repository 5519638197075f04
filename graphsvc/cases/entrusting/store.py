"""Whether somebody may be given a call or a case by name, asked while the case is locked."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from graphsvc.china import day_in_china
from graphsvc.codes import DIGITS, AreaLevel
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.errors import NotFound

TEXTS = statements(Path(__file__).with_name("entrusting.cypher"))


async def check_person(
    tx: Transaction, person: str, unit: str | None, area: str, scope: Sequence[str], at: datetime
) -> None:
    """Hold a person until the transaction ends who is given work by name.

    Args:
        unit: the department that was called; None for a case that its community has.
        area: code of the area where the case lies; `scope` are the prefixes of the giver's.
    Raises:
        NotFound: that person does not work for the department, or serves in no grid of the community.
    """
    given = {
        "person": person,
        "of": unit or "",
        "under": area[: DIGITS[AreaLevel.COMMUNITY]],
        "scope": list(scope),
        "asOf": day_in_china(at),
    }
    if not await tx.run(Statement(TEXTS["may_have"], given)):
        where, here = ("本单位", "for your unit") if unit else ("本社区的网格", "in a grid of this community")
        raise NotFound(f"没有这个人，或不在{where}任职。", f"No such person works {here}.")
