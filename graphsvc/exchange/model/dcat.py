"""The catalogue as JSON-LD by DCAT-AP 3, with the items of each entry as columns by CSVW.

Sources: https://semiceu.github.io/DCAT-AP/releases/3.0.0/, https://www.w3.org/TR/tabular-metadata/. Words with a fixed
set of values are those of the Publications Office of the EU, as DCAT-AP asks for; each such node says its class, which
a validator does not fetch.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from graphsvc.exchange.model.catalogue import FORMAT, Catalogue, Entry
from graphsvc.exchange.model.items import Item
from graphsvc.exchange.model.resources import Cycle, Sharing

AUTHORITY = "http://publications.europa.eu/resource/authority"
PROFILE = "http://data.europa.eu/r5r/"
CONTEXT: Mapping[str, Any] = {
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "vcard": "http://www.w3.org/2006/vcard/ns#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "csvw": "http://www.w3.org/ns/csvw#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
TITLE = "党建引领基层治理信息资源目录"
FREQUENCIES: Mapping[Cycle, str] = {
    Cycle.REALTIME: "UPDATE_CONT",
    Cycle.DAILY: "DAILY",
    Cycle.WEEKLY: "WEEKLY",
    Cycle.MONTHLY: "MONTHLY",
    Cycle.QUARTERLY: "QUARTERLY",
    Cycle.YEARLY: "ANNUAL",
    Cycle.IRREGULAR: "IRREG",
}
RIGHTS: Mapping[Sharing, str] = {
    Sharing.UNCONDITIONAL: "RESTRICTED",
    Sharing.CONDITIONAL: "RESTRICTED",
    Sharing.WITHHELD: "NON_PUBLIC",
}
"""Who may have what is not open to the public; what is open is PUBLIC."""
DATATYPES: Mapping[str, str] = {
    "Int": "xsd:integer",
    "Float": "xsd:double",
    "Boolean": "xsd:boolean",
    "Date": "xsd:date",
    "DateTime": "xsd:dateTime",
}

Node = dict[str, Any]


def catalogue_jsonld(catalogue: Catalogue, address: str, on: date) -> Node:
    """Write the catalogue as one JSON-LD document.

    Args:
        address: under which clients reach the service, without a slash at its end.
        on: the day that the catalogue was made.
    """
    home = f"{address}/catalogue.jsonld"
    publisher = catalogue.entries[0].resource.provider if catalogue.entries else "本服务"
    datasets = [_dataset(each, address, home) for each in catalogue.entries]
    return {
        "@context": CONTEXT,
        "@id": home,
        "@type": "dcat:Catalog",
        "dct:title": in_chinese(TITLE),
        "dct:description": in_chinese("本服务发布的查询及其信息项、共享属性和更新周期。"),
        "dct:publisher": _agent(publisher, "", home),
        "dct:language": _word("language/ZHO", "dct:LinguisticSystem"),
        "dct:modified": _day(on),
        "dct:issued": _day(min((each.resource.issued for each in catalogue.entries), default=on)),
        "dcat:themeTaxonomy": {**_word("data-theme", "skos:ConceptScheme"), "dct:title": in_chinese("数据主题")},
        "dcat:service": _service(address, [each["@id"] for each in datasets], publisher, home),
        "dcat:dataset": datasets,
        "dcat:record": [_record(each, node["@id"]) for each, node in zip(catalogue.entries, datasets, strict=True)],
    }


def _dataset(entry: Entry, address: str, home: str) -> Node:
    resource = entry.resource
    here = f"{home}#{resource.code}"
    rights = "PUBLIC" if resource.is_open else RIGHTS[resource.sharing]
    found: Node = {
        "@id": here,
        "@type": ["dcat:Dataset", "dcat:Resource"],
        "dct:identifier": resource.code,
        "dct:title": in_chinese(resource.title),
        "dct:description": in_chinese(resource.abstract),
        "dct:publisher": _agent(resource.provider, resource.provider_code, home),
        "dcat:contactPoint": _contact(resource.provider),
        "dcat:keyword": [in_chinese(word) for word in resource.category.split("/")],
        "dcat:theme": _theme(),
        "dct:accessRights": _word(f"access-right/{rights}", "dct:RightsStatement"),
        "dct:rights": {"@type": "dct:RightsStatement", "dct:description": in_chinese(_terms(entry))},
        "dct:accrualPeriodicity": _word(f"frequency/{FREQUENCIES[resource.cycle]}", "dct:Frequency"),
        "dct:issued": _day(resource.issued),
        "dct:language": _word("language/ZHO", "dct:LinguisticSystem"),
        "dcat:distribution": _distribution(entry, address, here),
    }
    if resource.related:
        found["dct:relation"] = {"@id": f"{home}#{resource.related}"}
    return found


def _distribution(entry: Entry, address: str, here: str) -> Node:
    return {
        "@id": f"{here}/json",
        "@type": "dcat:Distribution",
        "dct:title": in_chinese(f"{entry.resource.title}（{entry.resource.document}）"),
        "dct:description": in_chinese(FORMAT),
        "dcat:accessURL": {"@id": f"{address}/graphql", "@type": "rdfs:Resource"},
        "dcat:accessService": {"@id": f"{address}/graphql#service"},
        "dct:format": _word("file-type/JSON", "dct:MediaTypeOrExtent"),
        "dcat:mediaType": {
            "@id": "http://www.iana.org/assignments/media-types/application/json",
            "@type": "dct:MediaType",
        },
        "csvw:tableSchema": {
            "@type": "csvw:Schema",
            "csvw:column": {"@list": [_column(item) for item in entry.contents.items]},
        },
    }


def _column(item: Item) -> Node:
    return {
        "@type": "csvw:Column",
        "csvw:name": item.path,
        "csvw:title": in_chinese(item.name),
        "csvw:datatype": {"@id": DATATYPES.get(item.kind, "xsd:string")},
        "dct:description": {"@value": item.about or item.path, "@language": "en"},
    }


def _service(address: str, served: list[str], publisher: str, home: str) -> Node:
    return {
        "@id": f"{address}/graphql#service",
        "@type": "dcat:DataService",
        "dct:title": in_chinese("组织图谱查询服务"),
        "dct:publisher": _agent(publisher, "", home),
        "dcat:contactPoint": _contact(publisher),
        "dcat:theme": _theme(),
        "dcat:keyword": [in_chinese("党建引领基层治理"), in_chinese("查询接口")],
        "dct:description": in_chinese("GraphQL 查询接口；调用者持登录令牌，所见以其权限范围为限。"),
        "dcat:endpointURL": {"@id": f"{address}/graphql", "@type": "rdfs:Resource"},
        "dcat:servesDataset": [{"@id": each} for each in served],
    }


def _record(entry: Entry, topic: str) -> Node:
    return {
        "@id": f"{topic}/record",
        "@type": "dcat:CatalogRecord",
        "foaf:primaryTopic": {"@id": topic},
        "dct:issued": _day(entry.resource.issued),
        "dct:modified": _day(entry.resource.issued),
        "dct:conformsTo": {"@id": PROFILE, "@type": "dct:Standard"},
    }


def _contact(name: str) -> Node:
    return {"@type": ["vcard:Organization", "vcard:Kind"], "vcard:fn": name}


def _theme() -> Node:
    return {**_word("data-theme/GOVE", "skos:Concept"), "skos:prefLabel": in_chinese("政府与公共部门")}


def _agent(name: str, code: str, home: str) -> Node:
    agent: Node = {"@id": f"{home}#{code or name}", "@type": "foaf:Agent", "foaf:name": in_chinese(name)}
    return agent | ({"dct:identifier": code} if code else {})


def _terms(entry: Entry) -> str:
    resource = entry.resource
    return "；".join(part for part in (resource.sharing.zh, resource.condition, entry.way) if part)


def _word(path: str, kind: str) -> Node:
    scheme, _, value = path.partition("/")
    listed = {"skos:inScheme": {"@id": f"{AUTHORITY}/{scheme}"}} if value else {}
    return {"@id": f"{AUTHORITY}/{path}", "@type": kind, **listed}


def in_chinese(text: str) -> Node:
    """A text of JSON-LD in Chinese."""
    return {"@value": text, "@language": "zh"}


def _day(day: date) -> Node:
    return {"@value": day.isoformat(), "@type": "xsd:date"}
