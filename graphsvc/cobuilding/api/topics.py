"""Topics (主题): what needs and resources are about, in three levels."""

from __future__ import annotations

from typing import TYPE_CHECKING

from graphsvc.cobuilding.confirming.asked import STOOD_BY
from graphsvc.cobuilding.model.topic import topic_code
from graphsvc.gql.schema.constraints import Constraint
from graphsvc.gql.schema.fields import Connection, along, at, node, one
from graphsvc.org.api.areas import Node, reading_of_name

if TYPE_CHECKING:
    from graphsvc.cobuilding.api.needs import Need
    from graphsvc.cobuilding.api.resources import Resource

TOPIC_CODE = Constraint(format="topicCode", read=topic_code, max_items=20)
TOPIC_CODES = Constraint(format="topicCode", read=topic_code, min_items=1, max_items=20)


@node("What needs and resources are about (主题).", order=("@this.code",))
class Topic(Node):
    """A term of the taxonomy; a narrower one's code starts with its broader one's."""

    code: str = at("code", "Its code, two digits a level, e.g. 010101 (编码).", find=True, sort=True, plain=True)
    name: str = at("name", "What people call it (名称).", find=True, sort=True)
    pinyin: str | None = reading_of_name()
    level: int = at("level", "1 broad to 3 narrow (层级).", find=True, sort=True)
    synonyms: list[str] | None = at("synonyms", "Other words for it (同义词).")
    broader: Topic | None = one("-[:BROADER]->", "The topic it is part of (上位主题).", find=True)
    narrower: Connection[Topic] = along("<-[:BROADER]-", "Topics that are part of it (下位主题).", sort=True)
    needs: Connection[Need] = along(
        "<-[:ABOUT]-", "Needs about it; none without its unit's yes (需求).", where=STOOD_BY, find=True, sort=True
    )
    resources: Connection[Resource] = along(
        "<-[:ABOUT]-", "Resources about it; none without its unit's yes (资源).", where=STOOD_BY, find=True, sort=True
    )
