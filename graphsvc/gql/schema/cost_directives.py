"""The directives @cost and @listSize, by which the schema says what its fields weigh and how many rows they return.

Source: IBM GraphQL Cost Directives specification (draft), https://ibm.github.io/graphql-specs/cost-spec.html
"""

import strawberry
from strawberry.schema_directive import Location

COUNTED = ("edges", "nodes")
"""The fields of a connection that hold one object a row."""


@strawberry.schema_directive(locations=[Location.FIELD_DEFINITION], name="cost", description="Weight of a field.")
class Cost:
    """`weight` is a number, written as text."""

    weight: str = strawberry.directive_field(name="weight")


@strawberry.schema_directive(
    locations=[Location.FIELD_DEFINITION], name="listSize", description="How many rows a field can return."
)
class ListSize:
    """`assumedSize` rows at most, or as many as an argument says."""

    assumed_size: int | None = strawberry.directive_field(name="assumedSize", default=strawberry.UNSET)
    slicing_arguments: list[str] | None = strawberry.directive_field(name="slicingArguments", default=strawberry.UNSET)
    sized_fields: list[str] | None = strawberry.directive_field(name="sizedFields", default=strawberry.UNSET)
    require_one_slicing_argument: bool | None = strawberry.directive_field(
        name="requireOneSlicingArgument", default=strawberry.UNSET
    )


def paged(*sizes: str) -> ListSize:
    """The size of a connection: what one of these arguments asks for."""
    return ListSize(slicing_arguments=[*sizes], sized_fields=list(COUNTED), require_one_slicing_argument=False)
