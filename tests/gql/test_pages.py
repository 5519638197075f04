"""Rules of pages that Python makes."""

import pytest

from graphsvc.gql.schema.pages import NodeEdge, NodePage, counted, page_of, ranked_page


class Counting:
    """Counts, and how often it was asked to."""

    asked = 0

    async def __call__(self) -> int:
        self.asked += 1
        return 7


@pytest.mark.parametrize(
    ("more", "after", "total", "asked"), [(False, None, 2, 0), (True, None, 7, 1), (False, "rank-5", 7, 1)]
)
async def test_only_a_page_that_is_not_the_whole_list_is_counted(
    more: bool, after: str | None, total: int, asked: int
) -> None:
    counting = Counting()
    page = page_of([("rank-1", "a"), ("rank-2", "b")], more=more, after=after, total=counting)
    assert (await counted(page.total), counting.asked) == (total, asked)
    nodes = NodePage.made([NodeEdge("rank-1", "a"), NodeEdge("rank-2", "b")], more, after, counting)
    assert (await nodes.total_count, counting.asked) == (total, 2 * asked)


async def test_a_page_without_rows_of_a_list_that_has_some_is_counted() -> None:
    assert await counted(ranked_page(["a"], 0, 0, None, Counting()).total) == 7
