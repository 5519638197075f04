"""A code of an activity (活动签到码): signs in everybody who reads it, in its window; checked by its seal."""

import base64
import hmac
import re
import secrets
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from graphsvc.errors import BadInput, Conflict
from graphsvc.registration.model.service_record import LEAST, LONGEST, OLDEST, Stretch

EARLY = timedelta(minutes=30)
"""How long before the beginning people may sign in."""
SEAL_BYTES = 15
LONGEST_CODE = 120
_CODE = re.compile(
    r"S1\.(?P<post>[\w-]{1,64})\.(?P<begins>\d{1,12})\.(?P<ends>\d{1,12})\.(?P<seal>[\w-]{20})", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Activity:
    """What a post has people do from one moment to another."""

    post: str
    stretch: Stretch

    @property
    def opens_at(self) -> datetime:
        """From when people may sign in; until it ends."""
        return self.stretch.started_at - EARLY

    def check(self, now: datetime) -> None:
        """
        Raises:
            BadInput: it is shorter than a quarter of an hour, longer than 12 hours, over, or more than a quarter ahead.
        """
        if not LEAST <= self.stretch.ended_at - self.stretch.started_at <= LONGEST:
            raise BadInput("一次活动为 15 分钟到 12 小时。", "An activity lasts from 15 minutes to 12 hours.").at(
                "endsAt"
            )
        if self.stretch.ended_at <= now:
            raise BadInput("活动已经结束。", "The activity is over.").at("endsAt")
        if self.stretch.started_at > now + OLDEST:
            raise BadInput("活动须在 92 天以内。", "An activity begins within 92 days.").at("startsAt")


@dataclass(frozen=True, slots=True)
class ActivityCodes:
    """Writes codes and reads them, by a key of this deployment alone."""

    key: bytes

    def write(self, activity: Activity) -> str:
        """Write the code of an activity, whose times are whole minutes."""
        begins, ends = (int(at.timestamp()) // 60 for at in (activity.stretch.started_at, activity.stretch.ended_at))
        text = f"S1.{activity.post}.{begins}.{ends}"
        return f"{text}.{self._seal(text)}"

    def read(self, code: str, now: datetime) -> Activity:
        """Read a code that somebody signs in by.

        Raises:
            BadInput: no code of this deployment. Conflict: its activity does not go on.
        """
        found = _CODE.fullmatch(code.strip())
        if not found or not hmac.compare_digest(self._seal(code.strip().rpartition(".")[0]), found["seal"]):
            raise BadInput("签到码无效。", "That is no code of an activity here.").at("code")
        begins, ends = (datetime.fromtimestamp(int(found[name]) * 60, UTC) for name in ("begins", "ends"))
        activity = Activity(found["post"], Stretch(begins, ends))
        if now < activity.opens_at:
            raise Conflict(
                "签到尚未开始，活动前 30 分钟起可签到。", "Signing in begins 30 minutes before the activity."
            )
        if now > ends:
            raise Conflict("活动已经结束，不能签到。", "The activity is over.")
        return activity

    def _seal(self, text: str) -> str:
        return base64.urlsafe_b64encode(hmac.digest(self.key, text.encode(), "sha256")[:SEAL_BYTES]).decode()


@cache
def codes_of_this_process() -> ActivityCodes:
    """Make codes that only this process reads; for where no deployment has handed in a key."""
    return ActivityCodes(secrets.token_bytes(32))
