"""Files of npm packages: fetched once, verified, never half written, and a clear message when they cannot be had."""

import base64
import hashlib
import io
import os
import tarfile
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import httpx
import pytest
from starlette.applications import Starlette

from graphsvc.errors import SetupError
from graphsvc.settings import Settings
from graphsvc.web.explorer.packages import PACKAGES, Package, fetched
from graphsvc.web.explorer.page import examples, routes

CONTENT = b"const answer = 42"


def archive() -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as tar:
        member = tarfile.TarInfo("package/dist/answer.js")
        member.size = len(CONTENT)
        tar.addfile(member, io.BytesIO(CONTENT))
    return packed.getvalue()


ARCHIVE = archive()
SHA = base64.b64encode(hashlib.sha512(ARCHIVE).digest()).decode()
ANSWER = Package("answer", "1.0.0", SHA, ("dist/answer.js",))


@pytest.fixture
def registry() -> Iterator[tuple[str, list[str]]]:
    """The address of a registry with one package, and the paths it was asked for."""
    asked: list[str] = []

    class Registry(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            found = self.path == f"/{ANSWER.path}"
            self.send_response(200 if found else 404)
            self.end_headers()
            self.wfile.write(ARCHIVE if found else b"")

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Registry)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", asked
    server.shutdown()


async def test_a_package_is_fetched_once_and_then_read_from_the_cache(
    registry: tuple[str, list[str]], tmp_path: Path
) -> None:
    url, asked = registry
    for _ in range(2):
        files = await fetched(tmp_path, url, (ANSWER,))
        assert files["answer.js"].read_bytes() == CONTENT
    assert asked == ["/answer/-/answer-1.0.0.tgz"]


@pytest.mark.parametrize(
    "wrong",
    [Package("answer", "1.0.0", "AAAA", ("dist/answer.js",)), Package("other", "1.0.0", SHA, ("dist/answer.js",))],
    ids=["another content", "not there"],
)
async def test_another_package_than_the_pinned_one_leaves_nothing_behind(
    registry: tuple[str, list[str]], tmp_path: Path, wrong: Package
) -> None:
    with pytest.raises(SetupError, match="GRAPHSVC_NPM_URL"):
        await fetched(tmp_path, registry[0], (wrong,))
    assert os.listdir(tmp_path) == []


@pytest.fixture
async def offline(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    settings = Settings(cache_dir=tmp_path, npm_url="http://127.0.0.1:9")
    transport = httpx.ASGITransport(Starlette(routes=routes(settings)))
    async with httpx.AsyncClient(transport=transport, base_url="http://graphsvc") as client:
        yield client


async def test_an_explorer_whose_files_cannot_be_had_says_what_to_do(offline: httpx.AsyncClient) -> None:
    response = await offline.get("/")
    assert response.status_code == 503
    assert "请联网后刷新" in response.text


async def test_with_a_full_cache_the_explorer_needs_no_network_and_names_no_other_host(
    offline: httpx.AsyncClient, tmp_path: Path
) -> None:
    for package in PACKAGES:
        for name in package.files:
            path = tmp_path / "explorer" / f"{package.name}-{package.version}" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(name, encoding="utf-8")
    page = await offline.get("/")
    assert page.status_code == 200
    assert "http://" not in page.text
    assert "https://" not in page.text
    assert all(example["title"] in page.text for example in examples())
    for name in ("react.production.min.js", "react-dom.production.min.js", "graphiql.min.js", "graphiql.min.css"):
        assert f'"explorer/{name}"' in page.text
        assert (await offline.get(f"/explorer/{name}")).text == name
    assert "connect-src 'self'" in page.headers["content-security-policy"]


@pytest.mark.parametrize("name", ["other.js", "..%2f..%2fsettings.py", "explorer.html"])
async def test_nothing_else_is_served_beside_it(offline: httpx.AsyncClient, name: str) -> None:
    assert (await offline.get(f"/explorer/{name}")).status_code == 404
