"""Enums whose members carry their words, so that a value and what it is called cannot drift apart.

    class UnitKind(Labelled):
        '''Kind of a unit (单位类别).'''

        ORGAN = "ORGAN", "机关", "Organ of party or government"

The value is what the graph, GraphQL and files hold; the first line of the docstring describes the enum to GraphQL.
"""

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """An enum of which each member is written as its value, its Chinese name and its English one."""

    zh: str
    en: str

    def __new__(cls, value: str, zh: str = "", en: str = "") -> Self:
        """Make a member that is its value and carries its two names; looking one up takes the value alone."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.zh = zh
        member.en = en
        return member
