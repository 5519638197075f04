"""The limit: hand-written statements on the official driver, behind the least HTTP that can carry them.

Which baseline is fair? Two are measured. `limit_http` is this module as a process of its own: an ASGI function under
the same uvicorn as the service, with the same settings, that reads a JSON body, runs `session.run` in a READ session of
the official asynchronous driver with the service's own driver settings, takes the values and writes JSON with orjson.
It has no router, no deadline, no lanes, no breaker, no variables to check: what is left is what an engineer who writes
one endpoint a screen cannot leave out. `limit` (`bench.bare`) is the same without HTTP, in a loop. The service is
judged by `limit_http`, since both then answer the same requests over the same wire; the other shows what HTTP costs.
It imports nothing of the service but settings and text files, so that the service's memory is not held against it.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from zoneinfo import ZoneInfo

import orjson
import uvicorn
from neo4j import READ_ACCESS, AsyncDriver, AsyncGraphDatabase

from bench.texts import written
from graphsvc.china import day_in_china
from graphsvc.clock import utc_now
from graphsvc.settings import Settings

TUNING: dict[str, Any] = {
    "max_connection_pool_size": 32,
    "connection_acquisition_timeout": 2,
    "connection_timeout": 2,
    "max_connection_lifetime": 900,
    "liveness_check_timeout": 10,
    "fetch_size": 500,
    "telemetry_disabled": True,
    "notifications_min_severity": "OFF",
}
CHINA = ZoneInfo("Asia/Shanghai")
HEADERS = [(b"content-type", b"application/json; charset=utf-8")]


class Written:
    """Answers a statement by its name."""

    def __init__(self, driver: AsyncDriver, database: str) -> None:
        self.driver = driver
        self.database = database
        self.texts = written()
        self.dated = {name for name, text in self.texts.items() if "$today" in text}

    async def answer(self, name: str, parameters: Mapping[str, Any]) -> bytes:
        """The response body: the statement's only value as `data`."""
        given = dict(parameters)
        if name in self.dated:
            given["today"] = day_in_china(utc_now())
        async with self.driver.session(database=self.database, default_access_mode=READ_ACCESS) as session:
            result = await session.run(self.texts[name], given)
            rows = [record.values() async for record in result]
        return orjson.dumps({"data": rows[0][0]})


def connected(settings: Settings) -> Written:
    """The statements on the Neo4j of the settings; connects with the first one."""
    secret = settings.neo4j_password
    assert settings.neo4j_uri is not None
    assert secret is not None
    sign_in = (settings.neo4j_user, secret.get_secret_value())
    driver = AsyncGraphDatabase.driver(settings.neo4j_uri, auth=sign_in, **TUNING)
    return Written(driver, settings.neo4j_database)


Message = dict[str, Any]


def application(written: Written) -> Callable[..., Awaitable[None]]:
    """POST /<name of a statement>, its parameters as the body."""

    async def answer(scope: Message, receive: Callable[[], Awaitable[Message]], send: Any) -> None:
        body = b""
        while (message := await receive()).get("more_body"):
            body += message["body"]
        body += message.get("body", b"")
        found = await written.answer(scope["path"][1:], orjson.loads(body)) if body else b""
        length = (b"content-length", str(len(found)).encode())
        await send({"type": "http.response.start", "status": 200, "headers": [*HEADERS, length]})
        await send({"type": "http.response.body", "body": found})

    return answer


def main() -> None:
    """Serve with the service's own uvicorn settings; `tests/bench` holds them equal."""
    settings = Settings()
    uvicorn.Server(uvicorn.Config(application(connected(settings)), **uvicorn_settings(settings))).run()


def uvicorn_settings(settings: Settings) -> dict[str, Any]:
    """How the service is served."""
    return {
        "host": settings.host,
        "port": settings.port,
        "log_level": "warning",
        "access_log": False,
        "server_header": False,
        "date_header": False,
        "lifespan": "off",
    }


if __name__ == "__main__":
    main()
