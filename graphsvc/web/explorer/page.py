"""The explorer: GraphiQL and the example documents, served whole from here, with no request to any other host."""

import asyncio
from collections.abc import Mapping, Sequence
from pathlib import Path

import orjson
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import BaseRoute, Route

from graphsvc.errors import SetupError
from graphsvc.paths import SCHEMA_DIR
from graphsvc.settings import Settings
from graphsvc.web.explorer.packages import fetched

HERE = Path(__file__).parent
EXAMPLES = SCHEMA_DIR / "examples"
FOLLOWED = EXAMPLES / "subscriptions"
OWN = {name: HERE / name for name in ("explorer.js", "explorer.css")}
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src data:; font-src data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The editor sets styles on its elements; scripts come from files of this service only."""


def examples(folder: Path = EXAMPLES) -> list[dict[str, str]]:
    """The example documents: name and text, by file name; the first comment line is the title."""
    return [
        {"title": text.splitlines()[0].lstrip("# "), "text": text}
        for path in sorted(folder.glob("*.graphql"))
        if (text := path.read_text(encoding="utf-8"))
    ]


def routes(settings: Settings) -> Sequence[BaseRoute]:
    """`/`, the explorer, and the files it is made of, which are fetched when it is opened for the first time."""
    shown = orjson.dumps([*examples(), *examples(FOLLOWED)]).decode().replace("</", "<\\/")
    page = (HERE / "explorer.html").read_text(encoding="utf-8").replace("/*examples*/", shown)
    headers = {"content-security-policy": POLICY}
    files: dict[str, Path] = {}
    one_at_a_time = asyncio.Lock()

    async def ready() -> Mapping[str, Path]:
        async with one_at_a_time:
            if not files:
                files.update({**OWN, **await fetched(settings.cache_dir / "explorer", settings.npm_url)})
        return files

    async def explorer(_: Request) -> Response:
        try:
            await ready()
        except SetupError as missing:
            return PlainTextResponse(f"{missing.zh}\n\n{missing.en}\n", status_code=503, headers=headers)
        return HTMLResponse(page, headers=headers)

    async def file(request: Request) -> Response:
        path = files.get(request.path_params["name"])
        if path is None:
            return PlainTextResponse("Not Found", status_code=404)
        return FileResponse(path, headers={"cache-control": "max-age=3600"})

    return [Route("/", explorer), Route("/explorer/{name}", file)]
