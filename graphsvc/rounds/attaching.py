"""Attached again and again, until it works, and again when the database has to be started anew; whatever fails."""

import asyncio
import logging
from collections.abc import Callable
from enum import StrEnum
from typing import Protocol

from graphsvc.errors import GraphsvcError, StartRefused, Unavailable
from graphsvc.rounds.vitals import Backoff, Vitals

log = logging.getLogger(__name__)

TASK = "attaching"
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 15.0  # seconds between attempts


class Attachable(Protocol):
    """A service that a database can be attached to."""

    async def attach(self) -> object:
        """Reach or start the database; goes on from where an earlier attempt stopped."""

    async def until_unfit(self) -> StrEnum:
        """Return with the reason when what was started has to be started anew."""

    async def detach(self) -> None:
        """Let go of the database, and end it if it was started here; harmless when nothing is attached."""

    @property
    def has_lost_its_database(self) -> bool:
        """Whether the database that was started here has ended."""


async def keep_attached(service: Attachable, vitals: Vitals, refused: Callable[[StartRefused], None]) -> None:
    """Keep a service attached until it is cancelled, or until waiting does not help.

    Args:
        refused: told when somebody has to act before the service can come up.
    """
    backoff = Backoff(FIRST_PAUSE, LONGEST_PAUSE)
    while True:
        try:
            await _attached_once(service, vitals, backoff)
            continue
        except StartRefused as refusal:
            refused(refusal)
            return
        except Unavailable as failure:
            log.warning("%s", failure.en)
        except GraphsvcError as failure:
            vitals.failed(TASK)
            log.warning("%s", failure.en)
        except OSError as failure:
            vitals.failed(TASK)
            log.error("attaching failed: %s: %s", failure.strerror or type(failure).__name__, failure.filename)
        except Exception:  # nobody else would tell of it, and nobody else would go on
            vitals.failed(TASK)
            log.exception("attaching failed")
        await _let_go(service)
        await asyncio.sleep(backoff.pause())


async def _attached_once(service: Attachable, vitals: Vitals, backoff: Backoff) -> None:
    """Attach, and let go when the database has to be started anew."""
    await service.attach()
    vitals.went_well(TASK)
    backoff.reset()
    log.info("attached")
    why = await service.until_unfit()
    log.error("Neo4j is started anew: %s", why)
    await service.detach()


async def _let_go(service: Attachable) -> None:
    """What was started here and has ended is no place to go on from."""
    try:
        if service.has_lost_its_database:
            await service.detach()
    except Exception:
        log.exception("letting go failed")
