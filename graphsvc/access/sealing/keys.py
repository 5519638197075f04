"""The keys of sealed personal fields, from the settings; a developer's machine makes its own."""

import base64
import binascii
import os
import re
from pathlib import Path

from graphsvc.access.dev_secret import kept_secret
from graphsvc.access.sealing.fields import KEY_BYTES, FieldKey, FieldKeys
from graphsvc.errors import SetupError
from graphsvc.settings import Settings

_ID = re.compile(r"[0-9A-Za-z_-]{1,32}")


def field_keys(settings: Settings) -> FieldKeys:
    """The keys to seal and open with.

    Raises:
        SetupError: production without a key, or a text that is no list of keys; never shows a part of it.
    """
    if settings.field_key is not None:
        return read_keys(settings.field_key.get_secret_value())
    if settings.profile != "developer":
        raise SetupError(
            "生产环境必须设置个人信息密钥 GRAPHSVC_FIELD_KEY 或 GRAPHSVC_FIELD_KEY_FILE（graphsvc keys new 可生成）。",
            "Production needs a key for personal fields: set GRAPHSVC_FIELD_KEY or GRAPHSVC_FIELD_KEY_FILE "
            "(`graphsvc keys new` makes one).",
        )
    return read_keys(kept_secret(key_file(settings.data_dir), lambda: new_key("developer")))


def read_keys(text: str) -> FieldKeys:
    """Keys from `id:base64, id:base64`, newest first.

    Raises:
        SetupError: not of that form, a secret that is not 32 bytes, or an id given twice.
    """
    keys = tuple(_key(part.strip()) for part in text.replace("\n", ",").split(",") if part.strip())
    if not keys or len({key.id for key in keys}) < len(keys):
        raise _malformed()
    return FieldKeys(keys)


def new_key(id_: str) -> str:
    """A new random key under an id, as settings hold it."""
    return f"{id_}:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}"


def key_file(data_dir: Path) -> Path:
    """Where a developer's key is kept; whoever loses it loses the sealed fields."""
    return data_dir / "field.key"


def _key(part: str) -> FieldKey:
    id_, _, text = part.partition(":")
    try:
        secret = base64.b64decode(text.translate(str.maketrans("-_", "+/")), validate=True)
    except (binascii.Error, ValueError):
        raise _malformed() from None
    if not _ID.fullmatch(id_) or len(secret) != KEY_BYTES:
        raise _malformed()
    return FieldKey.of(id_, secret)


def _malformed() -> SetupError:
    return SetupError(
        "GRAPHSVC_FIELD_KEY 应为 id:base64（32 字节），多个用逗号隔开、最新的在前、id 不重复。",
        "GRAPHSVC_FIELD_KEY is id:base64 of 32 bytes; several with commas between, newest first, each id once.",
    )
