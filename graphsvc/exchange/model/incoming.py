"""Cases that other systems report as CloudEvents 1.0: what an event has to hold, and the change that it asks for.

Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md. An event is told from all others by its
source and id together; whoever sends it again changes nothing.
"""

import base64
import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from graphsvc.errors import BadInput
from graphsvc.exchange.model.cloud_events import SPECVERSION

CASE_REPORTED = "graphsvc.case.reported"
LONGEST_NUMBER = 200
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]")
DOCUMENT = """\
mutation IncomingCase($case: CaseInput!, $key: ID!) {
  discoverCase(case: $case, key: $key) { id state version raisedAt area { code name } }
}
"""


@dataclass(frozen=True, slots=True)
class IncomingCase:
    """A case to be raised: the input of `discoverCase`, and the key under which it is raised once."""

    case: Mapping[str, Any]
    key: str

    @property
    def variables(self) -> dict[str, Any]:
        """The variables of `DOCUMENT`."""
        return {"case": dict(self.case), "key": self.key}


def read_case_event(event: Any) -> IncomingCase:
    """Read a case out of an event; unless the data names a number of the other channel, it is made of source and id.

    Raises:
        BadInput: no event of that type, with a source, an id and data.
    """
    if not isinstance(event, dict) or event.get("specversion") != SPECVERSION:
        raise BadInput("不是 CloudEvents 1.0 事件。", "Not an event of CloudEvents 1.0.").at("specversion")
    if event.get("type") != CASE_REPORTED:
        raise BadInput(
            f"只接收 {CASE_REPORTED} 类型的事件。", f"Events of the type {CASE_REPORTED} are taken here."
        ).at("type")
    source, id_, data = (event.get(name) for name in ("source", "id", "data"))
    for name, value in (("source", source), ("id", id_)):
        if not isinstance(value, str) or not value.strip() or len(value) > LONGEST_NUMBER or _CONTROL.search(value):
            raise BadInput(
                f"事件须有 {name}，不全是空格，不含控制字符，至多 {LONGEST_NUMBER} 字。",
                f"An event has `{name}`, not blank, without control characters, {LONGEST_NUMBER} characters at most.",
            ).at(name)
    if not isinstance(data, dict):
        raise BadInput("事件的 data 应是一个 JSON 对象。", "The `data` of an event is a JSON object.").at("data")
    digest = hashlib.sha256(orjson.dumps([source, id_]))
    return IncomingCase({"sourceNumber": _number(str(id_), digest.digest()), **data}, f"event-{digest.hexdigest()}")


def _number(id_: str, digest: bytes) -> str:
    """The id with a mark of source and id, since another source, or other letters, make another event of it.

    The mark is of letters for the most part, so that it never looks like somebody's number.
    """
    mark = base64.b32encode(digest[:10]).decode()
    return f"{id_[: LONGEST_NUMBER - len(mark) - 1]}#{mark}"
