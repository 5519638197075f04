"""The explorer: one page to try documents, served whole from here, with no request to any other host."""

from pathlib import Path

import orjson
from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from graphsvc.paths import SCHEMA_DIR

PAGE = Path(__file__).with_name("explorer.html")
EXAMPLES = SCHEMA_DIR / "examples"
POLICY = (
    "default-src 'none'; script-src 'unsafe-inline'; style-src 'unsafe-inline'; connect-src 'self'; "
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)


def examples(folder: Path = EXAMPLES) -> list[dict[str, str]]:
    """The example documents: name and text, by file name; the first comment line is the title."""
    return [
        {"title": text.splitlines()[0].lstrip("# "), "text": text}
        for path in sorted(folder.glob("*.graphql"))
        if (text := path.read_text(encoding="utf-8"))
    ]


def route() -> Route:
    """`/`, the explorer."""
    shown = orjson.dumps(examples()).decode().replace("</", "<\\/")
    page = PAGE.read_text(encoding="utf-8").replace("/*examples*/[]", shown)

    async def explorer(_: Request) -> HTMLResponse:
        return HTMLResponse(page, headers={"content-security-policy": POLICY})

    return Route("/", explorer)
