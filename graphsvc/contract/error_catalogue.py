"""The catalogue of errors: what each code means, its HTTP status, and what to do, in Chinese and English.

`docs/errors.md` and `graphsvc errors` are made from it; a test holds it against the tree of `errors`.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from graphsvc.errors import GraphsvcError


@dataclass(frozen=True, slots=True)
class Entry:
    """One code.

    `status` is the HTTP status of an answer that holds nothing but this error. `always` keeps it for clients that
    ask for plain `application/json`, who get 200 for everything that a GraphQL document itself did wrong.
    """

    status: int
    zh: str
    en: str
    do_zh: str
    do_en: str
    always: bool = False


ENTRIES: dict[str, Entry] = {
    "GRAPHQL_PARSE_FAILED": Entry(
        400, "查询文档有语法错误", "The document has a syntax error", "按 locations 改正", "Correct it at `locations`"
    ),
    "GRAPHQL_VALIDATION_FAILED": Entry(
        400, "查询文档与 schema 不符", "The document does not fit the schema",
        "按 locations 改正", "Correct it at `locations`",
    ),
    "BAD_USER_INPUT": Entry(
        400, "参数或变量的值不合要求", "An argument or a variable has a value its type does not allow",
        "按消息改正该值", "Correct the value that the message names",
    ),
    "MALFORMED_ID": Entry(
        400, "id 格式不对", "The id is not of the form this service gives out",
        "使用查询返回的 id", "Use an id from an answer",
    ),
    "MALFORMED_CODE": Entry(
        400, "区划代码位数与层级不符", "The area code does not have the digits of its level",
        "核对代码与层级", "Check the code and its level",
    ),
    "BAD_CURSOR": Entry(
        400, "游标不属于这个列表或这种排序", "The cursor belongs to another list or another order",
        "从第一页重新开始", "Start from the first page",
    ),
    "PAGE_TOO_LARGE": Entry(
        400, "每页行数超出范围", "The size of the page is out of range",
        "first 或 last 取 0 到 200，用游标翻页", "Give 0 to 200 and page on by cursor",
    ),
    "AMBIGUOUS_CODE": Entry(
        400, "代码在两套体系中是两个地方", "The code names a different place in each of the two schemes",
        "用 scheme 指明体系", "Say which by `scheme`",
    ),
    "DOCUMENT_TOO_LARGE": Entry(
        413, "请求体或查询文档太大", "The body or the document is too large",
        "拆成几个请求；大的值放进变量", "Split it; put large values into variables", always=True,
    ),
    "DOCUMENT_TOO_COMPLEX": Entry(
        400, "嵌套、别名、指令或重复过多", "The document nests, aliases, repeats or spreads too much",
        "拆成几个查询", "Split it into several",
    ),
    "COST_EXCEEDED": Entry(
        400, "查询的价格超过上限", "The document costs more than the caller's limit",
        "减小最贵字段的 first；用 extensions.cost 试算",
        "Ask for a smaller `first` at the dearest field; try it by `extensions.cost`",
    ),
    "PERSISTED_QUERY_NOT_FOUND": Entry(
        404, "没有这个 id 的受信文档", "No trusted document has this id",
        "核对清单是否已部署；客户端可连同全文重发",
        "Check that the manifest is deployed; clients may send the text too",
    ),
    "PERSISTED_QUERY_NOT_SUPPORTED": Entry(
        400, "此服务不按 id 接受文档", "This service does not accept documents by id",
        "发送文档全文", "Send the text of the document"
    ),
    "DOCUMENT_NOT_TRUSTED": Entry(
        403, "此服务只回答受信文档", "Only documents listed in a manifest are answered here",
        "把文档加入清单后再部署", "Add the document to the manifest and deploy it",
    ),
    "INTROSPECTION_REFUSED": Entry(
        403, "不对此调用者开放内省", "Introspection is not open to this caller",
        "使用随产品发布的 schema.graphql", "Use the schema.graphql that is released with the product",
    ),
    "NOT_FOUND": Entry(
        404, "没有找到，或不在可见范围内", "Nothing has this key, or the caller may not see it",
        "核对 id、代码与权限范围", "Check the id or code, and the caller's scope",
    ),
    "CONFLICT": Entry(
        409, "别人先改了，或图的规则不允许", "Another change came first, or a rule of the graph forbids this one",
        "重新读取后再改", "Read again, then change",
    ),
    "RULE_VIOLATED": Entry(
        409, "改动会违反覆盖审计规则，消息写明哪一条", "The change would break the audit rules it names",
        "按消息调整后再试", "Change what the message names, and try again",
    ),
    "IMPORT_UNFINISHED": Entry(
        409, "有一次导入尚未完成，统计会不准", "An import is unfinished; figures would be wrong",
        "重新导入同一批文件以完成，或撤销该次导入", "Load the same files again to finish it, or undo it",
    ),
    "BUILT_UPON": Entry(
        409, "之后的改动建立在这次导入之上", "Later changes build on this import",
        "先撤回 extensions.later 列出的改动", "First undo what `extensions.later` lists",
    ),
    "KEY_REUSED": Entry(
        409, "幂等键已用于另一请求", "The idempotency key was used for another request",
        "换一个新的键", "Send a new key",
    ),
    "UNAUTHENTICATED": Entry(
        401, "没有登录，或令牌无效", "Missing or invalid access token",
        "登录后带上新的令牌", "Sign in and send the new token", always=True,
    ),
    "FORBIDDEN": Entry(
        403, "当前角色或辖区不允许", "The caller's role or scope does not allow it",
        "向管理员申请角色", "Ask an administrator for the role",
    ),
    "RATE_LIMITED": Entry(
        429, "一个调用者的请求过于频繁", "One caller sent too many requests",
        "按 Retry-After 稍后重试", "Try again after `Retry-After`", always=True,
    ),
    "TOO_MANY_OPEN": Entry(
        429, "一个调用者同时打开的连接或订阅过多", "The caller has too many sockets or operations open",
        "关闭不用的连接或订阅，再按 Retry-After 重试", "End some, then try again after `Retry-After`", always=True,
    ),
    "SEAL_BROKEN": Entry(
        500, "密封的个人信息无法打开", "A sealed personal field cannot be opened",
        "请管理员核对 GRAPHSVC_FIELD_KEY", "An operator checks GRAPHSVC_FIELD_KEY",
    ),
    "RECORD_BROKEN": Entry(
        500, "该区县的操作记录末尾未通过验证", "The district's record fails verification",
        "请管理员运行 graphsvc audit-log verify", "An operator runs `graphsvc audit-log verify`",
    ),
    "SERVICE_UNAVAILABLE": Entry(
        503, "数据库暂时不可用", "The database is unavailable",
        "按 Retry-After 稍后重试", "Try again after `Retry-After`", always=True,
    ),
    "OVERLOADED": Entry(
        503, "排队的请求太多", "Too many requests are waiting",
        "按 Retry-After 稍后重试", "Try again after `Retry-After`", always=True,
    ),
    "DEADLINE_EXCEEDED": Entry(
        503, "语句超时，已在数据库中终止", "The statement took too long and was ended in the database",
        "缩小范围或页面后重试", "Ask for less, then try again", always=True,
    ),
    "BAD_REQUEST": Entry(
        400, "不是 GraphQL 请求", "The body is not a GraphQL request",
        "发送含 query 的 JSON 对象", "Send a JSON object that holds `query`", always=True,
    ),
    "METHOD_NOT_ALLOWED": Entry(
        405, "方法不允许", "The method is not allowed",
        "查询与变更用 POST；GET 只用于查询", "POST; GET is for queries", always=True,
    ),
    "NOT_ACCEPTABLE": Entry(
        406, "客户端不接受任何可用的媒体类型", "The client accepts no media type that the service can send",
        "修改 Accept", "Change `Accept`", always=True,
    ),
    "UNSUPPORTED_MEDIA_TYPE": Entry(
        415, "请求体不是 UTF-8 的 JSON", "The body is not JSON in UTF-8",
        "Content-Type 用 application/json", "Send `Content-Type: application/json`", always=True,
    ),
    "CROSS_SITE_REQUEST": Entry(
        400, "GET 请求缺少防跨站请求头", "The GET lacks a header that pages of other sites cannot send",
        "改用 POST，或加 GraphQL-Require-Preflight: 1", "POST, or send `GraphQL-Require-Preflight: 1`", always=True,
    ),
    "ROWS_REFUSED": Entry(
        400, "导入的行有错，什么也没有写入", "Rows of an import are wrong; nothing was written",
        "按行号改正后重新导入", "Correct them by line number, then load again", always=True,
    ),
    "SETUP": Entry(
        500, "管理员需先完成一项设置（命令行）", "An operator has something to set up first (command line)",
        "按消息操作", "Do what the message says", always=True,
    ),
    "INTERNAL": Entry(
        500, "服务内部出错，已记录", "Internal error (logged)",
        "连同 requestId 告诉我们", "Tell us, with `requestId`", always=True
    ),
}  # fmt: skip


def entry(error: GraphsvcError) -> Entry:
    """Find the entry of an error's code, or of the nearest class above that has one."""
    if error.code in ENTRIES:
        return ENTRIES[error.code]
    codes = (kind.__dict__.get("code", "") for kind in type(error).__mro__)
    return next(ENTRIES[code] for code in codes if code in ENTRIES)


def lines() -> Iterator[str]:
    """Write the catalogue as a table in Markdown."""
    yield "| code | HTTP | 含义 | meaning | 怎么办 | what to do |"
    yield "|---|---|---|---|---|---|"
    for code, one in ENTRIES.items():
        status = f"{one.status}" if one.always or one.status == 200 else f"{one.status} / 200"
        yield f"| `{code}` | {status} | {one.zh} | {one.en} | {one.do_zh} | {one.do_en} |"


def page() -> str:
    """Write the page `docs/errors.md`."""
    return "\n".join([*_HEAD, *lines(), ""])


_HEAD = (
    "# Errors 错误代码",
    "",
    "Made by `graphsvc errors --page`; a test compares. Codes are stable, wording is not. An error has `message` in",
    "the language of `Accept-Language` (English unless Chinese is wanted), `path` or `locations` where there is one,",
    "and `extensions` with `code`, `requestId` and the message in the other language (`zh` or `en`).",
    "Where two statuses stand, the first is for clients that accept `application/graphql-response+json`, the second",
    "for those that ask for `application/json`. An answer that holds data has 200, whatever errors stand beside it.",
    "",
    "代码稳定，措辞可能调整。`message` 的语言由 `Accept-Language` 决定；报告问题时请附上 `requestId`。",
    "",
)
