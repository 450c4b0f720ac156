"""What is wrong with a part of an act, in our own words, from what msgspec says of it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from holdfire.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Callable

TYPES = {
    "str": say("a text belongs here"),
    "int": say("a whole number belongs here"),
    "float": say("a number belongs here"),
    "bool": say("`true` or `false` belongs here"),
    "array": say("a list belongs here"),
    "object": say("fields with their values belong here"),
}
RULES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Words]], ...] = (
    (re.compile("missing required field `(.+?)`"), lambda m: say("{part} is missing", part=m[1])),
    (re.compile("unknown field `(.+?)`"), lambda m: say("such an act has no part {part}", part=m[1])),
    (
        re.compile(r"Invalid enum value (.+?)(?: - at `\$\.?(.*)`)?$"),
        lambda m: say(
            "{part}: {value} is none of the words that can stand here", part=m[2] or "–", value=m[1]
        ),
    ),
    (
        re.compile(r"Expected `(\w+).*?`, got .*?(?: - at `\$\.?(.*)`)?$"),
        lambda m: say(
            "{part}: {words}", part=m[2] or "–", words=TYPES.get(m[1], say("it is not of its kind"))
        ),
    ),
)


def misfit(message: str) -> Words:
    """Say it in our own words; a message of another form is given as it is."""
    for pattern, words in RULES:
        if found := pattern.search(message):
            return words(found)
    return say("technical detail: {message}", message=message)
