"""Cuts a text into sentences. Pure."""
# ruff: noqa: RUF001 - letters that look like Latin ones are meant

from __future__ import annotations

import re

from holdfire.reading.model import Span

LONGEST = 1200
"""Signs of a sentence that are looked at; what is longer is cut there, so that time stays linear in the text."""

_SHORT = re.compile(
    r"(?:\b(?:mr|mrs|ms|dr|gen|col|lt|sgt|maj|st|no|vs|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)|\b[^\W\d_]"
    r"|\b(?:г|гг|им|ул|тыс|млн|млрд|янв|фев|мар|апр|авг|сен|окт|ноя|дек|т\.\s?е|т\.\s?д))$",
    re.IGNORECASE,
)
_END = re.compile(r"[.!?؟…۔]+[\"'”»’)\]]*(?=\s|$)|\n+")


def sentences(text: str) -> list[Span]:
    """Cut at a full stop, question or exclamation mark before white space, and at a line's end.

    Not after a short form (`Gen.`, `янв.`), an initial or a number with a stop, unless a line ends there.
    """
    found: list[Span] = []
    start = 0
    for m in _END.finditer(text):
        if (
            m.group()[0] == "."
            and m.end() < len(text)
            and text[m.end()] != "\n"
            and _is_short(text, start, m.start())
        ):
            continue
        _add(found, text, start, m.end())
        start = m.end()
    _add(found, text, start, len(text))
    return found


def _is_short(text: str, start: int, stop: int) -> bool:
    return bool(_SHORT.search(text[max(start, stop - 8) : stop]))


def _add(found: list[Span], text: str, start: int, end: int) -> None:
    while start < end:
        stop = min(end, start + LONGEST)
        piece = text[start:stop]
        left, right = len(piece) - len(piece.lstrip()), len(piece.rstrip())
        if left < right:
            found.append(Span(start + left, start + right))
        start = stop
