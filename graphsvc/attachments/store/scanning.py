"""A virus scanner of the machine, asked by a command: the file on its standard input, the verdict its exit code."""

import asyncio
import contextlib
import logging
from collections.abc import Sequence

from graphsvc.errors import BadInput, Unavailable

log = logging.getLogger(__name__)

CLEAN, INFECTED = 0, 1
"""Exit codes of clamscan and clamdscan; every other one is a failure of the scanner."""


async def scan(command: Sequence[str], content: bytes, patience_seconds: float) -> None:
    """Have a file scanned; without a command nothing is.

    Raises:
        BadInput: something was found.
        Unavailable: the scanner cannot be started, fails or takes too long; nothing unscanned is taken.
    """
    if not command:
        return
    try:
        process = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError as failure:
        raise _away("cannot be started") from failure
    try:
        async with asyncio.timeout(patience_seconds):
            await process.communicate(content)
    except TimeoutError:
        raise _away("takes too long") from None
    finally:
        if process.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    if process.returncode == INFECTED:
        raise BadInput("文件没有通过病毒检查。", "The virus scanner refuses the file.").at("file")
    if process.returncode != CLEAN:
        raise _away(f"ended with {process.returncode}")


def _away(why: str) -> Unavailable:
    log.error("the virus scanner %s", why)
    return Unavailable("病毒检查暂时不可用，请稍后重试。", "The virus scanner is away; try again shortly.")
