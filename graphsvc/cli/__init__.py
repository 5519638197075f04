"""The command line: `graphsvc demo | serve | neo4j | migrate | load | schema | query | errors | doctor`."""

from graphsvc.cli.registry import main

__all__ = ["main"]
