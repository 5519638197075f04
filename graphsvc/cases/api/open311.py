"""Cases in the words of Open311 GeoReport v2: services are categories, requests are cases.

Source: https://wiki.open311.org/GeoReport_v2 (frozen specification). Its `address_id` is here the code of a grid or
community; an application that knows coordinates or an address alone names the community as its `jurisdiction_id`.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from graphsvc.cases.model.categories import Category, categories
from graphsvc.cases.model.states import ENDED, State
from graphsvc.china import day_in_china, deadline, in_utc, read_moment
from graphsvc.codes import area_code
from graphsvc.errors import BadInput, MalformedCode, NotFound
from graphsvc.org.model.areas import CodeScheme

SPAN = timedelta(days=90)  # of a list, by the specification
FIRST = in_utc(datetime.min)
MOST = 200  # requests in a list; the specification allows 1,000, and each 200 walk through all cases in scope
IDS = 50
LONGEST_TEXT = 4000
UPLOADED = "/attachments/"
_OF_THIS_SERVICE = re.compile(r"(https?://[^/?#\s]{1,253})?", re.IGNORECASE)
_ID = re.compile(r"attachment-[0-9a-f]{32}")

_FIELDS = """
{ id title description state categoryCode place latitude longitude raisedAt movedAt dueAt area { code name }
  calls(first: 1) { nodes { unit { name } } } attachments(first: 1) { nodes { url } } }"""
LISTED = f"""
query ($filter: CaseFilter, $after: String) {{
  cases(first: 200, after: $after, filter: $filter, orderBy: [{{ raisedOn: DESC }}]) {{
    nodes {_FIELDS} pageInfo {{ hasNextPage endCursor }} }}
}}"""
PLACED = "query ($code: ID!, $scheme: CodeScheme) { area(code: $code, scheme: $scheme) { code } }"
ONE = f"query ($id: ID!) {{ case(id: $id) {_FIELDS} }}"
FILED = "mutation ($case: CaseInput!, $key: ID) { discoverCase(case: $case, key: $key) { id state } }"


@dataclass(frozen=True, slots=True)
class Asked:
    """A GraphQL document and its variables."""

    document: str
    variables: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Listing:
    """What lists requests: a filter by days, and the moments between which they were raised."""

    filter: Mapping[str, Any]
    since: datetime
    until: datetime

    def lies(self, scheme: str) -> Asked | None:
        """What asks for the area that its code names, in a scheme where one is told; nothing to ask without a code."""
        code = self.filter.get("within")
        return code and Asked(PLACED, {"code": code, "scheme": scheme or None})

    def under(self, code: str) -> "Listing":
        """The same, in the area of a code."""
        return replace(self, filter={**self.filter, "within": code})

    def page(self, after: str | None) -> Asked:
        """A page of the cases in question."""
        return Asked(LISTED, {"filter": self.filter, "after": after})

    def holds(self, case: Mapping[str, Any]) -> bool:
        """Whether a case of these days was raised between the two moments."""
        return self.since <= datetime.fromisoformat(case["raisedAt"]) <= self.until


def services() -> list[dict[str, Any]]:
    """Every service that can be requested: the responsibility list."""
    return [
        {
            "service_code": each.code,
            "service_name": each.name,
            "description": f"{each.board.zh}：由{'、'.join(each.sectors)}办理",
            "metadata": False,
            "type": "realtime",
            "keywords": ",".join((*each.sectors, *each.helpers)),
            "group": each.board.zh,
        }
        for each in categories().values()
    ]


def definition(code: str) -> dict[str, Any]:
    """The service of a code; none asks for attributes of its own.

    Raises:
        NotFound: no such service.
    """
    return {"service_code": _service(code).code, "attributes": []}


def _service(code: str) -> Category:
    if code not in categories():
        raise NotFound(f"没有类别 {code[:20]}；见 services。", "No such service_code.")
    return categories()[code]


def listing(given: Mapping[str, str], now: datetime) -> Listing:
    """What lists requests, by the parameters of the specification; ids override all others.

    Raises:
        BadInput: a date or status that is none, more than 90 days from one date to the other, or more than 50 ids.
        NotFound: a jurisdiction that is no area code.
    """
    if ids := _words(given, "service_request_id"):
        if len(ids) > IDS:
            raise BadInput(f"一次最多查 {IDS} 件。", f"At most {IDS} ids at a time.")
        return Listing({"id": {"in": ids}}, FIRST, now)
    until = _moment(given["end_date"], deadline) if "end_date" in given else now
    since = _moment(given["start_date"]) if "start_date" in given else until - min(SPAN, until - FIRST)
    if {"start_date", "end_date"} <= given.keys() and day_in_china(until) - day_in_china(since) > SPAN:
        raise BadInput("起止时间最多相隔 90 天。", "start_date and end_date span at most 90 days.")
    days = {"from": _day(since), "to": _day(until)}
    parts: dict[str, Any] = {"raisedOn": days}
    if codes := _words(given, "service_code"):
        parts["categoryCode"] = {"in": codes}
    if statuses := _words(given, "status"):
        if set(statuses) - {"open", "closed"}:
            raise BadInput("status 只能是 open 或 closed。", "status is open or closed.")
        parts |= {"open": statuses == ["open"]} if len(set(statuses)) == 1 else {}
    if place := _place(given):
        parts["within"] = place
    return Listing(parts, since, until)


def scheme_of(given: Mapping[str, str]) -> str:
    """The scheme of the codes of a request, by the parameter `scheme`, which is this service's own; empty without it.

    Raises:
        BadInput: no scheme.
    """
    scheme = given.get("scheme", "").strip().upper()
    if scheme and scheme not in CodeScheme.__members__:
        raise BadInput("scheme 只能是 STATISTICAL 或 CIVIL。", "scheme is STATISTICAL or CIVIL.")
    return scheme


def filing(given: Mapping[str, str], key: str | None) -> Asked:
    """What files a request.

    Raises:
        BadInput: service_code or the place are missing, or coordinates are no numbers.
        NotFound: no such service, or a jurisdiction that is no area code.
    """
    if not (code := given.get("service_code", "").strip()):
        raise BadInput("缺少 service_code（类别）。", "service_code is required.")
    kind, place = _service(code), _place(given)
    located = ("address_id", "address_string", "lat")
    if not place or not any(given.get(name, "").strip() for name in located):
        raise BadInput(
            "缺少地点：填 address_id（网格或社区代码），或 jurisdiction_id（社区代码）加 lat、long 或 address_string。",
            "A place is required: address_id (code of a grid or community), or jurisdiction_id (code of a community) "
            "with lat and long or address_string.",
        )
    text = given.get("description", "").strip()
    if len(text) > LONGEST_TEXT:
        raise BadInput(f"说明最多 {LONGEST_TEXT} 个字。", f"A description has at most {LONGEST_TEXT} characters.")
    case = {
        "area": place,
        "category": code,
        "title": text.splitlines()[0][:60] if text else kind.name,
        "description": text or None,
        "place": given.get("address_string"),
        "latitude": _number(given, "lat"),
        "longitude": _number(given, "long"),
        "attachments": _media(given),
        "source": "OPEN311",
    }
    return Asked(FILED, {"case": case, "key": key})


def request(case: Mapping[str, Any], address: str = "") -> dict[str, Any]:
    """A case as a service request; personal data of whoever filed it is never among it.

    Args:
        address: of the service, before the paths of its files.
    """
    called = case["calls"]["nodes"]
    media = [each["url"] for each in case["attachments"]["nodes"]]
    state = State(case["state"])
    area = case["area"] or {"code": None, "name": None}
    kind = categories().get(case["categoryCode"])
    return {
        "service_request_id": case["id"],
        "status": "closed" if state in ENDED else "open",
        "status_notes": state.zh,
        "service_name": kind.name if kind else case["categoryCode"],
        "service_code": case["categoryCode"],
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
        "media_url": address + media[0] if media else None,
    }


def receipt(case: Mapping[str, Any]) -> dict[str, Any]:
    """What whoever files a request gets."""
    notice = "已转社区接报；本接口不保存姓名、电话、邮箱。"
    return {"service_request_id": case["id"], "service_notice": notice, "account_id": None}


def _words(given: Mapping[str, str], name: str) -> list[str]:
    return [word.strip() for word in given.get(name, "").split(",") if word.strip()]


def _place(given: Mapping[str, str]) -> str | None:
    """The code of the area meant: of the address, or else of the jurisdiction."""
    if address := given.get("address_id", "").strip():
        return area_code(address)
    if not (jurisdiction := given.get("jurisdiction_id", "").strip()):
        return None
    try:
        return area_code(jurisdiction)
    except MalformedCode:
        raise NotFound("jurisdiction_id 应为区域代码。", "jurisdiction_id is the code of an area.") from None


def _moment(text: str, read: Callable[[datetime], datetime] = in_utc) -> datetime:
    try:
        return read(read_moment(text.strip()))
    except (ValueError, OverflowError):
        raise BadInput(
            "日期应为 ISO 8601，例如 2026-09-07T08:00:00+08:00。", "Dates are ISO 8601, with an offset."
        ) from None


def _day(moment: datetime) -> str:
    return day_in_china(moment).isoformat()


def _media(given: Mapping[str, str]) -> list[str]:
    """The upload that `media_url` names: nothing is fetched from elsewhere."""
    if not (text := given.get("media_url", "").strip()):
        return []
    before, path, id_ = text.rpartition(UPLOADED)
    if not path or not _OF_THIS_SERVICE.fullmatch(before) or not _ID.fullmatch(id_):
        raise BadInput(
            "media_url 须是本服务的附件：先上传到 /attachments，再填它的地址。",
            "media_url is an attachment of this service: upload it to /attachments first.",
        )
    return [id_]


def _number(given: Mapping[str, str], name: str) -> float | None:
    if not (text := given.get(name, "").strip()):
        return None
    try:
        return float(text)
    except ValueError:
        raise BadInput(f"{name} 应为数字。", f"{name} is a number.") from None
