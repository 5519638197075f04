"""The keys of sealed personal fields, from the settings; a developer's machine makes its own."""

import base64
import binascii
import os
import re
from pathlib import Path

from graphsvc.access.dev_secret import read_or_make_secret
from graphsvc.access.guessing import is_guessable
from graphsvc.access.sealing.fields import KEY_BYTES, FieldKey, FieldKeys
from graphsvc.access.sealing.suites import Family, suite_of
from graphsvc.errors import SetupError
from graphsvc.settings import Settings

_NAME = re.compile(r"[0-9A-Za-z_-]{1,32}")


def field_keys(settings: Settings) -> FieldKeys:
    """Return the keys to seal and open with.

    Raises:
        SetupError: production without a key, or a text that is no list of keys; never shows a part of it.
    """
    family = Family(settings.algorithms)
    if settings.field_key is not None:
        return read_keys(settings.field_key.get_secret_value(), family)
    if settings.profile != "developer":
        raise SetupError(
            "生产环境必须设置个人信息密钥 GRAPHSVC_FIELD_KEY 或 GRAPHSVC_FIELD_KEY_FILE（graphsvc keys new 可生成）。",
            "Production needs a key for personal fields: set GRAPHSVC_FIELD_KEY or GRAPHSVC_FIELD_KEY_FILE "
            "(`graphsvc keys new` makes one).",
        )
    return read_keys(read_or_make_secret(key_file(settings.data_dir), new_key), family)


def read_keys(text: str, family: Family = Family.INTERNATIONAL) -> FieldKeys:
    """Read keys from `name:base64, name:base64`, newest first; the name may be left out.

    Raises:
        SetupError: not of that form, a secret that is not 32 bytes or is no random one, or a key given twice.
    """
    keys = tuple(_key(part.strip()) for part in text.replace("\n", ",").split(",") if part.strip())
    if not keys or len({key.id for key in keys}) < len(keys):
        raise _malformed()
    return FieldKeys(keys, suite_of(family))


def new_key(name: str = "") -> str:
    """Make a random key as settings hold it, under a name or under its own id."""
    secret = os.urandom(KEY_BYTES)
    return f"{name or FieldKey.of(secret).id}:{base64.b64encode(secret).decode()}"


def key_file(data_dir: Path) -> Path:
    """Tell where a developer's key is kept; whoever loses it loses the sealed fields."""
    return data_dir / "field.key"


def _key(part: str) -> FieldKey:
    name, colon, text = part.rpartition(":")
    try:
        secret = base64.b64decode(text.translate(str.maketrans("-_", "+/")), validate=True)
    except (binascii.Error, ValueError):
        raise _malformed() from None
    if (colon and not _NAME.fullmatch(name)) or len(secret) != KEY_BYTES:
        raise _malformed()
    if is_guessable(secret):
        raise SetupError(
            "GRAPHSVC_FIELD_KEY 中有一个密钥不是随机的（字节重复）；请用 graphsvc keys new 生成。",
            "A key of GRAPHSVC_FIELD_KEY is not random, its bytes repeat; make one with `graphsvc keys new`.",
        )
    return FieldKey.of(secret, name)


def _malformed() -> SetupError:
    return SetupError(
        "GRAPHSVC_FIELD_KEY 应为 名称:base64（32 字节），多个用逗号隔开、最新的在前、同一密钥只写一次。",
        "GRAPHSVC_FIELD_KEY is name:base64 of 32 bytes; several with commas between, newest first, each key once.",
    )
