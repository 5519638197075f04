"""What a person may ask for by law: a copy of what is kept of them, and its erasure (个人信息保护法 45、47 条).

What stays after an erasure: the id, ties that are the business of the organization (membership, posts, cases), and the
record, which the law says to keep; all of it masked or under the id alone.
"""

from datetime import date, datetime
from pathlib import Path
from typing import Any

from graphsvc.access.masking import Field
from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.access.sealing.rotation import SEALED
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.errors import NotFound, SealBroken
from graphsvc.log.chain import Record
from graphsvc.log.events import Event

CYPHER = statements(Path(__file__).with_name("person.cypher"))
ERASED = "已删除"
OF_THE_PERSON = ("name", *(f"{of}Sealed" for of in SEALED))
COPIED, TAKEN_AWAY = "PERSONAL_DATA_COPIED", "PERSONAL_DATA_ERASED"


async def copy(
    tx: Transaction, record: Record, keys: FieldKeys, person: str, by: str, reason: str, now: datetime
) -> dict[str, Any]:
    """Copy all that is kept of a person, in clear, with what the record says; that is recorded too.

    Raises:
        NotFound: no such person.
    """
    rows = await tx.run(Statement(CYPHER["copy"], {"id": person}))
    if not rows:
        raise _unknown(person)
    properties, ties = rows[0]
    entries = [row for (row,) in await tx.run(Statement(CYPHER["entries"], {"id": person}))]
    opened = {of.value: _opened(keys, of, person, properties.get(f"{of}Sealed")) for of in SEALED}
    kept = {name: value for name, value in properties.items() if not name.endswith(("Sealed", "Blind", "Masked"))}
    event = Event(COPIED, person, properties["areaCode"], {}, {"fields": sorted(opened)}, reason)
    await record.append(tx, [event], by, "SYSTEM", now)
    return {"person": {**kept, **{n: v for n, v in opened.items() if v is not None}}, "ties": ties, "record": entries}


async def erase(
    tx: Transaction, record: Record, person: str, by: str, reason: str, on: date, now: datetime
) -> list[str]:
    """Take away what only the person is known by; the properties that were there.

    Raises:
        NotFound: no such person, or erased before.
    """
    params = {"id": person, "erased": ERASED, "on": on, "fields": list(OF_THE_PERSON)}
    rows = await tx.run(Statement(CYPHER["erase"], params))
    if not rows:
        raise _unknown(person)
    area, taken = rows[0]
    await record.append(tx, [Event(TAKEN_AWAY, person, area, {}, {"fields": sorted(taken)}, reason)], by, "SYSTEM", now)
    return sorted(taken)


def _opened(keys: FieldKeys, of: Field, person: str, sealed: str | None) -> str | None:
    try:
        return keys.open(of, person, sealed) if sealed else None
    except SealBroken:
        return None


def _unknown(person: str) -> NotFound:
    return NotFound(f"没有人员 {person}，或其信息已删除。", f"There is no person {person}, or what was kept is erased.")
