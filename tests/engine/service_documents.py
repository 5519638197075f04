"""What is asked about service points and items, and what is filled in."""

from typing import Any

from graphsvc.access.principal import Principal
from graphsvc.access.role import Role
from tests.engine.cases_world import COMMUNITY_CODE

DISTRICT = Principal("district", Role.DISTRICT_ADMIN, ("500103000000",))
SHOWN = """{ id version state name classes address longitude latitude phone shutOn access openNow openedOn closedOn
  verifiedOn verifyByOn stale note hours { recurrence fromTime toTime } area { code } items { nodes { id } } }"""
ITEM = """{ id version state title aliases itemClass ways papers withdrawnOn note department { id } area { code }
  points { nodes { id } } }"""
OPEN = f"mutation ($point: ServicePointInput!, $key: ID) {{ openServicePoint(point: $point, key: $key) {SHOWN} }}"
AMEND = f"""mutation ($id: ID!, $v: Int!, $point: ServicePointDetailsInput!) {{
  amendServicePoint(id: $id, expectedVersion: $v, point: $point) {SHOWN} }}"""
VERIFY = f"mutation ($id: ID!, $v: Int!) {{ verifyServicePoint(id: $id, expectedVersion: $v) {SHOWN} }}"
CLOSE = f'mutation ($id: ID!, $v: Int!) {{ closeServicePoint(id: $id, expectedVersion: $v, reason: "搬迁") {SHOWN} }}'
ADD = f"mutation ($item: ServiceItemInput!, $key: ID) {{ publishServiceItem(item: $item, key: $key) {ITEM} }}"
AMEND_ITEM = f"""mutation ($id: ID!, $v: Int!, $item: ServiceItemDetailsInput!) {{
  amendServiceItem(id: $id, expectedVersion: $v, item: $item) {ITEM} }}"""
WITHDRAW = f"""mutation ($id: ID!, $v: Int!) {{
  withdrawServiceItem(id: $id, expectedVersion: $v, reason: "改为全程网办") {ITEM} }}"""
LIST = "query ($filter: ServicePointFilter) { servicePoints(first: 200, filter: $filter) { totalCount nodes { id } } }"
MORNING = {"recurrence": "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR", "fromTime": "09:00", "toTime": "12:00"}
AFTERNOON = {**MORNING, "fromTime": "14:00", "toTime": "18:00"}
TOLD: dict[str, Any] = {
    "name": "桐花社区党群服务中心",
    "classes": ["GOVERNMENT", "PARTY", "GOVERNMENT"],
    "address": "桐花路 8 号 1 楼",
    "longitude": 106.52,
    "latitude": 29.55,
    "hours": [MORNING, AFTERNOON],
    "shutOn": ["2026-10-01"],
    "access": ["LIFT", "STEP_FREE"],
    "phone": "023-68810000转8",
}
NEW = {**TOLD, "area": COMMUNITY_CODE}
SERVICE: dict[str, Any] = {
    "title": "城乡居民养老保险参保登记",
    "itemClass": "GOVERNMENT",
    "ways": ["BY_AGENT", "ON_THE_SPOT"],
    "papers": ["身份证原件", " 银行卡复印件 "],
    "aliases": ["办养老", "交社保", "办养老"],
}
