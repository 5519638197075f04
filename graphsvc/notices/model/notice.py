"""A notice: what has happened that somebody should know of, whom it is for, and the little that it says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from graphsvc.china import CHINA, in_utc
from graphsvc.vocabulary.labelled import Labelled


class NoticeKind(Labelled):
    """What a notice is about (通知类别)."""

    CALL = "CALL", "吹哨", "Somebody is called"
    REMINDER = "REMINDER", "催办", "A light has turned yellow or red"
    PROPOSAL = "PROPOSAL", "共建", "A project is proposed"
    RETURN = "RETURN", "退回", "Something comes back, or is taken back"
    TASK = "TASK", "任务", "A task was given or has moved"
    RESULT = "RESULT", "结果", "What was raised has come to an end, or goes with another case"
    CLAIM = "CLAIM", "认领", "A project or a seat is claimed"


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice to one address; it names no person and quotes nothing that somebody wrote.

    `number` is that of the entry of the record in its district, `place` the name of the area, `word` what was done.
    """

    id: str
    to: str
    kind: NoticeKind
    action: str
    word: str
    district: str
    number: int
    area_code: str
    place: str
    subject: str
    raised_at: datetime
    due_at: datetime | None = None
    is_urgent: bool = False

    @property
    def properties(self) -> dict[str, Any]:
        """What its node holds."""
        return {
            "id": self.id,
            "to": self.to,
            "kind": self.kind.value,
            "action": self.action,
            "word": self.word,
            "district": self.district,
            "number": self.number,
            "areaCode": self.area_code,
            "place": self.place,
            "subject": self.subject,
            "at": in_utc(self.raised_at),
            "dueAt": self.due_at and in_utc(self.due_at),
            "urgent": self.is_urgent,
            "text": self.text,
            "readBy": [],
        }

    @property
    def text(self) -> str:
        """One line in Chinese: kind, what was done, where, which thing, until when."""
        due = f"，时限 {in_utc(self.due_at).astimezone(CHINA):%Y-%m-%d %H:%M}" if self.due_at else ""
        urgent = "（紧急）" if self.is_urgent else ""
        return f"【{self.kind.zh}】{urgent}{self.place or self.area_code}：{self.word}，编号 {self.subject}{due}"
