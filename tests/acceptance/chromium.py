"""A Chromium for the tests: the one that is installed, otherwise one from the npm registry, fetched once by checksum.

The package is a Chromium for Linux x86-64 as cloud functions run it; no Node is needed to unpack it. A font comes with
it, since a machine without fonts shows Chinese as nothing at all.
"""

import base64
import hashlib
import io
import os
import platform
import shutil
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import brotli  # type: ignore[import-untyped]
import httpx
from fontTools.ttLib import TTFont  # type: ignore[import-untyped]

from graphsvc.authorities import authorities
from graphsvc.settings import Settings
from tests.acceptance.once import held

TIMEOUT = httpx.Timeout(60.0, connect=10.0)  # seconds without a byte
FLAGS = (
    "--no-zygote",
    "--in-process-gpu",
    "--use-gl=angle",
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--headless=shell",
)
FONTS_CONF = """\
<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{folder}</dir>
  <dir>/usr/share/fonts</dir>
  <cachedir>{folder}/cache</cachedir>
</fontconfig>
"""


@dataclass(frozen=True, slots=True)
class Chromium:
    """Where a Chromium is, and how it is to be started."""

    path: Path
    flags: tuple[str, ...] = ()
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))


@dataclass(frozen=True, slots=True)
class Tarball:
    """One version of an npm package; `integrity` as its registry gives it."""

    name: str
    version: str
    integrity: str

    def fetch(self, npm_url: str) -> tarfile.TarFile:
        """The package, compared with its checksum."""
        address = f"{npm_url.rstrip('/')}/{self.name}/-/{self.name.rpartition('/')[2]}-{self.version}.tgz"
        response = httpx.get(address, verify=authorities(), timeout=TIMEOUT, follow_redirects=True).raise_for_status()
        digest = base64.b64encode(hashlib.sha512(response.content).digest()).decode()
        assert f"sha512-{digest}" == self.integrity, f"{address} is another file than the pinned one"
        return tarfile.open(fileobj=io.BytesIO(response.content), mode="r:gz")


BROWSER = Tarball(
    "@sparticuz/chromium",
    "153.0.0",
    "sha512-jiGWqSvPMdu4+P9TilYqAR7yEGPEHINx+lCvE/NqNO/EHYzF/x1hUiI5T6ioVIt7dEy7n88byyT0vk+dnsgQwA==",
)
FONT = Tarball(
    "@fontsource-variable/noto-sans-sc",
    "5.3.1",
    "sha512-UB96JJ17HyD5ehEU7Em0hDdh7fvTMB4B4Hzmq5c4QaNwwSLqTrdM2S+coySeBqCkXwh0DxqXT0b0wMrmzorFpQ==",
)


def find_chromium(settings: Settings) -> Chromium:
    """The installed Chromium, or the one in the cache, which is filled first."""
    if installed := shutil.which("chromium"):
        return Chromium(Path(installed), ("--headless=new",))
    machine = (platform.system(), platform.machine())
    assert machine == ("Linux", "x86_64"), f"no Chromium is pinned for {machine}; install one as `chromium`"
    home = settings.cache_dir.absolute() / "chromium" / f"{BROWSER.version}+{FONT.version}"
    with held(home.with_name("lock")):
        if not home.exists():
            _fill(home, settings.npm_url)
    libraries = {"LD_LIBRARY_PATH": str(home / "lib"), "FONTCONFIG_PATH": str(home / "fonts")}
    return Chromium(home / "chromium", FLAGS, {**os.environ, **libraries})


def _fill(home: Path, npm_url: str) -> None:
    """Make the folder, whole or not at all."""
    part = home.with_name("part")
    shutil.rmtree(part, ignore_errors=True)
    fonts = part / "fonts"
    fonts.mkdir(parents=True)
    with BROWSER.fetch(npm_url) as package:
        program = part / "chromium"
        program.write_bytes(_member(package, "package/bin/chromium.br"))
        program.chmod(0o755)
        for name in ("al2023", "swiftshader"):  # the libraries it needs, and those that draw; the latter lie beside it
            with tarfile.open(fileobj=io.BytesIO(_member(package, f"package/bin/{name}.tar.br"))) as inner:
                inner.extractall(part, filter="data")
    with FONT.fetch(npm_url) as package:
        for member in package.getmembers():
            if member.name.endswith(".woff2"):
                _add_font(package, member, fonts)
    (fonts / "fonts.conf").write_text(FONTS_CONF.format(folder=home / "fonts"), encoding="utf-8")
    part.replace(home)


def _member(package: tarfile.TarFile, name: str) -> bytes:
    inside = package.extractfile(name)
    assert inside is not None, name
    content: bytes = brotli.decompress(inside.read())
    return content


def _add_font(package: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Write a web font as fontconfig reads it."""
    inside = package.extractfile(member)
    assert inside is not None, member.name
    font = TTFont(inside)
    font.flavor = None
    font.save(folder / Path(member.name).with_suffix(".ttf").name)
