"""What the address of a picture chooses is taken over into its links, as far as it can be ids."""

from urllib.parse import parse_qs

from starlette.datastructures import QueryParams

from graphsvc.console.pictures.choices import MOST_EXPANDED, MOST_HIDDEN, Choices, choices_of, ids_of


def test_only_what_can_be_an_id_is_taken_each_once_and_only_so_many() -> None:
    assert ids_of("a,b,c", 2) == ("a", "b")
    assert ids_of(" u-1,u-1,,<b>,x&y,一,-a,pairing:1_2.3," + "z" * 201 + "," + "z" * 200, 9) == (
        "u-1",
        "pairing:1_2.3",
        "z" * 200,
    )


def test_an_address_leads_to_what_it_came_from() -> None:
    chosen = choices_of(QueryParams("with=u-1,c:1&hide=u-2&from=u-1&to=c:1&other=x"))
    assert chosen == Choices(("u-1", "c:1"), ("u-2",), "u-1", "c:1")
    assert chosen.query == "?with=u-1,c:1&hide=u-2&from=u-1&to=c:1"
    assert choices_of(QueryParams(chosen.hiding("u-3").query[1:])) == Choices(
        ("u-1", "c:1"), ("u-2", "u-3"), "u-1", "c:1"
    )
    assert chosen.expanding("u-3").without_way().showing_all().query == "?with=u-1,c:1,u-3"
    assert Choices().query == ""


def test_a_long_address_does_not_come_back_in_every_link() -> None:
    long = ",".join(f"<{'x' * 50}>{number}" for number in range(1_000)) + ",u-1&amp;"
    chosen = choices_of({"hide": long, "with": "y" * 5_000, "from": "<a>", "to": "z" * 201})
    assert chosen.hiding("u-2").query == "?hide=u-2"
    many = ",".join(f"u{number}" for number in range(500))
    query = parse_qs(choices_of({"hide": many, "with": many}).query[1:])
    assert len(query["hide"][0].split(",")) == MOST_HIDDEN
    assert len(query["with"][0].split(",")) == MOST_EXPANDED


def test_at_the_limit_nothing_more_is_offered() -> None:
    ids = [f"u{number}" for number in range(MOST_HIDDEN)]
    assert Choices(tuple(ids[: MOST_EXPANDED - 1]), tuple(ids[:-1])).may_expand
    assert Choices(hidden=tuple(ids[:-1])).may_hide
    full = Choices(tuple(ids[:MOST_EXPANDED]), tuple(ids))
    assert (full.may_expand, full.may_hide) == (False, False)
