"""The jars of an embedded Neo4j: a list of Maven coordinates, each with its SHA-256 and size.

Lists come with the program; for a newer Neo4j an operator makes one by `graphsvc neo4j pin`, in a folder beside them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from graphsvc.errors import SetupError

LISTS = Path(__file__).parent / "jars"


@dataclass(frozen=True, slots=True, order=True)
class Jar:
    """One file of a Maven repository; `size` in bytes, `sha256` in hex, `classifier` mostly empty."""

    group: str
    artifact: str
    version: str
    classifier: str
    sha256: str
    size: int

    @property
    def name(self) -> str:
        """File name, unique in a cache of all pinned versions (a test holds that)."""
        return f"{'-'.join(filter(None, (self.artifact, self.version, self.classifier)))}.jar"

    @property
    def path(self) -> str:
        """Path below the address of a Maven repository."""
        return f"{self.group.replace('.', '/')}/{self.artifact}/{self.version}/{self.name}"


def line(jar: Jar) -> str:
    """Write a line of a committed list: `group:artifact:version[:classifier] sha256 size`."""
    return f"{':'.join(filter(None, (jar.group, jar.artifact, jar.version, jar.classifier)))} {jar.sha256} {jar.size}"


def versions(more: Path | None = None) -> list[str]:
    """List the Neo4j versions that are pinned, here or in an operator's folder."""
    return sorted(_lists(more))


def pinned(version: str, more: Path | None = None) -> list[Jar]:
    """List the jars of one Neo4j version, in the order of its class path.

    Args:
        more: a folder of lists beside those that come with the program, which go before.
    Raises:
        SetupError: there is no list for this version.
    """
    lists = _lists(more)
    if version not in lists:
        known = ", ".join(sorted(lists))
        raise SetupError(
            f"内嵌 Neo4j 没有版本 {version} 的清单；可用的版本:{known}。"
            f"新版本用 graphsvc neo4j pin {version} 生成清单。",
            f"The embedded Neo4j has no list of jars for version {version}; GRAPHSVC_NEO4J_VERSION may be {known}. "
            f"`graphsvc neo4j pin {version}` makes one.",
        )
    return list(_read(lists[version]))


def _lists(more: Path | None) -> dict[str, Path]:
    found = [*(more.glob("*.txt") if more else ()), *LISTS.glob("*.txt")]
    return {path.stem: path for path in found}


def _read(path: Path) -> Iterator[Jar]:
    for text in path.read_text(encoding="utf-8").splitlines():
        coordinates, sha256, size = text.split()
        group, artifact, version, *classifier = coordinates.split(":")
        yield Jar(group, artifact, version, "".join(classifier), sha256, int(size))
