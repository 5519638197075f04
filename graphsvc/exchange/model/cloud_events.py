"""Changes as CloudEvents 1.0: the envelope that queues and gateways of other systems know, in its JSON form.

Source: https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/spec.md. What is in an event is what `changes`
tells: what was done, to which thing, where, when; never what was written, and nobody's name.
"""

from collections.abc import Mapping
from typing import Any

SPECVERSION = "1.0"
MEDIA = "application/cloudevents+json"
TYPE = "graphsvc.change."
"""What every type begins with; behind it stands the action in lower case."""
SCHEMA_PATH = "/events/schema.json"
SCHEMA_NAME = "urn:graphsvc:change:1"
"""The name of the data's schema where the service does not know its own address."""
SCHEMA: Mapping[str, Any] = {
    "$schema": "https://json-schema.org/draft/2020-12/schema",
    "$id": SCHEMA_NAME,
    "title": "变更",
    "type": "object",
    "required": ["action", "subjectId", "happenedAt", "area"],
    "additionalProperties": False,
    "properties": {
        "action": {"type": "string", "description": "动作，如 CASE_WHISTLED"},
        "subjectId": {"type": "string", "description": "对象编号"},
        "happenedAt": {"type": "string", "format": "date-time", "description": "时间"},
        "area": {
            "description": "区域；已撤销时为空",
            "type": ["object", "null"],
            "required": ["code", "name", "level"],
            "additionalProperties": False,
            "properties": {
                "code": {"type": "string", "description": "区划代码"},
                "name": {"type": "string", "description": "名称"},
                "level": {"type": "string", "description": "层级"},
            },
        },
    },
}


def cloud_event(change: Mapping[str, Any], id_: str, address: str) -> dict[str, Any]:
    """Put a change into its envelope.

    Args:
        change: action, subjectId, happenedAt and area, as `SCHEMA` has them.
        id_: the cursor behind it, from which a reader goes on.
        address: under which clients reach the service; may be empty.
    """
    return {
        "specversion": SPECVERSION,
        "id": id_,
        "source": f"{address}/events",
        "type": TYPE + change["action"].lower(),
        "subject": change["subjectId"],
        "time": change["happenedAt"],
        "datacontenttype": "application/json",
        "dataschema": address + SCHEMA_PATH if address else SCHEMA_NAME,
        "data": {name: change[name] for name in ("action", "subjectId", "happenedAt", "area")},
    }


def is_wanted(action: str, types: tuple[str, ...]) -> bool:
    """Whether an action is of the types that a reader named, each a type or its beginning (`graphsvc.change.case_`)."""
    return not types or (TYPE + action.lower()).startswith(types)
