"""Pages of a list: their arguments, their sizes, and what GraphQL says of where a page stands."""

import strawberry

from graphsvc.errors import PageTooLarge
from graphsvc.gql.schema.fields import Argument

PAGE_SIZE = 50
LARGEST_PAGE = 200
COUNT_COST = 10
"""Weight of a total count, which reads an index past the page."""

PAGE_ARGUMENTS = {
    "first": Argument(int | None, None, default=PAGE_SIZE),
    "after": Argument(str | None, None),
    "last": Argument(int | None, None),
    "before": Argument(str | None, None),
}


def tally_arguments(grouping: type) -> dict[str, Argument]:
    """The arguments of a count by groups; `grouping` is the enum of what a type's rows can be counted by."""
    return {"by": Argument(grouping, None), "first": Argument(int | None, None, default=PAGE_SIZE)}


@strawberry.type(description="How many rows of a list have a value (分组计数).")
class GroupCount:
    """A value and its rows."""

    value: str | None = strawberry.field(
        description="A value of the enum, or the code of an area; null for rows that have none."
    )
    count: int = strawberry.field(description="Rows of the whole list, not of the page alone.")


@strawberry.type(description="Where a page stands in its list (Relay); cursors are opaque.")
class PageInfo:
    """Relay's page information."""

    has_next_page: bool = strawberry.field(description="Whether rows follow: ask for them with `after: endCursor`.")
    has_previous_page: bool = strawberry.field(description="Whether rows come before.")
    start_cursor: str | None = strawberry.field(description="Cursor of the first row.")
    end_cursor: str | None = strawberry.field(description="Cursor of the last row.")


def page_size(size: int | None) -> int:
    """Rows of a page, 50 when none are asked for.

    Raises:
        PageTooLarge: outside 0..200.
    """
    if size is None:
        return PAGE_SIZE
    if not 0 <= size <= LARGEST_PAGE:
        raise PageTooLarge(
            f"每页行数必须在 0 到 {LARGEST_PAGE} 之间，收到 {size}。",
            f"A page holds 0 to {LARGEST_PAGE} rows; {size} was asked for. Page on with `after`.",
        ).at("first")
    return size
