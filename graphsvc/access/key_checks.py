"""The keys a graph was used with, compared with those at hand before a service answers its first request.

The graph holds a check value for each key: derived from the key, so that only its holder can have made it. A key
that is in use there and not at hand would leave values that do not open, or a record that cannot be verified.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

from graphsvc.access.sealing.fields import FieldKeys
from graphsvc.access.sealing.rotation import Store, some_sealed
from graphsvc.cypher.files import statements
from graphsvc.cypher.statement import Statement
from graphsvc.errors import StartRefused

STATEMENTS = statements(Path(__file__).with_name("keys.cypher"))


class KeyUse(StrEnum):
    """What a key is for."""

    FIELDS = "fields"
    RECORD = "record"


@dataclass(frozen=True, slots=True)
class KeyCheck:
    """A key as the graph knows it; nothing is sealed any more under one that is `retired`."""

    id: str
    use: KeyUse
    check: str
    retired: bool


async def key_checks(graph: Store) -> dict[str, KeyCheck]:
    """Return the keys of a graph by their ids."""
    rows = await graph.read(Statement(STATEMENTS["checks"]))
    return {row[0]: KeyCheck(row[0], KeyUse(row[1]), row[2], row[3]) for row in rows}


async def take_up(graph: Store, use: KeyUse, keys: Mapping[str, str], now: datetime) -> list[str]:
    """Note keys, id → check value, as used from now on; of two callers with different keys only the first does.

    Args:
        keys: the one that seals comes first.
    Returns:
        ids of keys that the graph is in use with and that are not among them; then nothing was noted.
    """
    params = {
        "use": use,
        "ids": list(keys),
        "keys": [{"id": id_, "check": check} for id_, check in keys.items()],
        "at": now.isoformat(),
    }
    missing: list[str] = (await graph.write(Statement(STATEMENTS["take_up"], params))).rows[0][0]
    return missing


async def retire(graph: Store, use: KeyUse, ids: Sequence[str], now: datetime) -> None:
    """Note that nothing is sealed under these keys any more."""
    await graph.write(Statement(STATEMENTS["retire"], {"ids": list(ids), "use": use, "at": now.isoformat()}))


async def give_up(graph: Store, id_: str, now: datetime) -> None:
    """Note that a key, or what an old name stands for, is lost: what is sealed under it stays and does not open."""
    params = {"id": id_, "use": KeyUse.FIELDS, "at": now.isoformat()}
    await graph.write(Statement(STATEMENTS["give_up"], params))


async def verify_field_keys(graph: Store, keys: FieldKeys, now: datetime) -> None:
    """Compare the keys at hand with those of the graph, open some values, and note the keys as used.

    Raises:
        StartRefused: a key of the graph is not at hand, or nothing sealed under some id opens; names them.
    """
    known = await key_checks(graph)
    if altered := [key.id for key in keys.keys if key.id in known and known[key.id].check not in ("", key.check)]:
        raise _altered(altered)
    if closed := set(await _closed(graph, keys)) - {id_ for id_, check in known.items() if check.retired}:
        raise _closed_values(sorted(closed), keys)
    if missing := await take_up(graph, KeyUse.FIELDS, {key.id: key.check for key in keys.keys}, now):
        raise _missing(missing, keys)


async def _closed(graph: Store, keys: FieldKeys) -> list[str]:
    """Ids under which values are sealed of which none opens, among some of the graph."""
    samples = await some_sealed(graph)
    opened = Counter(each.key for each in samples if each.opens(keys))
    return [id_ for id_ in {each.key for each in samples} if not opened[id_]]


def _missing(missing: Sequence[str], keys: FieldKeys) -> StartRefused:
    lost, here = ", ".join(missing), ", ".join(key.id for key in keys.keys)
    return StartRefused(
        f"图中的个人信息用密钥 {lost} 加密，而 GRAPHSVC_FIELD_KEY 里只有 {here}。请把缺少的密钥加回去"
        "（放在新密钥之后），或在轮换完成后用 graphsvc keys rotate 注销它；确已丢失的用 graphsvc keys give-up 声明。",
        f"Personal fields of this graph are sealed under the key {lost}, and GRAPHSVC_FIELD_KEY holds {here}. Put the "
        "missing key back behind the newest; `graphsvc keys rotate` retires it; if it is lost, say so by "
        "`graphsvc keys give-up`.",
    )


def _closed_values(ids: Sequence[str], keys: FieldKeys) -> StartRefused:
    lost, here = ", ".join(ids), ", ".join(key.id for key in keys.keys)
    return StartRefused(
        f"图中以“{lost}”名义加密的个人信息用现有密钥（{here}）一条也打不开；请补上原来的密钥，"
        "确已丢失的用 graphsvc keys give-up 声明。",
        f"No value sealed under the name {lost} opens with the keys at hand ({here}); add the key it was sealed with, "
        "or say by `graphsvc keys give-up` that it is lost.",
    )


def _altered(ids: Sequence[str]) -> StartRefused:
    return StartRefused(
        f"图中密钥 {', '.join(ids)} 的校验值与密钥不符，已被改动；请从备份核对。",
        f"The graph's check value of the key {', '.join(ids)} is not the key's own: it was altered; compare a backup.",
    )
