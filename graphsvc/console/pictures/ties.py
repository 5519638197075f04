"""Ties between units, Party organizations and committees as a picture: on the left who is tied, on the right to whom.

What is drawn is what the table beside it lists: one line a row. Rows come from the answer of a page: ties of an area,
ties of a unit, and those of whatever was expanded. A pairing is tied to its unit, and called after its area.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from xml.etree import ElementTree

WIDTH, ROW, MARGIN = 720, 34, 20
LEFT, RIGHT = 250, 470
LETTERS = 15
"""Of a name in the picture; the whole stands in its title and in the table."""
LEADS = frozenset({"CHAIR", "DEPUTY_CHAIR"})
PAIRING = "包联"
_PAGES = {
    "Unit": "/console/units/{}/picture",
    "PartyOrganization": "/console/partyOrganizations/{}",
    "Pairing": "/console/pairings/{}",
}
_EXPANDED = frozenset({"Unit", "BigWorkCommittee", "BigPartyCommittee"})
_COMMITTEE = "/console/jointCommittees/{}"
_JOINED, _BRANCH, _HAS = "加入", "参与组建", "建立党组织"
_LISTS = {
    "committees": "参加的委员会",
    "partyOrganizations": "党组织",
    "jointBranches": "联合党支部",
    "members": "成员单位",
}
_LINES = {"": ("#8a8792", "1.5"), "leads": ("#a3201d", "3"), "way": ("#0b57a4", "4")}
"""Colour and width of a line in a file, which has no style sheet."""


@dataclass(frozen=True, slots=True)
class End:
    """One of two that are tied; `expands` where ties of it can be asked for."""

    id: str
    name: str
    page: str
    expands: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A tie, as the table lists it."""

    left: End
    words: str
    right: End
    seat: str | None
    since: str | None
    on_way: bool = False

    @property
    def look(self) -> str:
        """How its line is drawn."""
        return "way" if self.on_way else "leads" if self.seat in LEADS else ""


@dataclass(frozen=True, slots=True)
class Placed:
    """A name in the picture."""

    end: End
    y: float
    at_left: bool

    @property
    def x(self) -> int:
        """Where its text begins, or ends on the left."""
        return LEFT - 5 if self.at_left else RIGHT + 5

    @property
    def label(self) -> str:
        """As much of the name as there is room for."""
        return self.end.name if len(self.end.name) <= LETTERS else f"{self.end.name[:LETTERS]}…"


@dataclass(frozen=True, slots=True)
class Drawing:
    """Rows, and where everything stands; `hidden` are those left out that were named, by what they are called.

    `cut` says of whom not everything is listed, and how much there is.
    """

    rows: tuple[Row, ...]
    names: tuple[Placed, ...]
    height: int
    hidden: tuple[End, ...]
    cut: tuple[str, ...] = ()

    @property
    def lines(self) -> list[tuple[str, str]]:
        """The line of each row, and its look."""
        left = {each.end.id: each.y for each in self.names if each.at_left}
        right = {each.end.id: each.y for each in self.names if not each.at_left}
        return [(_curve(left[row.left.id], right[row.right.id]), row.look) for row in self.rows]

    @property
    def ends(self) -> list[End]:
        """All that stand in the picture, each once, by name."""
        return sorted({each.end.id: each.end for each in self.names}.values(), key=lambda end: (end.name, end.id))


def picture_of_ties(data: Mapping[str, Any], hidden: Iterable[str] = ()) -> Drawing:
    """Draw the ties in the answer of a page, without those of what is hidden."""
    on_way = {frozenset(each) for way in (data.get("links") or ())[:1] for each in pairwise(_stations(way))}
    found: dict[tuple[str, str, str], Row] = {}
    for row in _rows(data):
        is_on = frozenset((row.left.id, row.right.id)) in on_way
        found.setdefault((row.left.id, row.words, row.right.id), Row(*_of(row), is_on))
    left_out = set(hidden)
    rows = tuple(row for row in found.values() if not {row.left.id, row.right.id} & left_out)
    named = {end.id: end for row in found.values() for end in (row.left, row.right)}
    left, right = {row.left.id: row.left for row in rows}, {row.right.id: row.right for row in rows}
    height = max(len(left), len(right)) * ROW + MARGIN
    names = (*_placed(left.values(), height, at_left=True), *_placed(right.values(), height, at_left=False))
    hidden_ends = tuple(end for id_, end in named.items() if id_ in left_out)
    return Drawing(rows, names, height, hidden_ends, tuple(dict.fromkeys(_cuts(data))))


def _of(row: Row) -> tuple[End, str, End, str | None, str | None]:
    return row.left, row.words, row.right, row.seat, row.since


def _stations(way: Mapping[str, Any]) -> list[str]:
    """The ids that a way leads over, both ends included."""
    hops = way["hops"]
    return [*(hop["start"]["id"] for hop in hops), *(hop["end"]["id"] for hop in hops[-1:])]


def _rows(data: Mapping[str, Any]) -> Iterator[Row]:
    area = data.get("area") or {"horizontalLinks": {"nodes": ()}}
    for tie in area["horizontalLinks"]["nodes"]:
        yield Row(_end(tie["unit"]), tie["words"], _end(tie["to"]), tie["seat"], tie["since"])
    for node in (data.get("unit"), *(data.get("nodes") or ())):
        if node and "committees" in node:
            yield from _rows_of_unit(node)
        elif node and "members" in node:
            for edge in node["members"]["edges"]:
                yield Row(_end(edge["node"]), _JOINED, _end(node), edge["seat"], edge["since"])


def _cuts(data: Mapping[str, Any]) -> Iterator[str]:
    """Which lists of what is expanded go on beyond what is drawn."""
    for node in filter(None, (data.get("unit"), *(data.get("nodes") or ()))):
        for name, words in _LISTS.items():
            if name in node:
                listed, every = len(node[name].get("edges", node[name].get("nodes", ()))), node[name]["totalCount"]
                if every > listed:
                    yield f"{called(node)}的{words}：列出前 {listed} 个（共 {every} 个）"


def _rows_of_unit(unit: Mapping[str, Any]) -> Iterator[Row]:
    for edge in unit["committees"]["edges"]:
        yield Row(_end(unit), _JOINED, _end(edge["node"]), edge["seat"], edge["since"])
    for words, name in ((_HAS, "partyOrganizations"), (_BRANCH, "jointBranches")):
        for each in unit[name]["nodes"]:
            yield Row(_end(unit), words, _end(each), None, None)


def _end(node: Mapping[str, Any]) -> End:
    kind = node["__typename"]
    return End(node["id"], called(node), _PAGES.get(kind, _COMMITTEE).format(node["id"]), kind in _EXPANDED)


def called(node: Mapping[str, Any]) -> str:
    """What something that is tied is called; a pairing after the area that its unit stands by."""
    if node["__typename"] == "Pairing":
        return f"{PAIRING} · {node['area']['name']}" if node.get("area") else PAIRING
    return node.get("name") or node.get("title") or "—"


def _placed(ends: Iterable[End], height: int, *, at_left: bool) -> Iterator[Placed]:
    every = list(ends)
    for number, end in enumerate(every):
        yield Placed(end, round((number + 0.5) * height / len(every), 1), at_left)


def _curve(y: float, to: float) -> str:
    return f"M{LEFT} {y} C360 {y} 360 {to} {RIGHT} {to}"


def svg_of(drawing: Drawing, title: str) -> bytes:
    """Write a drawing as a file that stands alone: shapes and text, no script, no link, no style sheet."""
    size = {"width": str(WIDTH), "height": str(drawing.height), "viewBox": f"0 0 {WIDTH} {drawing.height}"}
    root = ElementTree.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, "font-size": "14"})
    ElementTree.SubElement(root, "title").text = _plain(title)
    ElementTree.SubElement(root, "rect", {"width": "100%", "height": "100%", "fill": "#fff"})
    for path, look in drawing.lines:
        colour, width = _LINES[look]
        ElementTree.SubElement(root, "path", {"d": path, "fill": "none", "stroke": colour, "stroke-width": width})
    for name in drawing.names:
        anchor = "end" if name.at_left else "start"
        text = ElementTree.SubElement(root, "text", {"x": f"{name.x}", "y": f"{name.y + 5}", "text-anchor": anchor})
        text.text = _plain(name.label)
        ElementTree.SubElement(text, "title").text = _plain(name.end.name)
    return ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)


def _plain(text: str) -> str:
    """Text as XML may hold it."""
    return "".join(letter for letter in text if letter >= " " or letter in "\t\n")
