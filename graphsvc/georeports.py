"""Open311 answered from the service's own GraphQL: the same guards, changes and record as for every other client."""

from collections.abc import Callable
from typing import Any

from graphsvc.access.principal import Principal
from graphsvc.cases.api import open311 as georeport
from graphsvc.errors import BadInput, Conflict, Forbidden, GraphsvcError, NotFound, Unavailable
from graphsvc.gql.execution.executor import Executor, Request
from graphsvc.web.authentication import Entrance
from graphsvc.web.open311 import Found, GeoReport, Given

_BY_CODE = {kind.code: kind for kind in (BadInput, NotFound, Forbidden, Conflict, Unavailable)}


def geo_report(executor: Callable[[], Executor], entrance: Entrance, address: str = "") -> GeoReport:
    """Make the endpoints over an executor; `address` is the one under which clients reach the service."""
    base = address.rstrip("/")

    async def asked(caller: Principal, given: georeport.Asked) -> dict[str, Any]:
        body = (await executor().answer(Request(given.document, caller, given.variables))).body
        if "errors" in body:
            raise _refused(body["errors"][0])
        data: dict[str, Any] = body["data"]
        return data

    async def listed(caller: Principal, given: Given) -> Found:
        wanted = georeport.listing(given, executor().now())
        if (place := wanted.lies(georeport.scheme_of(given))) and (area := (await asked(caller, place))["area"]):
            wanted = wanted.under(area["code"])
        found: list[dict[str, Any]] = []
        page: dict[str, Any] = {"hasNextPage": True, "endCursor": None}
        while page["hasNextPage"] and len(found) < georeport.MOST:
            cases = (await asked(caller, wanted.page(page["endCursor"])))["cases"]
            found += [georeport.request(case, base) for case in cases["nodes"] if wanted.holds(case)]
            page = cases["pageInfo"]
        return found[: georeport.MOST]

    async def one(caller: Principal, id_: str) -> Found:
        data = await asked(caller, georeport.Asked(georeport.ONE, {"id": id_}))
        return [georeport.request(data["case"], base)]

    async def filed(caller: Principal, given: Given, key: str | None) -> Found:
        data = await asked(caller, georeport.filing(given, key))
        return [georeport.receipt(data["discoverCase"])]

    return GeoReport(entrance.caller, georeport.services, georeport.definition, listed, one, filed)


def _refused(error: dict[str, Any]) -> GraphsvcError:
    """An error of an answer as the refusal it was."""
    extensions = error["extensions"]
    kind = _BY_CODE.get(extensions["code"], BadInput)
    return kind(extensions.get("zh", error["message"]), error["message"])
