"""Pin an embedded Neo4j: let Maven resolve a version once and commit what it found, each jar with its SHA-256.

Run by hand when a version is added: `python -m graphsvc.db.jvm.pin 2026.08.1` (needs Maven and the network).
"""

import hashlib
import subprocess
import sys
import tempfile
from pathlib import Path

from graphsvc.db.jvm.jars import LISTS, Jar, line

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


def resolve(version: str, folder: Path) -> list[Jar]:
    """Every jar Neo4j `version` needs at run time, sorted; Maven copies them into `folder` in repository layout.

    Raises:
        subprocess.CalledProcessError: Maven could not resolve the version.
    """
    (folder / "pom.xml").write_text(_POM.format(version=version), encoding="utf-8")
    options = ["-DincludeScope=runtime", "-Dmdep.useRepositoryLayout=true", f"-DoutputDirectory={folder / 'jars'}"]
    subprocess.run(["mvn", "-q", "-B", _PLUGIN, *options], cwd=folder, check=True)  # noqa: S603, S607
    return sorted(_measured(folder / "jars", path) for path in (folder / "jars").rglob("*.jar"))


def _measured(root: Path, path: Path) -> Jar:
    *group, artifact, version, name = path.relative_to(root).parts
    classifier = name.removeprefix(f"{artifact}-{version}").removesuffix(".jar").removeprefix("-")
    content = path.read_bytes()
    return Jar(".".join(group), artifact, version, classifier, hashlib.sha256(content).hexdigest(), len(content))


def main(version: str) -> None:
    """Write the list of one version beside the others."""
    with tempfile.TemporaryDirectory() as folder:
        jars = resolve(version, Path(folder))
    LISTS.joinpath(f"{version}.txt").write_text("".join(f"{line(jar)}\n" for jar in jars), encoding="utf-8")
    print(f"{len(jars)} jars, {sum(jar.size for jar in jars) / 1e6:.0f} MB")


if __name__ == "__main__":
    main(sys.argv[1])
