"""The console over HTTP, as it stands before a browser without JavaScript, on a real graph."""

import csv
import gzip
import io
import json
import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from openpyxl import load_workbook
from starlette.requests import Request

from graphsvc.access.principal import Principal
from graphsvc.console.asking import Asked, Problem
from graphsvc.console.desk import Console
from graphsvc.console.published.documents import Document
from graphsvc.db.driver import Graph
from tests.acceptance.console_pages import PAGES
from tests.acceptance.visitor import COMMUNITY, GRID, PLACES, STREET, Visitor, enter
from tests.conftest import patience
from tests.shared_graph import everything

ASKED_TOO_MUCH = {
    "COMMUNITY_OFFICIAL": 11,
    "SUBDISTRICT_OFFICIAL": 6,
    "DISTRICT_ADMIN": 2,
    "AUDITOR": 31,
    "DEPARTMENT": 36,
    "GRID_WORKER": 29,
    "VIEWER": 62,
    "MEMBER": 59,
}
"""Pages of those above that a role may not open: it has no such entry in its menu, and gets 403."""
LARGEST_PAGE = 60 * 1024


@pytest.mark.parametrize("role", PLACES)
async def test_every_page_opens_in_every_role_small_and_under_the_strict_policy(
    console: str, demo_graph: Graph, role: str
) -> None:
    visitor, refused = await enter(console, role), 0
    place = GRID if role == "GRID_WORKER" else COMMUNITY
    for path in (re.sub(rf"area={COMMUNITY}$", f"area={place}", each) for each in PAGES):
        text = await visitor.open(f"/console/{path}")
        status = visitor.response.status_code
        refused += status == 403
        assert status in (200, 403), (path, visitor.said[:800])
        if status == 200:
            assert "本页查询" in text, path
            assert "怎么办" not in text, (path, visitor.said[:800])
        else:
            assert "怎么办：向管理员申请角色。" in visitor.said
        headers = visitor.response.headers
        assert "unsafe" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["x-frame-options"] == "DENY"
        assert headers["cache-control"] == "no-store"
        assert len(gzip.compress(text.encode())) < LARGEST_PAGE, path
        assert len(re.findall(r'(?:src|href)="/console/static/', text)) <= 4, path
        assert re.findall(r'(?:src|href)="https?://', text) == []
    assert refused == ASKED_TOO_MUCH.get(role, 0)


async def test_a_case_goes_from_the_grid_over_two_departments_back_to_it_by_forms_alone(
    console: str, demo_graph: Graph
) -> None:
    grid = await enter(console, "GRID_WORKER")
    await grid.open(f"/console/raise-case?area={GRID}")
    form = grid.form("/console/do/discoverCase")
    hostile = "<script>alert(1)</script> 井盖\"'缺失"
    await grid.send(
        form, case__category="C05", case__title=hostile, case__description="<img src=x onerror=alert(1)>{{7*7}}"
    )
    assert grid.response.status_code == 200
    page = grid.response.url.path
    assert page.startswith("/console/cases/case-")
    assert "已办好" in grid.said
    assert "<script>alert" not in grid.text
    assert "<img" not in grid.text
    assert "{{7*7}}" in grid.text
    again = await grid.client.post(form.action, data=form.fields | {"case.title": [hostile], "case.description": ["x"]})
    assert again.status_code == 409  # the key was used for another request

    community = await enter(console, "COMMUNITY_OFFICIAL")
    await community.open("/console/today")
    assert "井盖" in community.said
    await community.open(page)
    await community.send(community.form("/console/do/acceptCase"), note="现场看过")
    assert "现场看过" in community.said

    street = await enter(console, "SUBDISTRICT_OFFICIAL")
    await street.open(page)
    whistle = street.form("/console/do/whistleCase")
    assert len(whistle.fields["departments"]) == 2  # the two suggested first are ticked
    chosen = whistle.fields["departments"]
    await street.send(whistle, kind="HARD_PROBLEM")
    assert street.response.status_code == 200, street.said[:600]
    assert street.text.count("/console/do/recallCall") == 2

    stale = community.form("/console/do/settleCase")
    before = await everything(demo_graph, "Case", "Step", "Call")
    await community.send(stale, note="自己办了")
    assert community.response.status_code == 409
    assert "怎么办" in community.said
    assert await everything(demo_graph, "Case", "Step", "Call") == before
    assert len(chosen) == 2


async def test_likely_duplicates_are_shown_before_a_case_is_raised(console: str, demo_graph: Graph) -> None:
    grid = await enter(console, "GRID_WORKER")
    await grid.open(f"/console/raise-case?area={GRID}")
    assert "可能是同一件事" not in grid.said
    told = {"category": "C05", "title": "三单元门口污水反水", "place": "3 栋三单元"}
    await grid.open(f"/console/raise-case?{urlencode({'area': GRID, **told})}")
    assert "没有发现相似的在办事件，可以上报。" in grid.said
    await grid.send(grid.form("/console/do/discoverCase"))  # filled in by what was asked
    page = grid.response.url.path
    assert page.startswith("/console/cases/case-")
    before = await everything(demo_graph, "Case")
    await grid.open(f"/console/raise-case?{urlencode({'area': GRID, **told, 'title': '三单元门口又反水，污水横流'})}")
    assert f'href="{page}"' in grid.text
    assert "可能是同一件事" in grid.said
    assert await everything(demo_graph, "Case") == before


async def test_a_double_click_sends_once(console: str, demo_graph: Graph) -> None:
    grid = await enter(console, "GRID_WORKER")
    await grid.open(f"/console/raise-case?area={GRID}")
    form = grid.form("/console/do/discoverCase")
    await grid.send(form, case__title="路灯不亮")
    first = grid.response.url.path
    await grid.send(form, case__title="路灯不亮")
    assert grid.response.url.path == first
    await grid.open("/console/cases?title=路灯不亮")
    assert "共 1 条" in grid.said


async def test_a_refused_form_stands_again_as_it_was_filled_in(console: str, demo_graph: Graph) -> None:
    grid = await enter(console, "GRID_WORKER")
    await grid.open(f"/console/raise-case?area={GRID}")
    before = await everything(demo_graph, "Case")
    await grid.send(grid.form("/console/do/discoverCase"), case__title=" ", case__place="3 栋东侧")
    assert grid.response.status_code == 400
    assert 'value="3 栋东侧"' in grid.text
    assert "怎么办" in grid.said
    assert await everything(demo_graph, "Case") == before


async def test_a_need_gets_a_project_by_one_click(console: str, demo_graph: Graph) -> None:
    street = await enter(console, "SUBDISTRICT_OFFICIAL")
    await street.open(f"/console/help?text=老人中午没人做饭&area={COMMUNITY}")
    await street.send(street.form("/console/do/publishNeed"), need__title="独居老人午餐")
    assert street.response.url.path == "/console/help", street.said[:600]
    assert "独居老人午餐" in street.said
    await street.send(street.form("/console/do/proposeProject"))
    assert street.response.url.path.startswith("/console/projects/"), street.said[:600]
    assert "独居老人午餐" in street.said


async def test_an_auditor_goes_from_a_figure_to_its_rows_and_decides(console: str, demo_graph: Graph) -> None:
    auditor = await enter(console, "AUDITOR")
    assert auditor.response.url.path == "/console/coverage"
    await auditor.open(f"/console/coverage?area={COMMUNITY}")
    uncovered = re.search(r"未覆盖 (\d+) 个 ；小区", auditor.said)
    assert uncovered
    await auditor.open(f"/console/findings?area={COMMUNITY}&rules=GRID_UNCOVERED")
    assert f"共 {uncovered[1]} 个问题" in auditor.said
    await auditor.send(auditor.form("/console/do/acknowledgeFinding"), note="已约谈社区")
    assert auditor.response.status_code == 200
    assert "已约谈社区" in auditor.said


async def test_an_auditor_compares_two_audits(console: str, demo_graph: Graph) -> None:
    auditor = await enter(console, "AUDITOR")
    days = "from=2024-06-30&to=2026-11-24"
    await auditor.open(f"/console/rectification?area={STREET}&{days}")
    assert "前次 740 个，本次 363 个" in auditor.said
    assert re.search(r"已消除 389 .*仍存在 351 .*新增 12 ", auditor.said)
    await auditor.open(f"/console/rectification?area={STREET}&{days}&rules=TERM_ENDING_SOON")
    assert "前次 0 个，本次 7 个" in auditor.said
    await auditor.open(f"/console/rectification?area={STREET}&from=2026-11-24&to=2024-06-30")
    assert "from" in auditor.said
    assert not re.search(r"前次 \d+ 个", auditor.said)


async def test_a_file_holds_exactly_the_list_on_the_page(console: str, demo_graph: Graph) -> None:
    viewer = await enter(console, "VIEWER")
    chosen = "state=OPEN&order=title:DESC"
    await viewer.open(f"/console/needs?{chosen}")
    total = int(re.search(r"共 (\d+) 条", viewer.said)[1])  # type: ignore[index]
    first = re.search(r'<td data-title="标题"><a [^>]*>([^<]+)', viewer.text)[1]  # type: ignore[index]
    await viewer.open(f"/console/needs.csv?{chosen}")
    rows = list(csv.reader(io.StringIO(viewer.response.content.decode("utf-8-sig"))))
    assert len(rows) - 1 == total
    assert rows[1][0] == first
    await viewer.open(f"/console/needs.xlsx?{chosen}")
    sheet = load_workbook(io.BytesIO(viewer.response.content)).active
    assert [[cell or "" for cell in row] for row in sheet.values] == [  # type: ignore[union-attr]
        [int(cell) if cell.isdecimal() else cell for cell in row] for row in rows
    ]
    await viewer.open("/console/needs.pdf")
    assert viewer.response.status_code == 404


async def test_forms_of_others_change_nothing(console: str, demo_graph: Graph) -> None:
    street, other = await enter(console, "SUBDISTRICT_OFFICIAL"), await enter(console, "SUBDISTRICT_OFFICIAL")
    await street.open("/console/today")
    form = street.form("/console/do/verifyNeed")
    before = await everything(demo_graph, "Need")
    for csrf in (
        "",
        "AAAA",
        other.form("/console/sign-out").fields["csrf"][0] if await other.open("/console/today") else "",
    ):
        await street.send(form, csrf=csrf)
        assert street.response.status_code == 400
        assert "页面已过期" in street.said
    fields = {name: values[0] for name, values in form.fields.items()}
    for headers in ({"sec-fetch-site": "cross-site"}, {"content-type": "text/plain"}):
        refused = await street.client.post(form.action, data=fields, headers=headers)
        assert refused.status_code == 400
    assert (await street.client.get(form.action, params=fields)).status_code == 405
    assert await everything(demo_graph, "Need") == before


async def test_signing_in_names_the_session_anew_and_signing_out_ends_it(console: str, demo_graph: Graph) -> None:
    planted = "planted-by-somebody"
    async with httpx.AsyncClient(base_url=console, trust_env=False, timeout=patience(60)) as client:
        client.cookies.set("graphsvc-console", planted, path="/console")
        answer = await client.post(
            "/console/sign-in", data={"role": "AUDITOR", "place": STREET, "next": "//evil.example/console/"}
        )
        assert answer.headers["location"] == "/console/"
        cookie = answer.headers["set-cookie"]
        assert planted not in cookie
        assert all(word in cookie for word in ("HttpOnly", "SameSite=lax", "Path=/console"))
        client.cookies.clear()
        name = re.search(r"graphsvc-console=([^;]+)", cookie)[1]  # type: ignore[index]
        client.cookies.set("graphsvc-console", name, path="/console")
        page = await client.get("/console/coverage")
        assert page.status_code == 200
        csrf = re.search(r'name="csrf" value="([^"]+)"', page.text)[1]  # type: ignore[index]
        assert (await client.post("/console/sign-out", data={"csrf": csrf})).status_code == 303
        client.cookies.set("graphsvc-console", name, path="/console")
        gone = await client.get("/console/coverage?area=500103000000")
        assert gone.headers["location"] == "/console/sign-in?next=%2Fconsole%2Fcoverage%3Farea%3D500103000000"


@pytest.mark.parametrize(
    ("role", "said"), [("MEMBER", "选择一名党员"), ("DEPARTMENT", "选择一个单位"), ("AUDITOR", "选择一个地点")]
)
async def test_the_picker_lets_nobody_in_who_has_not_said_as_whom(
    console: str, demo_graph: Graph, role: str, said: str
) -> None:
    async with httpx.AsyncClient(base_url=console, trust_env=False, timeout=patience(60)) as client:
        visitor = Visitor(client)
        await visitor.open("/console/sign-in?next=/console/needs")
        form = visitor.form("/console/sign-in", role=role)
        assert form.fields["place"][0], "somebody is chosen to begin with"
        await visitor.send(form, place=" ")
        assert visitor.response.status_code == 400
        assert said in visitor.said
        assert "set-cookie" not in visitor.response.headers
        again = visitor.form("/console/sign-in", role=role)
        assert again.fields["next"] == ["/console/needs"]
        await visitor.send(again)
        assert visitor.response.headers["location"] == "/console/needs"


async def test_what_the_panel_shows_gives_the_same_over_the_api(console: str, demo_graph: Graph) -> None:
    viewer = await enter(console, "VIEWER")
    await viewer.open("/console/needs?state=OPEN")
    document, variables = re.findall(r"<pre[^>]*><code>(.*?)</code>", viewer.text, re.DOTALL)[:2]
    unescaped = {"query": document, "variables": variables}
    for name, text in unescaped.items():
        unescaped[name] = text.replace("&#34;", '"').replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">")
    body = {"query": unescaped["query"], "variables": json.loads(unescaped["variables"])}
    async with httpx.AsyncClient(base_url=console, trust_env=False, timeout=patience(60)) as client:
        found = (await client.post("/graphql", json=body)).json()["data"]["needs"]
    assert f"共 {found['totalCount']} 条" in viewer.said
    assert [node["title"] for node in found["nodes"]] == re.findall(
        r'<td data-title="标题"><a [^>]*>([^<]+)', viewer.text
    )


async def test_a_list_without_rows_says_what_to_do_next(console: str, demo_graph: Graph) -> None:
    for role, said in (("SUBDISTRICT_OFFICIAL", "点“新增”登记第一条。"), ("AUDITOR", "登记以后会出现在这里。")):
        visitor = await enter(console, role)
        await visitor.open("/console/cases")
        assert f"还没有事件。{said}" in visitor.said
        await visitor.open("/console/cases?title=没有的")
        assert "没有符合条件的条目。放宽筛选条件再试。" in visitor.said


async def test_an_address_that_is_no_page_says_so(console: str, demo_graph: Graph) -> None:
    viewer = await enter(console, "VIEWER")
    await viewer.open("/console/needs/no-such-need")
    assert viewer.response.status_code == 404
    assert "怎么办" in viewer.said
    await viewer.open("/console/nothing")
    assert viewer.response.status_code == 404


async def test_a_page_opens_when_any_part_of_what_it_asks_fails(
    console: str, demo_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    visitor, real = await enter(console, "SUBDISTRICT_OFFICIAL"), Console.ask
    known: dict[tuple[str, str], Asked] = {}
    failing = ""

    async def ask(
        self: Console, request: Request, caller: Principal, document: Document, variables: Mapping[str, Any]
    ) -> Asked:
        key = (document.name, repr(variables))
        if key not in known:
            known[key] = await real(self, request, caller, document, variables)
        asked = known[key]
        if failing not in asked.data:
            return asked
        refused = Problem("OVERLOADED", "现在请求太多", "稍后再试", 503)
        return replace(asked, data={**asked.data, failing: None}, problems=(refused,))

    monkeypatch.setattr(Console, "ask", ask)
    opened = 0
    broken: list[tuple[str, str]] = []
    for path in PAGES:
        failing, before = "", len(known)
        await visitor.open(f"/console/{path}")
        if visitor.response.status_code == 403 or len(known) == before:
            continue
        for failing in [*known.values()][-1].data:
            await visitor.open(f"/console/{path}")
            told = visitor.response.status_code in (200, 503) and "现在请求太多" in visitor.said
            opened += told
            broken += [] if told else [(path, failing)]
    assert broken == []
    assert opened > 60


@pytest.mark.parametrize(
    ("refused", "told"),
    [
        (Problem("OVERLOADED", "现在请求太多", "稍后再试", 503), (503, "5")),
        (Problem("BAD_USER_INPUT", "现在请求太多", "改一改", 400), (400, None)),
    ],
    ids=["for now", "for good"],
)
async def test_a_page_of_which_all_is_refused_says_so_and_opens_again_by_itself_if_it_is_for_now(
    console: str,
    demo_graph: Graph,
    monkeypatch: pytest.MonkeyPatch,
    refused: Problem,
    told: tuple[int, str | None],
) -> None:
    visitor, asking = await enter(console, "SUBDISTRICT_OFFICIAL"), 0

    async def ask(
        self: Console, request: Request, caller: Principal, document: Document, variables: Mapping[str, Any]
    ) -> Asked:
        nonlocal asking
        asking += 1
        return Asked(document, variables, {}, (refused,), None)

    with monkeypatch.context() as patched:
        patched.setattr(Console, "ask", ask)
        wrong, opened = [], 0
        for path in (*PAGES, "sign-in"):
            before = asking
            await visitor.open(f"/console/{path}")
            if visitor.response.status_code != 403 and asking > before:
                opened += 1
                seen = visitor.response.status_code, visitor.response.headers.get("refresh")
                due = (told[0], None) if path == "registration-list" else told  # its form is there all the same
                wrong += [] if seen == due and refused.said in visitor.said else [(path, seen)]
    assert wrong == []
    assert opened > 60
    await visitor.open("/console/cases")
    assert "refresh" not in visitor.response.headers
