"""Counts of key groups at the console: a sheet of a subdistrict is pasted once, and small figures are not told."""

from graphsvc.db.driver import Graph
from tests.acceptance.visitor import COMMUNITY, STREET, enter
from tests.shared_graph import everything

PAGE = f"/console/key-groups?area={STREET}"


async def test_a_sheet_is_filled_in_pasted_and_counted(console: str, demo_graph: Graph) -> None:
    street = await enter(console, "SUBDISTRICT_OFFICIAL")
    await street.open(PAGE)
    assert "点“填报”" in street.said
    form = street.form("/console/do/fileKeyGroups")
    head, *rows = form.fields["report.sheet"][0].strip("\n").split("\n")
    assert head.split("\t")[:3] == ["网格代码", "网格名称", "独居、空巢老人"]
    assert len(head.split("\t")) == 11
    assert len(rows) > 10
    filled = [[*row.split("\t")[:2], str(20 + n), "2"] for n, row in enumerate(rows)]
    sheet = "\n".join(["\t\t独居、空巢老人\t残疾人", *("\t".join(row) for row in filled)])
    told = {"report.countedOn": "2026-09-01", "report.source": "区民政局台账"}

    before = await everything(demo_graph)
    await street.send(form, **told, **{"report.sheet": sheet.replace("\t20\t", "\t二十\t")})
    assert "第 2 行：独居、空巢老人的“二十”不是人数" in street.said
    assert "\t二十\t" in street.text, "what was pasted stands there again"
    await street.send(street.form("/console/do/fileKeyGroups"), **told, **{"report.sheet": sheet.rpartition("\n")[0]})
    assert f"表里缺 1 个网格，如 {rows[-1][:15]}" in street.said
    assert await everything(demo_graph) == before

    await street.send(street.form("/console/do/fileKeyGroups"), **told, **{"report.sheet": sheet})
    assert "已办好" in street.said, street.said[:600]
    total = sum(20 + n for n in range(len(rows)))
    assert f"大坪街道 {total} {2 * len(rows)} " in street.said, street.said[:900]
    assert "来源 区民政局台账" in street.said
    await street.send(street.form("/console/do/fileKeyGroups"), **told, **{"report.sheet": sheet})
    assert "该日已填报，填报后不再更改" in street.said

    for role in ("COMMUNITY_OFFICIAL", "AUDITOR"):
        other = await enter(console, role)
        await other.open(f"/console/key-groups?area={COMMUNITY}")
        assert "/console/do/fileKeyGroups" not in other.text
        assert "少数或不公布" in other.said
