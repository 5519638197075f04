"""The picture of ties: one line a row of the table, ways stand out, what is hidden is left out, the file is inert."""

from typing import Any
from xml.etree import ElementTree

from graphsvc.console.pictures.choices import ids_of
from graphsvc.console.pictures.ties import called, picture_of_ties, svg_of

NAME = "渝中区<b>医院</b>&很长很长很长的名字"


def tie(unit: str, to: str, seat: str | None = "MEMBER") -> dict[str, Any]:
    ends = {"unit": {"__typename": "Unit", "id": unit, "name": NAME if unit == "u1" else unit}}
    return ends | {
        "to": {"__typename": "BigWorkCommittee", "id": to, "name": to},
        "words": "加入",
        "seat": seat,
        "since": None,
    }


def asked(*ties: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"area": {"name": "街道", "horizontalLinks": {"nodes": list(ties)}}, **more}


EXPANDED = {
    "__typename": "Unit",
    "id": "u1",
    "name": NAME,
    "committees": {
        "totalCount": 2,
        "edges": [
            {
                "seat": "CHAIR",
                "since": "2026-01-01",
                "node": {"__typename": "BigWorkCommittee", "id": "c1", "name": "c1"},
            },
            {"seat": "MEMBER", "since": None, "node": {"__typename": "BigPartyCommittee", "id": "c9", "name": "c9"}},
        ],
    },
    "partyOrganizations": {"totalCount": 1, "nodes": [{"__typename": "PartyOrganization", "id": "p1", "name": "支部"}]},
    "jointBranches": {"totalCount": 0, "nodes": []},
}
COMMITTEE = {
    "__typename": "BigWorkCommittee",
    "id": "c1",
    "name": "c1",
    "members": {
        "totalCount": 1,
        "edges": [{"seat": "MEMBER", "since": None, "node": {"__typename": "Unit", "id": "u7", "name": "u7"}}],
    },
}


def test_there_is_one_line_a_row_and_each_end_stands_once() -> None:
    drawing = picture_of_ties(asked(tie("u1", "c1", "CHAIR"), tie("u2", "c1"), tie("u2", "c2")))
    assert [(row.left.id, row.right.id) for row in drawing.rows] == [("u1", "c1"), ("u2", "c1"), ("u2", "c2")]
    assert [look for _, look in drawing.lines] == ["leads", "", ""]
    assert [each.end.id for each in drawing.names] == ["u1", "u2", "c1", "c2"]
    assert drawing.names[0].label == NAME[:15] + "…"
    assert drawing.names[0].end.page == "/console/units/u1/picture"
    assert drawing.height == 2 * 34 + 20


def test_a_pairing_is_called_after_its_area_leads_to_its_page_and_is_not_expanded() -> None:
    pairing = {"__typename": "Pairing", "id": "pairing-1", "unit": {"name": "u1"}, "area": {"name": "<某>社区"}}
    paired = tie("u1", "-") | {"to": pairing, "words": "包联", "seat": None, "since": "2026-03-01"}
    of_branch = tie("u1", "-") | {"to": {"__typename": "PartyOrganization", "id": "p1", "name": "支部"}}
    drawing = picture_of_ties(asked(paired, tie("u2", "c1"), of_branch))
    right = {row.right.id: row.right for row in drawing.rows}
    assert right["pairing-1"].name == "包联 · <某>社区"
    assert right["pairing-1"].page == "/console/pairings/pairing-1"
    assert right["c1"].page == "/console/jointCommittees/c1"
    expanded = {end.id: end.expands for end in drawing.ends}
    assert expanded == {"u1": True, "u2": True, "c1": True, "p1": False, "pairing-1": False}
    assert b"pairing-1" not in svg_of(drawing, "图")


def test_what_a_way_leads_over_is_never_told_by_an_id() -> None:
    pairing = {"__typename": "Pairing", "id": "pairing-1", "unit": None}
    assert called(pairing | {"area": {"name": "某社区"}}) == "包联 · 某社区"
    assert called(pairing | {"area": None}) == "包联"
    assert called({"__typename": "Project", "id": "project-1", "title": "共建"}) == "共建"
    assert called({"__typename": "Unit", "id": "unit-1", "name": None}) == "—"


def test_what_is_expanded_adds_its_ties_once() -> None:
    drawing = picture_of_ties(asked(tie("u1", "c1"), nodes=[EXPANDED, COMMITTEE, None]))
    assert [(row.left.id, row.words, row.right.id) for row in drawing.rows] == [
        ("u1", "加入", "c1"),
        ("u1", "加入", "c9"),
        ("u1", "建立党组织", "p1"),
        ("u7", "加入", "c1"),
    ]


def test_what_goes_on_beyond_the_picture_is_told_with_how_much_there_is() -> None:
    assert picture_of_ties(asked(nodes=[EXPANDED, COMMITTEE])).cut == ()
    many = COMMITTEE | {"members": COMMITTEE["members"] | {"totalCount": 83}}  # type: ignore[operator]
    more = EXPANDED | {"name": "u1", "jointBranches": {"totalCount": 21, "nodes": []}}
    drawing = picture_of_ties({"unit": more, "nodes": [more, None, many]})
    assert drawing.cut == ("u1的联合党支部：列出前 0 个（共 21 个）", "c1的成员单位：列出前 1 个（共 83 个）")


def test_what_is_hidden_is_left_out_and_named() -> None:
    drawing = picture_of_ties(asked(tie("u1", "c1"), tie("u2", "c1"), tie("u2", "c2")), ids_of("u1,,c2,u1,nothing", 9))
    assert [(row.left.id, row.right.id) for row in drawing.rows] == [("u2", "c1")]
    assert [end.id for end in drawing.hidden] == ["u1", "c2"]
    assert picture_of_ties(asked(tie("u1", "c1")), ["c1"]).rows == ()


def test_the_shortest_way_stands_out() -> None:
    hops = [{"start": {"id": "u1"}, "end": {"id": "c1"}}, {"start": {"id": "c1"}, "end": {"id": "u2"}}]
    drawing = picture_of_ties(asked(tie("u1", "c1", "CHAIR"), tie("u2", "c1"), tie("u2", "c2"), links=[{"hops": hops}]))
    assert [look for _, look in drawing.lines] == ["way", "way", ""]


def test_the_file_holds_the_same_lines_and_names_and_nothing_that_acts() -> None:
    drawing = picture_of_ties(asked(tie("u1", "c1"), tie("u\x00\x0b2", "c1")))
    root = ElementTree.fromstring(svg_of(drawing, "街\x00道\x0b<script>"))
    kinds = [each.tag.rpartition("}")[2] for each in root.iter()]
    assert {kind: kinds.count(kind) for kind in set(kinds)} == {"svg": 1, "title": 4, "rect": 1, "path": 2, "text": 3}
    assert [each.text for each in root.iter() if each.tag.endswith("title")] == ["街道<script>", NAME, "u2", "c1"]
