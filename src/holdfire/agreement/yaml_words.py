"""Why bytes are not YAML, in our own words, with the line and column; the parser's message as a technical detail."""

from __future__ import annotations

from typing import TYPE_CHECKING

import yaml

from holdfire.agreement.misfits import detail
from holdfire.words import Words, say

if TYPE_CHECKING:
    from collections.abc import Mapping

REASONS: Mapping[str, Words] = {
    "cannot start any token": say(
        "a tab, or a sign such as @ or %, stands where text begins; put it in quotes"
    ),
    "mapping values are not allowed": say(
        "a colon too many, or a line that is not as far in as those beside it; a text with a colon stands in quotes"
    ),
    "entries are not allowed": say("a list begins on a line of its own"),
    "could not find expected ':'": say("a colon is missing after a field’s name"),
    "expected ',' or": say("a bracket or brace is not closed, or a comma is missing"),
    "unexpected end of stream": say("a quotation mark is not closed"),
    "'-' indicator": say("a list and fields stand at one depth"),
    "expected key": say("a line is not as far in as those beside it"),
    "unacceptable character": say("it holds a character that is no text"),
}
"""By a part of what PyYAML's parsers say."""


class Broken:
    """What is wrong: the words, the parser's message, and the line (from 1), if it is known."""

    def __init__(self, error: yaml.YAMLError) -> None:
        marked = isinstance(error, yaml.MarkedYAMLError)
        said = str((error.problem or error.context) if marked else error).splitlines()[0]  # type: ignore[attr-defined]
        mark = (error.problem_mark or error.context_mark) if marked else None  # type: ignore[attr-defined]
        why = next(
            (words for part, words in REASONS.items() if part in said), say("a sign is missing or too many")
        )
        self.line = None if mark is None else mark.line + 1
        self.detail = detail(said)
        self.words = say("this is not YAML: {why}", why=why)
        if mark is not None:
            self.words = say(
                "this is not YAML at line {line}, column {column}: {why}",
                line=mark.line + 1,
                column=mark.column + 1,
                why=why,
            )
