"""Health: whether the process lives, and whether it can answer."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

Ready = Callable[[], Awaitable[bool]]


def routes(ready: Ready, alive: Callable[[], bool]) -> list[Route]:
    """`/health/live` answers 200 unless a restart may help, `/health/ready` when the database answers; else 503.

    Args:
        alive: whether no task of the process has been failing for too long.
    """

    async def live(_: Request) -> JSONResponse:
        return JSONResponse({"status": "live"}) if alive() else JSONResponse({"status": "stuck"}, status_code=503)

    async def is_ready(_: Request) -> JSONResponse:
        if await ready():
            return JSONResponse({"status": "ready"})
        return JSONResponse({"status": "not ready"}, status_code=503, headers={"retry-after": "1"})

    return [Route("/health/live", live), Route("/health/ready", is_ready)]
