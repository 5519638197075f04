"""Pin an embedded Neo4j: let Maven resolve a version once and keep what it found, each jar with its SHA-256.

An operator does it by `graphsvc neo4j pin VERSION`. For a version that comes with the program, run by hand
`python -m graphsvc.db.jvm.pin VERSION [MAVEN_URL]` (both need Maven and the network).
"""

import hashlib
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from xml.sax.saxutils import escape

from graphsvc.db.jvm.jars import LISTS, Jar, line
from graphsvc.errors import SetupError

_PLUGIN = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"
_POM = """<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>graphsvc</groupId><artifactId>embedded</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>org.neo4j.app</groupId><artifactId>neo4j-server</artifactId><version>{version}</version></dependency>
    <dependency><groupId>org.neo4j</groupId><artifactId>neo4j</artifactId><version>{version}</version></dependency>
  </dependencies>
</project>
"""


_VERSION = re.compile(r"\d{1,4}(\.\d{1,3}){1,3}")
_SETTINGS = """<settings>
  <mirrors><mirror><id>given</id><mirrorOf>*</mirrorOf><url>{url}</url></mirror></mirrors>
</settings>
"""


def pin(version: str, folder: Path, maven_url: str) -> list[Jar]:
    """Make the list of a version in a folder; replaces one that is there.

    Args:
        maven_url: the repository that everything comes from.
    Raises:
        SetupError: no such version there, or no Maven on this machine.
    """
    if not _VERSION.fullmatch(version):
        raise SetupError(f"{version} 不是版本号。", f"{version} is no version such as 2026.08.1.")
    if shutil.which("mvn") is None:
        raise SetupError("生成清单需要 Maven（mvn）。", "Making a list needs Maven (`mvn`) on this machine.")
    with tempfile.TemporaryDirectory() as scratch:
        place = Path(scratch)
        (place / "settings.xml").write_text(_SETTINGS.format(url=escape(maven_url)), encoding="utf-8")
        try:
            jars = resolve(version, place, "--settings", str(place / "settings.xml"))
        except subprocess.CalledProcessError:
            raise SetupError(
                f"Maven 无法从 {maven_url} 取得 Neo4j {version}。",
                f"Maven cannot get Neo4j {version} from {maven_url}.",
            ) from None
    folder.mkdir(parents=True, exist_ok=True)
    part = folder / f".{version}.part"
    part.write_text("".join(f"{line(jar)}\n" for jar in jars), encoding="utf-8")
    part.replace(folder / f"{version}.txt")
    return jars


def resolve(version: str, folder: Path, *options: str) -> list[Jar]:
    """Return every jar Neo4j `version` needs at run time, sorted; Maven copies them into `folder` in repository layout.

    Raises:
        subprocess.CalledProcessError: Maven could not resolve the version.
    """
    (folder / "pom.xml").write_text(_POM.format(version=version), encoding="utf-8")
    wanted = ["-DincludeScope=runtime", "-Dmdep.useRepositoryLayout=true", f"-DoutputDirectory={folder / 'jars'}"]
    subprocess.run(["mvn", "-q", "-B", *options, _PLUGIN, *wanted], cwd=folder, check=True)  # noqa: S603, S607
    return sorted(_measured(folder / "jars", path) for path in (folder / "jars").rglob("*.jar"))


def _measured(root: Path, path: Path) -> Jar:
    *group, artifact, version, name = path.relative_to(root).parts
    classifier = name.removeprefix(f"{artifact}-{version}").removesuffix(".jar").removeprefix("-")
    content = path.read_bytes()
    return Jar(".".join(group), artifact, version, classifier, hashlib.sha256(content).hexdigest(), len(content))


def main(version: str, maven_url: str = "https://repo.maven.apache.org/maven2") -> None:
    """Write the list of one version beside the others."""
    jars = pin(version, LISTS, maven_url)
    print(f"{len(jars)} jars, {sum(jar.size for jar in jars) / 1e6:.0f} MB")


if __name__ == "__main__":
    main(*sys.argv[1:])
