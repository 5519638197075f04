"""What the arguments and input fields of all rooms share: their limits, and the arguments that every change takes."""

from __future__ import annotations

from typing import Annotated, Any

import strawberry

from graphsvc.codes import area_code
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.log.idempotency import LONGEST as LONGEST_KEY
from graphsvc.org.model.areas import CodeScheme
from graphsvc.org.model.ids import MOST_IDS, node_id
from graphsvc.text.personal import refuse_personal

ID = Constraint(format="id", read=node_id)
IDS = Constraint(format="id", read=node_id, min_items=1, max_items=MOST_IDS)
AREA_CODE = Constraint(format="areaCode", read=area_code)
TITLE = Constraint(min_length=1, max_length=200, format="line", read=refuse_personal)
LINE = Constraint(max_length=200, format="line", read=refuse_personal)
TEXT = Constraint(max_length=5_000, format="text", read=refuse_personal)
NOTE = Constraint(max_length=2_000, format="text", read=refuse_personal)
REASON = Constraint(min_length=1, max_length=2_000, format="text", read=refuse_personal)
CONTACT = Constraint(max_length=200, format="line", read=refuse_personal)
FILES = Constraint(format="id", read=node_id, max_items=9)
KEY = Constraint(min_length=1, max_length=LONGEST_KEY, format="line")
VERSION = Constraint(min=0)
QUANTITY = Constraint(min=1, max=1_000_000)
RATING = Constraint(min=1, max=5)
CURSOR = Constraint(max_length=2_000)


def argument(description: str | None = None, constraint: Constraint | None = None, name: str | None = None) -> Any:
    """Describe an argument of a resolver, and limit its values.

    What means the same everywhere has no description of its own: the descriptions of Query and Mutation tell it once.
    """
    return strawberry.argument(description=description, name=name, directives=[constraint] if constraint else ())


def entry(description: str, constraint: Constraint | None = None, **default: Any) -> Any:
    """Describe a field of an input, and limit its values; `default`, `default_factory`, `name` as for any field."""
    return strawberry.field(description=description, directives=[constraint] if constraint else (), **default)


Id = Annotated[strawberry.ID, argument(None, ID)]
Version = Annotated[int, argument(None, VERSION)]
Key = Annotated[strawberry.ID | None, argument(None, KEY)]
Note = Annotated[str | None, argument(None, NOTE)]
Reason = Annotated[str, argument(None, REASON)]
Attachments = Annotated[list[strawberry.ID] | None, argument(None, FILES)]
First = Annotated[int | None, argument()]
After = Annotated[str | None, argument()]
AreaCode = Annotated[strawberry.ID, argument("Code of an area of any level, e.g. 500103012011 (区划代码).", AREA_CODE)]
Scheme = Annotated[
    CodeScheme | None,
    argument("Scheme of the code; without it an ambiguous code is refused (代码体系)."),
]
Rating = Annotated[int, argument("1 poor to 5 good (评分).", RATING)]
