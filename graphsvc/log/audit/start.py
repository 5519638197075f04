"""Before the first request: is the record of this graph sealed by the key at hand, at the end of every chain?"""

from collections.abc import Sequence
from datetime import datetime

from graphsvc.access.key_checks import KeyUse, key_checks, take_up
from graphsvc.db.ports import Writer
from graphsvc.errors import StartRefused
from graphsvc.log.chain import Record


async def verify_record_key(graph: Writer, record: Record, now: datetime) -> list[str]:
    """Compare the record's key with the graph's and look at the seal of every head.

    Returns:
        districts whose chain ends with a seal that does not hold, though the key is the right one: somebody has written
        there without it. What they recorded before can be read; nothing is appended until it is repaired.
    Raises:
        StartRefused: the record was written under another key; says which.
    """
    heads = await record.heads(graph)
    known = [check for check in (await key_checks(graph)).values() if check.use is KeyUse.RECORD and not check.retired]
    broken = [head.district for head in heads if not head.is_sealed]
    if not known and heads and len(broken) == len(heads):
        raise _other_key(["?"], record)
    if any(check.id == record.key_id and check.check != record.key_check for check in known):
        raise _altered(record)
    if missing := await take_up(graph, KeyUse.RECORD, {record.key_id: record.key_check}, now):
        raise _other_key(missing, record)
    return broken


def _other_key(ids: Sequence[str], record: Record) -> StartRefused:
    known = ", ".join(ids)
    return StartRefused(
        f"图中的操作记录由密钥 {known} 写成，而 GRAPHSVC_RECORD_KEY 是 {record.key_id}。请换回原来的密钥；"
        "确要更换时用 graphsvc audit-log repair --other-key-file 改由新密钥封存。",
        f"The record of this graph is sealed by the key {known}, and GRAPHSVC_RECORD_KEY is {record.key_id}. Give the "
        "graph's own key; to change it, `graphsvc audit-log repair --other-key-file` seals the record anew.",
    )


def _altered(record: Record) -> StartRefused:
    return StartRefused(
        f"图中操作记录密钥 {record.key_id} 的校验值已被改动；请从备份核对。",
        f"The graph's check value of the record key {record.key_id} was altered; compare a backup.",
    )
