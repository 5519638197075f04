"""Photographs at the console: sent with a form, shown with their step to whoever sees it, taken in once."""

import io
import re
from typing import Any

import httpx
from PIL import Image

from graphsvc.cypher.statement import Statement
from graphsvc.db.driver import Graph
from tests.acceptance.visitor import GRID, Form, Visitor, enter

PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


def photograph(colour: str = "red") -> bytes:
    """A picture as a phone takes it."""
    file = io.BytesIO()
    Image.new("RGB", (1200, 900), colour).save(file, "JPEG")
    return file.getvalue()


async def send(visitor: Visitor, form: Form, files: list[Any], **filled: str) -> httpx.Response:
    """Send a form with files."""
    fields = form.fields | {name.replace("__", "."): [value] for name, value in filled.items()}
    data = {name: value for name, value in fields.items() if value}
    visitor.response = await visitor.client.post(form.action, data=data, files=files)
    return visitor.response


async def uploads(graph: Graph) -> int:
    """How many files were taken in."""
    ((count,),) = await graph.read(Statement("MATCH (a:Attachment) RETURN count(a)"))
    return int(count)


async def test_a_photograph_goes_with_a_case_and_is_seen_by_those_who_see_it(console: str, demo_graph: Graph) -> None:
    grid = await enter(console, "GRID_WORKER")
    await grid.open(f"/console/raise-case?area={GRID}")
    form = grid.form("/console/do/discoverCase")
    picture = ("case.attachments[]", ("现场<1>.jpg", photograph(), "image/jpeg"))
    told = {"case__category": "C05", "case__title": "井盖缺失"}
    await send(grid, form, [picture], **told)
    page = grid.response.url.path
    assert page.startswith("/console/cases/case-"), grid.said[:900]
    (thumbnail,) = re.findall(r'<img src="(/console/files/[^"]+/thumbnail)"', grid.text)
    assert "现场<1>" not in grid.text
    await send(grid, form, [picture], **told)  # a double click
    assert grid.response.url.path == page
    assert await uploads(demo_graph) == 1

    community = await enter(console, "COMMUNITY_OFFICIAL")
    await community.open(page)
    for address, kind in ((thumbnail, "image/jpeg"), (thumbnail.removesuffix("/thumbnail"), "image/jpeg")):
        answer = await community.client.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert Image.open(io.BytesIO(answer.content)).format == "JPEG"
    for role in ("DEPARTMENT", "VIEWER"):
        other = await enter(console, role)
        assert (await other.client.get(thumbnail)).status_code in (403, 404)
    stranger = httpx.AsyncClient(base_url=console, trust_env=False)
    assert (await stranger.get(thumbnail)).status_code == 303  # to the sign-in

    await community.send(community.form("/console/do/acceptCase"))
    settle = community.form("/console/do/settleCase")
    hostile = ("attachments", ("a.exe", b"MZ" + b"0" * 100, "application/octet-stream"))
    await send(community, settle, [hostile], note="已换新盖")
    assert community.response.status_code == 400
    assert await uploads(demo_graph) == 1
    await community.open(page)
    await send(
        community, community.form("/console/do/settleCase"), [("attachments", ("验收.pdf", PDF))], note="已换新盖"
    )
    assert "已办好" in community.said, community.said[:900]
    assert "验收.pdf" in community.said

    street = await enter(console, "SUBDISTRICT_OFFICIAL")
    await street.open(page)
    await street.send(street.form("/console/do/removeAttachment"), reason="拍到身份证")
    assert "的内容已删除" in street.said, street.said[:900]


async def test_files_that_came_in_before_a_refusal_are_not_asked_for_again(console: str, demo_graph: Graph) -> None:
    grid = await enter(console, "GRID_WORKER")
    await grid.open(f"/console/raise-case?area={GRID}")
    picture = ("case.attachments[]", ("现场.jpg", photograph("blue"), "image/jpeg"))
    await send(grid, grid.form("/console/do/discoverCase"), [picture], case__category="C05", case__title=" ")
    assert "已上传 1 个文件" in grid.said, grid.said[:900]
    await grid.send(grid.form("/console/do/discoverCase"), case__title="井盖又缺失")
    assert grid.response.url.path.startswith("/console/cases/case-"), grid.said[:900]
    assert grid.text.count("/thumbnail") == 1


async def test_a_form_with_files_of_another_page_or_too_large_is_refused(console: str, demo_graph: Graph) -> None:
    grid = await enter(console, "GRID_WORKER")
    await grid.open(f"/console/raise-case?area={GRID}")
    form = grid.form("/console/do/discoverCase")
    told = {"case__category": "C05", "case__title": "井盖缺失"}
    before = await uploads(demo_graph)
    picture = ("case.attachments[]", ("现场.jpg", photograph(), "image/jpeg"))
    await send(grid, form, [picture], csrf="forged", **told)
    assert "页面已过期" in grid.said
    await send(grid, form, [("case.attachments[]", (f"{n}.jpg", b"x", "image/jpeg")) for n in range(10)], **told)
    assert "至多 9 个文件" in grid.said
    await send(grid, form, [("case.attachments[]", ("大.jpg", b"0" * (41 << 20), "image/jpeg"))], **told)
    assert "超过 40 MB" in grid.said
    assert await uploads(demo_graph) == before
