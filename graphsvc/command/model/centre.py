"""A command centre (基层治理指挥中心): who heads it and its boards, who fills posts, from when on."""

from dataclasses import dataclass
from datetime import date

from graphsvc.errors import BadInput
from graphsvc.org.model.work import Board
from graphsvc.vocabulary.labelled import Labelled


class CentreRole(Labelled):
    """As what somebody acts for a command centre (指挥中心职务)."""

    HEAD = "HEAD", "指挥长", "Heads the centre; one at a time"
    DEPUTY = "DEPUTY", "副指挥长", "Stands in for the head"
    BOARD_HEAD = "BOARD_HEAD", "板块负责人", "Heads a board office; one at a time"
    POST_HOLDER = "POST_HOLDER", "岗位人员", "Fills a post of a board office"


OF_BOARDS = (CentreRole.BOARD_HEAD, CentreRole.POST_HOLDER)
ALONE = (CentreRole.HEAD, CentreRole.BOARD_HEAD)
"""Held by one person at a time."""


@dataclass(frozen=True, slots=True)
class Appointment:
    """Who acts as what; `board` belongs to roles of a board office, `post` is what a post is called."""

    person: str
    role: CentreRole
    board: Board | None = None
    post: str = ""

    def check(self) -> None:
        """
        Raises:
            BadInput: a board where none belongs or none where one does; a post without a name or the like.
        """
        if (self.role in OF_BOARDS) != (self.board is not None):
            raise BadInput(
                "板块负责人和岗位人员须写明板块，指挥长和副指挥长不写。",
                "A board is named for BOARD_HEAD and POST_HOLDER, and for no other role.",
            ).at("appointment", "board")
        if (self.role is CentreRole.POST_HOLDER) != bool(self.post):
            raise BadInput(
                "岗位人员须写明岗位名称，其他职务不写。", "A post is named for POST_HOLDER, and for no other role."
            ).at("appointment", "post")


@dataclass(frozen=True, slots=True)
class Term:
    """From which day on, and the first day on which it is over; None while that is not known."""

    since: date
    until: date | None = None

    def check(self) -> None:
        """
        Raises:
            BadInput: it is over before it begins.
        """
        if self.until is not None and self.until <= self.since:
            raise BadInput("任期须在开始之后结束。", "A term ends after it begins.").at("appointment", "until")


def centre_id(area: str) -> str:
    """Name the centre of a subdistrict: it has one."""
    return f"centre-{area}"


def office_id(area: str, board: Board) -> str:
    """Name the office of a board in a subdistrict's centre."""
    return f"office-{area}-{board.value.lower().replace('_', '-')}"
