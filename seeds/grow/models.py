"""Units, resources and needs of the demo, on which others are modelled: its texts are the vocabulary of the city."""

from dataclasses import dataclass
from functools import cache

from graphsvc.intake.files.sheet import read_sheet
from graphsvc.intake.model.columns import Row
from graphsvc.intake.tables.declared import TABLES
from graphsvc.paths import SEEDS_DIR

# Words of invented names in the demo, which another place replaces by words of its own.
_DEMO_WORDS = (
    "平岭里",
    "梯安里",
    "松柏里",
    "屋顶匠",
    "云杉谷",
    "巧帮邻",
    "灶火台",
    "平岭",
    "云阶",
    "屏麓",
    "禾川",
    "嘉梧",
    "渝澄",
    "邻禾",
    "飞鹊",
    "衡屏",
    "拾光",
    "老兵先锋",
)

_DEMO_PLACES = ("马家堡", "浮图关", "浮图", "袁家岗")


@dataclass(frozen=True, slots=True)
class Model:
    """A unit of the demo that others are modelled on, and what it offers."""

    name: str
    kind: str
    sector: str
    level: str
    offers: tuple[Row, ...]


def unit_name(model: Model, own: str, district: str, subdistrict: str) -> str:
    """The model's name, moved to another place: its invented word and the names of areas are replaced."""
    name = model.name
    for demo in _DEMO_WORDS:
        name = name.replace(demo, own)
    return name.replace("渝中区", district).replace("大坪街道", subdistrict).replace("大坪", own)


@cache
def rows(table: str) -> tuple[Row, ...]:
    """The rows of a table of the demo."""
    sheet = read_sheet(TABLES[table], SEEDS_DIR / "demo" / f"{table}.csv")
    return tuple(line.row for line in sheet.lines)


@cache
def models() -> tuple[tuple[Model, ...], tuple[Model, ...]]:
    """Units to model others on: those of a whole district or the city, and local ones."""
    offers: dict[str, list[Row]] = {}
    for resource in rows("resources"):
        offers.setdefault(str(resource["offered_by"]), []).append(resource)
    all_models = [_model(unit, tuple(offers[str(unit["id"])])) for unit in rows("units")]
    wide = tuple(model for model in all_models if model.level in ("DISTRICT", "MUNICIPAL"))
    return wide, tuple(model for model in all_models if model not in wide)


def _model(unit: Row, offers: tuple[Row, ...]) -> Model:
    return Model(str(unit["name"]), str(unit["kind"]), str(unit["sector"]), str(unit["level"]), offers)


def project_title(own: str, model: Row) -> str:
    """The title of a project of the demo, with a word of its own instead of the demo's communities."""
    title = str(model["title"])
    for demo in _DEMO_PLACES:
        title = title.removeprefix(demo)
    return f"{own}{title}"
