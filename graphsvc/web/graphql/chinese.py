"""What graphql-core says of a wrong document, in Chinese."""

import re

_N = r"['\"]?([^'\"]+?)['\"]?"

_SENTENCES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(rf"{pattern}$", re.DOTALL), text)
    for pattern, text in (
        (r"Syntax Error: Expected (.+), found (.+)\.", r"语法错误：此处应为 \1，却是 \2。"),
        (r"Syntax Error: Unexpected (.+)\.", r"语法错误：此处不应有 \1。"),
        (r"Syntax Error: Document contains more than (\d+) tokens.*", r"语法错误：文档超过 \1 个词法单元。"),
        (r"Syntax Error: (.+)", r"语法错误：\1"),
        (rf"Cannot query field {_N} on type {_N}\.", r"类型 \2 没有字段 \1。"),
        (rf"Field {_N} of type {_N} must have a selection of subfields\.", r"字段 \1（类型 \2）需要选择子字段。"),
        (rf"Field {_N} must not have a selection since type {_N} has no subfields\.",
         r"字段 \1（类型 \2）没有子字段可选。"),
        (rf"Unknown argument {_N} on field {_N}\.", r"字段 \2 没有参数 \1。"),
        (rf"Unknown argument {_N} on directive {_N}\.", r"指令 \2 没有参数 \1。"),
        (rf"Argument {_N} of type {_N} is required, but it was not provided\.", r"缺少必填参数 \1（类型 \2）。"),
        (rf"Field {_N} of required type {_N} was not provided\.", r"缺少必填的输入字段 \1（类型 \2）。"),
        (rf"Unknown type {_N}\.", r"没有类型 \1。"),
        (rf"Unknown fragment {_N}\.", r"没有片段 \1。"),
        (rf"Unknown directive {_N}\.", r"没有指令 \1。"),
        (rf"Directive {_N} may not be used on (.+)\.", r"指令 \1 不能用在 \2 上。"),
        (rf"The directive {_N} can only be used once at this location\.", r"指令 \1 在同一处只能用一次。"),
        (rf"Fragment {_N} is never used\.", r"片段 \1 没有用到。"),
        (rf"Fragment {_N} cannot be spread here as objects of type {_N} can never be of type {_N}\.",
         r"片段 \1 不能用在这里：类型 \2 不可能是 \3。"),
        (rf"Cannot spread fragment {_N} within itself.*", r"片段 \1 引用了自己。"),
        (r"Variable '?(\$\w+)'? is not defined.*", r"没有声明变量 \1。"),
        (r"Variable '?(\$\w+)'? is never used.*", r"变量 \1 没有用到。"),
        (r"Variable '?(\$\w+)'? of type '?(.+?)'? used in position expecting type '?(.+?)'?\.",
         r"变量 \1 的类型是 \2，此处需要 \3。"),
        (r"Variable '?(\$\w+)'? of required type '?(.+?)'? was not provided\.", r"没有给出必填变量 \1（类型 \2）。"),
        (rf"Fields {_N} conflict because (.+?)\. Use different aliases.*",
         r"同名字段 \1 相互冲突（\2）；请用不同的别名。"),
        (rf"Value {_N} does not exist in {_N} enum\.", r"枚举 \2 没有值 \1。"),
        (r"There can be only one operation named '?(\w+)'?\.", r"操作 \1 重名。"),
        (r"Maximum introspection depth exceeded", r"内省嵌套过深。"),
        (rf"Expected a value of non-null type {_N} to be provided\.", r"没有给出必填的值（类型 \1）。"),
        (rf"Expected value of non-null type {_N} not to be None\.", r"必填的值（类型 \1）不能是 null。"),
        (rf"Expected value of type {_N} to be an object, found: (.+)\.", r"此处应为类型 \1 的对象，却是 \2。"),
        (rf"Expected value of type {_N} to include required field {_N}, found: .+",
         r"缺少必填的输入字段 \2（类型 \1）。"),
        (rf"Expected value of type {_N} not to include unknown field {_N}[.,].*", r"类型 \1 没有输入字段 \2。"),
        (rf"Within OneOf Input Object type {_N}, exactly one field must be specified, .+",
         r"类型 \1 须且只能给出一个字段，且不能是 null。"),
        (r"Date cannot represent this value: .+?, of the years (\d+) to (\d+), not (.+)\.",
         r"日期写作 YYYY-MM-DD，在 \1 至 \2 年之间；给出的是 \3。"),
        (r"DateTime cannot represent this value: .+?, of the years (\d+) to (\d+), not (.+)\.",
         r"时刻写作 YYYY-MM-DDThh:mm:ss+08:00，在 \1 至 \2 年之间；给出的是 \3。"),
        (rf"Enum {_N} cannot represent (?:[\w-]+ )*value: (.+)", r"枚举 \1 不能取这个值：\2"),
        (r"(\w+) cannot represent (?:[\w-]+ )*value: (.+)", r"类型 \1 不能取这个值：\2"),
        (r"(\w+) cannot represent (.+)", r"类型 \1 不能取这个值：\2"),
    )
)  # fmt: skip


_OF_A_VARIABLE = re.compile(r"Variable '?(\$\w+)'? has invalid (?:default )?value(?: at (.+?))?: (.+)", re.DOTALL)


def in_chinese(message: str) -> str:
    """The message in Chinese; one that is not known keeps its English behind a Chinese word."""
    hint = re.search(r" ?Did you mean (.*)\?$", message, re.DOTALL)
    said = message[: hint.start()] if hint else message
    if given := _OF_A_VARIABLE.fullmatch(said):
        at = f"（{given[2]}）" if given[2] else ""
        whole = f"变量 {given[1]} 的值{at}不合要求：{_translated(given[3]) or given[3]}"
    else:
        whole = _translated(said) or f"文档有误：{said}"
    return f"{whole}是否想写 {_names(hint[1])}？" if hint else whole


def _translated(said: str) -> str | None:
    return next((match.expand(text) for pattern, text in _SENTENCES if (match := pattern.match(said))), None)


def _names(hint: str) -> str:
    return hint.removeprefix("the enum value ").replace(", or ", "、").replace(" or ", "、").replace(", ", "、")
