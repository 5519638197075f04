"""Files of npm packages that the explorer needs: fetched once, each package checked by SHA-512, kept in the cache."""

import asyncio
import base64
import hashlib
import io
import os
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import httpx

from graphsvc.authorities import authorities
from graphsvc.errors import SetupError

TIMEOUT = httpx.Timeout(20.0, connect=6.0)  # seconds without a byte


@dataclass(frozen=True, slots=True)
class Package:
    """One version of a package: `integrity` as its lock file would hold it, and the members that are served."""

    name: str
    version: str
    integrity: str
    members: tuple[str, ...]

    @property
    def path(self) -> str:
        """Path below the address of a registry."""
        return f"{self.name}/-/{self.name}-{self.version}.tgz"

    @property
    def files(self) -> Mapping[str, str]:
        """Members by the file name they are served under."""
        return {Path(member).name: member for member in self.members}


PACKAGES = (
    Package(
        "react",
        "18.3.1",
        "wS+hAgJShR0KhEvPJArfuPVN1+Hz1t0Y6n5jLrGQbkb4urgPE/0Rve+1kMB1v/oWgHgm4WIcV+i7F2pTVj+2iQ==",
        ("umd/react.production.min.js",),
    ),
    Package(
        "react-dom",
        "18.3.1",
        "5m4nQKp+rZRb09LNH59GM4BxTh9251/ylbKIbpe7TpGxfJ+9kv6BLkLBXIjjspbgbnIBNqlI23tRnTWT0snUIw==",
        ("umd/react-dom.production.min.js",),
    ),
    Package(
        "graphiql",  # 4.1 is the last with a build that needs no bundler; it holds its editor, fonts and parser
        "4.1.2",
        "rNlzQIAzm6i2KBXmVQWBgLvt0TloxFVB2d18bukvdsvjEuFDHsKx5IVOomL1W1o5WW+tE54+ioHb2AEKzO2cUg==",
        ("graphiql.min.js", "graphiql.min.css"),
    ),
)


async def fetched(folder: Path, npm_url: str, packages: tuple[Package, ...] = PACKAGES) -> Mapping[str, Path]:
    """Every file by the name it is served under; a full cache needs no network.

    Args:
        folder: the cache; each package has a folder of its own in it, named with its version.
    Raises:
        SetupError: the registry does not answer, or gives another package than the pinned one.
    """
    missing = [package for package in packages if not _complete(package, folder)]
    if missing:
        async with httpx.AsyncClient(verify=authorities(), timeout=TIMEOUT, follow_redirects=True) as client:
            await asyncio.gather(*(_fetch(client, package, folder, npm_url.rstrip("/")) for package in missing))
    return {name: _home(package, folder) / name for package in packages for name in package.files}


def _home(package: Package, folder: Path) -> Path:
    return folder / f"{package.name}-{package.version}"


def _complete(package: Package, folder: Path) -> bool:
    return all((_home(package, folder) / name).is_file() for name in package.files)


async def _fetch(client: httpx.AsyncClient, package: Package, folder: Path, npm_url: str) -> None:
    try:
        response = await client.get(f"{npm_url}/{package.path}")
        response.raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as problem:
        raise _missing(package, npm_url, str(problem) or type(problem).__name__) from None
    digest = base64.b64encode(hashlib.sha512(response.content).digest()).decode()
    if digest != package.integrity:
        raise _missing(package, npm_url, "SHA-512")
    await asyncio.to_thread(_unpack, response.content, package, _home(package, folder))


def _unpack(content: bytes, package: Package, home: Path) -> None:
    """Write the members, each under its name only when it is whole."""
    home.mkdir(parents=True, exist_ok=True)
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:gz") as archive:
        for name, member in package.files.items():
            inside = archive.extractfile(f"package/{member}")
            assert inside is not None, member
            part = home / f".{name}.{os.getpid()}.part"
            part.write_bytes(inside.read())
            part.replace(home / name)


def _missing(package: Package, npm_url: str, why: str) -> SetupError:
    return SetupError(
        f"查询台还缺 {package.name} {package.version}，无法从 {npm_url} 取得：{why}。请联网后刷新，"
        "或把 GRAPHSVC_NPM_URL 指向可用的镜像。",
        f"The explorer lacks {package.name} {package.version} and {npm_url} does not give it: {why}. Connect to the "
        "network and reload, or point GRAPHSVC_NPM_URL at a mirror.",
    )
