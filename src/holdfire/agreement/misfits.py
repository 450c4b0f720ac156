"""What is wrong with a field, in our own words; what the library that found it says is kept as a technical detail."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from holdfire.words import Words, listed, say

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pydantic_core import ErrorDetails

QUOTED = re.compile("'([^']*)'")
TEXT, WHOLE, NUMBER = (
    say("a text belongs here"),
    say("a whole number belongs here"),
    say("a number belongs here"),
)
TRUTH, SEVERAL = say("`true` or `false` belongs here"), say("a list belongs here")
FIELDS, NO_DAY = say("fields with their values belong here"), say("there is no such day")
PLAIN: Mapping[str, Words] = {
    "string_type": TEXT,
    "int_type": WHOLE,
    "int_parsing": WHOLE,
    "int_from_float": WHOLE,
    "float_type": NUMBER,
    "float_parsing": NUMBER,
    "finite_number": NUMBER,
    "bool_type": TRUTH,
    "bool_parsing": TRUTH,
    "list_type": SEVERAL,
    "tuple_type": SEVERAL,
    "dict_type": FIELDS,
    "model_type": FIELDS,
    "model_attributes_type": FIELDS,
    "date_type": NO_DAY,
    "date_parsing": NO_DAY,
    "date_from_datetime_parsing": NO_DAY,
    "date_from_datetime_inexact": NO_DAY,
    "day": say("write a day as YYYY-MM-DD"),
    "duration": say(
        "write a duration as in ISO 8601, in weeks, or days, hours and minutes: P7D, PT12H, P1DT30M"
    ),
}
"""By pydantic's type of error, or our own."""
BOUND: Mapping[str, Callable[[Any], Words]] = {
    "greater_than_equal": lambda c: say("at least {n} belongs here", n=c["ge"]),
    "greater_than": lambda c: say("more than {n} belongs here", n=c["gt"]),
    "less_than_equal": lambda c: say("at most {n} belongs here", n=c["le"]),
    "less_than": lambda c: say("less than {n} belongs here", n=c["lt"]),
    "literal_error": lambda c: say("one of these belongs here: {names}", names=_quoted(c["expected"])),
    "union_tag_invalid": lambda c: say(
        "one of these belongs here: {names}", names=_quoted(c["expected_tags"])
    ),
    "union_tag_not_found": lambda c: say(
        "the field {field} is needed here", field=c["discriminator"].strip("'")
    ),
    "string_pattern_mismatch": lambda c: say("it is not of the form {pattern}", pattern=c["pattern"]),
    "string_too_short": lambda _: say("it is empty"),
    "too_short": lambda c: say("too few stand here: {n} are needed", n=c["min_length"]),
    "too_long": lambda c: say("too many stand here: {n} at most", n=c["max_length"]),
}
"""By pydantic's type of error, of what it says with it."""


def misfit(details: ErrorDetails) -> tuple[Words, Words | None]:
    """Say what is wrong with a value, and the library's message where we have no words of our own for it."""
    kind = details["type"]
    if kind in PLAIN:
        return PLAIN[kind], None
    if kind in BOUND:
        return BOUND[kind](details["ctx"]), None
    return say("this value cannot stand here"), detail(details["msg"])


def detail(message: str) -> Words:
    """Give a library's message, in English as it is."""
    return say("technical detail: {message}", message=message)


def _quoted(text: str) -> Words | str:
    return listed(QUOTED.findall(text)) or text
