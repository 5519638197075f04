"""Uploads become attachments: what a step shows leaves its uploader's hands and is seen by whoever sees the step."""

from collections.abc import Sequence
from pathlib import Path

from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.db.ports import Transaction
from graphsvc.errors import BadInput

TEXTS = statements(Path(__file__).with_name("showing.cypher"))


async def show(tx: Transaction, step_id: str, by: str, ids: Sequence[str]) -> dict[str, str]:
    """Hang uploads on a step that was just written.

    Args:
        by: who takes the step; uploads of others are none.
    Returns:
        The hash of each, for the record.
    Raises:
        BadInput: one of them is no upload of the caller's, or another step shows it already.
    """
    wanted = sorted(set(ids))
    if not wanted:
        return {}
    rows = await tx.run(Statement(TEXTS["show"], {"step": step_id, "by": by, "ids": wanted}))
    if missing := set(wanted) - {id_ for id_, _ in rows}:
        raise BadInput(
            f"没有您上传的附件 {min(missing)}，或它已用在别处；请重新上传。",
            f"{min(missing)} is no upload of yours, or a step shows it already; upload the file again.",
        ).at("attachments")
    return dict(rows)
