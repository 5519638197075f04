"""Cases in the words of Open311 GeoReport v2: services are categories, requests are cases.

Source: https://wiki.open311.org/GeoReport_v2 (frozen specification). A request names its place by `address_id`, which
here is the code of a grid or community; latitude and longitude are kept beside it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from graphsvc.cases.categories import BOARD_WORDS, categories
from graphsvc.cases.states import CASE, State
from graphsvc.cases.worktime import CHINA
from graphsvc.codes import area_code
from graphsvc.errors import BadInput

DAYS = 90  # of a list without dates: the specification's own bound
MOST = 200
IDS = 50
LONGEST_TEXT = 4000

_FIELDS = """
{ id title description state category place latitude longitude raisedAt movedAt dueAt area { code name }
  calls(first: 1) { nodes { unit { name } } } }"""
LISTED = f"""
query ($filter: CaseFilter) {{
  cases(first: {MOST}, filter: $filter, orderBy: [{{ raisedOn: DESC }}]) {{ nodes {_FIELDS} }}
}}"""
ONE = f"query ($id: ID!) {{ case(id: $id) {_FIELDS} }}"
FILED = "mutation ($case: CaseInput!, $key: String) { discoverCase(case: $case, key: $key) { id state } }"


@dataclass(frozen=True, slots=True)
class Asked:
    """A GraphQL document and its variables."""

    document: str
    variables: Mapping[str, Any]


def services() -> list[dict[str, Any]]:
    """Every service that can be requested: the responsibility list."""
    return [
        {
            "service_code": each.code,
            "service_name": each.name,
            "description": f"{BOARD_WORDS[each.board]}：由{'、'.join(each.sectors)}办理",
            "metadata": False,
            "type": "realtime",
            "keywords": ",".join((*each.sectors, *each.helpers)),
            "group": BOARD_WORDS[each.board],
        }
        for each in categories().values()
    ]


def listing(given: Mapping[str, str], now: datetime) -> Asked:
    """What lists requests, by the parameters of the specification.

    Raises:
        BadInput: a date or status that is none, or more than 50 ids.
    """
    today = now.astimezone(CHINA).date()
    since = _day(given["start_date"]) if "start_date" in given else (today - timedelta(days=DAYS)).isoformat()
    parts: dict[str, Any] = {"raisedOn": {"from": since}}
    if "end_date" in given:
        parts["raisedOn"]["to"] = _day(given["end_date"])
    if codes := _words(given, "service_code"):
        parts["category"] = {"in": codes}
    if statuses := _words(given, "status"):
        if set(statuses) - {"open", "closed"}:
            raise BadInput("status 只能是 open 或 closed。", "status is open or closed.")
        parts |= {"open": statuses == ["open"]} if len(set(statuses)) == 1 else {}
    if ids := _words(given, "service_request_id"):
        if len(ids) > IDS:
            raise BadInput(f"一次最多查 {IDS} 件。", f"At most {IDS} ids at a time.")
        parts = {"id": {"in": ids}}
    if "address_id" in given:
        parts["within"] = area_code(given["address_id"])
    return Asked(LISTED, {"filter": parts})


def filing(given: Mapping[str, str], key: str | None) -> Asked:
    """What files a request.

    Raises:
        BadInput: service_code, description or address_id are missing, or coordinates are no numbers.
    """
    for name, zh in (("service_code", "类别"), ("description", "说明"), ("address_id", "网格或社区代码")):
        if not given.get(name, "").strip():
            raise BadInput(f"缺少 {name}（{zh}）。", f"{name} is required.")
    text = given["description"].strip()
    if len(text) > LONGEST_TEXT:
        raise BadInput(f"说明最多 {LONGEST_TEXT} 个字。", f"A description has at most {LONGEST_TEXT} characters.")
    case = {
        "area": area_code(given["address_id"].strip()),
        "category": given["service_code"].strip(),
        "title": text.splitlines()[0][:60],
        "description": text,
        "place": given.get("address_string"),
        "latitude": _number(given, "lat"),
        "longitude": _number(given, "long"),
        "attachment": given.get("media_url"),
        "source": "OPEN311",
    }
    return Asked(FILED, {"case": case, "key": key})


def request(case: Mapping[str, Any]) -> dict[str, Any]:
    """A case as a service request; personal data of whoever filed it is never among it."""
    called = case["calls"]["nodes"]
    state = State(case["state"])
    area = case["area"] or {"code": None, "name": None}
    kind = categories().get(case["category"])
    return {
        "service_request_id": case["id"],
        "status": "closed" if state is State.CLOSED else "open",
        "status_notes": CASE.word(state),
        "service_name": kind.name if kind else case["category"],
        "service_code": case["category"],
        "description": case["description"] or case["title"],
        "agency_responsible": called[0]["unit"]["name"] if called and called[0]["unit"] else area["name"],
        "service_notice": None,
        "requested_datetime": case["raisedAt"],
        "updated_datetime": case["movedAt"],
        "expected_datetime": case["dueAt"],
        "address": case["place"],
        "address_id": area["code"],
        "zipcode": None,
        "lat": case["latitude"],
        "long": case["longitude"],
        "media_url": None,
    }


def receipt(case: Mapping[str, Any]) -> dict[str, Any]:
    """What whoever files a request gets."""
    notice = "已转社区接报；本接口不保存姓名、电话、邮箱。"
    return {"service_request_id": case["id"], "service_notice": notice, "account_id": None}


def _words(given: Mapping[str, str], name: str) -> list[str]:
    return [word.strip() for word in given.get(name, "").split(",") if word.strip()]


def _day(text: str) -> str:
    try:
        return datetime.fromisoformat(text.strip()).astimezone(CHINA).date().isoformat()
    except ValueError:
        raise BadInput(
            "日期应为 ISO 8601，例如 2026-09-07T08:00:00+08:00。", "Dates are ISO 8601, with an offset."
        ) from None


def _number(given: Mapping[str, str], name: str) -> float | None:
    if not (text := given.get(name, "").strip()):
        return None
    try:
        return float(text)
    except ValueError:
        raise BadInput(f"{name} 应为数字。", f"{name} is a number.") from None
