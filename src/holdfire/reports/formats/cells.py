"""A table row's cells -> the values that `fields.report` takes: numbers, lists and tolls out of text."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from holdfire.errors import BadInput, Where
from holdfire.reports.formats import fields
from holdfire.words import say

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from holdfire.reports.formats.base import Found
    from holdfire.reports.formats.columns import ColumnMap

_PARTS = ("low", "best", "high")


def values(cells: Mapping[str, str | datetime], columns: ColumnMap, found: Found) -> dict[str, Any]:
    """Turn cells, by field, into values; constants fill in, empty cells are unknown."""
    given: dict[str, Any] = {key: cell for key, cell in cells.items() if cell != ""} | dict(columns.constants)
    for key in fields.NUMBERS:
        if key in given:
            given[key] = number(_text(given, key), key, columns.decimal)
    for key in fields.LISTS:
        if key in given:
            given[key] = [part.strip() for part in _text(given, key).split(columns.lists)]
    for key in fields.TEXTS:
        if key in given:
            given[key] = _text(given, key)
    for key in fields.TOLLS:
        _toll(given, key)
    if columns.types and "types" in given:
        given["types"] = _codes(given["types"], columns.types, found)
    return given


def _text(given: Mapping[str, Any], key: str) -> str:
    value = given[key]
    return value if isinstance(value, str) else value.isoformat()  # a workbook's date where words are wanted


def number(text: str, field: str, decimal: str = ".") -> float:
    """Read a decimal number. BadInput `number-invalid`: separators of thousands are not guessed at."""
    written = text.replace(".", " ").replace(",", ".") if decimal == "," else text
    try:
        return float(_plain(written))
    except ValueError:
        raise BadInput("number-invalid", say("this must be a number"), where=Where(field=field)) from None


def whole(text: str, field: str) -> int:
    """Read a whole number, `12` or, as workbooks write it, `12.0`. BadInput `toll-invalid`."""
    try:
        return int(_plain(text.strip().removesuffix(".0")))
    except ValueError:
        raise BadInput(
            "toll-invalid", say("a count must be a whole number"), where=Where(field=field)
        ) from None


def _plain(text: str) -> str:
    """Refuse `1_000`, which Python would read. Digits of any script are digits."""
    if "_" in text:
        raise ValueError
    return text


def _toll(given: dict[str, Any], key: str) -> None:
    """Gather a toll from its three columns, or from one that holds a single number."""
    if key in given:
        given[key] = [whole(_text(given, key), key)] * 3
    names = [f"{key}_{part}" for part in _PARTS]
    if any(name in given for name in names):
        given[key] = [whole(_text(given, name), name) if name in given else None for name in names]


def _codes(words: list[str], codes: Mapping[str, str], found: Found) -> list[str]:
    """Look words up in the map's `types`; one that is not there is kept as it is, with a caution."""
    if any(word and word not in codes for word in words):
        fields.caution(
            found, "type-unmapped", "types", say("a word is not in the map's types; it is kept as it is")
        )
    return [codes.get(word, word) for word in words]
