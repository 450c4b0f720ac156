"""What is known of an opening of closed fields."""

from __future__ import annotations

from typing import NamedTuple

ALL, MEMBERS = "all", "members"
"""To whom a field is opened, beside actors by their ids: the public, and every member of the panel."""


class Opening(NamedTuple):
    """A release or a disclosure: its entry and sort, the entry whose fields it opens, which, to whom, by whom, when.

    `fields` are {name: digest}; `at` is UTC microseconds; `against` is the code of the rule that it broke, or empty.
    """

    entry: int
    kind: str
    target: int
    fields: dict[str, str]
    to: tuple[str, ...]
    by: tuple[str, ...]
    at: int
    against: str
