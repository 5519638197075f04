"""The catalogue: every published query described, JSON-LD that fits DCAT-AP, a workbook of the guide's fields."""

import io
from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import httpx
import orjson
import pyshacl
import pytest
from openpyxl import load_workbook
from rdflib import Graph
from starlette.applications import Starlette

from graphsvc.access.authenticator import DEVELOPER
from graphsvc.access.principal import Principal
from graphsvc.app.exchange import catalogue_of
from graphsvc.errors import SetupError, Unauthenticated
from graphsvc.exchange.model.catalogue import Catalogue, Entry
from graphsvc.exchange.model.dcat import catalogue_jsonld
from graphsvc.exchange.model.resources import FILE, Sharing
from graphsvc.exchange.report.sheet import ENTRY_HEADINGS, write_catalogue
from graphsvc.web.exchange.catalogue import CatalogueFiles, routes

ADDRESS = "https://party.example.cn"
DAY = date(2026, 11, 29)
FORMS = {
    "ConsoleAreaChanges",
    "ConsoleAssignmentPlan",
    "ConsoleCommandCentre",
    "ConsoleSpreadsheets",
    "ConsoleConfirmRecords",
    "ConsoleEventSubscription",
    "ConsoleEventSubscriptionList",
    "ConsoleFinding",
    "ConsoleFrame",
    "ConsoleHelp",
    "ConsoleNewContingencyPlan",
    "ConsoleNewEventSubscription",
    "ConsoleNewForce",
    "ConsoleNewGridItem",
    "ConsoleNewNoticeEndpoint",
    "ConsoleNewAreaRating",
    "ConsoleNewPairing",
    "ConsoleNewPolicyNotice",
    "ConsoleNewPatrolPlan",
    "ConsoleNewPost",
    "ConsoleNewKeyPlace",
    "ConsoleNewServiceItem",
    "ConsoleNewServicePoint",
    "ConsoleNewTask",
    "ConsoleNoticeEndpoint",
    "ConsoleNoticeEndpointList",
    "ConsoleNotices",
    "ConsoleOfferResource",
    "ConsolePermissions",
    "ConsoleRaiseCase",
    "ConsoleRegistration",
    "ConsoleSearch",
    "ConsoleSignIn",
    "ConsoleToday",
}
"""Published queries that fill forms or answer the one caller: nothing that departments share."""


@cache
def catalogue() -> Catalogue:
    return catalogue_of((), None)


def entry(document: str) -> Entry:
    return next(each for each in catalogue().entries if each.resource.document == document)


def written() -> dict[str, Any]:
    return catalogue_jsonld(catalogue(), ADDRESS, DAY)


def faults(node: dict[str, Any]) -> str:
    """What the shapes find wrong; empty when nothing."""
    data = Graph().parse(data=orjson.dumps(node), format="json-ld")
    return "".join(
        text for fits, _, text in (pyshacl.validate(data, shacl_graph=each) for each in shapes()) if not fits
    )


@cache
def shapes() -> tuple[Graph, ...]:
    """Those that DCAT-AP publishes, and what it only recommends as far as this service can know it."""
    here = Path(__file__).parent
    return tuple(Graph().parse(path) for path in (*sorted(here.glob("dcat_ap_3_0_1/*.ttl")), here / "dcat_ap.ttl"))


def test_every_published_query_is_described_or_known_to_be_a_form() -> None:
    assert set(catalogue().undescribed) == FORMS, "a row in graphsvc/exchange/model/resources.csv describes a page"
    assert len({each.resource.code for each in catalogue().entries}) == len(catalogue().entries)
    assert all(each.contents.items for each in catalogue().entries)


def test_items_are_the_leaves_of_a_document_with_their_words_and_types() -> None:
    items = {item.path: item for item in entry("ConsoleCaseList").contents.items}
    assert items["cases.title"].kind == "String"
    assert items["cases.dueAt"].word == "日期时间型"
    assert items["cases.raisedOn"].word == "日期型"
    assert items["cases.area.name"].word == "字符型"
    assert items["cases.state"].name == "状态"
    assert not [path for path in items if "pageInfo" in path or "nodes" in path or "__typename" in path]
    assert {"now.grids.total", "then.grids.total"} <= {item.path for item in entry("ConsoleCoverage").contents.items}


def test_what_tells_of_single_people_is_never_for_everybody() -> None:
    personal = [each for each in catalogue().entries if each.contents.is_personal]
    assert personal, "a test without a case tests nothing"
    assert all(each.resource.sharing is not Sharing.UNCONDITIONAL and not each.resource.is_open for each in personal)


def test_the_jsonld_fits_dcat_ap() -> None:
    assert len(shapes()) == 3
    assert faults(written()) == ""


@pytest.mark.parametrize(
    "broken",
    [
        lambda node: node.pop("dct:publisher"),
        lambda node: node["dcat:dataset"][3].pop("dct:title"),
        lambda node: node["dcat:dataset"][3]["dcat:distribution"].pop("dcat:accessURL"),
        lambda node: node["dcat:dataset"][0].update({"dct:accrualPeriodicity": {"@id": "urn:x"}}),
        lambda node: node["dcat:service"].pop("dcat:endpointURL"),
    ],
)
def test_the_shapes_notice_what_is_missing(broken: Callable[[dict[str, Any]], Any]) -> None:
    node = written()
    broken(node)
    assert "Constraint Violation" in faults(node)


def test_a_dataset_says_who_may_have_it_how_often_it_changes_and_what_is_in_it() -> None:
    found = {each["dct:identifier"]: each for each in written()["dcat:dataset"]}
    units = found[entry("ConsoleUnitList").resource.code]
    assert units["dct:accessRights"]["@id"].endswith("/access-right/PUBLIC")
    assert units["dct:accrualPeriodicity"]["@id"].endswith("/frequency/DAILY")
    trail = found[entry("ConsoleTrail").resource.code]
    assert trail["dct:accessRights"]["@id"].endswith("/access-right/NON_PUBLIC")
    assert trail["dct:rights"]["dct:description"]["@value"] == "不予共享；审计专用；不提供"
    columns = units["dcat:distribution"]["csvw:tableSchema"]["csvw:column"]["@list"]
    assert {"csvw:name": "units.name", "csvw:datatype": {"@id": "xsd:string"}}.items() <= columns[1].items()


def test_the_workbook_has_the_fields_of_the_guide_and_every_item() -> None:
    content = io.BytesIO()
    write_catalogue(catalogue(), content)
    book = load_workbook(content)
    entries, items = book["目录"], book["信息项"]
    assert tuple(cell.value for cell in entries[1]) == ENTRY_HEADINGS
    assert entries.max_row == len(catalogue().entries) + 1
    assert items.max_row == sum(len(each.contents.items) for each in catalogue().entries) + 1
    assert entries.auto_filter.ref == f"A1:O{entries.max_row}"
    assert entries["N2"].is_date
    assert entries["H2"].data_type == "n"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ("X/1,ConsoleNothing,t,c,a,p,,CONDITIONAL,c,false,DAILY,2026-11-29,", "ConsoleNothing"),
        ("X/1,ConsoleDuty,t,c,a,p,,UNCONDITIONAL,,false,DAILY,2026-11-29,", "single people"),
        ("X/1,ConsoleUnit,t,c,a,p,,CONDITIONAL,c,true,DAILY,2026-11-29,", "line 2"),
        ("X/1,ConsoleUnit,t,c,a,p,,CONDITIONAL,,false,DAILY,2026-11-29,", "line 2"),
        ("X/1,ConsoleUnit,t,c,a,p,,SOME,,false,DAILY,2026-11-29,", "line 2"),
        ("X/1,ConsoleUnit,,c,a,p,,UNCONDITIONAL,,false,DAILY,2026-11-29,", "title is empty"),
        ("X/1,ConsoleUnit,t,c,a,p,,UNCONDITIONAL,,false,DAILY,2026-11-29,X/9", "X/9"),
    ],
)
def test_a_locality_s_file_that_is_wrong_is_refused_with_the_place(row: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    head = FILE.read_text(encoding="utf-8").splitlines()[0]
    file.write_text(f"{head}\n{row}\n", encoding="utf-8")
    with pytest.raises(SetupError) as refused:
        catalogue_of((), file)
    assert said in refused.value.en


def test_trusted_documents_are_described_by_a_locality_s_file(tmp_path: Path) -> None:
    file = tmp_path / "own.csv"
    head = FILE.read_text(encoding="utf-8").splitlines()[0]
    file.write_text(f"{head}\nX/1,OurGrids,t,c,a,p,9151,UNCONDITIONAL,,true,DAILY,2026-11-29,\n", encoding="utf-8")
    own = "query OurGrids { areas(first: 5) { nodes { ...Place } } } fragment Place on Area { code name }"
    (found,) = catalogue_of([own, "query of another time {"], file).entries
    assert [item.path for item in found.contents.items] == ["areas.code", "areas.name"]
    assert faults(catalogue_jsonld(Catalogue((found,), ()), ADDRESS, DAY)) == ""


async def test_the_addresses_answer_whoever_is_signed_in_and_nobody_else() -> None:
    async def caller(_: Any, headers: Any) -> Principal:
        if b"authorization" not in headers:
            raise Unauthenticated("no token")
        return DEVELOPER

    app = Starlette(routes=routes(CatalogueFiles(caller, written, lambda: b"PK")))
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://graphsvc") as client:
        refused = await client.get("/catalogue.jsonld")
        assert (refused.status_code, refused.json()["errors"][0]["extensions"]["code"]) == (401, "UNAUTHENTICATED")
        signed_in = {"authorization": "Bearer x"}
        answer = await client.get("/catalogue.jsonld", headers=signed_in)
        assert answer.headers["content-type"].startswith("application/ld+json")
        assert answer.json()["@type"] == "dcat:Catalog"
        assert (await client.get("/catalogue.xlsx", headers=signed_in)).content == b"PK"
